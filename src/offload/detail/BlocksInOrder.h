// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "jobs/Crew.h"

#include <cstddef>
#include <functional>

namespace tailslate::offload::detail {

/// What is done with each block of a file. `member` names the buffer, as in jobs::Crew.
struct BlockWork {
    /// Reads a block. Of several blocks at once.
    std::function<Result<void>(std::size_t block, std::size_t member)> read;
    /// Takes the block that `member` has just read. One at a time, in the order of the file.
    std::function<Result<void>(std::size_t block, std::size_t member)> take;
};

/// Reads `count` blocks of a file, several at once, and hands them on in order: one transfer at a
/// time leaves most disks idle between two. The first block is read alone; then `mayShare` is asked
/// whether the others may be read by the whole crew, or by the caller alone, as well.
///
/// @return The first failure in the order of the file; what lies before it was taken, nothing after
/// it is. All reading has ended on return.
[[nodiscard]] Result<void> blocksInOrder(jobs::Crew& crew, std::size_t count, const BlockWork& work,
                                         const std::function<bool()>& mayShare);

} // namespace tailslate::offload::detail
