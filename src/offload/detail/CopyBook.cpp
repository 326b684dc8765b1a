// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/CopyBook.h"

#include <algorithm>
#include <utility>

namespace tailslate::offload::detail {
namespace {

/// As good as the job asks for without another look.
bool isSettled(const Plan& plan, EvidenceLevel level)
{
    return level >= EvidenceLevel::Verified ||
           (plan.mode == Mode::VerifyLater && level == EvidenceLevel::Hashed);
}

CopyTable startOf(const Plan& plan, CopyTable known)
{
    if (!known.empty())
        return known;
    CopyEvidence notReached;
    notReached.at = plan.created;
    notReached.error = Error{.code = ErrorCode::Cancelled,
                             .message = "the offload ended before this file was copied",
                             .path = {}};
    return {plan.files().size(), plan.destinations.size(), notReached};
}

} // namespace

CopyBook::CopyBook(const Plan& plan, CopyTable known, const Clock& clock, Lanes& lanes,
                   Observer& observer)
    : m_plan(plan)
    , m_clock(clock)
    , m_lanes(lanes)
    , m_observer(observer)
    , m_copies(startOf(plan, std::move(known)))
    , m_entered(m_copies.size(), false)
    , m_news(plan.destinations.size(), false)
{
    for (std::size_t file = 0; file < plan.files().size(); ++file) {
        const std::uint64_t bytes = plan.files()[file].size;
        for (std::size_t destination = 0; destination < plan.destinations.size(); ++destination) {
            if (plan.reverify || !isSettled(plan, m_copies.level(file, destination)))
                continue;
            m_entered[file * plan.destinations.size() + destination] = true;
            lanes[destination].copied.fetch_add(bytes, std::memory_order_relaxed);
            lanes[destination].verified.fetch_add(bytes, std::memory_order_relaxed);
        }
    }
}

/// A failure that says nothing about the bytes of a copy takes nothing away from what was proved of
/// it before: its digests stay, and the error says that it was not proved anew.
CopyEvidence CopyBook::withEarlierProof(CopyEvidence evidence) const
{
    const bool aboutBytes = !evidence.error || evidence.error->code == ErrorCode::DataCorrupted ||
                            evidence.error->code == ErrorCode::AlreadyExists;
    if (aboutBytes || m_copies.level(evidence.file, evidence.destination) < EvidenceLevel::Hashed)
        return evidence;
    CopyEvidence earlier = m_copies.at(evidence.file, evidence.destination);
    earlier.at = evidence.at;
    earlier.error = std::move(evidence.error);
    return earlier;
}

/// A copy that was only read back keeps what is known of how it came to be.
void CopyBook::keepOrigin(CopyEvidence& evidence) const
{
    if (evidence.sourceRead || evidence.written ||
        m_copies.level(evidence.file, evidence.destination) < EvidenceLevel::Hashed)
        return;
    const CopyEvidence earlier = m_copies.at(evidence.file, evidence.destination);
    if (earlier.sourceDigest != evidence.sourceDigest)
        return;
    evidence.sourceRead = earlier.sourceRead;
    evidence.fromCopy = earlier.fromCopy;
}

void CopyBook::enter(CopyEvidence evidence)
{
    evidence.at = m_clock.now();
    Lane& lane = m_lanes[evidence.destination];
    const std::uint64_t bytes = m_plan.files()[evidence.file].size;
    (evidence.error ? lane.failed : lane.verified).fetch_add(bytes, std::memory_order_relaxed);

    const std::lock_guard lock(m_mutex);
    keepOrigin(evidence);
    evidence = withEarlierProof(std::move(evidence));
    m_copies.put(evidence);
    m_entered[evidence.file * m_plan.destinations.size() + evidence.destination] = true;
    m_news[evidence.destination] = true;
    m_observer.copyDone(m_plan, evidence);
}

void CopyBook::revoke(std::size_t file, std::size_t destination, const Error& error)
{
    const std::lock_guard lock(m_mutex);
    CopyEvidence evidence = m_copies.at(file, destination);
    if (evidence.level < EvidenceLevel::Hashed)
        return;
    if (!evidence.error) {
        Lane& lane = m_lanes[destination];
        const std::uint64_t bytes = m_plan.files()[file].size;
        lane.verified.fetch_sub(bytes, std::memory_order_relaxed);
        lane.failed.fetch_add(bytes, std::memory_order_relaxed);
    }
    m_entered[file * m_plan.destinations.size() + destination] = true;
    takeBack(std::move(evidence), error);
}

void CopyBook::reopen(std::size_t file, std::size_t destination, const Error& error)
{
    const std::lock_guard lock(m_mutex);
    CopyEvidence evidence = m_copies.at(file, destination);
    Lane& lane = m_lanes[destination];
    const std::uint64_t bytes = m_plan.files()[file].size;
    // One that was only read back was not counted as copied.
    lane.copied.fetch_sub(std::min(bytes, lane.copied.load()), std::memory_order_relaxed);
    (evidence.error ? lane.failed : lane.verified).fetch_sub(bytes, std::memory_order_relaxed);
    m_entered[file * m_plan.destinations.size() + destination] = false;
    takeBack(std::move(evidence), error);
}

void CopyBook::takeBack(CopyEvidence evidence, const Error& error)
{
    evidence.level = EvidenceLevel::None;
    evidence.error = error;
    evidence.at = m_clock.now();
    m_copies.put(evidence);
    m_news[evidence.destination] = true;
    m_observer.copyDone(m_plan, evidence);
}

bool CopyBook::hasNews(std::size_t destination) const
{
    const std::lock_guard lock(m_mutex);
    return m_news[destination];
}

bool CopyBook::isOpen(std::size_t file, std::size_t destination) const
{
    const std::lock_guard lock(m_mutex);
    return !m_entered[file * m_plan.destinations.size() + destination];
}

EvidenceLevel CopyBook::level(std::size_t file, std::size_t destination) const
{
    const std::lock_guard lock(m_mutex);
    return m_copies.level(file, destination);
}

std::optional<KnownSource> CopyBook::knownSource(std::size_t file) const
{
    const std::lock_guard lock(m_mutex);
    std::optional<KnownSource> known;
    for (std::size_t i = 0; i < m_plan.destinations.size(); ++i) {
        const EvidenceLevel level = m_copies.level(file, i);
        if (level < EvidenceLevel::Hashed || (known && level < EvidenceLevel::SourceVerified))
            continue;
        const CopyEvidence copy = m_copies.at(file, i);
        if (copy.sourceDigest)
            known = KnownSource{*copy.sourceDigest, copy.sourceConfirmed};
    }
    return known;
}

void CopyBook::destinationDone(std::size_t destination, const DestinationOutcome& outcome)
{
    const std::lock_guard lock(m_mutex);
    m_observer.destinationDone(m_plan, destination, outcome);
}

void CopyBook::notice(std::optional<std::size_t> destination, const std::string& sentence)
{
    const std::lock_guard lock(m_mutex);
    m_observer.notice(m_plan, destination, sentence);
}

CopyTable CopyBook::take()
{
    const std::lock_guard lock(m_mutex);
    return std::move(m_copies);
}

void CopyBook::giveBack(CopyTable copies)
{
    const std::lock_guard lock(m_mutex);
    m_copies = std::move(copies);
}

} // namespace tailslate::offload::detail
