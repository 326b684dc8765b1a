// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tailslate::hash {

/// The checksums ASC MHL knows.
enum class Algorithm { Xxh64 = 1, Xxh3, Xxh128, Md5, Sha1, C4 };

/// All of them, fastest first.
inline constexpr std::array kAllAlgorithms{Algorithm::Xxh3, Algorithm::Xxh128, Algorithm::Xxh64,
                                           Algorithm::Sha1, Algorithm::C4,     Algorithm::Md5};

/// The element name ASC MHL uses, also on the command line: `xxh64`, `xxh3`, `xxh128`, `md5`,
/// `sha1`, `c4`.
[[nodiscard]] std::string_view algorithmName(Algorithm algorithm) noexcept;

/// @return InvalidArgument, listing the known names.
[[nodiscard]] Result<Algorithm> algorithmFromName(std::string_view name);

/// Bytes in a digest: 8 (xxh64, xxh3), 16 (xxh128, md5), 20 (sha1), 64 (c4, which is SHA-512).
[[nodiscard]] std::size_t digestSize(Algorithm algorithm) noexcept;

/// The result of hashing, in the canonical big-endian byte order. A value type. There is no empty
/// digest: what was not hashed has none.
class Digest {
public:
    /// @param bytes Exactly digestSize(algorithm) of them.
    Digest(Algorithm algorithm, std::span<const std::byte> bytes);

    /// Reads what toText() wrote; hexadecimal in either case.
    /// @return BadFormat for the wrong length or alphabet.
    [[nodiscard]] static Result<Digest> fromText(Algorithm algorithm, std::string_view text);

    [[nodiscard]] Algorithm algorithm() const noexcept { return m_algorithm; }

    [[nodiscard]] std::span<const std::byte> bytes() const noexcept
    {
        return {m_bytes.data(), m_size};
    }

    /// As ASC MHL writes it: lower-case hexadecimal, or for c4 the 90-character C4 ID.
    [[nodiscard]] std::string toText() const;

    /// Equal only when the algorithm is the same too.
    bool operator==(const Digest& other) const noexcept;

private:
    Algorithm m_algorithm;
    std::size_t m_size;
    std::array<std::byte, 64> m_bytes{};
};

} // namespace tailslate::hash
