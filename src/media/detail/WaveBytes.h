// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/BroadcastWaveReader.h"
#include "media/detail/FileBytes.h"

namespace tailslate::media::detail {

/// readWaveFile() of a file that is open.
[[nodiscard]] Result<WaveFile> readWave(FileBytes& file);

} // namespace tailslate::media::detail
