// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "av/FrameReader.h"
#include "av/Source.h"
#include "base/Result.h"
#include "image/Frame.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace tailslate::feed {

/// Where a feed stands.
enum class FeedState {
    Connecting = 1, ///< Opening the source.
    Live,           ///< Frames arrive.
    Ended,          ///< A file came to its end and was told to stop there, or a pattern ended.
    Lost ///< Failed; error() says why. A stream or device is tried again every two seconds.
};

/// What a file does at its end.
enum class AtEnd { Loop = 1, Stop };

/// A source that runs on a thread of its own at its own pace and keeps only the newest frame: a
/// slow viewer loses frames, never time. Files and patterns play in real time, or slower where the
/// machine cannot decode that fast. Thread-safe.
class LiveFeed {
public:
    /// Starts at once and never blocks: an address that does not answer shows up in state().
    explicit LiveFeed(av::SourceSpec source, AtEnd atEnd = AtEnd::Loop);

    /// Stops within a second, except while the system resolves a host name.
    ~LiveFeed();
    LiveFeed(const LiveFeed&) = delete;
    LiveFeed& operator=(const LiveFeed&) = delete;

    /// The newest frame, if one came since the last call; else null. Never blocks for long.
    [[nodiscard]] std::shared_ptr<const image::Frame> takeFrame();

    [[nodiscard]] FeedState state() const;

    /// Why the feed is Lost; nothing otherwise.
    [[nodiscard]] std::optional<Error> error() const;

    /// Size, rate and codec, once Live; of the last connection while there is none.
    [[nodiscard]] std::optional<av::StreamInfo> info() const;

    /// The timecode of frame `number` of this feed, if the source has timecode. Numbers begin at 0
    /// again when a file loops and when a stream is connected again.
    [[nodiscard]] std::optional<timing::Timecode> timecodeOf(std::int64_t number) const;

    /// Frames that nobody took before the next one came.
    [[nodiscard]] std::uint64_t droppedFrames() const;

    [[nodiscard]] const av::SourceSpec& source() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tailslate::feed
