// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/OffloadCard.h"

#include <optional>
#include <span>
#include <variant>
#include <vector>

namespace tailslate::app {

/// An offload of a project that is to go on with its card.
struct ContinuedOffload {
    ResumeRequest request;
    project::Project* project = nullptr; ///< Borrowed.
};

/// An offload of a queue: a new one, or one that goes on.
using QueueJob = std::variant<OffloadRequest, ContinuedOffload>;

/// How one offload of a queue stands among the others.
struct QueueCheck {
    std::optional<offload::Plan> plan; ///< Nothing when it cannot be planned even by itself.
    /// What is in its way, with the way out: what planning it says; AlreadyExists when the roll of
    /// an earlier job goes to its folder; NoSpace when a volume cannot take it after the earlier
    /// ones.
    std::optional<Error> problem;
};

/// Looks at every offload of a queue, touching nothing and opening no file of a card. Each is
/// judged beside the earlier ones that nothing is in the way of: a job that cannot be planned keeps
/// nobody from being judged, and takes no room.
/// @param jobs In the order they are to run. One that goes on needs room for what it has not
/// copied.
/// @return One for each job; only Cancelled as an error.
[[nodiscard]] Result<std::vector<QueueCheck>> checkQueue(const Services& services,
                                                         std::span<const QueueJob> jobs,
                                                         const jobs::JobContext& context);

/// Several offloads that are to run one after the other, looked at together.
struct QueuePlan {
    std::vector<offload::Plan> plans;       ///< In the order of the requests.
    std::vector<offload::VolumeNeed> needs; ///< What all of them need of each volume.
};

/// Plans every offload of a queue, touching nothing. As checkQueue(), for those who want all or
/// nothing; and the cards have the findings of inspectCard().
/// @return The problem of the first request that has one.
[[nodiscard]] Result<QueuePlan> planQueue(const Services& services,
                                          std::span<const OffloadRequest> requests,
                                          const jobs::JobContext& context);

} // namespace tailslate::app
