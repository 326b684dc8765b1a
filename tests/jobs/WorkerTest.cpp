// SPDX-License-Identifier: Apache-2.0
#include "jobs/Worker.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace tailslate::jobs {
namespace {

/// Waits for the stop and nothing else.
void waitForStop(const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    changed.wait(lock, stop, [] { return false; });
}

TEST(Worker, AnIdleOneCanBeStoppedAndJoined)
{
    Worker worker;
    worker.requestStop();
    worker.join();
    worker.join();
}

TEST(Worker, RunsItsFunctionOnAThreadOfItsOwn)
{
    std::thread::id id;
    Worker worker("worker", [&](const std::stop_token&) { id = std::this_thread::get_id(); });
    worker.join();
    EXPECT_NE(id, std::thread::id());
    EXPECT_NE(id, std::this_thread::get_id());
}

TEST(Worker, GoingAwayStopsAndWaits)
{
    std::atomic<bool> stopped{false};
    {
        const Worker worker("worker", [&](const std::stop_token& stop) {
            waitForStop(stop);
            stopped = true;
        });
    }
    EXPECT_TRUE(stopped);
}

TEST(Worker, BeingReplacedStopsAndWaits)
{
    std::atomic<bool> stopped{false};
    Worker worker("first", [&](const std::stop_token& stop) {
        waitForStop(stop);
        stopped = true;
    });
    worker = Worker();
    EXPECT_TRUE(stopped);
}

TEST(Worker, MovingTakesTheThreadAlong)
{
    std::atomic<bool> stopped{false};
    Worker first("worker", [&](const std::stop_token& stop) {
        waitForStop(stop);
        stopped = true;
    });
    Worker second = std::move(first);
    EXPECT_FALSE(stopped);
    second.requestStop();
    second.join();
    EXPECT_TRUE(stopped);
}

} // namespace
} // namespace tailslate::jobs
