// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hash/Digest.h"

#include <array>

namespace tailslate::mhl::detail {

/// The order in which ASCMHL.xsd wants digests.
inline constexpr std::array kDigestOrder{hash::Algorithm::C4,   hash::Algorithm::Md5,
                                         hash::Algorithm::Sha1, hash::Algorithm::Xxh128,
                                         hash::Algorithm::Xxh3, hash::Algorithm::Xxh64};

} // namespace tailslate::mhl::detail
