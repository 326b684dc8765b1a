// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/AlignedBuffer.h"
#include "jobs/Crew.h"
#include "jobs/Worker.h"
#include "offload/detail/Destination.h"
#include "offload/detail/FileTask.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace tailslate::offload::detail {

/// A file as it stands at the destination, waiting to be read back.
struct Written {
    std::shared_ptr<FileTask> task;
    bool isPart = true;                ///< False for a file that is there under its final name.
    bool isSynced = true;              ///< False when nobody saw to it that the medium has it.
    std::optional<io::Transfer> how{}; ///< How it was written, if it was in this run.
};

/// Reads the copies of one destination back from the medium, compares them with the card's digests,
/// and only then gives them their final names. On a solid-state device it works while the next
/// files are written; on a spinning one it waits until the writer is done, or holds the writer up,
/// so that the heads never go to and fro.
class CopyVerifier {
public:
    explicit CopyVerifier(Destination& destination);

    /// As finish().
    ~CopyVerifier();
    CopyVerifier(const CopyVerifier&) = delete;
    CopyVerifier& operator=(const CopyVerifier&) = delete;

    /// Takes files that were written and synced; waits while too many are in line.
    void add(std::vector<Written> batch);

    /// Those that come from now on are only read back: a spinning disk need not wait for them to
    /// be many, and few are ever in line.
    void noMoreWrites();

    /// No more will come: returns when everything added is verified. After a stop, what is left is
    /// removed, as far as that goes at once.
    void finish();

private:
    using Batch = std::vector<Written>;

    void run();

    /// What reading a copy back gave.
    struct Checked {
        CopyEvidence evidence;
        std::optional<io::FileInfo> info; ///< Of the file that was read, before it was.
    };

    void verify(const Batch& batch);
    Checked check(const Written& written, std::size_t member);
    Result<void> compare(const Written& written, const hash::Digest& expected, std::size_t member,
                         Checked& checked);
    Result<hash::Digest> hashFromMedium(const Written& written, std::size_t member,
                                        Checked& checked);
    Result<std::size_t> readBlock(io::InputFile& file, std::uint64_t offset,
                                  std::span<std::byte> buffer);
    void publish(const Batch& batch, std::vector<Checked>& checked);
    Result<void> publishOne(const Written& written, const Checked& checked);
    Error setAsideBad(const Written& written);
    [[nodiscard]] std::filesystem::path pathOf(const Written& written) const;

    Destination& m_destination;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<Batch> m_waiting; ///< Guarded by m_mutex, as are the next four.
    std::size_t m_waitingFiles = 0;
    bool m_onlyReading = false;
    bool m_draining = false; ///< A spinning disk is being read; the writer waits.
    bool m_closed = false;
    jobs::Crew m_crew;
    std::vector<io::AlignedBuffer> m_buffers; ///< One for each member of the crew.
    jobs::Worker m_worker;                    ///< Last: its thread uses the members above.
};

} // namespace tailslate::offload::detail
