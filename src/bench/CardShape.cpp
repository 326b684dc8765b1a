// SPDX-License-Identifier: Apache-2.0
#include "bench/CardShape.h"

#include <fmt/format.h>

#include <algorithm>

namespace tailslate::bench {

std::uint64_t CardShape::sizeOf(std::size_t file) const noexcept
{
    return everyOtherEmpty && file % 2 == 1 ? 0 : fileSize;
}

std::filesystem::path CardShape::pathOf(std::size_t file) const
{
    const std::string name = fmt::format("{:07}.bin", file);
    if (filesPerFolder == 0)
        return name;
    return std::filesystem::path(fmt::format("folder{:04}", file / filesPerFolder)) / name;
}

std::size_t CardShape::folders() const noexcept
{
    return filesPerFolder == 0 ? 1 : (count + filesPerFolder - 1) / filesPerFolder;
}

std::uint64_t CardShape::room() const noexcept
{
    // A quarter of a block more for the name and the attributes.
    constexpr std::uint64_t kBlock = 4096;
    const std::uint64_t rounded = (fileSize + kBlock - 1) / kBlock * kBlock;
    return count * (std::max(rounded, kBlock) + kBlock / 4);
}

bool CardShape::ofSmallFiles() const noexcept
{
    return fileSize < (std::uint64_t{1} << 20);
}

} // namespace tailslate::bench
