// SPDX-License-Identifier: Apache-2.0
// A file system that shows a folder and fails as it is told: faultfs SOURCE FAULTS MOUNT [FUSE
// options]. Runs in the foreground until it is unmounted. Faults.h says what may stand in the file
// FAULTS.
#define FUSE_USE_VERSION 35

#include "realdisk/Faults.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <fuse.h>
#include <span>
#include <string>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <vector>

namespace {

using tailslate::realdisk::Answer;
using tailslate::realdisk::Faults;
using tailslate::realdisk::Request;

/// What FUSE hands to every operation.
struct Disk {
    std::string source;
    Faults faults;
};

Disk& disk()
{
    return *static_cast<Disk*>(::fuse_get_context()->private_data);
}

std::string below(const char* path)
{
    return disk().source + path;
}

int meet(const char* operation, const char* path)
{
    return -disk().faults.meet({.operation = operation, .path = path}).error;
}

int orError(int result)
{
    return result < 0 ? -errno : 0;
}

int handleOf(const struct fuse_file_info* info)
{
    return static_cast<int>(info->fh);
}

int getAttributes(const char* path, struct stat* status, struct fuse_file_info*)
{
    if (const int failed = meet("getattr", path))
        return failed;
    if (::lstat(below(path).c_str(), status) != 0)
        return -errno;
    if (disk().faults.coarseTimes()) {
        status->st_mtim.tv_sec -= status->st_mtim.tv_sec % 2;
        status->st_mtim.tv_nsec = 0;
    }
    return 0;
}

int readLink(const char* path, char* text, std::size_t size)
{
    if (const int failed = meet("readlink", path))
        return failed;
    const ssize_t length = ::readlink(below(path).c_str(), text, size - 1);
    if (length < 0)
        return -errno;
    text[length] = '\0';
    return 0;
}

int makeFolder(const char* path, mode_t mode)
{
    const int failed = meet("mkdir", path);
    return failed ? failed : orError(::mkdir(below(path).c_str(), mode));
}

int removeFile(const char* path)
{
    const int failed = meet("unlink", path);
    return failed ? failed : orError(::unlink(below(path).c_str()));
}

int removeFolder(const char* path)
{
    const int failed = meet("rmdir", path);
    return failed ? failed : orError(::rmdir(below(path).c_str()));
}

int makeSymlink(const char* target, const char* path)
{
    const int failed = meet("symlink", path);
    return failed ? failed : orError(::symlink(target, below(path).c_str()));
}

int renameEntry(const char* from, const char* to, unsigned flags)
{
    if (const int failed = meet((flags & RENAME_NOREPLACE) ? "rename-noreplace" : "rename", from))
        return failed;
    return orError(::renameat2(AT_FDCWD, below(from).c_str(), AT_FDCWD, below(to).c_str(), flags));
}

int linkEntry(const char* from, const char* to)
{
    const int failed = meet("link", from);
    return failed ? failed : orError(::link(below(from).c_str(), below(to).c_str()));
}

int changeMode(const char* path, mode_t mode, struct fuse_file_info*)
{
    const int failed = meet("chmod", path);
    return failed ? failed : orError(::chmod(below(path).c_str(), mode));
}

int changeOwner(const char* path, uid_t user, gid_t group, struct fuse_file_info*)
{
    const int failed = meet("chown", path);
    return failed ? failed : orError(::lchown(below(path).c_str(), user, group));
}

int changeSize(const char* path, off_t size, struct fuse_file_info*)
{
    const int failed = meet("truncate", path);
    return failed ? failed : orError(::truncate(below(path).c_str(), size));
}

int changeTimes(const char* path, const struct timespec times[2], struct fuse_file_info*)
{
    if (const int failed = meet("utimens", path))
        return failed;
    return orError(::utimensat(AT_FDCWD, below(path).c_str(), times, AT_SYMLINK_NOFOLLOW));
}

/// Opens below the mount as the caller asked, but through the page cache: FUSE's buffers are not
/// aligned. O_NOATIME: what looks at the folder behind the mount must see the caller's traces only.
int openBelow(const char* path, struct fuse_file_info* info, mode_t mode)
{
    int flags = info->flags & ~(O_DIRECT | O_NOFOLLOW);
    if ((flags & O_ACCMODE) == O_RDONLY)
        flags |= O_NOATIME;
    const int file = ::open(below(path).c_str(), flags, mode);
    if (file < 0)
        return -errno;
    info->fh = static_cast<std::uint64_t>(file);
    info->direct_io = (info->flags & O_DIRECT) != 0;
    return 0;
}

int openFile(const char* path, struct fuse_file_info* info)
{
    const int failed = meet("open", path);
    return failed ? failed : openBelow(path, info, 0);
}

int createFile(const char* path, mode_t mode, struct fuse_file_info* info)
{
    const int failed = meet("create", path);
    return failed ? failed : openBelow(path, info, mode);
}

int readFile(const char* path, char* bytes, std::size_t size, off_t offset,
             struct fuse_file_info* info)
{
    const auto at = static_cast<std::uint64_t>(offset);
    const Answer answer = disk().faults.meet({.operation = "read",
                                              .path = path,
                                              .offset = at,
                                              .size = size,
                                              .direct = (info->flags & O_DIRECT) != 0});
    if (answer.error != 0)
        return -answer.error;
    const ssize_t count = ::pread(handleOf(info), bytes, size, offset);
    if (count < 0)
        return -errno;
    disk().faults.flip("flip-read", path, at, std::span(bytes, static_cast<std::size_t>(count)));
    return static_cast<int>(count);
}

int writeFile(const char* path, const char* bytes, std::size_t size, off_t offset,
              struct fuse_file_info* info)
{
    const auto at = static_cast<std::uint64_t>(offset);
    const Answer answer = disk().faults.meet({.operation = "write",
                                              .path = path,
                                              .offset = at,
                                              .size = size,
                                              .direct = (info->flags & O_DIRECT) != 0});
    // A disk that runs full takes what fits; the next write finds no room at all.
    if (answer.error != 0 && answer.atMost.value_or(0) == 0)
        return -answer.error;
    const std::size_t fits = answer.atMost.value_or(size);

