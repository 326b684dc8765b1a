// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "timing/FrameRate.h"

#include <filesystem>
#include <optional>
#include <string>

namespace tailslate::stills {

/// What a frame of a sequence says of itself.
struct StillHeader {
    std::string format; ///< `dpx`, `openexr`, `tiff`, …
    int width = 0;
    int height = 0;
    int channels = 0;
    int bits = 0; ///< Of one value as stored; 0 when not told.
    bool isFloat = false;
    std::optional<timing::FrameRate> rate;
    std::string
        timecode;     ///< `10:00:00:00`, a semicolon before the frames in drop frame; may be empty.
    std::string reel; ///< May be empty.
};

/// Reads the head of an image file, not its pixels. The file keeps no trace of that.
/// @return NotFound, PermissionDenied, BadFormat.
[[nodiscard]] Result<StillHeader> readStillHeader(const std::filesystem::path& path);

} // namespace tailslate::stills
