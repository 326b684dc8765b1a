// SPDX-License-Identifier: Apache-2.0
#include "jobs/Crew.h"

namespace tailslate::jobs {

Crew::Crew(const char* name, std::size_t helpers)
{
    m_workers.reserve(helpers);
    for (std::size_t member = 1; member <= helpers; ++member)
        m_workers.emplace_back(name,
                               [this, member](const std::stop_token& stop) { help(member, stop); });
}

Crew::~Crew() = default;

void Crew::forEach(std::size_t count, const std::function<void(std::size_t, std::size_t)>& work)
{
    std::unique_lock lock(m_mutex);
    m_work = &work;
    m_next = 0;
    m_count = count;
    if (count > 1)
        m_changed.notify_all();
    takeItems(0, lock);
    m_changed.wait(lock, [this] { return m_busy == 0; });
    m_work = nullptr;
}

void Crew::help(std::size_t member, const std::stop_token& stop)
{
    std::unique_lock lock(m_mutex);
    while (m_changed.wait(lock, stop, [this] { return m_work && m_next < m_count; })) {
        takeItems(member, lock);
        m_changed.notify_all();
    }
}

void Crew::takeItems(std::size_t member, std::unique_lock<std::mutex>& lock)
{
    while (m_next < m_count) {
        const std::size_t item = m_next++;
        const auto& work = *m_work;
        ++m_busy;
        lock.unlock();
        work(item, member);
        lock.lock();
        --m_busy;
    }
}

} // namespace tailslate::jobs
