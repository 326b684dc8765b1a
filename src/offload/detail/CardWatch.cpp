// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/CardWatch.h"

#include <utility>

namespace tailslate::offload::detail {

using std::chrono::milliseconds;

CardWatch::CardWatch(DeviceWatch device, CopyBook& book, Lanes& lanes,
                     const EngineSettings& settings)
    : m_device(std::move(device))
    , m_book(book)
    , m_lanes(lanes)
    , m_limit(settings.deviceWait)
{
}

bool CardWatch::waitForReturn(const jobs::JobContext& context)
{
    const milliseconds limit = begin();
    if (limit == milliseconds(0))
        return m_device.isThere();
    const bool isBack = m_device.waitForReturn(context, m_lanes.giveUpCard, limit);
    end(isBack);
    return isBack;
}

/// @return How long to wait; 0 when nobody waits for the card any more.
milliseconds CardWatch::begin()
{
    const std::lock_guard lock(m_mutex);
    if (m_waitedInVain || m_limit == milliseconds(0))
        return milliseconds(0);
    if (m_waiting++ == 0) {
        m_lanes.cardLost.store(true);
        m_book.notice(std::nullopt, "the card went away; put it in again to go on");
    }
    return m_limit;
}

void CardWatch::end(bool isBack)
{
    const std::lock_guard lock(m_mutex);
    m_waitedInVain = m_waitedInVain || !isBack;
    if (--m_waiting > 0)
        return;
    m_lanes.cardLost.store(false);
    if (isBack)
        m_book.notice(std::nullopt, "the card is back; the offload goes on");
}

} // namespace tailslate::offload::detail
