// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "image/Frame.h"

#include <array>

namespace tailslate::image {

/// The affine map from 10-bit code values (0 to 1023) to R'G'B': `rgb = matrix · (y, cb, cr) +
/// offset`. Legal range puts 64 at 0.0 and 940 at 1.0; values outside survive, nothing is clamped.
/// The GPU viewer uses these very numbers.
struct YcbcrDecode {
    std::array<float, 9> matrix; ///< Row major: R, G, B rows; Y', Cb, Cr columns.
    std::array<float, 3> offset;
};

/// The coefficients for one kind of signal (ITU-R BT.601, BT.709, BT.2020).
[[nodiscard]] YcbcrDecode ycbcrDecode(SignalTag signal) noexcept;

/// Code values to R'G'B' floats. Chroma of odd columns is the mean of its neighbours; the last
/// column repeats.
/// @return InvalidArgument when the planes do not have the size that width and height demand.
[[nodiscard]] Result<RgbImage> decodeYcbcr(const Frame& frame);

} // namespace tailslate::image
