// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace tailslate::mhl {

/// The ignore patterns of a history in their order, each at most once. Nothing is ever taken out by
/// adding: a list that was written down only grows. A value type.
class PatternList {
public:
    /// What somebody says now: it comes last, so that it holds, also where it was there already.
    /// Empty ones are passed over.
    void add(std::string_view pattern);

    /// What the next generation says: its patterns come last, in their order there; of one that it
    /// says twice the last place counts. So a list that is written down and read is the same list.
    void follow(const std::vector<std::string>& generation);

    /// A pattern that is there already keeps its place, whatever was said after it.
    void addMissing(std::string_view pattern);

    [[nodiscard]] bool contains(const std::string& pattern) const
    {
        return m_known.contains(pattern);
    }

    [[nodiscard]] std::size_t size() const noexcept { return m_lines.size(); }

    [[nodiscard]] const std::vector<std::string>& lines() const noexcept { return m_lines; }

private:
    std::vector<std::string> m_lines;
    std::unordered_set<std::string> m_known; ///< The same.
};

} // namespace tailslate::mhl
