// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileSystem.h"
#include "jobs/JobContext.h"

#include <filesystem>
#include <string>
#include <vector>

namespace tailslate::mhl::detail {

/// What lies below a scope, whatever any history says of it. Paths are relative to the scope, `/`
/// separators, bytes as on the disk. The `ascmhl` folders are no part of it.
struct ScopeListing {
    std::vector<std::string> files;
    std::vector<std::string> folders; ///< A folder before those in it.
    std::vector<std::string> others;  ///< Neither: links, devices. They are not followed.
    std::vector<Error> unreadable;    ///< Folders that cannot be listed; path is the whole path.
    std::vector<std::string> unreadableFolders; ///< The same, relative.
    /// Folders with a history of their own, also one that cannot be read.
    std::vector<std::string> nestedScopes;
};

/// Lists a scope. A folder in it that cannot be listed does not end it.
/// @return The error of listing `scope` itself; Cancelled.
[[nodiscard]] Result<ScopeListing> listScope(io::FileSystem& files,
                                             const std::filesystem::path& scope,
                                             const jobs::JobContext& context);

} // namespace tailslate::mhl::detail
