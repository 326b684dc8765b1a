// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "av/Source.h"
#include "base/Result.h"
#include "image/Frame.h"
#include "timing/FrameRate.h"
#include "timing/Timecode.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace tailslate::av {

/// What is known of an open source.
struct StreamInfo {
    int width = 0;
    int height = 0;
    timing::FrameRate rate;
    std::string codec; ///< FFmpeg's short name: `prores`, `rawvideo`.
    std::optional<timing::Timecode> startTimecode;
};

/// Decodes a source one frame after the other into 10-bit Y'CbCr 4:2:2. Pictures of another format
/// are converted without clipping what lies outside legal range; RGB sources become full-range
/// BT.709. One thread at a time.
class FrameReader {
public:
    /// Opens the source and finds its first video stream. Blocks up to `kOpenTimeout`; stops within
    /// a second of `stop`.
    /// @return NotFound (no such file, device or host), BadFormat (no video in it), Unsupported (no
    /// decoder), Cancelled.
    [[nodiscard]] static Result<std::unique_ptr<FrameReader>> open(const SourceSpec& source,
                                                                   std::stop_token stop);

    ~FrameReader();
    FrameReader(const FrameReader&) = delete;
    FrameReader& operator=(const FrameReader&) = delete;

    [[nodiscard]] const StreamInfo& info() const noexcept;

    /// The next frame; null at the end. A frame that cannot be decoded is skipped and counted.
    /// @return Cancelled, DeviceLost when a live source went silent for ten seconds, Io.
    [[nodiscard]] Result<std::shared_ptr<const image::Frame>> next();

    /// Moves a file so that next() gives the frame at or just before `frameNumber`. Unsupported for
    /// live sources.
    [[nodiscard]] Result<void> seek(std::int64_t frameNumber);

    /// Frames that were damaged and left out.
    [[nodiscard]] std::int64_t damagedFrames() const noexcept;

private:
    struct Impl;
    explicit FrameReader(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> m_impl;
};

} // namespace tailslate::av
