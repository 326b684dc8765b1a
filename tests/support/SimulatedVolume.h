// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/FileSystem.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::test {

/// What a volume of SimulatedDisks is like.
struct VolumeSetup {
    std::filesystem::path mountPoint{};
    std::string deviceId{}; ///< The whole device; volumes with the same one go away together.
    std::string volumeId{};
    std::string fileSystem = "ext4";
    std::string label{};
    std::uint64_t capacity = std::uint64_t{1} << 40; ///< Bytes that files may hold together.
    /// Files expected to be at least this large (bytes) have their room reserved when they are
    /// made.
    std::uint64_t reservesFrom = std::uint64_t{1} << 20;
    std::size_t longestName = 255;                ///< Bytes.
    io::Transfer transfer = io::Transfer::Direct; ///< How bytes come from and go to the medium.
    bool readOnly = false;
    bool rotational = false;
    bool removable = true;
};

/// What a power cut does to what was never synced.
enum class Garble : std::uint8_t {
    Drop = 1, ///< It is gone.
    Keep,     ///< It happens to be there: also what a killed process (without a power cut) leaves.
    /// At random: each block kept, as it was, zeroed or garbage; each file's size old, new or
    /// between; each directory entry kept or dropped; a rename done or not.
    Scramble
};

/// A file or folder of a simulated volume, whatever it is called: what programs see now, and what
/// the medium holds for certain.
struct Inode {
    struct Attributes {
        TimePoint modified;
        std::uint32_t permissions = 0;
    };

    std::uint64_t number = 0;
    io::FileKind kind = io::FileKind::Regular;

    Attributes attributes;
    Attributes durableAttributes;

    // A file:
    std::string content;
    std::string durableContent;
    std::set<std::uint64_t> unsynced; ///< Blocks written since the last sync.
    /// Blocks whose sync failed. As on Linux no later sync writes them; only new data does.
    std::set<std::uint64_t> abandoned;
    std::uint64_t reserved = 0; ///< Bytes set aside for it.
    std::uint64_t charged = 0;  ///< Bytes it takes of the volume's capacity.
    bool named = true;          ///< Some folder has it.

    // A folder, by name:
    std::map<std::string, std::shared_ptr<Inode>> entries;
    std::map<std::string, std::shared_ptr<Inode>> durableEntries;
};

using InodePtr = std::shared_ptr<Inode>;

/// The files of one simulated volume and what of them survives a power cut. Knows nothing of faults
/// or operations: SimulatedDisks does. All paths are absolute, normal and on this volume. Changes
/// are volatile until they are made durable. Not thread-safe.
class SimulatedVolume {
public:
    SimulatedVolume(VolumeSetup setup, std::uint64_t device);

    VolumeSetup setup;
    bool gone = false;             ///< The device was taken away.
    bool unmounted = false;        ///< Paths lead to what lies below its mount point.
    std::uint64_t generation = 0;  ///< Counts restarts; what was opened in an earlier one is dead.
    std::set<std::uint64_t> locks; ///< Inode numbers of locked folders.

    [[nodiscard]] bool holds(const std::filesystem::path& path) const;

    /// What is at `path`; null when nothing is.
    [[nodiscard]] InodePtr find(const std::filesystem::path& path) const;

    [[nodiscard]] io::FileInfo describe(const Inode& inode) const;

    [[nodiscard]] std::uint64_t freeBytes() const;

    // Changes that programs see at once.

    /// @return AlreadyExists, NotFound without the folder above, InvalidArgument for a name that is
    /// too long.
    Result<InodePtr> create(const std::filesystem::path& path, io::FileKind kind, TimePoint now);
    Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to,
                        bool replace, TimePoint now);
    Result<void> remove(const std::filesystem::path& path, TimePoint now);
    /// @return NoSpace with nothing written.
    Result<void> append(Inode& file, std::string_view bytes, TimePoint now);
    void cut(Inode& file, std::uint64_t size, TimePoint now);
    /// @return NoSpace with nothing reserved.
    Result<void> reserve(Inode& file, std::uint64_t bytes);
    void endReservation(Inode& file);

    // What the medium holds.

    static void makeDurable(Inode& inode);
    /// What a failed sync does: the unsynced blocks will never be written.
    static void abandon(Inode& inode);
    /// Entries of `folder`, with both ends of renames from and to it.
    void makeEntriesDurable(const InodePtr& folder);
    void makeAllEntriesDurable();
    /// Puts `content` on the medium, past all caches.
    void overwrite(Inode& file, std::string content, TimePoint modified);
    /// Flips the lowest bit of the byte in the middle. @return False for an empty file.
    static bool flipBit(Inode& file);
    /// Brings back what the medium holds. Locks are gone, and what was open is dead.
    void restart(std::mt19937_64& random, Garble garble);

private:
    /// A name in a folder and what it leads to from some change on; null: it is free.
    struct Slot {
        InodePtr folder;
        std::string name;
        InodePtr inode;
    };

    /// One step that happens wholly or not at all: one slot, or two of a rename.
    using EntryChange = std::vector<Slot>;

    [[nodiscard]] static bool share(const EntryChange& first, const EntryChange& second);
    static void apply(const EntryChange& change);
    void record(EntryChange change, TimePoint now);
    void makeDurableWithWhatItNeeds(const std::vector<bool>& wanted);
    /// The folder and the name in it that `path` means.
    [[nodiscard]] Result<Slot> slotFor(const std::filesystem::path& path) const;
    [[nodiscard]] Result<void> charge(Inode& file, std::uint64_t bytes);
    void forget(const InodePtr& inode);
    void restartBelow(Inode& inode, std::mt19937_64& random, Garble garble);

    std::uint64_t m_device;
    std::uint64_t m_lastInode = 1;
    std::uint64_t m_used = 0;
    InodePtr m_root;
    std::vector<EntryChange> m_pending; ///< Seen by programs, not durable; in order.
};

} // namespace tailslate::test
