// SPDX-License-Identifier: Apache-2.0
#include "offload/Plan.h"

#include "base/DisplayText.h"
#include "base/PathWithin.h"
#include "io/VolumeId.h"
#include "media/ReadCard.h"
#include "offload/detail/CopyNames.h"
#include "offload/detail/Seal.h"
#include "offload/detail/WorkSizes.h"
#include "offload/HistoryPaths.h"
#include "offload/NameRules.h"
#include "offload/ZoneShift.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string_view>
#include <utility>

namespace tailslate::offload {
namespace {

namespace fs = std::filesystem;

/// Room that a file takes beside its bytes: a block of slack and its share of folders and manifest.
constexpr std::uint64_t kOverheadPerFile = 8192;

using Identities = std::set<io::FileIdentity>;

/// Which folders the card consists of, however they are reached.
Result<Identities> cardFolders(io::FileSystem& files, const media::Card& card)
{
    Identities identities;
    TAILSLATE_TRY(const io::FileInfo root, files.info(card.root));
    identities.insert(root.identity);
    for (const fs::path& folder : card.folders) {
        const auto info = files.info(card.root / folder);
        if (info)
            identities.insert(info->identity);
        else if (info.error().code != ErrorCode::NotFound) // Another card may be there by now.
            return std::unexpected(info.error());
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

std::unexpected<Error> notACopyOfItsOwn(const fs::path& path)
{
    return failure(ErrorCode::InvalidArgument,
                   "this file is linked to the card's or to another copy, so it is no copy of its "
                   "own; move it away",
                   path);
}

/// A file that is there already must be a copy of its own: not the card's file, not another
/// destination's.
Result<void> checkExistingFile(io::FileSystem& files, const media::Card& card,
                               const media::CardFile& file, const fs::path& path,
                               const io::FileInfo& existing, Taken& taken)
{
    if (existing.kind != io::FileKind::Regular || existing.size != file.size)
        return failure(ErrorCode::AlreadyExists,
                       "a different file with this name is already there: this may be another "
                       "card with the same roll name; choose another roll folder, or move the "
                       "file away if it is not needed",
                       path);
    TAILSLATE_TRY(const io::FileInfo source, files.info(card.root / file.path));
    if (existing.identity == source.identity || !taken.files.insert(existing.identity).second)
        return notACopyOfItsOwn(path);
    return {};
}

/// Whether a copy has the time of the card's file, as exactly as its file system keeps times. Whole
/// quarter hours up to a day and a bit do not count: FAT keeps local time, and a card may be
/// mounted with another time zone than when it was copied.
bool isSameTime(TimePoint copy, TimePoint card, std::chrono::nanoseconds resolution)
{
    const auto apart = std::chrono::abs(copy - card);
    const auto beside = apart % kZoneStep;
    return apart <= kMostZones + resolution &&
           (beside < resolution || kZoneStep - beside < resolution);
}

/// What is in the roll's folder already must be of this card. Sums up what need not be copied.
class ExistingCopy {
public:
    ExistingCopy(io::FileSystem& files, const media::Card& card,
                 const PlannedDestination& destination, const jobs::JobContext& context,
                 Taken& taken)
        : m_files(files)
        , m_card(card)
        , m_rollFolder(destination.rollFolder)
        , m_timeResolution(nameRulesFor(destination.volume).timeResolution)
        , m_context(context)
        , m_taken(taken)
    {
    }

    Result<void> check()
    {
        std::vector<fs::path> ahead{fs::path()};
        while (!ahead.empty()) {
            TAILSLATE_CHECK(m_context.checkStop());
            const fs::path folder = std::move(ahead.back());
            ahead.pop_back();
            const fs::path absolute = folder.empty() ? m_rollFolder : m_rollFolder / folder;
            const auto entries = m_files.list(absolute);
            if (!entries && entries.error().code == ErrorCode::NotFound)
                continue;
            if (!entries)
                return std::unexpected(entries.error());
            for (const io::DirectoryEntry& entry : *entries) {
                const fs::path path = folder.empty() ? entry.name : folder / entry.name;
                if (!isOnCard(path) && isOurOwn(entry.name))
                    continue;
                if (entry.kind == io::FileKind::Directory)
                    ahead.push_back(path);
                else
                    TAILSLATE_CHECK(checkFile(path));
            }
        }
        if (m_foreign == 0)
            return checkTimes();
        return failure(
            ErrorCode::AlreadyExists,
            fmt::format("the roll folder there holds {} that this card does not have, for example "
                        "{}: it is another card with the same roll name; choose another roll "
                        "folder for this one",
                        m_foreign == 1 ? "a file" : fmt::format("{} files", m_foreign),
                        displayText(m_firstForeign)),
            m_rollFolder);
    }

    /// Also of parts that will be continued.
    [[nodiscard]] std::uint64_t bytesThere() const { return m_bytes + partBytes(); }

    [[nodiscard]] std::size_t filesThere() const noexcept { return m_count; }

private:
    /// What seals, offloads and operating systems leave beside the copies.
    static bool isOurOwn(const fs::path& name)
    {
        return name == kHistory || detail::isPartName(name) ||
               name.extension() == detail::kAsideExtension ||
               media::isSystemFileName(name.native());
    }

    [[nodiscard]] bool isOnCard(const fs::path& path) const
    {
        return std::ranges::binary_search(m_card.files, path.native(), {}, &media::CardFile::path);
    }

    Result<void> checkFile(const fs::path& path)
    {
        const auto known = std::ranges::lower_bound(m_card.files, std::string_view(path.native()),
                                                    {}, &media::CardFile::path);
        if (known == m_card.files.end() || known->path != path.native()) {
            if (m_foreign++ == 0)
                m_firstForeign = path;
            return {};
        }
        TAILSLATE_TRY(const io::FileInfo info, m_files.info(m_rollFolder / path));
        TAILSLATE_CHECK(
            checkExistingFile(m_files, m_card, *known, m_rollFolder / path, info, m_taken));
        m_bytes += known->size;
        ++m_count;
        m_sameTimes += isSameTime(info.modified, known->modified, m_timeResolution) ? 1 : 0;
        return {};
    }

    /// Cards of cameras that count alike may have the same names and sizes, but not the same times.
    /// What would only be compared is let through: that tells for sure.
    [[nodiscard]] Result<void> checkTimes() const
    {
        if (m_count == 0 || m_sameTimes > 0 || m_count == m_card.files.size())
            return {};
        return failure(ErrorCode::AlreadyExists,
                       "the roll folder there holds files with the names and sizes of this card's "
                       "but none of their times: it may be another card with the same roll name; "
                       "choose another roll folder for this one",
                       m_rollFolder);
    }

    [[nodiscard]] std::uint64_t partBytes() const
    {
        std::uint64_t bytes = 0;
        for (const media::CardFile& file : m_card.files) {
            if (file.size < detail::kWorthContinuing)
                continue;
            const fs::path path = m_rollFolder / file.path;
            const auto part = m_files.info(fs::path(path).replace_filename(detail::partName(file)));
            if (part && part->kind == io::FileKind::Regular && !m_files.info(path))
                bytes += std::min(std::max(part->size, part->allocated), file.size);
        }
        return bytes;
    }

    io::FileSystem& m_files;
    const media::Card& m_card;
    const fs::path& m_rollFolder;
    std::chrono::nanoseconds m_timeResolution;
    const jobs::JobContext& m_context;
    Taken& m_taken;
    std::uint64_t m_bytes = 0;
    std::size_t m_count = 0;
    std::size_t m_sameTimes = 0;
    std::size_t m_foreign = 0;
    fs::path m_firstForeign;
};

/// Refuses what the destination's file system could not store as it is on the card.
Result<void> checkNames(const media::Card& card, const PlannedDestination& destination,
                        const jobs::JobContext& context)
{
    std::vector<SizedName> names;
    names.reserve(card.files.size());
    for (const media::CardFile& file : card.files)
        names.push_back({file.path, file.size});
    std::vector<std::string_view> folders;
    for (const fs::path& folder : card.folders)
        folders.push_back(folder.native());
    const auto problems = findNameProblems(nameRulesFor(destination.volume), names, folders,
                                           destination.rollFolder, context.stop);
    TAILSLATE_CHECK(context.checkStop());
    if (problems.empty())
        return {};
    std::string sentence = problems.front().sentence;
    if (problems.size() > 1)
        sentence +=
            fmt::format(" ({} more of the card's names have such a problem)", problems.size() - 1);
    return failure(ErrorCode::InvalidArgument, std::move(sentence), destination.folder);
}

/// Where the roll goes below a destination: nothing that leads out of it.
Result<fs::path> rollFolderInside(const media::Card& card, const fs::path& chosen)
{
    const fs::path inside = chosen.empty() ? fs::path(card.roll) : chosen;
    const bool leadsOut = std::ranges::any_of(
        inside, [](const fs::path& part) { return part == "." || part == ".." || part.empty(); });
    if (inside.empty() || inside.is_absolute() || leadsOut ||
        (chosen.empty() && inside.has_parent_path()))
        return failure(ErrorCode::InvalidArgument,
                       chosen.empty() ? "the card has no usable roll name"
                                      : "the roll folder must lie inside the destination",
                       chosen.empty() ? card.root : chosen);
    return inside;
}

/// Refuses a roll folder whose path leaves no room for its history.
Result<void> checkPathLength(const fs::path& rollFolder)
{
    // PATH_MAX less its end, and less "/ascmhl/" with the longest name.
    constexpr std::size_t kLongest = 4095 - 8 - 255;
    const std::size_t length = rollFolder.native().size();
    if (length <= kLongest)
        return {};
    return failure(ErrorCode::InvalidArgument,
                   fmt::format("the roll's folder would have a path of {} bytes, and {} is the "
                               "most; shorten the folder template, its values or the destination's "
                               "path",
                               length, kLongest),
                   rollFolder);
}

/// Reads the manifests on the card; what is wrong with them is a warning, not the end.
Result<std::shared_ptr<const mhl::SourceDigests>>
readManifests(io::FileSystem& files, media::Card& card, const jobs::JobContext& context)
{
    TAILSLATE_TRY(mhl::SourceDigests digests,
                  mhl::readCardManifests(files, card.root, context.stop, historyScopes(card)));
    for (const std::string& problem : digests.problems())
        card.findings.push_back({media::Severity::Warning, problem, {}});
    if (digests.size() == 0)
        return nullptr;
    return std::make_shared<const mhl::SourceDigests>(std::move(digests));
}

/// Takes the chain files of the card's own histories out of the files to copy: every seal writes
/// the chain anew, so a copy of it would never stay equal to the card's. The seal starts from the
/// card's chains instead.
void leaveChainsToTheSeal(media::Card& card)
{
    const auto isLeft = [&card](const media::CardFile& file) {
        return isLeftToTheSeal(card, file.path);
    };
    for (auto chain = std::ranges::find_if(card.files, isLeft); chain != card.files.end();
         chain = std::find_if(chain, card.files.end(), isLeft)) {
        const auto index = static_cast<std::size_t>(chain - card.files.begin());
        chain = card.files.erase(chain);
        for (media::Clip& clip : card.clips) {
            std::erase(clip.files, index);
            for (std::size_t& file : clip.files)
                file -= file > index ? 1 : 0;
        }
    }
}

/// `"SHUTTLE 7" (exfat, 1234-ABCD)`, as far as it is known.
std::string volumeWords(const io::Volume& volume)
{
    std::string words = volume.label.empty()
                            ? displayText(volume.mountPoint)
                            : fmt::format("\"{}\"", displayText(std::string_view(volume.label)));
    if (!volume.volumeId.empty())
        words += fmt::format(" ({}, {})", displayText(std::string_view(volume.fileSystem)),
                             displayText(std::string_view(volume.volumeId)));
    return words;
}

/// @return DeviceLost.
Result<void> ensureSameVolume(const io::Volume& was, const io::Volume& is, const fs::path& folder)
{
    if (isSameVolume(was, is))
        return {};
    return failure(ErrorCode::DeviceLost,
                   fmt::format("the volume of this destination, {}, is not there: {} is in its "
                               "place; plug it in or mount it again, then go on",
                               volumeWords(was), volumeWords(is)),
                   folder);
}

} // namespace

bool isSameVolume(const io::Volume& was, const io::Volume& is)
{
    const auto isMarked = [](const io::Volume& volume) {
        return volume.volumeId.starts_with(io::kHashedIdMark);
    };
    if (!was.volumeId.empty() && !is.volumeId.empty() && isMarked(was) == isMarked(is))
        return was.volumeId == is.volumeId;
    return was.mountPoint == is.mountPoint;
}

Result<io::Volume> sameVolumeNow(io::FileSystem& files, const PlannedDestination& destination)
{
    TAILSLATE_TRY(io::Volume now, files.volume(destination.rollFolder));
    TAILSLATE_CHECK(ensureSameVolume(destination.volume, now, destination.folder));
    return now;
}

Result<void> ensureNotOnCard(io::FileSystem& files, const media::Card& card, const fs::path& place)
{
    TAILSLATE_TRY(const Identities folders, cardFolders(files, card));
    return refuseOnCard(files, card, folders, place);
}

Result<void> ensureApart(io::FileSystem& files, const Plan& plan, const jobs::JobContext& context)
{
    // A card that cannot be looked at is not there.
    const Identities ofCard = cardFolders(files, plan.card).value_or(Identities{});
    Taken taken;
    for (const PlannedDestination& destination : plan.destinations) {
        if (!destination.absent)
            TAILSLATE_CHECK(checkFolders(files, plan.card, ofCard, destination, taken));
    }
    for (const media::CardFile& file : plan.files()) {
        TAILSLATE_CHECK(context.checkStop());
        Identities same;
        const auto isOther = [&](const fs::path& path) {
            const auto info = files.info(path);
            return !info || same.insert(info->identity).second;
        };
        if (!ofCard.empty())
            isOther(plan.card.root / file.path);
        for (const PlannedDestination& destination : plan.destinations) {
            const fs::path path = destination.rollFolder / file.path;
            if (!destination.absent && !isOther(path))
                return notACopyOfItsOwn(path);
        }
    }
    return {};
}

std::string_view modeName(Mode mode) noexcept
{
    switch (mode) {
    case Mode::Verify:
        return "verify";
    case Mode::VerifySecondRead:
        return "second-read";
    case Mode::VerifyLater:
        return "later";
    }
    return "verify";
}

Result<Mode> modeFromName(std::string_view name)
{
    for (const Mode mode : {Mode::Verify, Mode::VerifySecondRead, Mode::VerifyLater}) {
        if (name == modeName(mode))
            return mode;
    }
    return failure(ErrorCode::InvalidArgument,
                   fmt::format("\"{}\" is no mode of an offload; choose verify, second-read or "
                               "later",
                               displayText(name)));
}

Result<Plan> makePlan(io::FileSystem& files, media::Card card,
                      const std::vector<DestinationRequest>& destinations,
                      const PlanOptions& options, const Clock& clock,
                      const jobs::JobContext& context)
{
    if (destinations.empty())
        return failure(ErrorCode::InvalidArgument, "name at least one destination");
    if (card.files.empty())
        return failure(ErrorCode::InvalidArgument, "there is nothing on the card to offload",
                       card.root);

    Plan plan;
    plan.created = clock.now();
    plan.jobId = Uuid::generate(plan.created);
    plan.algorithm = options.algorithm;
    plan.mode = options.mode;
    plan.reverify = options.reverify;
    TAILSLATE_TRY(card.root, files.resolve(card.root));
    TAILSLATE_TRY(plan.cardVolume, files.volume(card.root));
    TAILSLATE_TRY(const Identities ofCard, cardFolders(files, card));
    leaveChainsToTheSeal(card);
    if (options.useCardManifests) {
        TAILSLATE_TRY(plan.cardManifests, readManifests(files, card, context));
    }
    const detail::HistoryChoice choice{options.algorithm, options.mode, plan.cardManifests.get()};
    TAILSLATE_CHECK(detail::checkHistories(files, card.root, card, choice, context));

    Taken taken;
    for (const DestinationRequest& request : destinations) {
        TAILSLATE_CHECK(context.checkStop());
        PlannedDestination destination;
        destination.role = request.role;
        TAILSLATE_TRY(const fs::path inside,
                      rollFolderInside(card, request.rollFolder.empty() ? options.rollFolder
                                                                        : request.rollFolder));
        TAILSLATE_TRY(destination.folder, files.resolve(request.folder));
        TAILSLATE_CHECK(checkPathLength(destination.folder / inside));
        TAILSLATE_TRY(destination.rollFolder, files.resolve(destination.folder / inside));
        const auto folder = files.info(destination.folder);
        if (folder && folder->kind != io::FileKind::Directory)
            return failure(ErrorCode::InvalidArgument, "the destination is not a folder",
                           destination.folder);
        TAILSLATE_CHECK(refuseOnCard(files, card, ofCard, destination.folder));
        TAILSLATE_CHECK(refuseOnCard(files, card, ofCard, destination.rollFolder));
        TAILSLATE_CHECK(checkFolders(files, card, ofCard, destination, taken));
        TAILSLATE_TRY(destination.volume, files.volume(destination.rollFolder));
        if (request.volume)
            TAILSLATE_CHECK(
                ensureSameVolume(*request.volume, destination.volume, destination.folder));
        if (destination.volume.readOnly)
            return failure(ErrorCode::PermissionDenied,
                           "the volume of this destination is mounted read-only; mount it with "
                           "writing, or choose another destination",
                           destination.folder);
        TAILSLATE_CHECK(checkNames(card, destination, context));
        TAILSLATE_CHECK(
            detail::checkHistories(files, destination.rollFolder, card, choice, context));
        ExistingCopy existing(files, card, destination, context, taken);
        TAILSLATE_CHECK(existing.check());
        plan.missingBytes.push_back(card.totalBytes() - existing.bytesThere() +
                                    (card.files.size() - existing.filesThere()) * kOverheadPerFile);
        plan.destinations.push_back(std::move(destination));
    }
    plan.card = std::move(card);
    const Plan* const only = &plan;
    TAILSLATE_TRY(const auto needs, spaceForAll(files, std::span(&only, 1)));
    for (const VolumeNeed& need : needs) {
        if (!need.fits())
            return failure(
                ErrorCode::NoSpace,
                fmt::format("not enough room: the offload needs {} and the volume has {} free",
                            displaySize(need.neededBytes), displaySize(need.freeBytes)),
                need.volume.mountPoint);
    }
    return plan;
}

} // namespace tailslate::offload
