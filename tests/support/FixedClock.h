// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"

namespace tailslate::test {

/// A clock that stands still at 2026-11-21T03:06:06Z.
class FixedClock final : public Clock {
public:
    [[nodiscard]] TimePoint now() const override
    {
        return TimePoint(std::chrono::seconds(1795230366));
    }
};

} // namespace tailslate::test
