// SPDX-License-Identifier: Apache-2.0
#include "media/detail/Sentences.h"

#include <fmt/format.h>

namespace tailslate::media::detail {

namespace {

constexpr std::size_t kShown = 3;

/// @param count Of all names; `names` need be no more than the first of them.
std::string listedOf(std::span<const std::string> names, std::size_t count)
{
    if (names.empty())
        return {};
    if (count == 1)
        return names.front();
    if (count > kShown)
        return fmt::format("{} and {} more", fmt::join(names.first(kShown), ", "), count - kShown);
    return fmt::format("{} and {}", fmt::join(names.first(names.size() - 1), ", "), names.back());
}

} // namespace

std::string counted(std::size_t count, std::string_view singular)
{
    return fmt::format("{} {}{}", count, singular, count == 1 ? "" : "s");
}

std::string listed(std::span<const std::string> names)
{
    return listedOf(names, names.size());
}

MissingNumbers missingNumbers(std::span<const unsigned> numbers)
{
    MissingNumbers missing;
    unsigned expected = 1;
    for (const unsigned number : numbers) {
        if (number >= expected) {
            missing.count += number - expected;
            for (; expected < number && missing.first.size() < kShown; ++expected)
                missing.first.push_back(expected);
            expected = number + 1;
        }
        missing.last = number;
    }
    missing.isOnlyStart = missing.count > 0 && numbers.front() == missing.count + 1;
    return missing;
}

std::string listed(const MissingNumbers& missing, int digits)
{
    std::vector<std::string> names;
    for (const unsigned number : missing.first)
        names.push_back(fmt::format("{:0{}}", number, digits));
    return listedOf(names, missing.count);
}

} // namespace tailslate::media::detail
