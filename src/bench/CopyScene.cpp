// SPDX-License-Identifier: Apache-2.0
#include "bench/CopyScene.h"

#include "bench/Measure.h"

#include <fmt/format.h>

#include <condition_variable>
#include <mutex>
#include <system_error>
#include <utility>

namespace tailslate::bench {

namespace fs = std::filesystem;

namespace {

/// Copies of small files stay until they fill this much; see clear().
constexpr std::uint64_t kMostKept = std::uint64_t{24} << 30;
constexpr std::uint64_t kSpareRoom = std::uint64_t{1} << 30;
/// How long ext4 without a journal leaves removed files' inodes alone, and a little more.
constexpr std::chrono::seconds kInodeRest{65};
/// Removing fewer files than this does not hold up whoever makes files next.
constexpr std::size_t kManyFiles = 5000;

} // namespace

CopyScene::CopyScene(fs::path folder, CardShape shape, jobs::JobContext context)
    : m_folder(std::move(folder))
    , m_shape(shape)
    , m_context(std::move(context))
    , m_disk(m_files, m_context)
{
}

std::uint64_t CopyScene::roomFor(const CardShape& shape, std::size_t mostCopies)
{
    const std::uint64_t copies = shape.room() * (mostCopies + 1);
    return copies + kSpareRoom + (shape.ofSmallFiles() ? kMostKept : 0);
}

Result<void> CopyScene::makeCard()
{
    TAILSLATE_CHECK(m_files.createFolders(card()));
    TAILSLATE_CHECK(m_disk.makeFolders(m_shape, card()));
    return m_disk.writeAll(m_shape, card());
}

Result<double> CopyScene::offload(std::size_t copies)
{
    TAILSLATE_TRY(const auto destinations, prepare(copies));
    const Stopwatch watch;
    TAILSLATE_TRY(m_lastOffload, offloadOnce(card(), destinations, output(), m_context.stop));
    const double seconds = watch.seconds();
    TAILSLATE_CHECK(clear(destinations));
    return seconds;
}

Result<double> CopyScene::plain(std::size_t copies)
{
    TAILSLATE_TRY(const auto destinations, prepare(copies));
    const Stopwatch watch;
    TAILSLATE_CHECK(m_disk.readAll(m_shape, card(), Hashing::None));
    for (const fs::path& destination : destinations) {
        TAILSLATE_CHECK(m_disk.makeFolders(m_shape, destination));
        TAILSLATE_CHECK(m_disk.writeAll(m_shape, destination));
    }
    TAILSLATE_CHECK(syncVolume(m_folder));
    for (const fs::path& destination : destinations)
        TAILSLATE_CHECK(m_disk.readAll(m_shape, destination, Hashing::None));
    const double seconds = watch.seconds();
    TAILSLATE_CHECK(clear(destinations));
    return seconds;
}

Result<double> CopyScene::copyWith(const Rival& rival, std::size_t copies)
{
    TAILSLATE_TRY(const auto destinations, prepare(copies));
    const Stopwatch watch;
    for (const Command& command : rival.commands({m_shape, card(), destinations}))
        TAILSLATE_CHECK(runProgram(command, output(), m_context.stop));
    TAILSLATE_CHECK(syncVolume(m_folder));
    if (!rival.readsBack) {
        for (const fs::path& destination : destinations)
            TAILSLATE_CHECK(
                m_disk.readAll(m_shape, destination / card().filename(), Hashing::Xxh64));
    }
    const double seconds = watch.seconds();
    TAILSLATE_CHECK(clear(destinations));
    return seconds;
}

Result<std::vector<fs::path>> CopyScene::prepare(std::size_t copies)
{
    if (m_kept.size() * m_shape.room() >= kMostKept)
        TAILSLATE_CHECK(removeKept());
    TAILSLATE_CHECK(awaitFreshInodes());
    ++m_way;
    std::vector<fs::path> destinations;
    for (std::size_t copy = 1; copy <= copies; ++copy) {
        destinations.push_back(m_folder / fmt::format("way{}-copy{}", m_way, copy));
        TAILSLATE_CHECK(m_files.createFolders(destinations.back()));
    }
    TAILSLATE_CHECK(m_disk.dropFromCache(m_shape, card()));
    // What earlier work left for the disk to do is not to be paid by the next.
    TAILSLATE_CHECK(syncVolume(m_folder));
    return destinations;
}

/// Makes room for the next way. Copies of many small files stay until they fill the room for them:
/// see awaitFreshInodes().
Result<void> CopyScene::clear(const std::vector<fs::path>& destinations)
{
    m_kept.insert(m_kept.end(), destinations.begin(), destinations.end());
    return m_shape.ofSmallFiles() ? Result<void>{} : removeKept();
}

Result<void> CopyScene::removeKept()
{
    for (const fs::path& copy : std::exchange(m_kept, {})) {
        TAILSLATE_CHECK(m_context.checkStop());
        std::error_code error;
        fs::remove_all(copy, error);
        if (error)
            return osFailure(error.value(), "cannot remove a measured copy", copy);
    }
    if (m_shape.count >= kManyFiles)
        m_manyRemoved = std::chrono::steady_clock::now();
    return {};
}

/// ext4 without a journal passes over the inodes of files that were removed within the last minute,
/// one after the other for every file it makes; the next way would pay for that.
Result<void> CopyScene::awaitFreshInodes()
{
    if (!m_manyRemoved)
        return {};
    const auto removed = *std::exchange(m_manyRemoved, std::nullopt);
    TAILSLATE_TRY(const io::Volume volume, m_files.volume(m_folder));
    if (volume.fileSystem != "ext4")
        return {};
    // The minute begins when the medium has heard of the removal.
    TAILSLATE_CHECK(syncVolume(m_folder));
    return pauseFor(removed + kInodeRest - std::chrono::steady_clock::now(), m_context.stop);
}

Result<void> pauseFor(std::chrono::duration<double> time, const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
    if (stop.stop_requested())
        return failure(ErrorCode::Cancelled, "stopped by the operator");
    return {};
}

Result<void> ensureRoom(const fs::path& folder, std::uint64_t bytes)
{
    io::DiskFileSystem files;
    TAILSLATE_TRY(const io::Space space, files.space(folder));
    if (space.freeBytes < bytes)
        return failure(ErrorCode::NoSpace,
                       fmt::format("this takes {:.1f} GB of room, and {:.1f} GB are free; measure "
                                   "a part of it, or elsewhere with --dir",
                                   static_cast<double>(bytes) / 1e9,
                                   static_cast<double>(space.freeBytes) / 1e9),
                       folder);
    return {};
}

} // namespace tailslate::bench
