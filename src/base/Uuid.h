// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace tailslate {

/// A 128-bit identifier that sorts by the time it was made (UUID version 7, RFC 9562 section 5.7).
/// A value type.
class Uuid {
public:
    /// The nil UUID: all zeros, never generated.
    Uuid() = default;

    /// A new identifier for `time`; its other 74 bits are random. Two calls never give the same
    /// one.
    [[nodiscard]] static Uuid generate(TimePoint time);

    /// Reads the 36-character form in either case.
    /// @return BadFormat for anything else.
    [[nodiscard]] static Result<Uuid> parse(std::string_view text);

    /// Lower case, 36 characters: `01934a5e-7c1b-7e3f-8a21-0123456789ab`.
    [[nodiscard]] std::string toString() const;

    [[nodiscard]] bool isNil() const noexcept { return *this == Uuid{}; }

    auto operator<=>(const Uuid&) const = default;

private:
    std::array<std::uint8_t, 16> m_bytes{};
};

} // namespace tailslate
