// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileSystem.h"
#include "media/Card.h"

#include <filesystem>

namespace tailslate::offload::detail {

/// Makes sure that the history of `scope` goes on from the card's own, if it has one: brings the
/// card's chain, which no plan copies, to a destination that has none or an earlier state of it.
/// The card's manifests were copied already; the seal checks them one by one against this chain.
/// @return DataCorrupted for a chain that cannot be used, AlreadyExists where the history there is
///         another one; DeviceLost when the card is gone. What is there is then as it was.
[[nodiscard]] Result<void> bringChain(io::FileSystem& files, const media::Card& card,
                                      const std::filesystem::path& scope);

} // namespace tailslate::offload::detail
