// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "mhl/LoadedHistory.h"

#include <filesystem>
#include <string>
#include <vector>

namespace tailslate::mhl::detail {

/// The patterns of a list of what a history records: its own, then those of every history.
[[nodiscard]] std::vector<std::string> patternsOfList(const LoadedHistory& history);

/// Nothing that a list is written to may be a part of a history, or a new file of what it is of.
/// @param scope Of the history that the list is of.
/// @param place Of the list, or of the folder that is made for it. Both are resolved.
/// @param patterns What they leave out may lie in the scope.
/// @return InvalidArgument.
[[nodiscard]] Result<void> checkListPlace(const std::filesystem::path& scope,
                                          const std::filesystem::path& place, bool isFolder,
                                          const std::vector<std::string>& patterns);

} // namespace tailslate::mhl::detail
