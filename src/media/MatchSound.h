// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/Card.h"
#include "media/ClipMetadata.h"

#include <cstddef>
#include <span>
#include <vector>

namespace tailslate::media {

/// A take of sound that ran while a picture did.
struct SoundMatch {
    std::size_t picture = 0; ///< Index of the clip.
    std::size_t take = 0;    ///< Index of the clip.
    double offset = 0.0;     ///< Seconds from the picture's start to the take's; negative where the
                             ///< recorder ran first.
    double overlap = 0.0;    ///< Seconds that both ran.
    bool ratesDiffer = false; ///< They count timecode at different rates: they drift apart by their
                              ///< clocks, or one was set wrong.
};

/// What ran with what. Indices are those of the clips; each list ascends.
struct SoundMatches {
    std::vector<SoundMatch> matches; ///< By picture; of one picture the longest overlap first.
    std::vector<std::size_t> silentPictures; ///< No take ran with them.
    std::vector<std::size_t> takesAlone; ///< No picture ran with them: wild tracks, among others.
    std::vector<std::size_t> untimed;    ///< Nobody knows when they began, or how long they ran.
};

/// Finds the takes that ran with each picture, by timecode and day. Times of day go on across
/// midnight. Labels count, as clocks that were set to each other show the same: 10:00:00:00 of a
/// camera at 23.976 is 10:00:00:00 of a recorder at 25. A recorder that does not tell its rate is
/// taken to count as the camera does. Days speak only where both are told; one day more or less
/// stands where a recording goes across midnight, or where one of them is told in UTC. False takes
/// are matched like all others.
/// @param known What is known of each clip, as many as `clips`.
[[nodiscard]] SoundMatches matchSound(std::span<const Clip> clips,
                                      std::span<const ClipMetadata> known);

} // namespace tailslate::media
