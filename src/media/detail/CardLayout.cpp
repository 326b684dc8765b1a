// SPDX-License-Identifier: Apache-2.0
#include "media/detail/CardLayout.h"

#include "base/DisplayText.h"
#include "media/detail/FileNames.h"
#include "media/detail/FrameFindings.h"
#include "media/detail/NamedClips.h"
#include "media/detail/NameMap.h"
#include "media/detail/PartFindings.h"
#include "media/detail/Sentences.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <span>
#include <tuple>
#include <utility>

namespace tailslate::media::detail {

namespace fs = std::filesystem;

namespace {

// Kept whole by the test that names each card by the folders in it.
constexpr std::array<std::string_view, 12> kLayoutFolders = {
    "PRIVATE", "DCIM", "XDROOT", "M4ROOT", "CONTENTS", "BPAV",
    "AVCHD",   "BDMV", "Clip",   "ari",    "PANA_GRP", "PROAV"};

bool isLayoutFolder(std::string_view name)
{
    return std::ranges::any_of(kLayoutFolders, [name](std::string_view folder) {
        return equalsIgnoringCase(name, folder);
    });
}

/// Whether people put the card into a folder that is called as one of the camera's: `XDROOT` with
/// the camera's `XDROOT` in it.
bool isWrapperNamedByLayout(const std::string& rootFolder, const std::vector<fs::path>& folders)
{
    return isLayoutFolder(rootFolder) &&
           std::ranges::any_of(folders, [&rootFolder](const fs::path& folder) {
               return equalsIgnoringCase(nameOf(folder.native()), rootFolder);
           });
}

/// What people call a card: the folder that stands for it, or the nearest above that is not named
/// by the camera's layout.
std::string cardName(const CardView& view, std::string_view card)
{
    while (isLayoutFolder(nameOf(card)))
        card = folderOf(card);
    if (!card.empty())
        return displayText(nameOf(card));
    const fs::path& root = view.root();
    if (isWrapperNamedByLayout(rootName(root), view.folders()))
        return rootName(root);
    fs::path folder = root.has_filename() ? root : root.parent_path();
    while (isLayoutFolder(folder.filename().native()) && folder.parent_path().has_filename())
        folder = folder.parent_path();
    return rootName(folder);
}

/// Whether a card of this name holds the reel: `A001CRWE` that of `A001`.
bool isNamedAfter(std::string_view card, std::string_view reel)
{
    constexpr std::size_t kRestMax = 8;
    constexpr auto isInName = [](char c) {
        return (c >= '0' && c <= '9') || (toUpper(c) >= 'A' && toUpper(c) <= 'Z') || c == '_';
    };
    return card.size() >= reel.size() && card.size() <= reel.size() + kRestMax &&
           equalsIgnoringCase(card.substr(0, reel.size()), reel) &&
           std::ranges::all_of(card, isInName);
}

struct ClipKey {
    std::string_view scope;
    std::string_view clip;
    std::string_view more;

    bool operator==(const ClipKey& other) const noexcept
    {
        return equalsIgnoringCase(clip, other.clip) && equalsIgnoringCase(more, other.more) &&
               equalsIgnoringCase(scope, other.scope);
    }
};

std::uint32_t hashOf(const ClipKey& key) noexcept
{
    constexpr std::uint64_t kMix = 0x9E3779B97F4A7C15U; // 2^64 over the golden ratio.
    std::uint64_t hash = hashIgnoringCase(key.clip);
    hash = hash * kMix + hashIgnoringCase(key.more);
    hash = hash * kMix + hashIgnoringCase(key.scope);
    return static_cast<std::uint32_t>(hash ^ (hash >> 32U));
}

/// The files of one clip. Its key is that of its first file and is made anew when it is needed: so
/// a hundred thousand of them take little memory.
struct Group {
    std::uint32_t firstFile;
    std::uint32_t hash; ///< Of the key.
    bool hasEssence = false;
    bool standsAlone = true; ///< All of its files do.
};

/// A file in a group. All of them stand in one list: a hundred thousand clips need no memory block
/// each.
struct GroupFile {
    std::uint32_t group;
    std::uint32_t index;
    std::uint32_t part; ///< Of the clip, plus one; 0 for none.
    std::uint8_t rank;
};

/// The groups by the hashes of their keys.
class GroupIndex {
public:
    static constexpr std::uint32_t kFree = 0xFFFFFFFFU;

