// SPDX-License-Identifier: Apache-2.0
#include "image/DecodeYcbcr.h"

#include <gtest/gtest.h>

#include <string>

namespace tailslate::image {
namespace {

/// A frame of one color.
Frame flat(int width, int height, SignalTag signal, std::uint16_t y, std::uint16_t cb,
           std::uint16_t cr)
{
    Frame frame = makeFrame(width, height, signal).value();
    frame.y.assign(frame.y.size(), y);
    frame.cb.assign(frame.cb.size(), cb);
    frame.cr.assign(frame.cr.size(), cr);
    return frame;
}

struct Bar {
    std::string name;
    std::uint16_t y, cb, cr;
    std::array<float, 3> rgb;
};

// Half a luma step is 0.0006 and half a chroma step moves blue by 0.00104, so rounded code values
// come back within their sum.
constexpr float kCodeRounding = 0.0017F;

TEST(DecodeYcbcr, GivesTheBarsOfRec709Back)
{
    // 75 % bars by the equations of ITU-R BT.709-6, rounded to 10-bit legal range.
    const std::array<Bar, 8> bars{{
        {"white", 721, 512, 512, {0.75F, 0.75F, 0.75F}},
        {"yellow", 674, 176, 543, {0.75F, 0.75F, 0.0F}},
        {"cyan", 581, 589, 176, {0.0F, 0.75F, 0.75F}},
        {"green", 534, 253, 207, {0.0F, 0.75F, 0.0F}},
        {"magenta", 251, 771, 817, {0.75F, 0.0F, 0.75F}},
        {"red", 204, 435, 848, {0.75F, 0.0F, 0.0F}},
        {"blue", 111, 848, 481, {0.0F, 0.0F, 0.75F}},
        {"full white", 940, 512, 512, {1.0F, 1.0F, 1.0F}},
    }};
    for (const Bar& bar : bars) {
        const auto image = decodeYcbcr(flat(2, 2, {}, bar.y, bar.cb, bar.cr));
        ASSERT_TRUE(image);
        for (int x = 0; x < 2; ++x)
            for (std::size_t channel = 0; channel < 3; ++channel)
                EXPECT_NEAR(image->at(x, 1)[channel], bar.rgb[channel], kCodeRounding) << bar.name;
    }
}

TEST(DecodeYcbcr, KeepsWhatLiesOutsideLegalRange)
{
    // (0 - 64) / 876 and (1019 - 64) / 876, the range vectors of OpenColorIO's RangeTransform from
    // 64/1023..940/1023 to 0..1 without clamping.
    const auto black = decodeYcbcr(flat(1, 1, {}, 0, 512, 512));
    const auto middle = decodeYcbcr(flat(1, 1, {}, 512, 512, 512));
    const auto top = decodeYcbcr(flat(1, 1, {}, 1019, 512, 512));
    for (std::size_t channel = 0; channel < 3; ++channel) {
        EXPECT_NEAR(black->at(0, 0)[channel], -0.073059F, 2e-6F);
        EXPECT_NEAR(middle->at(0, 0)[channel], 0.511415F, 2e-6F);
        EXPECT_NEAR(top->at(0, 0)[channel], 1.090183F, 2e-6F);
    }
}

TEST(DecodeYcbcr, PutsTheEndsOfFullRangeAtZeroAndOne)
{
    const SignalTag full{Matrix::Bt709, Range::Full};
    EXPECT_NEAR(decodeYcbcr(flat(1, 1, full, 0, 512, 512))->at(0, 0)[1], 0.0F, 2e-6F);
    EXPECT_NEAR(decodeYcbcr(flat(1, 1, full, 1023, 512, 512))->at(0, 0)[1], 1.0F, 2e-6F);
}

TEST(YcbcrDecode, HasTheCoefficientsOfEachStandard)
{
    // R' per full-swing Cr and B' per full-swing Cb: BT.601 1.402 and 1.772, BT.709 1.5748 and
    // 1.8556, BT.2020 1.4746 and 1.8814.
    const auto check = [](Matrix matrix, float redFromCr, float blueFromCb) {
        const YcbcrDecode decode = ycbcrDecode({matrix, Range::Legal});
        EXPECT_NEAR(decode.matrix[2] * 896.0F, redFromCr, 1e-5F);
        EXPECT_NEAR(decode.matrix[7] * 896.0F, blueFromCb, 1e-5F);
        EXPECT_EQ(decode.matrix[1], 0.0F);
        EXPECT_EQ(decode.matrix[8], 0.0F);
    };
    check(Matrix::Bt601, 1.402F, 1.772F);
    check(Matrix::Bt709, 1.5748F, 1.8556F);
    check(Matrix::Bt2020, 1.4746F, 1.8814F);
}

TEST(YcbcrDecode, MakesEveryPrimaryFromItsLumaAndColorDifferences)
{
    for (const Matrix matrix : {Matrix::Bt601, Matrix::Bt709, Matrix::Bt2020}) {
        const YcbcrDecode decode = ycbcrDecode({matrix, Range::Full});
        // Forward by the definition: Y' = Kr R' + Kg G' + Kb B', with weights read from where the
        // standards print them.
        const std::array<double, 3> weight =
            matrix == Matrix::Bt601   ? std::array{0.299, 0.587, 0.114}
            : matrix == Matrix::Bt709 ? std::array{0.2126, 0.7152, 0.0722}
                                      : std::array{0.2627, 0.6780, 0.0593};
        for (std::size_t primary = 0; primary < 3; ++primary) {
            std::array<double, 3> rgb{};
            rgb[primary] = 1.0;
            const double y = weight[primary];
            const double cb = (rgb[2] - y) / (2.0 * (1.0 - weight[2]));
            const double cr = (rgb[0] - y) / (2.0 * (1.0 - weight[0]));
            const std::array<double, 3> code{1023.0 * y, 1023.0 * cb + 512.0, 1023.0 * cr + 512.0};
            for (std::size_t row = 0; row < 3; ++row) {
                double value = static_cast<double>(decode.offset[row]);
                for (std::size_t column = 0; column < 3; ++column)
                    value += static_cast<double>(decode.matrix[3 * row + column]) * code[column];
                EXPECT_NEAR(value, rgb[row], 1e-6);
            }
        }
    }
}

TEST(DecodeYcbcr, TakesTheMeanOfTheNeighborsForOddColumnsAndRepeatsTheLast)
{
    Frame frame = flat(4, 1, {}, 512, 512, 512);
    frame.cr = {412, 612};
    const auto image = decodeYcbcr(frame);
    ASSERT_TRUE(image);
    const float gray = (512.0F - 64.0F) / 876.0F;
    const float swing = 100.0F / 896.0F * 1.5748F;
    EXPECT_NEAR(image->at(0, 0)[0], gray - swing, 1e-6F);
    EXPECT_NEAR(image->at(1, 0)[0], gray, 1e-6F);
    EXPECT_NEAR(image->at(2, 0)[0], gray + swing, 1e-6F);
    EXPECT_NEAR(image->at(3, 0)[0], gray + swing, 1e-6F);
}

TEST(DecodeYcbcr, DecodesAnOddWidth)
{
    Frame frame = flat(3, 2, {}, 512, 512, 512);
    frame.cr = {512, 612, 512, 412};
    const auto image = decodeYcbcr(frame);
    ASSERT_TRUE(image);
    const float gray = (512.0F - 64.0F) / 876.0F;
    const float swing = 100.0F / 896.0F * 1.5748F;
    EXPECT_NEAR(image->at(1, 0)[0], gray + swing / 2.0F, 1e-6F);
    EXPECT_NEAR(image->at(2, 0)[0], gray + swing, 1e-6F);
    EXPECT_NEAR(image->at(0, 1)[0], gray, 1e-6F);
    EXPECT_NEAR(image->at(2, 1)[0], gray - swing, 1e-6F);
}

TEST(DecodeYcbcr, RefusesPlanesOfTheWrongSize)
{
    const Frame good = flat(4, 2, {}, 512, 512, 512);
    Frame frame = good;
    frame.y.pop_back();
    EXPECT_EQ(decodeYcbcr(frame).error().code, ErrorCode::InvalidArgument);
    frame = good;
    frame.cb.pop_back();
    EXPECT_EQ(decodeYcbcr(frame).error().code, ErrorCode::InvalidArgument);
    frame = good;
    frame.cr.push_back(0);
    EXPECT_EQ(decodeYcbcr(frame).error().code, ErrorCode::InvalidArgument);
    frame = good;
    frame.width = 0;
    EXPECT_EQ(decodeYcbcr(frame).error().code, ErrorCode::InvalidArgument);
}

} // namespace
} // namespace tailslate::image
