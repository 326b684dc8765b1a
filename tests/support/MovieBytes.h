// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tailslate::test {

/// A box of a QuickTime file (ISO/IEC 14496-12, section 4.2).
inline std::string box(std::string_view type, std::string_view content)
{
    std::string bytes;
    const std::size_t size = content.size() + 8;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<char>(size >> static_cast<unsigned>(shift)));
    return bytes.append(type).append(content);
}

/// A movie that is whole as far as its boxes tell, with these bytes for pictures. Nothing decodes
/// it.
inline std::string wholeMovie(std::string_view pictures)
{
    return box("ftyp", "qt  ") + box("mdat", pictures) + box("moov", "index");
}

/// What a camera leaves that lost its power while it recorded.
inline std::string unfinishedMovie(std::string_view pictures)
{
    return box("ftyp", "qt  ") + box("mdat", pictures);
}

} // namespace tailslate::test
