// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "color/Cdl.h"
#include "color/Pipeline.h"
#include "image/Frame.h"
#include "ui/widgets/GradeRenderer.h"

#include <QElapsedTimer>
#include <QImage>
#include <QOpenGLWidget>
#include <QSurfaceFormat>
#include <QTimer>

#include <memory>

class QOpenGLFramebufferObject;

namespace tailslate::ui {

/// Shows the newest frame through a color pipeline, as large as fits, on a flat gray. Keeps the
/// last picture while a new pipeline is compiled.
class Viewer final : public QOpenGLWidget {
    Q_OBJECT

public:
    /// What its context must offer: OpenGL 4.0 core, no depth, no multisampling.
    [[nodiscard]] static QSurfaceFormat surfaceFormat();

    /// Whether this display can draw with such a context. Where it cannot, no Viewer may be made:
    /// Qt's own widget does not survive that.
    [[nodiscard]] static bool supported();

    explicit Viewer(QWidget* parent = nullptr);
    ~Viewer() override;

    /// Shows a frame; null clears the picture.
    void setFrame(std::shared_ptr<const image::Frame> frame);

    /// Changes the pipeline. The picture follows when the driver has compiled it.
    void setProgram(std::shared_ptr<const color::GpuProgram> program, color::CdlStyle style);

    /// Changes the grade; the next picture has it.
    void setCdl(const color::Cdl& cdl);

    /// Whether small copies of the picture are made for scopes.
    void setSampling(bool on);

    /// True when what was set last is on the screen.
    [[nodiscard]] bool upToDate() const;

    /// Where the picture is, in pixels of the widget; empty without one.
    [[nodiscard]] QRect pictureRect() const;

signals:
    /// A small copy of the picture as shown, at most ten times a second; null when there is none.
    void sampled(const QImage& picture);
    /// No picture can be shown, in one sentence.
    void problem(const QString& sentence);

protected:
    void initializeGL() override;
    void paintGL() override;

private:
    void takeSample();
    void releaseGl();

    GradeRenderer m_renderer;
    std::unique_ptr<QOpenGLFramebufferObject> m_small;
    std::shared_ptr<const image::Frame> m_frame;
    std::shared_ptr<const color::GpuProgram> m_program;
    color::CdlStyle m_style = color::CdlStyle::Asc;
    color::Cdl m_cdl;
    bool m_ready = false;
    bool m_frameIsNew = false;
    bool m_programIsNew = false;
    bool m_painted = false;
    bool m_sampling = false;
    QElapsedTimer m_sinceSample;
    QTimer m_again;
};

} // namespace tailslate::ui
