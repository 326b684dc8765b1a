// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/AlignedBuffer.h"
#include "io/DurableFile.h"
#include "io/FileSystem.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string_view>
#include <vector>

namespace tailslate::io {

/// Puts a file of any size in place piece by piece, with the promise of writeDurably(): after a
/// power cut the name leads to all of it or to what was there before. What was written is read back
/// before it gets the name, past the page cache where the volume allows that, so that a bad write
/// never takes the place of a good file. Holds one block of it in memory. Destroying it before
/// finish() removes what was written. One thread at a time.
class DurableWriter {
public:
    /// Begins under a temporary name in the folder of `path`, which must exist.
    /// @param files   Borrowed; must outlive the writer.
    /// @param atLeast Bytes that will come for certain; reserved where the file system can.
    /// @return As FileSystem::createNew().
    [[nodiscard]] static Result<DurableWriter>
    begin(FileSystem& files, const std::filesystem::path& path, std::uint64_t atLeast);

    DurableWriter(DurableWriter&&) noexcept = default;
    DurableWriter& operator=(DurableWriter&&) = delete;
    ~DurableWriter();

    /// @return As OutputFile::append(). The writer is then good for nothing.
    [[nodiscard]] Result<void> append(std::string_view bytes);

    /// Writes out the rest, syncs, reads it back, gives the file its name and syncs the folder.
    /// Call once, last.
    /// @return DataCorrupted when the volume gives other bytes than were written, read twice;
    ///         AlreadyExists with Existing::Keep if something is there; Cancelled after a stop,
    ///         which is looked for between blocks. On any failure the temporary file is removed and
    ///         what was there before is untouched, but where only the sync of the folder failed.
    [[nodiscard]] Result<void> finish(Existing existing, const std::stop_token& stop = {});

private:
    DurableWriter(FileSystem& files, std::filesystem::path path, std::filesystem::path temporary,
                  std::unique_ptr<OutputFile> file);

    Result<void> writeBlock();
    Result<void> putInPlace(Existing existing, const std::stop_token& stop);
    Result<bool> isAsWritten(const std::stop_token& stop);

    FileSystem* m_files; ///< Never null; a pointer only so that the writer can move.
    std::filesystem::path m_path;
    std::filesystem::path m_temporary;
    std::unique_ptr<OutputFile> m_file; ///< Null once finished, or moved away.
    AlignedBuffer m_block;
    std::size_t m_filled = 0;           ///< Bytes of the block.
    std::vector<std::size_t> m_written; ///< The hash of each block that was written.
};

} // namespace tailslate::io
