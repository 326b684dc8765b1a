// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "av/Source.h"
#include "base/Result.h"
#include "image/Frame.h"
#include "timing/FrameRate.h"
#include "timing/Timecode.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace tailslate::av {

/// The longest that opening a source may take before it counts as not there.
inline constexpr std::chrono::seconds kOpenTimeout{10};

/// What is known of an open source.
struct StreamInfo {
    int width = 0;
    int height = 0;
    timing::FrameRate rate;
    std::string codec; ///< FFmpeg's short name: `prores`, `rawvideo`.
    std::optional<timing::Timecode> startTimecode;
};

/// Decodes a source one frame after the other into 10-bit Y'CbCr 4:2:2, as fast as it can: pacing
/// is the caller's business. 10-bit 4:2:2 passes bit for bit. Other Y'CbCr is converted with its
/// matrix and range kept, so nothing outside legal range is clipped; RGB and test patterns become
/// legal-range BT.709. Y'CbCr that does not state its matrix is taken as BT.709 from 1280 columns
/// or 720 rows on, else as BT.601. FFmpeg's log, a global of that library, is silenced. One thread
/// at a time.
class FrameReader {
public:
    /// Opens the source and finds its first video stream. Blocks up to `kOpenTimeout`; stops within
    /// a second of `stop`, except while the system resolves a host name. A file cannot make it open
    /// other files or addresses.
    /// @return NotFound (no such file, device or host), BadFormat (no video in it), Unsupported (no
    /// decoder), Cancelled.
    [[nodiscard]] static Result<std::unique_ptr<FrameReader>> open(const SourceSpec& source,
                                                                   std::stop_token stop);

    ~FrameReader();
    FrameReader(const FrameReader&) = delete;
    FrameReader& operator=(const FrameReader&) = delete;

    [[nodiscard]] const StreamInfo& info() const noexcept;

    /// The next frame; null at the end. A frame that cannot be decoded is skipped and counted.
    /// Frames of a file are numbered by their time, so that a skipped one leaves a gap.
    /// @return Cancelled, DeviceLost when a live source went silent for ten seconds or broke off,
    /// Io (also for hundreds of damaged frames in a row), Unsupported for color encodings such as
    /// ICtCp.
    [[nodiscard]] Result<std::shared_ptr<const image::Frame>> next();

    /// Moves a file so that next() gives the frame at or just before `frameNumber`. Unsupported for
    /// live sources.
    [[nodiscard]] Result<void> seek(std::int64_t frameNumber);

    /// Frames that were damaged and left out. What a file lacks because it was cut short does not
    /// count: compare with the duration that probe() gives.
    [[nodiscard]] std::int64_t damagedFrames() const noexcept;

private:
    struct Impl;
    explicit FrameReader(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> m_impl;
};

} // namespace tailslate::av
