// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "io/FileSystem.h"
#include "jobs/JobContext.h"
#include "mhl/CheckScope.h"
#include "mhl/detail/CheckedFiles.h"
#include "mhl/detail/ScopeView.h"
#include "mhl/Manifest.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace tailslate::mhl::detail {

/// Keeps other jobs out of all scopes that generations may be appended to.
/// @return As io::FileSystem::lockFolder().
[[nodiscard]] Result<std::vector<std::unique_ptr<io::FolderLock>>>
lockScopes(io::FileSystem& files, const std::filesystem::path& scope, const ScopeView& view);

/// Appends a generation to each history that has something to record, inner ones first, with the
/// digests of all folders of which every file was read.
/// @param creator Its time is the start of the operation, and names the files.
/// @param report Gets what was appended, or why it was not.
/// @return Only Cancelled.
[[nodiscard]] Result<void>
appendGenerations(io::FileSystem& files, const std::filesystem::path& scope, const ScopeView& view,
                  const std::vector<CheckedFile>& checked, const CreatorInfo& creator,
                  const jobs::JobContext& context, CheckReport& report);

} // namespace tailslate::mhl::detail
