// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileSystem.h"
#include "jobs/JobContext.h"
#include "media/Card.h"

#include <vector>

namespace tailslate::media {

/// Opens the files that say whether a card is whole, which readCard() does not: heads of movies,
/// stills (JPEG, EXR, TIFF) and sound files, the lists that cameras write of their clips (ALE,
/// MEDIAPRO.XML, the lists of P2), and what they write beside each (Sony, Canon). Reads a few
/// blocks of each and writes nothing. A file that cannot be read is a Warning. Counts the files it
/// opens into `context.progress` as items.
/// @return Findings in the order of the card's files, then of its lists; Cancelled, DeviceLost.
[[nodiscard]] Result<std::vector<Finding>> checkContents(io::FileSystem& files, const Card& card,
                                                         const jobs::JobContext& context);

} // namespace tailslate::media
