// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

namespace tailslate::offload {

/// Where a destination stands.
enum class LaneState {
    Waiting = 1,
    Working,
    Behind, ///< Too slow to keep up; filled afterwards, from a finished copy where there is one.
    Lost,   ///< Its device went away and is waited for.
    Sealed,
    Copied, ///< Everything is there, to be verified later.
    Failed
};

/// Time during which at least one thread does one thing, for finding out what limits a job.
/// Thread-safe.
class BusyTime {
public:
    using Clock = std::chrono::steady_clock;

    /// A thread begins; end() follows. Several may be at it at once.
    void begin()
    {
        const std::lock_guard lock(m_mutex);
        if (m_threads++ == 0)
            m_since = Clock::now();
    }

    void end()
    {
        const std::lock_guard lock(m_mutex);
        if (--m_threads == 0)
            m_total += Clock::now() - m_since;
    }

    /// Adds time that passed otherwise.
    void add(Clock::duration time)
    {
        const std::lock_guard lock(m_mutex);
        m_total += time;
    }

    /// Up to now.
    [[nodiscard]] std::chrono::nanoseconds total() const
    {
        const std::lock_guard lock(m_mutex);
        return m_total + (m_threads == 0 ? Clock::duration::zero() : Clock::now() - m_since);
    }

private:
    mutable std::mutex m_mutex;
    std::size_t m_threads = 0;
    Clock::time_point m_since;
    Clock::duration m_total{};
};

/// Counts the time from its making to its end.
class BusySpan {
public:
    explicit BusySpan(BusyTime& time)
        : m_time(time)
    {
        m_time.begin();
    }

    ~BusySpan() { m_time.end(); }

    BusySpan(const BusySpan&) = delete;
    BusySpan& operator=(const BusySpan&) = delete;

private:
    BusyTime& m_time;
};

/// The counters of one destination, in bytes. Thread-safe.
struct Lane {
    std::atomic<std::uint64_t> copied{0};
    std::atomic<std::uint64_t> verified{0};
    std::atomic<std::uint64_t> failed{0};
    std::atomic<LaneState> state{LaneState::Waiting};
    BusyTime writing;
    BusyTime readingBack;
    std::atomic<bool> giveUp{
        false}; ///< Set by the operator: do not wait for its device any longer.
};

/// The counters of a job; the front end samples them while the engine runs. Thread-safe.
class Lanes {
public:
    explicit Lanes(std::size_t destinations)
        : m_lanes(destinations)
    {
    }

    [[nodiscard]] std::size_t size() const noexcept { return m_lanes.size(); }

    [[nodiscard]] Lane& operator[](std::size_t destination) { return m_lanes[destination]; }

    [[nodiscard]] const Lane& operator[](std::size_t destination) const
    {
        return m_lanes[destination];
    }

    BusyTime readingCard;
    BusyTime hashing;
    std::atomic<bool> cardLost{false};   ///< The card's device went away and is waited for.
    std::atomic<bool> giveUpCard{false}; ///< Set by the operator: do not wait for it any longer.

private:
    std::vector<Lane> m_lanes;
};

} // namespace tailslate::offload
