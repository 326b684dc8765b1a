// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::mhl::detail {

/// A glob as .gitignore has them: `*`, `?`, classes, `**` between slashes, backslash escapes. Takes
/// time in the sum of the two lengths as a rule, and whatever the pattern is never more than their
/// product for each name that a `**/` can pass over. Immutable.
class GlobPattern {
public:
    /// @param text Without leading and trailing slash. One with a class that never ends, or a
    ///             backslash that escapes nothing, matches nothing.
    explicit GlobPattern(std::string_view text);

    /// True when the whole of `text` fits. A character is a code point; a byte where `text` is not
    /// UTF-8.
    [[nodiscard]] bool matches(std::string_view text) const;

private:
    enum class Kind : std::uint8_t {
        Character,    ///< This one.
        AnyCharacter, ///< One, not a slash.
        Class,        ///< One of a class, never a slash.
        Star,         ///< Any number, no slash.
        Folders,      ///< Any number of whole folders with their slashes.
        Everything    ///< At least one, slashes too.
    };

    struct Range {
        std::uint32_t first = 0;
        std::uint32_t last = 0;
    };

    struct Part {
        Kind kind = Kind::Character;
        bool negated = false;        ///< Of a class.
        std::uint32_t character = 0; ///< Of a character.
        std::vector<Range> ranges;   ///< Of a class.
    };

    bool addPart(std::string_view text, std::size_t& at);
    bool addClass(std::string_view text, std::size_t& at);
    static bool addNamedClass(std::string_view name, std::vector<Range>& ranges);
    [[nodiscard]] static bool contains(const Part& part, std::uint32_t character) noexcept;
    [[nodiscard]] static bool fits(const Part& part, std::uint32_t character) noexcept;

    std::vector<Part> m_parts;
    bool m_isPlain = true; ///< Characters only, all of them in m_plain.
    std::string m_plain;
    std::size_t m_fewest = 0; ///< Characters that a text must have.
    bool m_matchesNothing = false;
};

} // namespace tailslate::mhl::detail
