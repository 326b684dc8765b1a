// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

namespace tailslate::jobs {

/// A first-in first-out line between threads that holds at most `capacity` values, so that a fast
/// producer waits for a slow consumer instead of filling the memory. Thread-safe.
template <class T>
class BoundedQueue {
public:
    /// @param capacity At least 1.
    explicit BoundedQueue(std::size_t capacity)
        : m_capacity(capacity)
    {
    }

    /// Waits for room, then appends. @return False when stop was requested or the queue was closed;
    /// `value` is dropped.
    bool push(T value, const std::stop_token& stop)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, stop, [this] { return m_values.size() < m_capacity || m_closed; });
        if (m_closed || stop.stop_requested())
            return false;
        m_values.push_back(std::move(value));
        m_changed.notify_all();
        return true;
    }

    /// Waits for a value. @return Nothing once the queue is closed and empty, or when stop was
    /// requested.
    std::optional<T> pop(const std::stop_token& stop)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, stop, [this] { return !m_values.empty() || m_closed; });
        if (m_values.empty() || stop.stop_requested())
            return std::nullopt;
        std::optional<T> value(std::move(m_values.front()));
        m_values.pop_front();
        m_changed.notify_all();
        return value;
    }

    /// No more values will come (or be taken in). Values already inside can still be popped.
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        m_changed.notify_all();
    }

    /// As close(), and lets go of the values inside.
    void abandon()
    {
        std::deque<T> values;
        {
            const std::lock_guard lock(m_mutex);
            m_closed = true;
            values.swap(m_values);
            m_changed.notify_all();
        }
    }

private:
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<T> m_values;
    std::size_t m_capacity;
    bool m_closed = false;
};

} // namespace tailslate::jobs
