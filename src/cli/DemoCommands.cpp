// SPDX-License-Identifier: Apache-2.0
#include "app/Demo.h"
#include "app/DemoCard.h"
#include "base/DisplayText.h"
#include "cli/Commands.h"
#include "cli/Console.h"
#include "cli/ExitCode.h"
#include "cli/Foreground.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <mutex>

namespace tailslate::cli {
namespace {

Result<int> makeCard(const CommandContext& context, const std::string& folder)
{
    TAILSLATE_TRY(
        const app::DemoCard card,
        runInForeground<app::DemoCard>(
            "demo-card",
            [&](jobs::JobContext job) { return app::makeDemoCard(folder, std::move(job)); },
            [](const jobs::Progress&) {}));
    nlohmann::json files = nlohmann::json::array();
    for (const std::filesystem::path& file : card.files) {
        context.console->say(displayText(file));
        files.push_back(displayText(file));
    }
    context.console->send(
        {{"type", "card"}, {"root", displayText(card.root)}, {"files", std::move(files)}});
    return kExitOk;
}

void print(Console& console, const app::DemoFiles& made)
{
    const auto line = [&](const char* what, const std::filesystem::path& path) {
        console.say(fmt::format("{:<14}{}", what, displayText(path)));
    };
    console.say("");
    line("Card", made.card);
    for (const std::filesystem::path& destination : made.destinations)
        line("Copy", destination);
    for (const std::filesystem::path& manifest : made.manifests)
        line("ASC MHL", manifest);
    line("CDL", made.cdl);
    line("LUT", made.lut);
    line("Still", made.still);
    if (made.pdf)
        line("Report", *made.pdf);
    line("CSV", made.csv);
    line("Project", made.project);
    console.say("");
    console.say(
        "Every file is verified at both destinations: read back from the disk, equal to the card.");
    console.say(made.verdict.headline());
    for (const std::string& reason : made.verdict.reasons)
        console.say("  " + reason);
}

nlohmann::json toJson(const app::DemoFiles& made)
{
    const auto list = [](const std::vector<std::filesystem::path>& paths) {
        nlohmann::json texts = nlohmann::json::array();
        for (const std::filesystem::path& path : paths)
            texts.push_back(displayText(path));
        return texts;
    };
    return {{"type", "demo"},
            {"card", displayText(made.card)},
            {"destinations", list(made.destinations)},
            {"manifests", list(made.manifests)},
            {"project", displayText(made.project)},
            {"cdl", displayText(made.cdl)},
            {"lut", displayText(made.lut)},
            {"still", displayText(made.still)},
            {"pdf", made.pdf ? nlohmann::json(displayText(*made.pdf)) : nlohmann::json()},
            {"csv", displayText(made.csv)},
            {"safeToFormat", made.verdict.safeToFormat},
            {"reasons", made.verdict.reasons}};
}

Result<int> runAll(const CommandContext& context, const std::string& folder)
{
    context.reports.prepare();
    // The job tells its steps on its own thread; this one prints them.
    std::mutex mutex;
    std::vector<std::string> steps;
    const auto printSteps = [&] {
        const std::lock_guard lock(mutex);
        for (const std::string& step : steps) {
            context.console->say(step);
            context.console->send({{"type", "step"}, {"text", step}});
        }
        steps.clear();
    };
    const auto made = runInForeground<app::DemoFiles>(
        "demo",
        [&](jobs::JobContext job) {
            const auto tell = [&](const std::string& step) {
                const std::lock_guard lock(mutex);
                steps.push_back(step);
            };
            return app::runDemo(context.services, folder, tell, std::move(job));
        },
        [&](const jobs::Progress&) { printSteps(); });
    printSteps();
    if (!made)
        return std::unexpected(made.error());
    print(*context.console, *made);
    context.console->send(toJson(*made));
    return kExitOk;
}

} // namespace

void addDemoCommands(CLI::App& program, const CommandContext& context)
{
    CLI::App* const noun = program.add_subcommand("demo", "Try Tailslate without a camera");
    noun->require_subcommand(1);
    const auto finish = [context](const Result<int>& exitCode) {
        context.exitCode = exitCode ? *exitCode : context.console->fail(exitCode.error());
    };

    CLI::App* const card = noun->add_subcommand("card", "Make a sample card with real media");
    const auto cardFolder = std::make_shared<std::string>();
    card->add_option("DIR", *cardFolder, "A new or empty folder")->required();
    card->callback([context, cardFolder, finish] { finish(makeCard(context, *cardFolder)); });

    CLI::App* const run =
        noun->add_subcommand("run", "Do the whole job: card, offload, grade, report");
    const auto folder = std::make_shared<std::string>();
    run->add_option("--out", *folder, "A new or empty folder")->required();
    run->callback([context, folder, finish] { finish(runAll(context, *folder)); });
}

} // namespace tailslate::cli
