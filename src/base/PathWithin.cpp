// SPDX-License-Identifier: Apache-2.0
#include "base/PathWithin.h"

#include <algorithm>
#include <iterator>

namespace tailslate {

bool isWithin(const std::filesystem::path& path, const std::filesystem::path& folder)
{
    const auto [end, rest] = std::ranges::mismatch(folder, path);
    // A slash at the end leaves an empty name behind it.
    return end == folder.end() || (std::next(end) == folder.end() && end->empty());
}

} // namespace tailslate
