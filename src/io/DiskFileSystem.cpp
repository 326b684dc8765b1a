// SPDX-License-Identifier: Apache-2.0
#include "io/DiskFileSystem.h"

#include "io/detail/Descriptor.h"
#include "io/detail/DiskFiles.h"
#include "io/detail/DiskSyncGroup.h"
#include "io/detail/Mounts.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <dirent.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <system_error>
#include <unistd.h>

namespace tailslate::io {
namespace {

namespace fs = std::filesystem;

FileKind kindOfEntry(const struct ::dirent& entry)
{
    switch (entry.d_type) {
    case DT_REG:
        return FileKind::Regular;
    case DT_DIR:
        return FileKind::Directory;
    case DT_LNK:
        return FileKind::Symlink;
    default:
        return FileKind::Other;
    }
}

/// `path`, or the nearest folder above it that exists.
fs::path nearestExisting(fs::path path)
{
    std::error_code ignored;
    if (path.is_relative())
        path = fs::absolute(path, ignored);
    while (!fs::exists(path, ignored) && path.has_relative_path())
        path = path.parent_path();
    return path;
}

Result<void> syncFolderAt(const fs::path& folder)
{
    const detail::Descriptor directory = detail::openRetrying(folder, O_RDONLY | O_DIRECTORY);
    if (!directory.valid())
        return osFailure(errno, "cannot open the folder", folder);
    return detail::syncFolderDescriptor(directory, folder);
}

/// A folder behind an open descriptor.
class DiskFolder final : public OpenFolder {
public:
    /// @param directory Is closed with the object.
    DiskFolder(::DIR* directory, fs::path folder)
        : m_directory(directory)
        , m_folder(std::move(folder))
    {
    }

    Result<std::vector<DirectoryEntry>> list() override
    {
        std::vector<DirectoryEntry> entries;
        ::rewinddir(m_directory.get());
        for (;;) {
            errno = 0;
            const struct ::dirent* const entry = ::readdir(m_directory.get());
            if (!entry) {
                if (errno != 0)
                    return osFailure(errno, "cannot list the folder", m_folder);
                break;
            }
            const std::string_view name(entry->d_name);
            if (name == "." || name == "..")
                continue;
            DirectoryEntry& added = entries.emplace_back(fs::path(name), kindOfEntry(*entry));
            if (entry->d_type == DT_UNKNOWN) {
                TAILSLATE_TRY(const FileInfo status, info(added.name));
                added.kind = status.kind;
            }
        }
        std::ranges::sort(entries, {}, [](const DirectoryEntry& entry) -> const std::string& {
            return entry.name.native();
        });
        return entries;
    }

    Result<FileInfo> info(const fs::path& name) override
    {
        struct ::stat status{};
        if (::fstatat(::dirfd(m_directory.get()), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
            return osFailure(errno, errno == ENOENT ? "does not exist" : "cannot be read",
                             m_folder / name);
        return detail::toFileInfo(status);
    }

private:
    struct Closer {
        void operator()(::DIR* directory) const noexcept { ::closedir(directory); }
    };

    std::unique_ptr<::DIR, Closer> m_directory;
    fs::path m_folder;
};

/// flock(2) on the folder itself: the kernel lets go of it with the last descriptor.
class LockedFolder final : public FolderLock {
public:
    LockedFolder(detail::Descriptor directory, bool isLocked)
        : m_directory(std::move(directory))
        , m_isLocked(isLocked)
    {
    }

    [[nodiscard]] bool keepsOthersOut() const noexcept override { return m_isLocked; }

private:
    detail::Descriptor m_directory;
    bool m_isLocked;
};

} // namespace

const char* transferName(Transfer transfer) noexcept
{
    switch (transfer) {
    case Transfer::Direct:
        return "direct";
    case Transfer::CacheDropped:
        return "cache-dropped";
    case Transfer::Cached:
        return "cached";
    }
    return "cached";
}

DiskFileSystem::DiskFileSystem()
    : m_images(std::make_unique<detail::ImageDisks>())
{
}

DiskFileSystem::~DiskFileSystem() = default;

Result<std::unique_ptr<InputFile>> DiskFileSystem::openForReading(const fs::path& path,
                                                                  ReadFrom from)
{
    return detail::DiskInputFile::open(path, from, *m_images);
}

Result<std::unique_ptr<OutputFile>> DiskFileSystem::createNew(const fs::path& path,
                                                              std::uint64_t expectedSize)
{
    return detail::DiskOutputFile::create(path, expectedSize);
}

Result<std::unique_ptr<OutputFile>> DiskFileSystem::continueWriting(const fs::path& path,
                                                                    std::uint64_t offset,
                                                                    std::uint64_t expectedSize)
{
    return detail::DiskOutputFile::reopen(path, offset, expectedSize);
}

Result<std::unique_ptr<SyncGroup>> DiskFileSystem::startSyncGroup(const fs::path& folder)
{
    return detail::DiskSyncGroup::start(folder);
}

Result<void> DiskFileSystem::renameWithoutReplacing(const fs::path& from, const fs::path& to)
{
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0)
        return {};
    if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
        return osFailure(errno, "cannot give the file its final name", to);

    // The file system has no such rename. A hard link refuses to replace just as well.
    if (::link(from.c_str(), to.c_str()) == 0) {
        if (::unlink(from.c_str()) != 0)
            return osFailure(errno, "cannot remove the temporary name", from);
        return {};
    }
    if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS)
        return osFailure(errno, "cannot give the file its final name", to);

