// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/FileSystem.h"
#include "jobs/JobContext.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

namespace tailslate::offload::detail {

/// Asks twice a second, first at once, until `condition` holds or the job is stopped.
void lookUntil(const std::function<bool()>& condition, const jobs::JobContext& context);

/// Whether a file keeps its inode number as long as it lives. FAT file systems hold no such
/// numbers, and what FUSE and Windows shares show need not be the file's own: there a number is
/// made up anew when the volume is mounted, and even while it is.
[[nodiscard]] bool keepsInodeNumbers(const io::Volume& volume) noexcept;

/// Knows a folder that was there when the job began, and tells whether it is still the same one on
/// the same volume: a medium that was pulled or unmounted may leave another folder under its name.
/// Where the file system keeps no inode numbers, any folder of that name on the same volume is
/// taken for it. Thread-safe.
class DeviceWatch {
public:
    /// @param files Borrowed; must outlive the watch.
    /// @param volume The one that the folder is on.
    DeviceWatch(io::FileSystem& files, std::filesystem::path folder, io::FileIdentity identity,
                const io::Volume& volume);

    [[nodiscard]] bool isThere() const;

    /// A quick look: a folder of this name is on the device that it was on.
    [[nodiscard]] bool isOnDevice() const;

    /// As isThere(), and it was not away in between: then its device has another number, and what
    /// was opened before reaches nothing any more.
    [[nodiscard]] bool wasNeverAway() const;

    /// Looks for the return of the folder as lookUntil() does.
    /// @param giveUp Ends the wait when it becomes true.
    /// @return Whether it came back in time.
    [[nodiscard]] bool waitForReturn(const jobs::JobContext& context,
                                     const std::atomic<bool>& giveUp,
                                     std::chrono::milliseconds limit) const;

private:
    io::FileSystem& m_files;
    std::filesystem::path m_folder;
    io::FileIdentity m_identity;
    std::string m_volumeId;
    bool m_keepsInodeNumbers;
};

} // namespace tailslate::offload::detail
