// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "bench/CardShape.h"
#include "bench/DiskWork.h"
#include "bench/OffloadOnce.h"
#include "bench/Rival.h"
#include "io/DiskFileSystem.h"
#include "jobs/JobContext.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace tailslate::bench {

/// A card on a disk and the ways to bring it to a number of folders on the same disk. Each way
/// starts with nothing there, nothing of the card's bytes in memory and nothing left for the disk
/// to do; what it made is removed outside its clock. One thread at a time.
class CopyScene {
public:
    /// @param folder Is made, and holds everything.
    CopyScene(std::filesystem::path folder, CardShape shape, jobs::JobContext context);

    /// The room that the card and the ways need at most.
    [[nodiscard]] static std::uint64_t roomFor(const CardShape& shape, std::size_t mostCopies);

    Result<void> makeCard();

    /// Everything that an offload does from the listing of the card to the sealed manifests, in a
    /// process of its own.
    /// @return The seconds from the start of that process to its end.
    [[nodiscard]] Result<double> offload(std::size_t copies);

    /// The steps that no verified offload can go without, as plainly as they can be done: read the
    /// card, write the copies, sync the volume, read the copies back from the medium. Nothing is
    /// hashed.
    [[nodiscard]] Result<double> plain(std::size_t copies);

    /// The rival's copies, a sync of the volume, and every copy read back from the medium and
    /// hashed, unless the rival reads back itself (then through the page cache). Nothing but a
    /// rival hashes the card, so that less is proved than by an offload.
    [[nodiscard]] Result<double> copyWith(const Rival& rival, std::size_t copies);

    /// What the last offload() took.
    [[nodiscard]] const OffloadRun& lastOffload() const noexcept { return m_lastOffload; }

    [[nodiscard]] std::filesystem::path card() const { return m_folder / "A001R2EC"; }

    /// Makes folders for copies, and puts the disk and the card into the state that every way
    /// starts with.
    [[nodiscard]] Result<std::vector<std::filesystem::path>> prepare(std::size_t copies);

private:
    [[nodiscard]] std::filesystem::path output() const { return m_folder / "output"; }

    Result<void> clear(const std::vector<std::filesystem::path>& destinations);
    Result<void> removeKept();
    Result<void> awaitFreshInodes();

    std::filesystem::path m_folder;
    CardShape m_shape;
    jobs::JobContext m_context;
    io::DiskFileSystem m_files;
    DiskWork m_disk;
    std::size_t m_way = 0; ///< Part of the names of copies, so that none is met again.
    std::vector<std::filesystem::path> m_kept;
    std::optional<std::chrono::steady_clock::time_point> m_manyRemoved;
    OffloadRun m_lastOffload;
};

/// @return Cancelled as soon as a stop is requested.
Result<void> pauseFor(std::chrono::duration<double> time, const std::stop_token& stop);

/// @return NoSpace, saying how much is needed, where the disk of `folder` has less room.
Result<void> ensureRoom(const std::filesystem::path& folder, std::uint64_t bytes);

} // namespace tailslate::bench
