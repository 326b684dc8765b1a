// SPDX-License-Identifier: Apache-2.0
#include "timing/FrameRate.h"

#include <gtest/gtest.h>

#include <limits>

namespace tailslate::timing {
namespace {

FrameRate ratio(std::int64_t numerator, std::int64_t denominator)
{
    return FrameRate::create(numerator, denominator).value();
}

TEST(FrameRate, RefusesWhatIsNotARate)
{
    constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();
    for (const auto& [numerator, denominator] : {std::pair<std::int64_t, std::int64_t>{0, 1},
                                                 {24, 0},
                                                 {-24, 1},
                                                 {24, -1},
                                                 {-24, -1},
                                                 {1001, 1},
                                                 {1000001, 1000},
                                                 {kLargest, 1},
                                                 {std::numeric_limits<std::int64_t>::min(), 1}}) {
        const auto refused = FrameRate::create(numerator, denominator);
        ASSERT_FALSE(refused) << numerator << "/" << denominator;
        EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    }
    EXPECT_TRUE(FrameRate::create(1000, 1));
    EXPECT_TRUE(FrameRate::create(kLargest, kLargest));
}

TEST(FrameRate, IsHeldInLowestTerms)
{
    EXPECT_EQ(ratio(48, 2), ratio(24, 1));
    EXPECT_EQ(ratio(24000, 1001).ratio().numerator(), 24000);
    EXPECT_EQ(ratio(24000, 1001).ratio().denominator(), 1001);
    EXPECT_EQ(FrameRate(), ratio(24, 1));
}

TEST(FrameRate, CountsTimecodeInWholeNumbers)
{
    EXPECT_EQ(ratio(24000, 1001).timecodeBase(), 24);
    EXPECT_EQ(ratio(25, 1).timecodeBase(), 25);
    EXPECT_EQ(ratio(30000, 1001).timecodeBase(), 30);
    EXPECT_EQ(ratio(120000, 1001).timecodeBase(), 120);
    EXPECT_EQ(ratio(25, 2).timecodeBase(), 13);
    EXPECT_EQ(ratio(1, 10).timecodeBase(), 1); // Never 0: timecode divides by it.
    constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();
    EXPECT_EQ(ratio(kLargest, kLargest / 2).timecodeBase(), 2);
}

TEST(FrameRate, DropsLabelsOnlyAt2997And5994)
{
    EXPECT_TRUE(ratio(30000, 1001).allowsDropFrame());
    EXPECT_TRUE(ratio(60000, 1001).allowsDropFrame());
    EXPECT_FALSE(ratio(24000, 1001).allowsDropFrame());
    EXPECT_FALSE(ratio(30, 1).allowsDropFrame());
    EXPECT_FALSE(ratio(60, 1).allowsDropFrame());
    EXPECT_FALSE(ratio(2997, 100).allowsDropFrame());
}

TEST(FrameRate, IsWrittenAsPeopleWriteIt)
{
    EXPECT_EQ(ratio(24, 1).toString(), "24");
    EXPECT_EQ(ratio(24000, 1001).toString(), "23.976");
    EXPECT_EQ(ratio(30000, 1001).toString(), "29.97");
    EXPECT_EQ(ratio(60000, 1001).toString(), "59.94");
    EXPECT_EQ(ratio(48000, 1001).toString(), "47.952");
    EXPECT_EQ(ratio(25, 2).toString(), "12.5");
    EXPECT_EQ(ratio(1000, 1).toString(), "1000");
}

} // namespace
} // namespace tailslate::timing
