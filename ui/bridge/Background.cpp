// SPDX-License-Identifier: Apache-2.0
#include "ui/bridge/Background.h"

#include <algorithm>

namespace tailslate::ui {

Background::Background(QObject* parent)
    : QObject(parent)
{
}

Background::~Background()
{
    for (const auto& task : m_tasks)
        task->requestStop();
    // Here and not in ~QObject: the threads still call wake().
    m_tasks.clear();
}

Background::Handle Background::adopt(const std::shared_ptr<Task>& task)
{
    m_tasks.push_back(task);
    Handle handle;
    handle.m_task = task;
    return handle;
}

void Background::wake()
{
    QMetaObject::invokeMethod(this, &Background::collect, Qt::QueuedConnection);
}

void Background::collect()
{
    std::vector<std::shared_ptr<Task>> ended;
    const auto first = std::stable_partition(m_tasks.begin(), m_tasks.end(),
                                             [](const auto& task) { return !task->finished(); });
    std::move(first, m_tasks.end(), std::back_inserter(ended));
    m_tasks.erase(first, m_tasks.end());
    // Delivered from a list of our own: what is delivered may well start the next function.
    for (const auto& task : ended)
        task->deliver();
}

} // namespace tailslate::ui
