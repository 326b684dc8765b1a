// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"

#include <stop_token>
#include <string>
#include <vector>

namespace tailslate::bench {

/// Runs another program to its end, with our environment and standard streams.
/// @param arguments The program's name, looked up in PATH, then its arguments.
/// @return NotFound when there is no such program; Io when it does not end with 0; Cancelled after
/// a stop request, which also ends the program.
[[nodiscard]] Result<void> runProgram(const std::vector<std::string>& arguments,
                                      const std::stop_token& stop);

} // namespace tailslate::bench
