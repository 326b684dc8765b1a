// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/detail/FileBytes.h"

#include <optional>
#include <string>
#include <string_view>

namespace tailslate::media::detail {

/// True for files made of boxes: QuickTime and MP4, and what Blackmagic, Canon, GoPro and Insta360
/// put their raw pictures into.
[[nodiscard]] bool isBoxFile(std::string_view name) noexcept;

/// What is wrong with a file of boxes (ISO/IEC 14496-12, section 4.2), as the end of a sentence
/// that begins with its name; nothing when it is whole as far as its boxes tell, whatever stands
/// behind them. Reads the heads of the outermost boxes.
/// @return Io, DeviceLost.
[[nodiscard]] Result<std::optional<std::string>> findBoxFault(FileBytes& file);

/// The same for an MXF file (SMPTE ST 377-1, sections 7 and 12): reads the header partition's pack,
/// and the footer's or the random index at the end.
/// @return Io, DeviceLost.
[[nodiscard]] Result<std::optional<std::string>> findMxfFault(FileBytes& file);

} // namespace tailslate::media::detail
