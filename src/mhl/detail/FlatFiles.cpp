// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/FlatFiles.h"

#include "mhl/detail/ScopeView.h"

#include <string_view>
#include <utility>

namespace tailslate::mhl::detail {

FlatFiles::FlatFiles(const HistoryTree& tree)
{
    for (std::size_t node = 0; node < tree.nodes().size(); ++node) {
        const auto& [folder, history] = tree.nodes()[node];
        for (LoadedHistory::FileId id = 0; id < history.fileCount(); ++id)
            if (!tree.isSuperseded(node, id))
                add(history, folder, id);
    }
}

FlatFiles::FlatFiles(const LoadedHistory& history)
{
    for (LoadedHistory::FileId id = 0; id < history.fileCount(); ++id)
        add(history, {}, id);
}

void FlatFiles::add(const LoadedHistory& history, const std::string& folder,
                    LoadedHistory::FileId id)
{
    std::string path = joinedPath(folder, history.file(id).path);
    if (history.algorithms(id).empty())
        m_withoutDigest.push_back(std::move(path));
    else
        m_files.push_back(
            {.path = std::move(path), .history = &history, .id = id, .folderSize = folder.size()});
}

FileView FlatFiles::at(std::size_t index)
{
    const File& file = m_files[index];
    const RecordedFile recorded = file.history->file(file.id);
    m_entries.clear();
    for (const hash::Algorithm algorithm : file.history->algorithms(file.id))
        if (const auto reference = file.history->reference(file.id, algorithm))
            m_entries.push_back({.digest = reference->digest,
                                 .action = reference->action.value_or(Action::Original),
                                 .hashedAt = reference->hashedAt});
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
