// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tailslate::io {

/// How bytes came from, or went to, the medium. Part of the evidence of a copy.
enum class Transfer : std::uint8_t {
    Direct = 1,   ///< Past the page cache (O_DIRECT).
    CacheDropped, ///< Through the page cache, after it was confirmed to hold nothing of the file.
    Cached        ///< Possibly from memory; proves nothing about the medium.
};

/// A stable word for JSON and the project file: `direct`, `cache-dropped`, `cached`.
[[nodiscard]] const char* transferName(Transfer transfer) noexcept;

/// What a name in a folder stands for.
enum class FileKind { Regular = 1, Directory, Symlink, Other };

/// Which file it is, whatever it is called: equal for two paths that lead to the same one.
struct FileIdentity {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;

    auto operator<=>(const FileIdentity&) const = default;
};

/// What the file system tells of a file, folder or link without opening it.
struct FileInfo {
    FileKind kind = FileKind::Other;
    std::uint64_t size = 0; ///< Bytes.
    TimePoint modified;
    std::uint32_t permissions = 0; ///< The low nine mode bits.
    FileIdentity identity;
    TimePoint changed{}; ///< When bytes or attributes last changed, which no program can set back;
                         ///< 1970 where that is unknown.
    std::uint64_t allocated = 0; ///< Bytes it takes on its volume, with what is set aside for it.
};

/// A name in a folder; see FileSystem::list().
struct DirectoryEntry {
    std::filesystem::path name; ///< Without folders; its bytes as the file system holds them.
    FileKind kind = FileKind::Other;
};

/// A folder that stays open while one looks at what lies in it, so that a path of many folders is
/// gone along once and not for each file. One thread at a time.
class OpenFolder {
public:
    virtual ~OpenFolder() = default;

    /// As FileSystem::list().
    [[nodiscard]] virtual Result<std::vector<DirectoryEntry>> list() = 0;

    /// As FileSystem::info() of what has this name in the folder.
    [[nodiscard]] virtual Result<FileInfo> info(const std::filesystem::path& name) = 0;
};

/// The room on a volume.
struct Space {
    std::uint64_t freeBytes = 0; ///< What this user may still write.
    std::uint64_t totalBytes = 0;
};

/// The volume a path lies on, and the device under it.
struct Volume {
    std::filesystem::path mountPoint;
    std::string fileSystem; ///< `ext4`, `exfat`, `udf`; empty when unknown.
    std::string label;      ///< May be empty.
    std::string deviceId;   ///< The whole physical device: equal for two partitions of one disk.
                            ///< Empty when unknown: such volumes count as one device.
    std::string deviceName; ///< For people: `Samsung SSD T7 (sdb)`, `overlay`.
    std::string volumeId;   ///< The file system's own (UUID, serial number; of a share its export):
                            ///< the same when the medium is plugged in again. Empty when unknown.
    std::size_t longestName = 255; ///< Bytes (file systems of Windows: UTF-16 units) in one name.
    bool readOnly = false;
    bool rotational = false; ///< Spinning disk: seeks cost.
    bool removable = false;
};

/// A file opened for reading. Positions are explicit, so that one handle serves several readers at
/// once. Thread-safe.
class InputFile {
public:
    virtual ~InputFile() = default;

    /// Fills `buffer` from byte `offset` on; fewer bytes only at the end of the file, 0 past it.
    /// `offset` must be a multiple of kBlockAlignment, as must the address and size of `buffer`:
    /// direct reading demands it. Each thread brings its own buffer.
    /// @return Io, DeviceLost.
    [[nodiscard]] virtual Result<std::size_t> readAt(std::uint64_t offset,
                                                     std::span<std::byte> buffer) = 0;

    /// Size, times and identity of the open file, as they are now.
    [[nodiscard]] virtual Result<FileInfo> info() = 0;

    /// How the bytes read so far came: the weakest way any of them did.
    [[nodiscard]] virtual Transfer transfer() const = 0;

    /// Whether the system tells this user what it holds of the file in memory: of files that one
    /// owns or may write. Of others transfer() is Transfer::Cached, however they are read.
    [[nodiscard]] virtual bool tellsCache() const { return true; }
};

/// A new file being written from start to end. One thread at a time. Destroying it closes the file
/// and leaves what was written.
class OutputFile {
public:
    virtual ~OutputFile() = default;

