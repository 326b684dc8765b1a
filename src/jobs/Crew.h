// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/Worker.h"

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <vector>

namespace tailslate::jobs {

/// A few threads that share out the items of one task at a time: for work that waits more than it
/// computes, such as opening many small files. One caller at a time.
class Crew {
public:
    /// @param helpers Threads beside the caller's own; 0 is allowed.
    /// @param name As in Worker.
    Crew(const char* name, std::size_t helpers);
    ~Crew();
    Crew(const Crew&) = delete;
    Crew& operator=(const Crew&) = delete;

    /// Threads that work on a task, the caller's included.
    [[nodiscard]] std::size_t size() const noexcept { return m_workers.size() + 1; }

    /// Calls `work(item, member)` once for every item below `count`, from several threads, and
    /// returns when all have returned. Items are begun in ascending order. `member` (below size())
    /// is never used by two calls at once, so it can name a buffer. `work` must not throw.
    void forEach(std::size_t count,
                 const std::function<void(std::size_t item, std::size_t member)>& work);

private:
    void help(std::size_t member, const std::stop_token& stop);
    void takeItems(std::size_t member, std::unique_lock<std::mutex>& lock);

    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    const std::function<void(std::size_t, std::size_t)>* m_work = nullptr;
    std::size_t m_next = 0;
    std::size_t m_count = 0;
    std::size_t m_busy = 0; ///< Members inside `work`.
    std::vector<Worker> m_workers;
};

} // namespace tailslate::jobs
