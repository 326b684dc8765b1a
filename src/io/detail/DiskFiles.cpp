// SPDX-License-Identifier: Apache-2.0
#include "io/detail/DiskFiles.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <linux/magic.h>
#include <optional>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <utility>
#include <vector>

namespace tailslate::io::detail {
namespace {

/// What cachestat(2) is asked and answers (Linux 6.5; the C library may not know it yet).
struct CacheRange {
    std::uint64_t offset;
    std::uint64_t length;
};

struct CacheState {
    std::uint64_t cached;
    std::uint64_t dirty;
    std::uint64_t writeback;
    std::uint64_t evicted;
    std::uint64_t recentlyEvicted;
};

/// Asks the kernel how many pages of the file are cached. @return Nothing where it cannot say, or
/// where its answer is about another layer (overlays keep the pages with the file below).
std::optional<bool> cacheIsEmptyByCount(int file, std::uint64_t size)
{
#ifdef SYS_cachestat
    constexpr long kCall = SYS_cachestat;
#else
    constexpr long kCall = 451;
#endif
    constexpr std::array<std::uint32_t, 4> kOwnPages{EXT4_SUPER_MAGIC, XFS_SUPER_MAGIC,
                                                     F2FS_SUPER_MAGIC, MSDOS_SUPER_MAGIC};
    struct ::statfs volume{};
    if (::fstatfs(file, &volume) != 0 ||
        std::ranges::find(kOwnPages, static_cast<std::uint32_t>(volume.f_type)) == kOwnPages.end())
        return std::nullopt;
    CacheRange range{0, size};
    CacheState state{};
    if (::syscall(kCall, file, &range, &state, 0) != 0)
        return std::nullopt;
    return state.cached == 0;
}

/// True when the page cache holds no page of the file: asked of cachestat(2), which costs little,
/// or of mincore(2), one window at a time.
bool cacheIsEmpty(int file, std::uint64_t size)
{
    if (size == 0)
        return true;
    if (const auto counted = cacheIsEmptyByCount(file, size))
        return *counted;
    constexpr std::uint64_t kWindow = std::uint64_t{1} << 30;
    const auto pageSize = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    std::vector<unsigned char> resident;
    for (std::uint64_t offset = 0; offset < size; offset += kWindow) {
        const std::size_t length = static_cast<std::size_t>(std::min(kWindow, size - offset));
        void* const memory =
            ::mmap(nullptr, length, PROT_READ, MAP_PRIVATE, file, static_cast<off_t>(offset));
        if (memory == MAP_FAILED)
            return errno == ENODEV; // What cannot be mapped has no page cache.
        resident.assign((length + pageSize - 1) / pageSize, 0);
        const int answer = ::mincore(memory, length, resident.data());
        ::munmap(memory, length);
        if (answer != 0 ||
            std::ranges::any_of(resident, [](unsigned char page) { return (page & 1U) != 0; }))
            return false;
    }
    return true;
}

/// Empties the page cache of a synced file. @return Whether it is known to be empty.
bool dropCache(int file, std::uint64_t size)
{
    constexpr int kTries = 2; // An indexer may read the file at this very moment.
    for (int i = 0; i < kTries; ++i) {
        if (::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED) == 0 && cacheIsEmpty(file, size))
            return true;
    }
    return false;
}

/// False when the file system says that it has no direct transfers for this file, or asks for more
/// alignment than ours. Where it says nothing, trying will tell.
bool offersDirect(int file)
{
#ifdef STATX_DIOALIGN
    struct ::statx status{};
    if (::statx(file, "", AT_EMPTY_PATH, STATX_DIOALIGN, &status) == 0 &&
        (status.stx_mask & STATX_DIOALIGN) != 0)
        return status.stx_dio_offset_align != 0 && status.stx_dio_offset_align <= kBlockAlignment &&
               status.stx_dio_mem_align <= kBlockAlignment;
#endif
    return true;
}

/// Turns O_DIRECT on or off for an open file. @return False when the file system refuses.
bool setDirect(int file, bool on)
{
    const int flags = ::fcntl(file, F_GETFL);
    return flags >= 0 && ::fcntl(file, F_SETFL, on ? flags | O_DIRECT : flags & ~O_DIRECT) == 0;
}

/// What a file system that took O_DIRECT may still say at the first transfer.
bool refusesDirect(int osError)
{
    return osError == EINVAL || osError == EOPNOTSUPP;
}

/// Files below this size go through the page cache and reserve nothing. They are many, and their
/// sync is grouped: written so they cost less than with a direct write and a reservation each.
constexpr std::uint64_t kSmallFile = std::uint64_t{1} << 20;

/// Chooses how a file of `expectedSize` bytes is to be written.
Transfer prepareTransfer(int file, std::uint64_t expectedSize)
{
    return expectedSize >= kSmallFile && offersDirect(file) && setDirect(file, true)
               ? Transfer::Direct
               : Transfer::Cached;
}

/// Sets room aside beyond the end of the file. A file system that cannot is no failure.
Result<void> reserve(int file, std::uint64_t expectedSize, const std::filesystem::path& path)
{
    if (expectedSize < kSmallFile ||
        ::fallocate(file, FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(expectedSize)) == 0)
        return {};
    if (errno == EFBIG)
        return failure(ErrorCode::NoSpace, "the volume cannot hold a file this large", path, EFBIG);
    if (errno == ENOSPC || errno == EDQUOT)
        return osFailure(errno, "not enough room for the file", path);
    return {};
}

} // namespace

