// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"
#include "jobs/JobContext.h"
#include "mhl/detail/CheckedFiles.h"
#include "mhl/detail/ScopeView.h"
#include "mhl/Manifest.h"

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace tailslate::mhl::detail {

/// Both digests of folders, relative to the scope, in every format that could be computed.
using FolderHashes = std::map<std::string, RootHash, std::less<>>;

/// The digests of all folders, in each format in which every file below was read from the medium.
/// @param withoutFiles Formats that count also where the scope has no file at all.
/// @param at The date of the digests.
/// @return Only Cancelled.
[[nodiscard]] Result<FolderHashes> hashFolders(const ScopeView& view,
                                               const std::vector<CheckedFile>& checked,
                                               std::span<const hash::Algorithm> withoutFiles,
                                               TimePoint at, const jobs::JobContext& context);

} // namespace tailslate::mhl::detail
