// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/FileSystem.h"
#include "support/Operation.h"
#include "support/SimulatedVolume.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace tailslate::test {

/// One call that touched a disk.
struct OperationRecord {
    std::uint64_t index = 0; ///< From 0, over all volumes, and on over restarts.
    Operation operation = Operation::Info;
    std::filesystem::path path{}; ///< Of a rename: the new name.
    std::filesystem::path from{}; ///< Of a rename: the old name. Else empty.
};

/// What goes wrong with one operation.
struct Fault {
    enum class Kind : std::uint8_t {
        Error = 1,
        ShortRead,
        ShortWrite,
        LieAboutSync,
        FlipBitOnRead,
        FlipBitAtRest,
        ChangeSource,
        Delay
    };

    Kind kind = Kind::Error;
    int osError = 0;
    std::chrono::milliseconds delay{};

    /// The call fails with this errno and does nothing. A sync that fails leaves data that no later
    /// sync writes. ENOSPC and EROFS fit only calls that write. ENODEV also takes the device away,
    /// as SimulatedDisks::takeAway() does.
    static Fault error(int osError) { return {.kind = Kind::Error, .osError = osError}; }

    /// A read gives half of its bytes, though the file goes on.
    static Fault shortRead() { return {.kind = Kind::ShortRead}; }

    /// A write puts half of its bytes there, then says that the volume is full.
    static Fault shortWrite() { return {.kind = Kind::ShortWrite}; }

    /// A sync of any kind, or createFolders(), says success and makes nothing durable.
    static Fault lieAboutSync() { return {.kind = Kind::LieAboutSync}; }

    /// The lowest bit of the middle byte that a read gives is wrong, this once.
    static Fault flipBitOnRead() { return {.kind = Kind::FlipBitOnRead}; }

    /// The lowest bit of the byte in the middle of the file is wrong from right after the call on.
    /// Fits every call on a file that is not empty then and that succeeds (not Remove). Of several
    /// files of a group: the last.
    static Fault flipBitAtRest() { return {.kind = Kind::FlipBitAtRest}; }

    /// Right after the file was opened for reading, or read, somebody rewrites it: the same size,
    /// every byte another, a second later.
    static Fault changeSource() { return {.kind = Kind::ChangeSource}; }

    /// The call takes so much longer, then succeeds. Other threads go on.
    static Fault delayed(std::chrono::milliseconds delay)
    {
        return {.kind = Kind::Delay, .delay = delay};
    }
};

/// Disks in memory with faults and power cuts to order: what they do depends only on the order of
/// calls (and the seed of a restart), never on time.
///
/// Every call of io::FileSystem and of its files that touches a disk is an operation with a number;
/// resolve() and transfer() are none, nor are the test's own calls (makeFile() and so on). A test
/// runs the work once to count its operations, then again on new disks for each number with a fault
/// or a power cut there.
///
/// What was written is volatile until it is synced: data and attributes of a file by a sync of that
/// file, whatever it is called by then; a name (new, removed, renamed) by syncFolder() of its
/// folder (of either folder, for a rename between two). createFolders() syncs what it makes.
/// SyncGroup::sync() makes the named files and all names of its volume durable.
///
/// Thread-safe. Must outlive what it opened. Files are handled as the interface demands; alignment
/// is checked. A path outside all volumes does not exist, but folders on the way to a mount point
/// do. There are no symbolic links.
class SimulatedDisks final : public io::FileSystem {
public:
    SimulatedDisks();
    ~SimulatedDisks() override;

    SimulatedDisks(const SimulatedDisks&) = delete;
    SimulatedDisks& operator=(const SimulatedDisks&) = delete;

    // --- what there is ---

    /// Mounts an empty volume. Where it lies inside another one, add the outer one first.
    void addVolume(VolumeSetup setup);
    /// Changes what a mounted volume is like (not its mount point): makes it read-only, smaller, …
    void change(const std::filesystem::path& mountPoint,
                const std::function<void(VolumeSetup&)>& change);

    /// Puts a file there, durable, with the folders it needs; replaces one that is there. Takes no
    /// notice of read-only volumes.
    void makeFile(const std::filesystem::path& path, std::string_view content, TimePoint modified);
    void makeFolder(const std::filesystem::path& path);

    /// As programs see it now. Throws std::out_of_range where there is no such file.
    [[nodiscard]] std::string contentOf(const std::filesystem::path& path) const;
    [[nodiscard]] bool exists(const std::filesystem::path& path) const;
    /// All files at and below `root` with their content, as programs see them now. Empty where
    /// there is nothing.
    [[nodiscard]] std::map<std::filesystem::path, std::string>
    tree(const std::filesystem::path& root) const;
    /// Shows `look` the same files one by one, without copying them. It must not call anything
    /// here.
    void
    lookAt(const std::filesystem::path& root,
           const std::function<void(const std::filesystem::path&, const std::string&)>& look) const;

    // --- what was done ---

    [[nodiscard]] std::uint64_t operationCount() const;
    [[nodiscard]] std::vector<OperationRecord> operations() const;
    /// The calls that changed or tried to change a volume: syncs are none of them.
    [[nodiscard]] std::vector<OperationRecord>
    modifyingCalls(const std::filesystem::path& mountPoint) const;

    // --- what goes wrong ---

    /// Called before each operation, without any lock held, on the thread that makes the call. May
    /// call everything here; a fault or power cut it orders for this very record takes effect.
    /// Set it while nothing runs.
    std::function<void(const OperationRecord&)> before;

