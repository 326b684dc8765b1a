// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/FlatFiles.h"

#include "mhl/detail/ScopeView.h"
#include "mhl/IgnorePatterns.h"

#include <algorithm>
#include <iterator>
#include <ranges>
#include <string_view>
#include <utility>

namespace tailslate::mhl::detail {

namespace {

/// Of each node, whether the patterns of a history around it leave its folder out.
std::vector<bool> ignoredNodes(const HistoryTree& tree)
{
    std::vector<IgnorePatterns> patterns;
    for (const HistoryTree::Node& node : tree.nodes())
        patterns.emplace_back(node.history.ignorePatterns());
    std::vector<bool> ignored(tree.nodes().size(), false);
    for (std::size_t node = 0; node < ignored.size(); ++node)
        for (auto outer = tree.parentOf(node); outer; outer = tree.parentOf(*outer))
            if (patterns[*outer].ignores(
                    pathBelow(tree.nodes()[node].folder, tree.nodes()[*outer].folder), true))
                ignored[node] = true;
    return ignored;
}

} // namespace

FlatFiles::FlatFiles(const HistoryTree& tree)
    : m_tree(&tree)
{
    const std::vector<bool> ignored = ignoredNodes(tree);
    for (std::size_t node = 0; node < tree.nodes().size(); ++node) {
        if (ignored[node])
            continue;
        const auto& [folder, history] = tree.nodes()[node];
        for (LoadedHistory::FileId id = 0; id < history.fileCount(); ++id) {
            const std::string path = joinedPath(folder, history.file(id).path);
            if (ignored[tree.place(path).node] || !tree.isSuperseded(node, id))
                add({.node = node, .file = id}, folder);
        }
    }
}

FlatFiles::FlatFiles(const LoadedHistory& history)
    : m_history(&history)
{
    for (LoadedHistory::FileId id = 0; id < history.fileCount(); ++id)
        add({.node = 0, .file = id}, {});
}

void FlatFiles::add(const HistoryTree::Record& record, const std::string& folder)
{
    std::string path = joinedPath(folder, historyOf(record).file(record.file).path);
    findDigests(record);
    if (m_entries.empty())
        m_withoutDigest.push_back(std::move(path));
    else
        m_files.push_back({.path = std::move(path), .record = record, .folderSize = folder.size()});
}

const LoadedHistory& FlatFiles::historyOf(const HistoryTree::Record& record) const
{
    return m_tree != nullptr ? m_tree->nodes()[record.node].history : *m_history;
}

/// What a history further out records of a file is from before the nearer one was started.
void FlatFiles::findDigests(const HistoryTree::Record& record)
{
    std::vector<HistoryTree::Record> records{record};
    if (m_tree != nullptr)
        std::ranges::copy(m_tree->furtherOut(record), std::back_inserter(records));
    m_entries.clear();
    for (const hash::Algorithm algorithm : hash::kAllAlgorithms)
        for (const HistoryTree::Record& one : records | std::views::reverse)
            if (const auto reference = historyOf(one).reference(one.file, algorithm)) {
                m_entries.push_back({.digest = reference->digest,
                                     .action = reference->action.value_or(Action::Original),
                                     .hashedAt = reference->hashedAt});
                break;
            }
}

FileView FlatFiles::at(std::size_t index)
{
    const File& file = m_files[index];
    const RecordedFile recorded = historyOf(file.record).file(file.record.file);
    findDigests(file.record);
    FileView view{.path = file.path,
                  .size = recorded.size,
                  .created = recorded.created,
                  .modified = recorded.modified,
                  .hashes = m_entries,
                  .previousPath = std::nullopt};
    if (recorded.previousPath) {
        m_previousPath = joinedPath(std::string_view(file.path).substr(0, file.folderSize),
                                    *recorded.previousPath);
        view.previousPath = m_previousPath;
    }
    return view;
}

} // namespace tailslate::mhl::detail
