// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/CopyBook.h"

#include <utility>

namespace tailslate::offload::detail {

CopyBook::CopyBook(const Plan& plan, const Clock& clock, Lanes& lanes, Observer& observer)
    : m_plan(plan)
    , m_clock(clock)
    , m_lanes(lanes)
    , m_observer(observer)
{
    const Error notReached{.code = ErrorCode::Cancelled,
                           .message = "the offload ended before this file was copied",
                           .path = {}};
    for (std::size_t file = 0; file < plan.files().size(); ++file) {
        for (std::size_t destination = 0; destination < plan.destinations.size(); ++destination)
            m_copies.push_back({.file = file,
                                .destination = destination,
                                .level = EvidenceLevel::None,
                                .sourceDigest = {},
                                .readBackDigest = {},
                                .readBack = {},
                                .at = plan.created,
                                .error = notReached});
    }
}

void CopyBook::enter(CopyEvidence evidence)
{
    evidence.at = m_clock.now();
    Lane& lane = m_lanes[evidence.destination];
    const std::uint64_t bytes = m_plan.files()[evidence.file].size;
    (evidence.error ? lane.failed : lane.verified).fetch_add(bytes, std::memory_order_relaxed);

    const std::lock_guard lock(m_mutex);
    CopyEvidence& entry =
        m_copies[evidence.file * m_plan.destinations.size() + evidence.destination];
    entry = std::move(evidence);
    m_observer.copyDone(m_plan, entry);
}

void CopyBook::destinationDone(std::size_t destination, const DestinationOutcome& outcome)
{
    const std::lock_guard lock(m_mutex);
    m_observer.destinationDone(m_plan, destination, outcome);
}

std::vector<CopyEvidence> CopyBook::take()
{
    const std::lock_guard lock(m_mutex);
    return std::move(m_copies);
}

} // namespace tailslate::offload::detail
