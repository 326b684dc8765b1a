// SPDX-License-Identifier: Apache-2.0
#include "CardFixtures.h"

namespace tailslate::media::test {

std::vector<CardFixture> damagedCards()
{
    return {
        {.name = "span_of_three_cards_lacks_the_second",
         .typeId = "canon_raw",
         .entries = {"first/A001C009_260105AB_CANON_01.CRM",
                     "third/A001C009_260105AB_CANON_03.CRM"},
         .roll = "A001",
         .clips = {"A001C009_260105AB_CANON (A001) 1", "A001C009_260105AB_CANON (A001) 1"},
         .findings = {"! clip A001C009_260105AB_CANON lacks part 2 of 3"}},
        {.name = "copy_of_a_card_lacks_what_the_other_has",
         .typeId = "canon_raw",
         .entries = {"first/A001C009_260105AB_CANON_01.CRM", "first/A001C009_260105AB_CANON_02.CRM",
                     "second/A001C009_260105AB_CANON_02.CRM"},
         .roll = "A001",
         .clips = {"A001C009_260105AB_CANON (A001) 2", "A001C009_260105AB_CANON (A001) 1"},
         .findings = {"! clip A001C009_260105AB_CANON lacks part 1 of 2; look for it on the card "
                      "before this one",
                      "one clip name occurs in more than one folder of the card: "
                      "A001C009_260105AB_CANON"}},
        {.name = "red_clip_that_began_in_the_magazine_before",
         .typeId = "red",
         .entries = {"B001_1121AB.RDM/A001_C003_1121AB.RDC/A001_C003_1121AB_002.R3D"},
         .roll = "B001_1121AB",
         .clips = {"A001_C003_1121AB (B001_1121AB) 1"},
         .findings = {"! clip A001_C003_1121AB lacks segment 001 of 2; look for it on the card "
                      "before this one"}},
        {.name = "movies_of_kinefinity",
         .typeId = "kinefinity",
         .entries = {"PRJ-SHOW/A001/A001C001.mov", "PRJ-SHOW/A001/A001C001.wav",
                     "PRJ-SHOW/A001/A001C002/A001C002_000000.krw",
                     "PRJ-SHOW/A001/A001C002/A001C002.mov"},
         .roll = "A001",
         .clips = {"A001C001 (A001) 2", "A001C002 (A001) 2"},
         .inner = {}},
        {.name = "lists_and_metadata_emptied",
         .typeId = "sony_m4root",
         .entries = {"PRIVATE/M4ROOT/CLIP/C0001.MP4",
                     {"PRIVATE/M4ROOT/CLIP/C0001M01.XML", 0},
                     {"PRIVATE/M4ROOT/MEDIAPRO.XML", 0}},
         .clips = {"C0001 (CARD) 2"},
         .findings = {"! some of the camera's metadata files are empty: C0001M01.XML and "
                      "MEDIAPRO.XML"}},
        {.name = "list_of_shots_emptied",
         .typeId = "arri_classic",
         .entries = {"A001R2EC/A001C001_261121_R2EC.mov", {"A001R2EC/A001R2EC_AVID.ale", 0}},
         .roll = "A001R2EC",
         .clips = {"A001C001_261121_R2EC (A001R2EC) 1"},
         .findings = {"! one of the camera's metadata files is empty: A001R2EC_AVID.ale"}},
        {.name = "p2_list_emptied",
         .typeId = "panasonic_p2",
         .entries = {{"CONTENTS/CLIP/0001AB.XML", 0},
                     "CONTENTS/VIDEO/0001AB.MXF",
                     "CONTENTS/AUDIO/",
                     "CONTENTS/ICON/",
                     "CONTENTS/PROXY/",
                     "CONTENTS/VOICE/",
                     "LASTCLIP.TXT"},
         .clips = {"0001AB (CARD) 2"},
         .findings = {"! one of the camera's metadata files is empty: 0001AB.XML"}},
        {.name = "clip_information_emptied",
         .typeId = "avchd",
         .entries = {"PRIVATE/AVCHD/BDMV/STREAM/00000.MTS",
                     {"PRIVATE/AVCHD/BDMV/CLIPINF/00000.CPI", 0}},
         .clips = {"00000 (CARD) 2"},
         .findings = {"! one of the camera's metadata files is empty: 00000.CPI"}},
    };
}

} // namespace tailslate::media::test
