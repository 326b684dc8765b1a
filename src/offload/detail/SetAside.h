// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Uuid.h"
#include "io/FileSystem.h"

#include <filesystem>
#include <optional>

namespace tailslate::offload::detail {

/// Keeps a bad copy, which is evidence of what the drive did to it, under a name nobody takes for a
/// copy: that of asidePath(). Nothing is ever replaced.
/// @param bad Where it is now. @param finalPath The name of a good copy.
/// @return Its new name; nothing when it could not be renamed.
[[nodiscard]] std::optional<std::filesystem::path> setAside(io::FileSystem& files,
                                                            const std::filesystem::path& bad,
                                                            const std::filesystem::path& finalPath,
                                                            const Uuid& job);

} // namespace tailslate::offload::detail
