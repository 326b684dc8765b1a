// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/DifferingFolders.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace tailslate::mhl::detail {
namespace {

constexpr std::uint32_t kNever = std::numeric_limits<std::uint32_t>::max();

/// Of each node, the generation that a record of a folder speaks of; none where nobody can say.
using Moment = std::vector<std::optional<std::uint32_t>>;

/// A folder whose digests differ.
struct Suspect {
    std::string path;
    std::size_t node = 0; ///< Whose generation recorded it.
    std::uint32_t generation = 0;
    std::string message;
    bool excused = false;
};

/// Says what differs; empty when nothing does.
std::string differenceText(std::string_view what, const std::vector<HashEntry>& recorded,
                           const std::vector<HashEntry>& computed)
{
    std::string text;
    for (const HashEntry& then : recorded)
        for (const HashEntry& now : computed)
            if (then.digest.algorithm() == now.digest.algorithm() && then.digest != now.digest)
                text += fmt::format("{}{} of its {} is {}, recorded {}", text.empty() ? "" : "; ",
                                    hash::algorithmName(now.digest.algorithm()), what,
                                    now.digest.toText(), then.digest.toText());
    return text;
}

class FolderCheck {
public:
    FolderCheck(const ScopeView& view, const std::vector<CheckedFile>& checked,
                const jobs::JobContext& context)
        : m_view(view)
        , m_checked(checked)
        , m_context(context)
    {
    }

    Result<std::vector<PathVerdict>> run(const FolderHashes& computed,
                                         std::span<const PathVerdict> found)
    {
        for (std::size_t node = 0; node < m_view.nodeCount(); ++node) {
            TAILSLATE_CHECK(m_context.checkStop());
            suspect(node, computed);
        }
        if (m_suspects.empty())
            return std::vector<PathVerdict>();
        for (std::size_t i = 0; i < m_suspects.size(); ++i)
            m_byPath[m_suspects[i].path].push_back(i);
        excuseFound(found);
        TAILSLATE_CHECK(excuseFolders());
        for (const CheckedFile& file : m_checked) {
            TAILSLATE_CHECK(m_context.checkStop());
            excuseFile(file);
        }
        std::vector<PathVerdict> differing;
        for (Suspect& folder : m_suspects)
            if (!folder.excused)
                differing.push_back({.path = std::move(folder.path),
                                     .verdict = Verdict::Mismatch,
                                     .isFolder = true,
                                     .recorded = false,
                                     .message = std::move(folder.message)});
        return differing;
    }

private:
    void suspect(std::size_t node, const FolderHashes& computed)
    {
        const LoadedHistory& history = m_view.history(node);
        for (const std::string_view folder : history.folders())
            if (m_view.folderCounts(node, folder))
                compare(node, joinedPath(m_view.folder(node), folder),
                        history.folderSpan(folder)->last, history.folder(folder)->content,
                        history.folder(folder)->structure, computed);
        const auto& generations = history.generations();
        const auto latest = std::find_if(generations.rbegin(), generations.rend(),
                                         [](const LoadedGeneration& generation) {
                                             return generation.head.rootHash.has_value();
                                         });
        if (latest != generations.rend())
            compare(node, m_view.folder(node), latest->entry.generation,
                    latest->head.rootHash->content, latest->head.rootHash->structure, computed);
    }

    void compare(std::size_t node, const std::string& path, std::uint32_t generation,
                 const std::vector<HashEntry>& content, const std::vector<HashEntry>& structure,
                 const FolderHashes& computed)
    {
        const auto now = computed.find(path);
        if (now == computed.end())
            return;
        std::string text = differenceText("content", content, now->second.content);
        const std::string more = differenceText("structure", structure, now->second.structure);
        text += (text.empty() || more.empty() ? "" : "; ") + more;
        if (!text.empty())
            m_suspects.push_back({.path = path,
                                  .node = node,
                                  .generation = generation,
                                  .message = fmt::format("every file in it matches, but {} in "
                                                         "generation {}",
                                                         text, generation),
                                  .excused = false});
    }

    /// Excuses the folders around a path of which `applies` is true.
    template <class Applies>
    void excuse(std::string_view path, const Applies& applies)
    {
        while (!path.empty()) {
            const std::size_t slash = path.rfind('/');
            path = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
            const auto folder = m_byPath.find(path);
            if (folder == m_byPath.end())
                continue;
            for (const std::size_t index : folder->second)
                if (!m_suspects[index].excused && applies(m_suspects[index]))
                    m_suspects[index].excused = true;
        }
    }

    void excuseAll(std::string_view path)
    {
        excuse(path, [](const Suspect&) { return true; });
    }

    void excuseFound(std::span<const PathVerdict> found)
    {
        for (const PathVerdict& path : found)
            if (path.verdict != Verdict::Match)
                excuseAll(path.path);
        for (const std::string& path : m_view.listing().others)
            excuseAll(path);
        for (const std::string& path : m_view.ignoredFolders())
            excuseAll(path);
    }