    /// Appends all of `bytes`. Its address must be aligned to kBlockAlignment, and its size too
    /// except for the last call.
    /// @return NoSpace, Io, DeviceLost. The file is then good for nothing but removal.
    [[nodiscard]] virtual Result<void> append(std::span<const std::byte> bytes) = 0;

    /// Sets modification time and permission bits; the owner may read and write it in any case. A
    /// file system that cannot hold them (exFAT) is not an error.
    /// @return Io, DeviceLost.
    [[nodiscard]] virtual Result<void> setAttributes(TimePoint modified,
                                                     std::uint32_t permissions) = 0;

    /// Returns once the medium says that it holds everything. A failure is final: the kernel may
    /// have thrown the data away, so the file must be discarded and a second sync means nothing.
    /// @return NoSpace, Io, DeviceLost.
    [[nodiscard]] virtual Result<void> sync() = 0;

    /// Closes and reports what only closing reveals (quota, network file systems). Call once, last.
    /// @return NoSpace, Io, DeviceLost. The file is then closed, and good for nothing but removal.
    [[nodiscard]] virtual Result<void> close() = 0;

    /// How the bytes written so far went.
    [[nodiscard]] virtual Transfer transfer() const = 0;
};

/// Makes several files durable with one wait; see FileSystem::startSyncGroup(). One thread at a
/// time.
class SyncGroup {
public:
    virtual ~SyncGroup() = default;

    /// Returns once the medium says that it holds everything of these files, which were written and
    /// closed since the group was started (or since the last call). A failure is final for all of
    /// them, as for OutputFile::sync().
    [[nodiscard]] virtual Result<void> sync(std::span<const std::filesystem::path> files) = 0;
};

/// Holds a folder; see FileSystem::lockFolder().
class FolderLock {
public:
    virtual ~FolderLock() = default;

    /// False where the file system has no locks.
    [[nodiscard]] virtual bool keepsOthersOut() const noexcept { return true; }
};

/// Where a read must come from.
enum class ReadFrom {
    Anywhere = 1, ///< The page cache is welcome.
    Medium        ///< Past the page cache; the file's transfer() says whether that was reached.
};

/// Everything the product does to disks. The engine knows no other way, so that tests can put a
/// failing disk in its place. Implementations are thread-safe, as are the files they open for
/// reading; files opened for writing are not.
class FileSystem {
public:
    virtual ~FileSystem() = default;

    /// Opens a regular file for reading, never following a symbolic link in its last component.
    /// @return NotFound, PermissionDenied, InvalidArgument for anything but a regular file.
    [[nodiscard]] virtual Result<std::unique_ptr<InputFile>>
    openForReading(const std::filesystem::path& path, ReadFrom from) = 0;

    /// Makes a new empty file and reserves `expectedSize` bytes where the file system can and where
    /// it pays (not for small files: their writing may be the first to say NoSpace).
    /// @return AlreadyExists if anything has that name; NoSpace when the reservation fails, with
    /// nothing left behind.
    [[nodiscard]] virtual Result<std::unique_ptr<OutputFile>>
    createNew(const std::filesystem::path& path, std::uint64_t expectedSize) = 0;

    /// Opens a partial file to write on from byte `offset` (a multiple of kBlockAlignment, at most
    /// its size); what it holds after that is cut off. Reserves as createNew() does. Never follows
    /// a symbolic link.
    /// @return NotFound, PermissionDenied, InvalidArgument for anything but a regular file,
    /// NoSpace.
    [[nodiscard]] virtual Result<std::unique_ptr<OutputFile>>
    continueWriting(const std::filesystem::path& path, std::uint64_t offset,
                    std::uint64_t expectedSize) = 0;

    /// Begins to watch the volume of `folder` for files whose sync is to be grouped: start it
    /// before the first of them is written, so that no failed write goes unseen.
    /// @return NotFound, PermissionDenied, DeviceLost.
    [[nodiscard]] virtual Result<std::unique_ptr<SyncGroup>>
    startSyncGroup(const std::filesystem::path& folder) = 0;

    /// Gives a file its final name in one step, replacing nothing. Not durable before syncFolder().
    /// @return AlreadyExists if `to` exists; NotFound, PermissionDenied, Io, DeviceLost. `to` is
    /// then what it was; only where the file system can do no better than a hard link may the file
    /// be left with both names.
    [[nodiscard]] virtual Result<void> renameWithoutReplacing(const std::filesystem::path& from,
                                                              const std::filesystem::path& to) = 0;

