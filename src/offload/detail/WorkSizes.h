// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace tailslate::offload::detail {

/// What is read, hashed and written at a time.
inline constexpr std::size_t kBlockSize = std::size_t{4} << 20;
/// Blocks on their way at once; with their size, the bound on the engine's memory.
inline constexpr std::size_t kBlocks = 16;

/// Files up to this size travel in batches: many of them share one block.
inline constexpr std::uint64_t kSmallFile = std::uint64_t{1} << 20;
inline constexpr std::size_t kFilesInBatch = 512;

/// So many small files, or bytes of them, share one sync, and later one sync of their folder: each
/// makes the device empty its cache, and everything else wait for it.
inline constexpr std::size_t kFilesInSync = 1024;
inline constexpr std::uint64_t kBytesInSync = std::uint64_t{64} << 20;

/// Files from this size on are continued, not written anew, when a run was cut off.
inline constexpr std::uint64_t kWorthContinuing = std::uint64_t{16} << 20;

} // namespace tailslate::offload::detail
