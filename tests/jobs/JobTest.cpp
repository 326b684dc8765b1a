// SPDX-License-Identifier: Apache-2.0
#include "jobs/Job.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

namespace tailslate::jobs {
namespace {

TEST(Job, GivesTheResultOfItsFunction)
{
    Job<std::string> job("job", [](const JobContext&) -> Result<std::string> { return "sealed"; });
    EXPECT_EQ(job.takeResult().value(), "sealed");
    EXPECT_TRUE(job.finished());
}

TEST(Job, GivesTheErrorOfItsFunction)
{
    Job<void> job("job", [](const JobContext&) -> Result<void> {
        return failure(ErrorCode::DeviceLost, "the card was pulled");
    });
    const auto result = job.takeResult();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::DeviceLost);
}

TEST(Job, IsNotFinishedBeforeItsFunctionIs)
{
    std::atomic<bool> go{false};
    Job<int> job("job", [&](const JobContext&) -> Result<int> {
        go.wait(false);
        return 1;
    });
    EXPECT_FALSE(job.finished());
    go = true;
    go.notify_all();
    while (!job.finished())
        std::this_thread::yield();
    EXPECT_EQ(job.takeResult().value(), 1);
}

TEST(Job, StopsWithinABound)
{
    Job<void> job("job", [](const JobContext& context) -> Result<void> {
        for (;;) {
            TAILSLATE_CHECK(context.checkStop());
            context.progress.addItems(1);
        }
    });
    while (job.progress().snapshot().itemsDone == 0)
        std::this_thread::yield();
    const auto asked = std::chrono::steady_clock::now();
    job.requestStop();
    const auto result = job.takeResult();
    // Takes microseconds; the bound leaves room for a busy machine and the sanitizers.
    EXPECT_LT(std::chrono::steady_clock::now() - asked, std::chrono::seconds(5));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
}

TEST(Job, GoingAwayStopsTheWork)
{
    std::atomic<bool> ended{false};
    {
        const Job<void> job("job", [&](const JobContext& context) -> Result<void> {
            while (context.checkStop())
                std::this_thread::yield();
            ended = true;
            return {};
        });
    }
    EXPECT_TRUE(ended);
}

TEST(Job, ShowsItsCountersWhileItRuns)
{
    Job<void> job("job", [](const JobContext& context) -> Result<void> {
        context.progress.setTotals(300, 3);
        for (int i = 0; i < 2; ++i) {
            context.progress.addBytes(100);
            context.progress.addItems(1);
        }
        return {};
    });
    while (!job.finished())
        std::this_thread::yield();
    const Progress::Snapshot snapshot = job.progress().snapshot();
    EXPECT_EQ(snapshot.bytesDone, 200U);
    EXPECT_EQ(snapshot.bytesTotal, 300U);
    EXPECT_EQ(snapshot.itemsDone, 2U);
    EXPECT_EQ(snapshot.itemsTotal, 3U);
    EXPECT_TRUE(job.takeResult());
}

} // namespace
} // namespace tailslate::jobs
