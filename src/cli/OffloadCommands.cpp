// SPDX-License-Identifier: Apache-2.0
#include "app/OffloadCard.h"
#include "app/ProjectPlace.h"
#include "app/QueuePlan.h"
#include "base/DisplayText.h"
#include "cli/Commands.h"
#include "cli/Console.h"
#include "cli/ExitCode.h"
#include "cli/FindingOutput.h"
#include "cli/Foreground.h"
#include "cli/NotesOptions.h"
#include "cli/OffloadOutput.h"
#include "cli/TemplateOptions.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <functional>
#include <optional>
#include <variant>

namespace tailslate::cli {
namespace {

struct Options {
    std::vector<std::string> cards;
    std::vector<std::string> destinations;
    std::string project;
    std::string report;
    std::string algorithm = "xxh64";
    std::string mode = "verify";
    std::string folderTemplate;
    std::vector<std::string> values;
    bool ignoreCardManifests = false;
    bool reverify = false;
    bool dryRun = false;
    double waitMinutes = 0;
    std::string job;
    std::string card;
    NotesOptions notes; ///< For the seals.
};

offload::EngineSettings settingsFrom(const Options& options)
{
    offload::EngineSettings settings;
    settings.deviceWait = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::duration<double, std::ratio<60>>(options.waitMinutes));
    return settings;
}

Result<void> refusePlacesOnCards(const CommandContext& context,
                                 const std::vector<std::string>& cards, const Options& options)
{
    using Done = std::monostate;
    for (const std::string& place : {options.project, options.report}) {
        for (const std::string& card : cards) {
            if (place.empty())
                continue;
            TAILSLATE_CHECK(runInForeground<Done>(
                "card-places",
                [&](jobs::JobContext job) -> Result<Done> {
                    TAILSLATE_CHECK(
                        app::ensureNotOnCard(context.services, card, place, std::move(job)));
                    return Done{};
                },
                [](const jobs::Progress&) {}));
        }
    }
    return {};
}

Result<app::ReportFiles> writeReport(const CommandContext& context, project::Project& project,
                                     Uuid job, const std::string& folder)
{
    return runInForeground<app::ReportFiles>(
        "report",
        [&](jobs::JobContext jobContext) {
            return context.reports.write(context.services, project, job, folder,
                                         std::move(jobContext));
        },
        [](const jobs::Progress&) {});
}

Result<offload::TemplateValues> valuesFrom(const CommandContext& context, const Options& options,
                                           project::Project* project)
{
    offload::TemplateValues values;
    values.date = localDay(context.services.clock.now());
    if (project) {
        TAILSLATE_TRY(const project::ProjectInfo info, project->info());
        values.project = info.show;
        values.unit = info.unit;
    }
    for (const std::string& text : options.values)
        TAILSLATE_CHECK(setValue(values, text));
    return values;
}

/// The code to keep of two: the first that is a failure; "not verified yet" is none.
int worse(int first, int second)
{
    const auto isFailure = [](int code) { return code != kExitOk && code != kExitNotVerified; };
    return isFailure(first) || second == kExitOk ? first : second;
}

/// Runs one job while it is shown, writes its report when asked, and sends its result. @return The
/// exit code.
Result<int> runJob(
    const CommandContext& context, const Options& options, project::Project* project,
    std::size_t destinations,
    const std::function<Result<app::OffloadOutcome>(jobs::JobContext, app::OffloadMonitor&)>& work)
{
    Console& console = *context.console;
    app::OffloadMonitor monitor(destinations);
    OffloadOutput output(console, monitor);
    TAILSLATE_TRY(const app::OffloadOutcome outcome,
                  runInForeground<app::OffloadOutcome>(
                      "offload",
                      [&](jobs::JobContext job) { return work(std::move(job), monitor); },
                      [&](const jobs::Progress& progress) { output.tick(progress); }));
    output.flush();

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
            exitCode = worse(exitCode, exitCodeFor(files.error()));
        }
    }
    result["exitCode"] = exitCode;
    console.send(result);
    return exitCode;
}

