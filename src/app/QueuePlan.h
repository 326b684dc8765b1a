// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/OffloadCard.h"

#include <span>
#include <vector>

namespace tailslate::app {

/// Several offloads that are to run one after the other, looked at together.
struct QueuePlan {
    std::vector<offload::Plan> plans;       ///< In the order of the requests.
    std::vector<offload::VolumeNeed> needs; ///< What all of them need of each volume.
};

/// Plans every offload of a queue, touching nothing.
/// @return The first thing in the way: what planning one of them says; AlreadyExists when two rolls
/// would go to one folder; NoSpace when a volume cannot take all of them.
[[nodiscard]] Result<QueuePlan> planQueue(const Services& services,
                                          std::span<const OffloadRequest> requests,
                                          const jobs::JobContext& context);

} // namespace tailslate::app
