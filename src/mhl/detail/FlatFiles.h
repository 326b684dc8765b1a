// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mhl/FileSource.h"
#include "mhl/HistoryTree.h"
#include "mhl/LoadedHistory.h"

#include <cstddef>
#include <string>
#include <vector>

namespace tailslate::mhl::detail {

/// The files of histories as one list: of each format the earliest digest that did not fail, in
/// whichever history. A path counts once, under the name that the history says that is nearest to
/// it.
class FlatFiles final : public FileSource {
public:
    /// All histories of a tree, inner ones first. @param tree Borrowed.
    explicit FlatFiles(const HistoryTree& tree);

    /// One history alone. @param history Borrowed.
    explicit FlatFiles(const LoadedHistory& history);

    [[nodiscard]] std::size_t count() const override { return m_files.size(); }

    [[nodiscard]] FileView at(std::size_t index) override;

    /// Files left out: every digest recorded of them failed, or is of an unknown kind.
    [[nodiscard]] const std::vector<std::string>& withoutDigest() const noexcept
    {
        return m_withoutDigest;
    }

private:
    struct File {
        std::string path;
        HistoryTree::Record record;
        std::size_t folderSize = 0; ///< Bytes of `path` that are the history's folder.
    };

    void add(const HistoryTree::Record& record, const std::string& folder);
    [[nodiscard]] const LoadedHistory& historyOf(const HistoryTree::Record& record) const;
    void findDigests(const HistoryTree::Record& record);

    const HistoryTree* m_tree = nullptr;      ///< Null for one history alone.
    const LoadedHistory* m_history = nullptr; ///< That one.

    std::vector<File> m_files;
    std::vector<std::string> m_withoutDigest;
    std::vector<HashEntry> m_entries; ///< Of the last call, as is the next.
    std::string m_previousPath;
};

} // namespace tailslate::mhl::detail
