// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace tailslate::offload::detail {

/// A file on its way, named by job and index: `.01934a5e-…-17.tailslate-part`. Never taken for a
/// copy.
inline constexpr const char* kPartExtension = ".tailslate-part";
inline constexpr const char* kPartPattern = "*.tailslate-part";

/// A copy that differed from the card, kept for whoever wants to know what the drive did to it.
inline constexpr const char* kAsideExtension = ".verify-failed";
inline constexpr const char* kAsidePattern = "*.verify-failed";

} // namespace tailslate::offload::detail
