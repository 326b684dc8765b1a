// SPDX-License-Identifier: Apache-2.0
#include "app/OffloadCard.h"
#include "app/OffloadReports.h"
#include "base/DisplayText.h"
#include "cli/Commands.h"
#include "cli/Console.h"
#include "cli/ExitCode.h"
#include "cli/Foreground.h"
#include "jobs/RateEstimator.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <optional>
#include <variant>

namespace tailslate::cli {
namespace {

struct Options {
    std::string card;
    std::vector<std::string> destinations;
    std::string project;
    std::string report;
    std::string algorithm = "xxh64";
};

const char* eventName(app::OffloadEvent::Kind kind)
{
    switch (kind) {
    case app::OffloadEvent::Kind::CopyVerified:
        return "copyVerified";
    case app::OffloadEvent::Kind::CopyFailed:
        return "copyFailed";
    case app::OffloadEvent::Kind::DestinationSealed:
        return "destinationSealed";
    case app::OffloadEvent::Kind::DestinationFailed:
        return "destinationFailed";
    }
    return "unknown";
}

void report(Console& console, const app::OffloadEvent& event)
{
    console.send({{"type", eventName(event.kind)},
                  {"file", displayText(event.file)},
                  {"destination", displayText(event.destination)},
                  {"text", event.text}});
    if (event.kind == app::OffloadEvent::Kind::CopyFailed)
        console.say(fmt::format("FAILED {} at {}: {}", displayText(event.file),
                                displayText(event.destination), event.text));
}

/// Percent, rate and time left in one line, as `A001R2EC 62 %  412.0 MB/s  6:02 left`.
std::string progressLine(const jobs::Progress::Snapshot& seen, jobs::RateEstimator& rate)
{
    rate.sample(std::chrono::steady_clock::now(), seen.bytesDone);
    const std::uint64_t percent = seen.bytesTotal > 0 ? seen.bytesDone * 100 / seen.bytesTotal : 0;
    std::string line = fmt::format("{} %", percent);
    if (const auto perSecond = rate.bytesPerSecond())
        line += fmt::format("  {}/s", displaySize(static_cast<std::uint64_t>(*perSecond)));
    if (const auto left = rate.timeLeft(seen.bytesTotal))
        line += fmt::format("  {}:{:02} left", left->count() / 60, left->count() % 60);
    return line;
}

nlohmann::json toJson(const app::OffloadOutcome& outcome)
{
    const offload::OffloadResult& result = outcome.result;
    nlohmann::json destinations = nlohmann::json::array();
    for (std::size_t i = 0; i < result.destinations.size(); ++i) {
        const offload::DestinationOutcome& one = result.destinations[i];
        destinations.push_back(
            {{"folder", displayText(result.plan.destinations[i].rollFolder)},
             {"device", result.plan.destinations[i].volume.deviceName},
             {"good", one.good()},
             {"filesVerified", one.filesVerified},
             {"filesFailed", one.filesFailed},
             {"manifest",
              one.manifest ? nlohmann::json(displayText(*one.manifest)) : nlohmann::json()},
             {"error", one.error ? nlohmann::json(one.error->describe()) : nlohmann::json()}});
    }
    return {{"type", "result"},
            {"job", result.plan.jobId.toString()},
            {"roll", displayText(std::string_view(result.plan.card.roll))},
            {"files", result.plan.files().size()},
            {"bytes", result.plan.card.totalBytes()},
            {"allVerified", outcome.verdict.allVerified},
            {"safeToFormat", outcome.verdict.safeToFormat},
            {"cancelled", result.cancelled},
            {"reasons", outcome.verdict.reasons},
            {"destinations", std::move(destinations)}};
}

void print(Console& console, const app::OffloadOutcome& outcome)
{
    const offload::OffloadResult& result = outcome.result;
    for (std::size_t i = 0; i < result.destinations.size(); ++i) {
        const offload::DestinationOutcome& one = result.destinations[i];
        const std::string folder = displayText(result.plan.destinations[i].rollFolder);
        if (one.good())
            console.say(fmt::format("● {}: {} files verified (read back, {}), sealed as {}", folder,
                                    one.filesVerified, hash::algorithmName(result.plan.algorithm),
                                    displayText(one.manifest->filename())));
        else
            console.say(fmt::format("■ {}: {} verified, {} failed: {}", folder, one.filesVerified,
                                    one.filesFailed,
                                    one.error ? one.error->describe() : "stopped"));
    }
    console.say(outcome.verdict.headline());
    for (const std::string& reason : outcome.verdict.reasons)
        console.say("  " + reason);
}

Result<void> refusePlacesOnCard(const CommandContext& context, const Options& options)
{
    using Done = std::monostate;
    for (const std::string& place : {options.project, options.report}) {
        if (place.empty())
            continue;
        TAILSLATE_CHECK(runInForeground<Done>(
            "card-places",
            [&](jobs::JobContext job) -> Result<Done> {
                TAILSLATE_CHECK(
                    app::ensureNotOnCard(context.services, options.card, place, std::move(job)));
                return Done{};
            },
            [](const jobs::Progress&) {}));
    }
    return {};
}

Result<app::ReportFiles> writeReport(const CommandContext& context, project::Project& project,
                                     Uuid job, const std::string& folder)
{
    return runInForeground<app::ReportFiles>(
        "report",
        [&](jobs::JobContext jobContext) {
            return app::writeOffloadReport(context.services, project, job, folder,
                                           std::move(jobContext));
        },
        [](const jobs::Progress&) {});
}

/// Runs the offload and, when asked, writes its report. @return The exit code.
Result<int> run(const CommandContext& context, const Options& options)
{
    Console& console = *context.console;
    app::OffloadRequest request;
    request.card = options.card;
    for (const std::string& folder : options.destinations)
        request.destinations.push_back(
            {folder, request.destinations.empty() ? "primary" : "backup"});
    TAILSLATE_TRY(request.algorithm, hash::algorithmFromName(options.algorithm));
    if (!options.report.empty() && options.project.empty())
        return failure(ErrorCode::InvalidArgument, "a report needs a project; add --project FILE");

    // Before the project is opened: even that would write beside it.
    TAILSLATE_CHECK(refusePlacesOnCard(context, options));
    std::unique_ptr<project::Project> project;
    if (!options.project.empty()) {
        TAILSLATE_TRY(project, project::Project::open(options.project, context.services.clock));
    }
    if (!options.report.empty())
        context.preparePdf();

    app::OffloadMonitor monitor(request.destinations.size());
    jobs::RateEstimator rate;
    const auto tick = [&](const jobs::Progress& progress) {
        for (const app::OffloadEvent& event : monitor.takeEvents())
            report(console, event);
        console.showProgress(progressLine(progress.snapshot(), rate));
    };
    TAILSLATE_TRY(const app::OffloadOutcome outcome,
                  runInForeground<app::OffloadOutcome>(
                      "offload",
                      [&](jobs::JobContext job) {
                          return app::offloadCard(context.services, request, project.get(),
                                                  std::move(job), monitor);
                      },
                      tick));
    for (const app::OffloadEvent& event : monitor.takeEvents())
        report(console, event);

    int exitCode = exitCodeFor(outcome);
    print(console, outcome);
    nlohmann::json result = toJson(outcome);
    if (!options.report.empty()) {
        // The offload is done and proved, whatever becomes of its report.
        const auto files =
            writeReport(context, *project, outcome.result.plan.jobId, options.report);
        if (files) {
            console.say(
                fmt::format("Report: {}", displayText(files->pdf ? *files->pdf : files->csv)));
            result["report"] = displayText(files->pdf ? *files->pdf : files->csv);
        } else {
            console.say(fmt::format("The report was not written: {}", files.error().describe()));
            result["reportError"] = files.error().describe();
            exitCode = exitCode == kExitOk ? exitCodeFor(files.error()) : exitCode;
        }
    }
    result["exitCode"] = exitCode;
    console.send(result);
    return exitCode;
}

} // namespace

void addOffloadCommands(CLI::App& program, const CommandContext& context)
{
    CLI::App* const noun =
        program.add_subcommand("offload", "Copy a card to its destinations with proof");
    noun->require_subcommand(1);
    CLI::App* const verb = noun->add_subcommand(
        "run",
        "Copy a card, read every copy back from its disk, seal each destination with ASC MHL");
    const auto options = std::make_shared<Options>();
    verb->add_option("CARD", options->card, "The card's folder; only ever read")->required();
    verb->add_option("--to", options->destinations, "A destination folder; give one --to for each")
        ->required()
        ->allow_extra_args(false);
    verb->add_option("--project", options->project, "Record the offload in this project file");
    verb->add_option("--report", options->report,
                     "Write the PDF and CSV report into this folder (needs --project)");
    verb->add_option("--hash", options->algorithm, "xxh64, xxh3, xxh128, md5, sha1 or c4")
        ->capture_default_str();
    verb->callback([context, options] {
        const auto exitCode = run(context, *options);
        context.exitCode = exitCode ? *exitCode : context.console->fail(exitCode.error());
    });
}

} // namespace tailslate::cli
