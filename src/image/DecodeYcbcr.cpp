// SPDX-License-Identifier: Apache-2.0
#include "image/DecodeYcbcr.h"

namespace tailslate::image {
namespace {

/// Luma weights of red and blue; green has the rest.
struct LumaWeights {
    double red;
    double blue;
};

LumaWeights lumaWeights(Matrix matrix) noexcept
{
    switch (matrix) {
    case Matrix::Bt601:
        return {0.299, 0.114}; // ITU-R BT.601-7, 2.5.1
    case Matrix::Bt2020:
        return {0.2627, 0.0593}; // ITU-R BT.2020-2, table 4
    case Matrix::Bt709:
        break;
    }
    return {0.2126, 0.0722}; // ITU-R BT.709-6, item 3.2
}

/// Where 10-bit code values put black, and how many steps the nominal swing has.
struct Quantization {
    double lumaBlack;
    double lumaSwing;
    double chromaSwing;
};

Quantization quantization(Range range) noexcept
{
    // ITU-R BT.2100-2, table 9, for 10 bits.
    if (range == Range::Full)
        return {0.0, 1023.0, 1023.0};
    return {64.0, 876.0, 896.0};
}

constexpr double kChromaCenter = 512.0;

} // namespace

YcbcrDecode ycbcrDecode(SignalTag signal) noexcept
{
    const LumaWeights weight = lumaWeights(signal.matrix);
    const Quantization code = quantization(signal.range);

    // R' = Y' + 2(1 - Kr) Cr, B' = Y' + 2(1 - Kb) Cb, and G' is what Y' leaves over.
    const double redFromCr = 2.0 * (1.0 - weight.red);
    const double blueFromCb = 2.0 * (1.0 - weight.blue);
    const double green = 1.0 - weight.red - weight.blue;
    const double greenFromCr = -weight.red * redFromCr / green;
    const double greenFromCb = -weight.blue * blueFromCb / green;

    const double luma = 1.0 / code.lumaSwing;
    const double chroma = 1.0 / code.chromaSwing;
    const std::array<std::array<double, 3>, 3> rows{{
        {luma, 0.0, redFromCr * chroma},
        {luma, greenFromCb * chroma, greenFromCr * chroma},
        {luma, blueFromCb * chroma, 0.0},
    }};

    YcbcrDecode decode{};
    for (std::size_t row = 0; row < 3; ++row) {
        for (std::size_t column = 0; column < 3; ++column)
            decode.matrix[3 * row + column] = static_cast<float>(rows[row][column]);
        decode.offset[row] = static_cast<float>(-rows[row][0] * code.lumaBlack -
                                                (rows[row][1] + rows[row][2]) * kChromaCenter);
    }
    return decode;
}

Result<RgbImage> decodeYcbcr(const Frame& frame)
{
    TAILSLATE_TRY(RgbImage image, makeRgbImage(frame.width, frame.height));

    const auto width = static_cast<std::size_t>(frame.width);
    const auto height = static_cast<std::size_t>(frame.height);
    const auto chromaWidth = static_cast<std::size_t>(frame.chromaWidth());
    if (frame.y.size() != width * height || frame.cb.size() != chromaWidth * height ||
        frame.cr.size() != chromaWidth * height)
        return failure(ErrorCode::InvalidArgument,
                       "the planes of a frame do not have the size that its width and height ask");

    const YcbcrDecode decode = ycbcrDecode(frame.signal);
    const auto& m = decode.matrix;
    const auto& offset = decode.offset;
    float* out = image.pixels.data();
    const auto put = [&](float y, float cb, float cr) {
        *out++ = m[0] * y + m[1] * cb + m[2] * cr + offset[0];
        *out++ = m[3] * y + m[4] * cb + m[5] * cr + offset[1];
        *out++ = m[6] * y + m[7] * cb + m[8] * cr + offset[2];
    };

    for (std::size_t row = 0; row < height; ++row) {
        const std::uint16_t* y = frame.y.data() + row * width;
        const std::uint16_t* cb = frame.cb.data() + row * chromaWidth;
        const std::uint16_t* cr = frame.cr.data() + row * chromaWidth;
        for (std::size_t pair = 0; pair < chromaWidth; ++pair) {
            const auto cbHere = static_cast<float>(cb[pair]);
            const auto crHere = static_cast<float>(cr[pair]);
            put(static_cast<float>(y[2 * pair]), cbHere, crHere);
            if (2 * pair + 1 == width)
                break; // An odd width ends on a column that has its own chroma.

            const std::size_t next = pair + 1 < chromaWidth ? pair + 1 : pair;
            put(static_cast<float>(y[2 * pair + 1]), 0.5F * (cbHere + static_cast<float>(cb[next])),
                0.5F * (crHere + static_cast<float>(cr[next])));
        }
    }
    return image;
}

} // namespace tailslate::image
