// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"
#include "io/FileSystem.h"

#include <cstddef>
#include <filesystem>
#include <string>

namespace tailslate::mhl::detail {

/// With a scope's name of so many bytes, the name of a manifest has room for a temporary ending in
/// the 255 bytes of most file systems.
inline constexpr std::size_t kLongestScopeName = 180;

/// What goes into the name of a manifest for its scope: at most `longest` bytes of it, never half a
/// character.
[[nodiscard]] std::string shortScopeName(const std::string& scopeName,
                                         std::size_t longest = kLongestScopeName);

/// `2026-01-16_091500`, in UTC.
[[nodiscard]] std::string momentForName(TimePoint moment);

/// What manifests of `scope` are named after. @return InvalidArgument when no XML can hold it.
[[nodiscard]] Result<std::string> nameOfScope(io::FileSystem& files,
                                              const std::filesystem::path& scope);

/// Says that a list is not written, because one of its name is there.
inline constexpr const char* kListIsThere =
    "a list of this name is there already, and none is ever replaced; names have the second, so do "
    "this once more";

} // namespace tailslate::mhl::detail
