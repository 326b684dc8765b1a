// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace tailslate {

/// Valid UTF-8 that a person can read and that never hides a byte: bytes that are not UTF-8 and
/// control characters come out as `\xNN`, a backslash as it is. For screens, reports and logs only;
/// the path itself keeps its bytes.
[[nodiscard]] std::string displayText(const std::filesystem::path& path);

/// The same for text that did not come from a path.
[[nodiscard]] std::string displayText(std::string_view bytes);

/// True when every byte belongs to a well-formed UTF-8 sequence (RFC 3629: no overlong forms, no
/// surrogates).
[[nodiscard]] bool isUtf8(std::string_view bytes) noexcept;

/// A byte count as people say it, in powers of 1000 with one decimal: `999 B`, `1.0 KB`, `31.7 GB`.
[[nodiscard]] std::string displaySize(std::uint64_t bytes);

} // namespace tailslate
