// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"

#include <chrono>
#include <string>
#include <string_view>

namespace tailslate {

/// A moment in UTC, to the microsecond.
using TimePoint = std::chrono::sys_time<std::chrono::microseconds>;

/// Where code gets the time from, so that tests can hold it still. Implementations are thread-safe.
class Clock {
public:
    virtual ~Clock() = default;

    /// The present moment in UTC; never earlier than a moment it gave before, unless the system
    /// clock was set back.
    [[nodiscard]] virtual TimePoint now() const = 0;
};

/// The clock of the machine.
class SystemClock final : public Clock {
public:
    [[nodiscard]] TimePoint now() const override;
};

/// ISO 8601 in UTC with whole seconds: `2026-11-21T03:06:06Z`. Years 0000 to 9999.
[[nodiscard]] std::string toIso8601(TimePoint time);

/// ISO 8601 in UTC with microseconds: `2026-11-21T03:06:06.123456Z`.
[[nodiscard]] std::string toIso8601Micros(TimePoint time);

/// Reads what XML Schema calls dateTime: date, `T`, time, optional fraction, then `Z`, `+hh:mm` or
/// `-hh:mm`. Without an offset the time is taken as UTC.
/// @return BadFormat for anything else, and for dates that do not exist.
[[nodiscard]] Result<TimePoint> fromIso8601(std::string_view text);

} // namespace tailslate
