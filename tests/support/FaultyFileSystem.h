// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/FileSystem.h"
#include "support/Operation.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tailslate::test {

/// A file system that passes everything on to another one, except where a test steps in. Records
/// which paths were opened or changed. Thread-safe as long as the hooks are.
class FaultyFileSystem final : public io::FileSystem {
public:
    explicit FaultyFileSystem(io::FileSystem& inner)
        : m_inner(inner)
    {
    }

    /// Asked before each call but lockFolder() and volume() (of a group's sync: for each of its
    /// files); a number other than 0 makes the call fail with that errno instead.
    std::function<int(Operation, const std::filesystem::path&)> failWith;

    /// May change bytes after they were read, before the caller sees them.
    std::function<void(const std::filesystem::path&, std::uint64_t offset, std::span<std::byte>)>
        afterRead;

    /// Called after a file was closed, when its bytes are on the medium and nobody has read them
    /// back.
    std::function<void(const std::filesystem::path&)> afterClose;

    /// What openForReading says about how bytes came, in place of the truth.
    std::function<io::Transfer(io::Transfer)> transferSeen;

    /// What space() says in place of the truth.
    std::function<io::Space(io::Space)> spaceSeen;

    /// What volume() says of a path in place of the truth.
    std::function<io::Volume(const std::filesystem::path&, io::Volume)> volumeSeen;

    /// Whether the file system has locks, and whether folders can be synced.
    bool hasLocks = true;
    bool syncsFolders = true;

    /// Every path that was created, written on, renamed to or from, removed, or got a new folder.
    [[nodiscard]] std::vector<std::filesystem::path> changedPaths() const
    {
        const std::lock_guard lock(m_mutex);
        return m_changed;
    }

    Result<std::unique_ptr<io::InputFile>> openForReading(const std::filesystem::path& path,
                                                          io::ReadFrom from) override
    {
        TAILSLATE_CHECK(check(Operation::OpenForReading, path));
        TAILSLATE_TRY(auto file, m_inner.openForReading(path, from));
        return std::unique_ptr<io::InputFile>(new Input(*this, std::move(file), path));
    }

    Result<std::unique_ptr<io::OutputFile>> createNew(const std::filesystem::path& path,
                                                      std::uint64_t expectedSize) override
    {
        TAILSLATE_CHECK(check(Operation::CreateNew, path));
        note(path);
        TAILSLATE_TRY(auto file, m_inner.createNew(path, expectedSize));
        return std::unique_ptr<io::OutputFile>(new Output(*this, std::move(file), path));
    }

    Result<std::unique_ptr<io::OutputFile>> continueWriting(const std::filesystem::path& path,
                                                            std::uint64_t offset,
                                                            std::uint64_t expectedSize) override
    {
        TAILSLATE_CHECK(check(Operation::ContinueWriting, path));
        note(path);
        TAILSLATE_TRY(auto file, m_inner.continueWriting(path, offset, expectedSize));
        return std::unique_ptr<io::OutputFile>(new Output(*this, std::move(file), path));
    }

    Result<std::unique_ptr<io::SyncGroup>>
    startSyncGroup(const std::filesystem::path& folder) override
    {
        TAILSLATE_CHECK(check(Operation::StartSyncGroup, folder));
        TAILSLATE_TRY(auto group, m_inner.startSyncGroup(folder));
        return std::unique_ptr<io::SyncGroup>(new Group(*this, std::move(group)));
    }

    Result<void> renameWithoutReplacing(const std::filesystem::path& from,
                                        const std::filesystem::path& to) override
    {
        TAILSLATE_CHECK(check(Operation::Rename, to));
        note(from);
        note(to);
        return m_inner.renameWithoutReplacing(from, to);
    }

    Result<void> renameReplacing(const std::filesystem::path& from,
                                 const std::filesystem::path& to) override
    {
        TAILSLATE_CHECK(check(Operation::Rename, to));
        note(from);
        note(to);
        return m_inner.renameReplacing(from, to);
    }

    Result<void> remove(const std::filesystem::path& path) override
    {
        TAILSLATE_CHECK(check(Operation::Remove, path));
        note(path);
        return m_inner.remove(path);
    }

    Result<io::FileInfo> info(const std::filesystem::path& path) override
    {
        TAILSLATE_CHECK(check(Operation::Info, path));
        return m_inner.info(path);
    }

    Result<std::vector<io::DirectoryEntry>> list(const std::filesystem::path& folder) override
    {
        TAILSLATE_CHECK(check(Operation::List, folder));
        return m_inner.list(folder);
    }

    Result<void> createFolders(const std::filesystem::path& folder) override
    {
        TAILSLATE_CHECK(check(Operation::CreateFolders, folder));
        note(folder);
        return m_inner.createFolders(folder);
    }

    Result<void> syncFile(const std::filesystem::path& path) override
    {
        TAILSLATE_CHECK(check(Operation::Sync, path));
        return m_inner.syncFile(path);
    }

