// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/FileSystem.h"

#include <filesystem>
#include <vector>

namespace tailslate::io::detail {

/// The volume that holds an existing path.
[[nodiscard]] Result<Volume> volumeOf(const std::filesystem::path& existing);

/// Volumes a person would recognise, in mount order.
[[nodiscard]] Result<std::vector<Volume>> userVolumes();

} // namespace tailslate::io::detail
