// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/AlignedBuffer.h"
#include "io/FileSystem.h"
#include "jobs/BoundedQueue.h"
#include "jobs/JobContext.h"
#include "jobs/Worker.h"
#include "offload/detail/CopyBook.h"
#include "offload/detail/FileTask.h"

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

namespace tailslate::offload::detail {

/// Brings every file to one destination: a writer thread fills the part file, syncs and closes it;
/// a verifier thread reads it back from the medium, compares, and only then gives it its final
/// name. While one file is read back the next is written. A destination whose medium fails is given
/// up; its later files are entered as failed without being tried.
class DestinationLane {
public:
    /// All borrowed; must outlive the lane.
    DestinationLane(io::FileSystem& files, const Plan& plan, std::size_t destination,
                    jobs::JobContext context, Lane& counters, CopyBook& book);

    /// Stops both threads and removes part files of work not done.
    ~DestinationLane();
    DestinationLane(const DestinationLane&) = delete;
    DestinationLane& operator=(const DestinationLane&) = delete;

    /// Hands over the next message; waits while the lane is behind. Dropped once the job was asked
    /// to stop.
    void send(Message message);

    /// No more messages will come: returns when everything sent is done.
    void finish();

    /// Why the destination was given up, if it was.
    [[nodiscard]] std::optional<Error> givenUp() const;

private:
    /// A file as it stands at the destination, waiting to be read back.
    struct Written {
        std::shared_ptr<FileTask> task;
        std::filesystem::path path; ///< Where its bytes are now.
        bool isPart = true; ///< False for a file that was already there under its final name.
    };

    // Writer thread.
    void write();
    void begin(const Begin& message);
    void data(const Data& message);
    void end(const End& message);
    Result<void> openPart();
    Result<void> closePart();
    void discardPart();
    void failCurrent(const Error& error);

    // Verifier thread.
    void verify();
    void verifyOne(const Written& written);
    Result<void> readBack(const Written& written, const hash::Digest& expected,
                          CopyEvidence& evidence);
    Result<hash::Digest> hashFromMedium(const Written& written, CopyEvidence& evidence);
    Result<void> publish(const Written& written);
    Error setAside(const Written& written);

    [[nodiscard]] std::filesystem::path finalPath(const FileTask& task) const;
    /// Gives the destination up when the error says something about its medium. @return The error,
    /// by the file's final name.
    Error blameDestination(Error error, const FileTask& task);

    io::FileSystem& m_files;
    const Plan& m_plan;
    std::size_t m_destination;
    jobs::JobContext m_context;
    Lane& m_counters;
    CopyBook& m_book;

    jobs::BoundedQueue<Message> m_messages;
    jobs::BoundedQueue<Written> m_written;

    mutable std::mutex m_mutex;
    std::optional<Error> m_givenUp; ///< Guarded by m_mutex.

    // Writer thread only: the file being written; empty between files and after it failed.
    std::shared_ptr<FileTask> m_task;
    std::unique_ptr<io::OutputFile> m_output;
    std::filesystem::path m_partPath;
    bool m_alreadyThere = false;

    io::AlignedBuffer m_readBuffer; ///< Verifier thread only.

    jobs::Worker m_writer;
    jobs::Worker m_verifier;
};

} // namespace tailslate::offload::detail
