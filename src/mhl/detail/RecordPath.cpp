// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/RecordPath.h"

#include <algorithm>
#include <cstddef>

namespace tailslate::mhl::detail {

const char* relativePathFault(std::string_view path) noexcept
{
    if (path.empty())
        return "is empty";
    if (path.front() == '/')
        return "is absolute";
    if (path.size() > kLongestPath)
        return "is longer than any path on a disk";
    for (std::size_t start = 0; start <= path.size();) {
        const std::size_t end = std::min(path.find('/', start), path.size());
        const std::string_view part = path.substr(start, end - start);
        if (part.empty())
            return "has an empty part";
        if (part == "." || part == "..")
            return "has a part that is . or ..";
        start = end + 1;
    }
    return nullptr;
}

bool beginsWithDrive(std::string_view path) noexcept
{
    const auto isLetter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
    return path.size() > 2 && isLetter(path[0]) && path[1] == ':' &&
           (path[2] == '\\' || path[2] == '/');
}

bool recordBefore(std::string_view a, RecordKind kindOfA, std::string_view b,
                  RecordKind kindOfB) noexcept
{
    const auto [inA, inB] = std::ranges::mismatch(a, b);
    const auto at = static_cast<std::size_t>(inA - a.begin());
    const bool endOfA = at == a.size();
    const bool endOfB = at == b.size();
    if (endOfA && endOfB)
        return kindOfA == RecordKind::Folder && kindOfB == RecordKind::File;
    if (endOfA && b[at] == '/')
        return false;
    if (endOfB && a[at] == '/')
        return true;

    // They part here, below one folder: which of the two goes on into a folder of its own?
    const bool folderA = kindOfA == RecordKind::Folder || a.find('/', at) != std::string_view::npos;
    const bool folderB = kindOfB == RecordKind::Folder || b.find('/', at) != std::string_view::npos;
    if (folderA != folderB)
        return folderA;
    if (endOfA || a[at] == '/')
        return true;
    if (endOfB || b[at] == '/')
        return false;
    return static_cast<unsigned char>(a[at]) < static_cast<unsigned char>(b[at]);
}

} // namespace tailslate::mhl::detail
