// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <numeric>

namespace tailslate {

/// An exact fraction in lowest terms with a positive denominator; 24000/1001 stays 24000/1001. A
/// value type.
class Rational {
public:
    constexpr Rational() = default;

    /// `numerator / denominator`, reduced. `denominator` must not be 0.
    constexpr Rational(std::int64_t numerator, std::int64_t denominator)
    {
        const std::int64_t divisor = std::gcd(numerator, denominator);
        const std::int64_t sign = denominator < 0 ? -1 : 1;
        m_numerator = sign * numerator / divisor;
        m_denominator = sign * denominator / divisor;
    }

    [[nodiscard]] constexpr std::int64_t numerator() const noexcept { return m_numerator; }

    [[nodiscard]] constexpr std::int64_t denominator() const noexcept { return m_denominator; }

    /// The nearest double; for screens and library calls, never for counting.
    [[nodiscard]] constexpr double toDouble() const noexcept
    {
        return static_cast<double>(m_numerator) / static_cast<double>(m_denominator);
    }

    constexpr bool operator==(const Rational&) const = default;

private:
    std::int64_t m_numerator = 0;
    std::int64_t m_denominator = 1;
};

} // namespace tailslate
