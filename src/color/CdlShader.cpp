// SPDX-License-Identifier: Apache-2.0
#include "color/CdlShader.h"

namespace tailslate::color {
namespace {

// Comparisons with NaN are false: each conditional is written so that NaN takes the branch to 0.
// min(), clamp() and mix() of GLSL promise nothing for NaN.
constexpr const char* kAscLimit = R"(
float tailslateCdlLimit(float v)
{
    return v > 0.0 ? (v < 1.0 ? v : 1.0) : 0.0;
}
)";

constexpr const char* kNoClampLimit = R"(
float tailslateCdlLimit(float v)
{
    return v > 0.0 || v < 0.0 ? v : 0.0;
}
)";

constexpr const char* kFunction = R"(
float tailslateCdlChannel(float v, float slope, float offset, float power)
{
    v = tailslateCdlLimit(v * slope + offset);
    return v > 0.0 ? pow(v, power) : v;
}

vec3 tailslateCdl(vec3 rgb, vec3 slope, vec3 offset, vec3 power, float saturation)
{
    vec3 v = vec3(tailslateCdlChannel(rgb.r, slope.r, offset.r, power.r),
                  tailslateCdlChannel(rgb.g, slope.g, offset.g, power.g),
                  tailslateCdlChannel(rgb.b, slope.b, offset.b, power.b));
    float luma = dot(v, vec3(0.2126, 0.7152, 0.0722));
    v = luma + saturation * (v - luma);
    return vec3(tailslateCdlLimit(v.r), tailslateCdlLimit(v.g), tailslateCdlLimit(v.b));
}
)";

} // namespace

std::string cdlShaderSource(CdlStyle style)
{
    return std::string(style == CdlStyle::Asc ? kAscLimit : kNoClampLimit) + kFunction;
}

} // namespace tailslate::color
