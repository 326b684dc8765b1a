// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/XmlText.h"

#include "base/DisplayText.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace tailslate::mhl::detail {
namespace {

/// For each byte, whether it must be escaped.
using Special = std::array<bool, 256>;

constexpr Special specialOf(std::string_view characters)
{
    Special special{};
    for (const char c : characters)
        special[static_cast<unsigned char>(c)] = true;
    return special;
}

// A carriage return would be read as a line feed (XML 1.0, 2.11), white space in attributes as
// blanks (3.3.3).
constexpr Special kSpecialInText = specialOf("&<>\r");
constexpr Special kSpecialInAttributes = specialOf("&<>\"\t\n\r");

void appendEscaped(std::string& xml, std::string_view text, const Special& special)
{
    for (;;) {
        const auto stop = std::ranges::find_if(
            text, [&](char c) { return special[static_cast<unsigned char>(c)]; });
        const auto plain = static_cast<std::size_t>(stop - text.begin());
        xml.append(text.substr(0, plain));
        if (plain == text.size())
            return;
        switch (text[plain]) {
        case '&':
            xml += "&amp;";
            break;
        case '<':
            xml += "&lt;";
            break;
        case '>':
            xml += "&gt;";
            break;
        case '"':
            xml += "&quot;";
            break;
        case '\t':
            xml += "&#9;";
            break;
        case '\n':
            xml += "&#10;";
            break;
        default:
            xml += "&#13;";
            break;
        }
        text.remove_prefix(plain + 1);
    }
}

} // namespace

const char* xmlTextFault(std::string_view text) noexcept
{
    bool ascii = true;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 && !isXmlCharacter(byte))
            return "has a control character that XML cannot hold";
        ascii = ascii && byte < 0x80;
    }
    if (ascii)
        return nullptr;
    if (!isUtf8(text))
        return "is not valid UTF-8";
    // The only other characters of UTF-8 that XML leaves out: U+FFFE and U+FFFF.
    if (text.find("\xEF\xBF\xBE") != std::string_view::npos ||
        text.find("\xEF\xBF\xBF") != std::string_view::npos)
        return "has a character that XML cannot hold";
    return nullptr;
}

void appendXmlText(std::string& xml, std::string_view text)
{
    appendEscaped(xml, text, kSpecialInText);
}

void appendXmlAttribute(std::string& xml, std::string_view name, std::string_view value)
{
    xml += ' ';
    xml += name;
    xml += "=\"";
    appendEscaped(xml, value, kSpecialInAttributes);
    xml += '"';
}

} // namespace tailslate::mhl::detail
