// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/ScopeView.h"

#include "mhl/detail/HistoryFiles.h"
#include "mhl/Manifest.h"
#include "mhl/PatternList.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace tailslate::mhl::detail {
namespace {

namespace fs = std::filesystem;

std::string_view folderOf(std::string_view path)
{
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

/// A packing list of either kind.
Result<LoadedHistory> loadList(io::FileSystem& files, const fs::path& path,
                               const std::stop_token& stop)
{
    TAILSLATE_TRY(const bool isLegacy, isLegacyManifest(files, path));
    return isLegacy ? LoadedHistory::loadLegacy(files, path, stop)
                    : LoadedHistory::loadPackingList(files, path, stop);
}

} // namespace

std::string joinedPath(std::string_view folder, std::string_view below)
{
    std::string path(folder);
    if (!path.empty() && !below.empty())
        path += '/';
    path += below;
    return path;
}

std::string_view pathBelow(std::string_view path, std::string_view folder) noexcept
{
    return folder.empty() ? path : path.substr(folder.size() + 1);
}

bool isInside(std::string_view path, std::string_view folder) noexcept
{
    return folder.empty() || path == folder ||
           (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
}

Result<ScopeView> ScopeView::open(io::FileSystem& files, const fs::path& scope,
                                  std::span<const std::string> ignore, const fs::path* packingList,
                                  const jobs::JobContext& context)
{
    ScopeView view;
    TAILSLATE_TRY(view.m_listing, listScope(files, scope, context));
    if (packingList != nullptr) {
        TAILSLATE_TRY(view.m_packingList, loadList(files, *packingList, context.stop));
        TAILSLATE_TRY(const fs::path list, files.resolve(*packingList));
        std::erase(view.m_listing.files, list.lexically_relative(scope).native());
    } else {
        TAILSLATE_TRY(view.m_tree,
                      HistoryTree::load(files, scope, view.m_listing.nestedScopes, context.stop));
    }
    TAILSLATE_CHECK(view.makeNodes(ignore, context));
    TAILSLATE_CHECK(view.leaveOutIgnored(context));
    view.collectProblems(scope);
    return view;
}

const LoadedHistory& ScopeView::history(std::size_t node) const
{
    return m_packingList ? *m_packingList : m_tree->nodes()[node].history;
}

/// Outer patterns come after those of a nested history, so that they decide.
Result<void> ScopeView::makeNodes(std::span<const std::string> ignore,
                                  const jobs::JobContext& context)
{
    if (m_packingList)
        m_nodes.emplace_back();
    else
        for (const HistoryTree::Node& node : m_tree->nodes())
            m_nodes.push_back(
                {.folder = node.folder, .lines = {}, .patterns = {}, .ignored = false});
    for (std::size_t index = m_nodes.size(); index-- > 0;) {
        TAILSLATE_CHECK(context.checkStop());
        Node& node = m_nodes[index];
        PatternList lines;
        for (const std::string& line : history(index).ignorePatterns())
            lines.addMissing(line);
        for (const std::string_view line : kDefaultIgnorePatterns)
            lines.addMissing(line);
        if (const auto parent = parentOf(index)) {
            const std::string_view folder = pathBelow(node.folder, m_nodes[*parent].folder);
            for (const std::string& line : m_nodes[*parent].lines)
                lines.addMissing(patternForNested(line, folder));
        } else {
            for (const std::string& line : ignore)
                lines.add(line);
            if (hasUnfinishedHistory())
                lines.addMissing(kUnfinishedPattern);
        }
        node.lines = lines.lines();
        node.patterns = IgnorePatterns(node.lines);
    }
    return {};
}

/// What a killed program left of a history that it began; not a folder that is recorded, as that of
/// a card may be.
bool ScopeView::hasUnfinishedHistory() const
{
    const auto isRecorded = [this](const std::string& folder) {
        for (std::size_t node = 0; node < m_nodes.size(); ++node)
            for (LoadedHistory::FileId id = 0; id < history(node).fileCount(); ++id)
                if (isInside(pathOf({.node = node, .file = id}), folder))
                    return true;
        return false;
    };
    return std::ranges::any_of(m_listing.folders, [&](const std::string& folder) {
        return isUnfinishedHistory(std::string_view(folder).substr(folder.rfind('/') + 1)) &&
               !isRecorded(folder);
    });
}

/// Patterns that somebody made to be slow take their time; the operator need not.
Result<void> ScopeView::leaveOutIgnored(const jobs::JobContext& context)
{
    const std::unordered_set<std::string> listed = pathsOfPackingList();
    std::unordered_set<std::string> ignored;
    const auto isOut = [&](const std::string& path, bool isFolder) {
        return !context.stop.stop_requested() &&
               (ignored.contains(std::string(folderOf(path))) || ignoresItself(path, isFolder));
    };
    std::erase_if(m_listing.folders, [&](const std::string& path) {
        const bool out = isOut(path, true);
        if (out) {
            m_ignoredFolders.push_back(path);
            ignored.insert(path);
        }
        return out && !listed.contains(path);
    });
    const auto isOutFile = [&](const std::string& path) {
        return !listed.contains(path) && isOut(path, false);
    };
    std::erase_if(m_listing.files, isOutFile);
    std::erase_if(m_listing.others, isOutFile);
    TAILSLATE_CHECK(context.checkStop());
    for (std::size_t i = m_listing.unreadable.size(); i-- > 0;) {
        if (!ignored.contains(m_listing.unreadableFolders[i]) ||
            listed.contains(m_listing.unreadableFolders[i]))
            continue;
        m_listing.unreadable.erase(m_listing.unreadable.begin() + static_cast<std::ptrdiff_t>(i));
        m_listing.unreadableFolders.erase(m_listing.unreadableFolders.begin() +
                                          static_cast<std::ptrdiff_t>(i));
    }
    for (Node& node : m_nodes)
        node.ignored = ignored.contains(node.folder);
    return {};
}

/// What a packing list records, and the folders around it: no pattern leaves that out.
std::unordered_set<std::string> ScopeView::pathsOfPackingList() const
{
    std::unordered_set<std::string> paths;
    if (!m_packingList)
        return paths;
    const auto add = [&](std::string_view path) {
        while (!path.empty() && paths.emplace(path).second)
            path = folderOf(path);
    };
    for (LoadedHistory::FileId id = 0; id < m_packingList->fileCount(); ++id)
        add(m_packingList->file(id).path);
    for (const std::string_view folder : m_packingList->folders())
        add(folder);
    return paths;
}

bool ScopeView::ignoresItself(std::string_view path, bool isFolder) const
{
    std::optional<std::size_t> node = place(path).node;
    for (; node; node = parentOf(*node))
        if (m_nodes[*node].patterns.decide(pathBelow(path, m_nodes[*node].folder), isFolder) ==
            IgnorePatterns::Decision::Ignored)
            return true;
    return false;
}

bool ScopeView::ignores(std::string_view path, bool isFolder) const
{
    if (m_packingList &&
        (isFolder ? m_packingList->folder(path) != nullptr : m_packingList->find(path).has_value()))
        return false;
    std::optional<std::size_t> node = place(path).node;
    for (; node; node = parentOf(*node))
        if (m_nodes[*node].patterns.ignores(pathBelow(path, m_nodes[*node].folder), isFolder))
            return true;
    return false;
}

std::optional<std::size_t> ScopeView::parentOf(std::size_t node) const
{
    return m_packingList ? std::nullopt : m_tree->parentOf(node);
}

HistoryTree::Place ScopeView::place(std::string_view path) const
{
    return m_packingList ? HistoryTree::Place{.node = 0, .path = path} : m_tree->place(path);
}

std::optional<ScopeView::Record> ScopeView::find(std::string_view path) const
{
    if (!m_packingList)
        return m_tree->find(path);
    const auto file = m_packingList->find(path);
    return file ? std::optional(Record{.node = 0, .file = *file}) : std::nullopt;
}

std::vector<ScopeView::Record> ScopeView::furtherOut(const Record& record) const
{
    return m_packingList ? std::vector<Record>() : m_tree->furtherOut(record);
}

std::string ScopeView::pathOf(const Record& record) const
{
    return joinedPath(m_nodes[record.node].folder, history(record.node).file(record.file).path);
}

/// Whether the history nearest to a path is one that a pattern leaves out.
bool ScopeView::isLeftOut(std::string_view path) const
{
    return m_nodes[place(path).node].ignored;
}

bool ScopeView::counts(const Record& record) const
{
    return m_packingList || isLeftOut(pathOf(record)) ||
           !m_tree->isSuperseded(record.node, record.file);
}

bool ScopeView::folderCounts(std::size_t node, std::string_view folder) const
{
    return m_packingList || isLeftOut(joinedPath(m_nodes[node].folder, folder)) ||
           !m_tree->isFolderSuperseded(node, folder);
}

std::span<const HistoryTree::MovedScope> ScopeView::movedScopes() const
{
    return m_packingList ? std::span<const HistoryTree::MovedScope>() : m_tree->movedScopes();
}

void ScopeView::collectProblems(const fs::path& scope)
{
    m_problems = m_packingList ? m_packingList->problems() : m_tree->problems();
    if (m_packingList)
        return;
    std::erase_if(m_problems, [&](const HistoryProblem& problem) {
        const std::string path = problem.path.lexically_relative(scope).native();
        return std::ranges::any_of(
            m_nodes, [&](const Node& node) { return node.ignored && isInside(path, node.folder); });
    });
}

bool ScopeView::hasUnusableRecords() const
{
    for (std::size_t node = 0; node < m_nodes.size(); ++node)
        if (!m_nodes[node].ignored && !history(node).isSound())
            return true;
    return false;
}

} // namespace tailslate::mhl::detail
