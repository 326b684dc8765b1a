// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"
#include "hash/Digest.h"
#include "io/FileSystem.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::mhl {

/// One file of a legacy manifest.
struct LegacyFile {
    std::string path; ///< Relative to the manifest's folder, `/` separators.
    std::optional<std::uint64_t> size;
    std::optional<TimePoint> created;
    std::optional<TimePoint> modified;
    std::optional<TimePoint> hashedAt;
    std::vector<hash::Digest> digests; ///< One of a kind; none where only the size is known.
    /// The xxh64 digest comes from an element whose name means bytes in reverse order. It was read
    /// so; but some tools write that element in the usual order, so the reverse of the digest may
    /// be what was meant.
    bool eitherByteOrder = false;
    bool hasXxh32 = false;   ///< A digest of 32 bits was there, which we do not compute.
    bool isManifest = false; ///< The file is a manifest itself (`referencehhashlist`).
};

/// What a manifest of the Media Hash List 1.1 says (mediahashlist.org), the format before ASC MHL.
/// A value type.
struct LegacyManifest {
    std::string name;
    std::string userName;
    std::string hostname;
    std::string tool;
    std::optional<TimePoint> started;
    std::optional<TimePoint> finished;
    std::vector<LegacyFile> files;
};

/// Reads a legacy manifest. Tolerates any order of elements, missing and empty ones, and unknown
/// elements; those are lost. Times without an offset are taken as UTC.
/// @param folder Where the manifest lies, if known: absolute paths below it count as relative ones.
/// @return BadFormat naming the line for broken XML, a document type declaration, any namespace,
///         another version than 1, a digest of the wrong length or two that disagree, a record
///         without a path, a path that leaves the folder or is recorded twice; also for documents
///         nested over 64 deep.
[[nodiscard]] Result<LegacyManifest> legacyFromXml(std::string_view xml,
                                                   const std::filesystem::path& folder = {});

/// Reads the legacy manifest at `path` block by block. Paths that begin with a slash are taken
/// relative to its folder when one of them leads to a file there.
/// @return As legacyFromXml() for the folder it lies in, also when it is over 1 GiB; NotFound and
///         other errors of reading; Cancelled. All name the path.
[[nodiscard]] Result<LegacyManifest> readLegacyFile(io::FileSystem& files,
                                                    const std::filesystem::path& path,
                                                    const std::stop_token& stop = {});

} // namespace tailslate::mhl
