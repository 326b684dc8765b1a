// SPDX-License-Identifier: Apache-2.0
#include "color/Pipeline.h"
#include "image/DecodeYcbcr.h"
#include "ui/Harness.h"
#include "ui/widgets/RenderToImage.h"
#include "ui/widgets/Viewer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace tailslate::ui::test {
namespace {

/// What the display can show of a difference between GPU and CPU: one step of 8 bits.
constexpr double kTolerance = 1.0 / 255.0;

/// Every combination of code values is as likely as any other, also those no camera makes.
image::Frame randomFrame(int width, int height, image::SignalTag signal)
{
    image::Frame frame = *image::makeFrame(width, height, signal);
    std::mt19937 random(7);
    for (auto* plane : {&frame.y, &frame.cb, &frame.cr})
        for (std::uint16_t& sample : *plane)
            sample = static_cast<std::uint16_t>(random() & 1023U);
    return frame;
}

/// Gray from code value 0 to 1023, then the same with a little color.
image::Frame rampFrame()
{
    image::Frame frame = *image::makeFrame(1024, 8, {});
    for (std::size_t row = 0; row < 8; ++row) {
        for (std::size_t x = 0; x < 1024; ++x)
            frame.y[row * 1024 + x] = static_cast<std::uint16_t>(x);
        for (std::size_t x = 0; x < 512; ++x) {
            frame.cb[row * 512 + x] = static_cast<std::uint16_t>(512 + 10 * row);
            frame.cr[row * 512 + x] = static_cast<std::uint16_t>(512 - 8 * row);
        }
    }
    return frame;
}

/// The largest difference between the GPU's picture and that of color::Pipeline, which the tests
/// of `color` compare with OpenColorIO's processor.
double largestDifference(const image::Frame& frame, const color::PipelineSettings& settings)
{
    image::RgbImage expected = *image::decodeYcbcr(frame);
    const auto pipeline = color::Pipeline::create(settings);
    EXPECT_TRUE(pipeline && (*pipeline)->apply(expected));
    const Result<QImage> picture = renderToImage(frame, settings);
    EXPECT_TRUE(picture) << picture.error().describe();
    if (!pipeline || !picture)
        return 1e9;

    double largest = 0.0;
    for (int y = 0; y < frame.height; ++y) {
        const auto* line = reinterpret_cast<const float*>(picture->constScanLine(y));
        for (int x = 0; x < frame.width; ++x) {
            const auto pixel = expected.at(x, y);
            for (std::size_t channel = 0; channel < 3; ++channel) {
                const float drawn = line[4 * static_cast<std::size_t>(x) + channel];
                if (!std::isfinite(drawn))
                    return 1e9;
                largest = std::max(largest, std::abs(static_cast<double>(drawn) -
                                                     static_cast<double>(pixel[channel])));
            }
        }
    }
    return largest;
}

std::vector<color::Cdl> severalCdls()
{
    return {
        {},
        {.slope = {1.2, 1.0, 0.85},
         .offset = {0.02, 0.0, -0.03},
         .power = {0.9, 1.0, 1.15},
         .saturation = 0.8},
        {.slope = {0.5, 2.0, 1.0},
         .offset = {-0.2, 0.1, 0.3},
         .power = {2.2, 0.45, 1.0},
         .saturation = 1.6},
        {.slope = {1.0, 1.0, 1.0},
         .offset = {0.0, 0.0, 0.0},
         .power = {1.0, 1.0, 1.0},
         .saturation = 0.0},
    };
}

class GradeRender : public testing::Test {
protected:
    void SetUp() override
    {
        if (!Viewer::supported())
            GTEST_SKIP() << "no OpenGL 4.0 on this display";
    }
};

TEST_F(GradeRender, AgreesWithTheCpuForEveryStyleAndCdl)
{
    for (const color::CdlStyle style : {color::CdlStyle::Asc, color::CdlStyle::NoClamp}) {
        for (const color::Cdl& cdl : severalCdls()) {
            color::PipelineSettings settings;
            settings.cdl = cdl;
            settings.style = style;
            EXPECT_LE(largestDifference(randomFrame(64, 48, {}), settings), kTolerance);
            EXPECT_LE(largestDifference(rampFrame(), settings), kTolerance);
        }
    }
}

TEST_F(GradeRender, AgreesWithTheCpuForEveryCameraAndDisplay)
{
    const image::Frame frame = randomFrame(48, 32, {});
    for (const auto& camera : color::cameraSpaces()) {
        for (const auto& display : color::displaySpaces()) {
            color::PipelineSettings settings;
            settings.input = camera.id;
            settings.output = display.id;
            settings.cdl = severalCdls()[1];
            EXPECT_LE(largestDifference(frame, settings), kTolerance)
                << camera.id << " to " << display.id;
        }
    }
}

TEST_F(GradeRender, DecodesOddWidthsAndEverySignalLikeTheCpu)
{
    for (const image::Matrix matrix :
         {image::Matrix::Bt601, image::Matrix::Bt709, image::Matrix::Bt2020}) {
        for (const image::Range range : {image::Range::Legal, image::Range::Full}) {
            const image::Frame frame = randomFrame(33, 7, {.matrix = matrix, .range = range});
            EXPECT_LE(largestDifference(frame, {}), kTolerance);
        }
    }
    EXPECT_LE(largestDifference(randomFrame(1, 1, {}), {}), kTolerance);
}

TEST_F(GradeRender, RefusesAFrameWithAMissingPlane)
{
    image::Frame frame = randomFrame(8, 8, {});
    frame.cr.clear();
    const auto picture = renderToImage(frame, {});
    ASSERT_FALSE(picture);
    EXPECT_EQ(picture.error().code, ErrorCode::InvalidArgument);
}

} // namespace
} // namespace tailslate::ui::test