    /// Where the group of this hash is for which `isSame` is true, or else belongs: then kFree
    /// stands there. Valid until the next call, before which the group must have been made.
    template <class IsSame>
    std::uint32_t& find(std::uint32_t hash, const std::vector<Group>& groups, const IsSame& isSame)
    {
        if (groups.size() * 2 >= m_slots.size())
            grow(groups);
        std::size_t slot = hash & mask();
        while (m_slots[slot] != kFree &&
               (groups[m_slots[slot]].hash != hash || !isSame(groups[m_slots[slot]])))
            slot = (slot + 1) & mask();
        return m_slots[slot];
    }

    /// Forgets all and gives the memory back.
    void clear() { m_slots = {}; }

private:
    [[nodiscard]] std::size_t mask() const noexcept { return m_slots.size() - 1; }

    void grow(const std::vector<Group>& groups)
    {
        constexpr std::size_t kSlotsFirst = 64;
        m_slots.assign(m_slots.empty() ? kSlotsFirst : m_slots.size() * 2, kFree);
        for (std::size_t group = 0; group < groups.size(); ++group) {
            std::size_t slot = groups[group].hash & mask();
            while (m_slots[slot] != kFree)
                slot = (slot + 1) & mask();
            m_slots[slot] = static_cast<std::uint32_t>(group);
        }
    }

    std::vector<std::uint32_t> m_slots; ///< A power of two of them, at least half of them free.
};

using GroupFiles = std::span<const GroupFile>;

class LayoutGrouping {
public:
    LayoutGrouping(const CardLayout& layout, const CardView& card)
        : m_layout(layout)
        , m_card(card)
        , m_root(card.root())
        , m_rootFolder(rootName(card.root()))
        , m_files(card.files())
    {
    }

    std::optional<Recognition> recognise()
    {
        for (const FolderRun& run : m_card.runs()) {
            if (m_layout.mayHold && !m_layout.mayHold(m_rootFolder, run.folder))
                continue;
            for (std::size_t index = run.first; index < run.end; ++index)
                if (!m_layout.sidecarsAlone || m_card.isFree(index))
                    addFile(index);
        }
        const bool hasEssence = std::ranges::any_of(m_groups, &Group::hasEssence);
        const fs::path* const mark = hasEssence ? nullptr : findMarkFolder();
        const auto lone = std::ranges::find_if_not(m_groups, &Group::standsAlone);
        if (!hasEssence && !mark && (lone == m_groups.end() || m_layout.sidecarsAlone))
            return std::nullopt;

        m_index.clear();
        m_result.namesCard = hasEssence || mark || m_namesCard;
        if (m_layout.goesOnInNextFolder)
            joinWithFolderBefore();
        // Groups in the order in which they were met, essence first in each.
        std::ranges::sort(m_groupFiles, {}, [](const GroupFile& file) {
            return std::tuple(file.group, file.rank, file.part, file.index);
        });
        m_result.clips.reserve(
            static_cast<std::size_t>(std::ranges::count_if(m_groups, &Group::hasEssence)));
        forEachGroup([this](const Group& group, GroupFiles files) {
            if (group.hasEssence)
                addClip(group, files);
        });
        m_spans = findMissingParts(
            {.clips = m_result.clips,
             .incomplete = m_incomplete,
             .partsOf = [this](std::size_t clip) { return partsOf(m_result.clips[clip]); },
             .part = m_layout.part,
             .mayBeginElsewhere = m_layout.beginsElsewhere},
            m_files, m_result.findings);
        if (!m_layout.sidecarsAlone)
            findSidecarsAlone();
        findMissingSidecars();
        findSameNames();
        m_result.roll = m_result.clips.empty() ? cardName(m_card, {})
                                               : rollOf(m_root, m_result.clips, m_result.findings);
        if (m_result.reason.empty())
            m_result.reason =
                mark ? fmt::format("there is a folder {}", displayText(mark->filename()))
                     : fmt::format("there is a sidecar of {}, but no essence",
                                   displayText(keyOf(*lone).clip));
        if (m_layout.check)
            m_layout.check(m_card, m_result);
        return std::move(m_result);
    }

private:
    [[nodiscard]] const std::string& pathOf(const GroupFile& file) const
    {
        return m_files[file.index].path;
    }