Result<app::OffloadRequest> requestFrom(const CommandContext& context, const Options& options,
                                        project::Project* project)
{
    app::OffloadRequest request;
    for (const std::string& folder : options.destinations) {
        request.destinations.push_back(
            {folder, request.destinations.empty() ? "primary" : "backup"});
        // While an earlier card is offloaded, a drive may be unmounted.
        if (const auto volume = context.services.files.volume(folder))
            request.destinations.back().volume = *volume;
    }
    TAILSLATE_TRY(request.options.algorithm, hash::algorithmFromName(options.algorithm));
    TAILSLATE_TRY(request.options.mode, offload::modeFromName(options.mode));
    request.options.useCardManifests = !options.ignoreCardManifests;
    request.options.reverify = options.reverify;
    request.folderTemplate = options.folderTemplate;
    request.settings = settingsFrom(options);
    request.notes = notesFrom(options.notes);
    request.report = options.report;
    TAILSLATE_TRY(request.values, valuesFrom(context, options, project));
    return request;
}

/// Whoever writes `--to A B` has named B as a card.
Error explained(const CommandContext& context, const Options& options, Error error)
{
    const bool isCard = std::ranges::any_of(options.cards, [&](const std::string& card) {
        const auto resolved = context.services.files.resolve(card);
        return resolved && *resolved == error.path;
    });
    if (error.code == ErrorCode::NotFound && isCard && options.cards.size() > 1)
        error.message += "; a destination needs a --to of its own";
    return error;
}

/// Looks at all cards together before the first byte of the first is copied.
Result<app::QueuePlan> planAll(const CommandContext& context,
                               const std::vector<app::OffloadRequest>& requests)
{
    return runInForeground<app::QueuePlan>(
        "queue-plan",
        [&](jobs::JobContext job) { return app::planQueue(context.services, requests, job); },
        [](const jobs::Progress&) {});
}

/// Shows where everything would go, and what room it takes.
void preview(Console& console, const app::QueuePlan& queue)
{
    nlohmann::json rolls = nlohmann::json::array();
    for (const offload::Plan& plan : queue.plans) {
        console.say(fmt::format("{}: {} files, {}", displayText(std::string_view(plan.card.roll)),
                                plan.files().size(), displaySize(plan.card.totalBytes())));
        sayFindings(console, plan.card, "  ");
        nlohmann::json folders = nlohmann::json::array();
        for (std::size_t i = 0; i < plan.destinations.size(); ++i) {
            const std::string folder = displayText(plan.destinations[i].rollFolder);
            console.say(
                fmt::format("  {}  ({} to write)", folder, displaySize(plan.missingBytes[i])));
            folders.push_back({{"folder", folder}, {"missingBytes", plan.missingBytes[i]}});
        }
        rolls.push_back({{"roll", displayText(std::string_view(plan.card.roll))},
                         {"files", plan.files().size()},
                         {"bytes", plan.card.totalBytes()},
                         {"findings", findingsToJson(plan.card)},
                         {"destinations", std::move(folders)}});
    }
    for (const offload::VolumeNeed& need : queue.needs)
        console.say(fmt::format("{}: needs {} of {} free", displayText(need.volume.mountPoint),
                                displaySize(need.neededBytes), displaySize(need.freeBytes)));
    console.send({{"type", "result"}, {"rolls", std::move(rolls)}, {"exitCode", kExitOk}});
}

