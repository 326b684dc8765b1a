// SPDX-License-Identifier: Apache-2.0
#include "base/Clock.h"

#include <gtest/gtest.h>

namespace tailslate {
namespace {

using namespace std::chrono_literals;

TimePoint atSecond(std::int64_t unixSeconds)
{
    return TimePoint(std::chrono::seconds(unixSeconds));
}

void expectReads(std::string_view text, TimePoint expected)
{
    const auto time = fromIso8601(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(*time, expected) << text;
}

TEST(Clock, ReadsAndWritesKnownMoments)
{
    // GNU date: date -u -d '2026-11-21 03:06:06' +%s, and so on.
    const std::pair<std::string_view, std::int64_t> cases[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2026-11-21T03:06:06Z", 1'795'230'366},
        {"2000-02-29T12:00:00Z", 951'825'600},
        {"1969-12-31T23:59:59Z", -1},
        {"1900-03-01T00:00:00Z", -2'203'891'200},
        {"0001-01-01T00:00:00Z", -62'135'596'800},
        {"9999-12-31T23:59:59Z", 253'402'300'799},
    };
    for (const auto& [text, seconds] : cases) {
        expectReads(text, atSecond(seconds));
        EXPECT_EQ(toIso8601(atSecond(seconds)), text);
    }
}

TEST(Clock, KnowsWhichYearsHaveALeapDay)
{
    for (const char* text :
         {"2024-02-29T00:00:00Z", "2000-02-29T00:00:00Z", "1600-02-29T00:00:00Z"})
        EXPECT_TRUE(fromIso8601(text)) << text;
    for (const char* text : {"2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2100-02-29T00:00:00Z",
                             "2024-02-30T00:00:00Z", "2024-04-31T00:00:00Z"})
        EXPECT_FALSE(fromIso8601(text)) << text;
    EXPECT_EQ(*fromIso8601("2024-03-01T00:00:00Z") - *fromIso8601("2024-02-28T00:00:00Z"), 48h);
    EXPECT_EQ(*fromIso8601("2023-03-01T00:00:00Z") - *fromIso8601("2023-02-28T00:00:00Z"), 24h);
}

TEST(Clock, TakesOffsetsOff)
{
    const TimePoint noon = fromIso8601("2026-11-21T12:00:00Z").value();
    expectReads("2026-11-21T12:00:00", noon);
    expectReads("2026-11-21T12:00:00+00:00", noon);
    expectReads("2026-11-21T12:00:00-00:00", noon);
    expectReads("2026-11-21T13:00:00+01:00", noon);
    expectReads("2026-11-21T06:30:00-05:30", noon);
    // Across midnight and across the year.
    expectReads("2026-11-22T01:45:00+13:45", noon);
    expectReads("2026-12-31T23:00:00-02:00", fromIso8601("2027-01-01T01:00:00Z").value());
}

TEST(Clock, KeepsMicrosecondsAndCutsWhatIsFiner)
{
    const TimePoint second = atSecond(1'795'230'366);
    expectReads("2026-11-21T03:06:06.5Z", second + 500ms);
    expectReads("2026-11-21T03:06:06.000001+00:00", second + 1us);
    expectReads("2026-11-21T03:06:06.123456789Z", second + 123'456us);
    expectReads("2026-11-21T03:06:06." + std::string(100, '9') + "Z", second + 999'999us);
    EXPECT_EQ(toIso8601Micros(second + 42us), "2026-11-21T03:06:06.000042Z");
    EXPECT_EQ(toIso8601Micros(second), "2026-11-21T03:06:06.000000Z");
}

TEST(Clock, WritesTheSecondThatHasBegunAlsoBefore1970)
{
    EXPECT_EQ(toIso8601(atSecond(0) + 999'999us), "1970-01-01T00:00:00Z");
    EXPECT_EQ(toIso8601(atSecond(0) - 1us), "1969-12-31T23:59:59Z");
    EXPECT_EQ(toIso8601Micros(atSecond(0) - 1us), "1969-12-31T23:59:59.999999Z");
}

TEST(Clock, RefusesWhatIsNoDateAndTime)
{
    for (const char* text : {"",
                             "2026",
                             "2026-11-21",
                             "2026-11-21 03:06:06Z",
                             "2026-11-21T03:06Z",
                             "2026-11-21T03:06:06z",
                             "2026-11-21T24:00:00Z",
                             "2026-11-21T03:60:00Z",
                             "2026-11-21T03:06:60Z",
                             "2026-13-01T00:00:00Z",
                             "2026-00-01T00:00:00Z",
                             "2026-01-00T00:00:00Z",
                             "2026-11-21T03:06:06.Z",
                             "2026-11-21T03:06:06,5Z",
                             "2026-11-21T03:06:06+1:00",
                             "2026-11-21T03:06:06+0100",
                             "2026-11-21T03:06:06+15:00",
                             "2026-11-21T03:06:06+01:60",
                             "2026-11-21T03:06:06+",
                             "2026-11-21T03:06:06ZZ",
                             " 2026-11-21T03:06:06Z",
                             "2026-11-21T03:06:06Z ",
                             "-026-11-21T03:06:06Z",
                             "2026--1-21T03:06:06Z",
                             "2026-11-21T+3:06:06Z",
                             "26-11-21T03:06:06Z"}) {
        const auto time = fromIso8601(text);
        ASSERT_FALSE(time) << text;
        EXPECT_EQ(time.error().code, ErrorCode::BadFormat);
    }
}

} // namespace
} // namespace tailslate
