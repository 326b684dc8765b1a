// SPDX-License-Identifier: Apache-2.0
#include "base/Rational.h"

#include <gtest/gtest.h>

namespace tailslate {
namespace {

TEST(Rational, ReducesToLowestTerms)
{
    EXPECT_EQ(Rational(48'000, 2'002), Rational(24'000, 1'001));
    EXPECT_EQ(Rational(24'000, 1'001).numerator(), 24'000);
    EXPECT_EQ(Rational(24'000, 1'001).denominator(), 1'001);
    EXPECT_EQ(Rational(50, 2), Rational(25, 1));
    EXPECT_NE(Rational(24'000, 1'001), Rational(24, 1));
}

TEST(Rational, KeepsTheSignAboveTheLine)
{
    EXPECT_EQ(Rational(1, -2), Rational(-1, 2));
    EXPECT_EQ(Rational(1, -2).denominator(), 2);
    EXPECT_EQ(Rational(-4, -6), Rational(2, 3));
}

TEST(Rational, ZeroHasOneForm)
{
    EXPECT_EQ(Rational(0, 1'001), Rational());
    EXPECT_EQ(Rational(0, -5).denominator(), 1);
}

TEST(Rational, GivesTheNearestDouble)
{
    EXPECT_DOUBLE_EQ(Rational(1, 4).toDouble(), 0.25);
    EXPECT_DOUBLE_EQ(Rational(30'000, 1'001).toDouble(), 29.970'029'970'029'97);
    EXPECT_DOUBLE_EQ(Rational(-3, 2).toDouble(), -1.5);
}

} // namespace
} // namespace tailslate
