// SPDX-License-Identifier: Apache-2.0
#include "app/OffloadMonitor.h"

#include <utility>

namespace tailslate::app {

void OffloadMonitor::addEvent(OffloadEvent event)
{
    const std::lock_guard lock(m_mutex);
    m_events.push_back(std::move(event));
}

void OffloadMonitor::setDeviceNames(DeviceNames names)
{
    const std::lock_guard lock(m_mutex);
    m_names = std::move(names);
}

DeviceNames OffloadMonitor::deviceNames() const
{
    const std::lock_guard lock(m_mutex);
    return m_names;
}

std::vector<OffloadEvent> OffloadMonitor::takeEvents()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_events, {});
}

} // namespace tailslate::app
