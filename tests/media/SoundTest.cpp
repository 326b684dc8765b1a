// SPDX-License-Identifier: Apache-2.0
#include "Listing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tailslate::media::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Sound, ListsEachPolyphonicFileAsATakeWithItsSidecars)
{
    const Listing card = makeListing({"SOUND_001/12A-T001.WAV", "SOUND_001/12A-T001.xml",
                                      "SOUND_001/12A-T002.wav", "SOUND_001/report.csv"});
    const auto found = recognise("sound", card);

    ASSERT_TRUE(found);
    EXPECT_EQ(found->roll, "SOUND_001");
    EXPECT_EQ(found->reason, "folder SOUND_001 holds 12A-T001.WAV");
    EXPECT_THAT(namesOf(found->clips), ElementsAre("12A-T001 (SOUND_001)", "12A-T002 (SOUND_001)"));
    EXPECT_THAT(pathsOf(found->clips[0], card.files),
                ElementsAre("SOUND_001/12A-T001.WAV", "SOUND_001/12A-T001.xml"));
    EXPECT_EQ(found->clips[0].kind, ClipKind::Sound);
}

// Sound Devices 788T user guide: monophonic files end in _1 … _9, _A ….
TEST(Sound, JoinsTheTracksOfATakeWhenTheyAreEquallyLong)
{
    const Listing card = makeListing({{"26Y11M21/S12T01_1.wav", 48000000},
                                      {"26Y11M21/S12T01_2.wav", 48000000},
                                      {"26Y11M21/S12T01_A.wav", 48000512}});
    const auto found = recognise("sound", card);

    ASSERT_TRUE(found);
    EXPECT_THAT(namesOf(found->clips), ElementsAre("S12T01 (26Y11M21)"));
    EXPECT_EQ(found->clips[0].files.size(), 3U);
}

TEST(Sound, KeepsNumberedTakesOfDifferentLengthApart)
{
    const auto found =
        recogniseFiles("sound", {{"SR/Wild_1.wav", 48000000}, {"SR/Wild_2.wav", 31000000}});

    ASSERT_TRUE(found);
    EXPECT_THAT(namesOf(found->clips), ElementsAre("Wild_1 (SR)", "Wild_2 (SR)"));
}

// Zoom, F8 operation manual: a folder for each take; _TrN for one track, _TrN_M for a pair, _D for
// dual recording.
TEST(Sound, JoinsTheTracksInATakeFolderAndNamesTheRollAfterTheFolderAbove)
{
    const Listing card = makeListing({{"261121/Scene001-T001/Scene001-T001.wav", 9000},
                                      {"261121/Scene001-T001/Scene001-T001_Tr1.wav", 100},
                                      {"261121/Scene001-T001/Scene001-T001_Tr2_3.wav", 90000000},
                                      {"261121/Scene001-T001/Scene001-T001_Tr1_D.wav", 100}});
    const auto found = recognise("sound", card);

    ASSERT_TRUE(found);
    EXPECT_THAT(namesOf(found->clips), ElementsAre("Scene001-T001 (261121)"));
    EXPECT_EQ(found->clips[0].files.size(), 4U);
}

TEST(Sound, JoinsAMixWithItsTracks)
{
    for (const std::string mix : {"ZOOM0001_LR.WAV", "ZOOM0001_TrLR.WAV"}) {
        const auto found = recogniseFiles("sound", {{"FOLDER01/ZOOM0001/" + mix, 9000},
                                                    {"FOLDER01/ZOOM0001/ZOOM0001_Tr1.WAV", 4500},
                                                    {"FOLDER01/ZOOM0001/ZOOM0001_Tr2.WAV", 4500}});
        ASSERT_TRUE(found);
        EXPECT_THAT(namesOf(found->clips), ElementsAre("ZOOM0001 (FOLDER01)"));
        EXPECT_EQ(found->clips[0].files.size(), 3U);
    }
}

// Sound Devices 788T user guide: folders of the show, the day and the scene, each of which may be
// left out.
TEST(Sound, NamesTheRollAfterTheFolderOfTheDay)
{
    const auto found =
        recogniseFiles("sound", {"SHOW/26Y01M05/12A/12AT01.WAV",
                                 "SHOW/26Y01M05/FALSETAKES/12AT02.WAV", "SHOW/26Y01M05/W1T01.WAV"});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->roll, "26Y01M05");
    EXPECT_THAT(namesOf(found->clips),
                ElementsAre("12AT01 (26Y01M05)", "12AT02 (26Y01M05)", "W1T01 (26Y01M05)"));
    EXPECT_EQ(found->findings.size(), 1U); // The false take; the rolls are one.

    const auto inside =
        recognise("sound", makeListing({"12A/12AT01.WAV"}, "/media/operator/SHOW/26Y01M05"));
    ASSERT_TRUE(inside);
    EXPECT_EQ(inside->roll, "26Y01M05");
    const auto older = recogniseFiles("sound", {"SOUNDDEV/Y04M06D01/12/S001T0001.WAV"});
    ASSERT_TRUE(older);
    EXPECT_EQ(older->roll, "Y04M06D01");
}

TEST(Sound, LeavesWavFilesAloneThatLieBesidePictures)
{
    EXPECT_FALSE(
        recogniseFiles("sound", {"DCIM/100MEDIA/DJI_0001.MP4", "DCIM/100MEDIA/DJI_0001.WAV"}));
    EXPECT_TRUE(recogniseFiles("sound", {"DCIM/100MEDIA/DJI_0001.MP4", "SOUND/T1.WAV"}));
}

TEST(Sound, NotesTakesInTheFoldersForDiscardedOnesAndStillListsThem)
{
    const auto found = recogniseFiles("sound", {"SR01/T01.wav", "SR01/FALSETAKES/T02.wav"});

    ASSERT_TRUE(found);
    EXPECT_THAT(namesOf(found->clips), ElementsAre("T02 (SR01)", "T01 (SR01)"));
    ASSERT_EQ(found->findings.size(), 1U);
    EXPECT_EQ(found->findings[0].severity, Severity::Note);
    EXPECT_THAT(found->findings[0].files, ElementsAre("SR01/FALSETAKES/T02.wav"));
}

TEST(Sound, KnowsTheFolderOfDiscardedTakesHoweverItIsSpelled)
{
    for (const std::string folder : {"FALSE_TAKE", "False Takes", "FALSETAKE", "trash"}) {
        const auto found =
            recogniseFiles("sound", {"261121/T01.wav", "261121/" + folder + "/T02.wav"});
        ASSERT_TRUE(found);
        EXPECT_EQ(found->roll, "261121") << folder;
        EXPECT_EQ(found->findings.size(), 1U) << folder;
    }
    const auto other = recogniseFiles("sound", {"FALSE/T01.wav", "FALSE_TAKE2/T02.wav"});
    ASSERT_TRUE(other);
    EXPECT_THAT(namesOf(other->clips), ElementsAre("T01 (FALSE)", "T02 (FALSE_TAKE2)"));
}

TEST(Sound, KnowsTheFolderOfDiscardedTakesWhereItIsTheOneNamed)
{
    const auto found =
        recognise("sound", makeListing({"T02.wav"}, "/media/operator/SR01/FALSETAKES"));

    ASSERT_TRUE(found);
    EXPECT_THAT(namesOf(found->clips), ElementsAre("T02 (SR01)"));
    ASSERT_EQ(found->findings.size(), 1U);
    EXPECT_EQ(found->findings[0].sentence, "1 take in the recorder's folder for discarded ones; "
                                           "copied like the rest");
}

} // namespace
} // namespace tailslate::media::test
