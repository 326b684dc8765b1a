// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/OffloadMonitor.h"

#include <chrono>
#include <string>
#include <vector>

namespace tailslate::app {

/// Finds out what limits a running offload: the device (or the hashing) that was busy for most of
/// the time between two looks. One thread at a time.
class LimitFinder {
public:
    using Moment = std::chrono::steady_clock::time_point;

    /// Looks again. @return The name for people (`Samsung SSD T7 (sdb), writing`); empty at the
    /// first look, and when nothing was busy for a third of the time.
    [[nodiscard]] std::string look(const OffloadMonitor& monitor, Moment now);

private:
    std::vector<std::chrono::nanoseconds> m_busy; ///< Card, hashing, then two per destination.
    Moment m_at;
};

} // namespace tailslate::app
