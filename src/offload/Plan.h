// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"
#include "base/Uuid.h"
#include "hash/Digest.h"
#include "io/FileSystem.h"
#include "media/Card.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tailslate::offload {

/// Where a roll is to go, as the operator names it.
struct DestinationRequest {
    std::filesystem::path folder; ///< The roll's folder is made inside it.
    std::string role = "backup";  ///< `primary`, `backup`, `shuttle`.
};

/// A destination that passed the checks.
struct PlannedDestination {
    std::filesystem::path folder; ///< As requested, resolved.
    std::filesystem::path
        rollFolder; ///< folder / roll name; the root of the copy and of its history.
    std::string role;
    io::Volume volume;
};

/// Everything decided before the first byte: files × destinations. A value type.
struct Plan {
    Uuid jobId;
    TimePoint created;
    media::Card
        card; ///< root is resolved; without the chain file of a history the card brings along.
    io::Volume cardVolume;
    hash::Algorithm algorithm = hash::Algorithm::Xxh64;
    std::vector<PlannedDestination> destinations;

    [[nodiscard]] const std::vector<media::CardFile>& files() const noexcept { return card.files; }
};

/// Refuses a place that is the card, lies on it, or leads onto it through links or mounts: we never
/// write to a card.
/// @param place Need not exist yet.
/// @return InvalidArgument.
[[nodiscard]] Result<void> ensureNotOnCard(io::FileSystem& files, const media::Card& card,
                                           const std::filesystem::path& place);

/// Checks that the card can go to the destinations, touching nothing:
/// no destination is the card, inside it or around it, also through links (InvalidArgument); no two
/// are the same folder or one inside the other (InvalidArgument); none lacks the space for its
/// files (NoSpace); no file of the card meets a different file under its final name
/// (AlreadyExists); the card has files (InvalidArgument). A file that is already there with the
/// same size is checked by the engine, byte for byte, and kept.
/// @return The first problem, naming the destination and the way out.
[[nodiscard]] Result<Plan> makePlan(io::FileSystem& files, media::Card card,
                                    const std::vector<DestinationRequest>& destinations,
                                    hash::Algorithm algorithm, const Clock& clock);

} // namespace tailslate::offload
