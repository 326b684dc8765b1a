// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileSystem.h"
#include "project/detail/Database.h"

#include <filesystem>
#include <functional>
#include <memory>

namespace tailslate::project::detail {

/// Makes a project file that appears under its name only when complete: `fill` puts the first
/// records into the empty schema. @return AlreadyExists, NotFound (no such folder), or what `fill`
/// says; nothing is left behind.
[[nodiscard]] Result<void> createProjectFile(io::FileSystem& files,
                                             const std::filesystem::path& path,
                                             const std::function<Result<void>(Database&)>& fill);

/// Connects to a project file and brings its schema up to date.
/// @return As Project::open(). A file that is refused keeps every byte.
[[nodiscard]] Result<std::unique_ptr<Database>> openProjectFile(io::FileSystem& files,
                                                                const std::filesystem::path& path);

/// Connects to a project file to read it, as Database::peek().
/// @return Null when a log lies beside it, without which it need make no sense; as Project::open().
[[nodiscard]] Result<std::unique_ptr<Database>> peekProjectFile(io::FileSystem& files,
                                                                const std::filesystem::path& path);

} // namespace tailslate::project::detail
