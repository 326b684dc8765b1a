// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/detail/FileBytes.h"

#include <optional>
#include <string>

namespace tailslate::media::detail {

/// Both return what is wrong with a still, as the end of a sentence that begins with its name;
/// nothing where its structure tells no fault, or where it is none of its kind. Io, DeviceLost.

/// For JPEG files (ITU-T T.81, annex B): reads the heads of the segments before the first scan. One
/// that is cut short within a scan is whole as far as they go.
[[nodiscard]] Result<std::optional<std::string>> findJpegFault(FileBytes& file);

/// For OpenEXR files of one part in lines: reads the header and the table of chunks, and the head
/// of the last chunk.
[[nodiscard]] Result<std::optional<std::string>> findExrFault(FileBytes& file);

} // namespace tailslate::media::detail
