// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mhl/FileSource.h"

#include <cstddef>
#include <utility>
#include <vector>

namespace tailslate::mhl::test {

/// Files from a list of records, given as a caller gives them who has no records: what `at` borrows
/// besides the path is gone with the next call.
class ListedFiles final : public FileSource {
public:
    explicit ListedFiles(std::vector<FileRecord> records)
        : m_records(std::move(records))
    {
    }

    [[nodiscard]] std::size_t count() const override { return m_records.size(); }

    [[nodiscard]] FileView at(std::size_t index) override
    {
        const FileRecord& record = m_records[index];
        m_hashes = std::vector<HashEntry>(record.hashes);
        return {.path = record.path,
                .size = record.size,
                .created = record.created,
                .modified = record.modified,
                .hashes = m_hashes,
                .previousPath = record.previousPath};
    }

private:
    std::vector<FileRecord> m_records;
    std::vector<HashEntry> m_hashes; ///< Of the last call.
};

} // namespace tailslate::mhl::test
