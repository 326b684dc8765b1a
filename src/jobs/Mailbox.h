// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace tailslate::jobs {

/// Holds only the newest value of a stream: a producer never waits, a consumer never sees an old
/// one twice. Thread-safe.
template <class T>
class Mailbox {
public:
    /// Replaces whatever is there. A value nobody took counts as dropped.
    void put(std::shared_ptr<const T> value)
    {
        const std::lock_guard lock(m_mutex);
        if (m_value)
            ++m_dropped;
        m_value = std::move(value);
    }

    /// The newest value, or null when it was already taken or none came yet.
    [[nodiscard]] std::shared_ptr<const T> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_value, nullptr);
    }

    /// Values that were replaced before anybody took them.
    [[nodiscard]] std::uint64_t dropped() const
    {
        const std::lock_guard lock(m_mutex);
        return m_dropped;
    }

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const T> m_value;
    std::uint64_t m_dropped = 0;
};

} // namespace tailslate::jobs
