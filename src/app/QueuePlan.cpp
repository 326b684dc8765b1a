// SPDX-License-Identifier: Apache-2.0
#include "app/QueuePlan.h"

#include "base/DisplayText.h"
#include "offload/Resume.h"

#include <fmt/format.h>

#include <utility>

namespace tailslate::app {
namespace {

Result<offload::Plan> planJob(const Services& services, const OffloadRequest& request,
                              const jobs::JobContext& context)
{
    return planOffload(services, request, context);
}

Result<offload::Plan> planJob(const Services& services, const ContinuedOffload& job,
                              const jobs::JobContext& context)
{
    TAILSLATE_TRY(const offload::OffloadResult earlier, job.project->offload(job.request.job));
    TAILSLATE_TRY(media::Card card,
                  showCard(services,
                           job.request.card.empty() ? earlier.plan.card.root : job.request.card,
                           context));
    TAILSLATE_TRY(offload::TakenUp taken,
                  offload::takeUp(services.files, earlier, std::move(card),
                                  {job.request.reverify, job.request.useCardManifests},
                                  services.clock, context));
    return std::move(taken.plan);
}

/// Rolls of different cards must not meet in one folder of a destination.
Result<void> checkFolders(std::span<const offload::Plan* const> earlier, const offload::Plan& plan)
{
    std::vector<offload::RollFolder> rolls;
    const auto add = [&](const offload::Plan& one) {
        for (const offload::PlannedDestination& destination : one.destinations)
            rolls.push_back({displayText(one.card.root), destination.rollFolder});
    };
    for (const offload::Plan* const one : earlier)
        add(*one);
    add(plan);
    const auto collisions = offload::findCollisions(rolls);
    if (collisions.empty())
        return {};
    return failure(ErrorCode::AlreadyExists, collisions.front().sentence);
}

/// @param plans The last one is the one in question.
Result<void> checkRoom(const Services& services, std::span<const offload::Plan* const> plans)
{
    TAILSLATE_TRY(const auto needs, offload::spaceForAll(services.files, plans));
    for (const offload::VolumeNeed& need : needs) {
        if (!need.fits())
            return failure(ErrorCode::NoSpace,
                           fmt::format("not enough room for the whole queue: up to this card it "
                                       "needs {} and the volume has {} free; make room there, or "
                                       "choose another destination",
                                       displaySize(need.neededBytes), displaySize(need.freeBytes)),
                           need.volume.mountPoint);
    }
    return {};
}

} // namespace

Result<std::vector<QueueCheck>> checkQueue(const Services& services, std::span<const QueueJob> jobs,
                                           const jobs::JobContext& context)
{
    std::vector<QueueCheck> checks(jobs.size());
    std::vector<const offload::Plan*> good;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        TAILSLATE_CHECK(context.checkStop());
        QueueCheck& check = checks[i];
        auto plan =
            std::visit([&](const auto& job) { return planJob(services, job, context); }, jobs[i]);
        if (!plan) {
            if (plan.error().code == ErrorCode::Cancelled)
                return std::unexpected(std::move(plan).error());
            check.problem = std::move(plan).error();
            continue;
        }
        check.plan = std::move(*plan);
        auto stands = checkFolders(good, *check.plan);
        if (stands) {
            good.push_back(&*check.plan);
            stands = checkRoom(services, good);
            if (!stands)
                good.pop_back();
        }
        if (!stands)
            check.problem = std::move(stands).error();
    }
    return checks;
}

Result<QueuePlan> planQueue(const Services& services, std::span<const OffloadRequest> requests,
                            const jobs::JobContext& context)
{
    const std::vector<QueueJob> jobs(requests.begin(), requests.end());
    TAILSLATE_TRY(auto checks, checkQueue(services, jobs, context));
    QueuePlan queue;
    for (QueueCheck& check : checks) {
        if (check.problem)
            return std::unexpected(std::move(*check.problem));
        TAILSLATE_CHECK(addContents(services, check.plan->card, context));
        queue.plans.push_back(std::move(*check.plan));
    }
    std::vector<const offload::Plan*> plans;
    for (const offload::Plan& plan : queue.plans)
        plans.push_back(&plan);
    TAILSLATE_TRY(queue.needs, offload::spaceForAll(services.files, plans));
    return queue;
}

} // namespace tailslate::app
