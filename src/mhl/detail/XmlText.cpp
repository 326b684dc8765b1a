// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/XmlText.h"

#include "base/DisplayText.h"

#include <algorithm>

namespace tailslate::mhl::detail {
namespace {

void appendEscaped(std::string& xml, std::string_view text, std::string_view special)
{
    for (;;) {
        const std::size_t plain = std::min(text.find_first_of(special), text.size());
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
    // A carriage return would be read as a line feed (XML 1.0, 2.11).
    appendEscaped(xml, text, "&<>\r");
}

void appendXmlAttribute(std::string& xml, std::string_view name, std::string_view value)
{
    xml += ' ';
    xml += name;
    xml += "=\"";
    // White space in attributes would be read as blanks (XML 1.0, 3.3.3).
    appendEscaped(xml, value, "&<>\"\t\n\r");
    xml += '"';
}

} // namespace tailslate::mhl::detail
