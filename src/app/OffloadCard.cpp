// SPDX-License-Identifier: Apache-2.0
#include "app/OffloadCard.h"

#include "base/DisplayText.h"
#include "io/Machine.h"
#include "media/ReadCard.h"
#include "media/Recogniser.h"
#include "offload/Engine.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace tailslate::app {
namespace {

/// Turns what the engine reports into events for the front end and rows in the project. Rows go out
/// in batches, so that a card of many small files does not wait for the database; what is not yet
/// recorded is only ever less than was proved.
class Recorder final : public offload::Observer {
public:
    Recorder(project::Project* project, OffloadMonitor& monitor)
        : m_project(project)
        , m_monitor(monitor)
    {
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
        event.text = evidence.error ? evidence.error->describe()
                                    : fmt::format("Verified: read back from the disk, {} equal",
                                                  hash::algorithmName(plan.algorithm));
        m_monitor.addEvent(std::move(event));

        m_batch.push_back(evidence);
        m_batchBytes += file.size;
        if (m_batch.size() >= kBatchCopies || m_batchBytes >= kBatchBytes)
            flush(plan);
    }

    void destinationDone(const offload::Plan& plan, std::size_t destination,
                         const offload::DestinationOutcome& outcome) override
    {
        OffloadEvent event;
        event.destination = plan.destinations[destination].folder;
        event.kind = outcome.good() ? OffloadEvent::Kind::DestinationSealed
                                    : OffloadEvent::Kind::DestinationFailed;
        if (outcome.good())
            event.text = fmt::format("{} files verified and sealed: {}", outcome.filesVerified,
                                     displayText(outcome.manifest->filename()));
        else
            event.text = outcome.error ? outcome.error->describe() : "not sealed";
        m_monitor.addEvent(std::move(event));
    }

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

    /// The first failure of the project file.
    [[nodiscard]] const std::optional<Error>& error() const noexcept { return m_error; }

private:
    static constexpr std::size_t kBatchCopies = 256;
    static constexpr std::uint64_t kBatchBytes = std::uint64_t{2} << 30;

    project::Project* m_project;
    OffloadMonitor& m_monitor;
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

} // namespace

Result<media::Card> showCard(const Services& services, const std::filesystem::path& card,
                             jobs::JobContext context)
{
    return media::readCard(services.files, card, media::builtinRecognisers(), std::move(context));
}

Result<void> ensureNotOnCard(const Services& services, const std::filesystem::path& card,
                             const std::filesystem::path& place, jobs::JobContext context)
{
    TAILSLATE_TRY(media::Card listed, showCard(services, card, std::move(context)));
    return offload::ensureNotOnCard(services.files, listed, place);
}

Result<OffloadOutcome> offloadCard(const Services& services, const OffloadRequest& request,
                                   project::Project* project, jobs::JobContext context,
                                   OffloadMonitor& monitor)
{
    monitor.setPhase(OffloadPhase::ReadingCard);
    // The listing counts its files elsewhere, so that this job's totals mean bytes alone.
    jobs::Progress listing;
    TAILSLATE_TRY(media::Card card, showCard(services, request.card, {context.stop, listing}));

    monitor.setPhase(OffloadPhase::Planning);
    if (project)
        TAILSLATE_CHECK(offload::ensureNotOnCard(services.files, card, project->path()));
    TAILSLATE_TRY(const offload::Plan plan,
                  offload::makePlan(services.files, std::move(card), request.destinations,
                                    request.algorithm, services.clock));
    if (project)
        TAILSLATE_CHECK(project->recordStarted(plan));

    monitor.setPhase(OffloadPhase::Copying);
    const offload::SealInfo seal{.toolName = "Tailslate",
                                 .toolVersion = programVersion(),
                                 .hostname = io::hostName(),
                                 .authors = {},
                                 .location = {}};
    Recorder recorder(project, monitor);
    offload::Engine engine(services.files, services.clock);
    TAILSLATE_TRY(offload::OffloadResult result,
                  engine.run(plan, seal, std::move(context), monitor.lanes(), recorder));

    monitor.setPhase(OffloadPhase::Recording);
    recorder.flush(plan);
    OffloadOutcome outcome{std::move(result), {}, {}};
    outcome.verdict = offload::judge(outcome.result, request.rule);
    if (recorder.error())
        addProjectFailure(outcome, *recorder.error());
    else if (project) {
        if (const auto recorded = project->recordFinished(outcome.result, outcome.verdict);
            !recorded)
            addProjectFailure(outcome, recorded.error());
    }
    monitor.setPhase(OffloadPhase::Done);
    return outcome;
}

} // namespace tailslate::app
