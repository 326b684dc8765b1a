// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "hash/Digest.h"
#include "io/FileSystem.h"
#include "mhl/FileSource.h"
#include "mhl/Manifest.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string_view>

namespace tailslate::mhl {

/// Takes the records of a manifest one by one, while it is read. What was taken counts only when
/// the reading as a whole succeeds. One thread at a time.
class RecordSink {
public:
    virtual ~RecordSink() = default;

    /// @param file What it borrows is gone on return.
    [[nodiscard]] virtual Result<void> takeFile(const FileView& file) = 0;

    [[nodiscard]] virtual Result<void> takeDirectory(const DirectoryRecord& directory) = 0;
};

/// Reads one manifest piece by piece, with the tolerance and the refusals of fromXml(); besides one
/// record it holds 16 bytes for each. One thread at a time.
class ManifestReader {
public:
    /// @param records Borrowed; must outlive the reader.
    explicit ManifestReader(RecordSink& records);
    ~ManifestReader();
    ManifestReader(const ManifestReader&) = delete;
    ManifestReader& operator=(const ManifestReader&) = delete;

    /// The next bytes of the document. @return As fromXml(), or the error of the sink; the reader
    /// is then good for nothing.
    [[nodiscard]] Result<void> feed(std::string_view piece);

    /// Call once, after the last piece. @return What the manifest says besides its records.
    [[nodiscard]] Result<Manifest> finish();

private:
    class State;

    std::unique_ptr<State> m_state;
};

/// A manifest on disk, its records aside.
struct ManifestFile {
    Manifest head; ///< Without files and directories.
    hash::Digest c4;
    std::uint64_t size = 0;
};

/// Reads the manifest at `path` block by block; its C4 ID comes with it.
/// @param expected The C4 ID that it must have, if there is one: looked at before any complaint
///                 about what the manifest says.
/// @return NotFound and other errors of reading; DataCorrupted for another C4 ID; BadFormat as
///         fromXml(), also when it is over 1 GiB; the error of `records`; Cancelled. All name the
///         path.
[[nodiscard]] Result<ManifestFile>
readManifestFile(io::FileSystem& files, const std::filesystem::path& path, RecordSink& records,
                 const hash::Digest* expected = nullptr, const std::stop_token& stop = {});

} // namespace tailslate::mhl
