// SPDX-License-Identifier: Apache-2.0
#include "media/detail/XmlNames.h"

namespace tailslate::media::detail {

std::string_view localName(pugi::xml_node node) noexcept
{
    const std::string_view name = node.name();
    return name.substr(name.find(':') + 1); // npos + 1 is 0.
}

pugi::xml_node childOf(pugi::xml_node parent, std::string_view name) noexcept
{
    for (const pugi::xml_node child : parent.children())
        if (localName(child) == name)
            return child;
    return {};
}

std::string textAt(pugi::xml_node node, std::initializer_list<std::string_view> names)
{
    constexpr std::string_view kBlanks = " \t\r\n";
    for (const std::string_view name : names)
        node = childOf(node, name);
    const std::string_view text = node.text().as_string();
    const std::size_t first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos)
        return {};
    return std::string(text.substr(first, text.find_last_not_of(kBlanks) - first + 1));
}

} // namespace tailslate::media::detail
