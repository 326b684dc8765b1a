// SPDX-License-Identifier: Apache-2.0
#include "media/detail/SystemFiles.h"

#include "media/ReadCard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tailslate::media::detail {
namespace {

// git 2.39, gitignore(5), "PATTERN FORMAT".
TEST(IgnoreLine, MatchesAsGitignoreDoes)
{
    EXPECT_TRUE(matchesIgnoreLine(".DS_Store", ".DS_Store"));
    EXPECT_TRUE(matchesIgnoreLine("._*", "._A001C001.mov"));
    EXPECT_TRUE(matchesIgnoreLine("._*", "._"));
    EXPECT_TRUE(matchesIgnoreLine("*.tmp", "a.tmp.tmp"));
    EXPECT_TRUE(matchesIgnoreLine("a*b*c", "aXbXbXc"));
    EXPECT_TRUE(matchesIgnoreLine("a?c", "abc"));

    EXPECT_FALSE(matchesIgnoreLine(".DS_Store", ".ds_store"));
    EXPECT_FALSE(matchesIgnoreLine("._*", "A._x"));
    EXPECT_FALSE(matchesIgnoreLine("*.tmp", "a.tmpx"));
    EXPECT_FALSE(matchesIgnoreLine("a*b*c", "aXbX"));
    EXPECT_FALSE(matchesIgnoreLine("a?c", "ac"));
    EXPECT_FALSE(matchesIgnoreLine("a", ""));
}

TEST(SystemFiles, LeavesOutWhatOperatingSystemsLeaveAndNothingElse)
{
    for (const char* name :
         {".Spotlight-V100", ".fseventsd", ".Trashes", "._clip.mov", ".DS_Store",
          "System Volume Information", "$RECYCLE.BIN", "Thumbs.db", "desktop.ini", "LOST.DIR",
          ".TemporaryItems", "lost+found", ".Trash-1000"})
        EXPECT_TRUE(isSystemFileName(name)) << name;
    for (const char* name : {"ascmhl", "A001R2EC", ".hidden", "_clip.mov", "FOUND.000", "clip.mov",
                             ".mhl", "TRASH", "FALSETAKES", "MISC"})
        EXPECT_FALSE(isSystemFileName(name)) << name;
}

} // namespace
} // namespace tailslate::media::detail
