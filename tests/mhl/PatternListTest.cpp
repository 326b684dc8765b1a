// SPDX-License-Identifier: Apache-2.0
#include "mhl/PatternList.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace tailslate::mhl {
namespace {

using testing::ElementsAre;

TEST(PatternList, KeepsEachPatternOnce)
{
    PatternList list;
    for (const char* const pattern : {"*.tmp", "", "b", "*.tmp"})
        list.addMissing(pattern);
    EXPECT_THAT(list.lines(), ElementsAre("*.tmp", "b"));
    EXPECT_EQ(list.size(), 2U);
    EXPECT_TRUE(list.contains("*.tmp"));
    EXPECT_FALSE(list.contains("!*.tmp"));
}

TEST(PatternList, WhatIsSaidNowComesLast)
{
    PatternList list;
    for (const char* const pattern : {"*.tmp", "", "b", "!*.tmp", "c", "*.tmp"})
        list.add(pattern);
    EXPECT_THAT(list.lines(), ElementsAre("b", "!*.tmp", "c", "*.tmp"));
    list.add("b");
    EXPECT_THAT(list.lines(), ElementsAre("!*.tmp", "c", "*.tmp", "b"));
}

TEST(PatternList, WhatAGenerationSaysComesLastInItsOrder)
{
    PatternList list;
    list.follow({"a", "b", "!a"});
    list.follow({"c", "a", "", "c"});
    EXPECT_THAT(list.lines(), ElementsAre("b", "!a", "a", "c"));
    list.follow({});
    EXPECT_THAT(list.lines(), ElementsAre("b", "!a", "a", "c"));
    EXPECT_TRUE(list.contains("c"));
    EXPECT_FALSE(list.contains(""));
}

TEST(PatternList, AListThatIsWrittenDownAndReadIsTheSameHoweverOften)
{
    // Every order of a pattern, its opposite and another one.
    std::vector<std::string> patterns{"!a", "a", "b"};
    do {
        PatternList list;
        list.follow({"b", "!a"});
        for (const std::string& pattern : patterns)
            list.add(pattern);
        EXPECT_EQ(list.lines(), patterns);
        for (int generation = 0; generation < 3; ++generation)
            list.follow(std::vector(list.lines()));
        EXPECT_EQ(list.lines(), patterns);
    } while (std::ranges::next_permutation(patterns).found);
}

} // namespace
} // namespace tailslate::mhl
