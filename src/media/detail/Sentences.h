// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace tailslate::media::detail {

/// `1 file`, `2 files`.
[[nodiscard]] std::string counted(std::size_t count, std::string_view singular);

/// `A`, `A and B`, `A, B and C`, `A, B, C and 4 more`.
[[nodiscard]] std::string listed(std::span<const std::string> names);

} // namespace tailslate::media::detail
