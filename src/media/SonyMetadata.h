// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tailslate::media {

/// What a Sony camera writes of a clip beside it: `C0001M01.XML`, root `NonRealTimeMeta`. Texts as
/// found; empty where there is none.
struct SonyMetadata {
    std::optional<std::uint64_t> frames; ///< Duration.
    std::string umid;                    ///< TargetMaterial umidRef.
    std::string firstTimecode;           ///< `10:26:03:12`; `;` before the frames in drop frame.
    std::string timecodeRate;            ///< tcFps: `24`
    bool halfStep = false;               ///< Frames share a label (over 30 frames a second).
    bool secondHalf = false;             ///< The first frame is in the second half of those that
                                         ///< share its label.
    std::string created;                 ///< CreationDate: `2026-01-05T16:19:29+01:00`
    std::string title;                   ///< usAscii title of the clip.
    std::string captureRate;             ///< `23.98p`
    std::string formatRate;              ///< `23.98p`
    std::string codec;
    unsigned width = 0;
    unsigned height = 0;
    unsigned audioChannels = 0;
    std::string manufacturer;
    std::string model;
    std::string serial;
    std::string reel; ///< Reel or cassette name where the camera gives one.
    std::vector<std::pair<std::string, std::string>>
        acquisition; ///< Items of the acquisition record: `CaptureGammaEquation`, `s-log3-cine`.
};

/// Parses the text of such a file, any version of its schema.
/// @return BadFormat when it is no XML or its root is another.
[[nodiscard]] Result<SonyMetadata> parseSonyMetadata(std::string_view text);

} // namespace tailslate::media