    /// One fault per number; a second one for the same number replaces the first. A fault that
    /// makes no sense for the operation that happens to have this number does nothing.
    void faultAt(std::uint64_t index, Fault fault);
    /// Whether any fault has taken effect.
    [[nodiscard]] bool faultFired() const;

    /// Takes away the device of a volume: every call on its volumes fails with ENODEV, what was not
    /// synced is lost, open files are dead.
    void takeAway(const std::filesystem::path& mountPoint);
    /// Unmounts one volume, as "umount --lazy" does: its paths lead to the volume around it, what
    /// is open stays so.
    void unmount(const std::filesystem::path& mountPoint);
    /// Plugs it in again, holding what was durable, or mounts it again.
    void bringBack(const std::filesystem::path& mountPoint);

    /// The operation with this number and all after it fail with EIO on every volume, until
    /// restart(). createFolders() may have made some of its folders.
    void cutPowerAt(std::uint64_t index);
    /// Whether the power cut has happened.
    [[nodiscard]] bool powerIsOff() const;
    /// Switches everything on again, with or without a power cut before: what was not synced fares
    /// as `garble` says, locks are gone, open files are dead; a device that was taken away stays
    /// so. The same seed gives the same outcome.
    void restart(std::uint64_t seed, Garble garble);

    // --- io::FileSystem ---

    Result<std::unique_ptr<io::InputFile>> openForReading(const std::filesystem::path& path,
                                                          io::ReadFrom from) override;
    Result<std::unique_ptr<io::OutputFile>> createNew(const std::filesystem::path& path,
                                                      std::uint64_t expectedSize) override;
    Result<std::unique_ptr<io::OutputFile>> continueWriting(const std::filesystem::path& path,
                                                            std::uint64_t offset,
                                                            std::uint64_t expectedSize) override;
    Result<std::unique_ptr<io::SyncGroup>>
    startSyncGroup(const std::filesystem::path& folder) override;
    Result<void> renameWithoutReplacing(const std::filesystem::path& from,
                                        const std::filesystem::path& to) override;
    Result<void> renameReplacing(const std::filesystem::path& from,
                                 const std::filesystem::path& to) override;
    Result<void> remove(const std::filesystem::path& path) override;
    Result<io::FileInfo> info(const std::filesystem::path& path) override;
    Result<std::vector<io::DirectoryEntry>> list(const std::filesystem::path& folder) override;
    Result<void> createFolders(const std::filesystem::path& folder) override;
    Result<void> syncFile(const std::filesystem::path& path) override;
    Result<std::unique_ptr<io::FolderLock>>
    lockFolder(const std::filesystem::path& folder) override;
    Result<void> syncFolder(const std::filesystem::path& folder) override;
    /// Lexical normalisation of an absolute path.
    Result<std::filesystem::path> resolve(const std::filesystem::path& path) override;
    Result<io::Space> space(const std::filesystem::path& path) override;
    Result<io::Volume> volume(const std::filesystem::path& path) override;

private:
    class Handle;
    class Input;
    class Output;
    class Group;
    class Lock;

    /// An operation in progress.
    struct Turn {
        SimulatedVolume* volume = nullptr; ///< Of the path; null where there is none.
        std::filesystem::path path{};      ///< Without dots.
        std::optional<Fault> fault{};
        InodePtr file{}; ///< Which file it was about; the operation says so, for faults at rest.
    };

    /// Makes one call of Operation `record.operation`: counts it, lets faults and power cuts have
    /// their way, and calls `body` (Turn& -> Result) under the lock.
    template <class Body>
    auto perform(OperationRecord record, Body body) -> std::invoke_result_t<Body&, Turn&>;
    /// Gives the record its number and lets the hook see it.
    void announce(OperationRecord& record);
    /// Waits where the fault says so, and fails where the power or the device is gone or the fault
    /// is an error.
    [[nodiscard]] Result<void> admit(const OperationRecord& record, Turn& turn,
                                     std::unique_lock<std::mutex>& lock);
    /// Faults that come after the operation.
    void strikeAfter(const OperationRecord& record, const Turn& turn);
    /// Whether this fault was ordered for this operation; then it has now fired.
    bool strikes(const Turn& turn, Fault::Kind kind);
    /// What all syncs of files do, faults included.
    [[nodiscard]] Result<void> syncFiles(const Turn& turn, const std::vector<InodePtr>& files,
                                         const std::filesystem::path& path);
    Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to,
                        bool replace);
    Result<void> makeFolders(SimulatedVolume& volume, const std::filesystem::path& folder,
                             bool durable);
    Result<std::unique_ptr<io::OutputFile>> startWriting(const Turn& turn,
                                                         std::uint64_t expectedSize);
    void takeAwayDevice(const std::string& deviceId);

    /// Without dots and without a slash at its end.
    [[nodiscard]] static std::filesystem::path normal(const std::filesystem::path& path);
    [[nodiscard]] SimulatedVolume* volumeOf(const std::filesystem::path& path) const;
    [[nodiscard]] SimulatedVolume& mountedAt(const std::filesystem::path& mountPoint) const;
    /// The next names on the way from `folder` to mount points below it.
    [[nodiscard]] std::vector<io::DirectoryEntry>
    wayToMounts(const std::filesystem::path& folder) const;

    mutable std::mutex m_mutex;
    std::vector<std::unique_ptr<SimulatedVolume>> m_volumes;
    std::vector<OperationRecord> m_operations;
    std::map<std::uint64_t, Fault> m_faults;
    bool m_faultFired = false;
    std::optional<std::uint64_t> m_powerCut;
    bool m_powerOff = false;
    TimePoint m_now; ///< Goes on by a millisecond with each operation.
};

} // namespace tailslate::test
