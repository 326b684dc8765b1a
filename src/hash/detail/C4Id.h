// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tailslate::hash::detail {

/// Bytes of the SHA-512 digest that a C4 ID stands for.
inline constexpr std::size_t kC4Bytes = 64;

/// Characters of a C4 ID: `c4` and 88 digits.
inline constexpr std::size_t kC4Characters = 90;

/// The C4 ID of a SHA-512 digest (SMPTE ST 2114): the digest as one big-endian number in base 58,
/// padded with the digit for zero (`1`) to 88 digits, after `c4`.
[[nodiscard]] std::string toC4Id(std::span<const std::byte, kC4Bytes> digest);

/// The digest that `text` stands for. Nothing for a wrong length, prefix or digit, and for numbers
/// that need more than 512 bits: 88 digits reach further.
[[nodiscard]] std::optional<std::array<std::byte, kC4Bytes>> fromC4Id(std::string_view text);

} // namespace tailslate::hash::detail
