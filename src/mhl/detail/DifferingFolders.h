// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mhl/CheckScope.h"
#include "mhl/detail/CheckedFiles.h"
#include "mhl/detail/FolderHashes.h"
#include "mhl/detail/ScopeView.h"

#include <span>
#include <vector>

namespace tailslate::mhl::detail {

/// Folders, and scopes, whose latest recorded digests are not those computed now although every
/// file below matches and nothing in them was added, removed, renamed or ignored since. Where that
/// cannot be told (a nested history that went on by itself, links, folders that a pattern ignores),
/// a folder is not named.
/// @param found What was found of files and folders.
/// @return Cancelled.
[[nodiscard]] Result<std::vector<PathVerdict>>
differingFolders(const ScopeView& view, const std::vector<CheckedFile>& checked,
                 const FolderHashes& computed, std::span<const PathVerdict> found,
                 const jobs::JobContext& context);

} // namespace tailslate::mhl::detail
