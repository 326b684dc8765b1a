// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "base/Uuid.h"
#include "offload/Verdict.h"
#include "project/Project.h"

#include <optional>
#include <string>
#include <vector>

namespace soci {
class session;
}

namespace tailslate::project::detail {

/// Offloads with their destinations, copies and verdicts. Used inside a transaction; throws what
/// SOCI throws.
class OffloadRepository {
public:
    /// @param session Borrowed; must outlive the repository.
    explicit OffloadRepository(soci::session& session);

    /// @return AlreadyExists when the job is known.
    [[nodiscard]] Result<void> addStarted(const offload::Plan& plan, TimePoint at);

    /// Takes the end of the job away, if it had one; its evidence stays. The volumes of the plan
    /// take the place of the stored ones.
    /// @return NotFound for an unknown job; InvalidArgument for a plan with other files, other
    /// destinations or another checksum, and for a destination that is now on another volume.
    [[nodiscard]] Result<void> resume(const offload::Plan& plan, offload::Mode mode, TimePoint at);

    /// Stores evidence, in place of what was known of the same copies before.
    /// @return NotFound for an unknown job; InvalidArgument for evidence that claims more than its
    /// digests prove.
    [[nodiscard]] Result<void> putCopies(const offload::Plan& plan,
                                         const std::vector<offload::CopyEvidence>& copies);

    /// @return NotFound for an unknown job, AlreadyExists for one that is finished, InvalidArgument
    /// as putCopies() and for a verdict that says more than the copies do.
    [[nodiscard]] Result<void> putFinished(const offload::OffloadResult& result,
                                           const offload::Verdict& verdict);

    [[nodiscard]] std::vector<OffloadRow> all() const;

    /// The newest offload that did not end with every copy verified and sealed.
    /// @return DataCorrupted.
    [[nodiscard]] Result<std::optional<Uuid>> newestUnfinished() const;

    /// @return NotFound; DataCorrupted for rows that make no sense.
    [[nodiscard]] Result<offload::OffloadResult> get(Uuid jobId) const;

    /// The card of a job without its files, clips and findings; nothing for an unknown job.
    [[nodiscard]] std::optional<media::Card> cardOutline(Uuid jobId) const;

    [[nodiscard]] ProjectPlaces places() const;

    /// @return NotFound when the job is unknown or has none yet.
    [[nodiscard]] Result<offload::Verdict> verdict(Uuid jobId) const;

private:
    [[nodiscard]] std::optional<long long> find(Uuid jobId) const;
    [[nodiscard]] Result<long long> require(Uuid jobId) const;

    void addDestinations(long long offloadId, const offload::Plan& plan);
    [[nodiscard]] Result<void> moveDestinations(long long offloadId, const offload::Plan& plan);
    void putOutcomes(long long offloadId, const offload::OffloadResult& result);
    void putVerdict(long long offloadId, const offload::Verdict& verdict);

    void readDestinations(long long offloadId, offload::Plan& plan) const;
    [[nodiscard]] Result<void> readOutcomes(long long offloadId,
                                            offload::OffloadResult& result) const;

    soci::session& m_session;
};

} // namespace tailslate::project::detail
