// SPDX-License-Identifier: Apache-2.0
#include "io/detail/ImageDisks.h"

#include "io/detail/BlockDevices.h"

#include <sys/sysmacros.h>
#include <utility>

namespace tailslate::io::detail {

ImageDisks::ImageDisks(std::filesystem::path sysfs)
    : m_sysfs(std::move(sysfs))
{
}

bool ImageDisks::answerFromMemory(std::uint64_t device)
{
    constexpr std::chrono::seconds kFresh{1};
    const std::lock_guard lock(m_mutex);
    Look& look = m_looks[device];
    const auto now = Clock::now();
    if (look.at == Clock::time_point() || now - look.at >= kFresh)
        look = {now, BlockDevices(m_sysfs).isImageInCache(major(device), minor(device))};
    return look.fromMemory;
}

} // namespace tailslate::io::detail
