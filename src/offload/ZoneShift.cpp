// SPDX-License-Identifier: Apache-2.0
#include "offload/ZoneShift.h"

#include <fmt/format.h>

#include <algorithm>

namespace tailslate::offload {

std::chrono::minutes zoneShift(std::span<const media::CardFile> then, const media::Card& now)
{
    if (then.size() < 2)
        return {};
    TimePoint::duration shift{};
    auto is = now.files.begin();
    for (const media::CardFile& was : then) {
        is = std::lower_bound(
            is, now.files.end(), was.path,
            [](const media::CardFile& file, const std::string& path) { return file.path < path; });
        if (is == now.files.end() || is->path != was.path || is->size != was.size)
            return {};
        const auto later = is->modified - was.modified;
        if (&was == &then.front())
            shift = later;
        else if (later != shift)
            return {};
    }
    if (shift % kZoneStep != TimePoint::duration{} || std::chrono::abs(shift) > kMostZones)
        return {};
    return std::chrono::duration_cast<std::chrono::minutes>(shift);
}

std::string shiftWords(std::chrono::minutes shift)
{
    const auto apart = std::chrono::abs(shift).count();
    std::string words;
    if (apart >= 60)
        words = fmt::format("{} h ", apart / 60);
    if (apart % 60 != 0)
        words += fmt::format("{} min ", apart % 60);
    return words + (shift < std::chrono::minutes(0) ? "earlier" : "later");
}

} // namespace tailslate::offload
