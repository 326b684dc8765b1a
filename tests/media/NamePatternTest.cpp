// SPDX-License-Identifier: Apache-2.0
#include "media/detail/NamePattern.h"

#include <gtest/gtest.h>

#include <string>

namespace tailslate::media::detail {
namespace {

TEST(NamePattern, MatchesSetsCountsAndGroupsInEitherCase)
{
    constexpr NamePattern pattern{"([A-Z]\\d{3})[CD]\\d{2,4}_(x)"};

    const auto match = pattern.match("a001d0123_X");
    ASSERT_TRUE(match);
    EXPECT_EQ(match->groups[0], "a001");
    EXPECT_EQ(match->groups[1], "X");

    EXPECT_FALSE(pattern.match("A001E012_x"));
    EXPECT_FALSE(pattern.match("A001C1_x"));
    EXPECT_FALSE(pattern.match("A001C12345_x"));
    EXPECT_FALSE(pattern.match("A001C012_xy"));
    EXPECT_FALSE(pattern.match("A001C012_"));
    EXPECT_FALSE(pattern.match(""));
}

TEST(NamePattern, MatchesTheLongestStartThatLeavesTheRestAChance)
{
    constexpr NamePattern pattern{"(\\d{1,3})(\\d{2})"};

    const auto match = pattern.matchStart("1234.mov");
    ASSERT_TRUE(match);
    EXPECT_EQ(match->text, "1234");
    EXPECT_EQ(match->groups[0], "12"); // Three digits would leave one for the second group.
    EXPECT_EQ(match->groups[1], "34");
}

TEST(NamePattern, TakesADotForADotAndNoByteBeyondAsciiForALetter)
{
    constexpr NamePattern pattern{"[A-Z].r3d"};

    EXPECT_TRUE(pattern.match("a.R3D"));
    EXPECT_FALSE(pattern.match("axR3D"));
    EXPECT_FALSE(pattern.match("\xC3.R3D"));
}

} // namespace
} // namespace tailslate::media::detail
