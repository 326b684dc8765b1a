// SPDX-License-Identifier: Apache-2.0
#include "mhl/HistoryTree.h"

#include "base/DisplayText.h"
#include "mhl/detail/HistoryFiles.h"
#include "mhl/detail/RecordPath.h"
#include "mhl/IgnorePatterns.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;

std::string joined(std::string_view folder, std::string_view below)
{
    std::string path(folder);
    if (!path.empty() && !below.empty())
        path += '/';
    path += below;
    return path;
}

/// A drive's own folder, which only root may list.
bool isLostAndFound(const Error& error)
{
    return error.code == ErrorCode::PermissionDenied && error.path.filename() == "lost+found";
}

bool innerFirst(std::string_view a, std::string_view b)
{
    return detail::recordBefore(a, detail::RecordKind::Folder, b, detail::RecordKind::Folder);
}

} // namespace

Result<std::vector<std::string>> findNestedScopes(io::FileSystem& files, const fs::path& scope,
                                                  const std::stop_token& stop,
                                                  std::vector<Error>* unreadable)
{
    std::vector<std::string> found;
    std::vector<std::string> waiting{std::string()};
    while (!waiting.empty()) {
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "stopped by the operator", scope);
        const std::string folder = std::move(waiting.back());
        waiting.pop_back();
        auto entries = files.list(scope / folder);
        if (!entries) {
            if (unreadable == nullptr || folder.empty())
                return std::unexpected(std::move(entries).error());
            unreadable->push_back(std::move(entries).error());
            continue;
        }
        for (const io::DirectoryEntry& entry : *entries) {
            if (!folder.empty() && detail::mayHoldHistory(files, scope / folder, entry))
                found.push_back(folder);
            if (entry.kind == io::FileKind::Directory && entry.name != detail::kHistoryFolder)
                waiting.push_back(joined(folder, entry.name.native()));
        }
    }
    std::ranges::sort(found, innerFirst);
    return found;
}

/// Compares what the generations of one history refer to with the histories nested in it.
class HistoryTree::ReferenceCheck {
public:
    ReferenceCheck(HistoryTree& tree, const fs::path& scope, std::size_t node)
        : m_tree(tree)
        , m_scope(scope)
        , m_node(node)
    {
    }

    void run()
    {
        for (const LoadedGeneration& generation : history().generations())
            for (const Reference& reference : generation.head.references)
                check(reference, generation.entry.generation);
        if (!m_lost.empty())
            reportLost();
    }

private:
    /// The manifests of a nested history that were referred to, by their C4 IDs.
    struct Lost {
        std::vector<std::string> paths;
        std::set<std::string> c4s;
    };

    [[nodiscard]] const LoadedHistory& history() const { return m_tree.m_nodes[m_node].history; }

    void check(const Reference& reference, std::uint32_t generation)
    {
        const std::string& folderThere = m_tree.m_nodes[m_node].folder;
        const std::string path = joined(folderThere, reference.path);
        const std::string between = std::string("/") + detail::kHistoryFolder + '/';
        const std::size_t end = reference.path.rfind(between);
        if (end == std::string::npos) {
            report(HistoryFault::ReferenceMissing, path, kMissing);
            return;
        }
        std::string folder =
            joined(folderThere, history().folderNow(reference.path.substr(0, end), generation));
        const auto inner = m_tree.m_byFolder.find(folder);
        if (inner == m_tree.m_byFolder.end()) {
            Lost& lost = m_lost[std::move(folder)];
            lost.paths.push_back(path);
            lost.c4s.insert(reference.c4.toText());
            return;
        }
        m_found.insert(inner->second);
        const ChainEntry* const entry =
            entryOf(inner->second, reference.path.substr(end + between.size()));
        if (entry == nullptr)
            report(HistoryFault::ReferenceMissing, path, kMissing);
        else if (entry->c4 != reference.c4)
            report(HistoryFault::ReferenceModified, path,
                   "a manifest of a nested history is another one than a generation builds on");
    }

    /// The line of a nested history for one of its manifests; null when there is none.
    const ChainEntry* entryOf(std::size_t node, const std::string& fileName)
    {
        const auto [known, isNew] = m_entries.try_emplace(node);
        if (isNew)
            for (const LoadedGeneration& generation : m_tree.m_nodes[node].history.generations())
                known->second.emplace(generation.entry.fileName, &generation.entry);
        const auto entry = known->second.find(fileName);
        return entry == known->second.end() ? nullptr : entry->second;
    }

