// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"
#include "base/Uuid.h"
#include "hash/Digest.h"
#include "io/FileSystem.h"
#include "jobs/JobContext.h"
#include "media/Card.h"
#include "mhl/CardManifests.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::offload {

/// How much is proved before a job ends.
enum class Mode {
    Verify = 1,       ///< Every copy is read back from its medium.
    VerifySecondRead, ///< And every file of the card is read twice; both reads must agree.
    VerifyLater       ///< Copies are hashed on the way and read back by a job of its own.
};

/// A stable word for JSON, the project file and command lines: `verify`, `second-read`, `later`.
[[nodiscard]] std::string_view modeName(Mode mode) noexcept;

/// Reads what modeName() wrote. @return InvalidArgument, listing the words.
[[nodiscard]] Result<Mode> modeFromName(std::string_view name);

/// Where a roll is to go, as the operator names it.
struct DestinationRequest {
    std::filesystem::path folder; ///< The roll's folder is made inside it.
    std::string role = "backup";  ///< `primary`, `backup`, `shuttle`.
    /// The roll's folder inside it; empty for PlanOptions::rollFolder.
    std::filesystem::path rollFolder{};
    /// The volume that was there when the operator chose the folder; nothing for whatever is there.
    /// A job may wait in a queue until its drive is unmounted, and the folder then lies on the disk
    /// below.
    std::optional<io::Volume> volume{};
};

/// What the operator chooses beside the destinations.
struct PlanOptions {
    hash::Algorithm algorithm = hash::Algorithm::Xxh64;
    Mode mode = Mode::Verify;
    /// The roll's folder below each destination, for example `Day 03/A/A001R2EC` from a template;
    /// empty for the roll's own name.
    std::filesystem::path rollFolder;
    /// Whether manifests found on the card count as evidence of what its files should be.
    bool useCardManifests = true;
    /// Read copies back again that were verified by an earlier run of the job.
    bool reverify = false;
};

/// A destination that passed the checks.
struct PlannedDestination {
    std::filesystem::path folder;     ///< As requested, resolved.
    std::filesystem::path rollFolder; ///< Inside `folder`; the root of the copy and of its history.
    std::string role;
    io::Volume volume;
    std::optional<std::filesystem::path>
        sealed; ///< The manifest that an earlier run of this job wrote; see takeUp().
    std::optional<Error> absent; ///< Why this run leaves it alone; see takeUpWithoutCard().
};

/// Everything decided before the first byte: files × destinations. A value type.
struct Plan {
    Uuid jobId;
    TimePoint created;
    media::Card
        card; ///< root is resolved; without the chain file of a history the card brings along.
    io::Volume cardVolume;
    hash::Algorithm algorithm = hash::Algorithm::Xxh64;
    Mode mode = Mode::Verify;
    bool reverify = false; ///< See PlanOptions.
    /// After its last file was read, the card was listed once more and had not changed. Without it
    /// nothing is sealed; see takeUpWithoutCard().
    bool cardConfirmed = false;
    std::shared_ptr<const mhl::SourceDigests>
        cardManifests; ///< What manifests on the card record; null when there are none.
    std::vector<PlannedDestination> destinations;
    std::vector<std::uint64_t> missingBytes; ///< Per destination: what it has yet to take.

    [[nodiscard]] const std::vector<media::CardFile>& files() const noexcept { return card.files; }
};

/// Whether a path that lay on the volume `was` still lies on it now that it lies on `is`: by their
/// identifiers, and where one of them is unknown, by where they are mounted. What is not mounted
/// leaves its path to the volume below, which is never taken for it.
[[nodiscard]] bool isSameVolume(const io::Volume& was, const io::Volume& is);

/// The volume that a planned destination lies on now: never fill the disk below a mount point.
/// @return DeviceLost, naming the destination, both volumes and the way out, when it is not the
/// planned one by isSameVolume(); as io::FileSystem::volume().
[[nodiscard]] Result<io::Volume> sameVolumeNow(io::FileSystem& files,
                                               const PlannedDestination& destination);

/// Checks again that the copies of a plan, as far as they are there, are real files in real folders
/// of their own: not the card's, where that is there, and not another destination's.
/// @return InvalidArgument with the way out; Cancelled.
[[nodiscard]] Result<void> ensureApart(io::FileSystem& files, const Plan& plan,
                                       const jobs::JobContext& context);

/// Refuses a place that is the card, lies on it, or leads onto it through links or mounts: we never
/// write to a card.
/// @param place Need not exist yet.
/// @return InvalidArgument.
[[nodiscard]] Result<void> ensureNotOnCard(io::FileSystem& files, const media::Card& card,
                                           const std::filesystem::path& place);

/// Checks that the card can go to the destinations, touching nothing:
/// - no destination is the card, inside it or around it, also through links, and no two are the
/// same
///   folder or one inside the other (InvalidArgument);
/// - every name and size can be stored there (InvalidArgument);
/// - the roll's folder holds nothing, or files of this card only: the same card again, or the same
///   with more clips. Files that this card does not have, or has with another size, mean another
///   card of the same name (AlreadyExists);
/// - there is room for what is missing (NoSpace);
/// - each destination still lies on the volume that it was chosen on (DeviceLost);
/// - the card has files (InvalidArgument).
/// A file that is already there with the same size is checked by the engine, byte for byte, and
/// kept. Manifests on the card that cannot be used become warnings of the card.
/// @return The first problem, naming the destination and the way out; Cancelled.
[[nodiscard]] Result<Plan> makePlan(io::FileSystem& files, media::Card card,
                                    const std::vector<DestinationRequest>& destinations,
                                    const PlanOptions& options, const Clock& clock,
                                    const jobs::JobContext& context);

/// One volume that several jobs of a queue need room on.
struct VolumeNeed {
    io::Volume volume;
    std::uint64_t neededBytes = 0; ///< By all jobs together, with what is kept in reserve.
    std::uint64_t freeBytes = 0;

    [[nodiscard]] bool fits() const noexcept { return neededBytes <= freeBytes; }
};

/// What all these jobs together still need of each volume, and what it has.
[[nodiscard]] Result<std::vector<VolumeNeed>> spaceForAll(io::FileSystem& files,
                                                          std::span<const Plan* const> plans);

} // namespace tailslate::offload
