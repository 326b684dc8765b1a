// SPDX-License-Identifier: Apache-2.0
#include "media/detail/NamedClips.h"

#include "base/DisplayText.h"
#include "media/detail/FileNames.h"
#include "media/detail/FrameFindings.h"
#include "media/detail/NameMap.h"
#include "media/detail/Sentences.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace tailslate::media::detail {

namespace fs = std::filesystem;

namespace {

/// The files of one clip so far. Views refer to the paths of the card's files.
struct Group {
    std::string_view path; ///< The folder and the clip's name.
    std::string roll;
    std::vector<std::size_t> essence{};
    std::vector<std::size_t> sidecars{};
};

/// Whether a clip of `roll` may lie in `folder`.
bool belongs(const std::string& rootFolder, std::string_view folder, std::string_view roll)
{
    if (equalsIgnoringCase(rootFolder, roll))
        return true;
    Components components(folder);
    if (equalsIgnoringCase(components.next(), roll))
        return true;
    const std::string_view second = components.next();
    return second.empty() || equalsIgnoringCase(second, roll);
}

class Grouping {
public:
    Grouping(const ClipNaming& naming, const fs::path& root)
        : m_naming(naming)
        , m_root(root)
        , m_rootFolder(rootName(root))
    {
    }

    void addFile(const FolderRun& run, std::string_view path, std::size_t index)
    {
        const std::string_view name = run.nameOf(path);
        auto clip = parseIn(run.folder, name);
        if (!clip)
            return;

        Group& group =
            groupOf(path.substr(0, path.size() - name.size() + clip->length), clip->roll);
        if (!m_naming.isEssence(extensionOf(name))) {
            group.sidecars.push_back(index);
            return;
        }
        group.essence.push_back(index);
    }

    void addFolder(const fs::path& folder)
    {
        const std::string_view path = folder.native();
        const std::string_view name = nameOf(path);
        const auto clip = parseIn(folderOf(path), name);
        if (clip && clip->length == name.size())
            m_clipFolders.push_back(&folder);
    }

    std::optional<Recognition> finish(const std::vector<CardFile>& files)
    {
        if (m_groups.empty() && m_clipFolders.empty())
            return std::nullopt;
        makeClips(files);
        findMissingEssence(files);
        m_result.roll = rollOf(m_root, m_result.clips, m_result.findings);
        if (m_result.reason.empty())
            m_result.reason =
                fmt::format("there is a folder or sidecar of a clip, {}, but no essence",
                            m_groups.empty() ? displayText(m_clipFolders.front()->filename())
                                             : displayText(nameOf(m_groups.front().path)));
        return std::move(m_result);
    }

private:
    std::optional<ClipName> parseIn(std::string_view folder, std::string_view name) const
    {
        auto clip = m_naming.parse(name);
        if (!clip ||
            (clip->length < name.size() && name[clip->length] != '.' && name[clip->length] != '_'))
            return std::nullopt;
        if (!belongs(m_rootFolder, folder, clip->roll))
            return std::nullopt;
        return clip;
    }

    Group& groupOf(std::string_view path, std::string& roll)
    {
        // Files come in order of their paths, so most follow one of the same clip.
        if (m_last < m_groups.size() && m_groups[m_last].path == path)
            return m_groups[m_last];
        const auto [found, isNew] = m_byPath.insert(path, m_groups.size());
        if (isNew)
            m_groups.push_back({.path = path, .roll = std::move(roll)});
        m_last = found;
        return m_groups[m_last];
    }

    void makeClips(const std::vector<CardFile>& files)
    {
        NameMap<std::size_t> foldersOfName;
        std::vector<std::string> twice;
        for (Group& group : m_groups) {
            if (group.essence.empty())
                continue;
            Clip& clip = m_result.clips.emplace_back();
            clip.name = m_naming.spell(nameOf(group.path));
            clip.roll = std::move(group.roll);
            clip.kind = ClipKind::Picture;
            clip.files = std::move(group.essence);
            if (m_result.reason.empty()) {
                const std::string& first = files[clip.files.front()].path;
                m_result.reason =
                    fmt::format("folder {} holds {}", displayFolder(m_root, folderOf(first)),
                                displayText(nameOf(first)));
            }
            findFrameGaps(clip, files, m_result.findings);
            clip.files.insert(clip.files.end(), group.sidecars.begin(), group.sidecars.end());
            if (++foldersOfName.insert(nameOf(group.path), 0).first == 2)
                twice.push_back(clip.name);
            m_withEssence.insert(group.path, true);
            m_withEssence.insert(folderOf(group.path), true);
        }

        if (!twice.empty())
            m_result.findings.push_back(
                {Severity::Note,
                 fmt::format("{} in more than one folder of the card: {}",
                             twice.size() == 1 ? "one clip name occurs" : "clip names occur",
                             listed(twice)),
                 {}});
    }

    void findMissingEssence(const std::vector<CardFile>& files)
    {
        Finding sidecars;
        std::vector<std::string> names;
        for (const Group& group : m_groups) {
            if (m_withEssence.contains(group.path))
                continue;
            names.push_back(m_naming.spell(nameOf(group.path)));
            for (const std::size_t index : group.sidecars)
                sidecars.files.push_back(files[index].path);
        }
        if (!names.empty()) {
            sidecars.sentence =
                fmt::format("there are sidecars but no picture for {}", listed(names));
            m_result.findings.push_back(std::move(sidecars));
        }

        Finding empty;
        names.clear();
        for (const fs::path* folder : m_clipFolders) {
            const std::string& path = folder->native();
            // A clip of that name beside the folder makes it a folder of extras.
            if (m_withEssence.contains(path))
                continue;
            names.push_back(displayText(nameOf(path)));
            empty.files.push_back(path);
        }
        if (!names.empty()) {
            empty.sentence =
                fmt::format("{} without picture: {}",
                            names.size() == 1 ? "there is a clip folder" : "there are clip folders",
                            listed(names));
            m_result.findings.push_back(std::move(empty));
        }
    }

    const ClipNaming& m_naming;
    const fs::path& m_root;
    std::string m_rootFolder;
    std::vector<Group> m_groups;
    NameMap<std::size_t> m_byPath;
    NameMap<bool> m_withEssence; ///< Paths of clips that have essence, and the folders they lie in.
    std::vector<const fs::path*> m_clipFolders;
    std::size_t m_last = 0;
    Recognition m_result;
};

} // namespace

std::optional<Recognition> recogniseNamedClips(const ClipNaming& naming, const CardView& card)
{
    Grouping grouping(naming, card.root());
    for (const FolderRun& run : card.runs())
        for (std::size_t index = run.first; index < run.end; ++index)
            grouping.addFile(run, card.files()[index].path, index);
    for (const fs::path& folder : card.folders())
        grouping.addFolder(folder);
    return grouping.finish(card.files());
}

std::string rollOf(const fs::path& root, const std::vector<Clip>& clips,
                   std::vector<Finding>& findings)
{
    std::set<std::string> rolls;
    for (const Clip& clip : clips)
        rolls.insert(clip.roll);
    if (rolls.size() == 1)
        return *rolls.begin();
    if (rolls.size() > 1) {
        const std::vector<std::string> names(rolls.begin(), rolls.end());
        findings.push_back({Severity::Note,
                            fmt::format("the card holds clips of {}: {}",
                                        counted(names.size(), "roll"), listed(names)),
                            {}});
    }
    return rootName(root);
}

} // namespace tailslate::media::detail
