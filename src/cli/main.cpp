// SPDX-License-Identifier: Apache-2.0
#include "app/Services.h"
#include "base/Clock.h"
#include "cli/Commands.h"
#include "cli/Console.h"
#include "cli/ExitCode.h"
#include "cli/Foreground.h"
#include "cli/PdfSupport.h"
#include "io/DiskFileSystem.h"

#include <CLI/CLI.hpp>

int main(int argc, char** argv)
{
    using namespace tailslate;
    cli::catchInterrupts();

    SystemClock clock;
    io::DiskFileSystem files;
    cli::PdfSupport pdf(argc, argv);
    app::Services services{files, clock, pdf.writer()};
    std::unique_ptr<cli::Console> console;
    int exitCode = cli::kExitOk;

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
        console = std::make_unique<cli::Console>(json ? cli::Console::Mode::Json
                                                      : cli::Console::Mode::Text);
    });

    const cli::CommandContext context{services, console, exitCode, [&pdf] { pdf.prepare(); }};
    cli::addOffloadCommands(program, context);
    cli::addCardCommands(program, context);
    cli::addFeedCommands(program, context);
    cli::addReportCommands(program, context);
    cli::addProjectCommands(program, context);
    cli::addDemoCommands(program, context);

    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        // Help and version come this way too, with exit code 0.
        const int code = program.exit(error);
        return code == 0 ? cli::kExitOk : cli::kExitUsage;
    }
    return exitCode;
}
