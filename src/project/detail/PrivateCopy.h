// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileSystem.h"

#include <filesystem>
#include <memory>
#include <string>

namespace tailslate::project::detail {

/// A copy of a project file and its log in the system's folder for temporary files. Destroying it
/// removes the copy.
class PrivateCopy {
public:
    /// @return Null when one of the two changed meanwhile; what keeps them from being copied.
    [[nodiscard]] static Result<std::unique_ptr<PrivateCopy>>
    make(io::FileSystem& files, const std::filesystem::path& project);

    ~PrivateCopy();
    PrivateCopy(const PrivateCopy&) = delete;
    PrivateCopy& operator=(const PrivateCopy&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }

private:
    PrivateCopy(io::FileSystem& files, std::filesystem::path path);

    /// @return False when the file changed meanwhile.
    Result<bool> copy(const std::filesystem::path& from, const char* suffix);

    io::FileSystem& m_files;
    std::filesystem::path m_path;
};

} // namespace tailslate::project::detail
