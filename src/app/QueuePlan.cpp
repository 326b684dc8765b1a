// SPDX-License-Identifier: Apache-2.0
#include "app/QueuePlan.h"

#include "base/DisplayText.h"

#include <fmt/format.h>

#include <utility>

namespace tailslate::app {
namespace {

/// Rolls of different cards must not meet in one folder of a destination.
Result<void> checkCollisions(const std::vector<offload::Plan>& plans)
{
    std::vector<offload::RollFolder> rolls;
    for (const offload::Plan& plan : plans) {
        for (const offload::PlannedDestination& destination : plan.destinations)
            rolls.push_back({displayText(plan.card.root), destination.rollFolder});
    }
    const auto collisions = offload::findCollisions(rolls);
    if (collisions.empty())
        return {};
    return failure(ErrorCode::AlreadyExists, collisions.front().sentence,
                   rolls[collisions.front().second].folder);
}

} // namespace

Result<QueuePlan> planQueue(const Services& services, std::span<const OffloadRequest> requests,
                            const jobs::JobContext& context)
{
    QueuePlan queue;
    for (const OffloadRequest& request : requests) {
        TAILSLATE_TRY(offload::Plan plan, planOffload(services, request, context));
        queue.plans.push_back(std::move(plan));
    }
    TAILSLATE_CHECK(checkCollisions(queue.plans));
    std::vector<const offload::Plan*> plans;
    for (const offload::Plan& plan : queue.plans)
        plans.push_back(&plan);
    TAILSLATE_TRY(queue.needs, offload::spaceForAll(services.files, plans));
    for (const offload::VolumeNeed& need : queue.needs) {
        if (!need.fits())
            return failure(ErrorCode::NoSpace,
                           fmt::format("not enough room for the whole queue: it needs {} and the "
                                       "volume has {} free",
                                       displaySize(need.neededBytes), displaySize(need.freeBytes)),
                           need.volume.mountPoint);
    }
    return queue;
}

} // namespace tailslate::app
