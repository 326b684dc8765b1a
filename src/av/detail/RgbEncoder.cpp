// SPDX-License-Identifier: Apache-2.0
#include "av/detail/RgbEncoder.h"

extern "C" {
#include <libavutil/pixdesc.h>
}

#include <algorithm>
#include <cstddef>
#include <vector>

namespace tailslate::av::detail {
namespace {

// ITU-R BT.709-6, items 3.2 and 3.3.
constexpr float kRed = 0.2126F;
constexpr float kGreen = 0.7152F;
constexpr float kBlue = 0.0722F;
constexpr float kCbDivisor = 1.8556F;
constexpr float kCrDivisor = 1.5748F;

// The same, item 3.4, for 10 bits.
constexpr float kLumaSpan = 876.0F;
constexpr float kLumaZero = 64.0F;
constexpr float kChromaSpan = 896.0F;
constexpr float kChromaZero = 512.0F;

std::uint16_t rounded(float code)
{
    return static_cast<std::uint16_t>(code + 0.5F); // Codes are positive.
}

/// Chroma of one row before it is thinned out.
struct ChromaRow {
    std::vector<float> cb;
    std::vector<float> cr;
};

std::uint16_t thinned(const std::vector<float>& row, std::size_t column)
{
    const float left = row[column == 0 ? 0 : column - 1];
    const float right = row[std::min(column + 1, row.size() - 1)];
    return rounded(kChromaZero + 0.25F * (left + right) + 0.5F * row[column]);
}

template <class Sample>
void encodeRow(const Sample* red, const Sample* green, const Sample* blue, float scale,
               ChromaRow& chroma, std::uint16_t* y)
{
    for (std::size_t x = 0; x < chroma.cb.size(); ++x) {
        const float r = scale * static_cast<float>(red[x]);
        const float g = scale * static_cast<float>(green[x]);
        const float b = scale * static_cast<float>(blue[x]);
        const float luma = kRed * r + kGreen * g + kBlue * b;
        y[x] = rounded(kLumaZero + kLumaSpan * luma);
        chroma.cb[x] = kChromaSpan / kCbDivisor * (b - luma);
        chroma.cr[x] = kChromaSpan / kCrDivisor * (r - luma);
    }
}

template <class Sample>
void encode(const AVFrame& rgb, int depth, image::Frame& frame)
{
    const auto width = static_cast<std::size_t>(frame.width);
    const auto chromaWidth = static_cast<std::size_t>(frame.chromaWidth());
    const float scale = 1.0F / static_cast<float>((1 << depth) - 1);
    ChromaRow chroma{std::vector<float>(width), std::vector<float>(width)};
    for (std::size_t line = 0; line < static_cast<std::size_t>(frame.height); ++line) {
        const auto row = [&](int plane) {
            return reinterpret_cast<const Sample*>(
                rgb.data[plane] + static_cast<std::ptrdiff_t>(line) * rgb.linesize[plane]);
        };
        // FFmpeg's planes stand in the order green, blue, red.
        encodeRow(row(2), row(0), row(1), scale, chroma, frame.y.data() + line * width);
        for (std::size_t x = 0; x < chromaWidth; ++x) {
            frame.cb[line * chromaWidth + x] = thinned(chroma.cb, 2 * x);
            frame.cr[line * chromaWidth + x] = thinned(chroma.cr, 2 * x);
        }
    }
}

} // namespace

AVPixelFormat planarRgbFor(AVPixelFormat format) noexcept
{
    const int depth = av_pix_fmt_desc_get(format)->comp[0].depth;
    if (depth <= 8)
        return AV_PIX_FMT_GBRP;
    if (depth <= 10)
        return AV_PIX_FMT_GBRP10;
    return depth <= 12 ? AV_PIX_FMT_GBRP12 : AV_PIX_FMT_GBRP16;
}

void encodeBt709(const AVFrame& rgb, image::Frame& frame)
{
    const int depth = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(rgb.format))->comp[0].depth;
    if (depth <= 8)
        encode<std::uint8_t>(rgb, depth, frame);
    else
        encode<std::uint16_t>(rgb, depth, frame);
}

} // namespace tailslate::av::detail
