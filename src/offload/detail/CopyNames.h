// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Uuid.h"
#include "media/Card.h"

#include <filesystem>

namespace tailslate::offload::detail {

/// A file on its way: `.<fingerprint>.tailslate-part`. Never taken for a copy.
inline constexpr const char* kPartExtension = ".tailslate-part";
inline constexpr const char* kPartPattern = "*.tailslate-part";

/// A copy that differed from the card, kept for whoever wants to know what the drive did to it.
inline constexpr const char* kAsideExtension = ".verify-failed";
inline constexpr const char* kAsidePattern = "*.verify-failed";

/// The name that a file of the card has while it is written: from its path, size and time, so that
/// only the same file of a card ever meets what an earlier run left of it.
[[nodiscard]] std::filesystem::path partName(const media::CardFile& file);

/// True for names that partName() gives.
[[nodiscard]] bool isPartName(const std::filesystem::path& name);

/// Where a copy that differs from the card is kept: `<name>.<job>.verify-failed`, cut to what a
/// file system takes, never inside a character of UTF-8. From the second of a job on, with its
/// number: `<name>.<job>-2.verify-failed`.
[[nodiscard]] std::filesystem::path asidePath(const std::filesystem::path& path, const Uuid& job,
                                              int number);

} // namespace tailslate::offload::detail
