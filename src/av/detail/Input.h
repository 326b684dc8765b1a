// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "av/detail/Ffmpeg.h"
#include "av/Source.h"
#include "base/Result.h"

#include <chrono>
#include <memory>
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

/// An open demuxer and what interrupts it. The interruption outlives the demuxer.
struct Input {
    std::unique_ptr<Interruption> interruption;
    InputPtr format;
};

/// The longest that opening and analysing a source may take.
inline constexpr std::chrono::milliseconds kOpenLimit{10'000};

/// Opens a file, stream or device and reads its headers. A file may neither name other files nor
/// addresses: containers only, no playlists and no scripts. A stream may use only the network
/// protocols of Source.h.
/// @return NotFound, PermissionDenied, BadFormat, Unsupported, Cancelled.
[[nodiscard]] Result<Input> openInput(const SourceSpec& source, std::stop_token stop);

/// The first stream with moving pictures (a cover picture is none); -1 when there is none.
[[nodiscard]] int videoStreamIndex(const AVFormatContext& input) noexcept;

} // namespace tailslate::av::detail
