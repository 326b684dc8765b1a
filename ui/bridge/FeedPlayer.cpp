// SPDX-License-Identifier: Apache-2.0
#include "ui/bridge/FeedPlayer.h"

#include "ui/bridge/Text.h"

#include <utility>

namespace tailslate::ui {

FeedPlayer::FeedPlayer(Background& background, QObject* parent)
    : QObject(parent)
    , m_background(background)
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(1000 / 60);
    connect(&m_timer, &QTimer::timeout, this, &FeedPlayer::pull);
}

FeedPlayer::~FeedPlayer() = default;

void FeedPlayer::open(const av::SourceSpec& source)
{
    close();
    m_feed = std::make_shared<feed::LiveFeed>(source);
    m_view.open = true;
    m_view.source = screenText(av::describe(source));
    m_timer.start();
    update();
    emit viewChanged();
}

void FeedPlayer::close()
{
    m_timer.stop();
    m_frame.reset();
    m_view = {};
    if (!m_feed)
        return;
    // A source may take a second to let go: not on this thread.
    m_background.run<void>(
        "feed-close", this,
        [feed = std::exchange(m_feed, nullptr)](jobs::JobContext) mutable -> Result<void> {
            feed.reset();
            return {};
        },
        [](Result<void>) {});
}

void FeedPlayer::pull()
{
    if (auto frame = m_feed->takeFrame()) {
        m_frame = std::move(frame);
        emit frameArrived();
    }
    update();
}

void FeedPlayer::update()
{
    FeedView view{.open = true, .state = m_feed->state(), .source = m_view.source};
    if (const auto info = m_feed->info())
        view.format = QStringLiteral("%1×%2 · %3 fps · %4")
                          .arg(info->width)
                          .arg(info->height)
                          .arg(screenText(info->rate.toString()), screenText(info->codec));
    if (m_frame) {
        view.frame = m_frame->number;
        if (const auto timecode = m_feed->timecodeOf(m_frame->number))
            view.timecode = screenText(timecode->toString());
    }
    if (const auto error = m_feed->error())
        view.problem = errorSentence(*error);
    view.dropped = m_feed->droppedFrames();
    if (view == m_view)
        return;
    m_view = std::move(view);
    emit viewChanged();
}

} // namespace tailslate::ui
