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

    /// Shows a frame; null clears the picture.
    void setFrame(std::shared_ptr<const image::Frame> frame);

    void setProgram(std::shared_ptr<const color::GpuProgram> program, color::CdlStyle style);
    void setCdl(const color::Cdl& cdl);

    void setFeed(const FeedView& feed);
    void setGradeOn(bool on);

signals:
    /// A small copy of the picture for scopes; null when there is none.
    void sampled(const QImage& picture);

private:
    class Strip;

    Viewer* m_viewer = nullptr; ///< Null on a display without OpenGL 4.0.
    Strip* m_strip;
};

} // namespace tailslate::ui
