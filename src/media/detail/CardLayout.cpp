// SPDX-License-Identifier: Apache-2.0
#include "media/detail/CardLayout.h"

#include "base/DisplayText.h"
#include "media/detail/FileNames.h"
#include "media/detail/FrameFindings.h"
#include "media/detail/NamedClips.h"
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

constexpr std::array<std::string_view, 10> kLayoutFolders = {
    "PRIVATE", "DCIM", "XDROOT", "M4ROOT", "CONTENTS", "BPAV", "AVCHD", "BDMV", "Clip", "ari"};

bool isLayoutFolder(std::string_view name)
{
    return std::ranges::any_of(kLayoutFolders, [name](std::string_view folder) {
        return equalsIgnoringCase(name, folder);
    });
}

/// What people call a card: the folder that stands for it, and of the root the nearest that is not
/// named by the camera's layout.
std::string cardName(const fs::path& root, std::string_view card)
{
    if (!card.empty() && !isLayoutFolder(nameOf(card)))
        return displayText(nameOf(card));
    fs::path folder = root.has_filename() ? root : root.parent_path();
    while (isLayoutFolder(folder.filename().native()) && folder.parent_path().has_filename())
        folder = folder.parent_path();
    return rootName(folder);
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

std::uint64_t hashOf(const ClipKey& key) noexcept
{
    constexpr std::uint64_t kMix = 0x9E3779B97F4A7C15U; // 2^64 over the golden ratio.
    std::uint64_t hash = hashIgnoringCase(key.clip);
    hash = hash * kMix + hashIgnoringCase(key.more);
    return hash * kMix + hashIgnoringCase(key.scope);
}

struct Group {
    ClipKey key;
    std::string_view card;
    std::string_view roll;
    bool hasEssence = false;
};

/// A file in a group. All of them stand in one list: a hundred thousand clips need no memory block
/// each.
struct GroupFile {
    std::uint32_t group;
    std::uint32_t index;
    std::uint32_t part; ///< Of the clip, plus one; 0 for none.
    std::uint8_t rank;
};

/// The groups by their keys, which they hold themselves.
class GroupIndex {
public:
    /// The group of `key`, which is made if there is none.
    std::size_t find(const ClipKey& key, std::vector<Group>& groups)
    {
        if (groups.size() * 2 >= m_slots.size())
            grow(groups);
        std::uint32_t& slot = m_slots[slotOf(key, groups)];
        if (slot == kFree) {
            slot = static_cast<std::uint32_t>(groups.size());
            groups.push_back({.key = key, .card = {}, .roll = {}});
        }
        return slot;
    }

private:
    static constexpr std::uint32_t kFree = 0xFFFFFFFFU;

    [[nodiscard]] std::size_t slotOf(const ClipKey& key, const std::vector<Group>& groups) const
    {
        const std::size_t mask = m_slots.size() - 1;
        const std::uint64_t hash = hashOf(key);
        std::size_t slot = (hash ^ (hash >> 32U)) & mask;
        while (m_slots[slot] != kFree && !(groups[m_slots[slot]].key == key))
            slot = (slot + 1) & mask;
        return slot;
    }

    void grow(const std::vector<Group>& groups)
    {
        constexpr std::size_t kSlotsFirst = 64;
        m_slots.assign(m_slots.empty() ? kSlotsFirst : m_slots.size() * 2, kFree);
        for (std::size_t group = 0; group < groups.size(); ++group)
            m_slots[slotOf(groups[group].key, groups)] = static_cast<std::uint32_t>(group);
    }

    std::vector<std::uint32_t> m_slots; ///< A power of two of them, at least half of them free.
};

using GroupFiles = std::span<const GroupFile>;

class LayoutGrouping {
public:
    LayoutGrouping(const CardLayout& layout, const fs::path& root,
                   const std::vector<CardFile>& files, const std::vector<fs::path>& folders)
        : m_layout(layout)
        , m_root(root)
        , m_rootFolder(rootName(root))
        , m_files(files)
        , m_folders(folders)
    {
    }

    std::optional<Recognition> recognise()
    {
        for (std::size_t index = 0; index < m_files.size(); ++index)
            addFile(index);
        const bool hasEssence = std::ranges::any_of(m_groups, &Group::hasEssence);
        const fs::path* const mark = hasEssence ? nullptr : findMarkFolder();
        if (!hasEssence && !mark && (m_groups.empty() || m_layout.sidecarsAlone))
            return std::nullopt;

        // Groups in the order in which they were met, essence first in each.
        std::ranges::stable_sort(m_groupFiles, {}, [](const GroupFile& file) {
            return std::tuple(file.group, file.rank, file.part);
        });
        forEachGroup([this](const Group& group, GroupFiles files) {
            if (group.hasEssence)
                addClip(group, files);
        });
        if (!m_layout.sidecarsAlone)
            findSidecarsAlone();
        findMissingSidecars();
        findSameNames();
        m_result.roll = m_result.clips.empty() ? cardName(m_root, {})
                                               : rollOf(m_root, m_result.clips, m_result.findings);
        if (m_result.reason.empty())
            m_result.reason =
                mark ? fmt::format("there is a folder {}", displayText(mark->filename()))
                     : fmt::format("there is a sidecar {}, but no essence",
                                   displayText(nameOf(pathOf(m_groupFiles.front()))));
        if (m_layout.check)
            m_layout.check({m_files, m_folders}, m_result);
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
        if (m_last >= m_groups.size() || !(m_groups[m_last].key == key))
            m_last = m_index.find(key, m_groups);
        Group& group = m_groups[m_last];
        if (group.card.empty())
            group.card = member->card;
        if (group.roll.empty())
            group.roll = member->roll;
        group.hasEssence = group.hasEssence || member->rank != Member::kSidecar;
        m_groupFiles.push_back({.group = static_cast<std::uint32_t>(m_last),
                                .index = static_cast<std::uint32_t>(index),
                                .part = member->part ? *member->part + 1 : 0,
                                .rank = static_cast<std::uint8_t>(member->rank)});
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
        const auto found = std::ranges::find_if(m_folders, [this](const fs::path& folder) {
            return m_layout.isMark(m_rootFolder, folder.native());
        });
        return found == m_folders.end() ? nullptr : &*found;
    }

    [[nodiscard]] std::string nameOfGroup(const Group& group, GroupFiles files) const
    {
        const std::string_view name = m_layout.namedByFirstFile
                                          ? withoutExtension(nameOf(pathOf(files.front())))
                                          : group.key.clip;
        return displayText(std::string_view(toUpper(name)));
    }

    void addClip(const Group& group, GroupFiles files)
    {
        Clip& clip = m_result.clips.emplace_back();
        clip.name = nameOfGroup(group, files);
        clip.roll = group.roll.empty() ? cardName(m_root, group.card)
                                       : displayText(std::string_view(toUpper(group.roll)));
        clip.files.reserve(files.size());
        for (const GroupFile& file : files)
            clip.files.push_back(file.index);
        if (m_result.reason.empty()) {
            const std::string& first = pathOf(files.front());
            m_result.reason =
                fmt::format("folder {} holds {}", displayFolder(m_root, folderOf(first)),
                            displayText(nameOf(first)));
        }
        checkParts(files, clip);
        findFrameGaps(clip, m_files, m_result.findings);
    }

    void checkParts(GroupFiles files, const Clip& clip)
    {
        std::set<unsigned> parts;
        for (const GroupFile& file : files)
            if (file.rank == files.front().rank && file.part > 0)
                parts.insert(file.part - 1);
        if (parts.empty())
            return;
        constexpr unsigned kPartsMax = 10000;
        std::vector<std::string> missing;
        const unsigned last = std::min(*parts.rbegin(), kPartsMax);
        for (unsigned part = 1; part < last; ++part)
            if (!parts.contains(part))
                missing.push_back(fmt::format("{}", part));
        if (missing.empty())
            return;
        const bool onlyAtTheStart = *parts.begin() == missing.size() + 1;
        Finding& finding = m_result.findings.emplace_back();
        finding.sentence =
            fmt::format("clip {} lacks {} {} of {}{}", clip.name,
                        missing.size() == 1 ? "part" : "parts", listed(missing), last,
                        onlyAtTheStart ? "; look for it on the card before this one" : "");
        for (const std::size_t index : clip.files)
            finding.files.push_back(m_files[index].path);
    }

    void findSidecarsAlone()
    {
        Finding finding;
        std::vector<std::string> names;
        forEachGroup([&](const Group& group, GroupFiles files) {
            if (group.hasEssence)
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
        if (!m_layout.isExpectedSidecar)
            return;
        Finding finding;
        std::vector<std::string> names;
        for (const Clip& clip : m_result.clips) {
            const bool has = std::ranges::any_of(clip.files, [this](std::size_t index) {
                return m_layout.isExpectedSidecar(nameOf(m_files[index].path));
            });
            if (has)
                continue;
            names.push_back(clip.name);
            finding.files.push_back(m_files[clip.files.front()].path);
        }
        if (names.empty() || names.size() == m_result.clips.size())
            return;
        finding.sentence = fmt::format("{} the {} that other clips have: {}",
                                       names.size() == 1 ? "one clip lacks" : "clips lack",
                                       m_layout.expectedSidecar, listed(names));
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
            if (nameAndRoll(byName[index]) == nameAndRoll(byName[index - 1]))
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
    const fs::path& m_root;
    std::string m_rootFolder;
    const std::vector<CardFile>& m_files;
    const std::vector<fs::path>& m_folders;
    std::vector<Group> m_groups;
    std::vector<GroupFile> m_groupFiles;
    GroupIndex m_index;
    std::size_t m_last = 0;
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

    [[nodiscard]] std::optional<Recognition>
    recognise(const fs::path& root, const std::vector<CardFile>& files,
              const std::vector<fs::path>& folders) const override
    {
        return LayoutGrouping(m_layout, root, files, folders).recognise();
    }

private:
    const CardLayout& m_layout;
};

} // namespace

std::optional<Mark> findMark(std::string_view rootFolder, std::string_view path,
                             std::string_view mark)
{
    if (equalsIgnoringCase(rootFolder, mark))
        return Mark{{}, path.substr(0, 0), path};
    // The mark, PRIVATE/mark, wrapper/mark, wrapper/PRIVATE/mark.
    constexpr int kDepthMax = 3;
    Components components(path);
    std::string_view above;
    std::size_t start = 0;
    for (int depth = 0; depth < kDepthMax; ++depth) {
        const std::string_view component = components.next();
        if (component.empty() || (depth == 2 && !equalsIgnoringCase(above, "PRIVATE")))
            return std::nullopt;
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