/// Offloads the cards one after the other. @return The exit code of the first that failed.
Result<int> run(const CommandContext& context, const Options& options)
{
    if (!options.report.empty() && options.project.empty())
        return failure(ErrorCode::InvalidArgument, "a report needs a project; add --project FILE");
    // Before the project is opened: even that would write beside it.
    TAILSLATE_CHECK(refusePlacesOnCards(context, options.cards, options));
    std::unique_ptr<project::Project> project;
    if (!options.project.empty()) {
        TAILSLATE_TRY(project, app::openProject(context.services, options.project));
    }
    if (!options.report.empty())
        context.reports.prepare();

    TAILSLATE_TRY(const app::OffloadRequest common, requestFrom(context, options, project.get()));
    std::vector<app::OffloadRequest> requests;
    for (const std::string& card : options.cards) {
        requests.push_back(common);
        requests.back().card = card;
        if (common.values.counter)
            requests.back().values.counter = *common.values.counter + requests.size() - 1;
    }
    if (requests.size() > 1 || options.dryRun) {
        TAILSLATE_TRY(const app::QueuePlan queue, planAll(context, requests));
        if (options.dryRun) {
            preview(*context.console, queue);
            return kExitOk;
        }
        // The turn of the last card may come in hours.
        for (const offload::Plan& plan : queue.plans)
            sayFindings(*context.console, plan.card,
                        displayText(std::string_view(plan.card.roll)) + ": ");
    }
    int exitCode = kExitOk;
    for (const app::OffloadRequest& request : requests) {
        const auto one = runJob(context, options, project.get(), request.destinations.size(),
                                [&](jobs::JobContext job, app::OffloadMonitor& monitor) {
                                    return app::offloadCard(context.services, request,
                                                            project.get(), std::move(job), monitor);
                                });
        // One card that cannot be offloaded is no reason to leave the next one alone.
        const int code = one || requests.size() == 1 ? 0 : context.console->fail(one.error());
        if (!one && requests.size() == 1)
            return one;
        exitCode = worse(exitCode, one ? *one : code);
        if (interrupted() && &request != &requests.back())
            return worse(exitCode, kExitCancelled);
    }
    return exitCode;
}

/// The job that was named; nothing for the newest that is not done.
Result<std::optional<Uuid>> namedJob(const std::string& named)
{
    if (named.empty())
        return std::nullopt;
    const auto job = Uuid::parse(named);
    if (!job)
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("\"{}\" is no offload; \"offload status\" lists them",
                                   displayText(std::string_view(named))));
    return *job;
}

/// The job that resume and verify are about: the one named, else the newest that is not done.
Result<Uuid> chooseJob(project::Project& project, std::optional<Uuid> named)
{
    if (named)
        return *named;
    TAILSLATE_TRY(const auto newest, project.newestUnfinished());
    if (!newest)
        return failure(ErrorCode::NotFound, "no offload of this project is unfinished",
                       project.path());
    return *newest;
}

using Continue = Result<app::OffloadOutcome> (*)(const app::Services&, const app::ResumeRequest&,
                                                 project::Project&, jobs::JobContext,
                                                 app::OffloadMonitor&);

Result<int> goOn(const CommandContext& context, const Options& options, Continue how)
{
    if (!options.card.empty())
        TAILSLATE_CHECK(refusePlacesOnCards(context, {options.card}, options));
    TAILSLATE_TRY(const auto named, namedJob(options.job));
    // Before the project is opened: even that would write beside it.
    TAILSLATE_CHECK(app::ensureNotOnItsCard(context.services, options.project, named));
    TAILSLATE_TRY(const auto project, app::openProject(context.services, options.project));
    if (!options.report.empty())
        context.reports.prepare();
    app::ResumeRequest request;
    TAILSLATE_TRY(request.job, chooseJob(*project, named));
    request.card = options.card;
    request.reverify = options.reverify;
    request.useCardManifests = !options.ignoreCardManifests;
    request.settings = settingsFrom(options);
    request.notes = notesFrom(options.notes);
    request.report = options.report;
    TAILSLATE_TRY(const offload::OffloadResult earlier, project->offload(request.job));
    context.console->say(fmt::format("{} {}", displayText(std::string_view(earlier.plan.card.roll)),
                                     request.job.toString()));
    return runJob(context, options, project.get(), earlier.plan.destinations.size(),
                  [&](jobs::JobContext job, app::OffloadMonitor& monitor) {
                      return how(context.services, request, *project, std::move(job), monitor);
                  });
}

