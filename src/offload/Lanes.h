// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
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

/// Time spent doing one thing, for finding out what limits a job. Thread-safe.
class BusyTime {
public:
    using Clock = std::chrono::steady_clock;

    void add(Clock::duration time) noexcept
    {
        m_nanoseconds.fetch_add(std::chrono::duration_cast<std::chrono::nanoseconds>(time).count(),
                                std::memory_order_relaxed);
    }

    [[nodiscard]] std::chrono::nanoseconds total() const noexcept
    {
        return std::chrono::nanoseconds(m_nanoseconds.load(std::memory_order_relaxed));
    }

private:
    std::atomic<std::int64_t> m_nanoseconds{0};
};

/// Adds the time from its making to its end.
class BusySpan {
public:
    /// @param threads So many do the same thing at once, each with spans of its own: together they
    /// add no more than the time that passed.
    explicit BusySpan(BusyTime& time, std::size_t threads = 1)
        : m_time(time)
        , m_threads(static_cast<BusyTime::Clock::rep>(threads))
        , m_start(BusyTime::Clock::now())
    {
    }

    ~BusySpan() { m_time.add((BusyTime::Clock::now() - m_start) / m_threads); }

    BusySpan(const BusySpan&) = delete;
    BusySpan& operator=(const BusySpan&) = delete;

private:
    BusyTime& m_time;
    BusyTime::Clock::rep m_threads;
    BusyTime::Clock::time_point m_start;
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
