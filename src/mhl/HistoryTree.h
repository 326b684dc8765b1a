// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileSystem.h"
#include "mhl/LoadedHistory.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::mhl {

/// The folders below `scope` that have a history of their own, relative to it, `/` separators;
/// inner ones before those around them, else in byte order. Links are not followed.
/// @param unreadable Gets the errors of folders that cannot be listed; without it the first of them
///                   is the answer.
/// @return The error of listing `scope`; Cancelled.
[[nodiscard]] Result<std::vector<std::string>>
findNestedScopes(io::FileSystem& files, const std::filesystem::path& scope,
                 const std::stop_token& stop = {}, std::vector<Error>* unreadable = nullptr);

/// The history of a scope together with those nested in it. A path is recorded in the history that
/// is nearest to it. Immutable; reading is thread-safe.
class HistoryTree {
public:
    struct Node {
        std::string folder; ///< Relative to the outermost scope; empty for that scope itself.
        LoadedHistory history;
    };

    /// Where a path is recorded.
    struct Place {
        std::size_t node = 0;  ///< Of nodes().
        std::string_view path; ///< Relative to the folder of the node; part of the question.
    };

    /// A file that a node records.
    struct Record {
        std::size_t node = 0;
        LoadedHistory::FileId file = 0;
    };

    /// A nested scope that lies in another folder than the history around it says. Folders are
    /// relative to the outermost scope.
    struct MovedScope {
        std::size_t node = 0; ///< The history around it.
        std::string from;
        std::string to;
    };

    /// Loads all of them.
    /// @param nested What findNestedScopes() gave, or what a walk of the caller's own found.
    /// @return As LoadedHistory::load().
    [[nodiscard]] static Result<HistoryTree> load(io::FileSystem& files,
                                                  const std::filesystem::path& scope,
                                                  std::span<const std::string> nested,
                                                  const std::stop_token& stop = {});

    /// Finds and loads all of them. A folder that cannot be listed, and that no pattern leaves out,
    /// is a problem: what a history in it records is missing. Only a `lost+found` may be closed.
    /// @return The error of listing `scope`; Cancelled.
    [[nodiscard]] static Result<HistoryTree> loadAll(io::FileSystem& files,
                                                     const std::filesystem::path& scope,
                                                     const std::stop_token& stop = {});

    /// Inner histories first, in the order in which generations are to be appended; the outermost
    /// scope last, always there but perhaps without a history.
    [[nodiscard]] const std::vector<Node>& nodes() const noexcept { return m_nodes; }

    /// Of all nodes, with those that only show when they are seen together (references).
    [[nodiscard]] std::vector<HistoryProblem> problems() const;

    /// Nested scopes whose folder was renamed, which no generation says yet. Each is a problem too
    /// (HistoryFault::ReferenceMoved).
    [[nodiscard]] const std::vector<MovedScope>& movedScopes() const noexcept
    {
        return m_movedScopes;
    }

    /// The record of a path in the nearest history that has one.
    [[nodiscard]] std::optional<Record> find(std::string_view path) const;

    /// What histories further out record of the same file, from before the nearer ones were
    /// started. Nearest first; renames are followed.
    [[nodiscard]] std::vector<Record> furtherOut(const Record& record) const;

    /// True when a history nearer to a file that a node records, started later, knows it too, under
    /// this name or, since, under another one: where it is now is for that one to say.
    [[nodiscard]] bool isSuperseded(std::size_t node, LoadedHistory::FileId file) const;

    /// Likewise of a folder.
    [[nodiscard]] bool isFolderSuperseded(std::size_t node, std::string_view folder) const;

    /// The node that `path`, relative to the outermost scope, belongs to. The folder of a nested
    /// scope belongs to the node around it.
    [[nodiscard]] Place place(std::string_view path) const;

    /// The node directly around node `index`; none for the outermost.
    [[nodiscard]] std::optional<std::size_t> parentOf(std::size_t index) const;

private:
    class ReferenceCheck;

    [[nodiscard]] bool isLeftOut(std::string_view path) const;
    [[nodiscard]] std::optional<std::string> firstNameOf(const Record& record) const;

    std::vector<Node> m_nodes;
    std::map<std::string, std::size_t, std::less<>> m_byFolder; ///< Of m_nodes.
    std::vector<HistoryProblem> m_referenceProblems;
    std::vector<MovedScope> m_movedScopes;
};

} // namespace tailslate::mhl
