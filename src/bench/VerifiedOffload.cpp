// SPDX-License-Identifier: Apache-2.0
#include "bench/VerifiedOffload.h"

#include "bench/Measure.h"
#include "io/Machine.h"
#include "media/ReadCard.h"
#include "offload/Engine.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace tailslate::bench {
namespace {

/// Hears when the last copy is done.
class LastCopyObserver final : public offload::Observer {
public:
    /// @param copies How many there will be.
    LastCopyObserver(std::size_t copies, std::function<void()> lastCopyDone)
        : m_left(copies)
        , m_lastCopyDone(std::move(lastCopyDone))
    {
    }

    void copyDone(const offload::Plan& /*plan*/, const offload::CopyEvidence& /*evidence*/) override
    {
        if (--m_left == 0)
            m_lastCopyDone();
    }

    void destinationDone(const offload::Plan& /*plan*/, std::size_t /*destination*/,
                         const offload::DestinationOutcome& /*outcome*/) override
    {
    }

    void notice(const offload::Plan& /*plan*/, std::optional<std::size_t> /*destination*/,
                const std::string& /*sentence*/) override
    {
    }

private:
    std::size_t m_left;
    std::function<void()> m_lastCopyDone;
};

Result<void> checkGood(const offload::OffloadResult& result)
{
    if (result.cancelled)
        return failure(ErrorCode::Cancelled, "stopped by the operator");
    for (const offload::DestinationOutcome& outcome : result.destinations) {
        if (outcome.error)
            return std::unexpected(*outcome.error);
        if (!outcome.good())
            return failure(ErrorCode::Internal, "the offload did not verify every file");
    }
    return {};
}

} // namespace

std::string_view stepName(OffloadStep step) noexcept
{
    switch (step) {
    case OffloadStep::Listing:
        return "listing";
    case OffloadStep::Planning:
        return "planning";
    case OffloadStep::Copying:
        return "copying";
    case OffloadStep::Sealing:
        return "sealing";
    case OffloadStep::Ended:
        break;
    }
    return "ended";
}

double& OffloadSeconds::of(OffloadStep step) noexcept
{
    switch (step) {
    case OffloadStep::Listing:
        return listing;
    case OffloadStep::Planning:
        return planning;
    case OffloadStep::Copying:
        return copying;
    case OffloadStep::Sealing:
    case OffloadStep::Ended:
        break;
    }
    return sealing;
}

VerifiedOffload::VerifiedOffload(io::FileSystem& files)
    : m_files(files)
{
}

Result<OffloadSeconds> VerifiedOffload::run(const std::filesystem::path& card,
                                            const std::vector<std::filesystem::path>& destinations,
                                            const std::stop_token& stop)
{
    auto seconds = runSteps(card, destinations, stop);
    enter(OffloadStep::Ended);
    return seconds;
}

void VerifiedOffload::await(OffloadStep step) const
{
    for (OffloadStep now = m_step.load(); now < step; now = m_step.load())
        m_step.wait(now);
}

Result<OffloadSeconds>
VerifiedOffload::runSteps(const std::filesystem::path& card,
                          const std::vector<std::filesystem::path>& destinations,
                          const std::stop_token& stop)
{
    OffloadSeconds seconds;
    jobs::Progress progress;
    const jobs::JobContext context{stop, progress};
    const Stopwatch listing;
    TAILSLATE_TRY(media::Card listed,
                  media::readCard(m_files, card, media::builtinRecognisers(), context));
    seconds.listing = listing.seconds();

    enter(OffloadStep::Planning);
    const Stopwatch planning;
    std::vector<offload::DestinationRequest> requests;
    for (const std::filesystem::path& destination : destinations)
        requests.push_back({.folder = destination});
    TAILSLATE_TRY(offload::Plan plan,
                  offload::makePlan(m_files, std::move(listed), requests, {}, m_clock, context));
    seconds.planning = planning.seconds();

    enter(OffloadStep::Copying);
    const offload::SealInfo seal{.toolName = "Tailslate",
                                 .toolVersion = "bench",
                                 .hostname = io::hostName(),
                                 .authors = {},
                                 .location = {}};
    offload::Lanes lanes(destinations.size());
    const Stopwatch running;
    LastCopyObserver observer(plan.files().size() * destinations.size(), [&] {
        seconds.copying = running.seconds();
        enter(OffloadStep::Sealing);
    });
    offload::Engine engine(m_files, m_clock);
    TAILSLATE_TRY(const offload::OffloadResult result,
                  engine.run(std::move(plan), {}, seal, context, lanes, observer));
    seconds.sealing = running.seconds() - seconds.copying;
    TAILSLATE_CHECK(checkGood(result));
    return seconds;
}

void VerifiedOffload::enter(OffloadStep step)
{
    m_step.store(step);
    m_step.notify_all();
}

} // namespace tailslate::bench
