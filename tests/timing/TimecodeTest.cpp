// SPDX-License-Identifier: Apache-2.0
#include "timing/Timecode.h"

#include <gtest/gtest.h>

#include <limits>

namespace tailslate::timing {
namespace {

FrameRate rate(std::int64_t numerator, std::int64_t denominator = 1)
{
    return FrameRate::create(numerator, denominator).value();
}

const FrameRate k24;
const FrameRate k2997 = rate(30000, 1001);
const FrameRate k5994 = rate(60000, 1001);

std::string label(std::int64_t frames, FrameRate frameRate, DropFrame drop)
{
    return Timecode::fromFrames(frames, frameRate, drop).value().toString();
}

TEST(Timecode, ReadsAndWritesNonDropLabels)
{
    const auto ten = Timecode::parse("10:00:00:00", k24);
    ASSERT_TRUE(ten);
    EXPECT_EQ(ten->frames(), 864000);
    EXPECT_EQ(ten->drop(), DropFrame::No);
    EXPECT_EQ(ten->toString(), "10:00:00:00");
    EXPECT_EQ(Timecode().toString(), "00:00:00:00");

    // 23.976 counts 24 labels a second, like 24.
    EXPECT_EQ(Timecode::parse("01:02:03:23", rate(24000, 1001))->frames(),
              (3600 + 2 * 60 + 3) * 24 + 23);
}

// SMPTE ST 12-1 drops labels 00 and 01 of every minute that is not a multiple of ten. The counts of
// one minute, ten minutes, an hour and a day at 29.97 are the well-known 1800, 17982, 107892 and
// 2589408; 59.94 counts twice as many.
TEST(Timecode, FollowsTheDropFrameRuleAt2997)
{
    const std::pair<const char*, std::int64_t> vectors[] = {
        {"00:00:00;00", 0},      {"00:00:59;29", 1799},    {"00:01:00;02", 1800},
        {"00:01:59;29", 3597},   {"00:02:00;02", 3598},    {"00:09:59;29", 17981},
        {"00:10:00;00", 17982},  {"00:10:59;29", 19781},   {"00:11:00;02", 19782},
        {"01:00:00;00", 107892}, {"10:00:00;00", 1078920}, {"23:59:59;29", 2589407},
    };
    for (const auto& [text, frames] : vectors) {
        const auto timecode = Timecode::parse(text, k2997);
        ASSERT_TRUE(timecode) << text;
        EXPECT_EQ(timecode->frames(), frames) << text;
        EXPECT_EQ(timecode->drop(), DropFrame::Yes);
        EXPECT_EQ(label(frames, k2997, DropFrame::Yes), text);
    }
}

TEST(Timecode, FollowsTheDropFrameRuleAt5994)
{
    const std::pair<const char*, std::int64_t> vectors[] = {
        {"00:00:59;59", 3599},   {"00:01:00;04", 3600},    {"00:10:00;00", 35964},
        {"01:00:00;00", 215784}, {"23:59:59;59", 5178815},
    };
    for (const auto& [text, frames] : vectors) {
        const auto timecode = Timecode::parse(text, k5994);
        ASSERT_TRUE(timecode) << text;
        EXPECT_EQ(timecode->frames(), frames) << text;
        EXPECT_EQ(label(frames, k5994, DropFrame::Yes), text);
    }
}

TEST(Timecode, EveryDropFrameLabelOfAnHourReadsBackAsItself)
{
    for (std::int64_t frames = 0; frames < 107892; ++frames) {
        const auto there = Timecode::fromFrames(frames, k2997, DropFrame::Yes);
        const auto back = Timecode::parse(there->toString(), k2997);
        ASSERT_TRUE(back) << there->toString();
        ASSERT_EQ(back->frames(), frames) << there->toString();
    }
}

TEST(Timecode, RefusesLabelsThatDropFrameSkips)
{
    for (const char* text : {"00:01:00;00", "00:01:00;01", "00:59:00;01", "13:07:00;00"}) {
        const auto refused = Timecode::parse(text, k2997);
        ASSERT_FALSE(refused) << text;
        EXPECT_EQ(refused.error().code, ErrorCode::BadFormat);
    }
    EXPECT_FALSE(Timecode::parse("00:01:00;03", k5994));
    EXPECT_TRUE(Timecode::parse("00:20:00;00", k2997));
    EXPECT_TRUE(Timecode::parse("00:01:00:00", k2997)); // Non-drop skips nothing.
}

TEST(Timecode, RefusesTextThatIsNoTimecode)
{
    for (const char* text :
         {"", "10:00:00", "10:00:00:", "1:00:00:00", "10:00:00:0", "10-00-00-00", "10:00:00:0x",
          "+1:00:00:00", "10:00:00:00 ", "10:00:00:0000", "24:00:00:00", "00:60:00:00",
          "00:00:60:00", "00:00:00:24", "00:00:00:024", "-1:00:00:00", "１０:00:00"}) {
        const auto refused = Timecode::parse(text, k24);
        ASSERT_FALSE(refused) << text;
        EXPECT_EQ(refused.error().code, ErrorCode::BadFormat) << text;
    }
}

TEST(Timecode, TakesASemicolonOrAFullStopForDropFrame)
{
    EXPECT_EQ(*Timecode::parse("01:00:00.00", k2997), *Timecode::parse("01:00:00;00", k2997));
    EXPECT_NE(*Timecode::parse("01:00:00:00", k2997), *Timecode::parse("01:00:00;00", k2997));
}

TEST(Timecode, HasNoDropFrameAtOtherRates)
{
    const auto refused = Timecode::fromFrames(0, k24, DropFrame::Yes);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    const auto text = Timecode::parse("01:00:00;00", rate(25));
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().code, ErrorCode::BadFormat);
}

TEST(Timecode, WrapsAtMidnight)
{
    const auto last = Timecode::parse("23:59:59:23", k24);
    EXPECT_EQ(last->advancedBy(1).toString(), "00:00:00:00");
    EXPECT_EQ(last->advancedBy(1).advancedBy(-1), *last);
    EXPECT_EQ(label(-1, k24, DropFrame::No), "23:59:59:23");
    EXPECT_EQ(label(24 * 86400 + 5, k24, DropFrame::No), "00:00:00:05");
    EXPECT_EQ(label(-1, k2997, DropFrame::Yes), "23:59:59;29");
    EXPECT_EQ(label(2589408, k2997, DropFrame::Yes), "00:00:00;00");
    // Any count is safe.
    EXPECT_EQ(last->advancedBy(std::numeric_limits<std::int64_t>::max()).frames(),
              (24 * 86400 - 1 + std::numeric_limits<std::int64_t>::max() % (24 * 86400)) %
                  (24 * 86400));
    EXPECT_GE(last->advancedBy(std::numeric_limits<std::int64_t>::min()).frames(), 0);
    EXPECT_GE(Timecode::fromFrames(std::numeric_limits<std::int64_t>::min(), k24, DropFrame::No)
                  ->frames(),
              0);
}

TEST(Timecode, UsesThreeFrameDigitsAboveOneHundredFramesPerSecond)
{
    EXPECT_EQ(label(119, rate(120), DropFrame::No), "00:00:00:119");
    EXPECT_EQ(Timecode::parse("00:00:01:005", rate(120))->frames(), 125);
    EXPECT_EQ(Timecode::parse("00:00:01:05", rate(120))->frames(), 125);
    EXPECT_EQ(label(99, rate(100), DropFrame::No), "00:00:00:99");
}

TEST(Timecode, ReadsLabelsThatFramesShare)
{
    const auto shared = [](const char* text, FrameRate rate, std::int64_t frames) {
        const auto timecode = Timecode::parseShared(text, rate, frames);
        return timecode ? timecode->toString() : timecode.error().message;
    };
    // SMPTE ST 12-1, section 12: a pair of frames has one label.
    EXPECT_EQ(shared("10:00:00:24", rate(50), 2), "10:00:00:48");
    EXPECT_EQ(shared("10:00:00:23", rate(48000, 1001), 2), "10:00:00:46");
    EXPECT_EQ(shared("03:41:54;08", rate(60000, 1001), 2), "03:41:54;16");
    EXPECT_EQ(shared("00:01:00;02", rate(60000, 1001), 2), "00:01:00;04");
    EXPECT_EQ(shared("23:59:59:29", rate(60), 2), "23:59:59:58");
    EXPECT_EQ(shared("10:00:00:12", rate(24), 1), "10:00:00:12");
    EXPECT_EQ(shared("10:00:00:02", rate(120), 4), "10:00:00:008");
    // No such label, no such division, no drop frame at this rate.
    EXPECT_FALSE(Timecode::parseShared("10:00:00:25", rate(50), 2));
    EXPECT_FALSE(Timecode::parseShared("00:01:00;01", rate(60000, 1001), 2));
    EXPECT_FALSE(Timecode::parseShared("10:00:00:00", rate(25), 2));
    EXPECT_FALSE(Timecode::parseShared("10:00:00:00", rate(50), 0));
    EXPECT_FALSE(Timecode::parseShared("10:00:00;00", rate(120000, 1001), 4));
}

TEST(Timecode, WorksAtRatesBelowOneFramePerSecond)
{
    EXPECT_EQ(label(61, rate(1, 10), DropFrame::No), "00:01:01:00");
}

} // namespace
} // namespace tailslate::timing
