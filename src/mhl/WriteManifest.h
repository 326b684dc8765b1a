// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "mhl/FileSource.h"
#include "mhl/Manifest.h"

#include <functional>
#include <string_view>

namespace tailslate::mhl {

/// Whether a manifest can hold a name or path: UTF-8, without the few characters that XML has no
/// way to write (most control characters).
[[nodiscard]] bool canHoldName(std::string_view name) noexcept;

/// Takes the text of a document piece by piece, in order.
using XmlSink = std::function<Result<void>(std::string_view)>;

/// Gives what toXml() returns to `sink`, in pieces of about a mebibyte; the document as a whole is
/// never in memory.
/// @return As toXml(), before the first piece; else the first error of `sink`.
[[nodiscard]] Result<void> writeXml(const Manifest& manifest, const XmlSink& sink);

/// Likewise, with the files from `files`; besides what it borrows it needs about 50 bytes a file.
/// @return Also InvalidArgument when the manifest has files of its own.
[[nodiscard]] Result<void> writeXml(const Manifest& manifest, FileSource& files,
                                    const XmlSink& sink);

} // namespace tailslate::mhl
