// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/Card.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace tailslate::media {

/// The files of a clip by what they hold, judged by their names: indices into Card::files, each
/// kind in the order of the clip.
struct ClipFiles {
    std::vector<std::size_t> movies;     ///< Moving pictures; the parts of a spanned clip in order.
    std::vector<std::size_t> frames;     ///< One frame a file.
    std::vector<std::size_t> waves;      ///< What sound recorders write.
    std::vector<std::size_t> otherSound; ///< Sound of any other kind.
    std::vector<std::size_t> sidecars;   ///< All else, and pictures that run beside the first.
};

/// Whether a recorder put a file where it keeps takes that nobody wants.
/// @param path As in CardFile.
[[nodiscard]] bool isDiscarded(std::string_view path) noexcept;

/// Sorts the files of a clip.
[[nodiscard]] ClipFiles filesOf(const Card& card, const Clip& clip);

} // namespace tailslate::media