    void addFile(std::size_t index)
    {
        const auto member = m_layout.member(m_rootFolder, m_files[index].path);
        if (!member)
            return;
        const ClipKey key{member->scope, member->clip, member->clipMore};
        // Files come in order of their paths, so most follow one of the same clip.
        if (m_groups.empty() || !(m_lastKey == key)) {
            m_last = groupOf(key, index);
            m_lastKey = key;
        }
        Group& group = m_groups[m_last];
        m_namesCard = m_namesCard || member->namesCard;
        group.standsAlone = group.standsAlone && member->standsAlone;
        group.hasEssence = group.hasEssence || member->rank != Member::kSidecar;
        m_groupFiles.push_back({.group = m_last,
                                .index = static_cast<std::uint32_t>(index),
                                .part = member->part ? *member->part + 1 : 0,
                                .rank = static_cast<std::uint8_t>(member->rank)});
    }

    [[nodiscard]] ClipKey keyOf(const Group& group) const
    {
        const auto member = m_layout.member(m_rootFolder, m_files[group.firstFile].path);
        return {member->scope, member->clip, member->clipMore};
    }

    /// The group of `key`, which `file` begins if there is none.
    std::uint32_t groupOf(const ClipKey& key, std::size_t file)
    {
        const std::uint32_t hash = hashOf(key);
        std::uint32_t& group =
            m_index.find(hash, m_groups, [&](const Group& other) { return keyOf(other) == key; });
        if (group == GroupIndex::kFree) {
            group = static_cast<std::uint32_t>(m_groups.size());
            m_groups.push_back({.firstFile = static_cast<std::uint32_t>(file), .hash = hash});
        }
        return group;
    }

    void joinWithFolderBefore()
    {
        struct Parts {
            unsigned first = 0;
            unsigned last = 0;
        };

        std::vector<Parts> parts(m_groups.size());
        for (const GroupFile& file : m_groupFiles) {
            if (file.rank != Member::kEssence || file.part == 0)
                continue;
            Parts& own = parts[file.group];
            own.first = own.first == 0 ? file.part : std::min(own.first, file.part);
            own.last = std::max(own.last, file.part);
        }
        // Groups come in the order of their folders.
        std::vector<std::uint32_t> joined(m_groups.size());
        NameMap<std::uint32_t> latest;
        for (std::uint32_t group = 0; group < m_groups.size(); ++group) {
            joined[group] = group;
            if (parts[group].first == 0)
                continue;
            const ClipKey key = keyOf(m_groups[group]);
            const auto [before, isNew] = latest.insert(key.clip, group);
            if (isNew)
                continue;
            if (folderOf(key.scope) == folderOf(keyOf(m_groups[before]).scope) &&
                parts[group].first > parts[before].last) {
                joined[group] = before;
                parts[before].last = parts[group].last;
            } else {
                before = group;
            }
        }
        for (GroupFile& file : m_groupFiles)
            file.group = joined[file.group];
    }

    /// Calls `visit` with each group and its files, once these are sorted.
    template <class Visit>
    void forEachGroup(const Visit& visit) const
    {
        const GroupFiles all(m_groupFiles);
        for (std::size_t first = 0; first < all.size();) {
            std::size_t end = first + 1;
            while (end < all.size() && all[end].group == all[first].group)
                ++end;
            visit(m_groups[all[first].group], all.subspan(first, end - first));
            first = end;
        }
    }

    [[nodiscard]] const fs::path* findMarkFolder() const
    {
        if (!m_layout.isMark)
            return nullptr;
        const std::vector<fs::path>& folders = m_card.folders();
        const auto found = std::ranges::find_if(folders, [this](const fs::path& folder) {
            return m_layout.isMark(m_rootFolder, folder.native());
        });
        return found == folders.end() ? nullptr : &*found;
    }

