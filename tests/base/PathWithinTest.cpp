// SPDX-License-Identifier: Apache-2.0
#include "base/PathWithin.h"

#include <gtest/gtest.h>

namespace tailslate {
namespace {

TEST(PathWithin, IsToldNameByName)
{
    EXPECT_TRUE(isWithin("/mnt/raid", "/mnt/raid"));
    EXPECT_TRUE(isWithin("/mnt/raid/A001/clip.mov", "/mnt/raid"));
    EXPECT_FALSE(isWithin("/mnt/raid-2/A001", "/mnt/raid"));
    EXPECT_FALSE(isWithin("/mnt", "/mnt/raid"));
}

TEST(PathWithin, ASlashAtTheEndDoesNotCount)
{
    EXPECT_TRUE(isWithin("/mnt/raid", "/mnt/raid/"));
    EXPECT_TRUE(isWithin("/mnt/raid/A001", "/mnt/raid/"));
    EXPECT_TRUE(isWithin("/mnt", "/"));
}

} // namespace
} // namespace tailslate
