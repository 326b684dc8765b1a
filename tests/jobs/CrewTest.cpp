// SPDX-License-Identifier: Apache-2.0
#include "jobs/Crew.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <vector>

namespace tailslate::jobs {
namespace {

TEST(Crew, CallsTheWorkOnceForEveryItem)
{
    Crew crew("crew", 3);
    std::vector<std::atomic<int>> calls(10'000);
    crew.forEach(calls.size(), [&](std::size_t item, std::size_t) { ++calls[item]; });
    for (const auto& count : calls)
        EXPECT_EQ(count.load(), 1);
}

TEST(Crew, ReturnsOnlyWhenEveryCallHasReturned)
{
    Crew crew("crew", 3);
    for (int task = 0; task < 200; ++task) {
        std::atomic<int> done{0};
        crew.forEach(8, [&](std::size_t, std::size_t) { ++done; });
        EXPECT_EQ(done.load(), 8);
    }
}

TEST(Crew, NeverUsesOneMemberForTwoCallsAtOnce)
{
    Crew crew("crew", 3);
    std::vector<std::atomic<int>> inside(crew.size());
    std::atomic<bool> shared{false};
    crew.forEach(5'000, [&](std::size_t, std::size_t member) {
        if (++inside[member] != 1)
            shared = true;
        --inside[member];
    });
    EXPECT_FALSE(shared.load());
}

TEST(Crew, WorksOnSeveralItemsAtOnce)
{
    Crew crew("crew", 1);
    std::latch both(2);
    // Each call waits for the other: one thread alone would never end.
    crew.forEach(2, [&](std::size_t, std::size_t) { both.arrive_and_wait(); });
    EXPECT_TRUE(both.try_wait());
}

TEST(Crew, WithoutHelpersTheCallerDoesAll)
{
    Crew crew("crew", 0);
    EXPECT_EQ(crew.size(), 1U);
    std::vector<std::size_t> items;
    crew.forEach(5, [&](std::size_t item, std::size_t) { items.push_back(item); });
    EXPECT_EQ(items, (std::vector<std::size_t>{0, 1, 2, 3, 4}));
}

TEST(Crew, OfNothingReturnsAtOnce)
{
    Crew crew("crew", 2);
    bool called = false;
    crew.forEach(0, [&](std::size_t, std::size_t) { called = true; });
    EXPECT_FALSE(called);
}

} // namespace
} // namespace tailslate::jobs
