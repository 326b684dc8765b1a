// SPDX-License-Identifier: Apache-2.0
#include "offload/Plan.h"

#include "base/DisplayText.h"
#include "offload/detail/Seal.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
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

using Identities = std::set<io::FileIdentity>;

/// Which folders the card consists of, however they are reached.
Result<Identities> cardFolders(io::FileSystem& files, const media::Card& card)
{
    Identities identities;
    TAILSLATE_TRY(const io::FileInfo root, files.info(card.root));
    identities.insert(root.identity);
    for (const fs::path& folder : card.folders) {
        TAILSLATE_TRY(const io::FileInfo info, files.info(card.root / folder));
        identities.insert(info.identity);
    }
    return identities;
}

/// Names alone do not show bind mounts, links and file systems that fold case; identities do.
Result<void> refuseOnCard(io::FileSystem& files, const media::Card& card, const Identities& folders,
                          const fs::path& place)
{
    const auto refused = [&] {
        return failure(ErrorCode::InvalidArgument,
                       "lies on the card itself; choose a folder on another volume", place);
    };
    TAILSLATE_TRY(fs::path at, files.resolve(place));
    if (isWithin(at, card.root))
        return refused();
    for (;; at = at.parent_path()) {
        const auto info = files.info(at);
        if (info && folders.contains(info->identity))
            return refused();
        if (!at.has_relative_path())
            return {};
    }
}

/// What the destinations accepted so far consist of.
struct Taken {
    Identities folders;
    Identities files;
    std::vector<fs::path> rollFolders;
};

/// Checks the folders a copy goes into, as far as they exist: real folders, not the card's, not
/// another destination's.
Result<void> checkFolders(io::FileSystem& files, const media::Card& card, const Identities& ofCard,
                          const PlannedDestination& destination, Taken& taken)
{
    for (const fs::path& other : taken.rollFolders) {
        if (other == destination.rollFolder)
            return failure(
                ErrorCode::InvalidArgument,
                "two destinations are the same folder; each copy needs a place of its own",
                destination.folder);
        if (isWithin(destination.rollFolder, other) || isWithin(other, destination.rollFolder))
            return failure(ErrorCode::InvalidArgument,
                           "one destination lies inside the other's copy", destination.folder);
    }
    if (isWithin(card.root, destination.folder))
        return failure(
            ErrorCode::InvalidArgument,
            "the card lies inside the destination's roll folder; choose another destination",
            destination.rollFolder);
    std::vector<fs::path> folders{destination.rollFolder};
    for (const fs::path& folder : card.folders)
        folders.push_back(destination.rollFolder / folder);
    Identities own;
    for (const fs::path& folder : folders) {
        const auto info = files.info(folder);
        if (!info && info.error().code == ErrorCode::NotFound)
            continue;
        if (!info)
            return std::unexpected(info.error());
        if (info->kind != io::FileKind::Directory)
            return failure(ErrorCode::InvalidArgument,
                           "a link or file is where a folder of the copy must be; move it away",
                           folder);
        if (ofCard.contains(info->identity))
            return failure(ErrorCode::InvalidArgument,
                           "leads onto the card itself; choose another destination", folder);
        if (taken.folders.contains(info->identity))
            return failure(ErrorCode::InvalidArgument,
                           "two destinations share this folder; each copy needs a place of its own",
                           folder);
        own.insert(info->identity);
    }
    // The card must not lie below a folder of the copy either, by whatever name.
    for (fs::path at = card.root; at.has_relative_path(); at = at.parent_path()) {
        const auto info = files.info(at);
        if (info && own.contains(info->identity))
            return failure(
                ErrorCode::InvalidArgument,
                "the card lies inside the destination's roll folder; choose another destination",
                destination.rollFolder);
    }
    taken.folders.merge(own);
    taken.rollFolders.push_back(destination.rollFolder);
    return {};
}

