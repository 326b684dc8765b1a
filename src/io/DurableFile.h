// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileSystem.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace tailslate::io {

/// What to do when the final name is taken.
enum class Existing { Keep = 1, Replace };

/// Puts a small file in place so that after a power cut the name leads to all of it or (new names)
/// to nothing: a DurableWriter in one call.
/// @return As DurableWriter::begin(), append() and finish().
[[nodiscard]] Result<void> writeDurably(FileSystem& files, const std::filesystem::path& path,
                                        std::string_view content, Existing existing);

/// The whole of a small file.
/// @return BadFormat when it has more than `sizeLimit` bytes.
[[nodiscard]] Result<std::string>
readWholeFile(FileSystem& files, const std::filesystem::path& path, std::uint64_t sizeLimit);

} // namespace tailslate::io
