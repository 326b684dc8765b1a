// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "av/detail/Ffmpeg.h"
#include "image/Frame.h"

namespace tailslate::av::detail {

/// The planar RGB format of 8, 10, 12 or 16 bits that holds what `format` holds.
[[nodiscard]] AVPixelFormat planarRgbFor(AVPixelFormat format) noexcept;

/// Fills `frame` with the legal-range BT.709 codes of an R'G'B' picture in one of the formats that
/// planarRgbFor() names, rounded to the nearest code. Chroma is low-passed with 1 2 1 and sits on
/// even columns. FFmpeg's scaler misses white by three codes from 10 bits on, hence our own.
void encodeBt709(const AVFrame& rgb, image::Frame& frame);

} // namespace tailslate::av::detail
