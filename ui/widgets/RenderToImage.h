// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "color/Pipeline.h"
#include "image/Frame.h"

#include <QImage>

namespace tailslate::ui {

/// The picture that the viewer would show, one pixel for each pixel of the frame, as 32-bit floats
/// (QImage::Format_RGBX32FPx4) that were never clamped. Drawn with OpenGL off screen. On the GUI
/// thread; takes as long as compiling a shader and drawing a frame take.
/// @return Unsupported without OpenGL 4.0; the errors of color::Pipeline.
[[nodiscard]] Result<QImage> renderToImage(const image::Frame& frame,
                                           const color::PipelineSettings& settings);

} // namespace tailslate::ui
