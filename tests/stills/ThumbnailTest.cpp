// SPDX-License-Identifier: Apache-2.0
#include "stills/StillFile.h"

#include <gtest/gtest.h>

#include <random>

namespace tailslate::stills {
namespace {

image::RgbImage gray(int width, int height, const std::vector<float>& values)
{
    image::RgbImage image = image::makeRgbImage(width, height).value();
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
        image.pixels[i] = values[i / 3];
    return image;
}

TEST(Thumbnail, AveragesTheAreaThatEachPixelCovers)
{
    const auto half = thumbnail(gray(4, 2, {0, 1, 2, 3, 4, 5, 6, 7}), 2, 1);
    ASSERT_TRUE(half);
    ASSERT_EQ(half->width, 2);
    ASSERT_EQ(half->height, 1);
    EXPECT_FLOAT_EQ(half->at(0, 0)[0], 2.5F);
    EXPECT_FLOAT_EQ(half->at(1, 0)[1], 4.5F);

    // 3 to 2: each new pixel covers one and a half, (0 + 3/2) / 1.5 and (3/2 + 9) / 1.5.
    const auto cut = thumbnail(gray(3, 1, {0, 3, 9}), 2, 1);
    ASSERT_TRUE(cut);
    EXPECT_FLOAT_EQ(cut->at(0, 0)[0], 1.0F);
    EXPECT_FLOAT_EQ(cut->at(1, 0)[2], 7.0F);
}

TEST(Thumbnail, KeepsProportionsWithinTheBox)
{
    const image::RgbImage wide = image::makeRgbImage(1920, 1080).value();
    const auto byWidth = thumbnail(wide, 320, 320);
    EXPECT_EQ(byWidth->width, 320);
    EXPECT_EQ(byWidth->height, 180);
    const auto byHeight = thumbnail(wide, 1000, 90);
    EXPECT_EQ(byHeight->width, 160);
    EXPECT_EQ(byHeight->height, 90);
    const auto sliver = thumbnail(image::makeRgbImage(4000, 2).value(), 100, 100);
    EXPECT_EQ(sliver->width, 100);
    EXPECT_EQ(sliver->height, 1);
}

TEST(Thumbnail, KeepsTheMeanOfThePicture)
{
    std::mt19937 random(2);
    std::uniform_real_distribution<float> value(0.0F, 1.0F);
    image::RgbImage image = image::makeRgbImage(97, 61).value();
    for (float& sample : image.pixels)
        sample = value(random);
    const auto small = thumbnail(image, 13, 61);
    ASSERT_TRUE(small);
    const auto mean = [](const image::RgbImage& picture) {
        double sum = 0.0;
        for (const float sample : picture.pixels)
            sum += static_cast<double>(sample);
        return sum / static_cast<double>(picture.pixels.size());
    };
    EXPECT_NEAR(mean(*small), mean(image), 1e-6);
}

TEST(Thumbnail, NeverEnlarges)
{
    const image::RgbImage image = gray(2, 1, {0.25F, 0.75F});
    const auto same = thumbnail(image, 100, 100);
    ASSERT_TRUE(same);
    EXPECT_EQ(same->width, 2);
    EXPECT_EQ(same->pixels, image.pixels);
}

TEST(Thumbnail, RefusesImpossibleSizes)
{
    const image::RgbImage image = gray(2, 1, {0, 1});
    EXPECT_EQ(thumbnail(image, 0, 5).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(thumbnail(image, 5, -1).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(thumbnail({}, 5, 5).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(thumbnail({2, 2, std::vector<float>(3)}, 5, 5).error().code,
              ErrorCode::InvalidArgument);
}

} // namespace
} // namespace tailslate::stills
