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

/// Changes the chain of a seal when it was read back from the medium and is looked at once more.
class ChainAfterReadBack : public testing::Test {
protected:
    ChainAfterReadBack()
        : scene(smallCard(), 1)
    {
    }

    /// @return The error of the destination.
    Error offloadAnd(const std::function<void(const fs::path& chain)>& change)
    {
        OffloadScene whole(smallCard(), 1);
        EXPECT_TRUE(allVerified(whole.offload()));
        const fs::path chain = whole.rollFolder(0) / "ascmhl" / "ascmhl_chain.xml";
        const std::size_t last = callsTo(whole.disks, Operation::OpenForReading, chain).size();
        std::atomic<std::size_t> looks{0};
        scene.disks.before = [&](const OperationRecord& call) {
            if (call.operation == Operation::OpenForReading && call.path == chain &&
                ++looks == last)
                change(chain);
        };
        const auto result = scene.offload();
        scene.disks.before = nullptr;
        EXPECT_GE(looks.load(), last);
        EXPECT_TRUE(result);
        if (!result)
            return result.error();
        EXPECT_FALSE(result->destinations.at(0).manifest);
        EXPECT_FALSE(allVerified(result));
        return result->destinations.at(0).error.value_or(Error{});
    }

    OffloadScene scene;
};

TEST_F(ChainAfterReadBack, ThatIsSpoiledMakesTheDriveUntrusted)
{
    const Error error =
        offloadAnd([&](const fs::path& chain) { scene.disks.makeFile(chain, "<ascmhldirec", {}); });
    EXPECT_EQ(error.code, ErrorCode::DataCorrupted);
    EXPECT_TRUE(error.message.contains("the seal differs")) << error.describe();
}

TEST_F(ChainAfterReadBack, ThatListsAnotherNameMakesTheDriveUntrusted)
{
    const Error error = offloadAnd([&](const fs::path& chain) {
        std::string xml = scene.disks.contentOf(chain);
        xml.at(xml.find("A001R2EC")) = 'B';
        scene.disks.makeFile(chain, xml, {});
    });
    EXPECT_EQ(error.code, ErrorCode::DataCorrupted);
    EXPECT_TRUE(error.message.contains("the seal differs")) << error.describe();
}

TEST_F(ChainAfterReadBack, ThatIsGoneSealsNothing)
{
    const Error error =
        offloadAnd([&](const fs::path& chain) { EXPECT_TRUE(scene.disks.remove(chain)); });
    EXPECT_EQ(error.code, ErrorCode::DeviceLost);
    EXPECT_TRUE(error.message.contains("is not there")) << error.describe();
}

TEST(DestinationTrouble, OneThatIsSealedGetsNoFurtherGenerationHoweverOftenItsJobIsResumed)
{
    OffloadScene scene(smallCard(), 1);
    const auto first = scene.offload();
    ASSERT_TRUE(allVerified(first));
    const fs::path manifest = first->destinations.at(0).manifest.value();
    const fs::path history = manifest.parent_path();
    // Nobody's: neither its name nor the program that it names is ours.
    scene.disks.makeFile(history / "0009_A001R2EC_2026-11-20_000000Z.mhl", "a list", {});
    const auto before = scene.disks.tree(history);
    for (int times = 0; times < 3; ++times) {
        if (times == 1) // From now on its seal is on record.
            scene.events.record.end(*first);
        else
            scene.events.record.cutOff(false);
        const auto again = scene.resume();
        ASSERT_TRUE(allVerified(again));
        EXPECT_EQ(again->destinations.at(0).manifest, manifest);
        EXPECT_TRUE(scene.disks.tree(history) == before) << times;
    }
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

} // namespace
} // namespace tailslate::test
