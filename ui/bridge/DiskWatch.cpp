// SPDX-License-Identifier: Apache-2.0
#include "ui/bridge/DiskWatch.h"

#include "ui/bridge/Text.h"

#include <algorithm>
#include <utility>

namespace tailslate::ui {
namespace {

bool same(const io::Volume& a, const io::Volume& b)
{
    return a.mountPoint == b.mountPoint && a.label == b.label && a.deviceId == b.deviceId &&
           a.readOnly == b.readOnly;
}

} // namespace

DiskWatch::DiskWatch(List list, Background& background, QObject* parent)
    : QObject(parent)
    , m_list(std::move(list))
    , m_background(background)
{
    m_timer.setInterval(2000);
    connect(&m_timer, &QTimer::timeout, this, &DiskWatch::refresh);
    m_timer.start();
    refresh();
}

void DiskWatch::refresh()
{
    if (m_looking)
        return;
    m_looking = true;
    m_background.run<std::vector<io::Volume>>(
        "volumes", this, [list = m_list](jobs::JobContext) { return list(); },
        [this](Result<std::vector<io::Volume>> volumes) {
            m_looking = false;
            if (!volumes) {
                if (!std::exchange(m_failed, true))
                    emit failed(errorSentence(volumes.error()));
                return;
            }
            m_failed = false;
            if (std::equal(volumes->begin(), volumes->end(), m_volumes.begin(), m_volumes.end(),
                           same))
                return;
            m_volumes = std::move(*volumes);
            emit changed();
        });
}

} // namespace tailslate::ui
