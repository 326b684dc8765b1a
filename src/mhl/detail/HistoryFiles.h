// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileSystem.h"
#include "mhl/History.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::mhl::detail {

/// The folder of a history, in its scope.
inline constexpr const char* kHistoryFolder = "ascmhl";

/// A folder in which the first generation of a history is made ready, beside the one that it
/// becomes. What a killed program leaves of it is no content of the scope.
inline constexpr const char* kUnfinishedPattern = ".ascmhl.*.tailslate-part";

/// True for the name of such a folder.
[[nodiscard]] bool isUnfinishedHistory(std::string_view name) noexcept;

/// No manifest that is read or written is larger.
inline constexpr std::uint64_t kLargestManifest = std::uint64_t{1} << 30;

[[nodiscard]] std::filesystem::path historyFolder(const std::filesystem::path& scope);

[[nodiscard]] std::filesystem::path chainFile(const std::filesystem::path& scope);

/// The manifests that lie in the history folder of `scope`, listed by a chain or not, and the chain
/// file. Hidden files are neither: temporary ones of ours, and those that Finder leaves.
/// @return Unsupported where the folder is a link, which may lead anywhere: a history is neither
///         read nor written through one. The errors of listing it.
[[nodiscard]] Result<std::vector<std::string>> historyFiles(io::FileSystem& files,
                                                            const std::filesystem::path& scope);

/// True when `entry` of the folder `scope` is a history: manifests or a chain, or an `ascmhl` that
/// cannot be looked into, of which nobody can say that it is none.
[[nodiscard]] bool mayHoldHistory(io::FileSystem& files, const std::filesystem::path& scope,
                                  const io::DirectoryEntry& entry);

/// What the chain file lists. @return As readHistory(), the manifests aside.
[[nodiscard]] Result<std::vector<ChainEntry>> readChain(io::FileSystem& files,
                                                        const std::filesystem::path& scope);

/// Likewise, of any chain or collection file. @param whenMissing The sentence of NotFound.
[[nodiscard]] Result<std::vector<ChainEntry>>
readChainFile(io::FileSystem& files, const std::filesystem::path& path, const char* whenMissing);

/// What one manifest says, after its C4 ID was checked. @return As readHistory().
[[nodiscard]] Result<Manifest> readGeneration(io::FileSystem& files,
                                              const std::filesystem::path& scope,
                                              const ChainEntry& entry,
                                              const std::stop_token& stop = {});

/// Likewise, but what it records goes to `records`. @return Also the error of `records`.
[[nodiscard]] Result<Manifest> readGeneration(io::FileSystem& files,
                                              const std::filesystem::path& scope,
                                              const ChainEntry& entry, RecordSink& records,
                                              const std::stop_token& stop);

/// Checks the C4 ID of one manifest, block by block. @return As readHistory(), but BadFormat.
[[nodiscard]] Result<void>
checkGeneration(io::FileSystem& files, const std::filesystem::path& scope, const ChainEntry& entry);

/// Likewise, of a manifest that lies anywhere.
[[nodiscard]] Result<void> checkListed(io::FileSystem& files, const std::filesystem::path& path,
                                       const hash::Digest& expected);

/// True for a file that is called and begins like a manifest, of either format.
[[nodiscard]] bool looksLikeManifest(io::FileSystem& files, const std::filesystem::path& path);

/// True for a manifest of the older format: its beginning does not name the namespace of ASC MHL.
/// @return Errors of reading; they name the path.
[[nodiscard]] Result<bool> isLegacyManifest(io::FileSystem& files,
                                            const std::filesystem::path& path);

} // namespace tailslate::mhl::detail
