// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/Thumbnails.h"
#include "base/Result.h"
#include "io/FileSystem.h"
#include "media/Card.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tailslate::app::detail {

/// What one file of the cache holds.
struct CachedPictures {
    std::string look; ///< What the graded pictures were made with, as one word.
    std::vector<FramePictures> frames;
};

/// The name under which the cache keeps a clip: another one as soon as path, size or time of one
/// of its picture files is another.
[[nodiscard]] std::string cacheName(const media::Card& card, const media::Clip& clip);

/// Reads what writeToCache() wrote.
/// @return Nothing when it is not there, is damaged, or was written by another version.
[[nodiscard]] std::optional<CachedPictures> readFromCache(io::FileSystem& files,
                                                          const std::filesystem::path& path);

/// Puts the pictures of a clip into the cache, in one step and in place of what is there. Nothing
/// waits for the disk: what a power cut leaves of it is told by its digest when it is read.
/// @return As io::FileSystem; what was there is then gone or as it was.
[[nodiscard]] Result<void> writeToCache(io::FileSystem& files, const std::filesystem::path& path,
                                        const CachedPictures& pictures);

/// Removes the oldest files of the cache until the rest has at most `limit` bytes. Files that are
/// not of the cache are left alone.
void pruneCache(io::FileSystem& files, const std::filesystem::path& folder, std::uint64_t limit);

} // namespace tailslate::app::detail
