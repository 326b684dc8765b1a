// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "offload/Engine.h"
#include "offload/Evidence.h"
#include "offload/Lanes.h"
#include "offload/Plan.h"

#include <mutex>
#include <vector>

namespace tailslate::offload::detail {

/// Keeps the evidence of every copy of a job and tells the observer, one call at a time. A copy
/// that was never reached stays "no copy". Thread-safe.
class CopyBook {
public:
    /// All borrowed; must outlive the book.
    CopyBook(const Plan& plan, const Clock& clock, Lanes& lanes, Observer& observer);

    /// Enters the final word on a copy. Once for each file and destination.
    void enter(CopyEvidence evidence);

    void destinationDone(std::size_t destination, const DestinationOutcome& outcome);

    /// Everything entered. Call when no more entries can come.
    [[nodiscard]] std::vector<CopyEvidence> take();

private:
    const Plan& m_plan;
    const Clock& m_clock;
    Lanes& m_lanes;
    Observer& m_observer;
    std::mutex m_mutex;
    std::vector<CopyEvidence> m_copies;
};

} // namespace tailslate::offload::detail