    /// A folder that is gone lies where exactly one nested history, which nothing refers to yet,
    /// has all the manifests that were referred to.
    void reportLost()
    {
        std::map<std::string, std::vector<std::size_t>> holders; // By C4 ID.
        for (std::size_t node = 0; node < m_tree.m_nodes.size(); ++node)
            if (m_tree.parentOf(node) == m_node && !m_found.contains(node) && !isRecorded(node))
                for (const LoadedGeneration& generation :
                     m_tree.m_nodes[node].history.generations())
                    holders[generation.entry.c4.toText()].push_back(node);
        std::map<std::size_t, std::size_t> claims;
        std::map<std::string, std::size_t> targets;
        for (const auto& [folder, lost] : m_lost)
            if (const auto node = holderOf(lost, holders)) {
                targets.emplace(folder, *node);
                ++claims[*node];
            }
        for (const auto& [folder, lost] : m_lost) {
            const auto target = targets.find(folder);
            if (target == targets.end() || claims[target->second] != 1) {
                for (const std::string& path : lost.paths)
                    report(HistoryFault::ReferenceMissing, path, kMissing);
                continue;
            }
            const std::string& to = m_tree.m_nodes[target->second].folder;
            report(HistoryFault::ReferenceMoved, lost.paths.front(),
                   fmt::format("the nested history that a generation builds on lies in {} now; "
                               "record that its folder was renamed",
                               displayText(std::string_view(to))));
            m_tree.m_movedScopes.push_back({.node = m_node, .from = folder, .to = to});
        }
    }

    [[nodiscard]] bool isRecorded(std::size_t node) const
    {
        const HistoryTree::Place place = m_tree.place(m_tree.m_nodes[node].folder);
        return history().folder(place.path) != nullptr;
    }

    static std::optional<std::size_t>
    holderOf(const Lost& lost, const std::map<std::string, std::vector<std::size_t>>& holders)
    {
        std::map<std::size_t, std::size_t> counts;
        for (const std::string& c4 : lost.c4s)
            if (const auto nodes = holders.find(c4); nodes != holders.end())
                for (const std::size_t node : nodes->second)
                    ++counts[node];
        std::optional<std::size_t> holder;
        for (const auto& [node, count] : counts) {
            if (count < lost.c4s.size())
                continue;
            if (holder)
                return std::nullopt;
            holder = node;
        }
        return holder;
    }

    void report(HistoryFault fault, const std::string& path, std::string message)
    {
        m_tree.m_referenceProblems.push_back(
            {.fault = fault, .path = m_scope / path, .message = std::move(message)});
    }

    static constexpr const char* kMissing =
        "a manifest of a nested history that a generation builds on is missing";

    HistoryTree& m_tree;
    const fs::path& m_scope;
    std::size_t m_node;
    std::set<std::size_t> m_found;      ///< Nested histories that are referred to where they are.
    std::map<std::string, Lost> m_lost; ///< By the folder that is not there.
    std::map<std::size_t, std::unordered_map<std::string_view, const ChainEntry*>> m_entries;
};

Result<HistoryTree> HistoryTree::load(io::FileSystem& files, const fs::path& scope,
                                      std::span<const std::string> nested,
                                      const std::stop_token& stop)
{
    std::vector<std::string> folders(nested.begin(), nested.end());
    std::ranges::sort(folders, innerFirst);
    folders.emplace_back();
    HistoryTree tree;
    for (std::string& folder : folders) {
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "stopped by the operator", scope);
        TAILSLATE_TRY(LoadedHistory history, LoadedHistory::load(files, scope / folder, stop));
        tree.m_byFolder.emplace(folder, tree.m_nodes.size());
        tree.m_nodes.push_back({.folder = std::move(folder), .history = std::move(history)});
    }
    for (std::size_t node = 0; node < tree.m_nodes.size(); ++node) {
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "stopped by the operator", scope);
        ReferenceCheck(tree, scope, node).run();
    }
    return tree;
}

Result<HistoryTree> HistoryTree::loadAll(io::FileSystem& files, const fs::path& scope,
                                         const std::stop_token& stop)
{
    std::vector<Error> unreadable;
    TAILSLATE_TRY(const auto nested, findNestedScopes(files, scope, stop, &unreadable));
    TAILSLATE_TRY(HistoryTree tree, load(files, scope, nested, stop));
    for (const Error& error : unreadable) {
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "stopped by the operator", scope);
        if (!isLostAndFound(error) &&
            !tree.isLeftOut(error.path.lexically_relative(scope).native()))
            tree.m_referenceProblems.push_back(
                {.fault = HistoryFault::FolderUnreadable,
                 .path = error.path,
                 .message = error.message + "; a history in it, and all that it records, is "
                                            "missing here"});
    }
    return tree;
}