    [[nodiscard]] std::string nameOfGroup(const Group& group, GroupFiles files) const
    {
        const std::string_view name = m_layout.namedByFirstFile
                                          ? withoutExtension(nameOf(pathOf(files.front())))
                                          : keyOf(group).clip;
        return displayText(std::string_view(toUpper(name)));
    }

    [[nodiscard]] std::string rollOfClip(const GroupFile& file)
    {
        const auto member = m_layout.member(m_rootFolder, pathOf(file));
        if (!member->roll.empty())
            return displayText(std::string_view(toUpper(member->roll)));
        if (!m_cardName || member->card != m_namedCard) {
            m_namedCard = member->card;
            m_cardName = cardName(m_card, member->card);
        }
        if (member->reel.empty())
            return *m_cardName;
        return toUpper(isNamedAfter(*m_cardName, member->reel) ? std::string_view(*m_cardName)
                                                               : member->reel);
    }

    void addClip(const Group& group, GroupFiles files)
    {
        Clip& clip = m_result.clips.emplace_back();
        clip.name = nameOfGroup(group, files);
        clip.roll = rollOfClip(files.front());
        clip.files.reserve(files.size());
        for (const GroupFile& file : files)
            clip.files.push_back(file.index);
        if (m_result.reason.empty()) {
            const std::string& first = pathOf(files.front());
            m_result.reason =
                fmt::format("folder {} holds {}", displayFolder(m_root, folderOf(first)),
                            displayText(nameOf(first)));
        }
        if (lacksParts(files))
            m_incomplete.push_back(m_result.clips.size() - 1);
        findFrameGaps(clip, m_files, m_result.findings);
    }

    static bool lacksParts(GroupFiles files)
    {
        std::vector<unsigned> parts;
        for (const GroupFile& file : files)
            if (file.rank == files.front().rank && file.part > 0)
                parts.push_back(file.part - 1);
        return missingNumbers(parts).count > 0;
    }

    /// The numbers of the files that a clip was cut into, in their order.
    [[nodiscard]] std::vector<unsigned> partsOf(const Clip& clip) const
    {
        std::vector<unsigned> parts;
        std::optional<unsigned> rank;
        for (const std::size_t index : clip.files) {
            const auto member = m_layout.member(m_rootFolder, m_files[index].path);
            if (rank.value_or(member->rank) != member->rank)
                break;
            rank = member->rank;
            if (member->part)
                parts.push_back(*member->part);
        }
        return parts;
    }

    void findSidecarsAlone()
    {
        Finding finding;
        std::vector<std::string> names;
        forEachGroup([&](const Group& group, GroupFiles files) {
            if (group.hasEssence || group.standsAlone)
                return;
            names.push_back(nameOfGroup(group, files));
            for (const GroupFile& file : files)
                finding.files.push_back(pathOf(file));
        });
        if (names.empty())
            return;
        finding.sentence = fmt::format("there are sidecars but no picture for {}", listed(names));
        m_result.findings.push_back(std::move(finding));
    }

    /// A camera that wrote a sidecar for one clip writes it for all.
    void findMissingSidecars()
    {
        const ExpectedSidecar& expected = m_layout.sidecar;
        if (!expected.is)
            return;
        Finding finding;
        std::vector<std::string> names;
        for (const Clip& clip : m_result.clips) {
            const bool has = std::ranges::any_of(clip.files, [&](std::size_t index) {
                return expected.is(nameOf(m_files[index].path));
            });
            if (has)
                continue;
            names.push_back(clip.name);
            finding.files.push_back(m_files[clip.files.front()].path);
        }
        const bool lackAll = names.size() == m_result.clips.size();
        if (names.empty() || (lackAll && !expected.isCertain))
            return;
        finding.sentence =
            fmt::format("{} the {} that {}: {}",
                        names.size() == 1 ? "one clip lacks" : "clips lack", expected.name,
                        lackAll ? "the camera writes for each" : "other clips have", listed(names));
        m_result.findings.push_back(std::move(finding));
    }