DiskInputFile::DiskInputFile(Descriptor file, std::filesystem::path path, Transfer transfer,
                             bool direct, bool inMemory)
    : m_file(std::move(file))
    , m_path(std::move(path))
    , m_inMemory(inMemory)
    , m_transfer(transfer)
    , m_direct(direct)
{
}

Result<std::unique_ptr<InputFile>> DiskInputFile::open(const std::filesystem::path& path,
                                                       ReadFrom from, ImageDisks& images)
{
    // O_NONBLOCK: a named pipe must not hang the open; it means nothing for regular files.
    // O_NOATIME: reading a card leaves no trace on it; only the owner (or root) may ask for that.
    constexpr int kFlags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK;
    Descriptor file = openRetrying(path, kFlags | O_NOATIME);
    if (!file.valid() && errno == EPERM)
        file = openRetrying(path, kFlags);
    if (!file.valid())
        return osFailure(errno,
                         errno == ELOOP ? "is a symbolic link, not a file" : "cannot open the file",
                         path);

    struct ::stat status{};
    if (::fstat(file.get(), &status) != 0)
        return osFailure(errno, "cannot read the file's size", path);
    if (!S_ISREG(status.st_mode))
        return failure(ErrorCode::InvalidArgument, "not a regular file", path);

    // A file system may take O_DIRECT and still answer from memory (journalled data, tmpfs): only
    // an empty cache is proof.
    auto transfer = Transfer::Cached;
    bool direct = false;
    bool inMemory = false;
    if (from == ReadFrom::Medium) {
        const bool empty = dropCache(file.get(), static_cast<std::uint64_t>(status.st_size));
        direct = offersDirect(file.get()) && setDirect(file.get(), true);
        inMemory = images.answerFromMemory(status.st_dev);
        if (empty && !inMemory)
            transfer = direct ? Transfer::Direct : Transfer::CacheDropped;
    }
    return std::unique_ptr<InputFile>(
        new DiskInputFile(std::move(file), path, transfer, direct, inMemory));
}

bool DiskInputFile::tellsCache() const
{
    // As the kernel decides for mincore(2) and cachestat(2).
    struct ::stat status{};
    const uid_t user = ::geteuid();
    if (user == 0 || ::fstat(m_file.get(), &status) != 0 || status.st_uid == user)
        return true;
    return ::faccessat(AT_FDCWD, m_path.c_str(), W_OK, AT_EACCESS) == 0;
}

