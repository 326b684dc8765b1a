// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/DeviceWatch.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace tailslate::offload::detail {

void lookUntil(const std::function<bool()>& condition, const jobs::JobContext& context)
{
    constexpr std::chrono::milliseconds kLook{500};
    while (!condition() && jobs::sleepFor(context.stop, kLook)) {
    }
}

bool keepsInodeNumbers(const io::Volume& volume) noexcept
{
    constexpr std::array<std::string_view, 8> kMadeUp{"vfat",    "msdos", "exfat", "fuse",
                                                      "fuseblk", "cifs",  "smb3",  "smbfs"};
    return !volume.fileSystem.starts_with("fuse.") &&
           std::ranges::find(kMadeUp, volume.fileSystem) == kMadeUp.end();
}

DeviceWatch::DeviceWatch(io::FileSystem& files, std::filesystem::path folder,
                         io::FileIdentity identity, const io::Volume& volume)
    : m_files(files)
    , m_folder(std::move(folder))
    , m_identity(identity)
    , m_volumeId(volume.volumeId)
    , m_keepsInodeNumbers(keepsInodeNumbers(volume))
{
}

bool DeviceWatch::isThere() const
{
    const auto info = m_files.info(m_folder);
    if (!info || (m_keepsInodeNumbers && info->identity.inode != m_identity.inode))
        return false;
    if (m_volumeId.empty())
        return info->identity.device == m_identity.device;
    // Plugged in again, a volume may get another device number, and another volume may get its
    // number; the volume's own identifier stays.
    const auto volume = m_files.volume(m_folder);
    return volume && volume->volumeId == m_volumeId;
}

bool DeviceWatch::isOnDevice() const
{
    const auto info = m_files.info(m_folder);
    return info && info->identity.device == m_identity.device;
}

bool DeviceWatch::wasNeverAway() const
{
    return isOnDevice() && isThere();
}

bool DeviceWatch::waitForReturn(const jobs::JobContext& context, const std::atomic<bool>& giveUp,
                                std::chrono::milliseconds limit) const
{
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + limit;
    bool isBack = false;
    const auto isOver = [&] {
        isBack = isThere();
        return isBack || giveUp.load() || Clock::now() >= end;
    };
    lookUntil(isOver, context);
    return isBack && !context.stop.stop_requested();
}

} // namespace tailslate::offload::detail
