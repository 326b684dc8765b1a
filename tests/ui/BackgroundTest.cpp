// SPDX-License-Identifier: Apache-2.0
#include "ui/bridge/Background.h"

#include "ui/bridge/JobBridge.h"
#include "ui/Harness.h"

#include <gtest/gtest.h>
#include <QSignalSpy>
#include <QThread>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>

namespace tailslate::ui::test {
namespace {

/// Holds a function back until the test lets it go.
class Gate {
public:
    void open()
    {
        const std::lock_guard lock(m_mutex);
        m_open = true;
        m_changed.notify_all();
    }

    /// Returns once open, or when stop is requested.
    void pass(const std::stop_token& stop)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, stop, [this] { return m_open; });
    }

private:
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    bool m_open = false;
};

TEST(Background, DeliversTheResultOnTheThreadOfTheWindow)
{
    Background background;
    QObject guard;
    int got = 0;
    bool ranElsewhere = false;
    QThread* deliveredOn = nullptr;
    QThread* const gui = QThread::currentThread();
    background.run<int>(
        "test", &guard,
        [&, gui](jobs::JobContext) -> Result<int> {
            ranElsewhere = QThread::currentThread() != gui;
            return 42;
        },
        [&](Result<int> result) {
            got = *result;
            deliveredOn = QThread::currentThread();
        });
    EXPECT_EQ(got, 0) << "run() waited";
    ASSERT_TRUE(waitUntil([&] { return got != 0; }));
    EXPECT_EQ(got, 42);
    EXPECT_TRUE(ranElsewhere);
    EXPECT_EQ(deliveredOn, gui);
    EXPECT_EQ(background.running(), 0U);
}

TEST(Background, DropsTheResultWhenTheGuardHasGone)
{
    Background background;
    auto guard = std::make_unique<QObject>();
    auto gate = std::make_shared<Gate>();
    bool delivered = false;
    background.run<int>(
        "test", guard.get(),
        [gate](jobs::JobContext context) -> Result<int> {
            gate->pass(context.stop);
            return 1;
        },
        [&](Result<int>) { delivered = true; });
    guard.reset();
    gate->open();
    ASSERT_TRUE(waitUntil([&] { return background.running() == 0; }));
    EXPECT_FALSE(delivered);
}

TEST(Background, StopsAFunctionAndDropsItsResult)
{
    Background background;
    QObject guard;
    auto gate = std::make_shared<Gate>();
    auto stopped = std::make_shared<std::atomic<bool>>(false);
    bool delivered = false;
    auto handle = background.run<int>(
        "test", &guard,
        [gate, stopped](jobs::JobContext context) -> Result<int> {
            gate->pass(context.stop);
            *stopped = context.stop.stop_requested();
            return 1;
        },
        [&](Result<int>) { delivered = true; });
    EXPECT_TRUE(handle.running());
    handle.stop();
    ASSERT_TRUE(waitUntil([&] { return background.running() == 0; }));
    EXPECT_TRUE(*stopped);
    EXPECT_FALSE(delivered);
    EXPECT_FALSE(handle.running());
    handle.stop(); // Harmless once it is over.
}

TEST(Background, StopsWhatRunsWhenItGoesAway)
{
    auto gate = std::make_shared<Gate>();
    auto ended = std::make_shared<std::atomic<bool>>(false);
    QObject guard;
    bool delivered = false;
    {
        Background background;
        background.run<int>(
            "test", &guard,
            [gate, ended](jobs::JobContext context) -> Result<int> {
                gate->pass(context.stop);
                *ended = true;
                return 1;
            },
            [&](Result<int>) { delivered = true; });
    }
    EXPECT_TRUE(*ended) << "the function still ran after its owner was gone";
    EXPECT_FALSE(delivered);
}

TEST(Background, MayStartTheNextFunctionWhileDelivering)
{
    Background background;
    QObject guard;
    int got = 0;
    background.run<int>(
        "first", &guard, [](jobs::JobContext) -> Result<int> { return 1; },
        [&](Result<int> first) {
            background.run<int>(
                "second", &guard,
                [value = *first](jobs::JobContext) -> Result<int> { return value + 1; },
                [&](Result<int> second) { got = *second; });
        });
    ASSERT_TRUE(waitUntil([&] { return got != 0; }));
    EXPECT_EQ(got, 2);
}

TEST(JobBridge, ShowsTheFinalCountsBeforeItSaysThatTheJobEnded)
{
    JobBridgeOf<int> job("test", [](jobs::JobContext context) -> Result<int> {
        context.progress.setTotals(100, 1);
        context.progress.addBytes(100);
        return 7;
    });
    QSignalSpy sampled(&job, &JobBridge::sampled);
    QSignalSpy finished(&job, &JobBridge::finished);
    ASSERT_TRUE(finished.wait(10'000));
    EXPECT_EQ(job.sample().progress.bytesDone, 100U);
    EXPECT_GE(sampled.count(), 1);
    EXPECT_EQ(job.takeResult().value_or(0), 7);
    EXPECT_FALSE(finished.wait(300)) << "told twice";
}

TEST(JobBridge, StopsTheJobWhenItGoesAway)
{
    auto gate = std::make_shared<Gate>();
    auto stopped = std::make_shared<std::atomic<bool>>(false);
    {
        const JobBridgeOf<int> job("test", [=](jobs::JobContext context) -> Result<int> {
            gate->pass(context.stop);
            *stopped = context.stop.stop_requested();
            return failure(ErrorCode::Cancelled, "stopped");
        });
    }
    EXPECT_TRUE(*stopped);
}

} // namespace
} // namespace tailslate::ui::test
