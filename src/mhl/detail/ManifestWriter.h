// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "mhl/detail/RecordPath.h"
#include "mhl/FileSource.h"
#include "mhl/Manifest.h"
#include "mhl/WriteManifest.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace tailslate::mhl::detail {

/// Writes one manifest, in two steps: what is wrong with it is known before anything is written.
class ManifestWriter {
public:
    /// Where a record is found.
    struct Record {
        std::string_view path;
        std::uint32_t index = 0; ///< Of the files or of the folders.
        RecordKind kind = RecordKind::File;
    };

    /// Checks everything and puts the records in order. Both are borrowed and must outlive the
    /// writer; the manifest's own files are not looked at.
    /// @return As toXml().
    [[nodiscard]] static Result<ManifestWriter> prepare(const Manifest& manifest,
                                                        FileSource& files);

    /// The document will have at least so many bytes.
    [[nodiscard]] std::uint64_t minimumSize() const noexcept { return m_minimumSize; }

    /// Gives the document to `sink`, in pieces. Fails only when the sink does, with its error.
    [[nodiscard]] Result<void> write(const XmlSink& sink) const;

private:
    ManifestWriter(const Manifest& manifest, FileSource& files)
        : m_manifest(&manifest)
        , m_files(&files)
    {
    }

    const Manifest* m_manifest; ///< Never null, as the files; pointers so that the writer can move.
    FileSource* m_files;
    std::vector<Record> m_records; ///< In the order in which they are written.
    std::uint64_t m_minimumSize = 0;
};

} // namespace tailslate::mhl::detail
