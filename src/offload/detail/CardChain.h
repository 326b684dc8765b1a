// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileSystem.h"
#include "media/Card.h"

#include <filesystem>

namespace tailslate::offload::detail {

/// Makes sure that the histories in a roll folder go on from the card's own, where it has some:
/// brings the card's chains, which no plan copies, to a destination that has none or an earlier
/// state of them. The card's manifests were copied already; the seal checks them one by one against
/// these chains.
/// @return DataCorrupted for a chain that cannot be used, AlreadyExists where the history there is
///         another one; DeviceLost when the card is gone. What is there is then as it was.
[[nodiscard]] Result<void> bringChains(io::FileSystem& files, const media::Card& card,
                                       const std::filesystem::path& rollFolder);

} // namespace tailslate::offload::detail
