// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileSystem.h"
#include "project/detail/Database.h"
#include "project/detail/PrivateCopy.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

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

/// A project file that is only read.
struct ReadOnlyFile {
    std::unique_ptr<Database> database;
    /// What the file was before it was opened, where that touched nothing: what is read counts only
    /// as long as it is that. Nothing where it had to be opened like any other.
    std::optional<io::FileInfo> untouched;
};

/// Connects to a project file as Database::peek(), where no log lies beside it; else as
/// openProjectFile(). One of an older schema is brought up to date in memory.
[[nodiscard]] Result<ReadOnlyFile> openProjectFileToRead(io::FileSystem& files,
                                                         const std::filesystem::path& path);

/// Whether the file is still what it was and no log lies beside it.
[[nodiscard]] bool isUntouched(io::FileSystem& files, const std::filesystem::path& path,
                               const io::FileInfo& before);

/// See Project::hasLog().
[[nodiscard]] bool hasLog(io::FileSystem& files, const std::filesystem::path& path);

/// A project file that is looked into and left as it is.
struct PeekedFile {
    std::unique_ptr<PrivateCopy> copy; ///< What the database is of, where the file has a log.
    std::unique_ptr<Database> database;
};

/// Connects to a project file, as Database::peek(), or to a copy of it and its log.
/// @return Null while another program is at work with it; as Project::peekCard().
[[nodiscard]] Result<std::unique_ptr<PeekedFile>>
peekProjectFile(io::FileSystem& files, const std::filesystem::path& path);

} // namespace tailslate::project::detail
