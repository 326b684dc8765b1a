// SPDX-License-Identifier: Apache-2.0
#include "jobs/PauseGate.h"

#include "jobs/JobContext.h"
#include "jobs/Worker.h"

#include <gtest/gtest.h>

#include <atomic>

namespace tailslate::jobs {
namespace {

using namespace std::chrono_literals;

TEST(PauseGate, LetsWorkThroughWhileItIsOpen)
{
    PauseGate gate;
    gate.pass({});
    EXPECT_FALSE(gate.paused());
}

TEST(PauseGate, HoldsWorkUpUntilItIsOpened)
{
    PauseGate gate;
    gate.pause();
    EXPECT_TRUE(gate.paused());
    std::atomic<bool> passed{false};
    Worker worker("gate", [&](const std::stop_token&) {
        gate.pass({});
        passed = true;
    });
    EXPECT_TRUE(sleepFor({}, 30ms));
    EXPECT_FALSE(passed.load());
    gate.resume();
    worker.join();
    EXPECT_TRUE(passed.load());
}

TEST(PauseGate, AStopRequestEndsThePause)
{
    PauseGate gate;
    gate.pause();
    std::stop_source stop;
    Progress progress;
    std::atomic<bool> cancelled{false};
    Worker worker("gate", [&](const std::stop_token&) {
        const JobContext context{stop.get_token(), progress, &gate};
        const auto checked = context.checkStop();
        cancelled = !checked && checked.error().code == ErrorCode::Cancelled;
    });
    stop.request_stop();
    worker.join();
    EXPECT_TRUE(cancelled.load());
}

TEST(SleepFor, SaysWhetherItSleptToTheEnd)
{
    EXPECT_TRUE(sleepFor({}, 1ms));
    std::stop_source stop;
    stop.request_stop();
    EXPECT_FALSE(sleepFor(stop.get_token(), 1h));
}

} // namespace
} // namespace tailslate::jobs
