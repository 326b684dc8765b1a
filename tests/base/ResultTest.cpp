// SPDX-License-Identifier: Apache-2.0
#include "base/Result.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <memory>

namespace tailslate {
namespace {

Result<std::unique_ptr<int>> half(int number)
{
    if (number % 2 != 0)
        return failure(ErrorCode::InvalidArgument, "odd", "file", 7);
    return std::make_unique<int>(number / 2);
}

Result<int> quarter(int number, int& steps)
{
    TAILSLATE_TRY(const auto first, half(number));
    ++steps;
    TAILSLATE_TRY(const auto second, half(*first));
    ++steps;
    return *second;
}

Result<void> bothEven(int a, int b, int& steps)
{
    TAILSLATE_CHECK(half(a));
    ++steps;
    TAILSLATE_CHECK(half(b));
    ++steps;
    return {};
}

TEST(Result, TryBindsTheValueOrReturnsTheWholeError)
{
    int steps = 0;
    EXPECT_EQ(quarter(12, steps).value(), 3);
    EXPECT_EQ(steps, 2);

    steps = 0;
    const auto odd = quarter(6, steps);
    ASSERT_FALSE(odd);
    EXPECT_EQ(steps, 1);
    EXPECT_EQ(odd.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(odd.error().message, "odd");
    EXPECT_EQ(odd.error().path, "file");
    EXPECT_EQ(odd.error().osError, 7);
}

TEST(Result, CheckReturnsTheErrorAndDropsTheValue)
{
    int steps = 0;
    EXPECT_TRUE(bothEven(2, 4, steps));
    EXPECT_EQ(steps, 2);
    steps = 0;
    EXPECT_EQ(bothEven(2, 5, steps).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(steps, 1);
}

TEST(Result, AFailedSystemCallBringsItsNumberAndCode)
{
    const Result<int> result = osFailure(ENOSPC, "cannot write", "/media/A");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::NoSpace);
    EXPECT_EQ(result.error().osError, ENOSPC);
    EXPECT_EQ(result.error().path, "/media/A");
}

} // namespace
} // namespace tailslate
