// SPDX-License-Identifier: Apache-2.0
#include "app/ProjectPlace.h"

#include "base/DisplayText.h"
#include "base/PathWithin.h"
#include "media/Recogniser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <deque>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace tailslate::app {
namespace {

namespace fs = std::filesystem;

/// Enough to know a card by; a drive of a million files is not gone through for it.
constexpr std::size_t kMostNames = 4000;

/// What the outside of a volume shows.
struct Glance {
    std::vector<media::CardFile> files;
    std::vector<fs::path> folders;
    bool hasHistory = false; ///< Somewhere there is a media hash list.
};

/// Cameras and recorders format their cards with these. The last is how drivers in user space are
/// called, whatever they drive.
bool isFileSystemOfCards(const std::string& name)
{
    constexpr std::array<std::string_view, 8> kNames{"vfat", "msdos",   "exfat", "udf",
                                                     "hfs",  "hfsplus", "",      "fuseblk"};
    return std::ranges::find(kNames, name) != kNames.end();
}

/// Folder by folder, the outer ones first. What cannot be listed is passed over.
Glance glanceAt(io::FileSystem& files, const fs::path& root)
{
    Glance glance;
    std::size_t names = 0;
    for (std::deque<fs::path> open{fs::path()}; !open.empty() && names < kMostNames;
         open.pop_front()) {
        const auto entries = files.list(root / open.front());
        if (!entries)
            continue;
        for (const io::DirectoryEntry& entry : *entries) {
            ++names;
            const fs::path path = open.front() / entry.name;
            if (entry.kind == io::FileKind::Directory) {
                glance.hasHistory = glance.hasHistory || entry.name == "ascmhl";
                glance.folders.push_back(path);
                open.push_back(path);
            } else if (entry.kind == io::FileKind::Regular) {
                media::CardFile file;
                file.path = path.native();
                file.size = 1; // No recogniser leaves a file out that holds something.
                glance.files.push_back(std::move(file));
            }
        }
    }
    std::ranges::sort(glance.files, {}, &media::CardFile::path);
    std::ranges::sort(glance.folders, {}, [](const fs::path& path) { return path.native(); });
    return glance;
}

/// Drives for work hold several rolls.
bool isOneRoll(const std::vector<media::Clip>& clips)
{
    std::set<std::string_view> rolls;
    for (const media::Clip& clip : clips)
        rolls.insert(clip.roll);
    return rolls.size() == 1;
}

/// What kind of card the volume is, for people; nothing for any other volume.
std::optional<std::string> cardAt(io::FileSystem& files, const fs::path& root)
{
    const Glance glance = glanceAt(files, root);
    if (glance.hasHistory)
        return std::nullopt;
    const media::CardView view(root, glance.files, glance.folders);
    const auto recognisers = media::builtinRecognisers();
    // The last one answers for every folder.
    for (std::size_t i = 0; i + 1 < recognisers.size(); ++i) {
        const auto found = recognisers[i]->recognise(view);
        if (found && found->namesCard && isOneRoll(found->clips))
            return recognisers[i]->name();
    }
    return std::nullopt;
}

Result<void> refuse(const std::string& card, const fs::path& place)
{
    return failure(ErrorCode::InvalidArgument,
                   fmt::format("this is on a card ({}), and nothing is ever written to a card; "
                               "choose a place on a drive of this computer",
                               card),
                   place);
}

/// For a project that is there already.
Result<void> ensureProjectNotOnCard(const Services& services, const fs::path& path)
{
    TAILSLATE_TRY(const fs::path resolved, services.files.resolve(path));
    const auto volume = services.files.volume(resolved);
    // Where no card can be, the log of a program that is at work is not copied to look into it.
    if (!volume || (!mayBeCard(*volume) && project::Project::hasLog(resolved)))
        return {};
    TAILSLATE_TRY(const project::ProjectPlaces places, project::Project::peekPlaces(resolved));
    const auto moveIt = [&](const std::string& card) {
        return failure(
            ErrorCode::InvalidArgument,
            fmt::format("the project is on a card ({}), and nothing is ever written to a card; "
                        "copy it to a drive of this computer, with the -wal file beside it if "
                        "there is one, and open it there",
                        card),
            path);
    };
    for (const fs::path& card : places.cards) {
        if (isWithin(resolved, card))
            return moveIt(displayText(card));
    }
    if (!mayBeCard(*volume) || !isFileSystemOfCards(volume->fileSystem) ||
        std::ranges::find(places.destinationVolumes, volume->mountPoint) !=
            places.destinationVolumes.end())
        return {};
    const auto card = cardAt(services.files, volume->mountPoint);
    return card ? moveIt(*card) : Result<void>();
}

} // namespace

bool mayBeCard(const io::Volume& volume)
{
    if (volume.removable)
        return true;
    constexpr std::array<std::string_view, 4> kMediaRoots{"/media/", "/mnt/", "/run/media/",
                                                          "/Volumes/"};
    const std::string& path = volume.mountPoint.native();
    return std::ranges::any_of(kMediaRoots,
                               [&](std::string_view root) { return path.starts_with(root); });
}

Result<void> ensureNotOnAnyCard(const Services& services, const fs::path& place)
{
    TAILSLATE_TRY(const fs::path resolved, services.files.resolve(place));
    const auto volume = services.files.volume(resolved);
    if (!volume || !mayBeCard(*volume) || !isFileSystemOfCards(volume->fileSystem))
        return {};
    const auto card = cardAt(services.files, volume->mountPoint);
    return card ? refuse(*card, place) : Result<void>();
}

Result<std::unique_ptr<project::Project>> createProject(const Services& services,
                                                        const fs::path& path,
                                                        const std::string& show,
                                                        const std::string& unit)
{
    TAILSLATE_CHECK(ensureNotOnAnyCard(services, path));
    return project::Project::create(path, show, unit, services.clock);
}

Result<std::unique_ptr<project::Project>> openProject(const Services& services,
                                                      const fs::path& path)
{
    TAILSLATE_CHECK(ensureProjectNotOnCard(services, path));
    return project::Project::open(path, services.clock);
}

Result<std::unique_ptr<project::Project>> openProjectToRead(const Services& services,
                                                            const fs::path& path)
{
    if (project::Project::hasLog(path))
        TAILSLATE_CHECK(ensureProjectNotOnCard(services, path));
    return project::Project::openToRead(path, services.clock);
}

} // namespace tailslate::app
