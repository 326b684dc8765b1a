// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

namespace tailslate::cli {

/// Whether a command line is one for tailslate-pictures, which has all commands and takes half a
/// second to load what decodes and draws pictures. tailslate-cli does only offloads, cards and
/// projects, and no report; it leaves help to the other as well, so that it names every command.
/// @param arguments Without the program's name.
[[nodiscard]] bool needsPictureProgram(std::span<const char* const> arguments);

/// Puts tailslate-pictures, which lies beside this program, in its place, with the same arguments.
/// Call first: whatever is open is lost.
/// @return The exit code, when there is no such program; else never.
int becomePictureProgram(char** argv);

} // namespace tailslate::cli
