// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "hash/Digest.h"
#include "io/FileSystem.h"
#include "jobs/JobContext.h"

#include <filesystem>

namespace tailslate::offload::detail {

/// DataCorrupted, of a manifest or chain.
[[nodiscard]] std::unexpected<Error> badlyWritten(const std::filesystem::path& path);

/// The seal is part of the proof: what the medium holds of it must be what was written.
/// @return DataCorrupted, read twice; Unsupported when it cannot be read past the page cache;
/// Cancelled.
[[nodiscard]] Result<void> checkOnMedium(io::FileSystem& files, const std::filesystem::path& path,
                                         const hash::Digest& written,
                                         const jobs::JobContext& context);

} // namespace tailslate::offload::detail
