// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/LimitFinder.h"
#include "app/OffloadCard.h"
#include "app/OffloadMonitor.h"
#include "cli/Console.h"
#include "jobs/Progress.h"
#include "jobs/RateEstimator.h"

#include <nlohmann/json_fwd.hpp>

namespace tailslate::cli {

/// Shows a running offload: events as they come, progress in one line. One thread at a time.
class OffloadOutput {
public:
    /// Both borrowed.
    OffloadOutput(Console& console, app::OffloadMonitor& monitor);

    /// Called a few times a second while the job runs.
    void tick(const jobs::Progress& progress);

    /// Prints the events that are left.
    void flush();

private:
    Console& m_console;
    app::OffloadMonitor& m_monitor;
    jobs::RateEstimator m_rate;
    app::LimitFinder m_limit;
};

/// What an offload came to, for people.
void print(Console& console, const app::OffloadOutcome& outcome);

/// The same as the result object of `--json`.
[[nodiscard]] nlohmann::json toJson(const app::OffloadOutcome& outcome);

} // namespace tailslate::cli
