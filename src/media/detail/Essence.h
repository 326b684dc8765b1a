// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/Card.h"

#include <optional>
#include <string_view>

namespace tailslate::media::detail {

/// What kind of essence a file of this name carries, judged by its extension; nothing for sidecars
/// and all else. Proxies a camera makes beside its clips (`.LRV`, `.LRF`) are sidecars.
[[nodiscard]] std::optional<ClipKind> essenceKind(std::string_view name) noexcept;

/// True for formats that keep one frame in a file: ARRIRAW, CinemaDNG, DPX, KineRAW,
/// OpenEXR, TIFF.
[[nodiscard]] bool isFrameFile(std::string_view name) noexcept;

/// True for what sound recorders write: `.wav`, `.bwf`, `.rf64`.
[[nodiscard]] bool isRecorderFile(std::string_view name) noexcept;

/// True for the folders where recorders put takes that nobody wants; they are copied like all
/// others.
[[nodiscard]] bool isDiscardFolder(std::string_view name) noexcept;

/// True for photographs: raw ones and those that isDevelopedStill() knows. Not essence of a clip by
/// their extension alone, for movies have thumbnails of the same kind.
[[nodiscard]] bool isStillFile(std::string_view name) noexcept;

/// True for photographs that need no developing: JPEG, HEIF.
[[nodiscard]] bool isDevelopedStill(std::string_view name) noexcept;

/// A name that ends in a frame number: `A001C001_261121_R2EC.0000123.ari`, `shot_000123.dpx`.
struct FrameName {
    std::string_view sequence; ///< All before the number, without the separator.
    std::string_view number;   ///< 4 to 9 digits.
};

/// Splits the name of a frame file; nothing when it has no frame number.
[[nodiscard]] std::optional<FrameName> parseFrameName(std::string_view name) noexcept;

/// The value of up to nine digits.
[[nodiscard]] unsigned numberOf(std::string_view digits) noexcept;

} // namespace tailslate::media::detail
