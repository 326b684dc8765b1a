// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/HashLists.h"
#include "app/OffloadMonitor.h"
#include "app/Services.h"
#include "base/Uuid.h"
#include "jobs/JobContext.h"
#include "media/Card.h"
#include "offload/EngineSettings.h"
#include "offload/FolderTemplate.h"
#include "offload/Plan.h"
#include "offload/Verdict.h"
#include "project/Project.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tailslate::app {

/// What the operator asks for.
struct OffloadRequest {
    std::filesystem::path card;
    std::vector<offload::DestinationRequest> destinations;
    offload::PlanOptions options;   ///< Its roll folder counts when `folderTemplate` is empty.
    std::string folderTemplate;     ///< As offload::FolderTemplate; empty for the roll's own name.
    offload::TemplateValues values; ///< For the template; the roll's name is filled in.
    offload::EngineSettings settings;
    offload::SafetyRule rule;
    HashListNotes notes{};          ///< For the seals.
    std::filesystem::path report{}; ///< Where reports will be written; empty for none.
};

/// An offload of the project that is to go on.
struct ResumeRequest {
    Uuid job;
    std::filesystem::path card;   ///< Where the card is now; empty for where it was.
    bool reverify = false;        ///< Read copies back again that are verified already.
    bool useCardManifests = true; ///< As offload::PlanOptions; the project does not remember it.
    offload::EngineSettings settings;
    offload::SafetyRule rule;
    HashListNotes notes{};          ///< For the seals; the project does not remember them.
    std::filesystem::path report{}; ///< As in OffloadRequest.
};

/// What it came to.
struct OffloadOutcome {
    offload::OffloadResult result;
    offload::Verdict verdict;
    std::optional<Error> projectError; ///< Why the project does not hold the whole offload; the
                                       ///< copies are not concerned.
    bool alreadyOffloaded = false; ///< Nothing was done: the project knows all copies as verified,
                                   ///< and they are where they were.
};

/// Lists a card and says what is on it, with every recogniser of this build. As media::readCard().
[[nodiscard]] Result<media::Card>
showCard(const Services& services, const std::filesystem::path& card, jobs::JobContext context);

/// As showCard(), and opens the files that say whether the card is whole: its findings are those of
/// media::checkContents() too. Reads a few blocks of each movie, still, sound file and list.
/// @return Also DeviceLost.
[[nodiscard]] Result<media::Card> inspectCard(const Services& services,
                                              const std::filesystem::path& card,
                                              const jobs::JobContext& context);

/// Makes a card of showCard() one of inspectCard(). @return As media::checkContents().
[[nodiscard]] Result<void> addContents(const Services& services, media::Card& card,
                                       const jobs::JobContext& context);

/// Refuses a file or folder of ours that would lie on the card, before it is made or opened.
/// @return InvalidArgument, or the errors of listing the card's folders.
[[nodiscard]] Result<void> ensureNotOnCard(const Services& services,
                                           const std::filesystem::path& card,
                                           const std::filesystem::path& place,
                                           jobs::JobContext context);

/// Likewise for a project, before it is opened to go on with one of its offloads: opening it writes
/// beside it, and the card may have been named when the offload began.
/// @param job Nothing for the newest that can be resumed.
/// @return InvalidArgument; as project::Project::open() for a file that is no project.
[[nodiscard]] Result<void> ensureNotOnItsCard(const Services& services,
                                              const std::filesystem::path& project,
                                              std::optional<Uuid> job);

/// Where the roll of a card would go below each destination. @return As FolderTemplate.
[[nodiscard]] Result<std::filesystem::path> rollFolderFor(const OffloadRequest& request,
                                                          const media::Card& card);

/// Reads the card's listing and plans, touching nothing: for previews and the space of a queue.
/// What only inspectCard() finds is not among its findings.
[[nodiscard]] Result<offload::Plan>
planOffload(const Services& services, const OffloadRequest& request, jobs::JobContext context);

/// The whole job: inspect the card, plan, copy, read back, seal, judge, and record each step
/// in the project after it happened. The machine is kept awake. Progress counts bytes read from the
/// card plus bytes read back. A card that the project knows as offloaded to these very places is
/// not copied again; with PlanOptions::reverify its copies are read back anew.
/// @param project Where to record; null records nowhere.
/// @return Errors of reading the card and of planning, and of the project at the start: nothing was
/// copied then. What goes wrong later is in the
///         outcome; a project that fails during the job appears as a reason in the verdict.
[[nodiscard]] Result<OffloadOutcome> offloadCard(const Services& services,
                                                 const OffloadRequest& request,
                                                 project::Project* project,
                                                 jobs::JobContext context, OffloadMonitor& monitor);

/// Goes on with an offload that was cut off or ended incomplete: verified copies are not touched,
/// large files that were begun are continued. As offloadCard() otherwise.
/// Nothing is read or recorded while another run is at the same job, or holds one of the
/// destinations.
/// @param monitor For as many destinations as the offload has.
/// @return Also NotFound for an unknown job, AlreadyExists when another run is at it, and
/// InvalidArgument when the card is not what it was.
[[nodiscard]] Result<OffloadOutcome>
resumeOffload(const Services& services, const ResumeRequest& request, project::Project& project,
              jobs::JobContext context, OffloadMonitor& monitor);

/// Reads the copies of an offload back without the card, and seals what was copied to be verified
/// later. As resumeOffload() otherwise.
[[nodiscard]] Result<OffloadOutcome>
verifyOffload(const Services& services, const ResumeRequest& request, project::Project& project,
              jobs::JobContext context, OffloadMonitor& monitor);

} // namespace tailslate::app
