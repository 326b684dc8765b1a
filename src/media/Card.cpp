// SPDX-License-Identifier: Apache-2.0
#include "media/Card.h"

#include <functional>
#include <numeric>

namespace tailslate::media {

std::uint64_t Card::totalBytes() const noexcept
{
    return std::transform_reduce(files.begin(), files.end(), std::uint64_t{0}, std::plus<>(),
                                 [](const CardFile& file) { return file.size; });
}

} // namespace tailslate::media
