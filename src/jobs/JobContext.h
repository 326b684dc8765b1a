// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "jobs/PauseGate.h"
#include "jobs/Progress.h"

#include <stop_token>

namespace tailslate::jobs {

/// What every operation longer than 100 ms takes: how to be stopped and paused, and where to count.
/// Borrowed; copies refer to the same counters.
struct JobContext {
    std::stop_token stop;
    Progress& progress;
    const PauseGate* gate = nullptr; ///< Null: cannot be paused.

    /// Waits while the operator pauses the job. @return The error to return once stop was
    /// requested, else success. Cheap: call it once per block.
    [[nodiscard]] Result<void> checkStop() const
    {
        if (gate)
            gate->pass(stop);
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "stopped by the operator");
        return {};
    }
};

} // namespace tailslate::jobs
