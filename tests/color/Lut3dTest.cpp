// SPDX-License-Identifier: Apache-2.0
#include "color/Lut3d.h"

#include "support/TempDir.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <OpenColorIO/OpenColorIO.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <random>

namespace OCIO = OCIO_NAMESPACE;

namespace tailslate::color {
namespace {

/// A cube whose corners hold what `function` gives for their place.
template <class Function>
Lut3d cube(int edge, Function&& function)
{
    Lut3d lut;
    lut.edge = edge;
    const auto last = static_cast<float>(edge - 1);
    for (int b = 0; b < edge; ++b)
        for (int g = 0; g < edge; ++g)
            for (int r = 0; r < edge; ++r)
                for (const float value :
                     function(static_cast<float>(r) / last, static_cast<float>(g) / last,
                              static_cast<float>(b) / last))
                    lut.values.push_back(value);
    return lut;
}

Lut3d randomCube(int edge)
{
    std::mt19937 random(3);
    std::uniform_real_distribution<float> value(-0.2F, 1.3F);
    return cube(edge, [&](float, float, float) {
        return std::array{value(random), value(random), value(random)};
    });
}

image::RgbImage randomImage(float from, float to)
{
    std::mt19937 random(5);
    std::uniform_real_distribution<float> value(from, to);
    image::RgbImage image = image::makeRgbImage(40, 25).value();
    for (float& sample : image.pixels)
        sample = value(random);
    return image;
}

/// OpenColorIO's reading of a .cube file, tetrahedral.
OCIO::ConstCPUProcessorRcPtr ocioReading(const std::filesystem::path& path)
{
    const auto transform = OCIO::FileTransform::Create();
    transform->setSrc(path.c_str());
    transform->setInterpolation(OCIO::INTERP_TETRAHEDRAL);
    return OCIO::Config::CreateRaw()->getProcessor(transform)->getOptimizedCPUProcessor(
        OCIO::OPTIMIZATION_LOSSLESS);
}

TEST(Lut3d, ReproducesAnAffineMapEverywhere)
{
    const auto map = [](float r, float g, float b) {
        return std::array{0.5F * r + 0.25F * g, g - 0.5F * b, 0.1F + 0.3F * r + 0.6F * b};
    };
    const Lut3d lut = cube(5, map);
    const image::RgbImage before = randomImage(0.0F, 1.0F);
    image::RgbImage after = before;
    ASSERT_TRUE(apply(lut, after));
    for (std::size_t i = 0; i < before.pixels.size(); i += 3) {
        const auto expected = map(before.pixels[i], before.pixels[i + 1], before.pixels[i + 2]);
        for (std::size_t c = 0; c < 3; ++c)
            EXPECT_NEAR(after.pixels[i + c], expected[c], 2e-6F);
    }
}

TEST(Lut3d, WeighsTheFourCornersOfTheTetrahedronThatHoldsTheInput)
{
    // Corners 000 to 111 (red first) hold 0 10 20 30 40 50 60 70 in every channel; at (.75 .5 .25)
    // the walk is 000, 100, 110, 111 with weights 1/4 each.
    Lut3d lut;
    lut.edge = 2;
    for (int corner = 0; corner < 8; ++corner)
        lut.values.insert(lut.values.end(), 3, 10.0F * static_cast<float>(corner * corner));
    image::RgbImage image{1, 1, {0.75F, 0.5F, 0.25F}};
    ASSERT_TRUE(apply(lut, image));
    EXPECT_FLOAT_EQ(image.pixels[0], (0.0F + 10.0F + 90.0F + 490.0F) / 4.0F);

    image.pixels = {0.25F, 0.5F, 0.75F}; // 000, 001, 011, 111 in blue, green, red order.
    ASSERT_TRUE(apply(lut, image));
    EXPECT_FLOAT_EQ(image.pixels[1], (0.0F + 160.0F + 360.0F + 490.0F) / 4.0F);
}

TEST(Lut3d, ClampsInputsAndTakesNanForZero)
{
    const Lut3d lut = randomCube(3);
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float inf = std::numeric_limits<float>::infinity();
    image::RgbImage outside{2, 1, {-0.5F, 7.0F, 0.5F, nan, inf, -inf}};
    image::RgbImage inside{2, 1, {0.0F, 1.0F, 0.5F, 0.0F, 1.0F, 0.0F}};
    ASSERT_TRUE(apply(lut, outside));
    ASSERT_TRUE(apply(lut, inside));
    EXPECT_EQ(outside.pixels, inside.pixels);
}

TEST(Lut3d, RefusesACubeWhoseSizeAndValuesDisagree)
{
    image::RgbImage image = randomImage(0.0F, 1.0F);
    const std::vector<float> before = image.pixels;
    for (const int edge : {-1, 0, 1, 4, 257, 100000}) {
        Lut3d lut = randomCube(3);
        lut.edge = edge;
        EXPECT_EQ(apply(lut, image).error().code, ErrorCode::InvalidArgument) << edge;
        EXPECT_EQ(cubeFileText(lut).error().code, ErrorCode::InvalidArgument) << edge;
    }
    EXPECT_EQ(image.pixels, before);
}

TEST(CubeFile, IsReadByOpenColorIoWithOurValues)
{
    test::TempDir folder;
    Lut3d lut = randomCube(9);
    lut.title = "A001C003 day exterior";
    const auto text = cubeFileText(lut);
    ASSERT_TRUE(text);
    const auto path = folder.path() / "look.cube";
    std::ofstream(path) << *text;
    const auto reading = ocioReading(path);

    const image::RgbImage before = randomImage(-0.1F, 1.1F);
    image::RgbImage after = before;
    ASSERT_TRUE(apply(lut, after));
    for (std::size_t i = 0; i < before.pixels.size(); i += 3) {
        std::array pixel{before.pixels[i], before.pixels[i + 1], before.pixels[i + 2]};
        reading->applyRGB(pixel.data());
        for (std::size_t c = 0; c < 3; ++c)
            EXPECT_NEAR(after.pixels[i + c], pixel[c], 2e-6F);
    }
}

TEST(CubeFile, GivesTheSamePictureThroughFfmpeg)
{
    if (std::system("ffmpeg -version >/dev/null 2>&1") != 0)
        GTEST_SKIP() << "ffmpeg is not installed";
    test::TempDir folder;
    // Within 0 to 1, because ffmpeg clamps there.
    const Lut3d lut = cube(9, [](float r, float g, float b) {
        return std::array{r * r, 0.5F * g + 0.5F * r * b, 1.0F - b * g};
    });
    std::ofstream(folder.path() / "look.cube") << cubeFileText(lut).value();
    const image::RgbImage before = randomImage(0.0F, 1.0F);
    {
        // gbrpf32 is planar: green, blue, red.
        std::ofstream raw(folder.path() / "in.raw", std::ios::binary);
        for (const std::size_t channel : {1U, 2U, 0U})
            for (std::size_t i = 0; i < before.pixels.size(); i += 3)
                raw.write(reinterpret_cast<const char*>(&before.pixels[i + channel]),
                          sizeof(float));
    }
    const std::string command = fmt::format(
        "cd '{}' && ffmpeg -v error -f rawvideo -pix_fmt gbrpf32le -s {}x{} -i in.raw -vf "
        "lut3d=file=look.cube:interp=tetrahedral -f rawvideo -pix_fmt gbrpf32le out.raw",
        folder.path().string(), before.width, before.height);
    ASSERT_EQ(std::system(command.c_str()), 0);

    image::RgbImage after = before;
    ASSERT_TRUE(apply(lut, after));
    std::ifstream raw(folder.path() / "out.raw", std::ios::binary);
    for (const std::size_t channel : {1U, 2U, 0U})
        for (std::size_t i = 0; i < before.pixels.size(); i += 3) {
            float value = 0.0F;
            ASSERT_TRUE(raw.read(reinterpret_cast<char*>(&value), sizeof(float)));
            ASSERT_NEAR(after.pixels[i + channel], value, 2e-6F);
        }
}

TEST(CubeFile, StartsWithItsHeaderAndListsRedFastest)
{
    Lut3d lut = cube(2, [](float r, float g, float b) { return std::array{r, g, b}; });
    lut.title = "Look 1";
    const auto text = cubeFileText(lut);
    ASSERT_TRUE(text);
    const auto header = text->find("TITLE \"Look 1\"\nLUT_3D_SIZE 2\n"
                                   "0.0000000 0.0000000 0.0000000\n"
                                   "1.0000000 0.0000000 0.0000000\n"
                                   "0.0000000 1.0000000 0.0000000\n");
    ASSERT_NE(header, std::string::npos) << *text;
    EXPECT_EQ(text->front(), '#');
    EXPECT_EQ(text->find("TITLE", header + 1), std::string::npos);

    lut.title.clear();
    EXPECT_EQ(cubeFileText(lut)->find("TITLE"), std::string::npos);
}

TEST(CubeFile, RefusesWhatTheFormatCannotHold)
{
    Lut3d lut = randomCube(2);
    for (const char* title : {"two\nlines", "a \"quoted\" word", "bell\a"}) {
        lut.title = title;
        EXPECT_EQ(cubeFileText(lut).error().code, ErrorCode::InvalidArgument) << title;
    }
    lut.title.clear();
    lut.values[5] = std::numeric_limits<float>::infinity();
    EXPECT_EQ(cubeFileText(lut).error().code, ErrorCode::InvalidArgument);
}

} // namespace
} // namespace tailslate::color
