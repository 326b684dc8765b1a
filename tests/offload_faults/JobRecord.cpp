// SPDX-License-Identifier: Apache-2.0
#include "JobRecord.h"

#include <cstddef>

namespace tailslate::test {
namespace {

/// A plan as a project returns it: without what only one run knows.
offload::Plan asWrittenDown(offload::Plan plan)
{
    for (offload::PlannedDestination& destination : plan.destinations) {
        destination.absent.reset();
        destination.sealed.reset();
    }
    return plan;
}

} // namespace

GoOn goOnInTurn(std::size_t turn)
{
    constexpr std::size_t kWays = 3;
    return static_cast<GoOn>(1 + turn % kWays);
}

void JobRecord::begin(const offload::Plan& plan)
{
    if (m_job && m_job->plan.jobId == plan.jobId) {
        const offload::Mode mode = m_job->plan.mode; // Reading back later is no mode of its own.
        m_job->plan = asWrittenDown(plan);
        m_job->plan.mode = mode;
    } else {
        offload::CopyEvidence notReached;
        notReached.error = Error{.code = ErrorCode::Cancelled, .message = "not reached", .path{}};
        m_job.emplace();
        m_job->plan = asWrittenDown(plan);
        m_job->copies =
            offload::CopyTable(plan.files().size(), plan.destinations.size(), notReached);
    }
    m_job->destinations.assign(plan.destinations.size(), {});
    m_waiting.clear();
}

void JobRecord::add(const offload::CopyEvidence& evidence)
{
    m_waiting.push_back(evidence);
}

void JobRecord::cutOff(bool loseHalf)
{
    if (loseHalf)
        m_waiting.resize(m_waiting.size() / 2);
    for (const offload::CopyEvidence& copy : m_waiting)
        m_job->copies.put(copy);
    m_waiting.clear();
}

void JobRecord::end(const offload::OffloadResult& result)
{
    cutOff(false);
    const offload::Mode mode = m_job->plan.mode;
    m_job->plan = asWrittenDown(result.plan);
    m_job->plan.mode = mode;
    m_job->destinations = result.destinations;
    m_job->cancelled = result.cancelled;
}

} // namespace tailslate::test
