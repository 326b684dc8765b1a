// SPDX-License-Identifier: Apache-2.0
#include "image/Frame.h"

#include <gtest/gtest.h>

#include <utility>

namespace tailslate::image {
namespace {

TEST(Frame, HasOneChromaColumnMoreThanHalfAnOddWidth)
{
    const auto frame = makeFrame(5, 3, {Matrix::Bt2020, Range::Full});
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->chromaWidth(), 3);
    EXPECT_EQ(frame->y.size(), 15U);
    EXPECT_EQ(frame->cb.size(), 9U);
    EXPECT_EQ(frame->cr.size(), 9U);
    EXPECT_EQ(frame->signal, (SignalTag{Matrix::Bt2020, Range::Full}));
}

TEST(Frame, RefusesSidesOutsideItsLimits)
{
    for (const auto& [width, height] : {std::pair{0, 1}, {1, 0}, {-1, 5}, {16385, 1}, {1, 16385}}) {
        const auto frame = makeFrame(width, height, {});
        ASSERT_FALSE(frame) << width << " x " << height;
        EXPECT_EQ(frame.error().code, ErrorCode::InvalidArgument);
        EXPECT_FALSE(makeRgbImage(width, height)) << width << " x " << height;
    }
    EXPECT_TRUE(makeFrame(16384, 1, {}));
    EXPECT_TRUE(makeRgbImage(1, 16384));
}

TEST(RgbImage, FindsItsPixelsRowByRow)
{
    auto image = makeRgbImage(3, 2);
    ASSERT_TRUE(image);
    ASSERT_EQ(image->pixels.size(), 18U);
    image->pixels[15] = 0.25F;
    image->pixels[16] = 0.5F;
    image->pixels[17] = 0.75F;
    EXPECT_EQ(image->index(2, 1), 15U);
    EXPECT_EQ(image->at(2, 1)[0], 0.25F);
    EXPECT_EQ(image->at(2, 1)[2], 0.75F);
    EXPECT_EQ(image->at(0, 0)[1], 0.0F);
}

} // namespace
} // namespace tailslate::image
