// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tailslate::media::detail {

/// A pattern for camera file names, made by the compiler; a wrong one does not compile. Immutable.
///
/// The part of regular expressions that names need: characters, `\d`, `[A-Z_]`, a count `{3}` or
/// `{6,8}` behind any of them, and groups `(…)` that do not nest. Letters match in either case;
/// every other character but `\ [ ] { } ( )` stands for itself, the dot too.
class NamePattern {
public:
    static constexpr std::size_t kGroupsMax = 8;

    struct Match {
        std::string_view text; ///< All that matched.
        std::array<std::string_view, kGroupsMax> groups;
    };

    consteval explicit NamePattern(std::string_view pattern);

    /// Matches a leading part of `text`; with counts like `{6,8}` the longest that fits.
    [[nodiscard]] std::optional<Match> matchStart(std::string_view text) const noexcept;

    /// Matches all of `text`.
    [[nodiscard]] std::optional<Match> match(std::string_view text) const noexcept;

private:
    static constexpr std::size_t kAtomsMax = 48;

    enum class AtomKind : std::uint8_t { Characters = 1, GroupStart, GroupEnd };

    struct Atom {
        AtomKind kind = AtomKind::Characters;
        std::uint8_t countMin = 1;
        std::uint8_t countMax = 1;
        std::array<std::uint64_t, 2> characters{}; ///< One bit for each ASCII character.

        constexpr void add(char c);
        [[nodiscard]] constexpr bool has(char c) const noexcept;
    };

    struct State;

    consteval std::size_t parseSet(std::string_view pattern, std::size_t at, Atom& atom);
    consteval std::size_t parseCount(std::string_view pattern, std::size_t at, Atom& atom);
    [[nodiscard]] bool matchFrom(State& state, std::size_t atom, std::size_t at) const noexcept;

    std::array<Atom, kAtomsMax> m_atoms{};
    std::size_t m_atomCount = 0;
};

constexpr void NamePattern::Atom::add(char c)
{
    const auto set = [this](char one) {
        const auto code = static_cast<unsigned char>(one);
        if (code >= 128)
            throw "a pattern takes ASCII only";
        characters[code / 64] |= std::uint64_t{1} << (code % 64);
    };
    set(c);
    if (c >= 'a' && c <= 'z')
        set(static_cast<char>(c - 'a' + 'A'));
    if (c >= 'A' && c <= 'Z')
        set(static_cast<char>(c - 'A' + 'a'));
}

constexpr bool NamePattern::Atom::has(char c) const noexcept
{
    const auto code = static_cast<unsigned char>(c);
    return code < 128 && (characters[code / 64] >> (code % 64) & 1U) != 0;
}

consteval NamePattern::NamePattern(std::string_view pattern)
{
    std::size_t groups = 0;
    bool inGroup = false;
    for (std::size_t at = 0; at < pattern.size();) {
        Atom& atom = m_atoms.at(m_atomCount++);
        switch (pattern[at]) {
        case '(':
            if (inGroup || ++groups > kGroupsMax)
                throw "groups do not nest, and there are at most eight";
            atom.kind = AtomKind::GroupStart;
            inGroup = true;
            ++at;
            break;
        case ')':
            if (!inGroup)
                throw "a group ends that did not begin";
            atom.kind = AtomKind::GroupEnd;
            inGroup = false;
            ++at;
            break;
        case '[':
        case '\\':
            at = parseCount(pattern, parseSet(pattern, at, atom), atom);
            break;
        case ']':
        case '{':
        case '}':
            throw "a bracket stands where none can";
        default:
            atom.add(pattern[at]);
            at = parseCount(pattern, at + 1, atom);
        }
    }
    if (inGroup)
        throw "a group does not end";
}

consteval std::size_t NamePattern::parseSet(std::string_view pattern, std::size_t at, Atom& atom)
{
    if (pattern[at] == '\\') {
        if (pattern.at(at + 1) != 'd')
            throw "only \\d is known";
        for (char c = '0'; c <= '9'; ++c)
            atom.add(c);
        return at + 2;
    }
    for (++at; pattern.at(at) != ']'; ++at) {
        if (pattern.at(at + 1) != '-') {
            atom.add(pattern[at]);
            continue;
        }
        for (char c = pattern[at]; c <= pattern.at(at + 2); ++c)
            atom.add(c);
        at += 2;
    }
    return at + 1;
}

consteval std::size_t NamePattern::parseCount(std::string_view pattern, std::size_t at, Atom& atom)
{
    if (at >= pattern.size() || pattern[at] != '{')
        return at;
    const auto number = [&] {
        unsigned value = 0;
        for (; pattern.at(at) >= '0' && pattern.at(at) <= '9'; ++at)
            value = value * 10 + static_cast<unsigned>(pattern[at] - '0');
        return static_cast<std::uint8_t>(value);
    };
    ++at;
    atom.countMin = atom.countMax = number();
    if (pattern.at(at) == ',') {
        ++at;
        atom.countMax = number();
    }
    if (pattern.at(at) != '}' || atom.countMax < atom.countMin || atom.countMax == 0)
        throw "a count is {n} or {n,m}";
    return at + 1;
}

} // namespace tailslate::media::detail
