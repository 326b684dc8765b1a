// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

namespace tailslate::jobs {

/// Turns samples of a byte counter into a rate and a time left, over a window of the last ten
/// seconds so that a stall shows within seconds. One thread at a time.
class RateEstimator {
public:
    using Moment = std::chrono::steady_clock::time_point;

    /// Tells it that `bytesDone` bytes were done at `now`. Samples must not go back in time.
    void sample(Moment now, std::uint64_t bytesDone);

    /// Bytes per second over the window; nothing before half a second was seen.
    [[nodiscard]] std::optional<double> bytesPerSecond() const;

    /// Time until `bytesTotal` at the present rate; nothing when unknown or stalled.
    [[nodiscard]] std::optional<std::chrono::seconds> timeLeft(std::uint64_t bytesTotal) const;

private:
    struct Sample {
        Moment at;
        std::uint64_t bytes;
    };

    std::deque<Sample> m_samples;
};

} // namespace tailslate::jobs
