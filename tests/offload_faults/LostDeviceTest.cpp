// SPDX-License-Identifier: Apache-2.0
#include "DeviceSweep.h"
#include "OffloadScene.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cerrno>
#include <functional>

namespace tailslate::test {
namespace {

namespace fs = std::filesystem;
using offload::LaneState;
using offload::OffloadResult;

TEST(DestinationTrouble, OneThatGoesAwayAndComesBackIsCompletedAfterTheOther)
{
    OffloadScene scene(smallCard(), 2);
    scene.settings.deviceWait = std::chrono::minutes(1);
    std::atomic<int> writes{0};
    std::atomic<int> looks{0};
    bool otherWasDone = false;
    scene.disks.before = [&](const OperationRecord& call) {
        if (call.operation == Operation::Append && isPart(call.path) &&
            call.path.native().starts_with("/b") && ++writes == 2)
            scene.disks.takeAway("/b");
        if (writes >= 2 && call.operation == Operation::Info && call.path == scene.rollFolder(1) &&
            ++looks == 3) {
            otherWasDone = scene.incomplete(0, smallCard()).empty();
            EXPECT_EQ((*scene.lanes)[1].state.load(), LaneState::Lost);
            scene.disks.bringBack("/b");
        }
    };
    const auto result = scene.offload();
    ASSERT_TRUE(result);
    EXPECT_TRUE(allVerified(result));
    EXPECT_EQ(falseClaims(scene, *result, smallCard()), "");
    EXPECT_TRUE(otherWasDone);
    EXPECT_EQ(scene.events.done, (std::vector<std::size_t>{0, 1}));
    ASSERT_EQ(scene.events.notices.size(), 2U);
    EXPECT_EQ(scene.events.notices[0].first, 1U);
    EXPECT_EQ(scene.events.notices[1].first, 1U);
}

TEST(DestinationTrouble, OfTwoThatAreAwayTheOneThatIsBackDoesNotWaitForTheOther)
{
    OffloadScene scene(smallCard(), 3);
    scene.settings.deviceWait = std::chrono::minutes(1);
    std::atomic<bool> wereTaken{false};
    scene.disks.before = [&](const OperationRecord& call) {
        if (call.operation == Operation::Append && isPart(call.path) &&
            call.path.native().starts_with("/b") && !wereTaken.exchange(true)) {
            scene.disks.takeAway("/b");
            scene.disks.takeAway("/c");
        }
        const bool isLook = call.operation == Operation::Info && call.path == scene.rollFolder(1);
        if (!isLook || !wereTaken || (*scene.lanes)[1].state.load() != LaneState::Lost)
            return;
        if ((*scene.lanes)[0].state.load() == LaneState::Sealed)
            scene.disks.bringBack("/c");
        if ((*scene.lanes)[2].state.load() == LaneState::Sealed)
            scene.disks.bringBack("/b");
    };
    const auto result = scene.offload();
    scene.disks.before = nullptr;
    ASSERT_TRUE(result);
    EXPECT_TRUE(allVerified(result));
    EXPECT_EQ(falseClaims(scene, *result, smallCard()), "");
    EXPECT_EQ(scene.events.notices.size(), 4U);
}

TEST(DestinationTrouble, ASealThatVanishesWhileAnotherIsWaitedForIsMadeAnew)
{
    OffloadScene scene(smallCard(), 2);
    scene.settings.deviceWait = std::chrono::minutes(1);
    std::atomic<bool> wasTaken{false};
    std::atomic<bool> isRemoved{false};
    scene.disks.before = [&](const OperationRecord& call) {
        if (call.operation == Operation::Append && isPart(call.path) &&
            call.path.native().starts_with("/b") && !wasTaken.exchange(true))
            scene.disks.takeAway("/b");
        if (isRemoved && call.operation == Operation::Info && call.path == scene.rollFolder(1))
            scene.disks.bringBack("/b");
    };
    scene.events.onNotice = [&](std::optional<std::size_t>) {
        if (isRemoved)
            return;
        for (const auto& [path, content] : scene.disks.tree(scene.rollFolder(0) / "ascmhl"))
            EXPECT_TRUE(scene.disks.remove(path));
        isRemoved = true;
    };
    const auto result = scene.offload();
    scene.disks.before = nullptr;
    ASSERT_TRUE(result);
    EXPECT_EQ(scene.events.done, (std::vector<std::size_t>{0, 1}));
    EXPECT_TRUE(allVerified(result));
    EXPECT_EQ(falseClaims(scene, *result, smallCard()), "");
}

// A drive that is pulled answers with errors before the system takes it away.
TEST(DestinationTrouble, OneThatFailsFirstAndIsGoneAMomentLaterIsWaitedFor)
{
    OffloadScene scene(longCard(), 2);
    scene.settings.deviceWait = std::chrono::minutes(1);
    scene.settings.lossPatience = std::chrono::minutes(1);
    std::atomic<int> writes{0};
    std::atomic<int> looks{0};
    scene.disks.before = [&](const OperationRecord& call) {
        if (call.operation == Operation::Append && isPart(call.path) &&
            call.path.native().starts_with("/b") && ++writes == 2)
            scene.disks.faultAt(call.index, Fault::error(EIO));
        if (writes < 2 || call.operation != Operation::Info || call.path != scene.rollFolder(1))
            return;
        const int look = ++looks;
        if (look == 5)
            scene.disks.takeAway("/b");
        else if (look == 9)
            scene.disks.bringBack("/b");
    };
    const auto result = scene.offload();
    ASSERT_TRUE(result);
    EXPECT_GE(looks.load(), 9);
    EXPECT_TRUE(allVerified(result));
    EXPECT_EQ(falseClaims(scene, *result, longCard()), "");
}

TEST(DestinationTrouble, OneThatFailsAndStaysIsGivenUpAfterALook)
{
    OffloadScene scene(smallCard(), 2);
    scene.settings.deviceWait = std::chrono::minutes(1);
    scene.settings.lossPatience = std::chrono::milliseconds(150);
    std::atomic<int> writes{0};
    scene.disks.before = [&](const OperationRecord& call) {
        if (call.operation == Operation::Append && isPart(call.path) &&
            call.path.native().starts_with("/b") && ++writes == 2)
            scene.disks.faultAt(call.index, Fault::error(EIO));
    };
    const auto result = scene.offload();
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->destinations.at(0).good());
    ASSERT_TRUE(result->destinations.at(1).error);
    EXPECT_EQ(result->destinations.at(1).error->code, ErrorCode::Io);
    EXPECT_TRUE(scene.events.notices.empty());
}

TEST(DestinationTrouble, OneWhereAnotherVolumeIsMountedSinceItWasPlannedIsLeftAlone)
{
    OffloadScene scene(smallCard(), 2);
    auto plan = scene.plan();
    ASSERT_TRUE(plan);
    scene.disks.change("/b", [](VolumeSetup& setup) { setup.volumeId = "another"; });
    const auto result = scene.run(std::move(*plan));
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->destinations.at(0).good());
    ASSERT_TRUE(result->destinations.at(1).error);
    EXPECT_EQ(result->destinations.at(1).error->code, ErrorCode::DeviceLost);
    EXPECT_TRUE(scene.disks.tree("/b").empty());
}

