// SPDX-License-Identifier: Apache-2.0
#include "color/Lut3d.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace tailslate::color {
namespace {

/// The largest cube that the .cube specification (Adobe, 2013) allows.
constexpr int kMaxFileEdge = 256;

Result<void> checkCube(const Lut3d& lut)
{
    if (lut.edge < 2 || lut.edge > kMaxFileEdge)
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("a cube of edge {} is outside 2 to {}", lut.edge, kMaxFileEdge));
    const auto edge = static_cast<std::size_t>(lut.edge);
    if (lut.values.size() != 3 * edge * edge * edge)
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("a cube of edge {} needs {} values and has {}", lut.edge,
                                   3 * edge * edge * edge, lut.values.size()));
    return {};
}

/// One axis of a cell: where it starts and how far into it the input lies.
struct Position {
    std::size_t cell;
    float fraction; ///< 0 to 1.
};

Position locate(float value, std::size_t edge) noexcept
{
    const float inside = value > 0.0F ? std::min(value, 1.0F) : 0.0F; // NaN goes to 0.
    const float scaled = inside * static_cast<float>(edge - 1);
    const std::size_t cell = std::min(static_cast<std::size_t>(scaled), edge - 2);
    return {cell, scaled - static_cast<float>(cell)};
}

/// Looks up one pixel. A cell is cut into six tetrahedra that share its neutral diagonal; the order
/// of the fractions says which one holds the input, and the walk from the near to the far corner
/// along the axes in that order gives its four vertices.
void interpolate(const float* values, std::size_t edge, float* rgb) noexcept
{
    const Position red = locate(rgb[0], edge);
    const Position green = locate(rgb[1], edge);
    const Position blue = locate(rgb[2], edge);

    struct Axis {
        float fraction;
        std::size_t step;
    };

    Axis first{red.fraction, 3};
    Axis second{green.fraction, 3 * edge};
    Axis third{blue.fraction, 3 * edge * edge};
    if (first.fraction < second.fraction)
        std::swap(first, second);
    if (second.fraction < third.fraction)
        std::swap(second, third);
    if (first.fraction < second.fraction)
        std::swap(first, second);

    const float* near = values + 3 * ((blue.cell * edge + green.cell) * edge + red.cell);
    const float* along = near + first.step;
    const float* beside = along + second.step;
    const float* far = beside + third.step;
    for (std::size_t channel = 0; channel < 3; ++channel)
        rgb[channel] = near[channel] * (1.0F - first.fraction) +
                       along[channel] * (first.fraction - second.fraction) +
                       beside[channel] * (second.fraction - third.fraction) +
                       far[channel] * third.fraction;
}

} // namespace

Result<void> apply(const Lut3d& lut, image::RgbImage& image)
{
    TAILSLATE_CHECK(checkCube(lut));
    const auto edge = static_cast<std::size_t>(lut.edge);
    for (std::size_t i = 0; i + 3 <= image.pixels.size(); i += 3)
        interpolate(lut.values.data(), edge, image.pixels.data() + i);
    return {};
}

Result<std::string> cubeFileText(const Lut3d& lut)
{
    TAILSLATE_CHECK(checkCube(lut));
    // Neither dialect has an escape for these in TITLE.
    if (std::ranges::any_of(lut.title, [](unsigned char c) { return c < 0x20 || c == '"'; }))
        return failure(ErrorCode::InvalidArgument,
                       "the title of a LUT must be one line without double quotes");
    if (!std::ranges::all_of(lut.values, [](float value) { return std::isfinite(value); }))
        return failure(ErrorCode::InvalidArgument, "the LUT holds a value that is not finite");

    std::string text = "# 3D LUT for inputs 0 to 1, red fastest\n";
    text.reserve(text.size() + lut.values.size() * 10 + 100);
    auto out = std::back_inserter(text);
    if (!lut.title.empty())
        fmt::format_to(out, "TITLE \"{}\"\n", lut.title);
    fmt::format_to(out, "LUT_3D_SIZE {}\n", lut.edge);
    for (std::size_t i = 0; i < lut.values.size(); i += 3)
        fmt::format_to(out, "{:.7f} {:.7f} {:.7f}\n", lut.values[i], lut.values[i + 1],
                       lut.values[i + 2]);
    return text;
}

} // namespace tailslate::color
