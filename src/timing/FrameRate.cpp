// SPDX-License-Identifier: Apache-2.0
#include "timing/FrameRate.h"

#include <fmt/format.h>

#include <algorithm>

namespace tailslate::timing {
namespace {

constexpr std::int64_t kMaxFramesPerSecond = 1000;

} // namespace

Result<FrameRate> FrameRate::create(std::int64_t numerator, std::int64_t denominator)
{
    if (numerator <= 0 || denominator <= 0)
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("{}/{} is not a frame rate, both parts must be positive",
                                   numerator, denominator));
    const std::int64_t whole = numerator / denominator;
    if (whole > kMaxFramesPerSecond ||
        (whole == kMaxFramesPerSecond && numerator % denominator != 0))
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("{}/{} is more than {} frames per second", numerator,
                                   denominator, kMaxFramesPerSecond));
    return FrameRate(Rational(numerator, denominator));
}

std::int64_t FrameRate::timecodeBase() const noexcept
{
    const std::int64_t n = m_ratio.numerator();
    const std::int64_t d = m_ratio.denominator();
    // Written with the remainder, because twice the numerator may not fit.
    const std::int64_t rounded = n / d + (n % d >= d - n % d ? 1 : 0);
    return std::max<std::int64_t>(rounded, 1);
}

bool FrameRate::allowsDropFrame() const noexcept
{
    return m_ratio == Rational(30000, 1001) || m_ratio == Rational(60000, 1001);
}

std::string FrameRate::toString() const
{
    std::string text = fmt::format("{:.3f}", m_ratio.toDouble());
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.')
        text.pop_back();
    return text;
}

} // namespace tailslate::timing
