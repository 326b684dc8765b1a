// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/AlignedBuffer.h"
#include "jobs/Crew.h"
#include "offload/detail/BlockPool.h"
#include "offload/detail/CardWatch.h"
#include "offload/detail/CopyBook.h"
#include "offload/detail/Destination.h"
#include "offload/detail/DestinationLane.h"
#include "offload/detail/DeviceWatch.h"
#include "offload/detail/FallbackSource.h"
#include "offload/detail/FileTask.h"
#include "offload/detail/HashLane.h"
#include "offload/detail/SourceFile.h"
#include "offload/EngineSettings.h"

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace tailslate::offload::detail {

/// What all passes of a job share; borrowed, outlives them.
struct PassScene {
    io::FileSystem& files;
    const Plan& plan;
    CopyBook& book;
    jobs::JobContext context;
    const EngineSettings& settings;
    Lanes& lanes;
    CardWatch& card;
    CardMarks& marks;
    bool readCard = true; ///< False: only finished copies are read.
    bool first = true;    ///< Later passes prefer finished copies to the card.
};

/// Goes through the files of the card once and brings them to some destinations: reads each file
/// that one of them still needs, once (twice when the mode says so), hashes it, and hands it to
/// their lanes. One that holds up the others for too long is left behind. Runs on the caller's
/// thread.
class Pass {
public:
    /// Starts the threads of hashers and lanes; they end with the pass.
    /// @param destinations Borrowed; those that take part, no two of them on one spinning disk.
    Pass(const PassScene& scene, const std::vector<Destination*>& destinations);

    /// Returns when every file that a destination still needs was read, read back and entered, or
    /// has failed; or when all destinations are out (see unfinished()), or a stop was requested.
    /// What went wrong is in the book of the scene. Call once.
    void run();

    /// Destinations that were left behind or lost and have files to come.
    [[nodiscard]] std::vector<Destination*> unfinished() const;

private:
    void feed(std::size_t file);
    [[nodiscard]] bool anyNeeds(std::size_t file) const;
    [[nodiscard]] bool onlyReadBack(std::size_t file) const;
    void readBackWhatIsThere(std::size_t file, const std::optional<KnownSource>& known);
    std::shared_ptr<FileTask> makeTask(std::size_t file,
                                       const std::optional<KnownSource>& known) const;
    [[nodiscard]] Candidates candidatesFor(std::size_t file,
                                           const std::optional<KnownSource>& known) const;
    /// Whether no destination is left that anything could be sent to.
    [[nodiscard]] bool nobodyTakes() const;
    Result<void> checkWanted() const;

    void stream(std::size_t file, Candidates candidates, const std::optional<KnownSource>& known);
    /// @return What to read the file from instead, when it was read from a bad copy; else nothing.
    Candidates streamFrom(std::size_t file, const Candidates& candidates,
                          const std::optional<KnownSource>& known);
    Result<void> streamOnce(FileTask& task, FallbackSource& source);
    Result<void> readAgain(FileTask& task);
    /// Reads the file in blocks of `pool`, several at once from the card where that helps, and
    /// calls `take` with them in order. @return Also a failure when the file has changed.
    Result<void> readBlocks(const FileTask& task, FallbackSource& source, BlockPool& pool,
                            const std::function<void(const std::shared_ptr<Block>&)>& take);

    /// A copy gave other bytes than the card: it is looked at once more, and when it is bad,
    /// nothing is proved of it any more. @return What is left to read the file from.
    Candidates othersThan(const FallbackSource& source, const FileTask& task,
                          const hash::Digest& expected);
    [[nodiscard]] bool isBad(const Candidate& copy, const media::CardFile& file,
                             const hash::Digest& expected) const;
    void reject(std::size_t file, std::size_t destination);

    void flushBatch();
    void readSlices(Block& block, const std::vector<Slice>& slices);
    Result<void> readSlice(FileTask& task, std::span<std::byte> target, std::size_t member);
    Result<void> readSmall(FileTask& task, std::span<std::byte> target);
    static Result<void> readWhole(FallbackSource& source, std::span<std::byte> target);
    void hashSmall(FileTask& task, std::span<const std::byte> bytes);

    void waitForLanes();
    void send(const Message& message);
    void sendToHashers(const Message& message, const FileTask& task);
    std::shared_ptr<Block> acquireBlock(BlockPool& pool);
    void noteLag(std::chrono::milliseconds waited);

    PassScene m_scene;
    BlockPool m_pool;
    std::mutex m_acquiring; ///< Guards m_lastLook, and all that noteLag() does.
    std::vector<std::unique_ptr<HashLane>> m_hashers;
    std::mutex m_ending;
    std::condition_variable_any m_laneEnded; ///< Goes with m_ending.
    std::vector<std::unique_ptr<DestinationLane>> m_lanes;
    jobs::Crew m_crew;
    Reading m_cardReading;
    std::vector<DeviceWatch> m_copyWatches;
    std::vector<Reading> m_copyReadings;          ///< One for each destination of the plan.
    std::unique_ptr<BlockPool> m_secondPool;      ///< When files are read twice.
    std::vector<io::AlignedBuffer> m_secondReads; ///< One for each member of the crew, when needed.
    std::vector<Slice> m_batch;                   ///< Small files collected and not yet read.
    std::size_t m_batchBytes = 0;
    BusyTime::Clock::time_point m_lastLook = BusyTime::Clock::now();
};

} // namespace tailslate::offload::detail
