// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileSystem.h"
#include "jobs/JobContext.h"
#include "media/Card.h"

namespace tailslate::media {

/// Takes the files of sound apart and puts them together as the recorder says in iXML, where names
/// told something else: files of one folder, FAMILY_UID, scene and take are one take; files that
/// differ in FAMILY_UID and in scene or take are several. Files without iXML stay with what their
/// names say. Reads the heads of the card's sound files; one that cannot be read tells nothing.
/// @return Cancelled, DeviceLost; the clips are as they were then.
[[nodiscard]] Result<void> groupTakesByFamily(io::FileSystem& files, Card& card,
                                              const jobs::JobContext& context);

} // namespace tailslate::media
