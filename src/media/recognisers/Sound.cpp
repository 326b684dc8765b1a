// SPDX-License-Identifier: Apache-2.0
#include "base/DisplayText.h"
#include "media/detail/BuiltinRecognisers.h"
#include "media/detail/Essence.h"
#include "media/detail/FileNames.h"
#include "media/detail/NamedClips.h"
#include "media/detail/NameMap.h"
#include "media/detail/NamePattern.h"
#include "media/detail/Sentences.h"
#include "media/detail/TrackNames.h"

#include <fmt/format.h>

#include <algorithm>

namespace tailslate::media::detail {

namespace fs = std::filesystem;

namespace {

// SOUND_001/
//   12A-T003.WAV                                 all tracks in one file
//   12A-T004_1.WAV  12A-T004_2.WAV               one file a track, numbered 1…9, A…Z
//   12A-T005/12A-T005_Tr1.WAV  …_Tr2_3.WAV       one file a track or pair, in a folder of the take
//   ZOOM0001/ZOOM0001_LR.WAV  ZOOM0001_Tr1.WAV   the same beside a mix of them
//   26Y01M05/12A/12A-T006.WAV                    a folder of the scene in one of the day
//   12A-T003.xml                                 sidecars carry the take's name
//
// Files are not opened here, so what the recorder wrote into them (roll, family) is not known yet.

/// The tracks of one take are equally long, so their files differ by their headers at most.
constexpr std::uint64_t kTrackSizeSpread = 65536;

/// `26Y01M05`, or `Y04M06D01` of the older 7-series.
bool isDayFolder(std::string_view name) noexcept
{
    constexpr NamePattern kDay("\\d{2}Y\\d{2}M\\d{2}");
    constexpr NamePattern kOlderDay("Y\\d{2}M\\d{2}D\\d{2}");
    return kDay.match(name) || kOlderDay.match(name);
}

/// Files that may be one take, by their names. Views refer to the paths of the card's files.
struct Group {
    std::string_view base; ///< The path without track and extension.
    std::vector<std::size_t> sure;
    std::vector<std::size_t> tracks; ///< Named as tracks are, or as takes that are numbered.
};

class Grouping {
public:
    explicit Grouping(const CardView& card)
        : m_card(card)
        , m_root(card.root())
        , m_rootFolder(rootName(card.root()))
        , m_files(card.files())
    {
    }

    std::optional<Recognition> recognise()
    {
        findFolders();
        groupTakes();
        if (m_groups.empty())
            return std::nullopt;
        for (const Group& group : m_groups)
            addGroup(group);
        addSidecars();
        noteDiscarded();

        m_result.roll = rollOf(m_root, m_result.clips, m_result.findings);
        const std::string& first = pathOf(m_result.clips.front().files.front());
        m_result.reason = fmt::format("folder {} holds {}", displayFolder(m_root, folderOf(first)),
                                      displayText(nameOf(first)));
        return std::move(m_result);
    }

private:
    struct Folder {
        bool takes = false;
        bool picture = false;
    };

    [[nodiscard]] const std::string& pathOf(std::size_t index) const { return m_files[index].path; }

    void findFolders()
    {
        for (const FolderRun& run : m_card.runs()) {
            Folder found;
            for (std::size_t index = run.first; index < run.end; ++index) {
                const std::string_view name = run.nameOf(pathOf(index));
                const auto kind = essenceKind(name);
                found.picture = found.picture || kind == ClipKind::Picture;
                found.takes = found.takes || (kind == ClipKind::Sound && isRecorderFile(name));
            }
            if (!found.picture && !found.takes)
                continue;
            Folder& folder = m_folders.insert(run.folder, {}).first;
            folder.picture = folder.picture || found.picture;
            folder.takes = folder.takes || found.takes;
        }
    }

    [[nodiscard]] bool isTakeFolder(std::string_view folder) const
    {
        const Folder* const found = m_folders.find(folder);
        return found && found->takes && !found->picture;
    }

    void groupTakes()
    {
        for (const FolderRun& run : m_card.runs()) {
            if (!isTakeFolder(run.folder))
                continue;
            for (std::size_t index = run.first; index < run.end; ++index)
                if (isRecorderFile(run.nameOf(pathOf(index))))
                    addToGroup(index);
        }
    }

    void addToGroup(std::size_t index)
    {
        const std::string_view stem = withoutExtension(pathOf(index));
        const std::size_t pair = pairSuffixOf(nameOf(stem));
        const std::size_t track = pair > 0 ? 0 : trackSuffixOf(nameOf(stem));
        const std::string_view base = stem.substr(0, stem.size() - pair - track);
        const auto [found, isNew] = m_byBase.insert(base, m_groups.size());
        if (isNew)
            m_groups.push_back({.base = base, .sure = {}, .tracks = {}});
        Group& group = m_groups[found];
        (track > 0 ? group.tracks : group.sure).push_back(index);
    }

