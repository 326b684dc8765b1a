// SPDX-License-Identifier: Apache-2.0
#include "color/Pipeline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>

namespace tailslate::color {
namespace {

std::shared_ptr<const Pipeline> make(const PipelineSettings& settings)
{
    auto pipeline = Pipeline::create(settings);
    if (!pipeline)
        throw std::runtime_error(pipeline.error().describe());
    return *pipeline;
}

std::array<float, 3> grade(const Pipeline& pipeline, std::array<float, 3> rgb)
{
    image::RgbImage image{1, 1, {rgb[0], rgb[1], rgb[2]}};
    EXPECT_TRUE(pipeline.apply(image));
    return {image.pixels[0], image.pixels[1], image.pixels[2]};
}

const Cdl kGrade{{1.1, 1.0, 0.9}, {0.01, 0.0, -0.02}, {1.0, 0.95, 1.05}, 0.9};

TEST(Pipeline, ShowsLogC3OnRec709AsTheReferenceDoes)
{
    // OpenColorIO 2.1.2 from Python: LogC3 EI 800, ACES 1.0 SDR video, Rec. 709 with BT.1886.
    const std::array<std::pair<float, float>, 5> points{{
        {0.0928F, 0.00005F},
        {0.391007F, 0.38953F},
        {0.5F, 0.67298F},
        {0.6F, 0.86316F},
        {0.8F, 0.98708F},
    }};
    const auto pipeline = make({});
    for (const auto& [code, display] : points)
        for (const float value : grade(*pipeline, {code, code, code}))
            EXPECT_NEAR(value, display, 1e-5F) << code;
}

TEST(Pipeline, AppliesTheColorDecisionToTheCamerasSignal)
{
    std::mt19937 random(11);
    std::uniform_real_distribution<float> code(0.0F, 1.0F);
    for (const CdlStyle style : {CdlStyle::Asc, CdlStyle::NoClamp}) {
        const auto plain = make({.style = style});
        const auto graded = make({.cdl = kGrade, .style = style});
        for (int i = 0; i < 100; ++i) {
            const std::array<float, 3> in{code(random), code(random), code(random)};
            const auto decided = apply(kGrade, style, {in[0], in[1], in[2]});
            const auto expected =
                grade(*plain, {static_cast<float>(decided[0]), static_cast<float>(decided[1]),
                               static_cast<float>(decided[2])});
            const auto actual = grade(*graded, in);
            for (std::size_t c = 0; c < 3; ++c)
                EXPECT_NEAR(actual[c], expected[c], 1e-4F);
        }
    }
}

TEST(Pipeline, GradesEveryCameraOntoEveryDisplay)
{
    ASSERT_EQ(cameraSpaces().size(), 10U);
    ASSERT_EQ(displaySpaces().size(), 3U);
    EXPECT_EQ(cameraSpaces().front().id, PipelineSettings{}.input);
    EXPECT_EQ(displaySpaces().front().id, PipelineSettings{}.output);
    for (const SpaceChoice& camera : cameraSpaces())
        for (const SpaceChoice& display : displaySpaces()) {
            const auto pipeline = make({.input = camera.id, .output = display.id});
            float last = -1.0F;
            for (float code = 0.1F; code < 0.95F; code += 0.05F) {
                const float luma = grade(*pipeline, {code, code, code})[1];
                EXPECT_GE(luma, last - 1e-4F) << camera.id << " " << display.id << " " << code;
                last = luma;
            }
            EXPECT_GT(last, 0.7F) << camera.id << " " << display.id;
            // The ACES tone scale ends a little above display white; displays clip it.
            EXPECT_LT(last, 1.05F) << camera.id << " " << display.id;
        }
}

TEST(Pipeline, GivesEachDisplayItsOwnCodeValues)
{
    const auto rec709 = grade(*make({.output = "rec709"}), {0.45F, 0.39F, 0.35F});
    const auto srgb = grade(*make({.output = "srgb"}), {0.45F, 0.39F, 0.35F});
    const auto p3 = grade(*make({.output = "p3-d65"}), {0.45F, 0.39F, 0.35F});
    // The same light: BT.1886 is a power of 2.4; sRGB is IEC 61966-2-1.
    for (std::size_t i = 0; i < 3; ++i) {
        const double light = std::pow(static_cast<double>(rec709[i]), 2.4);
        const double code = 1.055 * std::pow(light, 1.0 / 2.4) - 0.055;
        EXPECT_NEAR(static_cast<double>(srgb[i]), code, 1e-4);
    }
    // A Rec. 709 red is less saturated in P3 coordinates.
    EXPECT_LT(std::pow(p3[0], 2.6F) / std::pow(p3[2], 2.6F),
              std::pow(rec709[0], 2.4F) / std::pow(rec709[2], 2.4F));
}

TEST(Pipeline, RefusesUnknownSpacesAndNamesTheKnown)
{
    const auto input = Pipeline::create({.input = "film"});
    ASSERT_FALSE(input);
    EXPECT_EQ(input.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(input.error().message.find("arri-logc4"), std::string::npos);
    const auto output = Pipeline::create({.output = "Rec.709"});
    ASSERT_FALSE(output);
    EXPECT_EQ(output.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(output.error().message.find("p3-d65"), std::string::npos);
    // A display is no camera, although the library would take it.
    EXPECT_FALSE(Pipeline::create({.input = "rec709"}));
    EXPECT_FALSE(Pipeline::create({.input = ""}));
}

TEST(Pipeline, RefusesAColorDecisionOutOfRange)
{
    Cdl cdl;
    cdl.power[2] = 0.0;
    const auto pipeline = Pipeline::create({.cdl = cdl});
    ASSERT_FALSE(pipeline);
    EXPECT_EQ(pipeline.error().code, ErrorCode::InvalidArgument);
}

TEST(Pipeline, RefusesPixelsOfTheWrongSize)
{
    const auto pipeline = make({});
    image::RgbImage image{4, 2, std::vector<float>(23)};
    EXPECT_EQ(pipeline->apply(image).error().code, ErrorCode::InvalidArgument);
    image = {};
    EXPECT_EQ(pipeline->apply(image).error().code, ErrorCode::InvalidArgument);
    image = {-1, -1, std::vector<float>(3)};
    EXPECT_EQ(pipeline->apply(image).error().code, ErrorCode::InvalidArgument);
}

TEST(Pipeline, SurvivesSignalsThatAreNotNumbers)
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float inf = std::numeric_limits<float>::infinity();
    for (const SpaceChoice& camera : cameraSpaces())
        for (const CdlStyle style : {CdlStyle::Asc, CdlStyle::NoClamp}) {
            const auto pipeline = make({.input = camera.id, .cdl = kGrade, .style = style});
            image::RgbImage image{3, 1, {nan, inf, -inf, 1e30F, -1e30F, 0.0F, -2.0F, 3.0F, nan}};
            EXPECT_TRUE(pipeline->apply(image));
        }
}

TEST(Pipeline, RemembersItsSettings)
{
    const PipelineSettings settings{"arri-logc4", kGrade, CdlStyle::NoClamp, "srgb"};
    EXPECT_EQ(make(settings)->settings(), settings);
}

TEST(Bake, HoldsTheExactValuesAtItsGridPoints)
{
    const auto pipeline = make({.cdl = kGrade});
    const auto lut = pipeline->bake(17);
    ASSERT_TRUE(lut);
    EXPECT_EQ(lut->edge, 17);
    EXPECT_EQ(lut->title, "ARRI LogC3 EI 800 to Rec.709");
    ASSERT_EQ(lut->values.size(), 3U * 17 * 17 * 17);
    for (const auto& [r, g, b] : {std::array{0, 0, 0}, {16, 0, 0}, {3, 7, 11}, {8, 8, 8}}) {
        const auto code = [](int i) { return static_cast<float>(i) / 16.0F; };
        const auto exact = grade(*pipeline, {code(r), code(g), code(b)});
        const std::size_t index = 3 * static_cast<std::size_t>((b * 17 + g) * 17 + r);
        image::RgbImage through{1, 1, {code(r), code(g), code(b)}};
        ASSERT_TRUE(apply(*lut, through));
        for (std::size_t c = 0; c < 3; ++c) {
            EXPECT_EQ(lut->values[index + c], exact[c]);
            EXPECT_EQ(through.pixels[c], exact[c]);
        }
    }
}

TEST(Bake, StaysCloseToTheExactPictureNearNeutral)
{
    // OpenColorIO's own tetrahedral 33³ cube was measured at mean 0.0021 and maximum 0.030 on such
    // signals; the bound leaves room for another random sample.
    const auto pipeline = make({.cdl = kGrade});
    const auto lut = pipeline->bake(33);
    ASSERT_TRUE(lut);
    std::mt19937 random(1);
    std::uniform_real_distribution<float> code(0.0F, 1.0F);
    std::uniform_real_distribution<float> tint(-0.03F, 0.03F);
    image::RgbImage exact = image::makeRgbImage(200, 100).value();
    for (std::size_t i = 0; i < exact.pixels.size(); i += 3) {
        const float neutral = code(random);
        for (std::size_t c = 0; c < 3; ++c)
            exact.pixels[i + c] = std::clamp(neutral + tint(random), 0.0F, 1.0F);
    }
    image::RgbImage baked = exact;
    ASSERT_TRUE(pipeline->apply(exact));
    ASSERT_TRUE(apply(*lut, baked));

    double sum = 0.0;
    float worst = 0.0F;
    for (std::size_t i = 0; i < exact.pixels.size(); ++i) {
        const float error = std::abs(std::clamp(exact.pixels[i], 0.0F, 1.0F) -
                                     std::clamp(baked.pixels[i], 0.0F, 1.0F));
        sum += static_cast<double>(error);
        worst = std::max(worst, error);
    }
    const double mean = sum / static_cast<double>(exact.pixels.size());
    RecordProperty("mean", std::to_string(mean));
    RecordProperty("worst", std::to_string(worst));
    EXPECT_LE(mean, 0.003);
    EXPECT_LE(worst, 0.04F);
    EXPECT_GT(mean, 0.0);
}

TEST(Bake, RefusesEdgesOutsideItsLimits)
{
    const auto pipeline = make({});
    for (const int edge : {-1, 0, 1, 130})
        EXPECT_EQ(pipeline->bake(edge).error().code, ErrorCode::InvalidArgument) << edge;
    EXPECT_TRUE(pipeline->bake(2));
    EXPECT_TRUE(pipeline->bake(129));
}

TEST(GpuProgram, DefinesBothFunctionsAndNoProgramOfItsOwn)
{
    const auto program = make({})->gpuProgram();
    ASSERT_TRUE(program);
    EXPECT_NE(program->inputFunction, program->outputFunction);
    for (const std::string& name : {program->inputFunction, program->outputFunction})
        EXPECT_NE(program->source.find("vec4 " + name + "(vec4"), std::string::npos) << name;
    EXPECT_EQ(program->source.find("#version"), std::string::npos);
    EXPECT_EQ(program->source.find("void main"), std::string::npos);
    // The camera curve, the ACES output transform and the display are formulas in this library.
    EXPECT_TRUE(program->textures3d.empty());
    EXPECT_TRUE(program->textures2d.empty());
    EXPECT_EQ(program->source.find("sampler"), std::string::npos);
}

TEST(GpuProgram, IsTheSameForEveryColorDecision)
{
    const auto plain = make({})->gpuProgram();
    const auto graded = make({.cdl = kGrade})->gpuProgram();
    ASSERT_TRUE(plain && graded);
    EXPECT_EQ(plain->source, graded->source);
}

TEST(GpuProgram, BringsTheTablesOfCurvesThatHaveNoFormula)
{
    for (const SpaceChoice& camera : cameraSpaces()) {
        const auto program = make({.input = camera.id})->gpuProgram();
        ASSERT_TRUE(program) << camera.id;
        for (const auto& texture : program->textures2d) {
            EXPECT_NE(program->source.find(texture.sampler), std::string::npos) << camera.id;
            EXPECT_NE(program->source.find(texture.height == 1 ? "sampler1D " + texture.sampler
                                                               : "sampler2D " + texture.sampler),
                      std::string::npos)
                << camera.id;
            EXPECT_EQ(texture.values.size(),
                      static_cast<std::size_t>(texture.channels * texture.width * texture.height));
        }
        const bool canon = camera.id.starts_with("canon");
        EXPECT_EQ(program->textures2d.size(), canon ? 1U : 0U) << camera.id;
    }
}

} // namespace
} // namespace tailslate::color
