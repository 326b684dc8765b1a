// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/detail/FileBytes.h"

#include <optional>
#include <string>

namespace tailslate::media::detail {

/// All return what is wrong with a still, as the end of a sentence that begins with its name;
/// nothing where its structure tells no fault, or where it is none of its kind and does not begin
/// with zeros. Io, DeviceLost, Cancelled.

/// For JPEG files (ITU-T T.81, annex B): reads the heads of the segments before the first scan. One
/// that is cut short within a scan is whole as far as they go.
[[nodiscard]] Result<std::optional<std::string>> findJpegFault(FileBytes& file);

/// For a still that begins as none of its kind: one that begins with zeros was given its size and
/// never written.
[[nodiscard]] Result<std::optional<std::string>> findZerosAtStart(FileBytes& file);

/// For OpenEXR files of one part in lines: reads the header and the table of chunks, and the head
/// of the last chunk.
[[nodiscard]] Result<std::optional<std::string>> findExrFault(FileBytes& file);

} // namespace tailslate::media::detail
