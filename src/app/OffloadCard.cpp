// SPDX-License-Identifier: Apache-2.0
#include "app/OffloadCard.h"

#include "base/DisplayText.h"
#include "base/PathWithin.h"
#include "io/Machine.h"
#include "io/NumberLock.h"
#include "io/SleepInhibitor.h"
#include "media/CheckContents.h"
#include "media/ReadCard.h"
#include "media/Recogniser.h"
#include "mhl/WriteManifest.h"
#include "offload/Engine.h"
#include "offload/Resume.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iterator>
#include <optional>
#include <utility>

namespace tailslate::app {
namespace {

/// A job that goes on.
struct GoesOn {
    offload::Mode mode;    ///< What it is to prove.
    std::int64_t revision; ///< Of the record that it goes on from.
};

/// Turns what the engine reports into events for the front end and rows in the project. Rows go out
/// in batches, so that a card of many small files does not wait for the database; what is not yet
/// recorded is only ever less than was proved.
class Recorder final : public offload::Observer {
public:
    /// @param goesOn Nothing for a new job.
    Recorder(project::Project* project, OffloadMonitor& monitor, const offload::SafetyRule& rule,
             std::optional<GoesOn> goesOn)
        : m_project(project)
        , m_monitor(monitor)
        , m_rule(rule)
        , m_goesOn(goesOn)
    {
    }

    /// A job that another one keeps from a destination enters nothing: the other may be the same
    /// one, and its records are the true ones.
    Result<void> begin(const offload::Plan& plan, std::optional<std::size_t> taken) override
    {
        if (taken)
            return failure(ErrorCode::AlreadyExists,
                           "another offload is writing to this folder; wait until it is over",
                           plan.destinations[*taken].rollFolder);
        if (!m_project)
            return {};
        return m_goesOn ? m_project->recordResumed(plan, m_goesOn->mode, m_goesOn->revision)
                        : m_project->recordStarted(plan);
    }

    void copyDone(const offload::Plan& plan, const offload::CopyEvidence& evidence) override
    {
        const media::CardFile& file = plan.files()[evidence.file];
        const offload::PlannedDestination& destination = plan.destinations[evidence.destination];
        OffloadEvent event;
        event.kind =
            evidence.error ? OffloadEvent::Kind::CopyFailed : OffloadEvent::Kind::CopyVerified;
        event.file = file.path;
        event.destination = destination.folder;
        event.text = evidence.error ? evidence.error->describe() : describe(plan, evidence);
        event.level = evidence.level;
        if (!evidence.error && evidence.level < offload::EvidenceLevel::Verified)
            event.kind = OffloadEvent::Kind::CopyHashed;
        m_monitor.addEvent(std::move(event));

        m_batch.push_back(evidence);
        m_batchBytes += file.size;
        if (m_batch.size() >= kBatchCopies || m_batchBytes >= kBatchBytes)
            flush(plan);
    }

    void destinationDone(const offload::Plan& plan, std::size_t destination,
                         const offload::DestinationOutcome& outcome) override
    {
        // A destination may be done hours before the job is.
        flush(plan);
        OffloadEvent event;
        event.destination = plan.destinations[destination].folder;
        event.kind = outcome.good() ? OffloadEvent::Kind::DestinationSealed
                                    : OffloadEvent::Kind::DestinationFailed;
        if (outcome.complete() && outcome.filesUnverified > 0) {
            event.kind = OffloadEvent::Kind::DestinationCopied;
            event.text =
                fmt::format("{} files copied, to be read back later", outcome.filesUnverified);
        } else if (outcome.good())
            event.text = fmt::format("{} files verified and sealed: {}", outcome.filesVerified,
                                     displayText(outcome.manifest->filename()));
        else
            event.text = outcome.error ? outcome.error->describe() : "not sealed";
        m_monitor.addEvent(std::move(event));
    }

