// SPDX-License-Identifier: Apache-2.0
#include "cli/CommandLine.h"

#include "cli/Console.h"
#include "cli/ExitCode.h"

#include <CLI/CLI.hpp>

namespace tailslate::cli {

int runCommandLine(int argc, char** argv, app::Services& services, const ReportSupport& reports,
                   std::initializer_list<AddCommands> nouns)
{
    std::unique_ptr<Console> console;
    int exitCode = kExitOk;

    CLI::App program(
        "Tailslate: verified offload, live grade and reports for the digital imaging technician",
        "tailslate-cli");
    program.set_version_flag("--version", app::programVersion());
    program.require_subcommand(1);
    program.fallthrough();
    bool json = false;
    program.add_flag("--json", json, "Print one JSON object a line instead of sentences");
    program.footer("Exit codes: 0 done, 1 failed, 2 wrong command line or a request that can never "
                   "work,\n3 copied but not verified yet, 10 something named is missing, "
                   "11 bytes differ, 130 stopped.");
    // Runs before any verb's own callback.
    program.parse_complete_callback([&] {
        console = std::make_unique<Console>(json ? Console::Mode::Json : Console::Mode::Text);
    });

    const CommandContext context{services, console, exitCode, reports};
    for (const AddCommands add : nouns)
        add(program, context);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        // Help and version come this way too, with exit code 0.
        const int code = program.exit(error);
        return code == 0 ? kExitOk : kExitUsage;
    }
    return exitCode;
}

} // namespace tailslate::cli
