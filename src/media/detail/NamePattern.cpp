// SPDX-License-Identifier: Apache-2.0
#include "media/detail/NamePattern.h"

namespace tailslate::media::detail {

struct NamePattern::State {
    std::string_view text;
    bool whole = false;
    std::size_t group = 0;
    std::size_t groupStart = 0;
    std::size_t end = 0;
    std::array<std::string_view, kGroupsMax> groups{};
};

// Recursion goes no deeper than the pattern is long.
bool NamePattern::matchFrom(State& state, std::size_t index, std::size_t at) const noexcept
{
    if (index == m_atomCount) {
        state.end = at;
        return !state.whole || at == state.text.size();
    }

    const Atom& atom = m_atoms[index];
    if (atom.kind == AtomKind::GroupStart) {
        state.groupStart = at;
        return matchFrom(state, index + 1, at);
    }
    if (atom.kind == AtomKind::GroupEnd) {
        const std::size_t group = state.group++;
        const std::size_t start = state.groupStart;
        state.groups[group] = state.text.substr(start, at - start);
        if (matchFrom(state, index + 1, at))
            return true;
        state.group = group;
        state.groupStart = start;
        return false;
    }

    std::size_t count = 0;
    while (count < atom.countMax && at + count < state.text.size() &&
           atom.has(state.text[at + count]))
        ++count;
    for (; count >= atom.countMin; --count) {
        if (matchFrom(state, index + 1, at + count))
            return true;
        if (count == 0)
            break;
    }
    return false;
}

std::optional<NamePattern::Match> NamePattern::matchStart(std::string_view text) const noexcept
{
    State state{.text = text};
    if (!matchFrom(state, 0, 0))
        return std::nullopt;
    return Match{text.substr(0, state.end), state.groups};
}

std::optional<NamePattern::Match> NamePattern::match(std::string_view text) const noexcept
{
    State state{.text = text, .whole = true};
    if (!matchFrom(state, 0, 0))
        return std::nullopt;
    return Match{text, state.groups};
}

} // namespace tailslate::media::detail