TEST(DestinationTrouble, OneThatStaysAwayIsGivenUpAndTheOtherIsSealed)
{
    OffloadScene scene(smallCard(), 2);
    scene.settings.deviceWait = std::chrono::milliseconds(1);
    std::atomic<int> writes{0};
    scene.disks.before = [&](const OperationRecord& call) {
        if (call.operation == Operation::Append && isPart(call.path) &&
            call.path.native().starts_with("/b") && ++writes == 2)
            scene.disks.takeAway("/b");
    };
    const auto result = scene.offload();
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->destinations.at(0).good());
    ASSERT_TRUE(result->destinations.at(1).error);
    EXPECT_EQ(result->destinations.at(1).error->code, ErrorCode::DeviceLost);
    EXPECT_EQ((*scene.lanes)[1].state.load(), LaneState::Failed);
    EXPECT_EQ(scene.incomplete(0, smallCard()), "");
    EXPECT_FALSE(allVerified(result));
}

// From the making of its folders to its seal.
TEST(DestinationTrouble, OneThatGoesAwayAtAnyMomentIsCompletedWhenItIsBack)
{
    leaveAtEveryMoment({.mountPoint = "/b",
                        .destinations = 2,
                        .prepare = {},
                        .leave = [](OffloadScene& scene) { scene.disks.takeAway("/b"); },
                        .mayReturn =
                            [](const OffloadScene& scene) {
                                return (*scene.lanes)[1].state.load() == LaneState::Lost;
                            },
                        .comeBack = [](OffloadScene& scene) { scene.disks.bringBack("/b"); }},
                       50);
}

/// The folders of a roll below the mount point of its destination, as a run before left them.
void makeFoldersBelow(OffloadScene& scene)
{
    scene.disks.addVolume({.mountPoint = "/", .deviceId = "system", .volumeId = "system"});
    scene.disks.unmount("/b");
    scene.disks.makeFolder(scene.rollFolder(1) / "A001R2EC");
    scene.disks.bringBack("/b");
}