    void notice(const offload::Plan& plan, std::optional<std::size_t> destination,
                const std::string& sentence) override
    {
        OffloadEvent event;
        event.kind = OffloadEvent::Kind::Notice;
        if (destination)
            event.destination = plan.destinations[*destination].folder;
        event.text = sentence;
        m_monitor.addEvent(std::move(event));
        if (!m_project || m_error)
            return;
        if (auto recorded = m_project->recordNotice(plan, destination, sentence); !recorded)
            m_error = std::move(recorded).error();
    }

    /// Now, because whoever holds the folders next goes by what the project says.
    void ended(const offload::OffloadResult& result) override
    {
        m_monitor.setPhase(OffloadPhase::Recording);
        flush(result.plan);
        if (!m_project || m_error)
            return;
        if (auto recorded = m_project->recordFinished(result, offload::judge(result, m_rule));
            !recorded)
            m_error = std::move(recorded).error();
    }

    /// The first failure of the project file.
    [[nodiscard]] const std::optional<Error>& error() const noexcept { return m_error; }

private:
    /// Records what is waiting.
    void flush(const offload::Plan& plan)
    {
        // A project that failed once is left alone: waiting for it again would hold up every
        // destination.
        if (m_project && !m_error && !m_batch.empty()) {
            if (auto recorded = m_project->recordCopies(plan, m_batch); !recorded)
                m_error = std::move(recorded).error();
        }
        m_batch.clear();
        m_batchBytes = 0;
    }

    static std::string describe(const offload::Plan& plan, const offload::CopyEvidence& evidence)
    {
        const std::string_view algorithm = hash::algorithmName(plan.algorithm);
        if (evidence.level < offload::EvidenceLevel::Verified)
            return fmt::format("Copied and hashed ({}), to be read back later", algorithm);
        return fmt::format("Verified: read back from the disk, {} equal{}", algorithm,
                           evidence.sourceConfirmed ? ", source confirmed" : "");
    }

    static constexpr std::size_t kBatchCopies = 256;
    static constexpr std::uint64_t kBatchBytes = std::uint64_t{2} << 30;

    project::Project* m_project;
    OffloadMonitor& m_monitor;
    const offload::SafetyRule& m_rule;
    std::optional<GoesOn> m_goesOn;
    std::vector<offload::CopyEvidence> m_batch;
    std::uint64_t m_batchBytes = 0;
    std::optional<Error> m_error;
};

void addProjectFailure(OffloadOutcome& outcome, const Error& error)
{
    outcome.projectError = error;
    outcome.verdict.safeToFormat = false;
    outcome.verdict.reasons.insert(
        outcome.verdict.reasons.begin(),
        "The project file could not record the offload: " + error.describe() +
            ". Cure the cause and offload the card again.");
}

/// Keeps the machine awake while it lives, or says that it cannot.
std::optional<io::SleepInhibitor> stayAwake(const std::string& roll, OffloadMonitor& monitor)
{
    auto held =
        io::SleepInhibitor::hold(fmt::format("offloading {}", displayText(std::string_view(roll))));
    if (held)
        return std::optional(std::move(*held));
    OffloadEvent event;
    event.kind = OffloadEvent::Kind::Notice;
    event.text = held.error().message;
    monitor.addEvent(std::move(event));
    return std::nullopt;
}

/// Says at once what somebody must look at: a take may be shot again while the set still stands.
void tellWarnings(const media::Card& card, OffloadMonitor& monitor)
{
    const auto isWarning = [](const media::Finding& finding) {
        return finding.severity == media::Severity::Warning;
    };
    const auto first = std::ranges::find_if(card.findings, isWarning);
    if (first == card.findings.end())
        return;
    const auto others = std::ranges::count_if(card.findings, isWarning) - 1;
    OffloadEvent event;
    event.kind = OffloadEvent::Kind::Notice;
    event.text = "look at the card before it is formatted: " + first->sentence;
    if (others > 0)
        event.text += fmt::format("; and {} more {}", others, others == 1 ? "warning" : "warnings");
    monitor.addEvent(std::move(event));
}

DeviceNames namesOf(const offload::Plan& plan)
{
    DeviceNames names;
    names.card = plan.cardVolume.deviceName;
    names.algorithm = hash::algorithmName(plan.algorithm);
    for (const offload::PlannedDestination& destination : plan.destinations)
        names.destinations.push_back(destination.volume.deviceName);
    return names;
}

/// The part that all kinds of jobs share: run the engine, judge, record.
class JobRun {
public:
    JobRun(const Services& services, project::Project* project, OffloadMonitor& monitor,
           const offload::EngineSettings& settings, const offload::SafetyRule& rule,
           const HashListNotes& notes)
        : m_services(services)
        , m_project(project)
        , m_monitor(monitor)
        , m_settings(settings)
        , m_rule(rule)
        , m_notes(notes)
    {
    }

