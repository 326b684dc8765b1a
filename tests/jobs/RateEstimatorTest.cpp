// SPDX-License-Identifier: Apache-2.0
#include "jobs/RateEstimator.h"

#include <gtest/gtest.h>

namespace tailslate::jobs {
namespace {

using namespace std::chrono_literals;

constexpr RateEstimator::Moment kStart{1h};

TEST(RateEstimator, SaysNothingBeforeHalfASecondWasSeen)
{
    RateEstimator rate;
    EXPECT_FALSE(rate.bytesPerSecond());
    EXPECT_FALSE(rate.timeLeft(100));
    rate.sample(kStart, 0);
    EXPECT_FALSE(rate.bytesPerSecond());
    rate.sample(kStart + 499ms, 1000);
    EXPECT_FALSE(rate.bytesPerSecond());
    rate.sample(kStart + 500ms, 1000);
    EXPECT_DOUBLE_EQ(rate.bytesPerSecond().value(), 2000.0);
}

TEST(RateEstimator, GivesASteadyRateAndTheTimeLeft)
{
    RateEstimator rate;
    for (int i = 0; i <= 40; ++i)
        rate.sample(kStart + i * 250ms, static_cast<std::uint64_t>(i) * 250);
    EXPECT_DOUBLE_EQ(rate.bytesPerSecond().value(), 1000.0);
    EXPECT_EQ(rate.timeLeft(10'000), 0s);
    EXPECT_EQ(rate.timeLeft(70'000), 60s);
    EXPECT_EQ(rate.timeLeft(10'499), 0s) << "rounded to the nearest second";
    EXPECT_EQ(rate.timeLeft(10'500), 1s);
    EXPECT_EQ(rate.timeLeft(5'000), 0s) << "done with more than was announced";
}

TEST(RateEstimator, ForgetsWhatIsOlderThanTenSeconds)
{
    RateEstimator rate;
    std::uint64_t bytes = 0;
    for (int second = 0; second <= 20; ++second, bytes += 1'000'000)
        rate.sample(kStart + second * 1s, bytes);
    EXPECT_DOUBLE_EQ(rate.bytesPerSecond().value(), 1'000'000.0);
    bytes -= 1'000'000;
    // Slower from here: after ten seconds only the new rate counts.
    for (int second = 21; second <= 30; ++second)
        rate.sample(kStart + second * 1s, bytes += 1000);
    EXPECT_DOUBLE_EQ(rate.bytesPerSecond().value(), 1000.0);
}

TEST(RateEstimator, ShowsAStallWithinSecondsAndPromisesNoEnd)
{
    RateEstimator rate;
    for (int second = 0; second <= 10; ++second)
        rate.sample(kStart + second * 1s, static_cast<std::uint64_t>(second) * 1000);
    rate.sample(kStart + 15s, 10'000);
    EXPECT_DOUBLE_EQ(rate.bytesPerSecond().value(), 500.0);
    rate.sample(kStart + 20s, 10'000);
    EXPECT_DOUBLE_EQ(rate.bytesPerSecond().value(), 0.0);
    EXPECT_FALSE(rate.timeLeft(20'000));
}

TEST(RateEstimator, AGapBetweenSamplesIsAveragedOver)
{
    RateEstimator rate;
    rate.sample(kStart, 0);
    rate.sample(kStart + 100s, 100'000);
    EXPECT_DOUBLE_EQ(rate.bytesPerSecond().value(), 1000.0);
}

} // namespace
} // namespace tailslate::jobs