/// A file that is there already must be a copy of its own: not the card's file, not another
/// destination's.
Result<void> checkExistingFile(io::FileSystem& files, const media::Card& card,
                               const media::CardFile& file, const fs::path& path,
                               const io::FileInfo& existing, Taken& taken)
{
    if (existing.kind != io::FileKind::Regular || existing.size != file.size)
        return failure(ErrorCode::AlreadyExists,
                       "a different file with this name is already at the destination; choose "
                       "another folder, or move "
                       "it away if it is not needed",
                       path);
    TAILSLATE_TRY(const io::FileInfo source, files.info(card.root / file.path));
    if (existing.identity == source.identity || !taken.files.insert(existing.identity).second)
        return failure(ErrorCode::InvalidArgument,
                       "this file is linked to the card's or to another copy, so it is no copy of "
                       "its own; move it away",
                       path);
    return {};
}

/// Bytes still to be written to a destination; refuses names that are taken by something else.
Result<std::uint64_t> missingBytes(io::FileSystem& files, const media::Card& card,
                                   const PlannedDestination& destination, Taken& taken)
{
    const auto rollFolder = files.info(destination.rollFolder);
    const bool fresh = !rollFolder && rollFolder.error().code == ErrorCode::NotFound;
    std::uint64_t bytes = 0;
    for (const media::CardFile& file : card.files) {
        if (!fresh) {
            const fs::path path = destination.rollFolder / file.path;
            const auto existing = files.info(path);
            if (!existing && existing.error().code != ErrorCode::NotFound)
                return std::unexpected(existing.error());
            if (existing) {
                TAILSLATE_CHECK(checkExistingFile(files, card, file, path, *existing, taken));
                continue;
            }
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
        TAILSLATE_TRY(const io::Space space, files.space(destination.rollFolder));
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

/// Takes the chain file of the card's own history out of the files to copy: every seal writes the
/// chain anew, so a copy of it would never stay equal to the card's. The seal starts from the
/// card's chain instead.
void leaveChainToTheSeal(media::Card& card)
{
    const auto chain =
        std::ranges::find(card.files, fs::path("ascmhl/ascmhl_chain.xml"), &media::CardFile::path);
    if (chain == card.files.end())
        return;
    const auto index = static_cast<std::size_t>(chain - card.files.begin());
    card.files.erase(chain);
    for (media::Clip& clip : card.clips) {
        std::erase(clip.files, index);
        for (std::size_t& file : clip.files)
            file -= file > index ? 1 : 0;
    }
}

} // namespace

Result<void> ensureNotOnCard(io::FileSystem& files, const media::Card& card, const fs::path& place)
{
    TAILSLATE_TRY(const Identities folders, cardFolders(files, card));
    return refuseOnCard(files, card, folders, place);
}

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
    TAILSLATE_TRY(plan.cardVolume, files.volume(card.root));
    TAILSLATE_TRY(const Identities ofCard, cardFolders(files, card));
    TAILSLATE_TRY(const fs::path rollName, rollFolderName(card));
    leaveChainToTheSeal(card);
    TAILSLATE_CHECK(detail::checkHistory(files, card.root, algorithm));

    Taken taken;
    std::vector<std::uint64_t> needed;
    for (const DestinationRequest& request : destinations) {
        PlannedDestination destination;
        destination.role = request.role;
        TAILSLATE_TRY(destination.folder, files.resolve(request.folder));
        TAILSLATE_TRY(destination.rollFolder, files.resolve(destination.folder / rollName));
        const auto folder = files.info(destination.folder);
        if (folder && folder->kind != io::FileKind::Directory)
            return failure(ErrorCode::InvalidArgument, "the destination is not a folder",
                           destination.folder);
        TAILSLATE_CHECK(refuseOnCard(files, card, ofCard, destination.folder));
        TAILSLATE_CHECK(refuseOnCard(files, card, ofCard, destination.rollFolder));
        TAILSLATE_CHECK(checkFolders(files, card, ofCard, destination, taken));
        TAILSLATE_CHECK(detail::checkHistory(files, destination.rollFolder, algorithm));
        TAILSLATE_TRY(destination.volume, files.volume(destination.rollFolder));
        TAILSLATE_TRY(const std::uint64_t bytes, missingBytes(files, card, destination, taken));
        needed.push_back(bytes);
        plan.destinations.push_back(std::move(destination));
    }
    TAILSLATE_CHECK(checkSpace(files, plan.destinations, needed));
    plan.card = std::move(card);
    return plan;
}

} // namespace tailslate::offload
