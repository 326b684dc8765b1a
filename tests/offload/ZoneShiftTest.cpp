// SPDX-License-Identifier: Apache-2.0
#include "offload/ZoneShift.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tailslate::offload {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::minutes kNone{0};

/// A card's file; its time counted from some day.
media::CardFile file(const std::string& path, std::chrono::seconds time, std::uint64_t size = 100)
{
    return {.path = path, .size = size, .modified = TimePoint(480'000h + time), .permissions = 0};
}

media::Card cardWith(std::vector<media::CardFile> files)
{
    media::Card card;
    card.files = std::move(files);
    return card;
}

const std::vector<media::CardFile> kThen{file("A", 10s), file("B", 20s), file("C", 30s)};

/// The files of then with these times added.
media::Card later(std::chrono::seconds a, std::chrono::seconds b, std::chrono::seconds c)
{
    return cardWith({file("A", 10s + a), file("B", 20s + b), file("C", 30s + c)});
}

TEST(ZoneShift, IsWhatAllTimesHaveInCommon)
{
    EXPECT_EQ(zoneShift(kThen, later(1h, 1h, 1h)), 60min);
    EXPECT_EQ(zoneShift(kThen, later(-45min, -45min, -45min)), -45min);
    EXPECT_EQ(zoneShift(kThen, later(26h, 26h, 26h)), 26h);
}

TEST(ZoneShift, IsNoneWhereTimesAreAsTheyWere)
{
    EXPECT_EQ(zoneShift(kThen, later(0s, 0s, 0s)), kNone);
}

TEST(ZoneShift, IsNoneWhereNoTimeZoneIsSoFarAway)
{
    EXPECT_EQ(zoneShift(kThen, later(1s, 1s, 1s)), kNone);
    EXPECT_EQ(zoneShift(kThen, later(20min, 20min, 20min)), kNone);
    EXPECT_EQ(zoneShift(kThen, later(26h + 15min, 26h + 15min, 26h + 15min)), kNone);
    EXPECT_EQ(zoneShift(kThen, later(-27h, -27h, -27h)), kNone);
}

TEST(ZoneShift, IsNoneWhereOneFileStandsApart)
{
    EXPECT_EQ(zoneShift(kThen, later(1h, 1h, 2h)), kNone);
    EXPECT_EQ(zoneShift(kThen, later(1h, 1h, 0h)), kNone);
    EXPECT_EQ(zoneShift(kThen, cardWith({file("A", 1h + 10s), file("B", 1h + 20s)})), kNone);
    EXPECT_EQ(zoneShift(kThen, cardWith({file("A", 1h + 10s), file("B", 1h + 20s),
                                         file("C", 1h + 30s, 101)})),
              kNone);
}

TEST(ZoneShift, FilesThatAreNewSayNothingAgainstIt)
{
    EXPECT_EQ(zoneShift(kThen, cardWith({file("A", 1h + 10s), file("A2", 9s), file("B", 1h + 20s),
                                         file("C", 1h + 30s), file("D", 77s)})),
              60min);
}

TEST(ZoneShift, OneFileIsNotEnough)
{
    EXPECT_EQ(zoneShift(std::vector{file("A", 10s)}, cardWith({file("A", 1h + 10s)})), kNone);
    EXPECT_EQ(zoneShift({}, cardWith({file("A", 1h)})), kNone);
}

TEST(ZoneShift, IsSaidInHoursAndMinutes)
{
    EXPECT_EQ(shiftWords(60min), "1 h later");
    EXPECT_EQ(shiftWords(-330min), "5 h 30 min earlier");
    EXPECT_EQ(shiftWords(15min), "15 min later");
}

} // namespace
} // namespace tailslate::offload
