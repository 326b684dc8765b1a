// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/detail/Descriptor.h"
#include "io/FileSystem.h"

#include <filesystem>
#include <span>

namespace tailslate::io::detail {

/// Syncs files of one volume together: with one syncfs(2) where that is known to make data durable
/// and to report what failed, else file by file.
class DiskSyncGroup final : public SyncGroup {
public:
    /// How the volume is made durable.
    enum class Volume {
        FileByFile = 1,     ///< syncfs(2) may do nothing there (FUSE, network shares, overlays).
        AtOnce,             ///< By one syncfs(2).
        AtOnceButDriveCache ///< Likewise, but the drive's own cache is emptied by fsync(2) only.
    };

    [[nodiscard]] static Result<std::unique_ptr<SyncGroup>>
    start(const std::filesystem::path& folder);

    [[nodiscard]] Result<void> sync(std::span<const std::filesystem::path> files) override;

private:
    DiskSyncGroup(Descriptor directory, std::filesystem::path folder, std::uint64_t device,
                  Volume volume);

    Descriptor m_directory; ///< Open from the start: syncfs(2) reports failures seen since then.
    std::filesystem::path m_folder;
    std::uint64_t m_device;
    Volume m_volume;
};

/// fsync(2) of an open folder. A file system that cannot sync folders is no failure.
[[nodiscard]] Result<void> syncFolderDescriptor(const Descriptor& directory,
                                                const std::filesystem::path& folder);

/// Opens a file, never through a symbolic link, and syncs it.
[[nodiscard]] Result<void> syncFileAt(const std::filesystem::path& path);

} // namespace tailslate::io::detail
