// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mhl/FileSource.h"

#include <vector>

namespace tailslate::mhl::detail {

/// The files that a manifest has itself. Borrows them.
class RecordedFiles final : public FileSource {
public:
    explicit RecordedFiles(const std::vector<FileRecord>& files)
        : m_files(files)
    {
    }

    [[nodiscard]] std::size_t count() const override { return m_files.size(); }

    [[nodiscard]] FileView at(std::size_t index) override
    {
        const FileRecord& file = m_files[index];
        return {.path = file.path,
                .size = file.size,
                .created = file.created,
                .modified = file.modified,
                .hashes = file.hashes,
                .previousPath = file.previousPath};
    }

private:
    const std::vector<FileRecord>& m_files;
};

} // namespace tailslate::mhl::detail
