// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace tailslate::io {

/// What Volume::volumeId begins with where the system tells no more than a hash of the identifier:
/// one volume may have that on one system, and the identifier itself on the next.
inline constexpr std::string_view kHashedIdMark = "fsid ";

} // namespace tailslate::io