/// With `/b` unmounted, so that its paths lead to the disk below.
void unmountAtEveryMoment(std::chrono::milliseconds deviceWait)
{
    std::string below; // Files with a final name.
    int looks = 0;
    const auto mayReturn = [&looks](const OffloadScene& scene) {
        return (*scene.lanes)[1].state.load() == LaneState::Lost && ++looks == 2;
    };
    leaveAtEveryMoment(
        {.mountPoint = "/b",
         .destinations = 2,
         .deviceWait = deviceWait,
         .prepare = makeFoldersBelow,
         .leave =
             [&looks](OffloadScene& scene) {
                 looks = 0;
                 scene.disks.unmount("/b");
             },
         .mayReturn = deviceWait > deviceWait.zero() ? std::function<bool(OffloadScene&)>(mayReturn)
                                                     : nullptr,
         .comeBack =
             [&below](OffloadScene& scene) {
                 for (const auto& [path, content] : scene.disks.tree("/b"))
                     if (path.parent_path().filename() == "A001R2EC" && !isPart(path))
                         below += path.native() + "\n";
                 scene.disks.bringBack("/b");
             }},
        50);
    EXPECT_EQ(below, "");
}

TEST(DestinationTrouble, WhatIsWrittenBelowTheMountPointOfOneThatIsUnmountedNeverCounts)
{
    unmountAtEveryMoment(std::chrono::milliseconds(0));
}

TEST(DestinationTrouble, OneThatIsUnmountedAtAnyMomentIsCompletedWhenItIsBack)
{
    unmountAtEveryMoment(std::chrono::minutes(1));
}

/// One that is lost until the other one is sealed; then something happens, and it comes back.
class LostUntilTheOtherIsSealed : public testing::Test {
protected:
    LostUntilTheOtherIsSealed()
        : scene(smallCard(), 2)
    {
        scene.settings.deviceWait = std::chrono::minutes(1);
    }

    Result<OffloadResult> offloadAnd(const std::function<void()>& meanwhile)
    {
        scene.disks.before = [this, meanwhile](const OperationRecord& call) {
            if (call.operation == Operation::Append && call.path.native().starts_with("/b") &&
                !m_gone.exchange(true))
                scene.disks.takeAway("/b");
            if (!m_gone || m_back || call.operation != Operation::Info ||
                call.path != scene.rollFolder(1))
                return;
            wasSealed = (*scene.lanes)[0].state.load() == LaneState::Sealed;
            constexpr int kLooks = 100;
            if (!wasSealed && ++m_looks < kLooks)
                return;
            m_back = true;
            EXPECT_EQ(scene.sealDamage(0, smallCard()), "");
            meanwhile();
            scene.disks.bringBack("/b");
        };
        return scene.offload();
    }

    OffloadScene scene;
    std::atomic<bool> wasSealed{false};

private:
    std::atomic<bool> m_gone{false};
    std::atomic<bool> m_back{false};
    std::atomic<int> m_looks{0};
};

TEST_F(LostUntilTheOtherIsSealed, BothAreSealedInTheEndAndEachOnce)
{
    const auto result = offloadAnd([] {});
    EXPECT_TRUE(wasSealed.load());
    EXPECT_TRUE(allVerified(result));
    EXPECT_EQ(falseClaims(scene, *result, smallCard()), "");
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(scene.sealDamage(i, smallCard()), "");
        EXPECT_EQ(result->destinations.at(i).manifest->filename().native().substr(0, 5), "0001_");
    }
}

TEST_F(LostUntilTheOtherIsSealed, TheCardMayLeaveOnceItWasFoundUnchanged)
{
    const auto result = offloadAnd([&] { scene.disks.takeAway("/card"); });
    EXPECT_TRUE(wasSealed.load());
    EXPECT_TRUE(allVerified(result));
    EXPECT_EQ(falseClaims(scene, *result, smallCard()), "");
}

TEST_F(LostUntilTheOtherIsSealed, ACardThatChangesMeanwhileIsNotSafe)
{
    const auto result = offloadAnd(
        [&] { scene.disks.makeFile("/card/A001R2EC/A001C002_261121_R2EC.mov", "new", {}); });
    EXPECT_TRUE(wasSealed.load());
    ASSERT_TRUE(result);
    EXPECT_FALSE(result->plan.cardConfirmed);
    for (std::size_t i = 0; i < 2; ++i)
        EXPECT_FALSE(result->destinations.at(i).good());
    EXPECT_FALSE(offload::judge(*result, {}).safeToFormat);
}

TEST_F(LostUntilTheOtherIsSealed, ASealedDriveMayBeTakenAway)
{
    const auto result = offloadAnd([&] { scene.disks.takeAway("/a"); });
    EXPECT_TRUE(wasSealed.load());
    EXPECT_TRUE(allVerified(result));
    scene.disks.bringBack("/a");
    EXPECT_EQ(falseClaims(scene, *result, smallCard()), "");
}

} // namespace
} // namespace tailslate::test
