// SPDX-License-Identifier: Apache-2.0
#include "media/detail/FileNames.h"

#include "base/DisplayText.h"

#include <algorithm>

namespace tailslate::media::detail {

std::string_view nameOf(std::string_view path) noexcept
{
    return path.substr(path.rfind('/') + 1); // npos + 1 is 0.
}

std::string_view folderOf(std::string_view path) noexcept
{
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

std::string_view extensionOf(std::string_view name) noexcept
{
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? std::string_view{} : name.substr(dot + 1);
}

std::string_view withoutExtension(std::string_view path) noexcept
{
    const std::string_view name = nameOf(path);
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || dot == 0)
        return path;
    return path.substr(0, path.size() - (name.size() - dot));
}

std::string_view Components::next() noexcept
{
    if (m_end >= m_path.size())
        return {};
    const std::size_t start = m_end == 0 ? 0 : m_end + 1;
    m_end = std::min(m_path.find('/', start), m_path.size());
    return m_path.substr(start, m_end - start);
}

std::string toUpper(std::string_view text)
{
    std::string upper(text);
    std::ranges::transform(upper, upper.begin(), [](char c) { return toUpper(c); });
    return upper;
}

bool equalsIgnoringCase(std::string_view a, std::string_view b) noexcept
{
    return std::ranges::equal(a, b, [](char x, char y) { return toUpper(x) == toUpper(y); });
}

bool endsWithIgnoringCase(std::string_view text, std::string_view end) noexcept
{
    return text.size() >= end.size() &&
           equalsIgnoringCase(text.substr(text.size() - end.size()), end);
}

std::uint64_t hashIgnoringCase(std::string_view text) noexcept
{
    // FNV-1a, 64 bits (RFC 9923); names come from a card, not from somebody who gains by
    // collisions.
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(toUpper(c));
        hash *= 0x100000001b3U;
    }
    return hash;
}

std::string rootName(const std::filesystem::path& root)
{
    const std::filesystem::path name =
        root.has_filename() ? root.filename() : root.parent_path().filename();
    return name.empty() ? "card" : displayText(name);
}

std::string displayFolder(const std::filesystem::path& root, std::string_view folder)
{
    return folder.empty() ? rootName(root) : displayText(nameOf(folder));
}

} // namespace tailslate::media::detail
