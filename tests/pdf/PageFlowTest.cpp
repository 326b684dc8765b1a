// SPDX-License-Identifier: Apache-2.0
#include "pdf/detail/PageFlow.h"

#include <gtest/gtest.h>

#include <memory>

namespace tailslate::pdf::detail {
namespace {

Strip strip(qreal height, qreal gap = 0.0, bool keepWithNext = false)
{
    Strip strip;
    strip.height = height;
    strip.gapBefore = gap;
    strip.keepWithNext = keepWithNext;
    return strip;
}

TEST(PageFlow, FillsPagesFromTopToBottom)
{
    const Strips strips{strip(40, 5), strip(40, 5), strip(40, 5)};
    const auto pages = flow(strips, 100);
    ASSERT_EQ(pages.size(), 2U);
    ASSERT_EQ(pages[0].size(), 2U);
    EXPECT_EQ(pages[0][0].y, 0.0); // No gap at the top.
    EXPECT_EQ(pages[0][1].y, 45.0);
    ASSERT_EQ(pages[1].size(), 1U);
    EXPECT_EQ(pages[1][0].y, 0.0);
}

TEST(PageFlow, LeavesNoHeadingAtTheFootOfAPage)
{
    const Strips strips{strip(70), strip(10, 0, true), strip(10, 0, true), strip(30)};
    const auto pages = flow(strips, 100);
    ASSERT_EQ(pages.size(), 2U);
    EXPECT_EQ(pages[0].size(), 1U);
    EXPECT_EQ(pages[1].size(), 3U);
}

TEST(PageFlow, RepeatsTheHeaderOfATableOnEveryPage)
{
    const auto header = std::make_shared<const Strip>(strip(10, 0, true));
    Strips strips{*header};
    for (int i = 0; i < 7; ++i) {
        strips.push_back(strip(30));
        strips.back().header = header;
    }
    const auto pages = flow(strips, 100);
    ASSERT_EQ(pages.size(), 3U);
    EXPECT_EQ(pages[0].size(), 4U); // The header and three rows.
    ASSERT_EQ(pages[1].size(), 4U);
    EXPECT_EQ(pages[1][0].strip, header.get());
    EXPECT_EQ(pages[1][1].y, 10.0);
    EXPECT_EQ(pages[2].size(), 2U);
}

TEST(PageFlow, EndsEvenWhenSomethingIsLargerThanAPage)
{
    const Strips strips{strip(10, 0, true), strip(500), strip(10)};
    const auto pages = flow(strips, 100);
    ASSERT_EQ(pages.size(), 3U);
    EXPECT_EQ(flow({}, 100).size(), 1U);
}

} // namespace
} // namespace tailslate::pdf::detail
