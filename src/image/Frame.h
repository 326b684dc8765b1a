// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tailslate::image {

/// Which Y'CbCr matrix a signal was made with.
enum class Matrix { Bt601 = 1, Bt709, Bt2020 };

/// Legal: 10-bit luma 64 to 940, chroma 64 to 960 around 512. Full: 0 to 1023 (ITU-R BT.2100, table
/// 9).
enum class Range { Legal = 1, Full };

/// How code values turn into R'G'B'.
struct SignalTag {
    Matrix matrix = Matrix::Bt709;
    Range range = Range::Legal;

    bool operator==(const SignalTag&) const = default;
};

/// One picture of a feed as it came: planar Y'CbCr 4:2:2, 10 bits in the low bits of 16-bit words,
/// row 0 on top. Chroma is sited on even luma columns (co-sited, as in SDI) and has `(width + 1) /
/// 2` columns. Immutable once shared.
struct Frame {
    int width = 0;
    int height = 0;
    SignalTag signal;
    std::int64_t number = 0;       ///< Counts from 0 within its source.
    std::vector<std::uint16_t> y;  ///< width × height samples.
    std::vector<std::uint16_t> cb; ///< chromaWidth() × height samples.
    std::vector<std::uint16_t> cr; ///< chromaWidth() × height samples.

    [[nodiscard]] int chromaWidth() const noexcept { return (width + 1) / 2; }
};

/// R, G, B interleaved as 32-bit floats, row 0 on top, no padding. What the numbers mean is the
/// owner's business.
struct RgbImage {
    int width = 0;
    int height = 0;
    std::vector<float> pixels; ///< 3 × width × height values.

    /// The three values of one pixel. `x` and `y` must lie inside the image.
    [[nodiscard]] std::span<const float, 3> at(int x, int y) const
    {
        return std::span<const float, 3>(pixels.data() + index(x, y), 3);
    }

    [[nodiscard]] std::size_t index(int x, int y) const noexcept
    {
        return 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                    static_cast<std::size_t>(x));
    }
};

/// A frame of the given size with every sample 0.
/// @return InvalidArgument unless both sides are within 1 to 16384.
[[nodiscard]] Result<Frame> makeFrame(int width, int height, SignalTag signal);

/// An image of the given size, black. The same limits as makeFrame().
[[nodiscard]] Result<RgbImage> makeRgbImage(int width, int height);

} // namespace tailslate::image
