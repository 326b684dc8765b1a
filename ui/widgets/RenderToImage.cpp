// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/RenderToImage.h"

#include "ui/widgets/GradeRenderer.h"
#include "ui/widgets/Viewer.h"

#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFramebufferObject>
#include <QOpenGLFunctions>

namespace tailslate::ui {
namespace {

constexpr GLenum kRgba32f = 0x8814; // GL_RGBA32F

Result<QImage> render(const image::Frame& frame, const color::GpuProgram& program,
                      const color::PipelineSettings& settings, GradeRenderer& renderer)
{
    TAILSLATE_CHECK(renderer.initialize());
    TAILSLATE_CHECK(renderer.setFrame(frame));
    renderer.setProgram(std::make_shared<const color::GpuProgram>(program), settings.style);
    GradeRenderer::Compile compile = renderer.poll();
    while (compile == GradeRenderer::Compile::Running)
        compile = renderer.poll();
    if (compile != GradeRenderer::Compile::Ready)
        return std::unexpected(renderer.error().value_or(
            Error{ErrorCode::Internal, "the picture cannot be drawn", {}, 0}));

    QOpenGLFramebufferObjectFormat format;
    format.setInternalTextureFormat(kRgba32f);
    QOpenGLFramebufferObject target(frame.width, frame.height, format);
    if (!target.bind())
        return failure(ErrorCode::Unsupported, "the graphics driver cannot draw to float pictures");
    renderer.draw(settings.cdl, QRect(0, 0, frame.width, frame.height), true);

    QImage image(frame.width, frame.height, QImage::Format_RGBX32FPx4);
    QOpenGLContext::currentContext()->functions()->glReadPixels(0, 0, frame.width, frame.height,
                                                                GL_RGBA, GL_FLOAT, image.bits());
    target.release();
    return image;
}

} // namespace

Result<QImage> renderToImage(const image::Frame& frame, const color::PipelineSettings& settings)
{
    TAILSLATE_TRY(const auto pipeline, color::Pipeline::create(settings));
    TAILSLATE_TRY(const color::GpuProgram program, pipeline->gpuProgram());

    QOpenGLContext context;
    context.setFormat(Viewer::surfaceFormat());
    QOffscreenSurface surface;
    surface.setFormat(Viewer::surfaceFormat());
    surface.create();
    if (!context.create() || !surface.isValid() || !context.makeCurrent(&surface))
        return failure(ErrorCode::Unsupported, "there is no OpenGL on this display");

    GradeRenderer renderer;
    Result<QImage> image = render(frame, program, settings, renderer);
    renderer.release();
    context.doneCurrent();
    return image;
}

} // namespace tailslate::ui
