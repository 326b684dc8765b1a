// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/AbsentPaths.h"

namespace tailslate::mhl::detail {

AbsentPaths::AbsentPaths(const ScopeListing& listing)
    : m_files(listing.files.begin(), listing.files.end())
    , m_folders(listing.folders.begin(), listing.folders.end())
    , m_others(listing.others.begin(), listing.others.end())
    , m_unreadable(listing.unreadableFolders.begin(), listing.unreadableFolders.end())
{
}

const char* AbsentPaths::whyHidden(std::string_view path) const
{
    for (std::size_t slash = path.rfind('/'); slash != std::string_view::npos && slash > 0;
         slash = path.rfind('/', slash - 1)) {
        const std::string_view folder = path.substr(0, slash);
        if (m_unreadable.contains(folder))
            return "it lies in a folder that cannot be read";
        if (m_others.contains(folder))
            return "it lies behind a link, and links are not followed";
        if (m_folders.contains(folder))
            return nullptr;
    }
    return nullptr;
}

const char* AbsentPaths::whyOtherKind(std::string_view path, bool isFolder) const
{
    if (m_others.contains(path)) // Other programs record what a link leads to as a file.
        return "it is a link or a device, links are not followed: it was not compared";
    if (!(isFolder ? m_files : m_folders).contains(path))
        return nullptr;
    return isFolder ? "it is no folder any more" : "it is no regular file any more";
}

} // namespace tailslate::mhl::detail