    void findSameNames()
    {
        std::vector<const Clip*> byName;
        byName.reserve(m_result.clips.size());
        for (const Clip& clip : m_result.clips)
            byName.push_back(&clip);
        const auto nameAndRoll = [](const Clip* clip) { return std::tie(clip->name, clip->roll); };
        std::ranges::sort(byName, {}, nameAndRoll);
        std::set<std::string> twice;
        for (std::size_t index = 1; index < byName.size(); ++index)
            if (nameAndRoll(byName[index]) == nameAndRoll(byName[index - 1]) &&
                !m_spans.contains(byName[index]->name))
                twice.insert(byName[index]->name);
        if (twice.empty())
            return;
        const std::vector<std::string> names(twice.begin(), twice.end());
        m_result.findings.push_back(
            {Severity::Note,
             fmt::format("{} in more than one folder of the card: {}",
                         names.size() == 1 ? "one clip name occurs" : "clip names occur",
                         listed(names)),
             {}});
    }

    const CardLayout& m_layout;
    const CardView& m_card;
    const fs::path& m_root;
    std::string m_rootFolder;
    const std::vector<CardFile>& m_files;
    std::vector<Group> m_groups;
    std::vector<GroupFile> m_groupFiles;
    GroupIndex m_index;
    ClipKey m_lastKey; ///< Of the group that got the last file.
    std::uint32_t m_last = 0;
    std::string_view m_namedCard; ///< The folder that was last asked for its name.
    std::optional<std::string> m_cardName;
    bool m_namesCard = false;
    std::vector<std::size_t> m_incomplete; ///< Clips that lack parts.
    std::set<std::string> m_spans;         ///< Names of clips that lie in several folders.
    Recognition m_result;
};

class LayoutRecogniser final : public Recogniser {
public:
    explicit LayoutRecogniser(const CardLayout& layout)
        : m_layout(layout)
    {
    }

    [[nodiscard]] std::string id() const override { return m_layout.id; }

    [[nodiscard]] std::string name() const override { return m_layout.name; }

    [[nodiscard]] std::optional<Recognition> recognise(const CardView& card) const override
    {
        return LayoutGrouping(m_layout, card).recognise();
    }

private:
    const CardLayout& m_layout;
};

} // namespace

std::optional<Mark> findMark(std::string_view rootFolder, std::string_view path,
                             std::string_view mark)
{
    // The mark, PRIVATE/mark, wrapper/mark, wrapper/PRIVATE/mark. The wrapper may be named like the
    // mark, so that the root counts only where there is none in the path.
    constexpr int kDepthMax = 3;
    Components components(path);
    std::string_view above;
    std::size_t start = 0;
    for (int depth = 0; depth < kDepthMax; ++depth) {
        const std::string_view component = components.next();
        if (component.empty() || (depth == 2 && !equalsIgnoringCase(above, "PRIVATE")))
            break;
        if (equalsIgnoringCase(component, mark)) {
            std::string_view card = path.substr(0, start == 0 ? 0 : start - 1);
            if (equalsIgnoringCase(nameOf(card), "PRIVATE"))
                card = folderOf(card);
            const std::size_t end = components.end();
            return Mark{card, path.substr(0, end), path.substr(std::min(end + 1, path.size()))};
        }
        above = component;
        start = components.end() + 1;
    }
    if (equalsIgnoringCase(rootFolder, mark))
        return Mark{{}, path.substr(0, 0), path};
    return std::nullopt;
}

bool isMarkFolder(std::string_view rootFolder, std::string_view folder, std::string_view mark)
{
    const auto found = findMark(rootFolder, folder, mark);
    return found && found->rest.empty();
}

std::unique_ptr<Recogniser> makeLayoutRecogniser(const CardLayout& layout)
{
    return std::make_unique<LayoutRecogniser>(layout);
}

bool hasExtension(std::string_view name,
                  std::initializer_list<std::string_view> extensions) noexcept
{
    const std::string_view own = extensionOf(name);
    return std::ranges::any_of(
        extensions, [own](std::string_view one) { return equalsIgnoringCase(own, one); });
}

} // namespace tailslate::media::detail
