// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/OffloadMonitor.h"
#include "app/Services.h"
#include "hash/Digest.h"
#include "jobs/JobContext.h"
#include "media/Card.h"
#include "offload/Plan.h"
#include "offload/Verdict.h"
#include "project/Project.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace tailslate::app {

/// What the operator asks for.
struct OffloadRequest {
    std::filesystem::path card;
    std::vector<offload::DestinationRequest> destinations;
    hash::Algorithm algorithm = hash::Algorithm::Xxh64;
    offload::SafetyRule rule;
};

/// What it came to.
struct OffloadOutcome {
    offload::OffloadResult result;
    offload::Verdict verdict;
    std::optional<Error> projectError; ///< Why the project does not hold the whole offload; the
                                       ///< copies are not concerned.
};

/// Lists a card and says what is on it, with every recogniser of this build. As media::readCard().
[[nodiscard]] Result<media::Card>
showCard(const Services& services, const std::filesystem::path& card, jobs::JobContext context);

/// Refuses a file or folder of ours that would lie on the card, before it is made or opened.
/// @return InvalidArgument, or the errors of listing the card's folders.
[[nodiscard]] Result<void> ensureNotOnCard(const Services& services,
                                           const std::filesystem::path& card,
                                           const std::filesystem::path& place,
                                           jobs::JobContext context);

/// The whole job: read the card's listing, plan, copy, read back, seal, judge, and record each step
/// in the project after it happened. Progress counts bytes read from the card plus bytes read back.
/// @param project Where to record; null records nowhere.
/// @return Errors of reading the card and of planning, and of the project at the start: nothing was
/// copied then. What goes wrong later is in the
///         outcome; a project that fails during the job appears as a reason in the verdict.
[[nodiscard]] Result<OffloadOutcome> offloadCard(const Services& services,
                                                 const OffloadRequest& request,
                                                 project::Project* project,
                                                 jobs::JobContext context, OffloadMonitor& monitor);

} // namespace tailslate::app
