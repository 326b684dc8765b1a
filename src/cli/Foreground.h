// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "jobs/Job.h"

#include <chrono>
#include <functional>
#include <thread>
#include <utility>

namespace tailslate::cli {

/// From here on Ctrl+C and a polite kill only set a mark, so that a job can be stopped in order.
/// Call once, first.
void catchInterrupts();

/// True once the operator asked to stop.
[[nodiscard]] bool interrupted() noexcept;

/// Runs a job to its end while this thread watches: `tick` is called four times a second, an
/// interrupt stops the job.
template <class T>
Result<T> runInForeground(const char* name, typename jobs::Job<T>::Function work,
                          const std::function<void(const jobs::Progress&)>& tick)
{
    constexpr std::chrono::milliseconds kPoll{20};
    constexpr int kPollsPerTick = 12;
    jobs::Job<T> job(name, std::move(work));
    for (int poll = 1; !job.finished(); ++poll) {
        if (interrupted())
            job.requestStop();
        if (poll % kPollsPerTick == 0)
            tick(job.progress());
        std::this_thread::sleep_for(kPoll);
    }
    return job.takeResult();
}

} // namespace tailslate::cli
