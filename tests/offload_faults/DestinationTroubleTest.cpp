// SPDX-License-Identifier: Apache-2.0
#include "OffloadScene.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <functional>
#include <thread>

namespace tailslate::test {
namespace {

namespace fs = std::filesystem;
using offload::EvidenceLevel;
using offload::LaneState;
using offload::OffloadResult;

bool isPart(const fs::path& path)
{
    return path.extension() == ".tailslate-part";
}

/// Calls about the card's files at a destination, not about its history.
std::vector<OperationRecord> mediaCalls(const OffloadScene& scene, Operation operation,
                                        std::size_t destination, std::size_t from = 0)
{
    return callsTo(scene.disks, operation, scene.rollFolder(destination) / "A001R2EC", from);
}

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

TEST(DestinationTrouble, OneCopyThatMayNotBeReadFailsAlone)
{
    OffloadScene scene(smallCard(), 1);
    ASSERT_TRUE(allVerified(scene.offload()));
    auto plan = scene.plan();
    ASSERT_TRUE(plan);
    scene.disks.before = [&](const OperationRecord& call) {
        if (call.operation == Operation::OpenForReading &&
            call.path == scene.rollFolder(0) / kSidecar)
            scene.disks.faultAt(call.index, Fault::error(EACCES));
    };
    const auto result = scene.run(std::move(*plan));
    ASSERT_TRUE(result);
    EXPECT_EQ(result->destinations.at(0).filesVerified, 2U);
    EXPECT_EQ(result->destinations.at(0).filesFailed, 1U);
    const auto sidecar = std::ranges::find(result->plan.files(), kSidecar, &media::CardFile::path);
    ASSERT_NE(sidecar, result->plan.files().end());
    const auto copy =
        result->copy(static_cast<std::size_t>(sidecar - result->plan.files().begin()), 0);
    ASSERT_TRUE(copy.error);
    EXPECT_EQ(copy.error->code, ErrorCode::PermissionDenied);
    EXPECT_EQ(copy.error->path, scene.rollFolder(0) / kSidecar);
    EXPECT_FALSE(allVerified(result));
}

TEST(DestinationTrouble, AGenerationThatDeathKeptOutOfTheChainIsMadeAnewUnderItsName)
{
    OffloadScene scene(smallCard(), 1);
    const auto first = scene.offload();
    ASSERT_TRUE(allVerified(first));
    const fs::path manifest = first->destinations.at(0).manifest.value();
    const fs::path cutOff = manifest.parent_path() / "0002_A001R2EC_2026-11-20_000000Z.mhl";
    scene.disks.makeFile(cutOff, scene.disks.contentOf(manifest), scene.clock.now());
    const auto again = scene.resume();
    ASSERT_TRUE(allVerified(again));
    EXPECT_EQ(again->destinations.at(0).manifest, cutOff);
    const std::string chain = scene.disks.contentOf(manifest.parent_path() / "ascmhl_chain.xml");
    EXPECT_TRUE(chain.contains(cutOff.filename().native()));
    EXPECT_EQ(scene.sealDamage(0, smallCard()), "");
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

// From the making of its folders to its seal.
TEST(DestinationTrouble, OneThatGoesAwayAtAnyMomentIsCompletedWhenItIsBack)
{
    std::size_t moments = 0;
    for (bool cameToTheEnd = false; !cameToTheEnd; moments += sweepStride()) {
        OffloadScene scene(smallCard(), 2);
        scene.settings.deviceWait = std::chrono::minutes(1);
        auto plan = scene.plan();
        ASSERT_TRUE(plan);
        std::atomic<std::size_t> calls{0};
        std::atomic<bool> isAway{false};
        scene.disks.before = [&](const OperationRecord& call) {
            if (!call.path.native().starts_with("/b"))
                return;
            if (calls++ == moments) {
                isAway = true;
                scene.disks.takeAway("/b");
            } else if (isAway && (*scene.lanes)[1].state.load() == LaneState::Lost) {
                isAway = false;
                scene.disks.bringBack("/b");
            }
        };
        const auto result = scene.run(std::move(*plan));
        scene.disks.before = nullptr;
        ASSERT_TRUE(result) << moments;
        EXPECT_TRUE(allVerified(result))
            << moments << ": " << result->destinations[1].error->message;
        EXPECT_EQ(scene.events.done.size(), 2U) << moments;
        EXPECT_EQ(falseClaims(scene, *result, smallCard()), "") << moments;
        cameToTheEnd = calls <= moments;
    }
    EXPECT_GT(moments, 50U);
}

/// The folders of a roll below the mount point of its destination, as a run before left them.
void makeFoldersBelow(OffloadScene& scene)
{
    scene.disks.addVolume({.mountPoint = "/", .deviceId = "system", .volumeId = "system"});
    scene.disks.unmount("/b");
    scene.disks.makeFolder(scene.rollFolder(1) / "A001R2EC");
    scene.disks.bringBack("/b");
}

/// Runs again and again, with `/b` unmounted before one call to it after the other.
void unmountAtEveryMoment(std::chrono::milliseconds deviceWait)
{
    std::size_t moments = 0;
    for (bool cameToTheEnd = false; !cameToTheEnd; moments += sweepStride()) {
        OffloadScene scene(smallCard(), 2);
        scene.settings.deviceWait = deviceWait;
        makeFoldersBelow(scene);
        auto plan = scene.plan();
        ASSERT_TRUE(plan);
        std::atomic<std::size_t> calls{0};
        std::atomic<bool> isAway{false};
        std::atomic<int> looks{0};
        std::string below;
        const auto bringBack = [&] {
            for (const auto& [path, content] : scene.disks.tree("/b"))
                if (path.parent_path().filename() == "A001R2EC" && !isPart(path))
                    below += path.native() + "\n";
            scene.disks.bringBack("/b");
        };
        scene.disks.before = [&](const OperationRecord& call) {
            if (!call.path.native().starts_with("/b"))
                return;
            if (calls++ == moments) {
                isAway = true;
                scene.disks.unmount("/b");
            } else if (isAway && (*scene.lanes)[1].state.load() == LaneState::Lost &&
                       deviceWait > deviceWait.zero() && ++looks == 3) {
                isAway = false;
                bringBack();
            }
        };
        const auto result = scene.run(std::move(*plan));
        scene.disks.before = nullptr;
        if (isAway)
            bringBack();
        ASSERT_TRUE(result) << moments;
        EXPECT_EQ(falseClaims(scene, *result, smallCard()), "") << moments;
        EXPECT_EQ(scene.recordDamage(smallCard()), "") << moments;
        EXPECT_EQ(below, "") << moments;
        const bool completed = deviceWait > deviceWait.zero();
        EXPECT_TRUE(allVerified(result) || !completed)
            << moments << ": " << result->destinations[1].error.value_or(Error{}).describe();
        cameToTheEnd = calls <= moments;
    }
    EXPECT_GT(moments, 50U);
}

TEST(DestinationTrouble, WhatIsWrittenBelowTheMountPointOfOneThatIsUnmountedNeverCounts)
{
    unmountAtEveryMoment(std::chrono::milliseconds(0));
}

TEST(DestinationTrouble, OneThatIsUnmountedAtAnyMomentIsCompletedWhenItIsBack)
{
    unmountAtEveryMoment(std::chrono::minutes(1));
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

TEST(DestinationTrouble, OneThatIsTooSlowIsLeftBehindAndFilledFromTheFinishedCopy)
{
    CardContent content; // Each takes a block of its own; there are more than blocks.
    for (int i = 0; i < 40; ++i)
        content[fmt::format("A001R2EC/A001C{:03}_261121_R2EC.mov", i)] =
            noise((std::size_t{1} << 20) + 1, static_cast<unsigned>(i));
    OffloadScene scene(content, 2);
    scene.settings.lagPatience = std::chrono::milliseconds(60);
    std::atomic<bool> wasBehind{false};
    scene.events.onNotice = [&](std::optional<std::size_t> destination) {
        if (destination == 1U && (*scene.lanes)[1].state.load() == LaneState::Behind)
            wasBehind.store(true);
    };
    scene.disks.before = [&](const OperationRecord& call) {
        if (call.operation == Operation::Append && call.path.native().starts_with("/b") &&
            !wasBehind.load())
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
    };
    const auto result = scene.offload();
    ASSERT_TRUE(result);
    EXPECT_TRUE(wasBehind.load());
    EXPECT_TRUE(allVerified(result));
    EXPECT_EQ(falseClaims(scene, *result, content), "");
    EXPECT_EQ(callsTo(scene.disks, Operation::Read, "/card").size(), content.size())
        << "no file of the card is read twice";
    EXPECT_EQ(result->destinations.at(0).filledFromCopies, 0U);
    EXPECT_GT(result->destinations.at(1).filledFromCopies, 0U);
    EXPECT_EQ(result->copies.cardRead(), io::Transfer::Direct);
}

TEST(DestinationTrouble, TwoOnOneSpinningDiskAreWrittenOneAfterTheOther)
{
    OffloadScene scene(smallCard(), 2);
    for (std::size_t i = 0; i < 2; ++i)
        scene.disks.change(scene.mountPoint(i), [](VolumeSetup& setup) {
            setup.deviceId = "one-disk";
            setup.rotational = true;
        });
    ASSERT_TRUE(allVerified(scene.offload()));
    const auto first = mediaCalls(scene, Operation::Append, 0);
    const auto second = mediaCalls(scene, Operation::Append, 1);
    ASSERT_EQ(first.size(), 3U);
    ASSERT_EQ(second.size(), 3U);
    EXPECT_LT(first.back().index, second.front().index);
    EXPECT_LT(mediaCalls(scene, Operation::Rename, 0).back().index, second.front().index);
}

TEST(DestinationTrouble, ASpinningDiskIsReadBackWhenAllIsWritten)
{
    OffloadScene scene(smallCard(), 1);
    scene.disks.change("/a", [](VolumeSetup& setup) { setup.rotational = true; });
    ASSERT_TRUE(allVerified(scene.offload()));
    EXPECT_LT(mediaCalls(scene, Operation::Append, 0).back().index,
              mediaCalls(scene, Operation::Read, 0).front().index);
}

/// Two destinations; the second went away and is filled from the first once it is back. Meanwhile
/// something happens to the copies there.
class FilledFromACopy : public testing::Test {
protected:
    explicit FilledFromACopy(const CardContent& content = smallCard())
        : scene(content, 2)
    {
        scene.settings.deviceWait = std::chrono::minutes(1);
    }

    Result<OffloadResult> offloadAnd(const std::function<void()>& meanwhile)
    {
        scene.disks.before = [this, meanwhile](const OperationRecord& call) {
            if (call.operation == Operation::Append && call.path.native().starts_with("/b") &&
                ++m_writes == 1)
                scene.disks.takeAway("/b");
            if (m_writes >= 1 && call.operation == Operation::Info &&
                call.path == scene.rollFolder(1) && ++m_looks == 3) {
                meanwhile();
                before = scene.disks.operationCount();
                scene.disks.bringBack("/b");
            }
            if (onCall)
                onCall(call);
        };
        return scene.offload();
    }

    void flipBitOf(const std::string& name)
    {
        const fs::path path = scene.rollFolder(0) / name;
        std::string bytes = scene.disks.contentOf(path);
        bytes.at(bytes.size() / 2) = static_cast<char>(bytes.at(bytes.size() / 2) ^ 8);
        scene.disks.makeFile(path, bytes, TimePoint{});
    }

    [[nodiscard]] offload::CopyEvidence copyOf(const OffloadResult& result, const std::string& name,
                                               std::size_t destination) const
    {
        const auto& files = result.plan.files();
        const auto file = std::ranges::find(files, name, &media::CardFile::path);
        return result.copy(static_cast<std::size_t>(file - files.begin()), destination);
    }

    [[nodiscard]] std::size_t cardReadsSince() const
    {
        return callsTo(scene.disks, Operation::Read, "/card", before).size();
    }

    OffloadScene scene;
    std::function<void(const OperationRecord&)> onCall; ///< Set it while nothing runs.
    std::size_t before = 0;

private:
    std::atomic<int> m_writes{0};
    std::atomic<int> m_looks{0};
};

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

TEST_F(FilledFromACopy, AGoodOneSparesTheCard)
{
    const auto result = offloadAnd([] {});
    EXPECT_TRUE(allVerified(result));
    EXPECT_EQ(cardReadsSince(), 0U);
}

/// The large file of the card, and a small one.
class FilledFromABadCopy : public FilledFromACopy,
                           public testing::WithParamInterface<const char*> {};

TEST_P(FilledFromABadCopy, TakesTheCardInsteadAndTakesBackWhatWasProvedOfTheBadOne)
{
    const std::string name = GetParam();
    const auto result = offloadAnd([&] { flipBitOf(name); });
    ASSERT_TRUE(result);
    EXPECT_EQ(falseClaims(scene, *result, smallCard()), "");
    EXPECT_TRUE(result->destinations.at(1).good())
        << result->destinations.at(1).error.value_or(Error{}).describe();
    EXPECT_GT(cardReadsSince(), 0U);

    EXPECT_EQ(result->destinations.at(0).filesFailed, 1U);
    EXPECT_FALSE(result->destinations.at(0).manifest);
    const offload::CopyEvidence bad = copyOf(*result, name, 0);
    EXPECT_EQ(bad.level, EvidenceLevel::None);
    ASSERT_TRUE(bad.error);
    EXPECT_EQ(bad.error->code, ErrorCode::DataCorrupted);
    EXPECT_EQ(bad.error->path, scene.rollFolder(0) / name);
    EXPECT_FALSE(scene.disks.exists(scene.rollFolder(0) / name)) << "a wrong copy has the name";
    EXPECT_EQ((*scene.lanes)[0].failed.load(), smallCard().at(name).size());
    EXPECT_FALSE(allVerified(result));
}

INSTANTIATE_TEST_SUITE_P(Both, FilledFromABadCopy, testing::Values(kClip, kSidecar),
                         [](const auto& one) {
                             return std::string(one.param == kClip ? "Large" : "Small");
                         });

/// With a clip of several blocks, which the card gives several at a time.
class LargeFilledFromACopy : public FilledFromACopy {
protected:
    LargeFilledFromACopy()
        : FilledFromACopy(content())
    {
    }

    static const CardContent& content()
    {
        static const CardContent one{{kClip, noise((std::size_t{20} << 20) + 77)}};
        return one;
    }
};

TEST_F(LargeFilledFromACopy, WhenItCannotBeReadTheCardGivesAllOfIt)
{
    std::atomic<bool> struck{false};
    onCall = [&](const OperationRecord& call) {
        if (before > 0 && call.operation == Operation::Read &&
            call.path == scene.rollFolder(0) / kClip && !struck.exchange(true))
            scene.disks.faultAt(call.index, Fault::error(EIO));
    };
    const auto result = offloadAnd([] {});
    EXPECT_TRUE(struck);
    EXPECT_TRUE(allVerified(result));
    EXPECT_EQ(callsTo(scene.disks, Operation::Read, scene.rollFolder(0) / kClip, before).size(),
              1U);
    EXPECT_GT(cardReadsSince(), 0U);
    const offload::CopyEvidence filled = copyOf(*result, kClip, 1);
    EXPECT_EQ(filled.level, EvidenceLevel::Verified);
    EXPECT_FALSE(filled.fromCopy);
}

TEST_F(FilledFromACopy, OneThatIsMisreadOnceKeepsItsProof)
{
    std::atomic<bool> struck{false};
    onCall = [&](const OperationRecord& call) {
        if (before > 0 && call.operation == Operation::Read &&
            call.path == scene.rollFolder(0) / kClip && !struck.exchange(true))
            scene.disks.faultAt(call.index, Fault::flipBitOnRead());
    };
    const auto result = offloadAnd([] {});
    EXPECT_TRUE(struck);
    EXPECT_TRUE(allVerified(result));
}

TEST(DestinationTrouble, WhenAllAreGivenUpTheCardIsNotReadToItsEnd)
{
    CardContent content;
    for (int i = 0; i < 60; ++i)
        content[fmt::format("A001R2EC/A001C{:03}_261121_R2EC.mov", i)] =
            noise((std::size_t{1} << 20) + 1, 3);
    OffloadScene scene(content, 2);
    scene.disks.before = [&](const OperationRecord& call) {
        if (call.operation == Operation::Append)
            scene.disks.faultAt(call.index, Fault::error(ENOSPC));
    };
    const auto result = scene.offload();
    ASSERT_TRUE(result);
    EXPECT_EQ(falseClaims(scene, *result, content), "");
    EXPECT_LT(callsTo(scene.disks, Operation::Read, "/card").size(), content.size());
    for (const offload::DestinationOutcome& outcome : result->destinations)
        EXPECT_EQ(outcome.filesFailed, content.size());
}

TEST(DestinationTrouble, APauseIsNotHeldAgainstTheSlowerOne)
{
    CardContent content; // Each takes a block of its own; there are more than blocks.
    for (int i = 0; i < 40; ++i)
        content[fmt::format("A001R2EC/A001C{:03}_261121_R2EC.mov", i)] =
            noise((std::size_t{1} << 20) + 1, 3);
    OffloadScene scene(content, 2);
    scene.settings.lagPatience = std::chrono::milliseconds(1000);
    std::jthread operatorThread;
    std::atomic<int> others{0};
    std::atomic<bool> paused{false};
    scene.disks.before = [&](const OperationRecord& call) {
        if (call.operation != Operation::Append)
            return;
        if (call.path.native().starts_with("/a"))
            ++others;
        if (!call.path.native().starts_with("/b") || paused.exchange(true))
            return;
        // Hold on until the other one has nothing left to do and the reader waits for a block.
        while (others < 16)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        scene.gate.pause();
        operatorThread = std::jthread([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(2000));
            scene.gate.resume();
        });
    };
    EXPECT_TRUE(allVerified(scene.offload()));
    EXPECT_TRUE(paused);
    EXPECT_TRUE(scene.events.notices.empty()) << scene.events.notices.front().second;
}

TEST(DestinationTrouble, OneOnTheCardsOwnSpinningDiskIsFilledAfterTheOthersFromTheirCopy)
{
    OffloadScene scene(smallCard(), 2);
    for (const char* const mountPoint : {"/card", "/a"})
        scene.disks.change(mountPoint, [](VolumeSetup& setup) {
            setup.deviceId = "one-disk";
            setup.rotational = true;
        });
    const auto result = scene.offload();
    ASSERT_TRUE(allVerified(result));
    EXPECT_EQ(falseClaims(scene, *result, smallCard()), "");
    EXPECT_LT(mediaCalls(scene, Operation::Rename, 1).back().index,
              mediaCalls(scene, Operation::Append, 0).front().index);
    EXPECT_LT(callsTo(scene.disks, Operation::Read, "/card").back().index,
              mediaCalls(scene, Operation::Append, 0).front().index);
}

TEST(DestinationTrouble, OnlyReadingCountsAsReadingTheCard)
{
    CardContent content;
    for (int i = 0; i < 16; ++i)
        content[fmt::format("A001R2EC/frame-{:02}.dpx", i)] = noise(5'000, 7);
    OffloadScene scene(content, 1);
    scene.disks.before = [&](const OperationRecord& call) {
        if (scene.lanes && call.operation == Operation::Info && call.path.extension() == ".dpx" &&
            call.path.native().starts_with("/card"))
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
    };
    ASSERT_TRUE(allVerified(scene.offload()));
    EXPECT_LT(scene.lanes->readingCard.total(), std::chrono::milliseconds(100));
}

/// A clip of five blocks whose copy was killed when three of them were written.
class KilledCopy : public testing::Test {
protected:
    static constexpr std::size_t kBlock = std::size_t{4} << 20;

    KilledCopy()
        : content{{kClip, noise(4 * kBlock + 123)}}
        , scene(content, 1)
    {
        std::atomic<int> writes{0};
        scene.disks.before = [&](const OperationRecord& call) {
            if (call.operation == Operation::Append && ++writes == 4)
                scene.disks.cutPowerAt(call.index);
        };
        static_cast<void>(scene.offload());
        scene.disks.before = nullptr;
        scene.disks.restart(1, Garble::Keep);
        for (const auto& [path, bytes] : scene.disks.tree("/a")) {
            part = path;
            left = bytes;
        }
        before = scene.disks.operationCount();
    }

    CardContent content;
    OffloadScene scene;
    fs::path part;
    std::string left;
    std::size_t before = 0;
};

TEST_F(KilledCopy, IsContinuedAfterWhatIsThereWasCompared)
{
    ASSERT_TRUE(isPart(part));
    ASSERT_EQ(left.size(), 3 * kBlock);
    const auto result = scene.offload();
    ASSERT_TRUE(allVerified(result));
    EXPECT_EQ(falseClaims(scene, *result, content), "");
    const auto writes = callsTo(scene.disks, Operation::Append, part, before);
    const auto starts = callsTo(scene.disks, Operation::ContinueWriting, part, before);
    ASSERT_EQ(starts.size(), 1U);
    EXPECT_EQ(writes.size(), 2U) << "only the blocks that were missing are written";
    const auto reads = callsTo(scene.disks, Operation::Read, part, before);
    EXPECT_EQ(std::ranges::count_if(
                  reads, [&](const auto& call) { return call.index < starts.front().index; }),
              3);
}

TEST_F(KilledCopy, IsNotTrustedFromTheFirstBlockOnThatDiffers)
{
    left.at(kBlock + 17) = static_cast<char>(left.at(kBlock + 17) ^ 4);
    scene.disks.makeFile(part, left, TimePoint{});
    const auto result = scene.offload();
    ASSERT_TRUE(allVerified(result));
    EXPECT_EQ(falseClaims(scene, *result, content), "");
    EXPECT_EQ(callsTo(scene.disks, Operation::Append, part, before).size(), 4U);
}

TEST_F(KilledCopy, OfAnotherTimeOfTheFileIsRemoved)
{
    scene.disks.makeFile(fs::path("/card") / kClip, content.at(kClip),
                         TimePoint(std::chrono::seconds(1'795'000'777)));
    const auto result = scene.offload();
    ASSERT_TRUE(allVerified(result));
    EXPECT_FALSE(scene.disks.exists(part));
    EXPECT_EQ(mediaCalls(scene, Operation::Append, 0, before).size(), 5U);
}

} // namespace
} // namespace tailslate::test
