// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/JobContext.h"
#include "offload/detail/CopyBook.h"
#include "offload/detail/DeviceWatch.h"
#include "offload/EngineSettings.h"
#include "offload/Lanes.h"

#include <mutex>

namespace tailslate::offload::detail {

/// Waits for a card that went away, whichever of the threads that read it found out, and tells the
/// operator once that it is gone and once that it is back. What it is given outlives it.
/// Thread-safe.
class CardWatch {
public:
    CardWatch(DeviceWatch device, CopyBook& book, Lanes& lanes, const EngineSettings& settings);

    [[nodiscard]] const DeviceWatch& device() const noexcept { return m_device; }

    /// Waits as long as the settings say, until the card is there. After it was waited for in vain,
    /// or given up by the operator, nobody waits for it again.
    /// @return Whether it is there.
    [[nodiscard]] bool waitForReturn(const jobs::JobContext& context);

private:
    [[nodiscard]] std::chrono::milliseconds begin();
    void end(bool isBack);

    DeviceWatch m_device;
    CopyBook& m_book;
    Lanes& m_lanes;
    std::chrono::milliseconds m_limit;
    std::mutex m_mutex;
    unsigned m_waiting = 0; ///< Threads. Guarded by m_mutex, as is the next.
    bool m_waitedInVain = false;
};

} // namespace tailslate::offload::detail
