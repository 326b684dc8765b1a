// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileSystem.h"
#include "mhl/FileSource.h"
#include "mhl/Manifest.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::mhl {

class RecordSink;

/// One line of the chain file: which manifest is which generation, and its C4 ID.
struct ChainEntry {
    std::uint32_t generation = 0; ///< From 1, no gaps.
    std::string fileName;         ///< Relative to the chain file.
    hash::Digest c4;
};

/// The chain as XML, valid against ASCMHLDirectory.xsd. File names must be text that XML can hold.
[[nodiscard]] std::string chainToXml(const std::vector<ChainEntry>& chain);

/// Reads a chain file. @return BadFormat, also for generations that do not count 1, 2, 3 or names
/// that leave the folder.
[[nodiscard]] Result<std::vector<ChainEntry>> chainFromXml(std::string_view xml);

/// `0001_A001R2EC_2026-01-16_091500Z.mhl`: generation, scope name, start of the operation in UTC.
/// Scope names over 180 bytes are cut, so that the file name stays one that file systems take.
[[nodiscard]] std::string manifestFileName(std::uint32_t generation, const std::string& scopeName,
                                           TimePoint started);

/// A generation as read back: its chain line and what it says.
struct Generation {
    ChainEntry entry;
    Manifest manifest;
};

/// Reads `scope/ascmhl`, chain first, and checks every manifest against its C4 ID. Manifests that
/// the chain does not list are no part of the history.
/// @return NotFound when there is no history (path is the folder, which may be there but holds no
///         manifest), no chain (path is the chain file) or a listed manifest is missing (path is
///         the manifest); DataCorrupted when a
///         manifest was modified; BadFormat, also for a manifest over 1 GiB.
[[nodiscard]] Result<std::vector<Generation>> readHistory(io::FileSystem& files,
                                                          const std::filesystem::path& scope);

/// Likewise, without holding what the generations record: their files and folders go to `records`,
/// the oldest generation first, and count only when the reading as a whole succeeds. The manifests
/// returned are without them.
/// @param stop Ends the reading early. @return Also Cancelled, and the error of `records`.
[[nodiscard]] Result<std::vector<Generation>> readHistory(io::FileSystem& files,
                                                          const std::filesystem::path& scope,
                                                          RecordSink& records,
                                                          const std::stop_token& stop);

/// Where a generation was written.
struct SealedGeneration {
    std::filesystem::path manifestPath;
    std::filesystem::path chainPath;
    std::uint32_t generation = 0;
    hash::Digest c4;
};

/// Appends a generation to the history of `scope` (making `scope/ascmhl` if there is none):
/// manifest first, then the chain, each by temporary name, sync and rename. The history that is
/// there is read and checked first.
/// @param scope   An existing folder; it is never made.
/// @param started Start of the operation; names the file. An attempt that is repeated after a
///                failure or a power cut gives the same moment again: then a manifest that the
///                first attempt left without a chain line is replaced.
/// @return As readHistory() (a history that was changed or has gaps, or manifests without a chain,
///         are never continued; what the manifests say is not looked at) and toXml(). On failure
///         the chain is as it was, or complete where only the last confirmation failed; a manifest
///         without its chain line is removed where that can be; one that is left is not part of the
///         history.
[[nodiscard]] Result<SealedGeneration> appendGeneration(io::FileSystem& files,
                                                        const std::filesystem::path& scope,
                                                        const Manifest& manifest,
                                                        TimePoint started);

/// Likewise, with the files from `files` in place of the manifest's own, of which there must be
/// none; besides what it borrows it needs about 50 bytes a file.
/// @param stop Ends the work early. @return Also Cancelled.
[[nodiscard]] Result<SealedGeneration> appendGeneration(io::FileSystem& files,
                                                        const std::filesystem::path& scope,
                                                        const Manifest& manifest,
                                                        FileSource& recorded, TimePoint started,
                                                        const std::stop_token& stop = {});

} // namespace tailslate::mhl
