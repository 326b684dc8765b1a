// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace tailslate::media::detail {

/// True when a .gitignore line without a slash names a file or folder of this name: `*` stands for
/// any characters, `?` for one, all others for themselves, in their case.
[[nodiscard]] bool matchesIgnoreLine(std::string_view line, std::string_view name) noexcept;

} // namespace tailslate::media::detail
