// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace tailslate::mhl::detail {

/// Bytes that a path has at most: no system that cards are read on opens a longer one (PATH_MAX of
/// Linux), and each prefix of a path is looked at, so that a path of a mebibyte would take hours.
inline constexpr std::size_t kLongestPath = 4096;

/// Says, for an error message, what keeps `path` from being a path below a folder: parts between
/// single slashes, none of them empty, `.` or `..`, at most kLongestPath bytes. Null when
/// nothing does.
[[nodiscard]] const char* relativePathFault(std::string_view path) noexcept;

/// True for `C:\…` and `C:/…`: an absolute path of Windows.
[[nodiscard]] bool beginsWithDrive(std::string_view path) noexcept;

/// What a record is of.
enum class RecordKind { File = 1, Folder };

/// True when the record of `a` stands before that of `b`, in the order of the reference
/// implementation: of each folder first its subfolders with all they hold, then its files, each
/// sorted by the bytes of the names, then the folder itself. A strict weak order.
[[nodiscard]] bool recordBefore(std::string_view a, RecordKind kindOfA, std::string_view b,
                                RecordKind kindOfB) noexcept;

} // namespace tailslate::mhl::detail
