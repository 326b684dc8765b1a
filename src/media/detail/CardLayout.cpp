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
#include <functional>
#include <set>
#include <unordered_map>
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

struct ClipKeyHash {
    std::size_t operator()(const ClipKey& key) const noexcept
    {
        constexpr std::uint64_t kMix = 0x9E3779B97F4A7C15U; // 2^64 over the golden ratio.
        std::uint64_t hash = hashIgnoringCase(key.clip);
        hash = hash * kMix + hashIgnoringCase(key.more);
        return static_cast<std::size_t>(hash * kMix + hashIgnoringCase(key.scope));
    }
};

struct File {
    std::size_t index;
    unsigned rank;
    std::optional<unsigned> part;
};

struct Group {
    ClipKey key;
    std::string_view card;
    std::string_view roll;
    std::vector<File> files{};
};

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
        const bool hasEssence = std::ranges::any_of(m_groups, &LayoutGrouping::isClip);
        const fs::path* const mark = hasEssence ? nullptr : findMarkFolder();
        if (!hasEssence && !mark && (m_groups.empty() || m_layout.sidecarsAlone))
            return std::nullopt;

        for (Group& group : m_groups)
            if (isClip(group))
                addClip(group);
        if (!m_layout.sidecarsAlone)
            findSidecarsAlone();
        findMissingSidecars();
        findSameNames();
        m_result.roll = m_result.clips.empty() ? cardName(m_root, {})
                                               : rollOf(m_root, m_result.clips, m_result.findings);
        if (m_result.reason.empty())
            m_result.reason =
                mark ? fmt::format("there is a folder {}", displayText(mark->filename()))
                     : fmt::format(
                           "there is a sidecar {}, but no essence",
                           displayText(nameOf(m_files[m_groups.front().files.front().index].path)));
        if (m_layout.check)
            m_layout.check({m_files, m_folders}, m_result);
        return std::move(m_result);
    }

private:
    static bool isClip(const Group& group)
    {
        return std::ranges::any_of(group.files,
                                   [](const File& file) { return file.rank != Member::kSidecar; });
    }

    void addFile(std::size_t index)
    {
        const auto member = m_layout.member(m_rootFolder, m_files[index].path);
        if (!member)
            return;
        Group& group =
            groupOf({member->scope, member->clip, member->clipMore}, member->card, member->roll);
        if (group.roll.empty())
            group.roll = member->roll;
        group.files.push_back({index, member->rank, member->part});
    }

    Group& groupOf(const ClipKey& key, std::string_view card, std::string_view roll)
    {
        if (m_last < m_groups.size() && m_groups[m_last].key == key)
            return m_groups[m_last];
        const auto [found, isNew] = m_byKey.try_emplace(key, m_groups.size());
        if (isNew)
            m_groups.push_back({.key = key, .card = card, .roll = roll});
        m_last = found->second;
        return m_groups[m_last];
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

    [[nodiscard]] std::string nameOfGroup(const Group& group) const
    {
        const std::string_view name =
            m_layout.namedByFirstFile
                ? withoutExtension(nameOf(m_files[group.files.front().index].path))
                : group.key.clip;
        return displayText(std::string_view(toUpper(name)));
    }

    void addClip(Group& group)
    {
        std::ranges::stable_sort(group.files, {}, [](const File& file) {
            return std::pair(file.rank, file.part.value_or(0));
        });
        Clip& clip = m_result.clips.emplace_back();
        clip.name = nameOfGroup(group);
        clip.roll = group.roll.empty() ? cardName(m_root, group.card)
                                       : displayText(std::string_view(toUpper(group.roll)));
        clip.files.reserve(group.files.size());
        for (const File& file : group.files)
            clip.files.push_back(file.index);
        if (m_result.reason.empty()) {
            const std::string& first = m_files[clip.files.front()].path;
            m_result.reason =
                fmt::format("folder {} holds {}", displayFolder(m_root, folderOf(first)),
                            displayText(nameOf(first)));
        }
        checkParts(group, clip);
        findFrameGaps(clip, m_files, m_result.findings);
    }

    void checkParts(const Group& group, const Clip& clip)
    {
        std::set<unsigned> parts;
        for (const File& file : group.files)
            if (file.rank == group.files.front().rank && file.part)
                parts.insert(*file.part);
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
        for (const Group& group : m_groups) {
            if (isClip(group))
                continue;
            names.push_back(nameOfGroup(group));
            for (const File& file : group.files)
                finding.files.push_back(m_files[file.index].path);
        }
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
        std::set<std::pair<std::string_view, std::string_view>> seen;
        std::set<std::string> twice;
        for (const Clip& clip : m_result.clips)
            if (!seen.emplace(clip.roll, clip.name).second)
                twice.insert(clip.name);
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
    std::unordered_map<ClipKey, std::size_t, ClipKeyHash> m_byKey;
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
