// SPDX-License-Identifier: Apache-2.0
#include "media/detail/Sentences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tailslate::media::detail {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

MissingNumbers missingIn(const std::vector<unsigned>& numbers)
{
    return missingNumbers(numbers);
}

TEST(MissingNumbers, AreThoseBelowTheLastThatIsThere)
{
    EXPECT_EQ(missingIn({}).count, 0U);
    EXPECT_EQ(missingIn({1, 2, 2, 3}).count, 0U);
    EXPECT_EQ(missingIn({0, 1}).count, 0U);
    EXPECT_THAT(missingIn({1, 3, 6}).first, ElementsAre(2, 4, 5));
    EXPECT_EQ(missingIn({1, 3, 6}).last, 6U);
    EXPECT_FALSE(missingIn({1, 3}).isOnlyStart);
    EXPECT_TRUE(missingIn({3, 4}).isOnlyStart);
    EXPECT_FALSE(missingIn({3, 5}).isOnlyStart);
    EXPECT_THAT(missingIn({1, 2}).first, IsEmpty());
}

TEST(MissingNumbers, OfAnyNumberAreNamedInFewWords)
{
    EXPECT_EQ(listed(missingIn({2})), "1");
    EXPECT_EQ(listed(missingIn({4}), 3), "001, 002 and 003");
    EXPECT_EQ(listed(missingIn({999999999})), "1, 2, 3 and 999999995 more");
    EXPECT_EQ(listed(missingIn({1, 3, 999999999})), "2, 4, 5 and 999999993 more");
}

} // namespace
} // namespace tailslate::media::detail
