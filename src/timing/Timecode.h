// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "timing/FrameRate.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tailslate::timing {

/// Whether labels are skipped so that timecode follows the clock at 29.97 and 59.94 (SMPTE ST
/// 12-1).
enum class DropFrame { No = 1, Yes };

/// A frame label of a 24-hour day: a frame count since midnight, its rate, and how it is written. A
/// value type; arithmetic wraps at midnight, as recorders do.
class Timecode {
public:
    /// Midnight at 24 frames per second.
    Timecode() = default;

    /// The label of frame `frames` after midnight (may be negative or past 24 h; it wraps).
    /// @return InvalidArgument for drop frame at a rate that has none.
    [[nodiscard]] static Result<Timecode> fromFrames(std::int64_t frames, FrameRate rate,
                                                     DropFrame drop);

    /// Reads `hh:mm:ss:ff`; `;` or `.` before the frames means drop frame.
    /// @return BadFormat for other text, for fields out of range and for labels that drop frame
    /// skips.
    [[nodiscard]] static Result<Timecode> parse(std::string_view text, FrameRate rate);

    /// Reads a label that `framesPerLabel` frames share, as cameras count above 30 frames per
    /// second (SMPTE ST 12-1, section 12: frame pairs): `10:00:00:12` of 50 frames, two a label, is
    /// `10:00:00:24`.
    /// @return The first of these frames, at `rate`; BadFormat also where the rate cannot be
    /// divided so.
    [[nodiscard]] static Result<Timecode> parseShared(std::string_view text, FrameRate rate,
                                                      std::int64_t framesPerLabel);

    /// Frames since midnight, 0 up to but excluding 24 hours.
    [[nodiscard]] std::int64_t frames() const noexcept { return m_frames; }

    [[nodiscard]] FrameRate rate() const noexcept { return m_rate; }

    [[nodiscard]] DropFrame drop() const noexcept { return m_drop; }

    /// `10:00:00:00`, or `10:00:00;00` in drop frame. Rates over 100 use three frame digits.
    [[nodiscard]] std::string toString() const;

    /// The label `count` frames later (earlier when negative).
    [[nodiscard]] Timecode advancedBy(std::int64_t count) const noexcept;

    bool operator==(const Timecode&) const = default;

private:
    Timecode(std::int64_t frames, FrameRate rate, DropFrame drop);

    std::int64_t m_frames = 0;
    FrameRate m_rate;
    DropFrame m_drop = DropFrame::No;
};

} // namespace tailslate::timing
