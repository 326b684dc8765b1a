// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace tailslate::jobs {

/// Holds work up while the operator pauses it. Work passes the gate once per block or file.
/// Thread-safe.
class PauseGate {
public:
    void pause()
    {
        const std::lock_guard lock(m_mutex);
        m_paused = true;
    }

    void resume()
    {
        const std::lock_guard lock(m_mutex);
        m_paused = false;
        m_changed.notify_all();
    }

    [[nodiscard]] bool paused() const
    {
        const std::lock_guard lock(m_mutex);
        return m_paused;
    }

    /// Returns at once when the gate is open; else once it opens or stop is requested.
    void pass(const std::stop_token& stop) const
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, stop, [this] { return !m_paused; });
    }

private:
    mutable std::mutex m_mutex;
    mutable std::condition_variable_any m_changed;
    bool m_paused = false;
};

/// Sleeps until `duration` is over or stop is requested. @return Whether it slept to the end.
inline bool sleepFor(const std::stop_token& stop, std::chrono::milliseconds duration)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    return !never.wait_for(lock, stop, duration, [&stop] { return stop.stop_requested(); });
}

} // namespace tailslate::jobs
