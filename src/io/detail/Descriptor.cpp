// SPDX-License-Identifier: Apache-2.0
#include "io/detail/Descriptor.h"

#include <cerrno>

namespace tailslate::io::detail {
namespace {

TimePoint timeOf(const struct ::timespec& time)
{
    return TimePoint(std::chrono::seconds(time.tv_sec) +
                     std::chrono::microseconds(time.tv_nsec / 1000));
}

} // namespace

Descriptor openRetrying(const std::filesystem::path& path, int flags, mode_t mode)
{
    int number = -1;
    do {
        number = ::open(path.c_str(), flags | O_CLOEXEC, mode);
    } while (number < 0 && errno == EINTR);
    return Descriptor(number);
}

FileInfo toFileInfo(const struct ::stat& status)
{
    FileInfo info;
    if (S_ISREG(status.st_mode))
        info.kind = FileKind::Regular;
    else if (S_ISDIR(status.st_mode))
        info.kind = FileKind::Directory;
    else if (S_ISLNK(status.st_mode))
        info.kind = FileKind::Symlink;
    info.size = static_cast<std::uint64_t>(status.st_size);
    info.modified = timeOf(status.st_mtim);
    info.changed = timeOf(status.st_ctim);
    info.permissions = status.st_mode & 0777U;
    info.identity = {status.st_dev, status.st_ino};
    constexpr std::uint64_t kUnit = 512; // Of st_blocks, whatever the file system's own.
    info.allocated = kUnit * static_cast<std::uint64_t>(status.st_blocks);
    return info;
}

} // namespace tailslate::io::detail
