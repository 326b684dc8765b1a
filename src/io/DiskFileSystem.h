// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/FileSystem.h"

#include <memory>

namespace tailslate::io {

namespace detail {
class ImageDisks;
}

/// The disks of this machine. Reads and writes past the page cache where the file system allows it,
/// else through the cache, dropping it and confirming with mincore(2) that it was dropped.
/// New files of less than 1 MiB are always written through the cache and reserve nothing: many of
/// them share one sync, which is faster than a direct write and a reservation each.
/// A disk image that the kernel reads through its page cache counts as that cache.
/// Thread-safe.
class DiskFileSystem final : public FileSystem {
public:
    DiskFileSystem();
    ~DiskFileSystem() override;
    DiskFileSystem(const DiskFileSystem&) = delete;
    DiskFileSystem& operator=(const DiskFileSystem&) = delete;

    [[nodiscard]] Result<std::unique_ptr<InputFile>>
    openForReading(const std::filesystem::path& path, ReadFrom from) override;
    [[nodiscard]] Result<std::unique_ptr<OutputFile>>
    createNew(const std::filesystem::path& path, std::uint64_t expectedSize) override;
    [[nodiscard]] Result<std::unique_ptr<OutputFile>>
    continueWriting(const std::filesystem::path& path, std::uint64_t offset,
                    std::uint64_t expectedSize) override;
    [[nodiscard]] Result<std::unique_ptr<SyncGroup>>
    startSyncGroup(const std::filesystem::path& folder) override;
    [[nodiscard]] Result<void> renameWithoutReplacing(const std::filesystem::path& from,
                                                      const std::filesystem::path& to) override;
    [[nodiscard]] Result<void> renameReplacing(const std::filesystem::path& from,
                                               const std::filesystem::path& to) override;
    [[nodiscard]] Result<void> remove(const std::filesystem::path& path) override;
    [[nodiscard]] Result<FileInfo> info(const std::filesystem::path& path) override;
    [[nodiscard]] Result<std::vector<DirectoryEntry>>
    list(const std::filesystem::path& folder) override;
    [[nodiscard]] Result<std::unique_ptr<OpenFolder>>
    openFolder(const std::filesystem::path& folder) override;
    [[nodiscard]] Result<void> createFolders(const std::filesystem::path& folder) override;
    [[nodiscard]] Result<void> syncFile(const std::filesystem::path& path) override;
    [[nodiscard]] Result<std::unique_ptr<FolderLock>>
    lockFolder(const std::filesystem::path& folder) override;
    [[nodiscard]] Result<void> syncFolder(const std::filesystem::path& folder) override;
    [[nodiscard]] Result<bool> canSyncFolder(const std::filesystem::path& folder) override;
    [[nodiscard]] Result<std::filesystem::path> resolve(const std::filesystem::path& path) override;
    [[nodiscard]] Result<Space> space(const std::filesystem::path& path) override;
    [[nodiscard]] Result<Volume> volume(const std::filesystem::path& path) override;

private:
    std::unique_ptr<detail::ImageDisks> m_images;
};

/// The volumes a card or destination may be on: real block devices and network shares, in mount
/// order, without the system's own pseudo file systems.
[[nodiscard]] Result<std::vector<Volume>> mountedVolumes();

} // namespace tailslate::io
