// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "av/detail/Ffmpeg.h"
#include "av/FrameReader.h"
#include "base/Result.h"

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>

namespace tailslate::av::detail {

/// Gives decoded pictures in FFmpeg's own formats. One thread at a time.
class PictureSource {
public:
    virtual ~PictureSource() = default;

    [[nodiscard]] virtual const StreamInfo& info() const noexcept = 0;

    /// Fills `picture` and sets its `pts` to the frame number. False at the end.
    [[nodiscard]] virtual Result<bool> next(AVFrame& picture) = 0;

    /// As FrameReader::seek().
    [[nodiscard]] virtual Result<void> seek(std::int64_t frameNumber) = 0;

    [[nodiscard]] virtual std::int64_t damagedFrames() const noexcept = 0;
};

/// Demuxes and decodes a file, stream or device.
[[nodiscard]] Result<std::unique_ptr<PictureSource>> openCodedSource(const SourceSpec& source,
                                                                     std::stop_token stop);

/// Runs a graph of FFmpeg's picture generators. Only filters that draw or change pictures are
/// taken; those that read files, listen to addresses or run programs are refused.
[[nodiscard]] Result<std::unique_ptr<PictureSource>> openPatternSource(const std::string& graph,
                                                                       std::stop_token stop);

} // namespace tailslate::av::detail