Result<void> DiskInputFile::fallBackToCache()
{
    const std::lock_guard lock(m_fallingBack);
    if (!m_direct)
        return {}; // Another thread did.
    if (!setDirect(m_file.get(), false))
        return osFailure(errno, "cannot turn off direct reading", m_path);
    TAILSLATE_TRY(const FileInfo now, info());
    m_transfer = dropCache(m_file.get(), now.size) && !m_inMemory ? Transfer::CacheDropped
                                                                  : Transfer::Cached;
    m_direct = false;
    return {};
}

Result<std::size_t> DiskInputFile::askFor(std::uint64_t offset, std::size_t bufferSize)
{
    if (offset + bufferSize <= m_size)
        return bufferSize;
    TAILSLATE_TRY(const FileInfo now, info()); // It may have grown.
    m_size = now.size;
    const std::uint64_t left = now.size > offset ? now.size - offset : 0;
    const std::uint64_t blocks =
        std::max<std::uint64_t>(1, (left + kBlockAlignment - 1) / kBlockAlignment);
    return static_cast<std::size_t>(std::min<std::uint64_t>(bufferSize, blocks * kBlockAlignment));
}

Result<std::size_t> DiskInputFile::readAt(std::uint64_t offset, std::span<std::byte> buffer)
{
    // Some file systems fill the rest of a large buffer with zeros, which costs time.
    TAILSLATE_TRY(const std::size_t wanted, askFor(offset, buffer.size()));
    buffer = buffer.first(wanted);
    std::size_t done = 0;
    while (done < buffer.size()) {
        const bool direct = m_direct;
        const ssize_t count = ::pread(m_file.get(), buffer.data() + done, buffer.size() - done,
                                      static_cast<off_t>(offset + done));
        if (count > 0) {
            done += static_cast<std::size_t>(count);
            // Direct reading gives whole blocks except at the end of the file.
            if (direct && done % kBlockAlignment != 0)
                break;
            continue;
        }
        if (count == 0)
            break;
        if (errno == EINTR)
            continue;
        if (direct && refusesDirect(errno)) {
            TAILSLATE_CHECK(fallBackToCache());
            continue;
        }
        return osFailure(errno, "cannot read the file", m_path);
    }
    return done;
}

Result<FileInfo> DiskInputFile::info()
{
    struct ::stat status{};
    if (::fstat(m_file.get(), &status) != 0)
        return osFailure(errno, "cannot read the file's size", m_path);
    return toFileInfo(status);
}

DiskOutputFile::DiskOutputFile(Descriptor file, std::filesystem::path path, Transfer transfer,
                               std::uint64_t size, std::uint64_t reserved)
    : m_file(std::move(file))
    , m_path(std::move(path))
    , m_transfer(transfer)
    , m_size(size)
    , m_reserved(reserved)
{
}

DiskOutputFile::~DiskOutputFile()
{
    // Cutting a file at its own end frees what lies behind it (ext4, XFS).
    if (m_file.valid() && m_size < m_reserved)
        static_cast<void>(::ftruncate(m_file.get(), static_cast<off_t>(m_size)));
}

Result<std::unique_ptr<OutputFile>> DiskOutputFile::create(const std::filesystem::path& path,
                                                           std::uint64_t expectedSize)
{
    Descriptor file = openRetrying(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0644);
    if (!file.valid())
        return osFailure(errno, "cannot create the file", path);
    const Transfer transfer = prepareTransfer(file.get(), expectedSize);
    if (auto reserved = reserve(file.get(), expectedSize, path); !reserved) {
        ::unlink(path.c_str());
        return std::unexpected(std::move(reserved).error());
    }
    return std::unique_ptr<OutputFile>(
        new DiskOutputFile(std::move(file), path, transfer, 0, expectedSize));
}

