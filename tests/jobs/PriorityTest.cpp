// SPDX-License-Identifier: Apache-2.0
#include "jobs/Priority.h"

#include "jobs/Worker.h"

#include <gtest/gtest.h>

#include <stop_token>
#include <sys/resource.h>

namespace tailslate::jobs {
namespace {

int niceOfThisThread()
{
    return ::getpriority(PRIO_PROCESS, 0);
}

TEST(Priority, OnlyTheThreadThatAsksGivesWayAndThoseThatItStarts)
{
    const int before = niceOfThisThread();
    int inside = before;
    int started = before;
    Worker("polite", [&](const std::stop_token&) {
        giveWay();
        inside = niceOfThisThread();
        Worker("child", [&](const std::stop_token&) { started = niceOfThisThread(); }).join();
    }).join();
    EXPECT_GT(inside, before);
    EXPECT_EQ(started, inside);
    EXPECT_EQ(niceOfThisThread(), before);
}

} // namespace
} // namespace tailslate::jobs
