// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "io/FileSystem.h"
#include "jobs/JobContext.h"
#include "mhl/CheckScope.h"
#include "mhl/detail/CheckedFiles.h"
#include "mhl/detail/FolderHashes.h"
#include "mhl/detail/ScopeView.h"
#include "mhl/Manifest.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tailslate::mhl::detail {

/// Keeps other jobs out of all scopes that generations may be appended to.
/// @return As io::FileSystem::lockFolder(); Cancelled.
[[nodiscard]] Result<std::vector<std::unique_ptr<io::FolderLock>>>
lockScopes(io::FileSystem& files, const std::filesystem::path& scope, const ScopeView& view,
           const jobs::JobContext& context);

/// Whether the chains of these scopes still are what was loaded: while nobody held the scopes,
/// another job may have gone on with them.
/// @return AlreadyExists, naming the history that changed; Cancelled.
[[nodiscard]] Result<void> checkUnchanged(io::FileSystem& files, const std::filesystem::path& scope,
                                          const ScopeView& view, const jobs::JobContext& context);

/// Whether generations of these scopes can be written at all: their names, what the creator says
/// and the patterns, before any file is read.
/// @return InvalidArgument, saying what no manifest can hold; Cancelled.
[[nodiscard]] Result<void> checkHeads(io::FileSystem& files, const std::filesystem::path& scope,
                                      const ScopeView& view, const CreatorInfo& creator,
                                      const jobs::JobContext& context);

/// Folders under their new names, relative to the scope, with the old ones, relative to the history
/// that records them.
using RenamedFolders = std::map<std::string, std::string, std::less<>>;

/// Appends a generation to each history that has something to record, inner ones first.
/// @param folders The digests of folders that are to be recorded.
/// @param creator Its time is the start of the operation, and names the files.
/// @param renamedFolders Get a record with their old name, also where not every file was read; it
/// has no digests then.
/// @param report Gets what was appended, or why it was not.
/// @return Only Cancelled, with nothing appended; the report says so where something was.
[[nodiscard]] Result<void>
appendGenerations(io::FileSystem& files, const std::filesystem::path& scope, const ScopeView& view,
                  const std::vector<CheckedFile>& checked, const RenamedFolders& renamedFolders,
                  FolderHashes folders, const CreatorInfo& creator, const jobs::JobContext& context,
                  CheckReport& report);

} // namespace tailslate::mhl::detail
