// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/FileSystem.h"
#include "jobs/BoundedQueue.h"
#include "jobs/Worker.h"
#include "offload/detail/CopyVerifier.h"
#include "offload/detail/Destination.h"
#include "offload/detail/FileTask.h"
#include "offload/detail/PartFile.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace tailslate::offload::detail {

/// Brings files to one destination for the length of one pass: a writer thread fills part files and
/// syncs them, small ones many at a time; a verifier reads them back and gives them their names. A
/// destination whose medium fails is given up; its later files are entered as failed without being
/// tried. One that is left behind or lost ends early and leaves its files open for another pass.
/// Files that are only to be read back come last, when nothing more is written: each device goes
/// through them at its own pace.
class DestinationLane {
public:
    /// @param destination Borrowed; must outlive the lane.
    /// @param whenDone Called by a thread of the lane once isDone(); may be empty.
    explicit DestinationLane(Destination& destination, std::function<void()> whenDone = {});

    /// As finish().
    ~DestinationLane();
    DestinationLane(const DestinationLane&) = delete;
    DestinationLane& operator=(const DestinationLane&) = delete;

    /// Hands over the next message; waits while the lane is far behind. Dropped once the lane was
    /// left behind or the job was asked to stop.
    void send(Message message);

    /// A file that is there already and was ours, to be read back after all messages. Call before
    /// close().
    void readBackLater(std::size_t file);

    /// No more messages will come.
    void close();

    /// Everything sent was dealt with, as far as it ever will be.
    [[nodiscard]] bool isDone() const noexcept { return m_done.load(); }

    /// Nothing is written any more, and what is left is read back.
    [[nodiscard]] bool isReadingBack() const noexcept { return m_readingBack.load(); }

    /// Lets go of everything not yet written or read back later; what was written is still
    /// verified.
    void leaveBehind();

    [[nodiscard]] bool isLeftBehind() const noexcept { return m_leftBehind.load(); }

    /// Blocks and batches sent and not yet dealt with.
    [[nodiscard]] std::size_t backlog() const noexcept { return m_backlog.load(); }

    /// As close(), and returns when everything sent is done.
    void finish();

    [[nodiscard]] Destination& destination() noexcept { return m_destination; }

    /// Time during which others had nothing to do because of this lane; kept by the reader.
    std::chrono::milliseconds heldUpOthers{0};

private:
    void write();
    void take(const Message& message);
    void begin(const Begin& message);
    void data(const Data& message);
    void end(const End& message);
    void batch(const Batch& message);
    void readBack();
    void readBackOnly(std::size_t file);
    /// Writes one small file of a batch, without syncing. @return Nothing when there is nothing to
    /// verify.
    std::optional<Written> writeSlice(const Slice& slice, const Block& block);
    Result<io::Transfer> writeSmall(const media::CardFile& file, std::span<const std::byte> bytes);
    void collect(Written written);
    /// Syncs the small files collected since the last time and hands them to the verifier.
    void syncWritten();
    void syncWhenFull();
    void syncParts(std::vector<Written> parts);
    void syncKept(std::vector<Written> kept);
    void passOn(std::vector<Written> synced);
    Result<void> startGroup();

    /// Whether the final name is free (false: a file of the right size is there to be read back).
    Result<bool> finalNameIsFree(const media::CardFile& file);
    void failCurrent(const Error& error);
    /// Enters a failure without trying when the destination was given up. @return Whether to go on.
    bool isUsable(const FileTask& task);

    Destination& m_destination;
    std::stop_source m_stop; ///< Of this lane: when the job is stopped, or it is left behind.
    std::stop_callback<std::function<void()>> m_jobStop;
    std::atomic<bool> m_leftBehind{false};
    std::atomic<bool> m_readingBack{false};
    std::atomic<bool> m_done{false};
    std::function<void()> m_whenDone;
    std::atomic<std::size_t> m_backlog{0};
    jobs::BoundedQueue<Message> m_messages;
    CopyVerifier m_verifier;

    // Writer thread only: the large file being written; empty between files and after it failed.
    std::shared_ptr<FileTask> m_task;
    std::unique_ptr<PartFile> m_part;
    bool m_alreadyThere = false;
    std::unique_ptr<io::SyncGroup> m_group;
    std::vector<Written> m_unsynced; ///< Small files, written and closed, or there before.
    std::uint64_t m_unsyncedBytes = 0;
    std::vector<std::uint32_t> m_readBacks; ///< Into the plan's files; its own once it was closed.

    jobs::Worker m_writer;
};

} // namespace tailslate::offload::detail