/// Whether the patterns of a history around a folder leave it out.
bool HistoryTree::isLeftOut(std::string_view path) const
{
    for (std::optional<std::size_t> node = place(path).node; node; node = parentOf(*node)) {
        const auto& [folder, history] = m_nodes[*node];
        const std::string_view below = folder.empty() ? path : path.substr(folder.size() + 1);
        if (IgnorePatterns(history.ignorePatterns()).ignores(below, true))
            return true;
    }
    return false;
}

std::vector<HistoryProblem> HistoryTree::problems() const
{
    std::vector<HistoryProblem> problems;
    for (const Node& node : m_nodes)
        problems.insert(problems.end(), node.history.problems().begin(),
                        node.history.problems().end());
    problems.insert(problems.end(), m_referenceProblems.begin(), m_referenceProblems.end());
    return problems;
}

HistoryTree::Place HistoryTree::place(std::string_view path) const
{
    for (std::size_t slash = path.rfind('/'); slash != std::string_view::npos && slash > 0;
         slash = path.rfind('/', slash - 1)) {
        const auto node = m_byFolder.find(path.substr(0, slash));
        if (node != m_byFolder.end())
            return {.node = node->second, .path = path.substr(slash + 1)};
    }
    return {.node = m_nodes.size() - 1, .path = path};
}

bool HistoryTree::isSuperseded(std::size_t node, LoadedHistory::FileId file) const
{
    const std::string path = joined(m_nodes[node].folder, m_nodes[node].history.file(file).path);
    for (std::optional<std::size_t> nearer = place(path).node; nearer && *nearer != node;
         nearer = parentOf(*nearer)) {
        const std::string& folder = m_nodes[*nearer].folder;
        const std::string_view below = std::string_view(path).substr(folder.size() + 1);
        const LoadedHistory& history = m_nodes[*nearer].history;
        if (history.find(below) || history.findRenamed(below))
            return true;
    }
    return false;
}

bool HistoryTree::isFolderSuperseded(std::size_t node, std::string_view folder) const
{
    const std::string path = joined(m_nodes[node].folder, folder);
    for (std::optional<std::size_t> nearer = place(path).node; nearer && *nearer != node;
         nearer = parentOf(*nearer)) {
        const std::string_view below =
            std::string_view(path).substr(m_nodes[*nearer].folder.size() + 1);
        const LoadedHistory& history = m_nodes[*nearer].history;
        if (history.folder(below) != nullptr || history.folderNow(below, 0) != below)
            return true;
    }
    return false;
}

std::optional<HistoryTree::Record> HistoryTree::find(std::string_view path) const
{
    for (std::optional<std::size_t> node = place(path).node; node; node = parentOf(*node)) {
        const std::string& folder = m_nodes[*node].folder;
        const std::string_view below = folder.empty() ? path : path.substr(folder.size() + 1);
        const LoadedHistory& history = m_nodes[*node].history;
        if (const auto file = history.find(below))
            return Record{.node = *node, .file = *file};
        if (history.findRenamed(below)) // What is said further out is of that file.
            return std::nullopt;
    }
    return std::nullopt;
}

std::vector<HistoryTree::Record> HistoryTree::furtherOut(const Record& record) const
{
    std::vector<Record> records;
    std::optional<std::size_t> node = parentOf(record.node);
    if (!node)
        return records;
    std::optional<std::string> name = firstNameOf(record);
    for (; node && name; node = parentOf(*node)) {
        const std::string& folder = m_nodes[*node].folder;
        const std::string_view below =
            std::string_view(*name).substr(folder.empty() ? 0 : folder.size() + 1);
        const LoadedHistory& history = m_nodes[*node].history;
        if (const auto file = history.find(below)) {
            records.push_back({.node = *node, .file = *file});
            name = firstNameOf(records.back());
        } else if (history.findRenamed(below)) {
            break; // It says that of another file.
        }
    }
    return records;
}

/// What a file was called when its history came to know it, relative to the outermost scope;
/// nothing when another file had that name before.
std::optional<std::string> HistoryTree::firstNameOf(const Record& record) const
{
    const LoadedHistory& history = m_nodes[record.node].history;
    const RecordedFile file = history.file(record.file);
    std::string_view name = file.path;
    if (file.previousPath)
        if (const auto digests = history.digests(record.file); !digests.empty())
            name = digests.front().path;
    if (const auto former = history.findRenamed(name); former && *former != record.file)
        return std::nullopt;
    return joined(m_nodes[record.node].folder, name);
}

std::optional<std::size_t> HistoryTree::parentOf(std::size_t index) const
{
    if (index + 1 == m_nodes.size())
        return std::nullopt;
    return place(m_nodes[index].folder).node;
}

} // namespace tailslate::mhl
