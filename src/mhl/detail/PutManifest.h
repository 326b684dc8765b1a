// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "hash/Digest.h"
#include "io/DurableFile.h"
#include "io/FileSystem.h"
#include "mhl/detail/ManifestWriter.h"

#include <filesystem>
#include <stop_token>

namespace tailslate::mhl::detail {

/// Puts a manifest in place durably, piece by piece. @return Its C4 ID; Cancelled; Unsupported when
/// it would be larger than one that can be read.
[[nodiscard]] Result<hash::Digest> putManifest(io::FileSystem& files,
                                               const std::filesystem::path& path,
                                               const ManifestWriter& writer,
                                               const std::stop_token& stop, io::Existing existing);

} // namespace tailslate::mhl::detail
