// SPDX-License-Identifier: Apache-2.0
#include "Listing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tailslate::media::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Names: ARRI, ALEXA user manual, file naming (easymanua.ls/arri/alexa/manual, pages 105 and 106);
// arri.com, Learn & Help, editorial workflow, naming of the ALEXA 35.

TEST(ArriClassic, FindsClipsAndRollOfTheDemoCard)
{
    const Listing card = makeListing(demoCard());
    const auto found = recognise("arri_classic", card);

    ASSERT_TRUE(found);
    EXPECT_EQ(found->roll, "A001R2EC");
    EXPECT_EQ(found->reason, "folder A001R2EC holds A001C001_261121_R2EC.mov");
    EXPECT_THAT(namesOf(found->clips),
                ElementsAre("A001C001_261121_R2EC (A001R2EC)", "A001C002_261121_R2EC (A001R2EC)",
                            "A001C003_261121_R2EC (A001R2EC)"));
    EXPECT_THAT(found->findings, IsEmpty());
}

TEST(ArriClassic, TakesTheRollFolderItselfForACard)
{
    const auto found =
        recognise("arri_classic", makeListing({"A001C001_261121_R2EC.mov", "A001R2EC_AVID.ale",
                                               "Clips/Inner/A001C002_261121_R2EC.mov"},
                                              "/Volumes/A001R2EC"));

    ASSERT_TRUE(found);
    EXPECT_EQ(found->roll, "A001R2EC");
    EXPECT_EQ(found->clips.size(), 2U);
    EXPECT_EQ(found->reason, "folder A001R2EC holds A001C001_261121_R2EC.mov");
}

TEST(ArriClassic, TakesARollOneFolderDownButNotTwo)
{
    EXPECT_TRUE(recogniseFiles("arri_classic", {"Day 1/A001R2EC/A001C001_261121_R2EC.mov"}));
    EXPECT_TRUE(recogniseFiles("arri_classic", {"Day 1/A001R2EC/Clips/A001C001_261121_R2EC.mov"}));
    EXPECT_FALSE(recogniseFiles("arri_classic", {"Show/Day 1/A001R2EC/A001C001_261121_R2EC.mov"}));
}

TEST(ArriClassic, TakesNoNameThatIsOnlySimilar)
{
    for (const char* name :
         {"A001R2EC/A001C001_2611211_R2EC.mov", "A001R2EC/A001C001_261121.mov",
          "A001R2EC/A001E001_261121_R2EC.mov", "A001R2EC/A001C01_261121_R2EC.mov",
          "A001R2EC/A001C001_261121_R2EC copy.mov", "A001R2EC/A001C001_261121_R2ECX.mov",
          "A001R2EC/A001R2EC_AVID.ale"})
        EXPECT_FALSE(recogniseFiles("arri_classic", {name})) << name;
}

TEST(ArriClassic, SpellsNamesAsTheCameraDoesWhateverTheCard)
{
    const auto found = recogniseFiles("arri_classic", {"a001r2ec/a001d001_20261121_r2ec.MOV"});

    ASSERT_TRUE(found);
    EXPECT_THAT(namesOf(found->clips), ElementsAre("A001D001_20261121_R2EC (A001R2EC)"));
}

TEST(ArriClassic, GroupsTheFramesOfAnArrirawClipAndItsSidecars)
{
    const Listing card =
        makeListing({"A001R2EC/A001C001_261121_R2EC/A001C001_261121_R2EC.0000001.ari",
                     "A001R2EC/A001C001_261121_R2EC/A001C001_261121_R2EC.0000000.ari",
                     "A001R2EC/A001C001_261121_R2EC/A001C001_261121_R2EC.wav",
                     "A001R2EC/A001C001_261121_R2EC/A001C001_261121_R2EC.xml",
                     "A001R2EC/A001C001_261121_R2EC/A001C001_261121_R2EC.0000002.ari"});
    const auto found = recognise("arri_classic", card);

    ASSERT_TRUE(found);
    ASSERT_EQ(found->clips.size(), 1U);
    EXPECT_THAT(pathsOf(found->clips[0], card.files),
                ElementsAre("A001R2EC/A001C001_261121_R2EC/A001C001_261121_R2EC.0000000.ari",
                            "A001R2EC/A001C001_261121_R2EC/A001C001_261121_R2EC.0000001.ari",
                            "A001R2EC/A001C001_261121_R2EC/A001C001_261121_R2EC.0000002.ari",
                            "A001R2EC/A001C001_261121_R2EC/A001C001_261121_R2EC.wav",
                            "A001R2EC/A001C001_261121_R2EC/A001C001_261121_R2EC.xml"));
    EXPECT_THAT(found->findings, IsEmpty());
}

