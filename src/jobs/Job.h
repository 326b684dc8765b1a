// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "jobs/JobContext.h"
#include "jobs/Progress.h"
#include "jobs/Worker.h"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace tailslate::jobs {

/// One long operation on a thread of its own, with its counters and, at the end, its result. The
/// owner polls: `finished()` from any thread, then `takeResult()` once. Destroying it stops the
/// work and waits for it.
template <class T>
class Job {
public:
    using Function = std::function<Result<T>(JobContext)>;

    /// Starts `work` at once; `name` as in Worker.
    Job(const char* name, Function work)
        : m_worker(name, [this, task = std::move(work)](std::stop_token stop) {
            m_result.emplace(task(JobContext{std::move(stop), m_progress, &m_gate}));
            m_finished.store(true, std::memory_order_release);
        })
    {
    }

    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;

    void requestStop() noexcept { m_worker.requestStop(); }

    /// Holds the work up at its next block, and lets it go on.
    [[nodiscard]] PauseGate& gate() noexcept { return m_gate; }

    [[nodiscard]] bool finished() const noexcept
    {
        return m_finished.load(std::memory_order_acquire);
    }

    [[nodiscard]] const Progress& progress() const noexcept { return m_progress; }

    /// Waits for the end and gives the result away. Call once.
    [[nodiscard]] Result<T> takeResult()
    {
        m_worker.join();
        return std::move(*m_result);
    }

private:
    Progress m_progress;
    PauseGate m_gate;
    std::optional<Result<T>> m_result;
    std::atomic<bool> m_finished{false};
    Worker m_worker; // Last: its thread uses the members above.
};

} // namespace tailslate::jobs
