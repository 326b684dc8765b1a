// SPDX-License-Identifier: Apache-2.0
#include "cli/PictureProgram.h"

#include <gtest/gtest.h>

#include <vector>

namespace tailslate::cli {
namespace {

using Arguments = std::vector<const char*>;

TEST(PictureProgram, IsNotNeededForOffloadsCardsAndProjects)
{
    for (const Arguments& arguments :
         {Arguments{"offload", "run", "/media/A001", "--to", "/mnt/raid"},
          Arguments{"--json", "offload", "status", "--project", "report"},
          Arguments{"card", "show", "feed"}, Arguments{"project", "new", "demo", "--show", "help"},
          Arguments{"mhl", "create", "/mnt/raid/A001", "-h", "xxh3"}, Arguments{"--version"}})
        EXPECT_FALSE(needsPictureProgram(arguments)) << arguments.front();
}

TEST(PictureProgram, IsNeededForFeedsReportsAndTheDemo)
{
    for (const Arguments& arguments :
         {Arguments{"feed", "probe", "pattern"}, Arguments{"--json", "demo", "card", "x"},
          Arguments{"report", "make", "--project", "card"},
          Arguments{"offload", "run", "a", "--to", "b", "--report", "c", "--project", "d"},
          Arguments{"offload", "resume", "--project", "d", "--report=c"}})
        EXPECT_TRUE(needsPictureProgram(arguments)) << arguments.front();
}

TEST(PictureProgram, ExplainsAllCommandsAndWhatIsNone)
{
    for (const Arguments& arguments :
         {Arguments{}, Arguments{"--help"}, Arguments{"-h"}, Arguments{"offload", "run", "--help"},
          Arguments{"--help-all"}, Arguments{"nonsense"}, Arguments{"--json"},
          Arguments{"mhl", "verify", "--help"}, Arguments{"--version", "--help"}})
        EXPECT_TRUE(needsPictureProgram(arguments));
}

} // namespace
} // namespace tailslate::cli
