// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "image/Frame.h"

#include <string>
#include <vector>

namespace tailslate::color {

/// A cube of RGB outputs over inputs 0 to 1, red fastest, then green, then blue. A value type.
struct Lut3d {
    int edge = 0;              ///< Samples per side.
    std::vector<float> values; ///< 3 × edge³.
    std::string title;         ///< One line, for people; may be empty.
};

/// Applies the cube with tetrahedral interpolation, in place. Inputs are clamped to 0 to 1.
/// @return InvalidArgument when the cube's size and values disagree, or its edge is outside 2 to
/// 256.
[[nodiscard]] Result<void> apply(const Lut3d& lut, image::RgbImage& image);

/// The text of a .cube file as Resolve and Iridas readers both take it: comments, TITLE,
/// LUT_3D_SIZE, then edge³ lines of three numbers with seven decimals.
/// @return InvalidArgument for a cube that apply() refuses, a value that is not finite, or a title
/// with a control character or a double quote, for which the format has no escape.
[[nodiscard]] Result<std::string> cubeFileText(const Lut3d& lut);

} // namespace tailslate::color
