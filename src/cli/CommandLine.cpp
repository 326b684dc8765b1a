// SPDX-License-Identifier: Apache-2.0
#include "cli/CommandLine.h"

#include "base/DisplayText.h"
#include "cli/Console.h"
#include "cli/ExitCode.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>
#include <string>
#include <vector>

namespace tailslate::cli {
namespace {

/// Names the word that stands where a noun or verb should, and those that are known. @return
/// Nothing when no word stands there.
std::optional<std::string> unknownWord(CLI::App& program)
{
    CLI::App* at = &program;
    while (!at->get_subcommands().empty())
        at = at->get_subcommands().front();
    const std::vector<std::string> left = program.remaining(true);
    std::vector<std::string> known;
    for (const CLI::App* const one : at->get_subcommands([](CLI::App*) { return true; }))
        known.push_back(one->get_name());
    if (known.empty() || left.empty() || left.front().starts_with('-'))
        return std::nullopt;
    return fmt::format(
        "\"{}\" is no command; {}known are {}", displayText(std::string_view(left.front())),
        at == &program ? "" : fmt::format("of \"{}\" ", at->get_name()), fmt::join(known, ", "));
}

} // namespace

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
    program.footer(
        "Exit codes: 0 done, 1 failed, 2 wrong command line or a request that can never "
        "work,\n3 copied but not verified yet, 10 something named is missing, "
        "11 bytes differ, 21 new files, 30 no media hash list,\n31 a manifest was changed, "
        "32 no chain, 33 a manifest is missing, 130 stopped.");
    // Runs before any verb's own callback.
    program.parse_complete_callback([&] {
        console = std::make_unique<Console>(json ? Console::Mode::Json : Console::Mode::Text);
    });

    const CommandContext context{services, console, exitCode, reports};
    for (const AddCommands add : nouns)
        add(program, context);
    try {
        program.parse(argc, argv);
    } catch (const CLI::RequiredError& error) {
        if (const auto sentence = unknownWord(program))
            return Console(Console::Mode::Text)
                .fail({.code = ErrorCode::InvalidArgument, .message = *sentence, .path = {}});
        program.exit(error);
        return kExitUsage;
    } catch (const CLI::ParseError& error) {
        // Help and version come this way too, with exit code 0.
        const int code = program.exit(error);
        return code == 0 ? kExitOk : kExitUsage;
    }
    return exitCode;
}

} // namespace tailslate::cli
