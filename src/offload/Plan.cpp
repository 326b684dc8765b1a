// SPDX-License-Identifier: Apache-2.0
#include "offload/Plan.h"

#include "base/DisplayText.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace tailslate::offload {
namespace {

namespace fs = std::filesystem;

/// Room that a file takes beside its bytes: a block of slack and its share of folders and manifest.
constexpr std::uint64_t kOverheadPerFile = 8192;
/// Room left free on every volume, so that the seal and the file system's own records always fit.
constexpr std::uint64_t kReserve = std::uint64_t{16} << 20;

/// True when `path` is `folder` or lies below it. Both are resolved.
bool isWithin(const fs::path& path, const fs::path& folder)
{
    return std::ranges::mismatch(folder, path).in1 == folder.end();
}

/// What the file system says the folder is, or nothing while it does not exist. Catches what names
/// cannot show: bind mounts and file systems that fold case.
Result<std::optional<io::FileIdentity>> identityOf(io::FileSystem& files, const fs::path& folder)
{
    const auto info = files.info(folder);
    if (info && info->kind != io::FileKind::Directory)
        return failure(ErrorCode::InvalidArgument, "the destination is not a folder", folder);
    if (info)
        return info->identity;
    if (info.error().code == ErrorCode::NotFound)
        return std::nullopt;
    return std::unexpected(info.error());
}

/// True when `folder`, or one of the folders above it, is the very folder that `identity` names.
bool isOrLiesBelow(io::FileSystem& files, fs::path folder, const io::FileIdentity& identity)
{
    for (;; folder = folder.parent_path()) {
        const auto info = files.info(folder);
        if (info && info->identity == identity)
            return true;
        if (!folder.has_relative_path())
            return false;
    }
}

Result<void> checkAgainstCard(io::FileSystem& files, const media::Card& card,
                              const PlannedDestination& destination,
                              const io::FileIdentity& cardIdentity)
{
    if (isWithin(destination.rollFolder, card.root) ||
        isOrLiesBelow(files, destination.folder, cardIdentity))
        return failure(ErrorCode::InvalidArgument,
                       "the destination lies on the card itself; choose a folder on another volume",
                       destination.folder);
    TAILSLATE_TRY(const auto identity, identityOf(files, destination.rollFolder));
    if (isWithin(card.root, destination.rollFolder) ||
        (identity && isOrLiesBelow(files, card.root, *identity)))
        return failure(
            ErrorCode::InvalidArgument,
            "the card lies inside the destination's roll folder; choose another destination",
            destination.rollFolder);
    return {};
}

Result<void> checkAgainstOthers(io::FileSystem& files,
                                const std::vector<PlannedDestination>& accepted,
                                const PlannedDestination& destination)
{
    TAILSLATE_TRY(const auto identity, identityOf(files, destination.folder));
    for (const PlannedDestination& other : accepted) {
        TAILSLATE_TRY(const auto otherIdentity, identityOf(files, other.folder));
        if (other.folder == destination.folder || (identity && identity == otherIdentity))
            return failure(
                ErrorCode::InvalidArgument,
                "two destinations are the same folder; each copy needs a place of its own",
                destination.folder);
        if (isWithin(destination.rollFolder, other.rollFolder) ||
            isWithin(other.rollFolder, destination.rollFolder))
            return failure(ErrorCode::InvalidArgument,
                           "one destination lies inside the other's copy", destination.folder);
    }
    return {};
}

/// Bytes still to be written to a destination; refuses names that are taken by something else.
Result<std::uint64_t> missingBytes(io::FileSystem& files, const media::Card& card,
                                   const PlannedDestination& destination)
{
    const auto rollFolder = files.info(destination.rollFolder);
    const bool fresh = !rollFolder && rollFolder.error().code == ErrorCode::NotFound;
    std::uint64_t bytes = 0;
    for (const media::CardFile& file : card.files) {
        if (!fresh) {
            const fs::path path = destination.rollFolder / file.path;
            const auto existing = files.info(path);
            if (existing &&
                (existing->kind != io::FileKind::Regular || existing->size != file.size))
                return failure(
                    ErrorCode::AlreadyExists,
                    "a different file with this name is already at the destination; choose another "
                    "folder, or move it away if it is not needed",
                    path);
            if (existing)
                continue;
            if (existing.error().code != ErrorCode::NotFound)
                return std::unexpected(existing.error());
        }
        bytes += file.size + kOverheadPerFile;
    }
    return bytes;
}

/// Compares what each volume must take with what it has, counting destinations that share one.
Result<void> checkSpace(io::FileSystem& files, const std::vector<PlannedDestination>& destinations,
                        const std::vector<std::uint64_t>& needed)
{
    std::map<fs::path, std::uint64_t> perVolume;
    for (std::size_t i = 0; i < destinations.size(); ++i)
        perVolume[destinations[i].volume.mountPoint] += needed[i];
    for (const PlannedDestination& destination : destinations) {
        TAILSLATE_TRY(const io::Space space, files.space(destination.folder));
        const std::uint64_t bytes = perVolume[destination.volume.mountPoint];
        if (bytes > 0 && bytes + kReserve > space.freeBytes)
            return failure(
                ErrorCode::NoSpace,
                fmt::format("not enough room: the offload needs {} and the volume has {} free",
                            displaySize(bytes + kReserve), displaySize(space.freeBytes)),
                destination.folder);
    }
    return {};
}

/// A roll's folder name must be one plain component; a card's own name could in theory be anything.
Result<fs::path> rollFolderName(const media::Card& card)
{
    fs::path name = card.roll;
    if (name.empty() || name.has_parent_path() || name.has_root_path() || name == "." ||
        name == "..")
        return failure(ErrorCode::InvalidArgument, "the card has no usable roll name", card.root);
    return name;
}

} // namespace

Result<Plan> makePlan(io::FileSystem& files, media::Card card,
                      const std::vector<DestinationRequest>& destinations,
                      hash::Algorithm algorithm, const Clock& clock)
{
    if (destinations.empty())
        return failure(ErrorCode::InvalidArgument, "name at least one destination");
    if (card.files.empty())
        return failure(ErrorCode::InvalidArgument, "there is nothing on the card to offload",
                       card.root);

    Plan plan;
    plan.created = clock.now();
    plan.jobId = Uuid::generate(plan.created);
    plan.algorithm = algorithm;
    TAILSLATE_TRY(card.root, files.resolve(card.root));
    TAILSLATE_TRY(const io::FileInfo cardInfo, files.info(card.root));
    TAILSLATE_TRY(const fs::path rollName, rollFolderName(card));

    std::vector<std::uint64_t> needed;
    for (const DestinationRequest& request : destinations) {
        PlannedDestination destination;
        destination.role = request.role;
        TAILSLATE_TRY(destination.folder, files.resolve(request.folder));
        TAILSLATE_TRY(destination.rollFolder, files.resolve(destination.folder / rollName));
        TAILSLATE_CHECK(identityOf(files, destination.folder));
        TAILSLATE_CHECK(checkAgainstCard(files, card, destination, cardInfo.identity));
        TAILSLATE_CHECK(checkAgainstOthers(files, plan.destinations, destination));
        TAILSLATE_TRY(destination.volume, files.volume(destination.folder));
        TAILSLATE_TRY(const std::uint64_t bytes, missingBytes(files, card, destination));
        needed.push_back(bytes);
        plan.destinations.push_back(std::move(destination));
    }
    TAILSLATE_CHECK(checkSpace(files, plan.destinations, needed));
    plan.card = std::move(card);
    return plan;
}

} // namespace tailslate::offload
