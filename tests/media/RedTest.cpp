// SPDX-License-Identifier: Apache-2.0
#include "Listing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tailslate::media::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Names: RED, REDCINE-X PRO operation guide 955-0004, R3D structure; camera operation guide
// 955-0190, clip name (docs.red.com).

TEST(Red, GroupsSegmentsAndSidecarsByClipFolder)
{
    const Listing card =
        makeListing({"A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_002.R3D",
                     "A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_001.R3D",
                     "A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB.RMD",
                     "A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB.mov",
                     "A001_1121AB.RDM/A001_C002_1121CD.RDC/A001_C002_1121CD_001.R3D",
                     "A001_1121AB.RDM/digital_magazine.bin"});
    const auto found = recognise("red", card);

    ASSERT_TRUE(found);
    EXPECT_EQ(found->roll, "A001_1121AB");
    EXPECT_EQ(found->reason, "folder A001_C001_1121AB.RDC holds A001_C001_1121AB_001.R3D");
    EXPECT_THAT(namesOf(found->clips),
                ElementsAre("A001_C001_1121AB (A001_1121AB)", "A001_C002_1121CD (A001_1121AB)"));
    EXPECT_THAT(pathsOf(found->clips[0], card.files),
                ElementsAre("A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_001.R3D",
                            "A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_002.R3D",
                            "A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB.RMD",
                            "A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB.mov"));
    EXPECT_THAT(found->findings, IsEmpty());
}

TEST(Red, WarnsOfSegmentsThatAreNotThere)
{
    const auto found =
        recogniseFiles("red", {"A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_002.R3D",
                               "A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_004.R3D"});

    ASSERT_TRUE(found);
    ASSERT_EQ(found->findings.size(), 1U);
    EXPECT_EQ(found->findings[0].sentence, "clip A001_C001_1121AB lacks segments 001 and 003 of 4");
    EXPECT_EQ(found->findings[0].severity, Severity::Warning);
    EXPECT_EQ(found->findings[0].files.size(), 2U);
}

TEST(Red, WarnsOfClipFoldersWithoutPicture)
{
    const auto found =
        recogniseFiles("red", {"A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_001.R3D",
                               "A001_1121AB.RDM/A001_C002_1121AB.RDC/A001_C002_1121AB.RMD",
                               "A001_1121AB.RDM/A001_C003_1121AB.RDC/"});

    ASSERT_TRUE(found);
    EXPECT_EQ(found->clips.size(), 1U);
    ASSERT_EQ(found->findings.size(), 1U);
    EXPECT_EQ(found->findings[0].sentence, "there are clip folders without R3D file: "
                                           "A001_C002_1121AB.RDC and A001_C003_1121AB.RDC");
    EXPECT_EQ(found->findings[0].severity, Severity::Warning);
}

TEST(Red, KnowsAMagazineThatIsTheRootOrEmptyOrOneFolderDown)
{
    const auto root =
        recognise("red", makeListing({"A001_C001_1121AB.RDC/A001_C001_1121AB_001.R3D"},
                                     "/Volumes/A001_1121AB.RDM"));
    ASSERT_TRUE(root);
    EXPECT_EQ(root->roll, "A001_1121AB");

    const auto empty = recogniseFiles("red", {"A001_1121AB.RDM/", "digital_magazine.bin"});
    ASSERT_TRUE(empty);
    EXPECT_EQ(empty->roll, "A001_1121AB");
    EXPECT_THAT(empty->clips, IsEmpty());

    EXPECT_TRUE(recogniseFiles(
        "red", {"Day/A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_001.R3D"}));
    EXPECT_FALSE(recogniseFiles(
        "red", {"Show/Day/A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_001.R3D"}));
}

TEST(Red, TakesMoviesForTheClipWhereThereIsNoR3d)
{
    const Listing card =
        makeListing({"A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_001.MOV",
                     "A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_003.MOV",
                     "A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB.RMD",
                     "A001_1121AB.RDM/A001_C002_1121CD.RDC/A001_C002_1121CD_001_V01.mxf",
                     "A001_1121AB.RDM/A001_C002_1121CD.RDC/A001_C002_1121CD_001_A01.mxf"});
    const auto found = recognise("red", card);

    ASSERT_TRUE(found);
    EXPECT_THAT(namesOf(found->clips),
                ElementsAre("A001_C001_1121AB (A001_1121AB)", "A001_C002_1121CD (A001_1121AB)"));
    EXPECT_THAT(pathsOf(found->clips[0], card.files),
                ElementsAre("A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_001.MOV",
                            "A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_003.MOV",
                            "A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB.RMD"));
    ASSERT_EQ(found->findings.size(), 1U);
    EXPECT_EQ(found->findings[0].sentence, "clip A001_C001_1121AB lacks segment 002 of 3");
}

TEST(Red, WarnsOfMoviesAloneWhereOtherClipsHaveTheirR3dBesideThem)
{
    const auto found =
        recogniseFiles("red", {"A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_001.R3D",
                               "A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_001.MOV",
                               "A001_1121AB.RDM/A001_C002_1121AB.RDC/A001_C002_1121AB_001.MOV"});

    ASSERT_TRUE(found);
    EXPECT_EQ(found->clips.size(), 2U);
    EXPECT_EQ(found->clips[0].files.size(), 2U);
    ASSERT_EQ(found->findings.size(), 1U);
    EXPECT_EQ(found->findings[0].sentence,
              "there is a clip folder without R3D file: A001_C002_1121AB.RDC");
}

TEST(Red, FindsTheSegmentsOfAClipInTheMagazineReadAlong)
{
    const auto found = recogniseFiles("red", {"one/A001_C003_1121AB.RDC/A001_C003_1121AB_001.R3D",
                                              "two/A001_C003_1121AB.RDC/A001_C003_1121AB_002.R3D"});

    ASSERT_TRUE(found);
    ASSERT_EQ(found->findings.size(), 1U);
    EXPECT_EQ(found->findings[0].sentence,
              "clip A001_C003_1121AB spans 2 cards; keep them together");
    EXPECT_EQ(found->findings[0].severity, Severity::Note);
}

TEST(Red, TakesThePositionLetterOfNewerCamerasAndSegmentsThatLieLoose)
{
    const auto found =
        recogniseFiles("red", {"a001_b003_0126xy_001.r3d", "a001_b003_0126xy_002.r3d"});

    ASSERT_TRUE(found);
    EXPECT_THAT(namesOf(found->clips), ElementsAre("A001_B003_0126XY (A001)"));
}

} // namespace
} // namespace tailslate::media::test