    std::vector<char> spoiled;
    if (disk().faults.wouldFlip(path, at, fits)) {
        spoiled.assign(bytes, bytes + fits);
        disk().faults.flip("flip-write", path, at, spoiled);
        bytes = spoiled.data();
    }
    const ssize_t count = ::pwrite(handleOf(info), bytes, fits, offset);
    return count < 0 ? -errno : static_cast<int>(count);
}

int space(const char* path, struct statvfs* status)
{
    const int failed = meet("statfs", path);
    return failed ? failed : orError(::statvfs(below(path).c_str(), status));
}

int flushFile(const char* path, struct fuse_file_info* info)
{
    if (const int failed = meet("close", path))
        return failed;
    const int copy = ::dup(handleOf(info));
    return copy < 0 ? -errno : orError(::close(copy));
}

int releaseFile(const char*, struct fuse_file_info* info)
{
    return orError(::close(handleOf(info)));
}

int syncFile(const char* path, int dataOnly, struct fuse_file_info* info)
{
    if (const int failed = meet("fsync", path))
        return failed;
    return orError(dataOnly ? ::fdatasync(handleOf(info)) : ::fsync(handleOf(info)));
}

int allocate(const char* path, int mode, off_t offset, off_t size, struct fuse_file_info* info)
{
    const int failed = meet("fallocate", path);
    return failed ? failed : orError(::fallocate(handleOf(info), mode, offset, size));
}

int openFolder(const char* path, struct fuse_file_info* info)
{
    if (const int failed = meet("opendir", path))
        return failed;
    const int folder = ::open(below(path).c_str(), O_RDONLY | O_DIRECTORY | O_NOATIME);
    if (folder < 0)
        return -errno;
    info->fh = static_cast<std::uint64_t>(folder);
    return 0;
}

int listFolder(const char* path, void* entries, fuse_fill_dir_t add, off_t,
               struct fuse_file_info* info, enum fuse_readdir_flags)
{
    if (const int failed = meet("readdir", path))
        return failed;
    const int copy = ::dup(handleOf(info));
    DIR* const folder = copy < 0 ? nullptr : ::fdopendir(copy);
    if (!folder)
        return -errno;
    ::rewinddir(folder);
    while (const struct dirent* const entry = ::readdir(folder)) {
        struct stat status{};
        status.st_ino = entry->d_ino;
        status.st_mode = static_cast<mode_t>(entry->d_type) << 12;
        if (add(entries, entry->d_name, &status, 0, fuse_fill_dir_flags{}) != 0)
            break;
    }
    ::closedir(folder);
    return 0;
}

int syncFolder(const char* path, int, struct fuse_file_info* info)
{
    const int failed = meet("fsyncdir", path);
    return failed ? failed : orError(::fsync(handleOf(info)));
}

void* start(struct fuse_conn_info*, struct fuse_config* config)
{
    // Faults show at once, so nothing is remembered; inodes are those of the folder.
    config->use_ino = 1;
    config->entry_timeout = 0;
    config->attr_timeout = 0;
    config->negative_timeout = 0;
    return ::fuse_get_context()->private_data;
}

fuse_operations operations()
{
    fuse_operations all{};
    all.getattr = getAttributes;
    all.readlink = readLink;
    all.mkdir = makeFolder;
    all.unlink = removeFile;
    all.rmdir = removeFolder;
    all.symlink = makeSymlink;
    all.rename = renameEntry;
    all.link = linkEntry;
    all.chmod = changeMode;
    all.chown = changeOwner;
    all.truncate = changeSize;
    all.open = openFile;
    all.read = readFile;
    all.write = writeFile;
    all.statfs = space;
    all.flush = flushFile;
    all.release = releaseFile;
    all.fsync = syncFile;
    all.opendir = openFolder;
    all.readdir = listFolder;
    all.releasedir = releaseFile;
    all.fsyncdir = syncFolder;
    all.init = start;
    all.create = createFile;
    all.utimens = changeTimes;
    all.fallocate = allocate;
    return all;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 4) {
        std::fprintf(stderr, "usage: faultfs SOURCE FAULTS MOUNT [FUSE options]\n");
        return 2;
    }
    ::umask(0);
    Disk shown{.source = argv[1], .faults = Faults(argv[2])};
    std::vector<char*> arguments{argv[0], argv[3]};
    arguments.insert(arguments.end(), argv + 4, argv + argc);
    std::string foreground = "-f";
    arguments.push_back(foreground.data());
    const fuse_operations all = operations();
    return ::fuse_main(static_cast<int>(arguments.size()), arguments.data(), &all, &shown);
}
