// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "color/Cdl.h"

#include <string>

namespace tailslate::color {

/// GLSL 4.00 that does in 32-bit float what apply(const Cdl&, …) does in double, NaN included:
/// `vec3 tailslateCdl(vec3 rgb, vec3 slope, vec3 offset, vec3 power, float saturation)`. No
/// `#version`, no uniforms, no main(); names of its own start with `tailslateCdl`. The numbers are
/// arguments, so a moving wheel never asks for a new shader; a change of style does.
[[nodiscard]] std::string cdlShaderSource(CdlStyle style);

} // namespace tailslate::color