    // Neither (FAT through FUSE): look, then rename. The gap between the two is ours alone while we
    // hold the folder.
    struct ::stat status{};
    if (::lstat(to.c_str(), &status) == 0)
        return failure(ErrorCode::AlreadyExists, "something already has this name", to, EEXIST);
    if (::rename(from.c_str(), to.c_str()) != 0)
        return osFailure(errno, "cannot give the file its final name", to);
    return {};
}

Result<void> DiskFileSystem::renameReplacing(const fs::path& from, const fs::path& to)
{
    if (::rename(from.c_str(), to.c_str()) != 0)
        return osFailure(errno, "cannot give the file its final name", to);
    return {};
}

Result<void> DiskFileSystem::remove(const fs::path& path)
{
    if (::remove(path.c_str()) != 0)
        return osFailure(errno, "cannot remove", path);
    return {};
}

Result<FileInfo> DiskFileSystem::info(const fs::path& path)
{
    struct ::stat status{};
    if (::lstat(path.c_str(), &status) != 0)
        return osFailure(errno, errno == ENOENT ? "does not exist" : "cannot be read", path);
    return detail::toFileInfo(status);
}

Result<std::vector<DirectoryEntry>> DiskFileSystem::list(const fs::path& folder)
{
    TAILSLATE_TRY(const auto open, openFolder(folder));
    return open->list();
}

Result<std::unique_ptr<OpenFolder>> DiskFileSystem::openFolder(const fs::path& folder)
{
    // A card's folders keep their access times; only the owner (or root) may ask for that.
    constexpr int kFlags = O_RDONLY | O_DIRECTORY;
    detail::Descriptor descriptor = detail::openRetrying(folder, kFlags | O_NOATIME);
    if (!descriptor.valid() && errno == EPERM)
        descriptor = detail::openRetrying(folder, kFlags);
    ::DIR* const directory = descriptor.valid() ? ::fdopendir(descriptor.get()) : nullptr;
    if (!directory)
        return osFailure(errno, "cannot list the folder", folder);
    descriptor.release(); // The DIR owns it now.
    return std::make_unique<DiskFolder>(directory, folder);
}

Result<void> DiskFileSystem::createFolders(const fs::path& folder)
{
    std::vector<fs::path> missing;
    std::error_code error;
    for (fs::path at = folder; !at.empty(); at = at.parent_path()) {
        const fs::file_status status = fs::status(at, error);
        if (fs::is_directory(status))
            break;
        if (fs::exists(status))
            return failure(ErrorCode::AlreadyExists, "a file is in the way of the folder", at);
        missing.push_back(at);
        if (at == at.parent_path())
            break;
    }
    for (auto at = missing.rbegin(); at != missing.rend(); ++at) {
        if (::mkdir(at->c_str(), 0755) != 0 && errno != EEXIST)
            return osFailure(errno, "cannot make the folder", *at);
        TAILSLATE_CHECK(syncFolderAt(at->has_parent_path() ? at->parent_path() : fs::path(".")));
    }
    return {};
}

Result<void> DiskFileSystem::syncFile(const fs::path& path)
{
    return detail::syncFileAt(path);
}

Result<std::unique_ptr<FolderLock>> DiskFileSystem::lockFolder(const fs::path& folder)
{
    detail::Descriptor directory = detail::openRetrying(folder, O_RDONLY | O_DIRECTORY);
    if (!directory.valid())
        return osFailure(errno, "cannot open the folder", folder);
    // Any other refusal means that this file system has no locks.
    const bool isLocked = ::flock(directory.get(), LOCK_EX | LOCK_NB) == 0;
    if (!isLocked && errno == EWOULDBLOCK)
        return failure(
            ErrorCode::AlreadyExists,
            "another offload or media hash list is being written here; wait until it is over",
            folder);
    return std::unique_ptr<FolderLock>(new LockedFolder(std::move(directory), isLocked));
}

Result<void> DiskFileSystem::syncFolder(const fs::path& folder)
{
    return syncFolderAt(folder);
}

Result<bool> DiskFileSystem::canSyncFolder(const fs::path& folder)
{
    const detail::Descriptor directory = detail::openRetrying(folder, O_RDONLY | O_DIRECTORY);
    if (!directory.valid())
        return osFailure(errno, "cannot open the folder", folder);
    if (::fsync(directory.get()) == 0)
        return true;
    if (errno == EINVAL)
        return false;
    return osFailure(errno, "the volume did not confirm the folder as stored", folder);
}

Result<fs::path> DiskFileSystem::resolve(const fs::path& path)
{
    std::error_code error;
    fs::path resolved = fs::weakly_canonical(fs::absolute(path, error), error);
    if (error)
        return osFailure(error.value(), "cannot resolve the path", path);
    if (!resolved.has_filename() && resolved.has_relative_path())
        resolved = resolved.parent_path(); // A trailing slash is no component.
    return resolved;
}

Result<Space> DiskFileSystem::space(const fs::path& path)
{
    struct ::statvfs status{};
    const fs::path at = nearestExisting(path);
    if (::statvfs(at.c_str(), &status) != 0)
        return osFailure(errno, "cannot ask the volume for its free space", at);
    return Space{.freeBytes = std::uint64_t{status.f_bavail} * status.f_frsize,
                 .totalBytes = std::uint64_t{status.f_blocks} * status.f_frsize};
}

Result<Volume> DiskFileSystem::volume(const fs::path& path)
{
    return detail::volumeOf(nearestExisting(path));
}

Result<std::vector<Volume>> mountedVolumes()
{
    return detail::userVolumes();
}

} // namespace tailslate::io
