// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "image/Frame.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace tailslate::stills {

/// Bits per channel of a written still. PNG and TIFF take both; JPEG always has 8.
enum class StillDepth { Bits8 = 1, Bits16 };

/// Text stored in the file, for example {"Description", "A001C003 10:00:01:00"}. Artist, Copyright
/// and Software go to the fields that every format has for them; any other key becomes a line
/// `key: value` of the description.
struct StillNote {
    std::string key;
    std::string value;
};

/// Writes an image whose values are display code values 0 to 1 (clamped, rounded to nearest). The
/// extension of `path`, in any case, chooses the format: .png, .tif, .tiff, .jpg, .jpeg, .exr (as
/// half floats, not clamped). The file appears under its name only when complete and synced; an
/// existing file is replaced.
/// @return InvalidArgument for an unknown extension, an image of the wrong size or notes over 16
/// KiB; on Io, NoSpace and PermissionDenied what was under that name is as before.
[[nodiscard]] Result<void> writeStill(const std::filesystem::path& path,
                                      const image::RgbImage& image, StillDepth depth,
                                      const std::vector<StillNote>& notes);

/// Reads the first three channels as floats; integer formats come as 0 to 1, a gray image as three
/// equal channels.
/// Alpha is dropped, not applied. The file keeps no trace of that.
/// @return NotFound, BadFormat, or Unsupported for images over 16384 pixels a side.
[[nodiscard]] Result<image::RgbImage> readStill(const std::filesystem::path& path);

/// The image reduced to fit `maxWidth` × `maxHeight`, sides kept in proportion, area averaged;
/// never enlarged.
[[nodiscard]] Result<image::RgbImage> thumbnail(const image::RgbImage& image, int maxWidth,
                                                int maxHeight);

/// JPEG bytes of display code values, quality 1 to 100, chroma at full size.
[[nodiscard]] Result<std::vector<std::byte>> encodeJpeg(const image::RgbImage& image, int quality);

/// What encodeJpeg() made, as values 0 to 1.
/// @return BadFormat.
[[nodiscard]] Result<image::RgbImage> decodeJpeg(std::span<const std::byte> bytes);

} // namespace tailslate::stills
