// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/bridge/FeedPlayer.h"
#include "ui/widgets/Viewer.h"

#include <QWidget>

namespace tailslate::ui {

/// The picture and, below it, what it is: source, state, timecode, frames.
class PicturePanel final : public QWidget {
    Q_OBJECT

public:
    explicit PicturePanel(QWidget* parent = nullptr);

    [[nodiscard]] Viewer& viewer() { return *m_viewer; }

    void setFeed(const FeedView& feed);
    void setGradeOn(bool on);

    /// Why there is no picture; empty for nothing.
    void setProblem(const QString& sentence);

private:
    class Strip;

    Viewer* m_viewer;
    Strip* m_strip;
};

} // namespace tailslate::ui
