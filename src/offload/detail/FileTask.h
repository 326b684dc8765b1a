// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "hash/Digest.h"
#include "media/Card.h"
#include "mhl/CardManifests.h"
#include "offload/detail/BlockPool.h"

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace tailslate::offload::detail {

/// What a file of the card was found to be.
struct SourceProof {
    hash::Digest digest;
    bool confirmed = false; ///< A second read, or a manifest found on the card, agreed.
};

/// What must agree before a file's digest counts.
struct SourceChecks {
    hash::Algorithm algorithm = hash::Algorithm::Xxh64; ///< The job's.
    bool secondRead = false;
    const mhl::SourceDigests* recorded = nullptr; ///< By manifests found on the card; may be null.
    std::optional<hash::Algorithm> recordedIn; ///< What the file's recorded digest must be compared
                                               ///< by; nothing when there is none.
    std::optional<hash::Digest> earlier; ///< Read from the card before, when this read is of a
                                         ///< finished copy.
    bool earlierConfirmed = false;
};

/// One file on its way from the card to every destination. Thread-safe; shared by reader, hashers
/// and lanes.
class FileTask {
public:
    FileTask(std::size_t index, const media::CardFile& cardFile, SourceChecks checks);

    /// A task about a file that needs no reading: its proof is known.
    FileTask(std::size_t index, const media::CardFile& cardFile, SourceProof known);

    /// Index into the plan's files.
    [[nodiscard]] std::size_t index() const noexcept { return m_index; }

    [[nodiscard]] const media::CardFile& file() const noexcept { return m_file; }

    /// Whether the file must be read a second time.
    [[nodiscard]] bool wantsSecondRead() const noexcept { return m_checks.secondRead; }

    /// What the file must be hashed by beside the job's algorithm, to compare with its record.
    [[nodiscard]] std::optional<hash::Algorithm> otherAlgorithm() const noexcept
    {
        return m_checks.recordedIn == m_checks.algorithm ? std::nullopt : m_checks.recordedIn;
    }

    /// One digest of the file as read, by the job's algorithm or that of the recorded digest. The
    /// last one that is due settles the task; a digest that disagrees fails it.
    void report(const hash::Digest& digest);

    /// How the file is read, and whether from a copy in the card's place: before the last digest.
    void noteSource(std::optional<io::Transfer> read, bool isCopy)
    {
        m_sourceRead = read;
        m_fromCopy = isCopy;
    }

    /// Known once the task is settled.
    [[nodiscard]] std::optional<io::Transfer> sourceRead() const noexcept { return m_sourceRead; }

    [[nodiscard]] bool isFromCopy() const noexcept { return m_fromCopy; }

    /// The file could not be read to its end. The first word counts.
    void fail(Error error);

    /// Waits until the task is settled. @return DataCorrupted when reads or records disagree.
    [[nodiscard]] const Result<SourceProof>& outcome() const;

private:
    void settle(Result<SourceProof> outcome);
    Result<void> check(const hash::Digest& digest);

    std::size_t m_index;
    const media::CardFile& m_file;
    SourceChecks m_checks;
    std::optional<io::Transfer> m_sourceRead;
    bool m_fromCopy = false;
    std::mutex m_mutex;
    std::optional<hash::Digest> m_digest; ///< The first of the job's algorithm. Guarded by m_mutex.
    std::size_t m_due = 0;                ///< Digests still to come. Guarded by m_mutex.
    bool m_confirmed = false;             ///< Guarded by m_mutex.
    std::optional<Result<SourceProof>> m_outcome;
    std::atomic<bool> m_settled{false};
};

/// What travels to hashers and lanes. A large file: Begin, Data …, End. Small files: one Batch.
struct Begin {
    std::shared_ptr<FileTask> task;
};

struct Data {
    std::shared_ptr<const Block> block;
};

/// All of the file was sent; or, when `sourceFailed`, no more can come and the task was settled
/// with the error.
struct End {
    bool sourceFailed = false;
    bool comesAgain = false; ///< Those were not the right bytes; the file is sent anew next.
};

/// One small file of a batch: `size` bytes of the block from `offset` on. Its task is settled.
struct Slice {
    std::shared_ptr<FileTask> task;
    std::size_t offset = 0;
};

struct Batch {
    std::shared_ptr<const Block> block;
    std::shared_ptr<const std::vector<Slice>> slices;
};

using Message = std::variant<Begin, Data, End, Batch>;

} // namespace tailslate::offload::detail
