// SPDX-License-Identifier: Apache-2.0
// The calls of the file system and of the files it opens.
#include "support/SimulatedDisks.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace tailslate::test {
namespace {

namespace fs = std::filesystem;

/// What is at `path` on `volume` (null: the path is on none).
Result<InodePtr> existing(const SimulatedVolume* volume, const fs::path& path)
{
    InodePtr inode = volume ? volume->find(path) : nullptr;
    if (!inode)
        return osFailure(ENOENT, "does not exist", path);
    return inode;
}

Result<InodePtr> existingFile(const SimulatedVolume* volume, const fs::path& path)
{
    TAILSLATE_TRY(InodePtr inode, existing(volume, path));
    if (inode->kind != io::FileKind::Regular)
        return failure(ErrorCode::InvalidArgument, "not a regular file", path);
    return inode;
}

Result<InodePtr> existingFolder(const SimulatedVolume* volume, const fs::path& path)
{
    TAILSLATE_TRY(InodePtr inode, existing(volume, path));
    if (inode->kind != io::FileKind::Directory)
        return osFailure(ENOTDIR, "is not a folder", path);
    return inode;
}

/// A folder outside all volumes that leads to a mount point.
io::FileInfo folderOnTheWay(const fs::path& path)
{
    io::FileInfo info;
    info.kind = io::FileKind::Directory;
    info.permissions = 0755;
    info.identity = {0, fs::hash_value(path)};
    return info;
}

bool aligned(const void* address)
{
    return reinterpret_cast<std::uintptr_t>(address) % io::kBlockAlignment == 0;
}

} // namespace

template <class Body>
auto SimulatedDisks::perform(OperationRecord record, Body body)
    -> std::invoke_result_t<Body&, Turn&>
{
    record.path = normal(record.path);
    record.from = normal(record.from);
    announce(record);
    std::unique_lock lock(m_mutex);
    Turn turn{.volume = volumeOf(record.path), .path = record.path};
    TAILSLATE_CHECK(admit(record, turn, lock));
    auto result = body(turn);
    if (result)
        strikeAfter(record, turn);
    return result;
}

/// Something that is open: it dies with the power or the device.
class SimulatedDisks::Handle {
public:
    Handle(SimulatedDisks& disks, SimulatedVolume& volume, InodePtr inode, fs::path path)
        : m_disks(disks)
        , m_volume(volume)
        , m_inode(std::move(inode))
        , m_path(std::move(path))
        , m_generation(volume.generation)
    {
    }

    /// Makes a call on what is open.
    template <class Body>
    auto call(Operation operation, Body body) -> std::invoke_result_t<Body&, Turn&>
    {
        return m_disks.perform({.operation = operation, .path = m_path},
                               [&](Turn& turn) -> std::invoke_result_t<Body&, Turn&> {
                                   if (!alive())
                                       return osFailure(ESTALE, "was opened before the disk went",
                                                        m_path);
                                   turn.file = m_inode;
                                   return body(turn);
                               });
    }

    /// Only under the lock.
    [[nodiscard]] bool alive() const { return m_generation == m_volume.generation; }

    [[nodiscard]] SimulatedDisks& disks() { return m_disks; }

    [[nodiscard]] SimulatedVolume& volume() { return m_volume; }

    [[nodiscard]] const InodePtr& inode() const { return m_inode; }

    [[nodiscard]] const fs::path& path() const { return m_path; }

private:
    SimulatedDisks& m_disks;
    SimulatedVolume& m_volume;
    InodePtr m_inode;
    fs::path m_path;
    std::uint64_t m_generation;
};

class SimulatedDisks::Input final : public io::InputFile {
public:
    Input(Handle handle, io::Transfer transfer)
        : m_handle(std::move(handle))
        , m_transfer(transfer)
    {
    }

    Result<std::size_t> readAt(std::uint64_t offset, std::span<std::byte> buffer) override
    {
        return m_handle.call(Operation::Read, [&](Turn& turn) -> Result<std::size_t> {
            if (offset % io::kBlockAlignment != 0 || buffer.size() % io::kBlockAlignment != 0 ||
                !aligned(buffer.data()))
                return osFailure(EINVAL, "a read must be aligned", m_handle.path());
            const std::string& content = turn.file->content;
            const std::size_t start = std::min<std::size_t>(offset, content.size());
            std::size_t count = std::min(buffer.size(), content.size() - start);
            SimulatedDisks& disks = m_handle.disks();
            if (count > 1 && disks.strikes(turn, Fault::Kind::ShortRead))
                count /= 2;
            std::memcpy(buffer.data(), content.data() + start, count);
            if (count > 0 && disks.strikes(turn, Fault::Kind::FlipBitOnRead))
                buffer[count / 2] ^= std::byte{1};
            return count;
        });
    }