/// Where an offload stands, and the verb that goes on with it.
struct Standing {
    std::string_view words;
    std::string_view next; ///< Empty where nothing is left to do.
};

Result<Standing> standingOf(project::Project& project, const project::OffloadRow& row)
{
    if (row.complete)
        return Standing{"done", ""};
    if (!row.finished)
        return Standing{"cut off; resume it with \"offload resume\"", "resume"};
    if (row.mode == offload::Mode::VerifyLater) {
        TAILSLATE_TRY(const offload::OffloadResult result, project.offload(row.jobId));
        if (result.plan.cardConfirmed && isCopied(result))
            return Standing{"copied, not verified; read it back with \"offload verify\"", "verify"};
    }
    return Standing{"incomplete; resume it with \"offload resume\"", "resume"};
}

Result<int> status(const CommandContext& context, const Options& options)
{
    Console& console = *context.console;
    TAILSLATE_TRY(const auto project, app::openProjectToRead(context.services, options.project));
    TAILSLATE_TRY(const auto rows, project->offloads());
    nlohmann::json list = nlohmann::json::array();
    for (const project::OffloadRow& row : rows) {
        TAILSLATE_TRY(const Standing standing, standingOf(*project, row));
        console.say(fmt::format("{}  {:<12} {:>6} files {:>9}  {}  {}", row.jobId.toString(),
                                displayText(std::string_view(row.roll)), row.files,
                                displaySize(row.bytes), standing.words, row.headline));
        list.push_back(
            {{"job", row.jobId.toString()},
             {"roll", displayText(std::string_view(row.roll))},
             {"files", row.files},
             {"bytes", row.bytes},
             {"finished", row.finished.has_value()},
             {"complete", row.complete},
             {"next", standing.next.empty() ? nlohmann::json() : nlohmann::json(standing.next)},
             {"headline", row.headline}});
    }
    if (rows.empty())
        console.say("no offloads yet");
    console.send({{"type", "result"}, {"offloads", std::move(list)}, {"exitCode", kExitOk}});
    return kExitOk;
}

using Handler = Result<int> (*)(const CommandContext&, const Options&);

void whenCalled(CLI::App* verb, const CommandContext& context,
                const std::shared_ptr<Options>& options, Handler handler)
{
    verb->callback([context, options, handler] {
        const auto exitCode = handler(context, *options);
        context.exitCode = exitCode ? *exitCode : context.console->fail(exitCode.error());
    });
}

/// @return Empty, or why this is no time to wait.
std::string waitBounds(const std::string& text)
{
    constexpr double kLongest = 24 * 60;
    double minutes = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), minutes);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    // Not a number is in no range.
    if (whole && minutes >= 0 && minutes <= kLongest)
        return {};
    return fmt::format("\"{}\" is no time to wait; give 0 to {} minutes",
                       displayText(std::string_view(text)), kLongest);
}

void addWait(CLI::App* verb, Options& options)
{
    verb->add_option("--wait", options.waitMinutes,
                     "Minutes to wait for a card or destination that goes away, a day at the most")
        ->check(waitBounds);
}

