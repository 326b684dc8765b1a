// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"
#include "mhl/FileSource.h"
#include "mhl/Manifest.h"

namespace tailslate::mhl::detail {

/// True for the years that both XML Schema and toIso8601() know.
[[nodiscard]] bool isWritable(TimePoint time) noexcept;

/// What must hold of a manifest, its files aside, before any of it is written; see toXml(). That no
/// path comes twice is not looked at.
[[nodiscard]] Result<void> checkManifest(const Manifest& manifest);

/// Likewise, of one file.
[[nodiscard]] Result<void> checkFile(const FileView& file);

} // namespace tailslate::mhl::detail
