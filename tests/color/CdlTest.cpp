// SPDX-License-Identifier: Apache-2.0
#include "color/Cdl.h"

#include <gtest/gtest.h>
#include <OpenColorIO/OpenColorIO.h>

#include <cmath>
#include <limits>
#include <random>

namespace OCIO = OCIO_NAMESPACE;

namespace tailslate::color {
namespace {

using Rgb = std::array<double, 3>;

void expectNear(const Rgb& actual, const Rgb& expected, double tolerance)
{
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_NEAR(actual[i], expected[i], tolerance) << "channel " << i;
}

struct Vector {
    Cdl cdl;
    Rgb in;
    Rgb asc;
    Rgb noClamp;
};

const Cdl kMixed{{1.1, 1.0, 0.9}, {0.01, 0.0, -0.02}, {1.0, 0.95, 1.05}, 0.9};

// CDL_DATA_1 and CDL_DATA_2 of OpenColorIO's tests/cpu/ops/cdl/CDLOp_tests.cpp (v2.1.2), whose
// expected values come from an independent implementation of ASC CDL.
const Cdl kData1{{1.35, 1.1, 0.071}, {0.05, -0.23, 0.11}, {0.93, 0.81, 1.27}, 1.23};
const Cdl kData2{{1.15, 1.10, 0.9}, {0.05, 0.02, 0.07}, {1.2, 0.95, 1.13}, 0.87};

TEST(Cdl, MatchesTheWorkedExamples)
{
    // Computed with OpenColorIO 2.1.2's CDLTransform, lossless, printed to six decimals.
    const std::array<Vector, 6> vectors{{
        {{{1.2, 1.2, 1.2}, {}, {1, 1, 1}, 1}, {.5, .25, .9}, {.6, .3, 1}, {.6, .3, 1.08}},
        {{{1, 1, 1}, {-.1, -.1, -.1}, {1, 1, 1}, 1}, {.5, .05, .9}, {.4, 0, .8}, {.4, -.05, .8}},
        {{{1, 1, 1}, {}, {1.2, 1.2, 1.2}, 1},
         {.5, .25, .9},
         {.435275, .189465, .881233},
         {.435275, .189465, .881233}},
        {{{1, 1, 1}, {}, {1, 1, 1}, 0},
         {.5, .25, .9},
         {.350080, .350080, .350080},
         {.350080, .350080, .350080}},
        {kMixed,
         {.391007, .391007, .391007},
         {.437031, .409756, .323623},
         {.437031, .409756, .323623}},
        {kMixed, {.95, .02, .01}, {.922999, .044888, .022999}, {.973589, .045978, .014189}},
    }};
    for (const Vector& v : vectors) {
        expectNear(apply(v.cdl, CdlStyle::Asc, v.in), v.asc, 1e-6);
        expectNear(apply(v.cdl, CdlStyle::NoClamp, v.in), v.noClamp, 1e-6);
    }
}

TEST(Cdl, MatchesOpenColorIosIndependentVectors)
{
    const std::array<Vector, 6> vectors{{
        {kData1, {.3278, .01, 1}, {.609399, 0, .113130}, {.645424, -.260548, .149154}},
        {kData1, {.25, .5, .75}, {.422056, .401466, .035820}, {.422056, .401466, .035820}},
        {kData1, {1.25, 1.5, 1.75}, {1, 1, 0}, {1.753162, 1.331130, -.108181}},
        {kData1, {-.2, .5, 1.4}, {0, .421096, .101225}, {-.327485, .431854, .111983}},
        {kData1, {-.25, -.5, -.75}, {0, 0, .031735}, {-.211694, -.817469, .174100}},
        {kData1, {0, .8, .99}, {0, .746748, .018691}, {-.045094, .746748, .018691}},
    }};
    for (const Vector& v : vectors) {
        expectNear(apply(v.cdl, CdlStyle::Asc, v.in), v.asc, 1e-6);
        expectNear(apply(v.cdl, CdlStyle::NoClamp, v.in), v.noClamp, 1e-6);
    }
    const std::array<std::pair<Rgb, Rgb>, 3> second{{
        {{.65, .55, .20}, {.745644, .639197, .264149}},
        {{.41, .81, .39}, {.499594, .897554, .428591}},
        {{.25, .5, .75}, {.305035, .578779, .692558}},
    }};
    for (const auto& [in, out] : second)
        expectNear(apply(kData2, CdlStyle::Asc, in), out, 1e-6);
}

TEST(Cdl, AgreesWithOpenColorIoOverAWideRange)
{
    const auto config = OCIO::Config::CreateRaw();
    std::mt19937 random(7);
    std::uniform_real_distribution<float> wide(-0.5F, 2.0F);
    for (const Cdl& cdl : {Cdl{}, kMixed, kData1, kData2})
        for (const CdlStyle style : {CdlStyle::Asc, CdlStyle::NoClamp}) {
            const auto transform = OCIO::CDLTransform::Create();
            transform->setStyle(style == CdlStyle::Asc ? OCIO::CDL_ASC : OCIO::CDL_NO_CLAMP);
            transform->setSlope(cdl.slope.data());
            transform->setOffset(cdl.offset.data());
            transform->setPower(cdl.power.data());
            transform->setSat(cdl.saturation);
            const auto processor = config->getProcessor(transform)->getOptimizedCPUProcessor(
                OCIO::OPTIMIZATION_LOSSLESS);
            for (int i = 0; i < 200; ++i) {
                std::array<float, 3> pixel{wide(random), wide(random), wide(random)};
                const Rgb in{pixel[0], pixel[1], pixel[2]};
                processor->applyRGB(pixel.data());
                // Single precision with a polynomial power: OpenColorIO's own tests allow 2e-5.
                expectNear(apply(cdl, style, in), {pixel[0], pixel[1], pixel[2]}, 2e-5);
            }
        }
}

TEST(Cdl, ChangesNothingByDefault)
{
    const Rgb inside{0.1, 0.5, 0.9};
    expectNear(apply({}, CdlStyle::Asc, inside), inside, 1e-15);
    const Rgb outside{-0.1, 1.5, 0.9};
    expectNear(apply({}, CdlStyle::NoClamp, outside), outside, 1e-15);
    expectNear(apply({}, CdlStyle::Asc, outside), {0.0, 1.0, 0.9}, 1e-15);
}

TEST(Cdl, TurnsNanIntoZeroAndNeverMakesOne)
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double inf = std::numeric_limits<double>::infinity();
    const Cdl offset{{1, 1, 1}, {.25, .25, .25}, {1, 1, 1}, 1};
    for (const CdlStyle style : {CdlStyle::Asc, CdlStyle::NoClamp}) {
        expectNear(apply(offset, style, {nan, 0.25, 0.5}), {0.0, 0.5, 0.75}, 1e-12);
        for (const Rgb& in : {Rgb{inf, 0.5, 0.5}, Rgb{inf, -inf, 0.5}, Rgb{nan, inf, -inf}})
            for (const double value : apply({{0, 1, 1}, {}, {2, 2, 2}, 0.5}, style, in))
                EXPECT_FALSE(std::isnan(value));
    }
}

TEST(Cdl, NamesTheFirstValueOutOfRange)
{
    EXPECT_TRUE(validate({}));
    EXPECT_TRUE(validate({{0, 0, 0}, {-5, 5, 0}, {1e-3, 9, 1}, 0}));

    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double inf = std::numeric_limits<double>::infinity();
    const auto refuses = [](const Cdl& cdl, const std::string& words) {
        const auto result = validate(cdl);
        ASSERT_FALSE(result) << words;
        EXPECT_EQ(result.error().code, ErrorCode::InvalidArgument);
        EXPECT_NE(result.error().message.find(words), std::string::npos) << result.error().message;
    };
    refuses({{1, -0.1, 1}, {}, {1, 1, 1}, 1}, "green slope");
    refuses({{nan, 1, 1}, {}, {1, 1, 1}, 1}, "red slope");
    refuses({{1, 1, 1}, {0, 0, inf}, {1, 1, 1}, 1}, "blue offset");
    refuses({{1, 1, 1}, {}, {0, 1, 1}, 1}, "red power");
    refuses({{1, 1, 1}, {}, {1, 1, inf}, 1}, "blue power");
    refuses({{1, 1, 1}, {}, {1, 1, 1}, -1}, "saturation");
}

} // namespace
} // namespace tailslate::color