    /// Gives a file its final name, taking the place of what is there, in one step. Not durable
    /// before syncFolder().
    /// @return NotFound, PermissionDenied, NoSpace, Io, DeviceLost; both are then as they were.
    [[nodiscard]] virtual Result<void> renameReplacing(const std::filesystem::path& from,
                                                       const std::filesystem::path& to) = 0;

    /// Removes a file, a link itself, or an empty folder. Never a tree. Not durable before
    /// syncFolder().
    /// @return NotFound, AlreadyExists for a folder that is not empty, PermissionDenied, Io,
    /// DeviceLost; nothing is removed then.
    [[nodiscard]] virtual Result<void> remove(const std::filesystem::path& path) = 0;

    /// What is at `path`; a symbolic link is described, not followed.
    /// @return NotFound when nothing is; PermissionDenied, Io, DeviceLost.
    [[nodiscard]] virtual Result<FileInfo> info(const std::filesystem::path& path) = 0;

    /// All entries of a folder in byte order of their names, without `.` and `..`; never a part.
    /// @return NotFound also for what is no folder; PermissionDenied, Io, DeviceLost.
    [[nodiscard]] virtual Result<std::vector<DirectoryEntry>>
    list(const std::filesystem::path& folder) = 0;

    /// Opens a folder to look at what lies in it. Unless overridden it asks list() and info().
    /// @return NotFound also for what is no folder; PermissionDenied, Io, DeviceLost; or the first
    /// call of the folder says so.
    [[nodiscard]] virtual Result<std::unique_ptr<OpenFolder>>
    openFolder(const std::filesystem::path& folder);

    /// Makes a folder and its missing parents, and syncs every folder that got a new entry. One
    /// that is there already is no error.
    /// @return AlreadyExists for a file in its way; PermissionDenied, NoSpace, Io, DeviceLost. The
    /// folders made until then stay.
    [[nodiscard]] virtual Result<void> createFolders(const std::filesystem::path& folder) = 0;

    /// Returns once the medium says that it holds everything of a file that is there already. The
    /// file is left as it is, also by a failure, which is as final as that of OutputFile::sync().
    /// @return NotFound, PermissionDenied, NoSpace, Io, DeviceLost.
    [[nodiscard]] virtual Result<void> syncFile(const std::filesystem::path& path) = 0;

    /// Keeps every other process and job out of a folder that asks for the same lock, until the
    /// lock goes away (also by kill -9). On file systems without locks it keeps nobody out, and
    /// says so.
    /// @return AlreadyExists when somebody else holds it; NotFound, PermissionDenied. Never waits.
    [[nodiscard]] virtual Result<std::unique_ptr<FolderLock>>
    lockFolder(const std::filesystem::path& folder) = 0;

    /// Makes renames, removals and new files in `folder` survive a power cut.
    /// @return NotFound, PermissionDenied, NoSpace, Io, DeviceLost. The names are then as they were
    /// given, but nobody knows which of them a power cut would leave.
    [[nodiscard]] virtual Result<void> syncFolder(const std::filesystem::path& folder) = 0;

    /// Whether syncFolder() means anything on the volume of `folder`. Some FUSE and network file
    /// systems have no way to sync a folder; there it does nothing, and that is no error.
    /// @return NotFound, PermissionDenied, Io, DeviceLost.
    [[nodiscard]] virtual Result<bool> canSyncFolder(const std::filesystem::path& /*folder*/)
    {
        return true;
    }

    /// The path with every link resolved. Components that do not exist yet stay as they are, after
    /// the resolved rest.
    /// @return PermissionDenied, Io, DeviceLost.
    [[nodiscard]] virtual Result<std::filesystem::path>
    resolve(const std::filesystem::path& path) = 0;

    /// Room on the volume of `path`, which need not exist yet: its nearest existing parent counts.
    /// @return PermissionDenied, Io, DeviceLost.
    [[nodiscard]] virtual Result<Space> space(const std::filesystem::path& path) = 0;

    /// The volume of `path` (or of its nearest existing parent) and the device under it. What the
    /// system does not tell of them is left empty.
    /// @return NotFound, PermissionDenied, Io, DeviceLost.
    [[nodiscard]] virtual Result<Volume> volume(const std::filesystem::path& path) = 0;
};

/// Alignment of offsets, addresses and sizes of block transfers; enough for every disk sector size
/// in use.
inline constexpr std::size_t kBlockAlignment = 4096;

} // namespace tailslate::io
