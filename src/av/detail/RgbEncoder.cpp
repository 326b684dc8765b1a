// SPDX-License-Identifier: Apache-2.0
#include "av/detail/RgbEncoder.h"

extern "C" {
#include <libavutil/pixdesc.h>
}

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
    // Codes are positive. By way of int, for which processors have an instruction.
    return static_cast<std::uint16_t>(static_cast<int>(code + 0.5F));
}

/// One row on its way. Floats throughout, because loops over bytes may alias anything and so are
/// not vectorized.
struct Row {
    explicit Row(std::size_t size)
        : width(size)
        , red(size)
        , green(size)
        , blue(size)
        , cb(size + 2)
        , cr(size + 2)
    {
    }

    std::size_t width;
    std::vector<float> red; ///< 0 to 1, as are green and blue.
    std::vector<float> green;
    std::vector<float> blue;
    std::vector<float> cb; ///< With one value more at each end.
    std::vector<float> cr;
};

template <class Sample>
void load(const Sample* samples, float scale, std::vector<float>& values)
{
    float* out = values.data();
    for (std::size_t x = 0; x < values.size(); ++x)
        out[x] = scale * static_cast<float>(samples[x]);
}

void encodeRow(Row& row, std::uint16_t* y)
{
    const float* red = row.red.data();
    const float* green = row.green.data();
    const float* blue = row.blue.data();
    float* cb = row.cb.data() + 1;
    float* cr = row.cr.data() + 1;
    for (std::size_t x = 0; x < row.width; ++x) {
        const float luma = kRed * red[x] + kGreen * green[x] + kBlue * blue[x];
        y[x] = rounded(kLumaZero + kLumaSpan * luma);
        cb[x] = kChromaSpan / kCbDivisor * (blue[x] - luma);
        cr[x] = kChromaSpan / kCrDivisor * (red[x] - luma);
    }
}

/// Every other value of a padded row, low-passed.
void thinOut(std::vector<float>& padded, std::size_t width, std::uint16_t* out)
{
    padded.front() = padded[1];
    padded.back() = padded[width];
    const float* row = padded.data();
    for (std::size_t x = 0; x < (width + 1) / 2; ++x)
        out[x] =
            rounded(kChromaZero + 0.25F * (row[2 * x] + row[2 * x + 2]) + 0.5F * row[2 * x + 1]);
}

template <class Sample>
void encode(const AVFrame& rgb, int depth, image::Frame& frame)
{
    const auto width = static_cast<std::size_t>(frame.width);
    const auto chromaWidth = static_cast<std::size_t>(frame.chromaWidth());
    const float scale = 1.0F / static_cast<float>((1 << depth) - 1);
    Row row(width);
    for (std::size_t line = 0; line < static_cast<std::size_t>(frame.height); ++line) {
        const auto samples = [&](int plane) {
            return reinterpret_cast<const Sample*>(
                rgb.data[plane] + static_cast<std::ptrdiff_t>(line) * rgb.linesize[plane]);
        };
        // FFmpeg's planes stand in the order green, blue, red.
        load(samples(0), scale, row.green);
        load(samples(1), scale, row.blue);
        load(samples(2), scale, row.red);
        encodeRow(row, frame.y.data() + line * width);
        thinOut(row.cb, width, frame.cb.data() + line * chromaWidth);
        thinOut(row.cr, width, frame.cr.data() + line * chromaWidth);
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
