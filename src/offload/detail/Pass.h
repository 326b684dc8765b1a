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
#include "offload/detail/FileTask.h"
#include "offload/detail/HashLane.h"
#include "offload/detail/SourceFile.h"
#include "offload/EngineSettings.h"

#include <cstddef>
#include <functional>
#include <memory>
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
    bool readCard = true; ///< False: only finished copies are read.
    bool first = true;    ///< Later passes prefer finished copies to the card.
};

/// Goes through the files of the card once and brings them to some destinations: reads each file
/// that one of them still needs, once (twice when the mode says so), hashes it, and hands it to
/// their lanes. One that holds up the others for too long is left behind. Runs on the caller's
/// thread.
class Pass {
public:
    Pass(const PassScene& scene, const std::vector<Destination*>& destinations);

    void run();

    /// Destinations that were left behind or lost and have files to come.
    [[nodiscard]] std::vector<Destination*> unfinished() const;

private:
    /// Where the bytes of a file come from, best first.
    struct Candidate {
        const Reading* reading;
        const std::filesystem::path* root;
    };

    /// A file being read from the best candidate that works.
    class Source;

    void feed(std::size_t file);
    [[nodiscard]] bool anyNeeds(std::size_t file) const;
    [[nodiscard]] bool onlyReadBack(std::size_t file) const;
    void readBackWhatIsThere(std::size_t file, const FileTask& task);
    std::shared_ptr<FileTask> makeTask(std::size_t file) const;
    [[nodiscard]] std::vector<Candidate> candidatesFor(std::size_t file) const;

    void stream(const std::shared_ptr<FileTask>& task);
    Result<void> streamOnce(FileTask& task);
    Result<void> readAgain(FileTask& task);

    void flushBatch();
    void readSlices(Block& block, const std::vector<Slice>& slices);
    Result<void> readSlice(FileTask& task, std::span<std::byte> target, std::size_t member);
    /// @param again It must not come from memory.
    Result<void> readSmall(const FileTask& task, std::span<std::byte> target, bool again);
    void hashSmall(FileTask& task, std::span<const std::byte> bytes);

    void send(const Message& message);
    void sendToHashers(const Message& message, const FileTask& task);
    std::shared_ptr<Block> acquireBlock();
    void noteLag(std::chrono::milliseconds waited);

    PassScene m_scene;
    Reading m_cardReading;
    std::vector<Reading> m_copyReadings; ///< One for each destination of the plan.
    std::vector<DeviceWatch> m_copyWatches;
    BlockPool m_pool;
    std::vector<std::unique_ptr<HashLane>> m_hashers;
    std::vector<std::unique_ptr<DestinationLane>> m_lanes;
    jobs::Crew m_crew;
    std::vector<io::AlignedBuffer> m_secondReads; ///< One for each member of the crew, when needed.
    std::vector<Slice> m_batch;                   ///< Small files collected and not yet read.
    std::size_t m_batchBytes = 0;
    BusyTime::Clock::time_point m_lastLook = BusyTime::Clock::now();
};

} // namespace tailslate::offload::detail
