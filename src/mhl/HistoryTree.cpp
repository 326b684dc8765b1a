// SPDX-License-Identifier: Apache-2.0
#include "mhl/HistoryTree.h"

#include "mhl/detail/HistoryFiles.h"
#include "mhl/detail/RecordPath.h"

#include <algorithm>
#include <utility>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHistoryFolder = "ascmhl";

std::string joined(std::string_view folder, std::string_view below)
{
    std::string path(folder);
    if (!path.empty() && !below.empty())
        path += '/';
    path += below;
    return path;
}

bool innerFirst(std::string_view a, std::string_view b)
{
    return detail::recordBefore(a, detail::RecordKind::Folder, b, detail::RecordKind::Folder);
}

} // namespace

Result<std::vector<std::string>> findNestedScopes(io::FileSystem& files, const fs::path& scope,
                                                  const std::stop_token& stop)
{
    std::vector<std::string> found;
    std::vector<std::string> waiting{std::string()};
    while (!waiting.empty()) {
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "stopped by the operator", scope);
        const std::string folder = std::move(waiting.back());
        waiting.pop_back();
        TAILSLATE_TRY(const auto entries, files.list(scope / folder));
        for (const io::DirectoryEntry& entry : entries) {
            if (entry.kind != io::FileKind::Directory)
                continue;
            if (entry.name != kHistoryFolder) {
                waiting.push_back(joined(folder, entry.name.native()));
            } else if (!folder.empty()) {
                TAILSLATE_TRY(const auto manifests, detail::historyFiles(files, scope / folder));
                if (!manifests.empty())
                    found.push_back(folder);
            }
        }
    }
    std::ranges::sort(found, innerFirst);
    return found;
}

Result<HistoryTree> HistoryTree::load(io::FileSystem& files, const fs::path& scope,
                                      std::span<const std::string> nested,
                                      const std::stop_token& stop)
{
    std::vector<std::string> folders(nested.begin(), nested.end());
    std::ranges::sort(folders, innerFirst);
    folders.emplace_back();
    HistoryTree tree;
    for (std::string& folder : folders) {
        TAILSLATE_TRY(LoadedHistory history, LoadedHistory::load(files, scope / folder, stop));
        tree.m_byFolder.emplace(folder, tree.m_nodes.size());
        tree.m_nodes.push_back({.folder = std::move(folder), .history = std::move(history)});
    }
    for (const Node& node : tree.m_nodes)
        tree.checkReferences(scope, node);
    return tree;
}

void HistoryTree::checkReferences(const fs::path& scope, const Node& node)
{
    const auto report = [&](HistoryFault fault, const std::string& path, std::string message) {
        m_referenceProblems.push_back(
            {.fault = fault, .path = scope / path, .message = std::move(message)});
    };
    for (const LoadedGeneration& generation : node.history.generations()) {
        for (const Reference& reference : generation.head.references) {
            const std::string path = joined(node.folder, reference.path);
            const std::size_t end =
                path.rfind(std::string("/") + std::string(kHistoryFolder) + '/');
            const auto inner =
                end == std::string::npos ? m_byFolder.end() : m_byFolder.find(path.substr(0, end));
            const ChainEntry* entry = nullptr;
            if (inner != m_byFolder.end())
                entry = entryOf(m_nodes[inner->second].history,
                                std::string_view(path).substr(end + kHistoryFolder.size() + 2));
            if (entry == nullptr)
                report(HistoryFault::ReferenceMissing, path,
                       "a manifest of a nested history that a generation builds on is missing");
            else if (entry->c4 != reference.c4)
                report(HistoryFault::ReferenceModified, path,
                       "a manifest of a nested history is another one than a generation builds on");
        }
    }
}

const ChainEntry* HistoryTree::entryOf(const LoadedHistory& history, std::string_view fileName)
{
    for (const LoadedGeneration& generation : history.generations())
        if (generation.entry.fileName == fileName)
            return &generation.entry;
    return nullptr;
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

std::optional<std::size_t> HistoryTree::parentOf(std::size_t index) const
{
    if (index + 1 == m_nodes.size())
        return std::nullopt;
    return place(m_nodes[index].folder).node;
}

} // namespace tailslate::mhl
