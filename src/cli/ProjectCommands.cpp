// SPDX-License-Identifier: Apache-2.0
#include "app/ProjectPlace.h"
#include "base/DisplayText.h"
#include "cli/Commands.h"
#include "cli/Console.h"
#include "cli/ExitCode.h"
#include "project/Project.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tailslate::cli {
namespace {

Result<int> printInfo(Console& console, project::Project& project)
{
    TAILSLATE_TRY(const project::ProjectInfo info, project.info());
    TAILSLATE_TRY(const auto offloads, project.offloads());
    console.say(fmt::format("{}{}", info.show, info.unit.empty() ? "" : " · " + info.unit));
    console.say(
        fmt::format("made {}, schema {}, {} offloads, {} copies, {} grades, {} ledger entries",
                    toIso8601(info.created), info.schemaVersion, info.offloads, info.copies,
                    info.grades, info.ledgerEntries));
    nlohmann::json rows = nlohmann::json::array();
    for (const project::OffloadRow& row : offloads) {
        const std::string headline = row.finished ? row.headline : "not finished";
        console.say(fmt::format("  {}  {:<12} {:>6} files {:>9}  {}  {}", toIso8601(row.started),
                                displayText(std::string_view(row.roll)), row.files,
                                displaySize(row.bytes), row.jobId.toString(), headline));
        rows.push_back({{"job", row.jobId.toString()},
                        {"roll", displayText(std::string_view(row.roll))},
                        {"card", displayText(row.cardRoot)},
                        {"files", row.files},
                        {"bytes", row.bytes},
                        {"started", toIso8601(row.started)},
                        {"finished", row.finished ? nlohmann::json(toIso8601(*row.finished))
                                                  : nlohmann::json()},
                        {"headline", row.headline}});
    }
    console.send({{"type", "project"},
                  {"id", info.id.toString()},
                  {"show", info.show},
                  {"unit", info.unit},
                  {"schemaVersion", info.schemaVersion},
                  {"ledgerEntries", info.ledgerEntries},
                  {"copies", info.copies},
                  {"grades", info.grades},
                  {"offloads", std::move(rows)}});
    return kExitOk;
}

Result<int> printCheck(Console& console, project::Project& project)
{
    TAILSLATE_TRY(const project::CheckReport report, project.check());
    const int exitCode = report.problems.empty() ? kExitOk : kExitMismatch;
    for (const std::string& problem : report.problems)
        console.say("■ " + problem);
    if (report.problems.empty())
        console.say(fmt::format("● sound: schema {}, {} ledger entries in an unbroken chain",
                                report.schemaVersion, report.ledgerEntries));
    console.send({{"type", "check"},
                  {"schemaVersion", report.schemaVersion},
                  {"ledgerEntries", report.ledgerEntries},
                  {"problems", report.problems},
                  {"exitCode", exitCode}});
    return exitCode;
}

/// Adds a verb that opens an existing project and prints something of it.
void addReadingVerb(CLI::App& noun, const CommandContext& context, const char* name,
                    const char* help, Result<int> (*print)(Console&, project::Project&))
{
    CLI::App* const verb = noun.add_subcommand(name, help);
    const auto path = std::make_shared<std::string>();
    verb->add_option("FILE", *path, "The project file")->required();
    verb->callback([context, path, print] {
        auto exitCode = [&]() -> Result<int> {
            TAILSLATE_TRY(const auto project, app::openProjectToRead(context.services, *path));
            return print(*context.console, *project);
        }();
        context.exitCode = exitCode ? *exitCode : context.console->fail(exitCode.error());
    });
}

} // namespace

void addProjectCommands(CLI::App& program, const CommandContext& context)
{
    CLI::App* const noun =
        program.add_subcommand("project", "Make, describe and check project files");
    noun->require_subcommand(1);

    struct NewOptions {
        std::string path;
        std::string show;
        std::string unit;
    };

    CLI::App* const make = noun->add_subcommand("new", "Make a project file");
    const auto options = std::make_shared<NewOptions>();
    make->add_option("FILE", options->path, "The file to make, for example midnight-sun.tailslate")
        ->required();
    make->add_option("--show", options->show, "The production's name")->required();
    make->add_option("--unit", options->unit, "The unit, for example Main");
    make->callback([context, options] {
        auto made =
            app::createProject(context.services, options->path, options->show, options->unit);
        if (!made) {
            context.exitCode = context.console->fail(made.error());
            return;
        }
        context.console->say(displayText(std::filesystem::path(options->path)));
        context.console->send(
            {{"type", "project"}, {"path", displayText(std::filesystem::path(options->path))}});
    });

    addReadingVerb(*noun, context, "info", "Say what is in a project", printInfo);
    addReadingVerb(*noun, context, "check", "Check the database and the ledger's chain of hashes",
                   printCheck);
}

} // namespace tailslate::cli
