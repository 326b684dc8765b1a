// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "av/detail/Ffmpeg.h"
#include "av/detail/Interruption.h"
#include "av/detail/MediaFile.h"
#include "av/Source.h"
#include "base/Result.h"

#include <chrono>
#include <memory>
#include <stop_token>

namespace tailslate::av::detail {

/// An open demuxer, what interrupts it, and the file it reads, if it is one. They outlive the
/// demuxer.
struct Input {
    std::unique_ptr<Interruption> interruption;
    std::unique_ptr<MediaFile> file;
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
