// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/CopyNames.h"

#include "hash/Hasher.h"

#include <fmt/format.h>

#include <span>
#include <string>

namespace tailslate::offload::detail {

namespace fs = std::filesystem;

fs::path partName(const media::CardFile& file)
{
    const fs::path path = file.path;
    const std::string fingerprint = fmt::format("{}\n{}\n{}", path.native(), file.size,
                                                file.modified.time_since_epoch().count());
    return fmt::format(
        ".{}{}",
        hash::digestOf(hash::Algorithm::Xxh128, std::as_bytes(std::span(fingerprint))).toText(),
        kPartExtension);
}

bool isPartName(const fs::path& name)
{
    return name.extension() == kPartExtension && name.native().starts_with('.');
}

namespace {

/// At most the first `longest` bytes of a name, without half a character at the end.
std::string shortened(const std::string& name, std::size_t longest)
{
    constexpr std::size_t kLongestCharacter = 4; // Of UTF-8; the name may be something else.
    if (name.size() <= longest)
        return name;
    std::size_t end = longest;
    while (end > 0 && longest - end < kLongestCharacter &&
           (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U)
        --end;
    return name.substr(0, end);
}

} // namespace

fs::path asidePath(const fs::path& path, const Uuid& job, int number)
{
    constexpr std::size_t kLongestName = 255;
    const std::string suffix = fmt::format(
        ".{}{}{}", job.toString(), number > 1 ? fmt::format("-{}", number) : "", kAsideExtension);
    return path.parent_path() /
           (shortened(path.filename().native(), kLongestName - suffix.size()) + suffix);
}

} // namespace tailslate::offload::detail