TEST(ArriClassic, WarnsOfFramesThatAreNotThere)
{
    const auto found =
        recogniseFiles("arri_classic", {"A001R2EC/X/A001C001_261121_R2EC.0086400.ari",
                                        "A001R2EC/X/A001C001_261121_R2EC.0086401.ari",
                                        "A001R2EC/X/A001C001_261121_R2EC.0086405.ari"});

    ASSERT_TRUE(found);
    ASSERT_EQ(found->findings.size(), 1U);
    EXPECT_EQ(found->findings[0].severity, Severity::Warning);
    EXPECT_THAT(found->findings[0].sentence, HasSubstr("lacks 3 frames"));
}

TEST(ArriClassic, WarnsOfClipsWithoutPicture)
{
    const auto found = recogniseFiles("arri_classic", {"A001R2EC/A001C001_261121_R2EC.mov",
                                                       "A001R2EC/A001C002_261121_R2EC.xml",
                                                       "A001R2EC/A001C003_261121_R2EC/"});

    ASSERT_TRUE(found);
    EXPECT_EQ(found->clips.size(), 1U);
    ASSERT_EQ(found->findings.size(), 2U);
    EXPECT_THAT(found->findings[0].sentence, HasSubstr("A001C002_261121_R2EC"));
    EXPECT_THAT(found->findings[0].files, ElementsAre("A001R2EC/A001C002_261121_R2EC.xml"));
    EXPECT_THAT(found->findings[1].sentence, HasSubstr("A001C003_261121_R2EC"));
    EXPECT_THAT(found->findings[1].files, ElementsAre("A001R2EC/A001C003_261121_R2EC"));
    EXPECT_EQ(found->findings[1].severity, Severity::Warning);
}

TEST(ArriClassic, NamesTheFolderWhenSeveralRollsAreInIt)
{
    const auto found = recogniseFiles(
        "arri_classic", {"A001R2EC/A001C001_261121_R2EC.mov", "B001R4FZ/B001C001_261121_R4FZ.mov"});

    ASSERT_TRUE(found);
    EXPECT_EQ(found->roll, "CARD");
    EXPECT_THAT(namesOf(found->clips),
                ElementsAre("A001C001_261121_R2EC (A001R2EC)", "B001C001_261121_R4FZ (B001R4FZ)"));
    ASSERT_EQ(found->findings.size(), 1U);
    EXPECT_EQ(found->findings[0].sentence,
              "the card holds clips of 2 rolls: A001R2EC and B001R4FZ");
    EXPECT_EQ(found->findings[0].severity, Severity::Note);
}

TEST(ArriNew, FindsClipsAndRoll)
{
    const Listing card = makeListing({"A_0001_1CJ5/A_0001C006_260105_161929_p1CJ5.mxf",
                                      "A_0001_1CJ5/A_0001_1CJ5_AVID.ale",
                                      "A_0001_1CJ5/A_0001C007_260105_162500_a1CJ5.mxf"});
    const auto found = recognise("arri_new", card);

    ASSERT_TRUE(found);
    EXPECT_EQ(found->roll, "A_0001_1CJ5");
    EXPECT_THAT(namesOf(found->clips), ElementsAre("A_0001C006_260105_161929_p1CJ5 (A_0001_1CJ5)",
                                                   "A_0001C007_260105_162500_a1CJ5 (A_0001_1CJ5)"));
    EXPECT_FALSE(recognise("arri_classic", card));
}

TEST(ArriNew, KeepsTheLetterOfTheContentSmallOnACardInCapitals)
{
    const auto found =
        recogniseFiles("arri_new", {"A_0001_1CJ5/A_0001C006_260105_161929_P1CJ5.MXF"});

    ASSERT_TRUE(found);
    EXPECT_THAT(namesOf(found->clips), ElementsAre("A_0001C006_260105_161929_p1CJ5 (A_0001_1CJ5)"));
}

} // namespace
} // namespace tailslate::media::test
