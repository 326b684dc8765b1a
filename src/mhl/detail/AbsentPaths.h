// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mhl/detail/ScopeListing.h"

#include <string_view>
#include <unordered_set>

namespace tailslate::mhl::detail {

/// Tells recorded paths that are gone from those that nobody could look for. A path is gone only
/// when the folder that would hold it, or the last one on the way to it, was really listed.
/// Each question takes a time that does not grow with the size of the scope.
class AbsentPaths {
public:
    /// @param listing Borrowed; must outlive this.
    explicit AbsentPaths(const ScopeListing& listing);

    /// Why nobody could look for a path that the listing does not have: it lies in a folder that
    /// cannot be read, or behind a link. Null when it is gone.
    [[nodiscard]] const char* whyHidden(std::string_view path) const;

    /// What else has the name of a recorded file or folder, in a sentence; null when nothing has.
    [[nodiscard]] const char* whyOtherKind(std::string_view path, bool isFolder) const;

private:
    std::unordered_set<std::string_view> m_files;
    std::unordered_set<std::string_view> m_folders;
    std::unordered_set<std::string_view> m_others;
    std::unordered_set<std::string_view> m_unreadable;
};

} // namespace tailslate::mhl::detail
