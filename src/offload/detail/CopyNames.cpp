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

fs::path asidePath(const fs::path& path, const Uuid& job, int number)
{
    constexpr std::size_t kLongestName = 255;
    const std::string suffix = fmt::format(
        ".{}{}{}", job.toString(), number > 1 ? fmt::format("-{}", number) : "", kAsideExtension);
    return path.parent_path() /
           (path.filename().native().substr(0, kLongestName - suffix.size()) + suffix);
}

} // namespace tailslate::offload::detail
