// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "offload/CopyTable.h"
#include "offload/Engine.h"
#include "offload/Lanes.h"
#include "offload/Plan.h"

#include <mutex>
#include <optional>
#include <string>

namespace tailslate::offload::detail {

/// What has already been proved of a file of the card, by whatever copy.
struct KnownSource {
    hash::Digest digest;
    bool confirmed = false;
};

/// Keeps the evidence of every copy of a job and tells the observer, one call at a time.
/// Thread-safe.
class CopyBook {
public:
    /// @param known What earlier runs of the job proved; empty for a new job. The rest is borrowed
    /// and must outlive the book.
    CopyBook(const Plan& plan, CopyTable known, const Clock& clock, Lanes& lanes,
             Observer& observer);

    /// Enters the word on a copy.
    void enter(CopyEvidence evidence);

    /// Takes back what was proved of a copy, which turned out not to be what it should be. Says
    /// nothing of a copy of which nothing was proved.
    void revoke(std::size_t file, std::size_t destination, const Error& error);

    /// Likewise, of one that is not there any more and is to be made again.
    void reopen(std::size_t file, std::size_t destination, const Error& error);

    /// Whether anything was entered for a destination in this run.
    [[nodiscard]] bool hasNews(std::size_t destination) const;

    /// Whether nothing was entered for this copy yet, good or bad.
    [[nodiscard]] bool isOpen(std::size_t file, std::size_t destination) const;

    [[nodiscard]] EvidenceLevel level(std::size_t file, std::size_t destination) const;

    /// What the card's file was, if it was read before, in this run or an earlier one.
    [[nodiscard]] std::optional<KnownSource> knownSource(std::size_t file) const;

    void destinationDone(std::size_t destination, const DestinationOutcome& outcome);

    void notice(std::optional<std::size_t> destination, const std::string& sentence);

    /// Everything entered. Call when no entry can come before giveBack(), if that follows.
    [[nodiscard]] CopyTable take();

    /// Goes on with what take() gave away.
    void giveBack(CopyTable copies);

private:
    /// Takes back what was proved. Under the lock.
    void takeBack(CopyEvidence evidence, const Error& error);
    void keepOrigin(CopyEvidence& evidence) const;
    [[nodiscard]] CopyEvidence withEarlierProof(CopyEvidence evidence) const;

    const Plan& m_plan;
    const Clock& m_clock;
    Lanes& m_lanes;
    Observer& m_observer;
    mutable std::mutex m_mutex;
    CopyTable m_copies;
    std::vector<bool> m_entered; ///< Per copy: in this run, or verified before.
    std::vector<bool> m_news;    ///< Per destination.
};

} // namespace tailslate::offload::detail
