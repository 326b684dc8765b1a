// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "timing/FrameRate.h"
#include "timing/Timecode.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tailslate::av {

/// What a file says its code values mean. FFmpeg's names (`bt709`, `arib-std-b67`, `tv`); empty
/// where it says nothing.
struct ColorTags {
    std::string primaries;
    std::string transfer;
    std::string matrix;
    std::string range; ///< `tv` (legal) or `pc` (full).

    bool operator==(const ColorTags&) const = default;
};

/// The picture of a media file.
struct VideoInfo {
    std::string codec;   ///< FFmpeg's short name: `prores`, `dnxhd`, `h264`.
    std::string profile; ///< `HQ`, `DNXHR HQX`; may be empty.
    int width = 0;
    int height = 0;
    std::string pixelFormat;               ///< FFmpeg's name: `yuv422p10le`.
    std::optional<timing::FrameRate> rate; ///< Nothing where the file tells none.
    std::int64_t frames = 0;               ///< Duration in frames; 0 where it is not known.
    ColorTags color;
    bool interlaced = false;
};

/// One stream of sound.
struct AudioStream {
    int channels = 0;
    std::string layout; ///< FFmpeg's name: `mono`, `stereo`, `5.1`; empty where it is not told.

    bool operator==(const AudioStream&) const = default;
};

/// The sound of a media file.
struct AudioInfo {
    std::string codec;
    std::vector<AudioStream> streams; ///< In the order of the file.
    int channels = 0;                 ///< Of all streams together.
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
    std::string reel;    ///< Reel name or material package name, bytes as they are; may be empty.
    std::string created; ///< `2026-11-21T14:26:10.000000Z` where the file tells; may be empty.
    std::string make;    ///< Who made the camera; may be empty, as in what FFmpeg wrote.
    std::string model;   ///< The camera; may be empty.
    std::optional<std::int64_t> samplesSinceMidnight; ///< BWF time reference.
};

/// Reads a file's headers and, where they do not say the pixel format, its first picture; reads at
/// most a few MiB, or one picture if that is larger. Never opens another file or address.
/// @return NotFound, PermissionDenied, BadFormat when it is no media container (playlists and
/// scripts are none) or holds neither picture nor sound.
[[nodiscard]] Result<MediaInfo> probe(const std::filesystem::path& path);

} // namespace tailslate::av
