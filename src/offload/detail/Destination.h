// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/FileSystem.h"
#include "jobs/JobContext.h"
#include "offload/detail/CopyBook.h"
#include "offload/detail/CopyCheck.h"
#include "offload/detail/DeviceWatch.h"
#include "offload/detail/FileTask.h"
#include "offload/EngineSettings.h"
#include "offload/Lanes.h"
#include "offload/Plan.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace tailslate::offload::detail {

/// A destination while a job runs: where things lie there, and whether it can still be used. What
/// it is given outlives it. Thread-safe, but for what prepares it, takes its remarks and lets it
/// go: that is for the thread of the run, while no pass is under way.
class Destination {
public:
    Destination(io::FileSystem& files, const Plan& plan, std::size_t index,
                const EngineSettings& settings, jobs::JobContext context, Lane& counters,
                CopyBook& book);

    /// Makes the roll's folders, locks them against other jobs, and removes part files that no file
    /// of this card can go on from, and those of a seal. Notes the copies that are kept as they
    /// are, and opens those in the book again that are not there after its device was away. On
    /// failure nothing is locked, and it is marked lost when the device is gone: then
    /// tryToReturn() prepares it again.
    /// @return DeviceLost when another volume is in the place of the planned one.
    [[nodiscard]] Result<void> prepare();

    /// What the operator should know of its file system, a sentence each; known once prepared. Each
    /// is given once.
    [[nodiscard]] std::vector<std::string> takeRemarks() { return std::exchange(m_remarks, {}); }

    /// The last prepare() found another job at work there.
    [[nodiscard]] bool isTaken() const noexcept { return m_taken; }

    [[nodiscard]] std::size_t index() const noexcept { return m_index; }

    [[nodiscard]] const PlannedDestination& planned() const { return m_plan.destinations[m_index]; }

    [[nodiscard]] const Plan& plan() const noexcept { return m_plan; }

    [[nodiscard]] io::FileSystem& files() const noexcept { return m_files; }

    [[nodiscard]] const jobs::JobContext& context() const noexcept { return m_context; }

    [[nodiscard]] Lane& counters() const noexcept { return m_counters; }

    [[nodiscard]] CopyBook& book() const noexcept { return m_book; }

    /// Of the copies that lie there.
    [[nodiscard]] CopyMarks& marks() noexcept { return m_marks; }

    [[nodiscard]] std::filesystem::path finalPath(const media::CardFile& file) const;
    [[nodiscard]] std::filesystem::path partPath(const media::CardFile& file) const;

    /// @return DeviceLost when the roll's folder is on another device than it was: what is written
    /// then lands on the disk below the mount point, and is read back from there.
    [[nodiscard]] Result<void> checkDeviceNumber() const;

    /// As checkDeviceNumber(); and the folder of a file, see checkCopyFolder().
    [[nodiscard]] Result<void> checkFolderOf(const media::CardFile& file) const;

    /// Looks at the copies once more, when no more files come: what is not as it was noted is
    /// revoked in the book. A failure to look gives the destination up, or marks it lost.
    void checkCopies();

    /// Draws the conclusion from an error: gives the destination up when it says something about
    /// its medium, or marks it lost when the device is gone, or was. Looks for as long as
    /// EngineSettings::lossPatience. @return The error by the file's final name.
    Error blame(Error error, const media::CardFile& file);

    /// Enters that a copy failed; after a lost device nothing is entered, so that the copy is tried
    /// again. Takes away what is under the part name.
    void fail(const FileTask& task, const Error& error);

    /// Likewise, where the card's file could not be read to its end: what is there of a large one
    /// stays, for a later run to prove against the card and go on from.
    void failSource(const FileTask& task);

    /// Whether it stays: the card is at fault, and there is enough to go on from.
    [[nodiscard]] bool keepsPartOf(const FileTask& task) const;

    /// Why the destination was given up, if it was.
    [[nodiscard]] std::optional<Error> givenUp() const;

    void giveUp(Error error);

    /// Marks it lost: its device went away.
    void lose();

    /// Whether an error that says nothing of one copy means that the device is gone, or was. Looks
    /// as blame() does.
    [[nodiscard]] bool isLoss(const Error& error) const;

    /// Its device went away and has not been found again.
    [[nodiscard]] bool isLost() const noexcept { return m_lost.load(); }

    /// Lets go of what is open on a lost device: held open, it would keep the volume from being
    /// unmounted and from coming back as it was.
    void letGo() { m_lock.reset(); }

    /// Prepares a lost destination again if its device is there. @return As prepare(); DeviceLost,
    /// and it is lost still, while the device is not there.
    [[nodiscard]] Result<void> tryToReturn();

    /// @return DeviceLost when the roll's folder is no longer the one that was prepared.
    [[nodiscard]] Result<void> checkStillThere() const;

    /// What is said of it when its device is gone, or was.
    [[nodiscard]] Error deviceLost() const;

private:
    void enterFailed(const FileTask& task, const Error& error);
    [[nodiscard]] bool isOnCard(const std::string& path) const;
    /// @param wanted The parts that can be gone on from.
    Result<void> removeStaleParts(const std::filesystem::path& folder,
                                  const std::unordered_set<std::string>& wanted);
    /// @param scope See historyScopes().
    Result<void> removeStaleHistoryParts(const std::string& scope);
    Result<void> makeFolders();
    Result<void> collectRemarks(const io::FolderLock& lock);
    /// @return Copies that are not there.
    Result<std::vector<std::size_t>> noteKept(bool isBack);
    Result<void> makeReady();
    /// Looks into an error for as long as EngineSettings::lossPatience.
    [[nodiscard]] bool hasGone(const Error& error, const std::function<bool()>& isThere) const;
    /// @return DeviceLost when the device is not there, whether or not it was prepared before.
    [[nodiscard]] Result<void> checkDevice() const;

    io::FileSystem& m_files;
    const Plan& m_plan;
    std::size_t m_index;
    std::chrono::milliseconds m_lossPatience;
    jobs::JobContext m_context;
    Lane& m_counters;
    CopyBook& m_book;
    CopyMarks m_marks;
    std::unique_ptr<io::FolderLock> m_lock;
    bool m_taken = false;
    std::vector<std::string> m_remarks;
    std::optional<DeviceWatch> m_watch; ///< Once prepared; of the device as it was then.
    std::atomic<bool> m_lost{false};
    mutable std::mutex m_mutex;
    std::optional<Error> m_givenUp; ///< Guarded by m_mutex.
};

} // namespace tailslate::offload::detail