    Result<io::FileInfo> info() override
    {
        return m_handle.call(Operation::Info, [&](Turn& turn) -> Result<io::FileInfo> {
            return m_handle.volume().describe(*turn.file);
        });
    }

    [[nodiscard]] io::Transfer transfer() const override { return m_transfer; }

private:
    Handle m_handle;
    io::Transfer m_transfer;
};

class SimulatedDisks::Output final : public io::OutputFile {
public:
    Output(Handle handle, io::Transfer transfer)
        : m_handle(std::move(handle))
        , m_transfer(transfer)
    {
    }

    ~Output() override
    {
        const std::lock_guard lock(m_handle.disks().m_mutex);
        if (m_handle.alive())
            m_handle.volume().endReservation(*m_handle.inode());
    }

    Result<void> append(std::span<const std::byte> bytes) override
    {
        return call(Operation::Append, [&](Turn& turn) -> Result<void> {
            if (!aligned(bytes.data()) || turn.file->content.size() % io::kBlockAlignment != 0)
                return osFailure(EINVAL, "a write must be aligned", m_handle.path());
            std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
            SimulatedDisks& disks = m_handle.disks();
            const bool isShort = text.size() > 1 && disks.strikes(turn, Fault::Kind::ShortWrite);
            if (isShort)
                text = text.substr(0, text.size() / 2);
            TAILSLATE_CHECK(m_handle.volume().append(*turn.file, text, disks.m_now));
            if (isShort)
                return osFailure(ENOSPC, "injected fault", m_handle.path());
            return {};
        });
    }

    Result<void> setAttributes(TimePoint modified, std::uint32_t permissions) override
    {
        return call(Operation::SetAttributes, [&](Turn& turn) -> Result<void> {
            turn.file->attributes = {modified, permissions | 0600U};
            return {};
        });
    }

    Result<void> sync() override
    {
        return call(Operation::Sync, [&](Turn& turn) {
            return m_handle.disks().syncFiles(turn, {turn.file}, m_handle.path());
        });
    }

    Result<void> close() override
    {
        // Whatever closing says, the file is closed.
        auto result = call(Operation::Close, [&](Turn&) -> Result<void> { return {}; });
        m_closed = true;
        return result;
    }

    [[nodiscard]] io::Transfer transfer() const override { return m_transfer; }

private:
    template <class Body>
    Result<void> call(Operation operation, Body body)
    {
        return m_handle.call(operation, [&](Turn& turn) -> Result<void> {
            if (m_closed)
                return osFailure(EBADF, "the file was closed", m_handle.path());
            return body(turn);
        });
    }

    Handle m_handle;
    io::Transfer m_transfer;
    bool m_closed = false;
};

class SimulatedDisks::Group final : public io::SyncGroup {
public:
    explicit Group(Handle handle)
        : m_handle(std::move(handle))
    {
    }

    Result<void> sync(std::span<const fs::path> files) override
    {
        return m_handle.call(Operation::SyncGroup, [&](Turn& turn) -> Result<void> {
            SimulatedDisks& disks = m_handle.disks();
            std::vector<InodePtr> inodes;
            for (const fs::path& file : files) {
                const fs::path path = normal(file);
                TAILSLATE_TRY(inodes.emplace_back(), existingFile(disks.volumeOf(path), path));
            }
            turn.file = inodes.empty() ? nullptr : inodes.back();
            TAILSLATE_CHECK(disks.syncFiles(turn, inodes, m_handle.path()));
            if (!disks.strikes(turn, Fault::Kind::LieAboutSync))
                m_handle.volume().makeAllEntriesDurable();
            return {};
        });
    }

private:
    Handle m_handle;
};

class SimulatedDisks::Lock final : public io::FolderLock {
public:
    explicit Lock(Handle handle)
        : m_handle(std::move(handle))
    {
    }

    ~Lock() override
    {
        const std::lock_guard lock(m_handle.disks().m_mutex);
        if (m_handle.alive())
            m_handle.volume().locks.erase(m_handle.inode()->number);
    }

private:
    Handle m_handle;
};

