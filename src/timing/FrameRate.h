// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Rational.h"
#include "base/Result.h"

#include <string>

namespace tailslate::timing {

/// Frames per second as an exact ratio, always positive: 24, 24000/1001, 48000/1001. A value type.
class FrameRate {
public:
    /// 24 frames per second.
    constexpr FrameRate() = default;

    /// @return InvalidArgument unless both parts are positive and the rate is at most 1000.
    [[nodiscard]] static Result<FrameRate> create(std::int64_t numerator, std::int64_t denominator);

    /// The rate with its exact numerator and denominator in lowest terms.
    [[nodiscard]] constexpr Rational ratio() const noexcept { return m_ratio; }

    /// What timecode counts in one labelled second: the rate rounded to a whole number (24000/1001
    /// gives 24), at least 1.
    [[nodiscard]] std::int64_t timecodeBase() const noexcept;

    /// True for rates whose timecode may drop labels: 30000/1001 and 60000/1001 (SMPTE ST 12-1).
    [[nodiscard]] bool allowsDropFrame() const noexcept;

    /// As people write it, at most three decimals and none without need: `24`, `23.976`, `59.94`.
    [[nodiscard]] std::string toString() const;

    constexpr bool operator==(const FrameRate&) const = default;

private:
    explicit constexpr FrameRate(Rational ratio)
        : m_ratio(ratio)
    {
    }

    Rational m_ratio{24, 1};
};

} // namespace tailslate::timing