    /// Folders that came, came back or were renamed after the record.
    [[nodiscard]] Result<void> excuseFolders()
    {
        for (Suspect& suspect : m_suspects) {
            TAILSLATE_CHECK(m_context.checkStop());
            const Moment& moment = momentOf(suspect);
            for (std::size_t node = 0; node < moment.size(); ++node)
                if (moment[node] && *moment[node] < m_view.history(node).lastFolderRename())
                    suspect.excused = true;
        }
        const std::unordered_set<std::string_view> onDisk(m_view.listing().folders.begin(),
                                                          m_view.listing().folders.end());
        for (std::size_t node = 0; node < m_view.nodeCount(); ++node)
            for (const std::string_view folder : m_view.history(node).folders())
                if (const std::string path = joinedPath(m_view.folder(node), folder);
                    !onDisk.contains(path) && m_view.folderCounts(node, folder))
                    excuseAll(path);
        for (const std::string& path : m_view.listing().folders) {
            TAILSLATE_CHECK(m_context.checkStop());
            const HistoryTree::Place place = m_view.place(path);
            const auto span = m_view.history(place.node).folderSpan(place.path);
            excuse(path, [&](const Suspect& suspect) {
                const auto generation = momentOf(suspect)[place.node];
                return !span || !generation || span->first > *generation ||
                       span->last < *generation;
            });
        }
        return {};
    }

    /// A file that came, came back or got its name after the folder was recorded, or differed then.
    void excuseFile(const CheckedFile& file)
    {
        if (!file.record) {
            excuseAll(file.path);
            return;
        }
        const LoadedHistory& history = m_view.history(file.record->node);
        const std::string_view name = history.file(file.record->file).path;
        const auto digests = history.digests(file.record->file);
        std::uint32_t since = kNever;
        for (const RecordedDigest& digest : digests)
            since = digest.path == name ? std::min(since, digest.generation) : kNever;
        const auto isOlder = [&](const Suspect& suspect) {
            const auto generation = momentOf(suspect)[file.record->node];
            return !generation || since > *generation;
        };
        excuse(file.path, [&](const Suspect& suspect) {
            bool wasThere = false;
            bool failed = false;
            for (const RecordedDigest& digest : digests)
                if (digest.generation == momentOf(suspect)[file.record->node]) {
                    wasThere = true;
                    failed = failed || digest.action == Action::Failed;
                }
            return isOlder(suspect) || !wasThere || failed;
        });
        for (const RecordedDigest& digest : digests)
            if (digest.path != name)
                excuse(joinedPath(m_view.folder(file.record->node), digest.path), isOlder);
    }

    /// Of the nodes in a folder, the generations that belonged to the record of the folder: the
    /// latest ones, where the generations around them refer to these.
    const Moment& momentOf(const Suspect& suspect)
    {
        const auto [known, isNew] = m_moments.try_emplace({suspect.node, suspect.generation});
        Moment& moment = known->second;
        if (!isNew)
            return moment;
        moment.resize(m_view.nodeCount());
        moment[suspect.node] = suspect.generation;
        for (std::size_t node = suspect.node; node-- > 0;) {
            const auto parent = m_view.parentOf(node);
            const auto& generations = m_view.history(node).generations();
            if (parent && moment[*parent] && !generations.empty() &&
                refersTo(*parent, *moment[*parent], node, generations.back().entry))
                moment[node] = generations.back().entry.generation;
        }
        return moment;
    }

    [[nodiscard]] bool refersTo(std::size_t outer, std::uint32_t generation, std::size_t inner,
                                const ChainEntry& entry) const
    {
        const auto& generations = m_view.history(outer).generations();
        const auto at = std::ranges::find(generations, generation, [](const LoadedGeneration& one) {
            return one.entry.generation;
        });
        const std::string path =
            std::string(pathBelow(m_view.folder(inner), m_view.folder(outer))) + "/ascmhl/" +
            entry.fileName;
        return at != generations.end() &&
               std::ranges::any_of(at->head.references, [&](const Reference& reference) {
                   return reference.path == path && reference.c4 == entry.c4;
               });
    }

    const ScopeView& m_view;
    const std::vector<CheckedFile>& m_checked;
    const jobs::JobContext& m_context;
    std::vector<Suspect> m_suspects;
    std::unordered_map<std::string_view, std::vector<std::size_t>> m_byPath; ///< Of m_suspects.
    std::map<std::pair<std::size_t, std::uint32_t>, Moment> m_moments;
};

} // namespace

Result<std::vector<PathVerdict>> differingFolders(const ScopeView& view,
                                                  const std::vector<CheckedFile>& checked,
                                                  const FolderHashes& computed,
                                                  std::span<const PathVerdict> found,
                                                  const jobs::JobContext& context)
{
    return FolderCheck(view, checked, context).run(computed, found);
}

} // namespace tailslate::mhl::detail
