// SPDX-License-Identifier: Apache-2.0
#include "mhl/PatternList.h"

#include <algorithm>

namespace tailslate::mhl {
namespace {

std::string oppositeOf(std::string_view pattern)
{
    return pattern.starts_with('!') ? std::string(pattern.substr(1)) : '!' + std::string(pattern);
}

} // namespace

void PatternList::add(std::string_view pattern)
{
    const std::string opposite = oppositeOf(pattern);
    if (contains(std::string(pattern)) && contains(opposite)) {
        const auto at = std::ranges::find(m_lines, pattern);
        if (std::find(at, m_lines.end(), opposite) != m_lines.end())
            std::rotate(at, at + 1, m_lines.end());
    }
    addMissing(pattern);
}

void PatternList::addMissing(std::string_view pattern)
{
    if (!pattern.empty() && m_known.emplace(pattern).second)
        m_lines.emplace_back(pattern);
}

} // namespace tailslate::mhl
