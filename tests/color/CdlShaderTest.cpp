// SPDX-License-Identifier: Apache-2.0
#include "color/CdlShader.h"

#include <gtest/gtest.h>

namespace tailslate::color {
namespace {

// What the functions compute is tested against apply() where there is a GPU context.

TEST(CdlShader, HasTheAgreedFunctionAndNothingThatClashesWithTheViewer)
{
    for (const CdlStyle style : {CdlStyle::Asc, CdlStyle::NoClamp}) {
        const std::string source = cdlShaderSource(style);
        EXPECT_NE(source.find("vec3 tailslateCdl(vec3 rgb, vec3 slope, vec3 offset, vec3 power, "
                              "float saturation)"),
                  std::string::npos);
        for (const char* word : {"#version", "main", "uniform"})
            EXPECT_EQ(source.find(word), std::string::npos) << word;
    }
}

TEST(CdlShader, DiffersBetweenTheStyles)
{
    EXPECT_NE(cdlShaderSource(CdlStyle::Asc), cdlShaderSource(CdlStyle::NoClamp));
}

} // namespace
} // namespace tailslate::color
