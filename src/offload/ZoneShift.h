// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/Card.h"

#include <chrono>
#include <span>
#include <string>

namespace tailslate::offload {

/// Time zones, and what daylight saving adds, lie whole quarter hours apart.
inline constexpr std::chrono::minutes kZoneStep{15};

/// No two are further apart.
inline constexpr std::chrono::hours kMostZones{26};

/// How much later the files of a card are now than they were then, where that is all that happened
/// to them: FAT and exFAT keep local time, and the card may be mounted with another time zone. Zero
/// where they have their times, and where they are not surely the same: each file of then must be
/// there with its size, two at least, all later by the same whole quarter hours.
/// @param then In byte order of the paths, as the card's files are.
[[nodiscard]] std::chrono::minutes zoneShift(std::span<const media::CardFile> then,
                                             const media::Card& now);

/// `1 h later`, `5 h 30 min earlier`.
[[nodiscard]] std::string shiftWords(std::chrono::minutes shift);

} // namespace tailslate::offload
