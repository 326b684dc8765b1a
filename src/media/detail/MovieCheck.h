// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/detail/FileBytes.h"

#include <optional>
#include <string>
#include <string_view>

namespace tailslate::media::detail {

/// Looks at a movie or a still. @return What is wrong with it, as the end of a sentence that begins
/// with its name; nothing when it is whole as far as its structure tells. Io, DeviceLost.
using MovieCheck = Result<std::optional<std::string>> (*)(FileBytes& file);

/// The one of those below or in StillCheck.h and TiffCheck.h for a file of this name; null where
/// nothing but the size of a file tells.
[[nodiscard]] MovieCheck movieCheckFor(std::string_view name) noexcept;

/// For files made of boxes (ISO/IEC 14496-12, section 4.2): QuickTime and MP4, and what Blackmagic,
/// Canon, GoPro and Insta360 put their raw pictures into. Whatever stands behind the last box of a
/// whole one does not count, and media may lie in another file if the index says so. Reads the
/// heads of the outermost boxes.
[[nodiscard]] Result<std::optional<std::string>> findBoxFault(FileBytes& file);

/// For MXF files (SMPTE ST 377-1, sections 7 and 12): reads the header partition's pack, and the
/// random index at the end; where there is none, the heads of all from the footer on, which must be
/// as long as the footer says.
[[nodiscard]] Result<std::optional<std::string>> findMxfFault(FileBytes& file);

/// For the transport streams of AVCHD, packets of 188 bytes (ISO/IEC 13818-1, section 2.4.3) with
/// or without four bytes of time before each. Reads the first two, and holds the length of the file
/// against theirs: one that is cut short between two packets is whole as far as it goes.
[[nodiscard]] Result<std::optional<std::string>> findStreamFault(FileBytes& file);

/// For AVI files: reads the head of each RIFF chunk.
[[nodiscard]] Result<std::optional<std::string>> findAviFault(FileBytes& file);

} // namespace tailslate::media::detail