    /// Copies a card that nothing is known of yet.
    Result<OffloadOutcome> begin(offload::Plan plan, jobs::JobContext context)
    {
        std::optional<io::NumberLock> hold;
        if (m_project) {
            TAILSLATE_TRY(hold, m_project->holdJob(plan.jobId));
        }
        return run(std::move(plan), {}, true, std::nullopt, std::move(context));
    }

    /// @param revision Of the record that the job was taken up from.
    Result<OffloadOutcome> goOn(offload::TakenUp taken, std::int64_t revision, bool withCard,
                                jobs::JobContext context)
    {
        const GoesOn goesOn{taken.plan.mode, revision};
        return run(std::move(taken.plan), std::move(taken.known), withCard, goesOn,
                   std::move(context));
    }

private:
    Result<OffloadOutcome> run(offload::Plan plan, offload::CopyTable known, bool withCard,
                               std::optional<GoesOn> goesOn, jobs::JobContext context)
    {
        tellWarnings(plan.card, m_monitor);
        m_monitor.setDeviceNames(namesOf(plan));
        m_monitor.setPhase(OffloadPhase::Copying);
        const auto awake = stayAwake(plan.card.roll, m_monitor);
        const offload::SealInfo seal{.toolName = "Tailslate",
                                     .toolVersion = programVersion(),
                                     .hostname = io::hostName(),
                                     .authors = m_notes.authors,
                                     .location = m_notes.location,
                                     .comment = m_notes.comment};
        Recorder recorder(m_project, m_monitor, m_rule, goesOn);
        offload::Engine engine(m_services.files, m_services.clock, m_settings);
        offload::Lanes& lanes = m_monitor.lanes();
        TAILSLATE_TRY(offload::OffloadResult result,
                      withCard ? engine.run(std::move(plan), std::move(known), seal,
                                            std::move(context), lanes, recorder)
                               : engine.verifyCopies(std::move(plan), std::move(known), seal,
                                                     std::move(context), lanes, recorder));
        OffloadOutcome outcome{std::move(result), {}, {}};
        outcome.verdict = offload::judge(outcome.result, m_rule);
        if (recorder.error())
            addProjectFailure(outcome, *recorder.error());
        m_monitor.setPhase(OffloadPhase::Done);
        return outcome;
    }

