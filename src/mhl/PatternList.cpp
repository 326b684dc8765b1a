// SPDX-License-Identifier: Apache-2.0
#include "mhl/PatternList.h"

#include <algorithm>
#include <ranges>

namespace tailslate::mhl {

void PatternList::add(std::string_view pattern)
{
    if (!contains(std::string(pattern)))
        return addMissing(pattern);
    const auto at = std::ranges::find(m_lines, pattern);
    std::rotate(at, at + 1, m_lines.end());
}

void PatternList::follow(const std::vector<std::string>& generation)
{
    std::unordered_set<std::string_view> said;
    std::vector<std::string> last;
    for (const std::string& pattern : generation | std::views::reverse)
        if (!pattern.empty() && said.insert(pattern).second)
            last.push_back(pattern);
    std::erase_if(m_lines, [&said](const std::string& line) { return said.contains(line); });
    m_known.insert(last.begin(), last.end());
    m_lines.insert(m_lines.end(), last.rbegin(), last.rend());
}

void PatternList::addMissing(std::string_view pattern)
{
    if (!pattern.empty() && m_known.emplace(pattern).second)
        m_lines.emplace_back(pattern);
}

} // namespace tailslate::mhl