Result<std::unique_ptr<io::InputFile>> SimulatedDisks::openForReading(const fs::path& path,
                                                                      io::ReadFrom from)
{
    return perform({.operation = Operation::OpenForReading, .path = path},
                   [&](Turn& turn) -> Result<std::unique_ptr<io::InputFile>> {
                       TAILSLATE_TRY(turn.file, existingFile(turn.volume, turn.path));
                       const auto transfer = from == io::ReadFrom::Medium
                                                 ? turn.volume->setup.transfer
                                                 : io::Transfer::Cached;
                       return std::make_unique<Input>(
                           Handle(*this, *turn.volume, turn.file, turn.path), transfer);
                   });
}

Result<std::unique_ptr<io::OutputFile>> SimulatedDisks::startWriting(const Turn& turn,
                                                                     std::uint64_t expectedSize)
{
    TAILSLATE_CHECK(turn.volume->reserve(*turn.file, expectedSize));
    const auto transfer = turn.volume->setup.transfer == io::Transfer::Direct
                              ? io::Transfer::Direct
                              : io::Transfer::Cached;
    return std::make_unique<Output>(Handle(*this, *turn.volume, turn.file, turn.path), transfer);
}

Result<std::unique_ptr<io::OutputFile>> SimulatedDisks::createNew(const fs::path& path,
                                                                  std::uint64_t expectedSize)
{
    return perform({.operation = Operation::CreateNew, .path = path},
                   [&](Turn& turn) -> Result<std::unique_ptr<io::OutputFile>> {
                       TAILSLATE_CHECK(existingFolder(turn.volume, turn.path.parent_path()));
                       TAILSLATE_TRY(turn.file,
                                     turn.volume->create(turn.path, io::FileKind::Regular, m_now));
                       auto output = startWriting(turn, expectedSize);
                       if (!output)
                           TAILSLATE_CHECK(turn.volume->remove(turn.path, m_now));
                       return output;
                   });
}

Result<std::unique_ptr<io::OutputFile>> SimulatedDisks::continueWriting(const fs::path& path,
                                                                        std::uint64_t offset,
                                                                        std::uint64_t expectedSize)
{
    return perform({.operation = Operation::ContinueWriting, .path = path},
                   [&](Turn& turn) -> Result<std::unique_ptr<io::OutputFile>> {
                       TAILSLATE_TRY(turn.file, existingFile(turn.volume, turn.path));
                       if (offset % io::kBlockAlignment != 0 || offset > turn.file->content.size())
                           return failure(ErrorCode::InvalidArgument,
                                          "the file cannot be continued there", turn.path);
                       turn.volume->cut(*turn.file, offset, m_now);
                       return startWriting(turn, expectedSize);
                   });
}

Result<std::unique_ptr<io::SyncGroup>> SimulatedDisks::startSyncGroup(const fs::path& folder)
{
    return perform({.operation = Operation::StartSyncGroup, .path = folder},
                   [&](Turn& turn) -> Result<std::unique_ptr<io::SyncGroup>> {
                       TAILSLATE_TRY(InodePtr inode, existingFolder(turn.volume, turn.path));
                       return std::make_unique<Group>(
                           Handle(*this, *turn.volume, std::move(inode), turn.path));
                   });
}

Result<void> SimulatedDisks::rename(const fs::path& from, const fs::path& to, bool replace)
{
    return perform({.operation = Operation::Rename, .path = to, .from = from},
                   [&](Turn& turn) -> Result<void> {
                       SimulatedVolume* const source = volumeOf(normal(from));
                       TAILSLATE_CHECK(existing(source, normal(from)));
                       if (source != turn.volume)
                           return osFailure(EXDEV, "a rename stays on its volume", turn.path);
                       TAILSLATE_CHECK(source->rename(normal(from), turn.path, replace, m_now));
                       turn.file = source->find(turn.path);
                       return {};
                   });
}

Result<void> SimulatedDisks::renameWithoutReplacing(const fs::path& from, const fs::path& to)
{
    return rename(from, to, false);
}

Result<void> SimulatedDisks::renameReplacing(const fs::path& from, const fs::path& to)
{
    return rename(from, to, true);
}

Result<void> SimulatedDisks::remove(const fs::path& path)
{
    return perform({.operation = Operation::Remove, .path = path}, [&](Turn& turn) -> Result<void> {
        TAILSLATE_CHECK(existing(turn.volume, turn.path));
        return turn.volume->remove(turn.path, m_now);
    });
}

Result<io::FileInfo> SimulatedDisks::info(const fs::path& path)
{
    return perform({.operation = Operation::Info, .path = path},
                   [&](Turn& turn) -> Result<io::FileInfo> {
                       if (!turn.volume && !wayToMounts(turn.path).empty())
                           return folderOnTheWay(turn.path);
                       TAILSLATE_TRY(turn.file, existing(turn.volume, turn.path));
                       return turn.volume->describe(*turn.file);
                   });
}

