// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "timing/FrameRate.h"
#include "timing/Timecode.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace tailslate::av {

/// The picture of a media file.
struct VideoInfo {
    std::string codec;   ///< FFmpeg's short name: `prores`, `dnxhd`, `h264`.
    std::string profile; ///< `HQ`, `DNXHR HQX`; may be empty.
    int width = 0;
    int height = 0;
    std::string pixelFormat; ///< FFmpeg's name: `yuv422p10le`.
    timing::FrameRate rate;
    std::int64_t frames = 0; ///< Duration in frames.
};

/// The sound of a media file.
struct AudioInfo {
    std::string codec;
    int channels = 0; ///< Of all sound streams together.
    int sampleRate = 0;
    int bitsPerSample = 0;
    std::int64_t samples = 0; ///< Per channel.
};

/// What a media file says about itself.
struct MediaInfo {
    std::string container; ///< FFmpeg's short name: `mov`, `mxf`, `wav`.
    std::optional<VideoInfo> video;
    std::optional<AudioInfo> audio;
    std::optional<timing::Timecode> startTimecode;
    std::string reel; ///< Reel name or material package name, bytes as they are; may be empty.
    std::optional<std::int64_t> samplesSinceMidnight; ///< BWF time reference.
};

/// Reads a file's headers and, where they do not say the pixel format, its first picture; reads at
/// most a few MiB, or one picture if that is larger. Never opens another file or address.
/// @return NotFound, PermissionDenied, BadFormat when it is no media container (playlists and
/// scripts are none) or holds neither picture nor sound.
[[nodiscard]] Result<MediaInfo> probe(const std::filesystem::path& path);

} // namespace tailslate::av
