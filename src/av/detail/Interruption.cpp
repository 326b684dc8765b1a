// SPDX-License-Identifier: Apache-2.0
#include "av/detail/Interruption.h"

#include <utility>

namespace tailslate::av::detail {
namespace {

int interrupted(void* opaque)
{
    const auto& interruption = *static_cast<const Interruption*>(opaque);
    return interruption.stopped() || interruption.expired() ? 1 : 0;
}

} // namespace

Interruption::Interruption(std::stop_token stop)
    : m_stop(std::move(stop))
    , m_deadline(std::chrono::steady_clock::time_point::max())
{
}

void Interruption::allow(std::chrono::milliseconds duration)
{
    m_deadline = std::chrono::steady_clock::now() + duration;
}

void Interruption::allowForEver()
{
    m_deadline = std::chrono::steady_clock::time_point::max();
}

bool Interruption::expired() const
{
    return std::chrono::steady_clock::now() >= m_deadline;
}

AVIOInterruptCB Interruption::callback() noexcept
{
    return {&interrupted, this};
}

} // namespace tailslate::av::detail