/// CLI11 takes `[a,b]` for a list of two wherever an option may have more values than it expects,
/// and a folder may be called so. Thus as many are expected as anybody has; required is the first.
void addCards(CLI::App* verb, Options& options)
{
    constexpr int kMostCards = 1000;
    verb->add_option("CARD", options.cards,
                     "The card's folder, only ever read; several are offloaded in turn")
        ->required()
        ->expected(kMostCards, CLI::detail::expected_max_vector_size)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void addRun(CLI::App* noun, const CommandContext& context)
{
    CLI::App* const verb = noun->add_subcommand(
        "run",
        "Copy cards, read every copy back from its disk, seal each destination with ASC MHL");
    const auto options = std::make_shared<Options>();
    addCards(verb, *options);
    verb->add_option("--to", options->destinations, "A destination folder; give one --to for each")
        ->required()
        ->allow_extra_args(false);
    verb->add_option("--project", options->project, "Record the offload in this project file");
    if (context.reports.write)
        verb->add_option("--report", options->report,
                         "Write the PDF and CSV report into this folder (needs --project)");
    verb->add_option("--hash", options->algorithm, "xxh64, xxh3, xxh128, md5, sha1 or c4")
        ->capture_default_str();
    verb->add_option("--mode", options->mode,
                     "verify: read every copy back; second-read: and read the card twice; later: "
                     "copy now, read back with \"offload verify\"")
        ->capture_default_str();
    verb->add_option("--template", options->folderTemplate,
                     "The roll's folder below each destination, for example "
                     "{project}/{day}/{camera}/{roll}");
    verb->add_option("--set", options->values, "A token of the template, for example camera=A")
        ->allow_extra_args(false);
    verb->add_flag("--ignore-card-manifests", options->ignoreCardManifests,
                   "Do not compare with manifests found on the card");
    verb->add_flag("--reverify", options->reverify,
                   "Read copies back again that the project knows as verified");
    verb->add_flag("--dry-run", options->dryRun,
                   "Only check everything and show where the rolls would go");
    addWait(verb, *options);
    addNotesOptions(*verb, options->notes);
    verb->footer(tokenHelp());
    whenCalled(verb, context, options, [](const CommandContext& commands, const Options& given) {
        auto exitCode = run(commands, given);
        return exitCode
                   ? exitCode
                   : Result<int>(std::unexpected(explained(commands, given, exitCode.error())));
    });
}

void addGoOn(CLI::App* noun, const CommandContext& context, const char* name, const char* text,
             Handler handler, bool withCard)
{
    CLI::App* const verb = noun->add_subcommand(name, text);
    const auto options = std::make_shared<Options>();
    verb->add_option("--project", options->project, "The project that knows the offload")
        ->required();
    verb->add_option("--job", options->job, "Which offload; else the newest that is not done");
    if (withCard) {
        verb->add_flag("--ignore-card-manifests", options->ignoreCardManifests,
                       "Do not compare with manifests found on the card");
        verb->add_option("--card", options->card, "Where the card is now, if not where it was");
    }
    if (context.reports.write)
        verb->add_option("--report", options->report,
                         "Write the PDF and CSV report into this folder");
    verb->add_flag("--reverify", options->reverify,
                   "Read copies back again that are verified already");
    addWait(verb, *options);
    addNotesOptions(*verb, options->notes);
    whenCalled(verb, context, options, handler);
}

} // namespace

void addOffloadCommands(CLI::App& program, const CommandContext& context)
{
    CLI::App* const noun =
        program.add_subcommand("offload", "Copy a card to its destinations with proof");
    noun->require_subcommand(1);
    addRun(noun, context);
    addGoOn(
        noun, context, "resume",
        "Go on with an offload that was cut off or is incomplete, without copying twice",
        [](const CommandContext& commands, const Options& options) {
            return goOn(commands, options, app::resumeOffload);
        },
        true);
    addGoOn(
        noun, context, "verify", "Read the copies of an offload back, without the card",
        [](const CommandContext& commands, const Options& options) {
            return goOn(commands, options, app::verifyOffload);
        },
        false);
    CLI::App* const verb = noun->add_subcommand("status", "The offloads of a project");
    const auto options = std::make_shared<Options>();
    verb->add_option("--project", options->project, "The project file")->required();
    whenCalled(verb, context, options, status);
}

} // namespace tailslate::cli
