// SPDX-License-Identifier: Apache-2.0
#include "ui/bridge/JobBridge.h"

namespace tailslate::ui {

JobBridge::JobBridge(QObject* parent)
    : QObject(parent)
{
    m_timer.setInterval(100);
    connect(&m_timer, &QTimer::timeout, this, &JobBridge::poll);
    m_timer.start();
}

void JobBridge::poll()
{
    // Asked before sampling, so that the last sample holds the final counts.
    const bool ended = jobFinished();
    m_sample.progress = jobProgress();
    m_rate.sample(std::chrono::steady_clock::now(), m_sample.progress.bytesDone);
    m_sample.bytesPerSecond = m_rate.bytesPerSecond();
    m_sample.timeLeft = m_rate.timeLeft(m_sample.progress.bytesTotal);
    if (ended)
        m_timer.stop();
    emit sampled();
    if (ended)
        emit finished();
}

} // namespace tailslate::ui