    [[nodiscard]] bool areTracksOfOneTake(const Group& group) const
    {
        if (group.tracks.empty() || group.tracks.size() + group.sure.size() < 2)
            return false;
        const auto [smallest, largest] = std::ranges::minmax(
            group.tracks, {}, [this](std::size_t index) { return m_files[index].size; });
        return m_files[largest].size - m_files[smallest].size <= kTrackSizeSpread;
    }

    void addGroup(const Group& group)
    {
        std::vector<std::size_t> together = group.sure;
        const bool isOneTake = areTracksOfOneTake(group);
        if (isOneTake)
            together.insert(together.end(), group.tracks.begin(), group.tracks.end());
        if (!together.empty()) {
            std::ranges::sort(together);
            addTake(group.base, std::move(together));
        }
        if (isOneTake)
            return;
        for (const std::size_t index : group.tracks)
            addTake(withoutExtension(pathOf(index)), {index});
    }

    void addTake(std::string_view base, std::vector<std::size_t> essence)
    {
        const std::size_t clip = m_result.clips.size();
        m_byStem.insert(base, clip);
        for (const std::size_t index : essence)
            m_byStem.insert(withoutExtension(pathOf(index)), clip);
        m_result.clips.push_back({.name = displayText(nameOf(base)),
                                  .roll = rollOfTake(base),
                                  .kind = ClipKind::Sound,
                                  .files = std::move(essence)});
    }

    /// The folder of the day, as Sound Devices name it; else the one that holds the take, past a
    /// folder of the take's own and those for discarded ones.
    [[nodiscard]] std::string rollOfTake(std::string_view base) const
    {
        std::string_view folder = folderOf(base);
        for (std::string_view day = folder; !day.empty(); day = folderOf(day))
            if (isDayFolder(nameOf(day)))
                return displayText(nameOf(day));
        if (isDayFolder(m_rootFolder))
            return m_rootFolder;
        while (!folder.empty() && (isDiscardFolder(nameOf(folder)) ||
                                   equalsIgnoringCase(nameOf(folder), nameOf(base))))
            folder = folderOf(folder);
        if (folder.empty() && isDiscardFolder(rootName(m_root)) &&
            m_root.parent_path().has_filename())
            return rootName(m_root.parent_path());
        return displayFolder(m_root, folder);
    }

    void addSidecars()
    {
        for (const FolderRun& run : m_card.runs()) {
            if (!isTakeFolder(run.folder))
                continue;
            for (std::size_t index = run.first; index < run.end; ++index) {
                const std::string_view path = pathOf(index);
                const std::size_t* const clip = isRecorderFile(run.nameOf(path))
                                                    ? nullptr
                                                    : m_byStem.find(withoutExtension(path));
                if (clip)
                    m_result.clips[*clip].files.push_back(index);
            }
        }
    }

    void noteDiscarded()
    {
        Finding finding{.severity = Severity::Note, .sentence = {}, .files = {}};
        std::size_t count = 0;
        for (const Clip& clip : m_result.clips) {
            const std::string& first = m_files[clip.files.front()].path;
            const std::string_view folder = folderOf(first);
            if (!isDiscardFolder(folder.empty() ? m_rootFolder : nameOf(folder)))
                continue;
            ++count;
            finding.files.push_back(first);
        }
        if (count == 0)
            return;
        finding.sentence = fmt::format("{} in the recorder's folder for discarded ones; copied "
                                       "like the rest",
                                       counted(count, "take"));
        m_result.findings.push_back(std::move(finding));
    }

    const CardView& m_card;
    const fs::path& m_root;
    std::string m_rootFolder;
    const std::vector<CardFile>& m_files;
    NameMap<Folder> m_folders;
    NameMap<std::size_t> m_byBase;
    NameMap<std::size_t> m_byStem;
    std::vector<Group> m_groups;
    Recognition m_result;
};

class Sound final : public Recogniser {
public:
    [[nodiscard]] std::string id() const override { return "sound"; }

    [[nodiscard]] std::string name() const override { return "Sound recorder"; }

    [[nodiscard]] std::optional<Recognition> recognise(const CardView& card) const override
    {
        return Grouping(card).recognise();
    }
};

} // namespace

std::unique_ptr<Recogniser> makeSound()
{
    return std::make_unique<Sound>();
}

} // namespace tailslate::media::detail
