// SPDX-License-Identifier: Apache-2.0
#include "media/detail/Sentences.h"

#include <fmt/format.h>

namespace tailslate::media::detail {

std::string counted(std::size_t count, std::string_view singular)
{
    return fmt::format("{} {}{}", count, singular, count == 1 ? "" : "s");
}

std::string listed(std::span<const std::string> names)
{
    constexpr std::size_t kShown = 3;
    if (names.empty())
        return {};
    if (names.size() == 1)
        return names.front();
    if (names.size() > kShown)
        return fmt::format("{} and {} more", fmt::join(names.first(kShown), ", "),
                           names.size() - kShown);
    return fmt::format("{} and {}", fmt::join(names.first(names.size() - 1), ", "), names.back());
}

} // namespace tailslate::media::detail
