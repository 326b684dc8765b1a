// SPDX-License-Identifier: Apache-2.0
#include "color/Cdl.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tailslate::color {
namespace {

constexpr std::array<const char*, 3> kChannel{"red", "green", "blue"};

/// Rec. 709, whatever the space of the picture (ASC CDL 1.2; OpenColorIO uses the same digits).
constexpr std::array<double, 3> kLuma{0.2126, 0.7152, 0.0722};

/// Comparisons with NaN are false, so NaN ends as 0.
double clamped(double value) noexcept
{
    return value > 0.0 ? std::min(value, 1.0) : 0.0;
}

double withoutNan(double value) noexcept
{
    return std::isnan(value) ? 0.0 : value;
}

} // namespace

Result<void> validate(const Cdl& cdl)
{
    for (std::size_t i = 0; i < 3; ++i) {
        if (!(std::isfinite(cdl.slope[i]) && cdl.slope[i] >= 0.0))
            return failure(ErrorCode::InvalidArgument,
                           fmt::format("the {} slope is {}, but a color decision takes 0 and above",
                                       kChannel[i], cdl.slope[i]));
        if (!std::isfinite(cdl.offset[i]))
            return failure(ErrorCode::InvalidArgument,
                           fmt::format("the {} offset is {}, which is not a finite number",
                                       kChannel[i], cdl.offset[i]));
        if (!(std::isfinite(cdl.power[i]) && cdl.power[i] > 0.0))
            return failure(
                ErrorCode::InvalidArgument,
                fmt::format("the {} power is {}, but a color decision takes values above 0",
                            kChannel[i], cdl.power[i]));
    }
    if (!(std::isfinite(cdl.saturation) && cdl.saturation >= 0.0))
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("the saturation is {}, but a color decision takes 0 and above",
                                   cdl.saturation));
    return {};
}

std::array<double, 3> apply(const Cdl& cdl, CdlStyle style, std::array<double, 3> rgb) noexcept
{
    const bool asc = style == CdlStyle::Asc;
    double luma = 0.0;
    for (std::size_t i = 0; i < 3; ++i) {
        double value = rgb[i] * cdl.slope[i] + cdl.offset[i];
        value = asc ? clamped(value) : withoutNan(value);
        if (value > 0.0)
            value = std::pow(value, cdl.power[i]);
        rgb[i] = value;
        luma += kLuma[i] * value;
    }
    for (double& value : rgb) {
        value = luma + cdl.saturation * (value - luma);
        value = asc ? clamped(value) : withoutNan(value);
    }
    return rgb;
}

} // namespace tailslate::color
