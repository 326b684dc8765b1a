// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tailslate::mhl::detail {

/// Finds out whether a path was given twice. Holds 16 bytes for each, not the path: two paths count
/// as one when 96 bits of their digests agree. No choice of paths makes it slow.
class RepeatedPaths {
public:
    void add(std::string_view path, std::uint64_t line);

    /// The line of a path that was given before; the lowest such line. Call once, last.
    [[nodiscard]] std::optional<std::uint64_t> find();

private:
    struct Seen {
        std::uint64_t digest = 0;
        std::uint32_t moreOfDigest = 0;
        std::uint32_t line = 0; ///< Lines that do not fit are the largest number.
    };

    std::vector<Seen> m_seen;
};

} // namespace tailslate::mhl::detail
