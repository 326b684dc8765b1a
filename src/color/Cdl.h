// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"

#include <array>
#include <span>
#include <string>

namespace tailslate::color {

/// What happens outside 0 to 1.
enum class CdlStyle {
    Asc = 1, ///< ASC CDL 1.2: clamps before the power and after saturation. For log and video
             ///< signals.
    NoClamp  ///< Nothing is clamped; negatives pass the power unchanged. For ACES working spaces.
};

/// A color decision: slope, offset, power per channel, then saturation (ASC CDL 1.2). A value type;
/// the default changes nothing.
struct Cdl {
    std::array<double, 3> slope{1.0, 1.0, 1.0};  ///< R, G, B; at least 0.
    std::array<double, 3> offset{0.0, 0.0, 0.0}; ///< R, G, B; any finite value.
    std::array<double, 3> power{1.0, 1.0, 1.0};  ///< R, G, B; above 0.
    double saturation = 1.0;                     ///< At least 0.

    bool operator==(const Cdl&) const = default;
};

/// Says whether ASC CDL allows these numbers.
/// @return InvalidArgument naming the first value out of range.
[[nodiscard]] Result<void> validate(const Cdl& cdl);

/// The exact transform of one pixel in double precision; the reference that the GPU and baked paths
/// are tested against. Luma weights are those of Rec. 709 whatever the space, as ASC CDL says. NaN
/// becomes 0.
[[nodiscard]] std::array<double, 3> apply(const Cdl& cdl, CdlStyle style,
                                          std::array<double, 3> rgb) noexcept;

} // namespace tailslate::color
