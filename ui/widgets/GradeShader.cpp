// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/GradeShader.h"

#include "color/CdlShader.h"

namespace tailslate::ui {
namespace {

constexpr const char* kVersion = "#version 400 core\n";

constexpr const char* kVertex = R"(
void main()
{
    vec2 corner = vec2(float((gl_VertexID & 1) << 2), float((gl_VertexID & 2) << 1));
    gl_Position = vec4(corner - 1.0, 0.0, 1.0);
}
)";

// Chroma of odd columns is the mean of its neighbors and the last column repeats, as in
// image::decodeYcbcr(). Filtering happens on code values: decoding is affine, so it commutes.
constexpr const char* kDecode = R"(
uniform usampler2D tsLuma;
uniform usampler2D tsCb;
uniform usampler2D tsCr;
uniform mat3 tsDecodeMatrix;
uniform vec3 tsDecodeOffset;
uniform ivec2 tsFrameSize;
uniform vec4 tsTarget;
uniform float tsTopRowFirst;
uniform vec3 tsSlope;
uniform vec3 tsOffset;
uniform vec3 tsPower;
uniform float tsSaturation;
out vec4 tsFragment;

vec3 tsCodeAt(ivec2 position)
{
    ivec2 p = clamp(position, ivec2(0), tsFrameSize - 1);
    int pair = p.x >> 1;
    float y = float(texelFetch(tsLuma, p, 0).r);
    float cb = float(texelFetch(tsCb, ivec2(pair, p.y), 0).r);
    float cr = float(texelFetch(tsCr, ivec2(pair, p.y), 0).r);
    if ((p.x & 1) == 1) {
        ivec2 next = ivec2(min(pair + 1, (tsFrameSize.x + 1) / 2 - 1), p.y);
        cb = 0.5 * (cb + float(texelFetch(tsCb, next, 0).r));
        cr = 0.5 * (cr + float(texelFetch(tsCr, next, 0).r));
    }
    return vec3(y, cb, cr);
}

vec3 tsCode()
{
    vec2 across = (gl_FragCoord.xy - tsTarget.xy) / tsTarget.zw;
    if (tsTopRowFirst < 0.5)
        across.y = 1.0 - across.y;
    vec2 size = vec2(tsFrameSize);
    vec2 position = across * size;
    vec2 stride = size / tsTarget.zw;
    if (max(stride.x, stride.y) <= 1.0) {
        vec2 corner = position - 0.5;
        vec2 whole = floor(corner + 1e-4);
        vec2 part = clamp(corner - whole, 0.0, 1.0);
        ivec2 p = ivec2(whole);
        vec3 top = mix(tsCodeAt(p), tsCodeAt(p + ivec2(1, 0)), part.x);
        vec3 bottom = mix(tsCodeAt(p + ivec2(0, 1)), tsCodeAt(p + ivec2(1, 1)), part.x);
        return mix(top, bottom, part.y);
    }
    ivec2 taps = ivec2(clamp(ceil(stride), 1.0, 4.0));
    vec3 sum = vec3(0.0);
    for (int row = 0; row < taps.y; ++row)
        for (int column = 0; column < taps.x; ++column) {
            vec2 inside = (vec2(column, row) + 0.5) / vec2(taps) - 0.5;
            sum += tsCodeAt(ivec2(floor(position + inside * stride)));
        }
    return sum / float(taps.x * taps.y);
}
)";

} // namespace

std::string gradeVertexSource()
{
    return std::string(kVersion) + kVertex;
}

std::string gradeFragmentSource(const color::GpuProgram& program, color::CdlStyle style)
{
    return std::string(kVersion) + kDecode + program.source + color::cdlShaderSource(style) +
           "\nvoid main()\n{\n"
           "    vec4 color = vec4(tsDecodeMatrix * tsCode() + tsDecodeOffset, 1.0);\n"
           "    color = " +
           program.inputFunction +
           "(color);\n"
           "    color.rgb = tailslateCdl(color.rgb, tsSlope, tsOffset, tsPower, tsSaturation);\n"
           "    color = " +
           program.outputFunction +
           "(color);\n"
           "    tsFragment = vec4(color.rgb, 1.0);\n"
           "}\n";
}

} // namespace tailslate::ui
