// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/XmlText.h"

#include "base/DisplayText.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

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

/// What xmlTextFault() must know before it looks closer.
struct Scan {
    bool forbiddenControl = false;
    bool ascii = true;
};

/// Eight bytes at a time, since every byte of a document comes by here.
Scan scan(std::string_view text) noexcept
{
    constexpr std::uint64_t kOnes = 0x0101010101010101;
    constexpr std::uint64_t kHighBits = 0x8080808080808080;
    Scan scan;
    std::uint64_t anyHighBit = 0;
    const auto look = [&scan](std::string_view part) {
        for (const char c : part) {
            const auto byte = static_cast<unsigned char>(c);
            scan.forbiddenControl |= byte < 0x20 && !isXmlCharacter(byte);
        }
    };
    for (; text.size() >= sizeof(std::uint64_t); text.remove_prefix(sizeof(std::uint64_t))) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data(), sizeof(word));
        anyHighBit |= word & kHighBits;
        // True for a word with a byte below 0x20; at times also for one without.
        if (((word - 0x20 * kOnes) & ~word & kHighBits) != 0)
            look(text.substr(0, sizeof(word)));
    }
    look(text);
    for (const char c : text)
        anyHighBit |= static_cast<unsigned char>(c) & 0x80U;
    scan.ascii = anyHighBit == 0;
    return scan;
}

/// How many bytes at the end of `text` are the beginning of a character that may go on.
std::size_t begunCharacter(std::string_view text) noexcept
{
    for (std::size_t count = 1; count <= 3 && count <= text.size(); ++count) {
        const auto byte = static_cast<unsigned char>(text[text.size() - count]);
        if ((byte & 0xC0U) == 0x80U)
            continue;
        const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
        return count < length ? count : 0;
    }
    return 0;
}

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
    const Scan found = scan(text);
    if (found.forbiddenControl)
        return "has a control character that XML cannot hold";
    if (found.ascii)
        return nullptr;
    if (!isUtf8(text))
        return "is not valid UTF-8";
    // The only other characters of UTF-8 that XML leaves out: U+FFFE and U+FFFF.
    if (text.find("\xEF\xBF\xBE") != std::string_view::npos ||
        text.find("\xEF\xBF\xBF") != std::string_view::npos)
        return "has a character that XML cannot hold";
    return nullptr;
}

const char* XmlTextCheck::feed(std::string_view piece)
{
    // First the character across the border, byte by byte.
    while (!m_begun.empty() && !piece.empty()) {
        m_begun += piece.front();
        piece.remove_prefix(1);
        if (begunCharacter(m_begun) == m_begun.size())
            continue;
        if (const char* fault = xmlTextFault(m_begun))
            return fault;
        m_begun.clear();
    }
    const std::size_t begun = begunCharacter(piece);
    m_begun += piece.substr(piece.size() - begun);
    return xmlTextFault(piece.substr(0, piece.size() - begun));
}

const char* XmlTextCheck::finish() const noexcept
{
    return xmlTextFault(m_begun);
}

void appendXmlText(std::string& xml, std::string_view text)
{
    appendEscaped(xml, text, kSpecialInText);
}

void appendXmlElement(std::string& xml, std::string_view indent, std::string_view name,
                      std::string_view text)
{
    xml += indent;
    xml += '<';
    xml += name;
    xml += '>';
    appendXmlText(xml, text);
    xml += "</";
    xml += name;
    xml += ">\n";
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
