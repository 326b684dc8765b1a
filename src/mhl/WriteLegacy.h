// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "mhl/LegacyManifest.h"
#include "mhl/WriteManifest.h"

#include <string>

namespace tailslate::mhl {

/// Gives a Media Hash List 1.1 to `sink`, strictly in the order of its schema, times in UTC with
/// `Z`, files in the order given. The schema wants of each file its size, its modification time and
/// a digest: exactly one, xxh64 (written as `xxhash64be`) or md5. The moment of hashing, where a
/// file has none, is that of the manifest's end.
/// @return InvalidArgument, with the path where there is one, before the first piece: no tool, no
///         start or end; a file without one of these, or given twice; a path as in toXml(); text
///         that XML cannot hold. Else the first error of `sink`.
[[nodiscard]] Result<void> writeLegacyXml(const LegacyManifest& manifest, const XmlSink& sink);

/// The same as one text.
[[nodiscard]] Result<std::string> legacyToXml(const LegacyManifest& manifest);

/// `A001R2EC_2026-01-16_091500.mhl`: scope name, start of the operation in UTC.
[[nodiscard]] std::string legacyFileName(const std::string& scopeName, TimePoint started);

} // namespace tailslate::mhl
