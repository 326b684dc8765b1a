// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"

#include <filesystem>
#include <utility>

namespace tailslate::bench {

/// An empty folder of its own that goes, with everything in it, when the object does. Movable.
class ScratchFolder {
public:
    /// @param parent An existing folder.
    /// @return NotFound, PermissionDenied, and what else keeps a folder from being made.
    [[nodiscard]] static Result<ScratchFolder> create(const std::filesystem::path& parent);

    ~ScratchFolder();

    ScratchFolder(ScratchFolder&& other) noexcept
        : m_path(std::exchange(other.m_path, {}))
    {
    }

    ScratchFolder& operator=(ScratchFolder&&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }

private:
    explicit ScratchFolder(std::filesystem::path path)
        : m_path(std::move(path))
    {
    }

    std::filesystem::path m_path;
};

} // namespace tailslate::bench