Result<std::vector<io::DirectoryEntry>> SimulatedDisks::list(const fs::path& folder)
{
    return perform({.operation = Operation::List, .path = folder},
                   [&](Turn& turn) -> Result<std::vector<io::DirectoryEntry>> {
                       std::vector<io::DirectoryEntry> entries;
                       if (!turn.volume)
                           entries = wayToMounts(turn.path);
                       if (!entries.empty())
                           return entries;
                       TAILSLATE_TRY(const InodePtr inode, existingFolder(turn.volume, turn.path));
                       for (const auto& [name, below] : inode->entries)
                           entries.push_back({name, below->kind});
                       return entries;
                   });
}

Result<void> SimulatedDisks::createFolders(const fs::path& folder)
{
    return perform({.operation = Operation::CreateFolders, .path = folder},
                   [&](Turn& turn) -> Result<void> {
                       if (!turn.volume && !wayToMounts(turn.path).empty())
                           return {};
                       if (!turn.volume)
                           return osFailure(ENOENT, "there is no such volume", turn.path);
                       if (turn.volume->setup.readOnly && !turn.volume->find(turn.path))
                           return osFailure(EROFS, "the volume is read-only", turn.path);
                       const bool lies = !turn.volume->find(turn.path) &&
                                         strikes(turn, Fault::Kind::LieAboutSync);
                       return makeFolders(*turn.volume, turn.path, !lies);
                   });
}

Result<void> SimulatedDisks::syncFile(const fs::path& path)
{
    return perform({.operation = Operation::Sync, .path = path}, [&](Turn& turn) -> Result<void> {
        TAILSLATE_TRY(turn.file, existing(turn.volume, turn.path));
        return syncFiles(turn, {turn.file}, turn.path);
    });
}

Result<std::unique_ptr<io::FolderLock>> SimulatedDisks::lockFolder(const fs::path& folder)
{
    return perform({.operation = Operation::LockFolder, .path = folder},
                   [&](Turn& turn) -> Result<std::unique_ptr<io::FolderLock>> {
                       TAILSLATE_TRY(InodePtr inode, existingFolder(turn.volume, turn.path));
                       if (!turn.volume->locks.insert(inode->number).second)
                           return failure(ErrorCode::AlreadyExists,
                                          "somebody else has locked the folder", turn.path);
                       return std::make_unique<Lock>(
                           Handle(*this, *turn.volume, std::move(inode), turn.path));
                   });
}

Result<void> SimulatedDisks::syncFolder(const fs::path& folder)
{
    return perform({.operation = Operation::SyncFolder, .path = folder},
                   [&](Turn& turn) -> Result<void> {
                       TAILSLATE_TRY(const InodePtr inode, existingFolder(turn.volume, turn.path));
                       if (!strikes(turn, Fault::Kind::LieAboutSync))
                           turn.volume->makeEntriesDurable(inode);
                       return {};
                   });
}

Result<fs::path> SimulatedDisks::resolve(const fs::path& path)
{
    if (path.is_relative())
        return failure(ErrorCode::InvalidArgument, "the path is not absolute", path);
    return normal(path);
}

Result<io::Space> SimulatedDisks::space(const fs::path& path)
{
    return perform({.operation = Operation::Space, .path = path},
                   [&](Turn& turn) -> Result<io::Space> {
                       if (!turn.volume)
                           return osFailure(ENOENT, "there is no such volume", turn.path);
                       return io::Space{.freeBytes = turn.volume->freeBytes(),
                                        .totalBytes = turn.volume->setup.capacity};
                   });
}

Result<io::Volume> SimulatedDisks::volume(const fs::path& path)
{
    return perform({.operation = Operation::Volume, .path = path},
                   [&](Turn& turn) -> Result<io::Volume> {
                       if (!turn.volume)
                           return osFailure(ENOENT, "there is no such volume", turn.path);
                       const VolumeSetup& setup = turn.volume->setup;
                       return io::Volume{.mountPoint = setup.mountPoint,
                                         .fileSystem = setup.fileSystem,
                                         .label = setup.label,
                                         .deviceId = setup.deviceId,
                                         .deviceName = setup.deviceId,
                                         .volumeId = setup.volumeId,
                                         .longestName = setup.longestName,
                                         .readOnly = setup.readOnly,
                                         .rotational = setup.rotational,
                                         .removable = setup.removable};
                   });
}

} // namespace tailslate::test
