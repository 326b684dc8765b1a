// SPDX-License-Identifier: Apache-2.0
#include "jobs/RateEstimator.h"

namespace tailslate::jobs {
namespace {

constexpr std::chrono::seconds kWindow{10};
constexpr std::chrono::milliseconds kShortestSpan{500};

} // namespace

void RateEstimator::sample(Moment now, std::uint64_t bytesDone)
{
    m_samples.push_back({now, bytesDone});
    // The oldest sample stays as long as the one after it is not yet a full window old.
    while (m_samples.size() > 2 && now - m_samples[1].at >= kWindow)
        m_samples.pop_front();
}

std::optional<double> RateEstimator::bytesPerSecond() const
{
    if (m_samples.size() < 2)
        return std::nullopt;
    const auto span = m_samples.back().at - m_samples.front().at;
    if (span < kShortestSpan)
        return std::nullopt;
    const auto bytes = static_cast<double>(m_samples.back().bytes - m_samples.front().bytes);
    return bytes / std::chrono::duration<double>(span).count();
}

std::optional<std::chrono::seconds> RateEstimator::timeLeft(std::uint64_t bytesTotal) const
{
    const auto rate = bytesPerSecond();
    if (!rate || *rate <= 0.0)
        return std::nullopt;
    const std::uint64_t done = m_samples.back().bytes;
    const double left = bytesTotal > done ? static_cast<double>(bytesTotal - done) : 0.0;
    return std::chrono::seconds(static_cast<std::int64_t>(left / *rate + 0.5));
}

} // namespace tailslate::jobs
