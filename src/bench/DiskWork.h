// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "bench/CardShape.h"
#include "hash/Hasher.h"
#include "io/AlignedBuffer.h"
#include "io/FileSystem.h"
#include "jobs/Crew.h"
#include "jobs/JobContext.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

namespace tailslate::bench {

/// Bytes that no file system or drive can shrink; the same for the same seed.
[[nodiscard]] std::vector<std::byte> randomBytes(std::size_t size, std::uint64_t seed);

/// Whether bytes that were read are also hashed.
enum class Hashing { None = 1, Xxh64 };

/// The plainest way to bring files to a disk and to read them back from its medium. Large files one
/// after the other, block by block, past the page cache both ways; small ones several at a time,
/// written through the page cache. Nothing is synced. One caller at a time.
class DiskWork {
public:
    /// @param files Borrowed; must outlive this.
    /// @param context Asked to stop once per block.
    DiskWork(io::FileSystem& files, jobs::JobContext context);

    /// Makes the folders that the files of a card lie in.
    Result<void> makeFolders(const CardShape& shape, const std::filesystem::path& root);

    /// Makes all files, filled with random bytes, in folders that are there.
    Result<void> writeAll(const CardShape& shape, const std::filesystem::path& root);

    /// Reads all files from the medium to their ends.
    /// @return Unsupported when the volume can only be read through the page cache, as in memory.
    Result<void> readAll(const CardShape& shape, const std::filesystem::path& root,
                         Hashing hashing);

    /// Takes all files out of the page cache, so that the next reader waits for the medium.
    Result<void> dropFromCache(const CardShape& shape, const std::filesystem::path& root);

private:
    /// Does the work for every file of the shape. @return The first failure; what was begun is
    /// ended.
    Result<void> forEachFile(
        const CardShape& shape,
        const std::function<Result<void>(std::size_t file, io::AlignedBuffer& block)>& work);

    Result<void> writeLarge(const std::filesystem::path& path, std::uint64_t size);
    Result<void> read(const std::filesystem::path& path, io::AlignedBuffer& block, Hashing hashing);

    io::FileSystem& m_files;
    jobs::JobContext m_context;
    io::AlignedBuffer m_content; ///< What is written, over and over.
    jobs::Crew m_crew;
    std::vector<io::AlignedBuffer> m_blocks; ///< What was read last, for each of the crew.
};

/// Returns once the volume of `folder` says that it holds everything written to it.
Result<void> syncVolume(const std::filesystem::path& folder);

} // namespace tailslate::bench
