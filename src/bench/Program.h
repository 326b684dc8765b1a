// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace tailslate::bench {

/// A program's name, looked up in PATH, and its arguments.
using Command = std::vector<std::string>;

/// Whether runProgram() would find a program of that name.
[[nodiscard]] bool isInstalled(const std::string& name);

/// Runs another program to its end, with our environment, in a process group of its own.
/// @param output A file that takes what it writes to its standard output and error; an older one
/// is emptied.
/// @return NotFound when there is no such program; Io, with the last it said, when it does not end
/// with 0; Cancelled after a stop request, which also ends the program.
[[nodiscard]] Result<void> runProgram(const Command& command, const std::filesystem::path& output,
                                      const std::stop_token& stop);

} // namespace tailslate::bench
