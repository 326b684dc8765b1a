// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/GlobPattern.h"

#include <algorithm>
#include <array>
#include <optional>

namespace tailslate::mhl::detail {
namespace {

/// The character at `at`, which moves past it. Bytes that are no UTF-8 count as one each, out of
/// the way of all code points.
std::uint32_t takeCharacter(std::string_view text, std::size_t& at)
{
    constexpr std::uint32_t kOddByte = 0x110000;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const std::uint32_t lead = byte(at);
    if (lead < 0x80) {
        ++at;
        return lead;
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    std::uint32_t character = lead & (0xFFU >> (length + 1));
    bool good = lead >= 0xC2 && lead <= 0xF4 && at + length <= text.size();
    for (std::size_t i = 1; good && i < length; ++i) {
        good = (byte(at + i) & 0xC0) == 0x80;
        character = (character << 6) | (byte(at + i) & 0x3FU);
    }
    if (!good) {
        ++at;
        return kOddByte + lead;
    }
    at += length;
    return character;
}

} // namespace

GlobPattern::GlobPattern(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        if (!addPart(text, at)) {
            m_matchesNothing = true;
            return;
        }
    }
    m_fewest = static_cast<std::size_t>(std::ranges::count_if(m_parts, [](const Part& part) {
        return part.kind != Kind::Star && part.kind != Kind::Folders;
    }));
}

bool GlobPattern::addPart(std::string_view text, std::size_t& at)
{
    const bool folderBegins = at == 0 || text[at - 1] == '/';
    const std::string_view rest = text.substr(at);
    if (folderBegins && rest.starts_with("**/")) {
        at += 3;
        m_parts.push_back({.kind = Kind::Folders, .negated = false, .character = 0, .ranges = {}});
        m_isPlain = false;
        return true;
    }
    if (folderBegins && rest == "**") {
        at += 2;
        m_parts.push_back(
            {.kind = Kind::Everything, .negated = false, .character = 0, .ranges = {}});
        m_isPlain = false;
        return true;
    }
    switch (text[at]) {
    case '*':
        while (at < text.size() && text[at] == '*')
            ++at;
        m_parts.push_back({.kind = Kind::Star, .negated = false, .character = 0, .ranges = {}});
        m_isPlain = false;
        return true;
    case '?':
        ++at;
        m_parts.push_back(
            {.kind = Kind::AnyCharacter, .negated = false, .character = 0, .ranges = {}});
        m_isPlain = false;
        return true;
    case '[':
        m_isPlain = false;
        return addClass(text, ++at);
    case '\\':
        if (++at == text.size())
            return false;
        [[fallthrough]];
    default: {
        const std::size_t begin = at;
        const std::uint32_t character = takeCharacter(text, at);
        m_plain += text.substr(begin, at - begin);
        m_parts.push_back(
            {.kind = Kind::Character, .negated = false, .character = character, .ranges = {}});
        return true;
    }
    }
}

bool GlobPattern::addClass(std::string_view text, std::size_t& at)
{
    Part part{.kind = Kind::Class, .negated = false, .character = 0, .ranges = {}};
    if (at < text.size() && (text[at] == '!' || text[at] == '^')) {
        part.negated = true;
        ++at;
    }
    const auto takeEscaped = [&]() -> std::uint32_t {
        if (text[at] == '\\' && at + 1 < text.size())
            ++at;
        return takeCharacter(text, at);
    };
    for (bool first = true; at < text.size(); first = false) {
        if (text[at] == ']' && !first) {
            ++at;
            m_parts.push_back(std::move(part));
            return true;
        }
        if (text.substr(at).starts_with("[:")) {
            const std::size_t end = text.find(":]", at + 2);
            if (end != std::string_view::npos) {
                if (!addNamedClass(text.substr(at + 2, end - at - 2), part.ranges))
                    return false;
                at = end + 2;
                continue;
            }
        }
        Range range{};
        range.first = range.last = takeEscaped();
        if (at + 1 < text.size() && text[at] == '-' && text[at + 1] != ']') {
            ++at;
            range.last = takeEscaped();
        }
        part.ranges.push_back(range);
    }
    return false;
}

bool GlobPattern::addNamedClass(std::string_view name, std::vector<Range>& ranges)
{
    struct Named {
        std::string_view name;
        std::string_view bounds; ///< First and last, again and again.
    };

    static constexpr std::array<Named, 12> kNamed{{{"alnum", "09AZaz"},
                                                   {"alpha", "AZaz"},
                                                   {"blank", "  \t\t"},
                                                   {"cntrl", "\x01\x1F\x7F\x7F"},
                                                   {"digit", "09"},
                                                   {"graph", "!~"},
                                                   {"lower", "az"},
                                                   {"print", " ~"},
                                                   {"punct", "!/:@[`{~"},
                                                   {"space", "\t\r  "},
                                                   {"upper", "AZ"},
                                                   {"xdigit", "09AFaf"}}};
    const auto found = std::ranges::find(kNamed, name, &Named::name);
    if (found == kNamed.end())
        return false;
    for (std::size_t i = 0; i < found->bounds.size(); i += 2)
        ranges.push_back({.first = static_cast<unsigned char>(found->bounds[i]),
                          .last = static_cast<unsigned char>(found->bounds[i + 1])});
    return true;
}

bool GlobPattern::contains(const Part& part, std::uint32_t character) noexcept
{
    const bool inside = std::ranges::any_of(part.ranges, [character](const Range& range) {
        return range.first <= character && character <= range.last;
    });
    return character != '/' && inside != part.negated;
}

bool GlobPattern::fits(const Part& part, std::uint32_t character) noexcept
{
    switch (part.kind) {
    case Kind::Character:
        return part.character == character;
    case Kind::AnyCharacter:
        return character != '/';
    case Kind::Class:
        return contains(part, character);
    default:
        return false;
    }
}

/// Each star takes as little as it can, and more where what follows does not fit. Only the last one
/// in a name, and the last `**/`, ever need to take more: those before them left all they could.
bool GlobPattern::matches(std::string_view text) const
{
    if (m_matchesNothing || m_fewest > text.size())
        return false;
    if (m_isPlain)
        return text == m_plain;

    /// Where to go on when a star, or a `**/`, takes more: the part after it, and the text after
    /// what it took.
    struct Retry {
        std::size_t part = 0;
        std::size_t at = 0;
    };

    std::optional<Retry> star;
    std::optional<Retry> folders;
    std::size_t part = 0;
    std::size_t at = 0;
    for (;;) {
        if (part < m_parts.size()) {
            const Part& next = m_parts[part];
            if (next.kind == Kind::Everything)
                return at < text.size();
            if (next.kind == Kind::Star) {
                star = Retry{++part, at};
                continue;
            }
            if (next.kind == Kind::Folders) {
                folders = Retry{++part, at};
                star.reset();
                continue;
            }
            std::size_t after = at;
            if (at < text.size() && fits(next, takeCharacter(text, after))) {
                if (text[at] == '/') // No star goes on into the next name.
                    star.reset();
                at = after;
                ++part;
                continue;
            }
        } else if (at == text.size()) {
            return true;
        }
        if (star && star->at < text.size() && text[star->at] != '/') {
            static_cast<void>(takeCharacter(text, star->at));
        } else if (folders) {
            const std::size_t slash = text.find('/', folders->at);
            if (slash == std::string_view::npos)
                return false;
            folders->at = slash + 1;
            star.reset();
        } else {
            return false;
        }
        part = star ? star->part : folders->part;
        at = star ? star->at : folders->at;
    }
}

} // namespace tailslate::mhl::detail
