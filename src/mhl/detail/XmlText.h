// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tailslate::mhl::detail {

/// True for what a document may hold, escaped or not (XML 1.0, production 2, Char).
[[nodiscard]] constexpr bool isXmlCharacter(std::uint32_t character) noexcept
{
    return character == 0x9 || character == 0xA || character == 0xD ||
           (character >= 0x20 && character <= 0xD7FF) ||
           (character >= 0xE000 && character <= 0xFFFD) ||
           (character >= 0x10000 && character <= 0x10FFFF);
}

/// Says, for an error message, what keeps `text` out of an XML document. Null when nothing does.
[[nodiscard]] const char* xmlTextFault(std::string_view text) noexcept;

/// Looks over a document that comes piece by piece, as xmlTextFault() does over a whole one. One
/// thread at a time.
class XmlTextCheck {
public:
    /// As xmlTextFault(), for what has come so far.
    [[nodiscard]] const char* feed(std::string_view piece);

    /// Likewise, when no more comes.
    [[nodiscard]] const char* finish() const noexcept;

private:
    std::string m_begun; ///< The first bytes of a character that the next piece ends.
};

/// Appends `text` so that a parser gives back the same bytes. It must have no fault.
void appendXmlText(std::string& xml, std::string_view text);

/// Appends a line with an element that holds text, likewise.
void appendXmlElement(std::string& xml, std::string_view indent, std::string_view name,
                      std::string_view text);

/// Appends ` name="value"`, likewise.
void appendXmlAttribute(std::string& xml, std::string_view name, std::string_view value);

} // namespace tailslate::mhl::detail
