// SPDX-License-Identifier: Apache-2.0
#include "media/detail/TrackNames.h"

#include "media/detail/FileNames.h"

namespace tailslate::media::detail {

std::size_t pairSuffixOf(std::string_view stem) noexcept
{
    for (const std::string_view mix : {"_TrLR", "_LR"})
        if (endsWithIgnoringCase(stem, mix) && stem.size() > mix.size())
            return mix.size();
    std::string_view rest = stem;
    if (endsWithIgnoringCase(rest, "_D"))
        rest.remove_suffix(2);
    for (int number = 0; number < 2; ++number) {
        const std::size_t last = rest.find_last_not_of("0123456789");
        if (last == std::string_view::npos || last + 1 == rest.size())
            return 0;
        rest = rest.substr(0, last + 1);
        if (endsWithIgnoringCase(rest, "_Tr"))
            return rest.size() > 3 ? stem.size() - rest.size() + 3 : 0;
        if (rest.back() != '_')
            return 0;
        rest.remove_suffix(1);
    }
    return 0;
}

std::size_t trackSuffixOf(std::string_view stem) noexcept
{
    if (stem.size() < 3 || stem[stem.size() - 2] != '_')
        return 0;
    const char track = toUpper(stem.back());
    return (track >= '1' && track <= '9') || (track >= 'A' && track <= 'Z') ? 2 : 0;
}

std::string_view withoutTrack(std::string_view stem) noexcept
{
    const std::size_t pair = pairSuffixOf(stem);
    return stem.substr(0, stem.size() - (pair > 0 ? pair : trackSuffixOf(stem)));
}

} // namespace tailslate::media::detail
