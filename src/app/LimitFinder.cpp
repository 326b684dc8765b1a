// SPDX-License-Identifier: Apache-2.0
#include "app/LimitFinder.h"

#include <utility>

namespace tailslate::app {
namespace {

std::vector<std::chrono::nanoseconds> busyTimes(const offload::Lanes& lanes)
{
    std::vector<std::chrono::nanoseconds> busy{lanes.readingCard.total(), lanes.hashing.total()};
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        busy.push_back(lanes[i].writing.total());
        busy.push_back(lanes[i].readingBack.total());
    }
    return busy;
}

std::string nameOf(const DeviceNames& names, std::size_t stage)
{
    if (stage == 0)
        return names.card.empty() ? "card" : names.card + ", reading the card";
    if (stage == 1)
        return "hashing with " + names.algorithm;
    const std::size_t destination = (stage - 2) / 2;
    const std::string name = destination < names.destinations.size()
                                 ? names.destinations[destination]
                                 : std::string("destination");
    return name + (stage % 2 == 0 ? ", writing" : ", reading back");
}

} // namespace

std::string LimitFinder::look(const OffloadMonitor& monitor, Moment now)
{
    constexpr int kShare = 3;
    const auto before = std::exchange(m_busy, busyTimes(monitor.lanes()));
    const auto elapsed = now - std::exchange(m_at, now);
    if (before.size() != m_busy.size())
        return {};
    std::size_t most = 0;
    for (std::size_t i = 0; i < m_busy.size(); ++i) {
        if (m_busy[i] - before[i] > m_busy[most] - before[most])
            most = i;
    }
    return (m_busy[most] - before[most]) * kShare < elapsed ? std::string()
                                                            : nameOf(monitor.deviceNames(), most);
}

} // namespace tailslate::app
