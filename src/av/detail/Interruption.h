// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "av/detail/Ffmpeg.h"

#include <chrono>
#include <stop_token>

namespace tailslate::av::detail {

/// What makes a library call that waits for data give up: a stop request, or a moment in time.
class Interruption {
public:
    explicit Interruption(std::stop_token stop);

    /// Calls from now on may wait this long.
    void allow(std::chrono::milliseconds duration);

    /// Calls from now on may wait for ever.
    void allowForEver();

    [[nodiscard]] bool stopped() const noexcept { return m_stop.stop_requested(); }

    [[nodiscard]] bool expired() const;

    /// For FFmpeg. Borrows this object.
    [[nodiscard]] AVIOInterruptCB callback() noexcept;

private:
    std::stop_token m_stop;
    std::chrono::steady_clock::time_point m_deadline;
};

} // namespace tailslate::av::detail
