// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "av/detail/Ffmpeg.h"
#include "timing/FrameRate.h"
#include "timing/Timecode.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tailslate::av::detail {

/// The rate of a video stream. A file that states 23.98 or 29.97 in decimals means 24000/1001 or
/// 30000/1001; a stream that states nothing usable is taken as 25.
[[nodiscard]] timing::FrameRate frameRateOf(AVFormatContext& input, AVStream& stream);

/// The same; nothing for a stream that states nothing usable.
[[nodiscard]] std::optional<timing::FrameRate> toldRateOf(AVFormatContext& input, AVStream& stream);

/// The rate of a filter graph or encoder, with the same corrections.
[[nodiscard]] timing::FrameRate frameRateFrom(AVRational rate);

/// Duration in frames; 0 when the container does not tell.
[[nodiscard]] std::int64_t frameCountOf(const AVFormatContext& input, const AVStream& stream,
                                        const std::optional<timing::FrameRate>& rate);

/// The timecode of the first frame, from wherever the container keeps it.
[[nodiscard]] std::optional<timing::Timecode> startTimecodeOf(const AVFormatContext& input,
                                                              timing::FrameRate rate);

/// The reel name (MOV) or material package name (MXF); may be empty.
[[nodiscard]] std::string reelOf(const AVFormatContext& input);

} // namespace tailslate::av::detail
