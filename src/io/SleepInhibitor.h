// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"

#include <memory>
#include <string>

namespace tailslate::io {

/// Keeps the machine from falling asleep or shutting down by itself for as long as it lives; the
/// system's login service forgets it also when the program dies.
class SleepInhibitor {
public:
    /// @param why Shown to people who ask the system what keeps it awake.
    /// @return Unsupported where no such service answers: the work can go on, but the machine may
    /// fall asleep. Waits at most two seconds.
    /// (https://systemd.io/INHIBITOR_LOCKS/)
    [[nodiscard]] static Result<SleepInhibitor> hold(const std::string& why);

    SleepInhibitor(SleepInhibitor&& other) noexcept;
    SleepInhibitor& operator=(SleepInhibitor&&) = delete;
    ~SleepInhibitor();

private:
    explicit SleepInhibitor(int lock);

    int m_lock; ///< A descriptor; closing it ends the inhibition. -1 for none.
};

} // namespace tailslate::io
