// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/Card.h"

#include <vector>

namespace tailslate::media::detail {

/// Looks at a clip of one file a frame: Warnings for frame numbers missing between the first and
/// the last, and for frames of another size where nearly all have the same. Where frames are not
/// packed, for those too that are shorter than most. Nothing to add for other clips.
void findFrameGaps(const Clip& clip, const std::vector<CardFile>& files,
                   std::vector<Finding>& findings);

} // namespace tailslate::media::detail
