// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/FileSystem.h"
#include "mhl/History.h"

#include <filesystem>
#include <vector>

namespace tailslate::offload::detail {

/// What the chain in the history of a folder lists.
/// @return As io::readWholeFile() and mhl::chainFromXml(); NotFound where there is none.
[[nodiscard]] Result<std::vector<mhl::ChainEntry>> chainOf(io::FileSystem& files,
                                                           const std::filesystem::path& folder);

/// Whether the chain beside a manifest lists it, so that it is part of the history. Where it does
/// not seem to, it is read once more: a fault on the way here is not one of the medium.
[[nodiscard]] bool isListed(io::FileSystem& files, const std::filesystem::path& manifest);

/// The last look at a seal that was just read back from the medium: written below the mount point
/// of a volume that was away meanwhile, it is gone when that is back.
/// @return DeviceLost where its chain is gone or is an earlier one; DataCorrupted where the chain
/// is another one than was read back; that of reading it.
[[nodiscard]] Result<void> checkListed(io::FileSystem& files,
                                       const std::filesystem::path& manifest);

} // namespace tailslate::offload::detail
