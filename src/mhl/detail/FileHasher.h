// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"
#include "hash/Digest.h"
#include "io/AlignedBuffer.h"
#include "io/FileSystem.h"
#include "jobs/Crew.h"
#include "jobs/JobContext.h"
#include "mhl/detail/BlockReaders.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <vector>

namespace tailslate::mhl::detail {

/// What one read of a file gave.
struct FileDigests {
    std::vector<hash::Digest> digests; ///< In the order asked for.
    std::uint64_t size = 0;
    TimePoint modified;
    TimePoint hashedAt;
    io::Transfer how = io::Transfer::Cached; ///< How its bytes came.
    bool tellsCache = true;                  ///< As io::InputFile::tellsCache().
};

/// Reads files from the medium and hashes them, several at once where the device does not spin; the
/// medium works on the next blocks of a file while one is hashed. Holds at most 16 blocks of 4 MiB.
/// One caller at a time.
class FileHasher {
public:
    /// @param folder The files lie in it; its device decides how many are read at once.
    FileHasher(io::FileSystem& files, const Clock& clock, const std::filesystem::path& folder);

    /// Calls `work(item, member)` for every item below `count`, several at once; `member` is for
    /// read(). `work` must not throw.
    void forEach(std::size_t count,
                 const std::function<void(std::size_t item, std::size_t member)>& work);

    /// All digests of a file from one read, past the page cache where that can be. A file that came
    /// from the cache is synced and read once more.
    /// @return Errors of opening and reading; Io when the file changed meanwhile; Cancelled, within
    ///         a block.
    [[nodiscard]] Result<FileDigests> read(const std::filesystem::path& path,
                                           std::span<const hash::Algorithm> algorithms,
                                           std::size_t member, const jobs::JobContext& context);

private:
    Result<FileDigests> readOnce(const std::filesystem::path& path,
                                 std::span<const hash::Algorithm> algorithms, std::size_t member,
                                 const jobs::JobContext& context);

    io::FileSystem& m_files;
    const Clock& m_clock;
    jobs::Crew m_crew;
    BlockReaders m_readers;
    std::vector<io::AlignedBuffer> m_buffers; ///< One for each member of the crew.
};

} // namespace tailslate::mhl::detail
