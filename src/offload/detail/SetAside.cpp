// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/SetAside.h"

#include "offload/detail/CopyNames.h"

namespace tailslate::offload::detail {

namespace fs = std::filesystem;

std::optional<fs::path> setAside(io::FileSystem& files, const fs::path& bad,
                                 const fs::path& finalPath, const Uuid& job)
{
    constexpr int kTries = 100; // Of one job, each a bad copy of this file.
    for (int number = 1; number <= kTries; ++number) {
        fs::path aside = asidePath(finalPath, job, number);
        const auto moved = files.renameWithoutReplacing(bad, aside);
        if (moved)
            return aside;
        if (moved.error().code != ErrorCode::AlreadyExists)
            break;
    }
    return std::nullopt;
}

} // namespace tailslate::offload::detail
