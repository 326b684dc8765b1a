// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileSystem.h"
#include "jobs/JobContext.h"
#include "mhl/detail/ScopeListing.h"
#include "mhl/HistoryTree.h"
#include "mhl/IgnorePatterns.h"
#include "mhl/LoadedHistory.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace tailslate::mhl::detail {

/// What an operation works on: the records of a scope and of the histories nested in it (or those
/// of a packing list), and what lies on the disk that no pattern ignores. Immutable once opened;
/// reading is thread-safe.
class ScopeView {
public:
    /// A recorded file.
    using Record = HistoryTree::Record;

    /// Lists the scope and loads its histories.
    /// @param ignore      Patterns beside those of the histories, relative to the scope.
    /// @param packingList Its records count in place of any history; null for none.
    /// @return Errors of listing the scope, of reading the packing list; Cancelled.
    [[nodiscard]] static Result<ScopeView> open(io::FileSystem& files,
                                                const std::filesystem::path& scope,
                                                std::span<const std::string> ignore,
                                                const std::filesystem::path* packingList,
                                                const jobs::JobContext& context);

    ScopeView(ScopeView&&) noexcept = default;
    ScopeView& operator=(ScopeView&&) noexcept = default;

    /// Inner ones first, the scope itself last.
    [[nodiscard]] std::size_t nodeCount() const noexcept { return m_nodes.size(); }

    /// Relative to the scope; empty for the scope itself.
    [[nodiscard]] const std::string& folder(std::size_t node) const noexcept
    {
        return m_nodes[node].folder;
    }

    [[nodiscard]] const LoadedHistory& history(std::size_t node) const;

    /// The patterns that a next generation of the node is to have.
    [[nodiscard]] const std::vector<std::string>& patterns(std::size_t node) const noexcept
    {
        return m_nodes[node].lines;
    }

    /// True when a pattern leaves the node out as a whole.
    [[nodiscard]] bool isIgnored(std::size_t node) const noexcept { return m_nodes[node].ignored; }

    [[nodiscard]] std::optional<std::size_t> parentOf(std::size_t node) const;

    /// The node that a path belongs to, and the path relative to that.
    [[nodiscard]] HistoryTree::Place place(std::string_view path) const;

    /// The record of a path in the nearest history that has one.
    [[nodiscard]] std::optional<Record> find(std::string_view path) const;

    /// As HistoryTree::furtherOut().
    [[nodiscard]] std::vector<Record> furtherOut(const Record& record) const;

    /// False when a nearer history, that no pattern leaves out, says where that file is; see
    /// HistoryTree::isSuperseded().
    [[nodiscard]] bool counts(const Record& record) const;

    /// Likewise what a node records of a folder, relative to the node.
    [[nodiscard]] bool folderCounts(std::size_t node, std::string_view folder) const;

    /// As HistoryTree::movedScopes().
    [[nodiscard]] std::span<const HistoryTree::MovedScope> movedScopes() const;

    /// The path, relative to the scope, that a recorded file has now.
    [[nodiscard]] std::string pathOf(const Record& record) const;

    /// Whether a pattern of any level leaves out a path, on the disk or not. What a packing list
    /// records is never left out.
    [[nodiscard]] bool ignores(std::string_view path, bool isFolder) const;

    /// Without what is ignored.
    [[nodiscard]] const ScopeListing& listing() const noexcept { return m_listing; }

    /// Folders on the disk that a pattern leaves out.
    [[nodiscard]] const std::vector<std::string>& ignoredFolders() const noexcept
    {
        return m_ignoredFolders;
    }

    /// Without those of histories that a pattern leaves out.
    [[nodiscard]] const std::vector<HistoryProblem>& problems() const noexcept
    {
        return m_problems;
    }

    /// True when the records of some generation do not count: then nobody can say that a file is
    /// new.
    [[nodiscard]] bool hasUnusableRecords() const;

private:
    struct Node {
        std::string folder;
        std::vector<std::string> lines;
        IgnorePatterns patterns;
        bool ignored = false;
    };

    ScopeView() = default;

    [[nodiscard]] bool isLeftOut(std::string_view path) const;
    [[nodiscard]] Result<void> makeNodes(std::span<const std::string> ignore,
                                         const jobs::JobContext& context);
    [[nodiscard]] bool hasUnfinishedHistory() const;
    [[nodiscard]] Result<void> leaveOutIgnored(const jobs::JobContext& context);
    void collectProblems(const std::filesystem::path& scope);
    [[nodiscard]] std::unordered_set<std::string> pathsOfPackingList() const;
    [[nodiscard]] bool ignoresItself(std::string_view path, bool isFolder) const;

    ScopeListing m_listing;
    std::vector<std::string> m_ignoredFolders;
    std::vector<HistoryProblem> m_problems;
    std::optional<HistoryTree> m_tree;
    std::optional<LoadedHistory> m_packingList; ///< In place of the tree.
    std::vector<Node> m_nodes;
};

/// `folder/below`, or either where the other is empty.
[[nodiscard]] std::string joinedPath(std::string_view folder, std::string_view below);

/// `path` relative to `folder`, in which it lies.
[[nodiscard]] std::string_view pathBelow(std::string_view path, std::string_view folder) noexcept;

/// True for `folder` itself and for what lies in it.
[[nodiscard]] bool isInside(std::string_view path, std::string_view folder) noexcept;

} // namespace tailslate::mhl::detail