Result<std::unique_ptr<OutputFile>> DiskOutputFile::reopen(const std::filesystem::path& path,
                                                           std::uint64_t offset,
                                                           std::uint64_t expectedSize)
{
    // O_NONBLOCK: a named pipe must not hang the open; it means nothing for regular files.
    Descriptor file = openRetrying(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK);
    if (!file.valid() && (errno == ELOOP || errno == EISDIR || errno == ENXIO))
        return failure(ErrorCode::InvalidArgument, "not a regular file", path, errno);
    if (!file.valid())
        return osFailure(errno, "cannot open the file", path);
    struct ::stat status{};
    if (::fstat(file.get(), &status) != 0)
        return osFailure(errno, "cannot read the file's size", path);
    if (!S_ISREG(status.st_mode))
        return failure(ErrorCode::InvalidArgument, "not a regular file", path);
    if (offset % kBlockAlignment != 0 || offset > static_cast<std::uint64_t>(status.st_size))
        return failure(ErrorCode::InvalidArgument, "the file cannot be continued there", path);

    if (::ftruncate(file.get(), static_cast<off_t>(offset)) != 0)
        return osFailure(errno, "cannot set the file's size", path);
    if (::lseek(file.get(), static_cast<off_t>(offset), SEEK_SET) < 0)
        return osFailure(errno, "cannot go on in the file", path);
    const Transfer transfer = prepareTransfer(file.get(), expectedSize);
    TAILSLATE_CHECK(reserve(file.get(), expectedSize, path));
    return std::unique_ptr<OutputFile>(
        new DiskOutputFile(std::move(file), path, transfer, offset, expectedSize));
}

Result<void> DiskOutputFile::writeAll(std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::write(m_file.get(), bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && m_transfer == Transfer::Direct && refusesDirect(errno)) {
            if (!setDirect(m_file.get(), false))
                return osFailure(errno, "cannot turn off direct writing", m_path);
            m_transfer = Transfer::Cached;
            continue;
        }
        if (count < 0)
            return osFailure(errno, "cannot write the file", m_path);
        if (count == 0)
            return failure(ErrorCode::Io, "the volume takes no more bytes", m_path);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
        m_size += static_cast<std::uint64_t>(count);
    }
    return {};
}

Result<void> DiskOutputFile::append(std::span<const std::byte> bytes)
{
    const std::size_t tail = bytes.size() % kBlockAlignment;
    if (m_transfer == Transfer::Cached || tail == 0)
        return writeAll(bytes);

    // The tail is no whole block, which direct writing refuses: pad it to one, then cut the file to
    // its real size.
    const auto whole = bytes.first(bytes.size() - tail);
    TAILSLATE_CHECK(writeAll(whole));
    alignas(kBlockAlignment) std::array<std::byte, kBlockAlignment> block{};
    std::ranges::copy(bytes.last(tail), block.begin());
    const std::uint64_t realSize = m_size + tail;
    TAILSLATE_CHECK(writeAll(block));
    if (::ftruncate(m_file.get(), static_cast<off_t>(realSize)) != 0)
        return osFailure(errno, "cannot set the file's size", m_path);
    m_size = realSize;
    return {};
}

Result<void> DiskOutputFile::setAttributes(TimePoint modified, std::uint32_t permissions)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(modified);
    const auto nanos = std::chrono::duration_cast<std::chrono::nanoseconds>(modified - seconds);
    const std::array<struct ::timespec, 2> times{
        {{0, UTIME_OMIT}, {seconds.time_since_epoch().count(), nanos.count()}}};
    if (::futimens(m_file.get(), times.data()) != 0 && errno != EPERM && errno != ENOSYS)
        return osFailure(errno, "cannot set the file's time", m_path);
    // Owner may always read and write: a copy nobody can read would not be one.
    if (::fchmod(m_file.get(), static_cast<mode_t>(permissions | 0600U)) != 0 && errno != EPERM &&
        errno != EOPNOTSUPP)
        return osFailure(errno, "cannot set the file's permissions", m_path);
    return {};
}

Result<void> DiskOutputFile::sync()
{
    // One attempt: after a failure the kernel marks the pages clean, and a second fsync would lie.
    if (::fsync(m_file.get()) != 0)
        return osFailure(errno, "the volume did not confirm the file as stored", m_path);
    return {};
}

Result<void> DiskOutputFile::close()
{
    if (m_file.close() != 0)
        return osFailure(errno, "closing the file failed", m_path);
    return {};
}

} // namespace tailslate::io::detail
