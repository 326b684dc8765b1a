// SPDX-License-Identifier: Apache-2.0
#include "Listing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tailslate::media::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Generic, TakesEachMediaFileForAClipAndTheRestForSidecars)
{
    const Listing card =
        makeListing({"DCIM/100/GX010042.MP4", "DCIM/100/GX010042.THM", "DCIM/100/gx010042.lrv",
                     "DCIM/100/GX010043.MP4", "notes.txt"});
    const auto found = recognise("generic", card);

    ASSERT_TRUE(found);
    EXPECT_EQ(found->roll, "CARD");
    EXPECT_THAT(namesOf(found->clips), ElementsAre("GX010042 (CARD)", "GX010043 (CARD)"));
    EXPECT_THAT(
        pathsOf(found->clips[0], card.files),
        ElementsAre("DCIM/100/GX010042.MP4", "DCIM/100/GX010042.THM", "DCIM/100/gx010042.lrv"));
}

TEST(Generic, TakesAFrameSequenceForOneClip)
{
    const Listing card = makeListing({"shot/a_000001.dng", "shot/a_000002.dng", "shot/a_000001.exr",
                                      "shot/b.0001.dng", "shot/still.tif"});
    const auto found = recognise("generic", card);

    ASSERT_TRUE(found);
    EXPECT_THAT(namesOf(found->clips),
                ElementsAre("a (CARD)", "a (CARD)", "b (CARD)", "still (CARD)"));
    EXPECT_THAT(pathsOf(found->clips[0], card.files),
                ElementsAre("shot/a_000001.dng", "shot/a_000002.dng"));
}

TEST(Generic, MissesNoNumbersOfStills)
{
    const auto found = recogniseFiles(
        "generic",
        {"IMG_0001.TIF", "IMG_0002.TIF", "IMG_0003.TIF", "IMG_0005.TIF", "Camera/scan_0003.dng",
         "Camera/scan_0009.dng", "Camera/scan_0009.xmp", "100MEDIA/DJI_0001.DNG",
         "100MEDIA/DJI_0002.DNG", "100MEDIA/DJI_0003.MP4", "100MEDIA/DJI_0004.DNG"});

    ASSERT_TRUE(found);
    EXPECT_THAT(found->findings, IsEmpty());
}

TEST(Generic, MissesFramesOfASequence)
{
    const auto found = recogniseFiles(
        "generic", {"a_0001.tif", "a_0002.tif", "a_0004.tif", "IMG_0001.dpx", "IMG_0009.dpx"});

    ASSERT_TRUE(found);
    ASSERT_EQ(found->findings.size(), 2U);
    EXPECT_EQ(found->findings[0].sentence, "clip IMG lacks 7 frames between its first and last, "
                                           "the first of them after IMG_0001.dpx");
    EXPECT_EQ(found->findings[1].sentence, "clip a lacks 1 frame between its first and last, the "
                                           "first of them after a_0002.tif");
}

TEST(Generic, TakesNoFramesForCutShortThatDifferBecauseTheyArePacked)
{
    const auto found = recogniseFiles("generic", {{"fade_0001.exr", 800},
                                                  {"fade_0002.exr", 900},
                                                  {"fade_0003.exr", 900},
                                                  {"fade_0004.exr", 900},
                                                  {"raw_0001.dng", 900},
                                                  {"raw_0002.dng", 900},
                                                  {"raw_0003.dng", 901},
                                                  {"raw_0004.dng", 899},
                                                  {"raw_0005.dng", 900},
                                                  {"two_0001.dpx", 900},
                                                  {"two_0002.dpx", 100},
                                                  {"all_0001.dpx", 1},
                                                  {"all_0002.dpx", 2},
                                                  {"all_0003.dpx", 3}});

    ASSERT_TRUE(found);
    EXPECT_THAT(found->findings, IsEmpty());
}

TEST(Generic, AnswersForACardWithoutAnything)
{
    const auto found = recogniseFiles("generic", std::vector<Entry>{});

    ASSERT_TRUE(found);
    EXPECT_THAT(found->clips, IsEmpty());
    EXPECT_EQ(found->roll, "CARD");
}

} // namespace
} // namespace tailslate::media::test
