// SPDX-License-Identifier: Apache-2.0
#include "mhl/PatternList.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tailslate::mhl {
namespace {

using testing::ElementsAre;

TEST(PatternList, KeepsEachPatternOnceWhereItFirstCame)
{
    PatternList list;
    for (const char* const pattern : {"*.tmp", "", "b", "*.tmp", "b"})
        list.add(pattern);
    EXPECT_THAT(list.lines(), ElementsAre("*.tmp", "b"));
    EXPECT_TRUE(list.contains("*.tmp"));
    EXPECT_FALSE(list.contains("!*.tmp"));
}

TEST(PatternList, WhatIsSaidAnewHoldsOverItsOpposite)
{
    PatternList list;
    for (const char* const pattern : {"*.tmp", "b", "!*.tmp", "c", "*.tmp"})
        list.add(pattern);
    EXPECT_THAT(list.lines(), ElementsAre("b", "!*.tmp", "c", "*.tmp"));
    list.add("!*.tmp");
    EXPECT_THAT(list.lines(), ElementsAre("b", "c", "*.tmp", "!*.tmp"));
    list.addMissing("*.tmp");
    EXPECT_THAT(list.lines(), ElementsAre("b", "c", "*.tmp", "!*.tmp"));
}

TEST(PatternList, AListThatIsSaidAgainKeepsItsOrder)
{
    PatternList list;
    for (int time = 0; time < 2; ++time)
        for (const char* const pattern : {"!*.tmp", "b", "*.tmp"})
            list.add(pattern);
    EXPECT_THAT(list.lines(), ElementsAre("b", "!*.tmp", "*.tmp"));
}

} // namespace
} // namespace tailslate::mhl
