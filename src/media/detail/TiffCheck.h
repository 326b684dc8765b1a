// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/detail/FileBytes.h"

#include <optional>
#include <string>

namespace tailslate::media::detail {

/// For TIFF and DNG files, also those for over 4 GiB: reads the directories of their pictures (TIFF
/// 6.0, section 2; DNG 1.4, SubIFDs), and where their strips or tiles end.
/// @return What is wrong, as the end of a sentence that begins with the file's name; nothing where
/// its structure tells no fault, or where it is no TIFF file. Io, DeviceLost, Cancelled.
[[nodiscard]] Result<std::optional<std::string>> findTiffFault(FileBytes& file);

} // namespace tailslate::media::detail
