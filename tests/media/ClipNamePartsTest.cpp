// SPDX-License-Identifier: Apache-2.0
#include "media/ClipNameParts.h"

#include <gtest/gtest.h>

namespace tailslate::media {
namespace {

struct Example {
    const char* name;
    ClipNameParts parts;
};

TEST(ClipNameParts, AreReadByTheRuleOfEachCamera)
{
    const Example examples[] = {
        {"A001C001_261121_R2EC", {"A", "001", 1, "2026-11-21"}},
        {"b014d123_20261121_r2ec", {"B", "014", 123, "2026-11-21"}},
        {"A_0001C006_260105_161929_p1CJ5", {"A_", "0001", 6, "2026-01-05"}},
        {"AB0012C006X260105X1619290B_CANON", {"AB", "0012", 6, "2026-01-05"}},
        {"A001C001_260105AB_CANON", {"A", "001", 1, "2026-01-05"}},
        {"A015C002_260105AB", {"A", "015", 2, "2026-01-05"}},
        {"A001_C012_1121AB", {"A", "001", 12, "11-21"}},
        {"A001_01051619_C003", {"A", "001", 3, "01-05"}},
        {"A001C0004", {"A", "001", 4, ""}},
        {"A001C0005_20260105161929", {"A", "001", 5, "2026-01-05"}},
        {"DJI_20260105161929_0007_D", {"", "", 7, "2026-01-05"}},
        {"DJI_0007", {"", "", 7, ""}},
        {"GX020042", {"", "", 42, ""}},
        {"GOPR0042", {"", "", 42, ""}},
        {"C0001", {"", "", 1, ""}},
        {"MVI_0001", {"", "", 1, ""}},
    };
    for (const Example& example : examples) {
        const ClipNameParts parts = partsOfClipName(example.name);
        EXPECT_EQ(parts.camera, example.parts.camera) << example.name;
        EXPECT_EQ(parts.reel, example.parts.reel) << example.name;
        EXPECT_EQ(parts.number, example.parts.number) << example.name;
        EXPECT_EQ(parts.date, example.parts.date) << example.name;
    }
}

TEST(ClipNameParts, AreEmptyForOtherNamesAndDatesThatNoCalendarHas)
{
    EXPECT_EQ(partsOfClipName(""), ClipNameParts());
    EXPECT_EQ(partsOfClipName("12A-T003"), ClipNameParts());
    EXPECT_EQ(partsOfClipName("from the archive"), ClipNameParts());
    EXPECT_EQ(partsOfClipName("A001C001_269921_R2EC").date, "");
    EXPECT_EQ(partsOfClipName("C00012"), ClipNameParts());
}

} // namespace
} // namespace tailslate::media
