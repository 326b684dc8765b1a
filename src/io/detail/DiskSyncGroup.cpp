// SPDX-License-Identifier: Apache-2.0
#include "io/detail/DiskSyncGroup.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <linux/magic.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <utility>

namespace tailslate::io::detail {
namespace {

/// Before Linux 5.8 syncfs(2) kept silent about data that could not be written (its manual page).
bool syncfsReportsFailures()
{
    struct ::utsname system{};
    unsigned major = 0;
    unsigned minor = 0;
    return ::uname(&system) == 0 && std::sscanf(system.release, "%u.%u", &major, &minor) == 2 &&
           std::pair(major, minor) >= std::pair(5U, 8U);
}

/// What syncfs(2) does on the file system of a folder.
DiskSyncGroup::Volume syncfsOn(int directory)
{
    // ext2, ext3 and ext4 share one number; so do vfat and msdos.
    constexpr std::array<std::uint32_t, 4> kWhole{EXT4_SUPER_MAGIC, XFS_SUPER_MAGIC,
                                                  BTRFS_SUPER_MAGIC, F2FS_SUPER_MAGIC};
    constexpr std::array<std::uint32_t, 2> kButCache{0x2011BAB0U /* exFAT */, MSDOS_SUPER_MAGIC};
    struct ::statfs status{};
    if (!syncfsReportsFailures() || ::fstatfs(directory, &status) != 0)
        return DiskSyncGroup::Volume::FileByFile;
    const auto isOneOf = [type = static_cast<std::uint32_t>(status.f_type)](const auto& types) {
        return std::ranges::find(types, type) != types.end();
    };
    return isOneOf(kWhole)      ? DiskSyncGroup::Volume::AtOnce
           : isOneOf(kButCache) ? DiskSyncGroup::Volume::AtOnceButDriveCache
                                : DiskSyncGroup::Volume::FileByFile;
}

} // namespace

Result<void> syncFolderDescriptor(const Descriptor& directory, const std::filesystem::path& folder)
{
    // EINVAL: the file system has no way to sync a folder (some FUSE and network ones); there is
    // nothing better to do.
    if (::fsync(directory.get()) != 0 && errno != EINVAL)
        return osFailure(errno, "the volume did not confirm the folder as stored", folder);
    return {};
}

Result<void> syncFileAt(const std::filesystem::path& path)
{
    const Descriptor file = openRetrying(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (!file.valid())
        return osFailure(errno, "cannot open the file", path);
    if (::fsync(file.get()) != 0)
        return osFailure(errno, "the volume did not confirm the file as stored", path);
    return {};
}

DiskSyncGroup::DiskSyncGroup(Descriptor directory, std::filesystem::path folder,
                             std::uint64_t device, Volume volume)
    : m_directory(std::move(directory))
    , m_folder(std::move(folder))
    , m_device(device)
    , m_volume(volume)
{
}

Result<std::unique_ptr<SyncGroup>> DiskSyncGroup::start(const std::filesystem::path& folder)
{
    Descriptor directory = openRetrying(folder, O_RDONLY | O_DIRECTORY);
    struct ::stat status{};
    if (!directory.valid() || ::fstat(directory.get(), &status) != 0)
        return osFailure(errno, "cannot open the folder", folder);
    const Volume volume = syncfsOn(directory.get());
    return std::unique_ptr<SyncGroup>(
        new DiskSyncGroup(std::move(directory), folder, status.st_dev, volume));
}

Result<void> DiskSyncGroup::sync(std::span<const std::filesystem::path> files)
{
    // One attempt of each: a second one would no longer see the failure of the first.
    if (m_volume != Volume::FileByFile && ::syncfs(m_directory.get()) != 0)
        return osFailure(errno, "the volume did not confirm the files as stored", m_folder);
    if (m_volume == Volume::AtOnceButDriveCache)
        TAILSLATE_CHECK(syncFolderDescriptor(m_directory, m_folder));
    for (const std::filesystem::path& file : files) {
        struct ::stat status{};
        if (::lstat(file.c_str(), &status) != 0)
            return osFailure(errno, "cannot be read", file);
        // A folder below may lie on a volume of its own.
        if (m_volume == Volume::FileByFile || status.st_dev != m_device)
            TAILSLATE_CHECK(syncFileAt(file));
    }
    return {};
}

} // namespace tailslate::io::detail
