// SPDX-License-Identifier: Apache-2.0
#include "ui/bridge/QueueWatch.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace tailslate::ui {
namespace {

/// How often to look whether a problem was cured outside: room made, a device plugged in.
constexpr int kAgainMilliseconds = 15'000;

} // namespace

/// What the queue has yet to copy, in its order.
struct QueueWatch::Pending {
    std::vector<int> ids;
    std::vector<app::QueueJob> jobs;
    std::vector<std::shared_ptr<project::Project>> projects; ///< Keeps alive what jobs borrow.
};

QueueWatch::QueueWatch(const app::Services& services, Background& background, OffloadQueue& queue,
                       QObject* parent)
    : QObject(parent)
    , m_services(services)
    , m_background(background)
    , m_queue(queue)
{
    m_again.setSingleShot(true);
    m_again.setInterval(kAgainMilliseconds);
    connect(&m_again, &QTimer::timeout, this, &QueueWatch::look);
    connect(&queue, &OffloadQueue::ended, this, &QueueWatch::look);
    connect(&queue, &OffloadQueue::entryRemoved, this, &QueueWatch::look);
    connect(&queue, &OffloadQueue::entryMoved, this, &QueueWatch::look);
}

void QueueWatch::ask(const app::OffloadRequest& request, Answer answer)
{
    Pending all = pending();
    all.jobs.emplace_back(request);
    check(std::move(all), std::move(answer));
}

void QueueWatch::look()
{
    m_look.stop();
    if (std::ranges::any_of(m_queue.entries(), [](const OffloadEntry& entry) {
            return entry.state == OffloadEntry::State::Waiting;
        }))
        m_look = check(pending(), {});
}

QueueWatch::Pending QueueWatch::pending() const
{
    Pending all;
    for (const OffloadEntry& entry : m_queue.entries()) {
        const bool isPending = entry.active() || entry.state == OffloadEntry::State::Waiting;
        // What is only read back needs no room.
        if (!isPending || entry.onlyReadsBack())
            continue;
        auto project = entry.project.lock();
        if (entry.task == OffloadEntry::Task::Copy)
            all.jobs.emplace_back(entry.request);
        else if (project)
            all.jobs.emplace_back(app::ContinuedOffload{.request = {.job = entry.job,
                                                                    .card = entry.request.card,
                                                                    .settings = {},
                                                                    .rule = {}},
                                                        .project = project.get()});
        else
            continue;
        all.ids.push_back(entry.id);
        all.projects.push_back(std::move(project));
    }
    return all;
}

Background::Handle QueueWatch::check(Pending pending, Answer answer)
{
    using Problems = std::vector<std::optional<Error>>;
    return m_background.run<Problems>(
        "queue-plan", this,
        [&services = m_services, pending](jobs::JobContext context) -> Result<Problems> {
            TAILSLATE_TRY(auto checks, app::checkQueue(services, pending.jobs, context));
            Problems problems;
            for (app::QueueCheck& check : checks)
                problems.push_back(std::move(check.problem));
            return problems;
        },
        [this, ids = pending.ids, answer = std::move(answer)](Result<Problems> problems) {
            for (std::size_t i = 0; problems && i < ids.size(); ++i)
                m_queue.setProblem(ids[i], (*problems)[i]);
            lookAgainWhileNeeded();
            if (answer)
                answer(problems ? problems->back() : std::optional(problems.error()));
        });
}

void QueueWatch::lookAgainWhileNeeded()
{
    if (std::ranges::any_of(m_queue.entries(),
                            [](const OffloadEntry& entry) { return entry.problem.has_value(); }))
        m_again.start();
}

} // namespace tailslate::ui
