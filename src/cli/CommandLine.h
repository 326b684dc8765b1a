// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/Commands.h"

#include <initializer_list>

namespace tailslate::cli {

/// Adds a noun with its verbs.
using AddCommands = void (*)(CLI::App& program, const CommandContext& context);

/// Reads the command line and runs the command that it names.
/// @return The program's exit code.
int runCommandLine(int argc, char** argv, app::Services& services, const ReportSupport& reports,
                   std::initializer_list<AddCommands> nouns);

} // namespace tailslate::cli