    Result<std::unique_ptr<io::FolderLock>> lockFolder(const std::filesystem::path& folder) override
    {
        if (!hasLocks)
            return std::make_unique<NoLock>();
        return m_inner.lockFolder(folder);
    }

    Result<void> syncFolder(const std::filesystem::path& folder) override
    {
        TAILSLATE_CHECK(check(Operation::SyncFolder, folder));
        return m_inner.syncFolder(folder);
    }

    Result<bool> canSyncFolder(const std::filesystem::path& folder) override
    {
        return syncsFolders ? m_inner.canSyncFolder(folder) : false;
    }

    Result<std::filesystem::path> resolve(const std::filesystem::path& path) override
    {
        return m_inner.resolve(path);
    }

    Result<io::Space> space(const std::filesystem::path& path) override
    {
        TAILSLATE_CHECK(check(Operation::Space, path));
        TAILSLATE_TRY(const io::Space space, m_inner.space(path));
        return spaceSeen ? spaceSeen(space) : space;
    }

    Result<io::Volume> volume(const std::filesystem::path& path) override
    {
        TAILSLATE_TRY(io::Volume volume, m_inner.volume(path));
        return volumeSeen ? volumeSeen(path, std::move(volume)) : volume;
    }

private:
    class NoLock final : public io::FolderLock {
    public:
        [[nodiscard]] bool keepsOthersOut() const noexcept override { return false; }
    };

    class Input final : public io::InputFile {
    public:
        Input(FaultyFileSystem& owner, std::unique_ptr<io::InputFile> inner,
              std::filesystem::path path)
            : m_owner(owner)
            , m_inner(std::move(inner))
            , m_path(std::move(path))
        {
        }

        Result<std::size_t> readAt(std::uint64_t offset, std::span<std::byte> buffer) override
        {
            TAILSLATE_CHECK(m_owner.check(Operation::Read, m_path));
            TAILSLATE_TRY(const std::size_t count, m_inner->readAt(offset, buffer));
            if (m_owner.afterRead)
                m_owner.afterRead(m_path, offset, buffer.first(count));
            return count;
        }

        Result<io::FileInfo> info() override { return m_inner->info(); }

        [[nodiscard]] io::Transfer transfer() const override
        {
            return m_owner.transferSeen ? m_owner.transferSeen(m_inner->transfer())
                                        : m_inner->transfer();
        }

        [[nodiscard]] bool tellsCache() const override { return m_inner->tellsCache(); }

    private:
        FaultyFileSystem& m_owner;
        std::unique_ptr<io::InputFile> m_inner;
        std::filesystem::path m_path;
    };

    class Output final : public io::OutputFile {
    public:
        Output(FaultyFileSystem& owner, std::unique_ptr<io::OutputFile> inner,
               std::filesystem::path path)
            : m_owner(owner)
            , m_inner(std::move(inner))
            , m_path(std::move(path))
        {
        }

        Result<void> append(std::span<const std::byte> bytes) override
        {
            TAILSLATE_CHECK(m_owner.check(Operation::Append, m_path));
            return m_inner->append(bytes);
        }

        Result<void> setAttributes(TimePoint modified, std::uint32_t permissions) override
        {
            TAILSLATE_CHECK(m_owner.check(Operation::SetAttributes, m_path));
            return m_inner->setAttributes(modified, permissions);
        }

        Result<void> sync() override
        {
            TAILSLATE_CHECK(m_owner.check(Operation::Sync, m_path));
            return m_inner->sync();
        }

        Result<void> close() override
        {
            TAILSLATE_CHECK(m_owner.check(Operation::Close, m_path));
            TAILSLATE_CHECK(m_inner->close());
            if (m_owner.afterClose)
                m_owner.afterClose(m_path);
            return {};
        }

        [[nodiscard]] io::Transfer transfer() const override { return m_inner->transfer(); }

    private:
        FaultyFileSystem& m_owner;
        std::unique_ptr<io::OutputFile> m_inner;
        std::filesystem::path m_path;
    };

    class Group final : public io::SyncGroup {
    public:
        Group(FaultyFileSystem& owner, std::unique_ptr<io::SyncGroup> inner)
            : m_owner(owner)
            , m_inner(std::move(inner))
        {
        }

        Result<void> sync(std::span<const std::filesystem::path> files) override
        {
            for (const std::filesystem::path& file : files)
                TAILSLATE_CHECK(m_owner.check(Operation::SyncGroup, file));
            return m_inner->sync(files);
        }

    private:
        FaultyFileSystem& m_owner;
        std::unique_ptr<io::SyncGroup> m_inner;
    };

    Result<void> check(Operation operation, const std::filesystem::path& path) const
    {
        const int osError = failWith ? failWith(operation, path) : 0;
        if (osError != 0)
            return osFailure(osError, "injected fault", path);
        return {};
    }

    void note(const std::filesystem::path& path)
    {
        const std::lock_guard lock(m_mutex);
        m_changed.push_back(path);
    }

    io::FileSystem& m_inner;
    mutable std::mutex m_mutex;
    std::vector<std::filesystem::path> m_changed;
};

} // namespace tailslate::test
