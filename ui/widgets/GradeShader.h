// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "color/Cdl.h"
#include "color/Pipeline.h"

#include <string>

namespace tailslate::ui {

/// A triangle that covers the viewport.
[[nodiscard]] std::string gradeVertexSource();

/// GLSL 4.00 that decodes, grades and outputs one pixel. Its uniforms are listed at its top.
[[nodiscard]] std::string gradeFragmentSource(const color::GpuProgram& program,
                                              color::CdlStyle style);

} // namespace tailslate::ui
