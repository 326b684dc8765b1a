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

TEST(Generic, AnswersForACardWithoutAnything)
{
    const auto found = recogniseFiles("generic", std::vector<Entry>{});

    ASSERT_TRUE(found);
    EXPECT_THAT(found->clips, IsEmpty());
    EXPECT_EQ(found->roll, "CARD");
}

} // namespace
} // namespace tailslate::media::test
