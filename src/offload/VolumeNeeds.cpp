// SPDX-License-Identifier: Apache-2.0
#include "offload/Plan.h"

#include <map>
#include <string>
#include <utility>

namespace tailslate::offload {
namespace {

/// Room left free on every volume, so that the seal and the file system's own records always fit.
constexpr std::uint64_t kReserve = std::uint64_t{16} << 20;

/// Room on a volume for what is left to copy, with a reserve where anything is.
std::uint64_t withReserve(std::uint64_t bytes)
{
    return bytes == 0 ? 0 : bytes + kReserve;
}

} // namespace

Result<std::vector<VolumeNeed>> spaceForAll(io::FileSystem& files,
                                            std::span<const Plan* const> plans)
{
    // One volume may be mounted in several places, which have one room together.
    const auto keyOf = [](const io::Volume& volume) {
        return volume.volumeId.empty() ? volume.mountPoint.native() : "id " + volume.volumeId;
    };
    std::map<std::string, VolumeNeed> perVolume;
    for (const Plan* const plan : plans) {
        for (std::size_t i = 0; i < plan->destinations.size(); ++i) {
            const PlannedDestination& destination = plan->destinations[i];
            VolumeNeed& need = perVolume[keyOf(destination.volume)];
            need.neededBytes += plan->missingBytes[i];
            if (!need.volume.mountPoint.empty())
                continue;
            need.volume = destination.volume;
            TAILSLATE_TRY(const io::Space space, files.space(destination.rollFolder));
            need.freeBytes = space.freeBytes;
        }
    }
    std::vector<VolumeNeed> needs;
    for (auto& [key, need] : perVolume) {
        need.neededBytes = withReserve(need.neededBytes);
        needs.push_back(std::move(need));
    }
    return needs;
}

} // namespace tailslate::offload
