// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tailslate::offload {

/// Where a destination stands.
enum class LaneState { Waiting = 1, Working, Sealed, Failed };

/// The counters of one destination, in bytes. Thread-safe.
struct Lane {
    std::atomic<std::uint64_t> copied{0};
    std::atomic<std::uint64_t> verified{0};
    std::atomic<std::uint64_t> failed{0};
    std::atomic<LaneState> state{LaneState::Waiting};
};

/// The counters of all destinations of a job; the front end samples them while the engine runs.
/// Thread-safe.
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

private:
    std::vector<Lane> m_lanes;
};

} // namespace tailslate::offload
