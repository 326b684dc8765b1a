// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileSystem.h"
#include "mhl/History.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace tailslate::mhl::detail {

/// No manifest that is read or written is larger.
inline constexpr std::uint64_t kLargestManifest = std::uint64_t{1} << 30;

[[nodiscard]] std::filesystem::path historyFolder(const std::filesystem::path& scope);

[[nodiscard]] std::filesystem::path chainFile(const std::filesystem::path& scope);

/// The manifests that lie in the history folder of `scope`, listed by a chain or not, and the chain
/// file. Hidden files are neither: temporary ones of ours, and those that Finder leaves.
[[nodiscard]] Result<std::vector<std::string>> historyFiles(io::FileSystem& files,
                                                            const std::filesystem::path& scope);

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

/// True for a manifest of the older format: its beginning does not name the namespace of ASC MHL.
/// @return Errors of reading; they name the path.
[[nodiscard]] Result<bool> isLegacyManifest(io::FileSystem& files,
                                            const std::filesystem::path& path);

} // namespace tailslate::mhl::detail
