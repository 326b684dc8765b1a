// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/Job.h"
#include "jobs/Progress.h"
#include "jobs/RateEstimator.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <optional>
#include <utility>

namespace tailslate::ui {

/// What a long job looked like at one moment.
struct JobSample {
    jobs::Progress::Snapshot progress;
    std::optional<double> bytesPerSecond;
    std::optional<std::chrono::seconds> timeLeft;
};

/// Samples a long job ten times a second and tells the GUI thread by signal. The job itself calls
/// nobody. One thread at a time: the GUI's.
class JobBridge : public QObject {
    Q_OBJECT

public:
    /// Asks the job to stop; finished() follows when it has.
    virtual void requestStop() = 0;

    [[nodiscard]] const JobSample& sample() const { return m_sample; }

signals:
    /// sample() is new.
    void sampled();
    /// The job has ended and its result can be taken; emitted once, after a last sampled().
    void finished();

protected:
    explicit JobBridge(QObject* parent);

    [[nodiscard]] virtual bool jobFinished() const = 0;
    [[nodiscard]] virtual jobs::Progress::Snapshot jobProgress() const = 0;

private:
    void poll();

    QTimer m_timer;
    jobs::RateEstimator m_rate;
    JobSample m_sample;
};

/// A JobBridge that owns a jobs::Job<T>. Destroying it stops the job and waits for it.
template <class T>
class JobBridgeOf final : public JobBridge {
public:
    /// Starts `work` at once.
    JobBridgeOf(const char* name, typename jobs::Job<T>::Function work, QObject* parent = nullptr)
        : JobBridge(parent)
        , m_job(name, std::move(work))
    {
    }

    void requestStop() override { m_job.requestStop(); }

    /// Holds the job up, and lets it go on.
    [[nodiscard]] jobs::PauseGate& gate() noexcept { return m_job.gate(); }

    /// Gives the result away. Call once, after finished().
    [[nodiscard]] Result<T> takeResult() { return m_job.takeResult(); }

protected:
    [[nodiscard]] bool jobFinished() const override { return m_job.finished(); }

    [[nodiscard]] jobs::Progress::Snapshot jobProgress() const override
    {
        return m_job.progress().snapshot();
    }

private:
    jobs::Job<T> m_job;
};

} // namespace tailslate::ui
