// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mhl/Manifest.h"
#include "mhl/ReadManifest.h"

#include <utility>
#include <vector>

namespace tailslate::mhl::detail {

/// Keeps all records of a manifest.
class RecordList final : public RecordSink {
public:
    Result<void> takeFile(const FileView& file) override
    {
        FileRecord& record = m_files.emplace_back();
        record.path = file.path;
        record.size = file.size;
        record.created = file.created;
        record.modified = file.modified;
        record.hashes.assign(file.hashes.begin(), file.hashes.end());
        record.previousPath = file.previousPath;
        return {};
    }

    Result<void> takeDirectory(const DirectoryRecord& directory) override
    {
        m_directories.push_back(directory);
        return {};
    }

    /// The manifest as a whole; the list is then spent.
    [[nodiscard]] Manifest joinedTo(Manifest head) &&
    {
        head.files = std::move(m_files);
        head.directories = std::move(m_directories);
        return head;
    }

private:
    std::vector<FileRecord> m_files;
    std::vector<DirectoryRecord> m_directories;
};

} // namespace tailslate::mhl::detail
