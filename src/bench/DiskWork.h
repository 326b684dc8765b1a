// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "hash/Hasher.h"
#include "io/AlignedBuffer.h"
#include "io/FileSystem.h"
#include "jobs/JobContext.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace tailslate::bench {

/// Bytes that no file system or drive can shrink; the same for the same seed.
[[nodiscard]] std::vector<std::byte> randomBytes(std::size_t size, std::uint64_t seed);

/// The plainest way to move bytes past the page cache: one thread, one block after the other. One
/// thread at a time.
class DiskWork {
public:
    /// @param files Borrowed; must outlive this.
    /// @param context Asked to stop once per block.
    DiskWork(io::FileSystem& files, jobs::JobContext context);

    /// Makes a new file of `size` random bytes and syncs it.
    Result<void> write(const std::filesystem::path& path, std::uint64_t size);

    /// Reads a whole file from the medium and hands its bytes to `hasher`, where there is one.
    /// @return Unsupported when the volume can only be read through the page cache, as in memory.
    Result<void> read(const std::filesystem::path& path, hash::Hasher* hasher);

private:
    io::FileSystem& m_files;
    jobs::JobContext m_context;
    io::AlignedBuffer m_content; ///< What is written, over and over.
    io::AlignedBuffer m_block;   ///< What was read last.
};

/// Takes a file out of the page cache, so that the next reader waits for the medium.
Result<void> dropFromCache(const std::filesystem::path& path);

/// Returns once the volume of `folder` says that it holds everything written to it.
Result<void> syncVolume(const std::filesystem::path& folder);

} // namespace tailslate::bench
