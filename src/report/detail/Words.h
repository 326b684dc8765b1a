// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "offload/Plan.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace tailslate::report::detail {

/// Text that may come from a card, safe to print: displayText() for strings.
[[nodiscard]] std::string shown(std::string_view text);

/// With commas between the thousands: `1,204`.
[[nodiscard]] std::string number(std::size_t value);

/// `1 file`, `1,204 files`.
[[nodiscard]] std::string counted(std::size_t value, std::string_view one, std::string_view many);

/// `2026-11-21 03:06:06 UTC`; a dash for the epoch, which stands for never.
[[nodiscard]] std::string moment(TimePoint time);

/// `2026-11-21`.
[[nodiscard]] std::string day(TimePoint time);

/// `1 h 02 min 03 s`, `2 min 03 s`, `3 s`; a dash when the end is before the start.
[[nodiscard]] std::string elapsed(TimePoint from, TimePoint to);

/// What a mode asks for, which need not be what was reached: `each copy is read back from its
/// medium`.
[[nodiscard]] std::string_view modeWords(offload::Mode mode);

} // namespace tailslate::report::detail
