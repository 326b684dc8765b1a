// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileSystem.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <stop_token>

namespace tailslate::mhl::detail {

/// Takes a file block by block, in order.
using BlockSink = std::function<Result<void>(std::span<const std::byte>)>;

/// Gives the whole of a file to `take`, in blocks of a mebibyte.
/// @return How many bytes it has. BadFormat when they are more than `sizeLimit`; what opening,
///         reading and `take` say; Cancelled. All name the path.
[[nodiscard]] Result<std::uint64_t> readBlocks(io::FileSystem& files,
                                               const std::filesystem::path& path,
                                               std::uint64_t sizeLimit, const std::stop_token& stop,
                                               const BlockSink& take);

} // namespace tailslate::mhl::detail
