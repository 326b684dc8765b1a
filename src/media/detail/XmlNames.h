// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pugixml.hpp>

#include <initializer_list>
#include <string>
#include <string_view>

namespace tailslate::media::detail {

// Elements by their names without what stands before the colon: one camera writes `Material`,
// another `mp:Material`, and both mean the same.

/// The name of an element without its prefix.
[[nodiscard]] std::string_view localName(pugi::xml_node node) noexcept;

/// The first child of this name, or a null node.
[[nodiscard]] pugi::xml_node childOf(pugi::xml_node parent, std::string_view name) noexcept;

/// The text of the element that is reached from `node` by these names, without blanks around it;
/// empty when there is none.
[[nodiscard]] std::string textAt(pugi::xml_node node,
                                 std::initializer_list<std::string_view> names);

/// Calls `visit` with each child of this name.
template <class Visit>
void forEachChild(pugi::xml_node parent, std::string_view name, const Visit& visit)
{
    for (const pugi::xml_node child : parent.children())
        if (localName(child) == name)
            visit(child);
}

} // namespace tailslate::media::detail
