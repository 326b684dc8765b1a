// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/FileSystem.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::io::detail {

/// The volume that holds an existing path.
[[nodiscard]] Result<Volume> volumeOf(const std::filesystem::path& existing);

/// Volumes a person would recognise, in mount order.
[[nodiscard]] Result<std::vector<Volume>> userVolumes();

/// The server that a network share comes from, whoever is logged in and whatever it exports:
/// `nas` for `//nas/cards`, `nas:/cards` and `ada@nas:`. Empty for what is no share.
[[nodiscard]] std::string serverOf(std::string_view source);

} // namespace tailslate::io::detail
