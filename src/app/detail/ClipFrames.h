// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "image/Frame.h"
#include "io/FileSystem.h"
#include "media/Card.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <vector>

namespace tailslate::app::detail {

/// A frame of a clip, and where it lies.
struct FramePlace {
    std::int64_t frame = 0;  ///< Within the clip.
    std::size_t file = 0;    ///< Index into Card::files.
    std::int64_t inFile = 0; ///< Within that file.
    bool still = false;      ///< The file is one frame.

    bool operator==(const FramePlace&) const = default;
};

/// The first, the middle and the last frame of a clip, fewer of one that has fewer. Reads heads of
/// movies.
/// @param root Where the card's files lie: the card's root, or a copy's.
/// @return Unsupported for sound and for clips without media of a kind that may be decoded; errors
/// of the first movie; Cancelled.
[[nodiscard]] Result<std::vector<FramePlace>> threeFrames(const media::Card& card,
                                                          const media::Clip& clip,
                                                          const std::filesystem::path& root,
                                                          const std::stop_token& stop);

/// Decodes one frame. The file is open no longer than that.
/// @return InvalidArgument when the file has another size than when the card was listed; as
/// av::FrameReader and stills::readStill().
[[nodiscard]] Result<image::RgbImage> readFrame(io::FileSystem& files, const media::Card& card,
                                                const FramePlace& place,
                                                const std::filesystem::path& root,
                                                const std::stop_token& stop);

} // namespace tailslate::app::detail