    const Services& m_services;
    project::Project* m_project;
    OffloadMonitor& m_monitor;
    const offload::EngineSettings& m_settings;
    const offload::SafetyRule& m_rule;
    const HashListNotes& m_notes;
};

std::vector<std::filesystem::path> rollFoldersOf(const offload::Plan& plan)
{
    std::vector<std::filesystem::path> folders;
    for (const offload::PlannedDestination& destination : plan.destinations)
        folders.push_back(destination.rollFolder);
    return folders;
}

/// A roll's folder holds what its card holds: anything else in it would be taken for another card's
/// by the next run.
/// @param report Empty for none.
Result<void> refuseInRolls(const Services& services, const offload::Plan& plan,
                           const project::Project* project, const std::filesystem::path& report)
{
    for (const std::filesystem::path& place :
         {project ? project->path() : std::filesystem::path(), report}) {
        if (place.empty())
            continue;
        TAILSLATE_TRY(const auto resolved, services.files.resolve(place));
        for (const std::filesystem::path& roll : rollFoldersOf(plan)) {
            if (isWithin(resolved, roll))
                return failure(ErrorCode::InvalidArgument,
                               "this would lie among the copies of the roll; put projects and "
                               "reports beside the roll's folder",
                               place);
        }
    }
    return {};
}

bool shareAFolder(const offload::Plan& one, const offload::Plan& other)
{
    const auto folders = rollFoldersOf(one);
    return std::ranges::any_of(rollFoldersOf(other), [&](const auto& folder) {
        return std::ranges::find(folders, folder) != folders.end();
    });
}

bool foundTrouble(const offload::OffloadResult& result)
{
    return std::ranges::any_of(result.copies, [](const offload::CopyEvidence& copy) {
        return copy.error && copy.error->code != ErrorCode::Cancelled;
    });
}

/// Whether each file that a manifest on the card records was compared with that.
bool isComparedWithManifests(const offload::Plan& plan, const offload::CopyTable& known)
{
    if (!plan.cardManifests)
        return true;
    for (std::size_t file = 0; file < known.files(); ++file) {
        if (!plan.cardManifests->algorithmFor(plan.files()[file].path))
            continue;
        for (std::size_t i = 0; i < known.destinations(); ++i)
            if (!known.at(file, i).sourceConfirmed)
                return false;
    }
    return true;
}

/// The newest offload in the project of this very card to these very places, if all its copies are
/// verified and still there. What a later one found out about one of these places overrules it.
Result<std::optional<offload::OffloadResult>> findDone(const Services& services,
                                                       project::Project& project,
                                                       const offload::Plan& plan,
                                                       const jobs::JobContext& context)
{
    TAILSLATE_TRY(const auto rows, project.offloads());
    for (const project::OffloadRow& row : rows) {
        if (row.roll != plan.card.roll)
            continue;
        TAILSLATE_TRY(offload::OffloadResult earlier, project.offload(row.jobId));
        if (!shareAFolder(earlier.plan, plan) || (!row.finished && !foundTrouble(earlier)))
            continue;
        const bool good =
            std::ranges::all_of(earlier.destinations, &offload::DestinationOutcome::good);
        if (!row.finished || !good)
            return std::nullopt;
        if (row.files != plan.files().size() || row.bytes != plan.card.totalBytes() ||
            rollFoldersOf(earlier.plan) != rollFoldersOf(plan))
            continue;
        auto same =
            offload::takeUp(services.files, earlier, plan.card, {}, services.clock, context);
        if (!same && same.error().code == ErrorCode::Cancelled)
            return std::unexpected(same.error());
        if (!same)
            continue;
        const bool allThere = std::ranges::all_of(same->known, [](const auto& copy) {
            return copy.level >= offload::EvidenceLevel::Verified;
        });
        const bool allSealed =
            std::ranges::all_of(same->plan.destinations, [](const auto& destination) {
                return destination.sealed.has_value();
            });
        const bool provedAsAsked = earlier.plan.algorithm == plan.algorithm &&
                                   isComparedWithManifests(plan, same->known) &&
                                   (plan.mode != offload::Mode::VerifySecondRead ||
                                    earlier.plan.mode == offload::Mode::VerifySecondRead);
        if (allThere && allSealed && provedAsAsked) {
            // Card and devices as they are now: the verdict rests on them.
            earlier.plan = std::move(same->plan);
            earlier.copies = std::move(same->known);
            return earlier;
        }
    }
    return std::nullopt;
}

Result<offload::Plan> planCard(const Services& services, const OffloadRequest& request,
                               media::Card card, const jobs::JobContext& context)
{
    offload::PlanOptions options = request.options;
    if (!request.folderTemplate.empty()) {
        TAILSLATE_TRY(options.rollFolder, rollFolderFor(request, card));
    }
    return offload::makePlan(services.files, std::move(card), request.destinations, options,
                             services.clock, context);
}

/// Said before anything is copied: at the end it would leave the copies without a seal.
Result<void> checkNotes(const HashListNotes& notes)
{
    std::vector<std::string> texts{notes.location, notes.comment};
    for (const mhl::Author& author : notes.authors)
        texts.insert(texts.end(), {author.name, author.role});
    for (const std::string& text : texts)
        if (!mhl::canHoldName(text))
            return failure(ErrorCode::InvalidArgument,
                           fmt::format("no manifest can hold \"{}\": it has control characters or "
                                       "is not UTF-8",
                                       displayText(std::string_view(text))));
    return {};
}

/// What a project tells of a job.
struct RecordedJob {
    std::int64_t revision; ///< At least as old as the evidence.
    offload::OffloadResult result;
};

Result<RecordedJob> loadJob(project::Project& project, const ResumeRequest& request,
                            const OffloadMonitor& monitor)
{
    TAILSLATE_TRY(const std::int64_t revision, project.revision(request.job));
    TAILSLATE_TRY(offload::OffloadResult earlier, project.offload(request.job));
    if (monitor.lanes().size() != earlier.plan.destinations.size())
        return failure(ErrorCode::InvalidArgument,
                       "the offload has another number of destinations");
    return RecordedJob{revision, std::move(earlier)};
}

} // namespace

Result<media::Card> showCard(const Services& services, const std::filesystem::path& card,
                             jobs::JobContext context)
{
    return media::readCard(services.files, card, media::builtinRecognisers(), std::move(context));
}

Result<media::Card> inspectCard(const Services& services, const std::filesystem::path& card,
                                const jobs::JobContext& context)
{
    TAILSLATE_TRY(media::Card listed, showCard(services, card, context));
    TAILSLATE_CHECK(addContents(services, listed, context));
    return listed;
}

Result<void> addContents(const Services& services, media::Card& card,
                         const jobs::JobContext& context)
{
    TAILSLATE_TRY(std::vector<media::Finding> found,
                  media::checkContents(services.files, card, context));
    std::ranges::move(found, std::back_inserter(card.findings));
    std::ranges::stable_sort(card.findings, std::ranges::greater{}, &media::Finding::severity);
    return {};
}

Result<void> ensureNotOnCard(const Services& services, const std::filesystem::path& card,
                             const std::filesystem::path& place, jobs::JobContext context)
{
    TAILSLATE_TRY(media::Card listed, showCard(services, card, std::move(context)));
    return offload::ensureNotOnCard(services.files, listed, place);
}

Result<void> ensureNotOnItsCard(const Services& services, const std::filesystem::path& project,
                                std::optional<Uuid> job)
{
    TAILSLATE_TRY(const auto card, project::Project::peekCard(project, job));
    // The card may be in its reader or not.
    if (!card || !services.files.info(card->root))
        return {};
    return offload::ensureNotOnCard(services.files, *card, project);
}

Result<std::filesystem::path> rollFolderFor(const OffloadRequest& request, const media::Card& card)
{
    if (request.folderTemplate.empty())
        return request.options.rollFolder.empty() ? std::filesystem::path(card.roll)
                                                  : request.options.rollFolder;
    TAILSLATE_TRY(const auto parsed, offload::FolderTemplate::parse(request.folderTemplate));
    offload::TemplateValues values = request.values;
    values.roll = card.roll;
    return parsed.expand(values);
}

Result<offload::Plan> planOffload(const Services& services, const OffloadRequest& request,
                                  jobs::JobContext context)
{
    TAILSLATE_TRY(media::Card card, showCard(services, request.card, context));
    return planCard(services, request, std::move(card), context);
}

Result<OffloadOutcome> offloadCard(const Services& services, const OffloadRequest& request,
                                   project::Project* project, jobs::JobContext context,
                                   OffloadMonitor& monitor)
{
    TAILSLATE_CHECK(checkNotes(request.notes));
    monitor.setPhase(OffloadPhase::ReadingCard);
    // The listing counts its files elsewhere, so that this job's totals mean bytes alone.
    jobs::Progress listing;
    TAILSLATE_TRY(media::Card card,
                  inspectCard(services, request.card, {context.stop, listing, context.gate}));

    monitor.setPhase(OffloadPhase::Planning);
    if (project)
        TAILSLATE_CHECK(offload::ensureNotOnCard(services.files, card, project->path()));
    TAILSLATE_TRY(offload::Plan plan, planCard(services, request, std::move(card), context));
    TAILSLATE_CHECK(refuseInRolls(services, plan, project, request.report));
    JobRun job(services, project, monitor, request.settings, request.rule, request.notes);
    if (project) {
        TAILSLATE_TRY(auto done, findDone(services, *project, plan, context));
        if (done && !request.options.reverify) {
            monitor.setPhase(OffloadPhase::Done);
            OffloadOutcome outcome{std::move(*done), {}, {}, true};
            outcome.verdict = offload::judge(outcome.result, request.rule);
            return outcome;
        }
        if (done) {
            const ResumeRequest again{.job = done->plan.jobId,
                                      .card = request.card,
                                      .reverify = true,
                                      .useCardManifests = request.options.useCardManifests,
                                      .settings = request.settings,
                                      .rule = request.rule,
                                      .notes = request.notes,
                                      .report = request.report};
            return resumeOffload(services, again, *project, std::move(context), monitor);
        }
    }
    return job.begin(std::move(plan), std::move(context));
}

Result<OffloadOutcome> resumeOffload(const Services& services, const ResumeRequest& request,
                                     project::Project& project, jobs::JobContext context,
                                     OffloadMonitor& monitor)
{
    TAILSLATE_CHECK(checkNotes(request.notes));
    TAILSLATE_TRY(const io::NumberLock hold, project.holdJob(request.job));
    monitor.setPhase(OffloadPhase::ReadingCard);
    TAILSLATE_TRY(const RecordedJob job, loadJob(project, request, monitor));
    TAILSLATE_CHECK(refuseInRolls(services, job.result.plan, nullptr, request.report));
    jobs::Progress listing;
    TAILSLATE_TRY(media::Card card,
                  inspectCard(services,
                              request.card.empty() ? job.result.plan.card.root : request.card,
                              {context.stop, listing, context.gate}));
    monitor.setPhase(OffloadPhase::Planning);
    TAILSLATE_CHECK(offload::ensureNotOnCard(services.files, card, project.path()));
    TAILSLATE_TRY(offload::TakenUp taken,
                  offload::takeUp(services.files, job.result, std::move(card),
                                  {request.reverify, request.useCardManifests}, services.clock,
                                  context));
    JobRun run(services, &project, monitor, request.settings, request.rule, request.notes);
    return run.goOn(std::move(taken), job.revision, true, std::move(context));
}

Result<OffloadOutcome> verifyOffload(const Services& services, const ResumeRequest& request,
                                     project::Project& project, jobs::JobContext context,
                                     OffloadMonitor& monitor)
{
    TAILSLATE_CHECK(checkNotes(request.notes));
    TAILSLATE_TRY(const io::NumberLock hold, project.holdJob(request.job));
    monitor.setPhase(OffloadPhase::Planning);
    TAILSLATE_TRY(const RecordedJob job, loadJob(project, request, monitor));
    TAILSLATE_CHECK(refuseInRolls(services, job.result.plan, nullptr, request.report));
    // The card may be back in its reader.
    if (services.files.info(job.result.plan.card.root))
        TAILSLATE_CHECK(
            offload::ensureNotOnCard(services.files, job.result.plan.card, project.path()));
    TAILSLATE_TRY(offload::TakenUp taken, offload::takeUpWithoutCard(services.files, job.result,
                                                                     request.reverify, context));
    JobRun run(services, &project, monitor, request.settings, request.rule, request.notes);
    return run.goOn(std::move(taken), job.revision, false, std::move(context));
}

} // namespace tailslate::app
