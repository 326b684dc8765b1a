// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "jobs/Job.h"

#include <QObject>
#include <QPointer>

#include <atomic>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace tailslate::ui {

/// Runs functions off the GUI thread and hands their results back to it. Everything that may touch
/// a disk, a database or a network goes through here. One thread at a time: the GUI's.
///
/// Destroying it asks all functions to stop and waits for them; no result is delivered after that.
class Background final : public QObject {
    Q_OBJECT

    /// A function under way.
    class Task {
    public:
        virtual ~Task() = default;
        virtual void requestStop() = 0;
        [[nodiscard]] virtual bool finished() const = 0;
        virtual void deliver() = 0;
    };

public:
    /// Refers to a function that was started; harmless once it has ended. May be empty.
    class Handle {
    public:
        Handle() = default;

        /// Asks the function to stop. Its result is then no longer delivered.
        void stop()
        {
            if (const auto task = m_task.lock())
                task->requestStop();
            m_task.reset();
        }

        /// True until the result was delivered.
        [[nodiscard]] bool running() const { return !m_task.expired(); }

    private:
        friend class Background;
        std::weak_ptr<Task> m_task;
    };

    explicit Background(QObject* parent = nullptr);
    ~Background() override;

    /// Starts `work` on a thread of its own at once and returns. When it has ended, `deliver` gets
    /// its result on the GUI thread, but only while `guard` lives and the handle was not stopped.
    /// @param name At most 15 characters, for debuggers.
    template <class T>
    Handle run(const char* name, QObject* guard, std::function<Result<T>(jobs::JobContext)> work,
               std::function<void(Result<T>)> deliver);

    /// Functions under way.
    [[nodiscard]] std::size_t running() const { return m_tasks.size(); }

private:
    template <class T>
    class TaskOf;

    Handle adopt(const std::shared_ptr<Task>& task);
    void wake();
    void collect();

    std::vector<std::shared_ptr<Task>> m_tasks;
};

template <class T>
class Background::TaskOf final : public Background::Task {
public:
    TaskOf(Background& owner, const char* name, QObject* guard,
           std::function<Result<T>(jobs::JobContext)> work, std::function<void(Result<T>)> deliver)
        : m_guard(guard)
        , m_deliver(std::move(deliver))
        , m_job(name, [this, &owner, function = std::move(work)](jobs::JobContext context) {
            Result<T> result = function(context);
            m_finished.store(true, std::memory_order_release);
            owner.wake();
            return result;
        })
    {
    }

    void requestStop() override
    {
        m_stopped = true;
        m_job.requestStop();
    }

    [[nodiscard]] bool finished() const override
    {
        return m_finished.load(std::memory_order_acquire);
    }

    void deliver() override
    {
        Result<T> result = m_job.takeResult();
        if (m_guard && !m_stopped)
            m_deliver(std::move(result));
    }

private:
    QPointer<QObject> m_guard;
    std::function<void(Result<T>)> m_deliver;
    bool m_stopped = false;
    std::atomic<bool> m_finished{false};
    jobs::Job<T> m_job; // Last: its thread uses the members above.
};

template <class T>
Background::Handle Background::run(const char* name, QObject* guard,
                                   std::function<Result<T>(jobs::JobContext)> work,
                                   std::function<void(Result<T>)> deliver)
{
    return adopt(
        std::make_shared<TaskOf<T>>(*this, name, guard, std::move(work), std::move(deliver)));
}

} // namespace tailslate::ui
