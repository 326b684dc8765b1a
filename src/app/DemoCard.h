// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "jobs/JobContext.h"

#include <filesystem>
#include <vector>

namespace tailslate::app {

/// What makeDemoCard() wrote.
struct DemoCard {
    std::filesystem::path root;
    std::vector<std::filesystem::path> files; ///< Relative to `root`, in the order of writing.
};

/// Makes a card as a day of shooting leaves it, for trying the product without a camera: an ARRI
/// roll `A001R2EC` with two ProRes 422 HQ clips and one DNxHR HQX clip (1920 x 1080, 24 frames per
/// second, LogC3 EI 800, timecode, reel name) and its ALE, and the takes of a sound recorder in
/// `SOUND_001` (four tracks, Broadcast Wave with iXML, in sync by timecode with the ProRes clips).
/// About 36 MB. Counts one progress item per frame and per sound take.
/// @param folder Becomes the card. Must not exist or be empty.
/// @return AlreadyExists, NoSpace, Io, Cancelled; what was written by then is left behind.
[[nodiscard]] Result<DemoCard> makeDemoCard(const std::filesystem::path& folder,
                                            jobs::JobContext context);

} // namespace tailslate::app
