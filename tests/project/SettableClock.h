// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"

#include <atomic>

namespace tailslate::test {

/// A clock that shows what it was set to. Thread-safe.
class SettableClock final : public Clock {
public:
    explicit SettableClock(TimePoint time)
        : m_time(time)
    {
    }

    [[nodiscard]] TimePoint now() const override { return m_time; }

    void set(TimePoint time) { m_time = time; }

private:
    std::atomic<TimePoint> m_time;
};

} // namespace tailslate::test
