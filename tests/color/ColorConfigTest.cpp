// SPDX-License-Identifier: Apache-2.0
#include "color/detail/ColorConfig.h"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <sstream>
#include <string>

namespace OCIO = OCIO_NAMESPACE;

namespace tailslate::color {
namespace {

std::array<float, 3> convert(const char* from, const char* to, std::array<float, 3> rgb)
{
    const auto processor =
        detail::makeColorConfig()->getProcessor(from, to)->getOptimizedCPUProcessor(
            OCIO::OPTIMIZATION_LOSSLESS);
    processor->applyRGB(rgb.data());
    return rgb;
}

struct SpaceVector {
    const char* space;
    std::array<float, 3> aces;
};

TEST(ColorConfig, GivesTheValuesOfTheBuiltinsItNames)
{
    // ACES2065-1 of code values 0.5 0.4 0.3: OpenColorIO v2.1.2,
    // tests/cpu/transforms/BuiltinTransform_tests.cpp, tolerance as there.
    const std::array<SpaceVector, 5> vectors{{
        {"arri-logc3-ei800", {0.401621427766F, 0.236455447604F, 0.064830001192F}},
        {"sony-slog3-sgamut3", {0.342259707137F, 0.172043362337F, 0.057188031769F}},
        {"red-log3g10", {0.887988237100F, 0.416932247547F, -0.025442210717F}},
        {"panasonic-vlog", {0.306918773245F, 0.148128050597F, 0.046334439047F}},
        {"canon-clog2", {0.408435767126F, 0.197486903378F, 0.034204558318F}},
    }};
    for (const SpaceVector& v : vectors) {
        const auto aces = convert(v.space, "ACES2065-1", {0.5F, 0.4F, 0.3F});
        for (std::size_t i = 0; i < 3; ++i)
            EXPECT_NEAR(aces[i], v.aces[i], 1e-6F) << v.space;
    }
}

TEST(ColorConfig, DecodesGrayAtTheCodeValueEachMakerPublishes)
{
    struct Gray {
        const char* space;
        float code;
        float tolerance;
    };

    // Code values of 18 % gray: the makers' white papers as computed by colour-science 0.4. Canon
    // counts reflectance in units of 0.9 in one of its versions and the library has its curves as
    // tables, hence the wider tolerance there.
    const std::array<Gray, 9> grays{{
        {"arri-logc3-ei800", 0.391006832034084F, 1e-4F},
        {"arri-logc4", 0.278395836548265F, 1e-5F},
        {"sony-slog3-sgamut3", 0.410557184750733F, 1e-4F},
        {"sony-slog3-sgamut3cine", 0.410557184750733F, 1e-4F},
        {"sony-venice-sgamut3", 0.410557184750733F, 1e-4F},
        {"sony-venice-sgamut3cine", 0.410557184750733F, 1e-4F},
        {"red-log3g10", 0.333332912025992F, 1e-4F},
        {"canon-clog2", 0.398254692561492F, 1e-3F},
        {"panasonic-vlog", 0.423311448760136F, 1e-4F},
    }};
    for (const Gray& gray : grays) {
        const auto aces = convert(gray.space, "ACES2065-1", {gray.code, gray.code, gray.code});
        for (const float value : aces)
            EXPECT_NEAR(value, 0.18F, gray.tolerance) << gray.space;
    }
    const auto clog3 =
        convert("canon-clog3", "ACES2065-1", {0.343389370F, 0.343389370F, 0.343389370F});
    EXPECT_NEAR(clog3[1], 0.18F, 1e-3F);
}

TEST(ColorConfig, FollowsTheLogC4Specification)
{
    // Codes of linear 0, 0.18 and 1: colour-science, test_arri.py of LogC4. Neutral codes keep
    // their luminance because the rows of the matrix sum to one.
    const std::array<std::pair<float, float>, 3> points{{
        {0.092864125122190F, 0.0F},
        {0.278395836548265F, 0.18F},
        {0.427519364835306F, 1.0F},
    }};
    for (const auto& [code, linear] : points)
        EXPECT_NEAR(convert("arri-logc4", "ACES2065-1", {code, code, code})[1], linear,
                    2e-6F + 2e-6F * linear);

    // By the specification's own decode, in double: E = (2^(14 (E' - c) / b + 6) - 64) / a, then
    // the AWG4 to AP0 matrix with CAT02.
    const auto aces = convert("arri-logc4", "ACES2065-1", {0.5F, 0.4F, 0.3F});
    const std::array<double, 3> linear{2.2049630828737, 0.7376749034404, 0.2342553067903};
    const std::array<double, 3> expected{
        0.7509573628 * linear[0] + 0.1444227867 * linear[1] + 0.1046198505 * linear[2],
        0.0008218371 * linear[0] + 1.0073975849 * linear[1] - 0.0082194220 * linear[2],
        -0.0004999521 * linear[0] - 0.0008541772 * linear[1] + 1.0013541294 * linear[2]};
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_NEAR(static_cast<double>(aces[i]), expected[i], 1e-5);
}

TEST(ColorConfig, IsValidAndSurvivesBeingWrittenAndRead)
{
    const auto config = detail::makeColorConfig();
    EXPECT_NO_THROW(config->validate());
    EXPECT_EQ(config->getMajorVersion(), 2U);
    EXPECT_EQ(config->getMinorVersion(), 1U);

    std::stringstream text;
    config->serialize(text);
    const auto again = OCIO::Config::CreateFromStream(text);
    EXPECT_NO_THROW(again->validate());
    EXPECT_EQ(again->getNumColorSpaces(), config->getNumColorSpaces());
}

TEST(ColorConfig, OffersEveryTableRowOnce)
{
    const auto config = detail::makeColorConfig();
    std::set<std::string> ids;
    for (const SpaceChoice& camera : detail::cameraChoices()) {
        EXPECT_TRUE(ids.insert(camera.id).second) << camera.id;
        EXPECT_TRUE(config->getColorSpace(camera.id.c_str())) << camera.id;
        EXPECT_FALSE(camera.name.empty());
    }
    EXPECT_EQ(ids.size(), 10U);
    EXPECT_EQ(config->getNumDisplays(), 3);
    for (const SpaceChoice& display : detail::displayChoices()) {
        EXPECT_TRUE(ids.insert(display.id).second) << display.id;
        EXPECT_STREQ(config->getDefaultView(display.id.c_str()), detail::kView);
    }
}

} // namespace
} // namespace tailslate::color
