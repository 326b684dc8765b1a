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
    };
}

} // namespace tailslate::media::test
