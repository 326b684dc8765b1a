// SPDX-License-Identifier: Apache-2.0
#include "app/LimitFinder.h"

#include <gtest/gtest.h>

namespace tailslate::app {
namespace {

using std::chrono::milliseconds;

class LimitFinderTest : public testing::Test {
protected:
    LimitFinderTest()
    {
        monitor.setDeviceNames({"Card reader (sdc)", "md5", {"RAID (sda)", "Shuttle (sdb)"}});
        EXPECT_EQ(finder.look(monitor, now), ""); // Nothing to compare with yet.
    }

    /// A second later.
    std::string look() { return finder.look(monitor, now += std::chrono::seconds(1)); }

    OffloadMonitor monitor{2};
    LimitFinder finder;
    LimitFinder::Moment now{std::chrono::hours(1)};
};

TEST_F(LimitFinderTest, NamesTheStageThatWasBusyForMostOfTheTime)
{
    offload::Lanes& lanes = monitor.lanes();
    lanes[0].writing.add(milliseconds(500));
    lanes[1].writing.add(milliseconds(900));
    EXPECT_EQ(look(), "Shuttle (sdb), writing");
    lanes[0].readingBack.add(milliseconds(800));
    lanes[1].writing.add(milliseconds(700));
    EXPECT_EQ(look(), "RAID (sda), reading back");
    lanes.hashing.add(milliseconds(950));
    EXPECT_EQ(look(), "hashing with md5");
    lanes.readingCard.add(milliseconds(990));
    EXPECT_EQ(look(), "Card reader (sdc), reading the card");
}

TEST_F(LimitFinderTest, NamesNothingWhenNothingWasBusyForAThirdOfTheTime)
{
    monitor.lanes()[0].writing.add(milliseconds(300));
    EXPECT_EQ(look(), "");
    monitor.lanes()[0].writing.add(milliseconds(340));
    EXPECT_EQ(look(), "RAID (sda), writing");
    EXPECT_EQ(look(), "");
}

} // namespace
} // namespace tailslate::app
