// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "color/Cdl.h"
#include "color/Pipeline.h"
#include "image/Frame.h"

#include <QRect>
#include <QString>

#include <memory>
#include <optional>

namespace tailslate::ui {

/// Draws frames through a color pipeline with OpenGL: decodes the camera's Y'CbCr exactly as
/// image::decodeYcbcr() does, then input transform, CDL and output transform. The CDL is four
/// uniforms, so a moving wheel costs nothing; another pipeline or CDL style is compiled while the
/// last good one goes on drawing. Needs OpenGL 4.0 core.
///
/// Every call needs the same context to be current, or one that shares with it.
class GradeRenderer {
public:
    GradeRenderer();

    /// Leaves no OpenGL object behind if release() was called; without that they go with the
    /// context.
    ~GradeRenderer();
    GradeRenderer(const GradeRenderer&) = delete;
    GradeRenderer& operator=(const GradeRenderer&) = delete;

    /// Call once, first.
    /// @return Unsupported when the current context is older than OpenGL 4.0 core.
    [[nodiscard]] Result<void> initialize();

    /// Frees what it holds in OpenGL.
    void release();

    /// Copies a frame to the graphics card.
    /// @return InvalidArgument when the planes do not have the size that width and height demand.
    [[nodiscard]] Result<void> setFrame(const image::Frame& frame);

    /// Begins to compile a pipeline. Where the driver compiles on threads of its own
    /// (KHR_parallel_shader_compile) this returns at once, else when the shader is compiled. Until
    /// poll() says so the last good one stays in use.
    void setProgram(std::shared_ptr<const color::GpuProgram> program, color::CdlStyle style);

    /// What compiling came to.
    enum class Compile {
        Idle = 1, ///< Nothing is being compiled.
        Running,  ///< Ask again soon.
        Ready,    ///< The new program is in use from now on; told once.
        Failed    ///< The last good one stays; error() says why. Told once.
    };

    [[nodiscard]] Compile poll();

    /// Why the last program was refused.
    [[nodiscard]] const std::optional<Error>& error() const;

    /// Whether draw() would draw a picture.
    [[nodiscard]] bool canDraw() const;

    [[nodiscard]] QSize frameSize() const;

    /// Draws the frame into `target` (pixels of the bound framebuffer, origin at its lower left),
    /// filtered when the sizes differ and exact to the pixel when they are equal. Draws nothing
    /// unless canDraw().
    /// @param topRowFirst Whether the framebuffer's lowest row is the picture's top one, as in an
    /// image that is read back.
    void draw(const color::Cdl& cdl, const QRect& target, bool topRowFirst = false);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tailslate::ui
