// SPDX-License-Identifier: Apache-2.0
#include "DeviceSweep.h"

#include <gtest/gtest.h>

#include <mutex>

namespace tailslate::test {
namespace {

/// One offload. @return Whether it was over before the device left.
bool leaveAt(const Leaving& device, std::size_t moment)
{
    OffloadScene scene(smallCard(), device.destinations);
    scene.settings.deviceWait = device.deviceWait;
    if (device.prepare)
        device.prepare(scene);
    auto plan = scene.plan();
    EXPECT_TRUE(plan) << moment;
    if (!plan)
        return true;
    std::mutex mutex;
    std::size_t calls = 0;
    bool isAway = false;
    scene.disks.before = [&](const OperationRecord& call) {
        if (!call.path.native().starts_with(device.mountPoint.native()))
            return;
        const std::lock_guard lock(mutex);
        if (calls++ == moment) {
            isAway = true;
            device.leave(scene);
        } else if (isAway && device.mayReturn && device.mayReturn(scene)) {
            isAway = false;
            device.comeBack(scene);
        }
    };
    const auto result = scene.run(std::move(*plan));
    scene.disks.before = nullptr;
    if (isAway)
        device.comeBack(scene);
    EXPECT_TRUE(result) << moment;
    if (!result)
        return true;
    EXPECT_EQ(falseClaims(scene, *result, smallCard()), "") << moment;
    EXPECT_EQ(scene.recordDamage(smallCard()), "") << moment;
    EXPECT_EQ(scene.events.done.size(), device.destinations) << moment;
    std::string errors;
    for (const offload::DestinationOutcome& outcome : result->destinations)
        errors += outcome.error ? outcome.error->describe() : "";
    EXPECT_TRUE(allVerified(result) || !device.mayReturn) << moment << ": " << errors;
    return calls <= moment;
}

} // namespace

void leaveAtEveryMoment(const Leaving& device, std::size_t floor)
{
    std::size_t moment = 0;
    while (!leaveAt(device, moment) && !testing::Test::HasFatalFailure())
        moment += sweepStride();
    EXPECT_GT(moment + sweepStride(), floor);
}

} // namespace tailslate::test
