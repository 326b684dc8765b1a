// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "av/Source.h"
#include "feed/LiveFeed.h"
#include "image/Frame.h"
#include "ui/bridge/Background.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <cstdint>
#include <memory>
#include <optional>

namespace tailslate::ui {

/// How a feed stands, in words for the screen. A value type.
struct FeedView {
    bool open = false; ///< A source was chosen.
    feed::FeedState state = feed::FeedState::Connecting;
    QString source{};        ///< `test pattern`.
    QString format{};        ///< `1920×1080 · 24 fps · prores`; empty until Live.
    QString timecode{};      ///< Of the newest frame; empty when the source has none.
    QString problem{};       ///< Why it is Lost.
    std::int64_t frame = -1; ///< Number of the newest frame; -1 before the first.
    std::uint64_t dropped = 0;

    bool operator==(const FeedView&) const = default;
};

/// Brings the newest frame of a live source to the GUI thread sixty times a second. Opening,
/// decoding and closing happen elsewhere. One thread at a time: the GUI's.
class FeedPlayer final : public QObject {
    Q_OBJECT

public:
    /// @param background Borrowed; must outlive the player.
    explicit FeedPlayer(Background& background, QObject* parent = nullptr);
    ~FeedPlayer() override;

    /// Plays another source in place of the present one.
    void open(const av::SourceSpec& source);
    void close();

    [[nodiscard]] const FeedView& view() const { return m_view; }

    /// The frame that was shown last; null before the first.
    [[nodiscard]] std::shared_ptr<const image::Frame> frame() const { return m_frame; }

signals:
    /// frame() is new.
    void frameArrived();
    /// view() is new.
    void viewChanged();

private:
    void pull();
    void update();

    Background& m_background;
    std::shared_ptr<feed::LiveFeed> m_feed;
    std::shared_ptr<const image::Frame> m_frame;
    FeedView m_view;
    QTimer m_timer;
};

} // namespace tailslate::ui
