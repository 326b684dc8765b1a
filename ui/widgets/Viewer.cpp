// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/Viewer.h"

#include "ui/widgets/Theme.h"

#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFramebufferObject>
#include <QOpenGLFunctions>

#include <algorithm>
#include <utility>

namespace tailslate::ui {
namespace {

constexpr int kMargin = 12; ///< Surround that always shows, so that the eye has a reference.
constexpr int kSampleWidth = 384;
constexpr qint64 kSampleInterval = 100; // ms

/// `size` scaled to fit `into` less a margin, centered, in whole pixels.
QRect fitted(QSize size, QSize into, int margin)
{
    const QSize room = into - QSize(2 * margin, 2 * margin);
    if (size.isEmpty() || room.isEmpty())
        return {};
    const QSize scaled = size.scaled(room, Qt::KeepAspectRatio).expandedTo(QSize(1, 1));
    return {(into.width() - scaled.width()) / 2, (into.height() - scaled.height()) / 2,
            scaled.width(), scaled.height()};
}

QString sentenceOf(const Error& error)
{
    QString sentence = QString::fromStdString(error.message);
    if (!sentence.isEmpty())
        sentence[0] = sentence[0].toUpper();
    return sentence;
}

} // namespace

QSurfaceFormat Viewer::surfaceFormat()
{
    QSurfaceFormat format;
    format.setRenderableType(QSurfaceFormat::OpenGL);
    format.setProfile(QSurfaceFormat::CoreProfile);
    format.setVersion(4, 0);
    format.setSwapInterval(1);
    return format;
}

bool Viewer::supported()
{
    QOpenGLContext context;
    context.setFormat(surfaceFormat());
    QOffscreenSurface surface;
    surface.setFormat(surfaceFormat());
    surface.create();
    if (!context.create() || !surface.isValid() || !context.makeCurrent(&surface))
        return false;
    const bool recent = context.format().version() >= qMakePair(4, 0);
    context.doneCurrent();
    return recent;
}

Viewer::Viewer(QWidget* parent)
    : QOpenGLWidget(parent)
{
    setFormat(surfaceFormat());
    setMinimumSize(320, 180);
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, qOverload<>(&QWidget::update));
}

Viewer::~Viewer()
{
    if (context())
        disconnect(context(), nullptr, this, nullptr);
    releaseGl();
}

void Viewer::setFrame(std::shared_ptr<const image::Frame> frame)
{
    m_frame = std::move(frame);
    m_frameIsNew = true;
    m_painted = false;
    if (!m_frame)
        emit sampled({});
    update();
}

void Viewer::setProgram(std::shared_ptr<const color::GpuProgram> program, color::CdlStyle style)
{
    m_program = std::move(program);
    m_style = style;
    m_programIsNew = true;
    m_painted = false;
    update();
}

void Viewer::setCdl(const color::Cdl& cdl)
{
    if (m_cdl == cdl)
        return;
    m_cdl = cdl;
    m_painted = false;
    update();
}

void Viewer::setSampling(bool on)
{
    m_sampling = on;
    update();
}

bool Viewer::upToDate() const
{
    return m_painted;
}

QRect Viewer::pictureRect() const
{
    return m_frame ? fitted(QSize(m_frame->width, m_frame->height), size(), kMargin) : QRect();
}

void Viewer::initializeGL()
{
    connect(context(), &QOpenGLContext::aboutToBeDestroyed, this, &Viewer::releaseGl);
    const Result<void> ready = m_renderer.initialize();
    m_ready = ready.has_value();
    if (!ready)
        emit problem(sentenceOf(ready.error()));
    // A new context holds nothing of what an earlier one had.
    m_frameIsNew = m_frame != nullptr;
    m_programIsNew = m_program != nullptr;
}

void Viewer::paintGL()
{
    QOpenGLFunctions* const gl = context()->functions();
    const QColor surround = currentTokens().surround;
    gl->glClearColor(surround.redF(), surround.greenF(), surround.blueF(), 1.0F);
    gl->glClear(GL_COLOR_BUFFER_BIT);
    if (!m_ready)
        return;

    if (std::exchange(m_programIsNew, false) && m_program)
        m_renderer.setProgram(m_program, m_style);
    const GradeRenderer::Compile compile = m_renderer.poll();
    if (compile == GradeRenderer::Compile::Failed && m_renderer.error())
        emit problem(sentenceOf(*m_renderer.error()));
    if (std::exchange(m_frameIsNew, false) && m_frame) {
        if (const Result<void> set = m_renderer.setFrame(*m_frame); !set)
            emit problem(sentenceOf(set.error()));
    }

    if (m_frame && m_renderer.canDraw()) {
        const double ratio = devicePixelRatioF();
        const QSize pixels(static_cast<int>(width() * ratio), static_cast<int>(height() * ratio));
        m_renderer.draw(m_cdl,
                        fitted(m_renderer.frameSize(), pixels, static_cast<int>(kMargin * ratio)));
        if (m_sampling)
            takeSample();
    }
    if (compile == GradeRenderer::Compile::Running)
        m_again.start(8);
    else
        m_painted = true;
}

void Viewer::takeSample()
{
    if (m_sinceSample.isValid() && m_sinceSample.elapsed() < kSampleInterval) {
        // The picture may stand still from now on: come back for its last state.
        if (!m_again.isActive())
            m_again.start(static_cast<int>(kSampleInterval));
        return;
    }
    m_sinceSample.start();
    const QSize frame = m_renderer.frameSize();
    const int width = std::min(kSampleWidth, frame.width());
    const QSize size(width, std::max(1, frame.height() * width / frame.width()));
    if (!m_small || m_small->size() != size)
        m_small = std::make_unique<QOpenGLFramebufferObject>(size);
    m_small->bind();
    m_renderer.draw(m_cdl, QRect(QPoint(), size), true);
    QImage picture(size, QImage::Format_RGBX8888);
    context()->functions()->glReadPixels(0, 0, size.width(), size.height(), GL_RGBA,
                                         GL_UNSIGNED_BYTE, picture.bits());
    QOpenGLFramebufferObject::bindDefault();
    emit sampled(picture);
}

void Viewer::releaseGl()
{
    if (!context())
        return;
    makeCurrent();
    m_small.reset();
    m_renderer.release();
    m_ready = false;
    doneCurrent();
}

} // namespace tailslate::ui
