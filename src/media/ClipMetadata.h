// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/BroadcastWaveReader.h"
#include "timing/FrameRate.h"
#include "timing/Timecode.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::media {

/// Where something that is known of a clip was read.
enum class Origin {
    Name = 1,  ///< The names of its files.
    Media,     ///< The head of the media file.
    Sidecar,   ///< A file that the camera wrote beside it.
    CameraLog, ///< The card's own list of shots (ALE).
    WaveChunk  ///< The chunks `bext` and `iXML` of a sound file.
};

/// `name`, `media`, `sidecar`, `camera log`, `wave chunk`.
[[nodiscard]] std::string_view originName(Origin origin) noexcept;

/// A value and where it was read.
template <class T>
struct Known {
    T value;
    Origin origin;

    bool operator==(const Known&) const = default;
};

/// Nothing where nobody tells.
template <class T>
using Fact = std::optional<Known<T>>;

/// In pixels.
struct PictureSize {
    int width = 0;
    int height = 0;

    bool operator==(const PictureSize&) const = default;
};

/// How sound is stored.
struct SoundFormat {
    int channels = 0; ///< Of all streams, or of all mono files of the take, together.
    int sampleRate = 0;
    int bitsPerSample = 0; ///< 0 when not told.
    std::string layout;    ///< The streams one after the other: `stereo, mono, mono`; may be empty.

    bool operator==(const SoundFormat&) const = default;
};

/// Anything else that is told of a clip: `CaptureGammaEquation`, `s-log3-cine`.
struct ClipItem {
    std::string name;
    std::string value;
    Origin origin = Origin::Media;

    bool operator==(const ClipItem&) const = default;
};

/// What is known of a clip. A value type. Texts are as found and need not be UTF-8.
struct ClipMetadata {
    Fact<std::string> codec; ///< `prores HQ`; for a codec nobody here knows its four letters.
    Fact<PictureSize> size;
    Fact<std::string> pixelFormat; ///< FFmpeg's name: `yuv422p10le`.
    Fact<std::string> color;       ///< `bt709 primaries, bt709 transfer, bt709 matrix, tv range`.
    Fact<timing::FrameRate> rate;  ///< Of playing.
    Fact<std::string> captureRate; ///< Of the sensor, as the camera writes it.
    Fact<std::int64_t> frames;     ///< Of all parts of a spanned clip together.
    Fact<timing::Timecode> start;  ///< Of the first frame.
    Fact<std::string> reel;
    Fact<std::string> created; ///< As found: `2026-11-21T14:26:10+01:00`.
    Fact<std::string> camera;  ///< Make and model.
    Fact<std::string> serial;

    Fact<SoundFormat> sound;
    Fact<std::int64_t> samples;       ///< Of one channel.
    Fact<std::uint64_t> startSamples; ///< Since midnight.

    Fact<std::string> soundRoll;
    Fact<std::string> scene;
    Fact<std::string> take;
    Fact<std::string> note;
    Fact<bool> circled;
    Fact<bool> falseTake; ///< Marked no good, a false start, or kept in the folder of false takes.
    Fact<bool> wildTrack;
    Fact<std::vector<SoundTrack>> tracks;

    std::vector<ClipItem> items; ///< In the order they were found.
    std::string unreadable;      ///< Why its media tells nothing; empty when it does.

    /// The length in seconds; nothing when it is not known.
    [[nodiscard]] std::optional<double> seconds() const;
};

/// One line for people and programs.
struct ClipField {
    std::string name; ///< `rate`, `start timecode`, or a ClipItem's.
    std::string value;
    Origin origin = Origin::Media;
};

/// Everything that is known, in the order of the members above; facts nobody tells are left out.
[[nodiscard]] std::vector<ClipField> fieldsOf(const ClipMetadata& clip);

} // namespace tailslate::media
