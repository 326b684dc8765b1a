// SPDX-License-Identifier: Apache-2.0
#include "OffloadScene.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <string>
#include <thread>
#include <utility>

namespace tailslate::test {
namespace {

namespace fs = std::filesystem;
using offload::EvidenceLevel;
using offload::LaneState;
using offload::Mode;
using offload::OffloadResult;

/// The card was offloaded to two destinations.
class LaterProof : public testing::Test {
protected:
    OffloadResult offload(Mode mode)
    {
        scene.options.mode = mode;
        auto result = scene.offload();
        if (!result) {
            ADD_FAILURE() << result.error().describe();
            return {};
        }
        before = scene.disks.operationCount();
        return std::move(*result);
    }

    [[nodiscard]] bool allHave(const OffloadResult& result, EvidenceLevel level) const
    {
        return std::ranges::all_of(result.copies, [&](const offload::CopyEvidence& copy) {
            return copy.level == level && !copy.error;
        });
    }

    /// Calls since the offload.
    [[nodiscard]] std::size_t callsSince(Operation operation, const fs::path& folder) const
    {
        return callsTo(scene.disks, operation, folder, before).size();
    }

    [[nodiscard]] std::size_t allCallsToCard() const
    {
        const auto calls = scene.disks.operations();
        return static_cast<std::size_t>(std::ranges::count_if(calls, [&](const auto& call) {
            return call.index >= before && call.path.native().starts_with("/card");
        }));
    }

    OffloadScene scene{smallCard(), 2};
    std::size_t before = 0;
};

TEST_F(LaterProof, CopiesThatAreVerifiedLaterAreHashedAndNotSealed)
{
    const OffloadResult result = offload(Mode::VerifyLater);
    EXPECT_TRUE(allHave(result, EvidenceLevel::Hashed));
    EXPECT_FALSE(offload::judge(result, {}).allVerified);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_FALSE(result.destinations.at(i).manifest);
        EXPECT_EQ(result.destinations.at(i).filesUnverified, 3U);
        EXPECT_FALSE(scene.disks.exists(scene.rollFolder(i) / "ascmhl"));
        EXPECT_EQ(scene.incomplete(i, smallCard()), "");
    }
}

TEST_F(LaterProof, TheyAreVerifiedAndSealedWithoutTheCard)
{
    const OffloadResult copied = offload(Mode::VerifyLater);
    scene.disks.takeAway("/card");
    const auto result = scene.verifyCopies(copied.plan, copied.copies);
    ASSERT_TRUE(result);
    EXPECT_TRUE(offload::judge(*result, {}).allVerified)
        << result->destinations.at(0).error.value_or(Error{}).describe();
    EXPECT_TRUE(allHave(*result, EvidenceLevel::Verified));
    EXPECT_EQ(falseClaims(scene, *result, smallCard()), "");
    EXPECT_EQ(callsSince(Operation::Read, "/card"), 0U);
    EXPECT_EQ(callsSince(Operation::Append, "/a/A001R2EC/A001R2EC"), 0U);
    EXPECT_EQ(callsSince(Operation::Read, "/a/A001R2EC/A001R2EC"), 4U);
}

/// What is read back, and whether the slow disk spins.
class SlowToReadBack : public testing::TestWithParam<std::pair<bool, bool>> {};

TEST_P(SlowToReadBack, DoesNotHoldUpTheSealOfTheOther)
{
    CardContent content; // No two of them travel together.
    for (int i = 0; i < 30; ++i)
        content["A001R2EC/A001C" + std::to_string(100 + i) + "_261121_R2EC.mov"] =
            noise((std::size_t{1} << 20) + 1, static_cast<unsigned>(i));
    OffloadScene scene(content, 2);
    const auto [isRepeat, spins] = GetParam();
    scene.options.mode = isRepeat ? Mode::Verify : Mode::VerifyLater;
    if (spins)
        scene.disks.change("/b", [](VolumeSetup& setup) { setup.rotational = true; });
    auto before = scene.offload();
    ASSERT_TRUE(before);
    before->plan.reverify = isRepeat;
    scene.settings.lagPatience = std::chrono::milliseconds(100);
    std::atomic<bool> wasSealed{false};
    std::atomic<int> slowReads{0};
    scene.disks.before = [&](const OperationRecord& call) {
        if (call.operation != Operation::Read || call.path.extension() != ".mov" ||
            !call.path.native().starts_with("/b") || wasSealed.load())
            return;
        ++slowReads;
        constexpr int kSteps = 60;
        for (int step = 0; step < kSteps && !wasSealed.load(); ++step) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
            wasSealed.store((*scene.lanes)[0].state.load() == LaneState::Sealed);
        }
    };
    const auto result = isRepeat ? scene.run(before->plan, before->copies)
                                 : scene.verifyCopies(before->plan, before->copies);
    scene.disks.before = {};
    ASSERT_TRUE(result) << result.error().describe();
    EXPECT_TRUE(wasSealed.load()) << "after " << slowReads.load() << " slow reads";
    EXPECT_TRUE(allVerified(result));
    EXPECT_EQ(falseClaims(scene, *result, content), "");
    for (std::size_t i = 0; i < 2; ++i)
        EXPECT_EQ(scene.sealDamage(i, content), "");
    // Nothing is read back twice.
    const EvidenceLevel level = isRepeat ? EvidenceLevel::Reverified : EvidenceLevel::Verified;
    EXPECT_TRUE(std::ranges::all_of(
        result->copies, [&](const offload::CopyEvidence& copy) { return copy.level == level; }));
}

INSTANTIATE_TEST_SUITE_P(All, SlowToReadBack,
                         testing::Values(std::pair{false, false}, std::pair{false, true},
                                         std::pair{true, false}, std::pair{true, true}));

TEST_F(LaterProof, CopiesOfACardThatNobodyLookedAtAgainAreReadBackButNotSealed)
{
    OffloadResult copied = offload(Mode::VerifyLater);
    EXPECT_TRUE(copied.plan.cardConfirmed);
    copied.plan.cardConfirmed = false; // As it stands when the program died before.
    const auto result = scene.verifyCopies(copied.plan, copied.copies);
    ASSERT_TRUE(result);
    EXPECT_TRUE(allHave(*result, EvidenceLevel::Verified));
    EXPECT_FALSE(offload::judge(*result, {}).allVerified);
    for (std::size_t i = 0; i < 2; ++i) {
        const auto& outcome = result->destinations.at(i);
        EXPECT_FALSE(outcome.manifest);
        ASSERT_TRUE(outcome.error);
        EXPECT_NE(outcome.error->message.find("resume the offload with the card"),
                  std::string::npos);
        EXPECT_FALSE(scene.disks.exists(scene.rollFolder(i) / "ascmhl"));
    }
}

TEST_F(LaterProof, ABitThatFlippedMeanwhileIsFound)
{
    const OffloadResult copied = offload(Mode::VerifyLater);
    std::string bytes = scene.disks.contentOf(scene.rollFolder(1) / kClip);
    bytes.at(4'000'000) = static_cast<char>(bytes.at(4'000'000) ^ 32);
    scene.disks.makeFile(scene.rollFolder(1) / kClip, bytes, TimePoint{});
    const auto result = scene.verifyCopies(copied.plan, copied.copies);
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->destinations.at(0).good());
    ASSERT_TRUE(result->destinations.at(1).error);
    EXPECT_EQ(result->destinations.at(1).error->code, ErrorCode::DataCorrupted);
    EXPECT_EQ(result->destinations.at(1).error->path, scene.rollFolder(1) / kClip);
    EXPECT_FALSE(scene.disks.exists(scene.rollFolder(1) / kClip));
    EXPECT_EQ(falseClaims(scene, *result, smallCard()), "");
}

TEST_F(LaterProof, WhatIsKnownToBeVerifiedIsNeitherReadNorWrittenAgain)
{
    const OffloadResult earlier = offload(Mode::Verify);
    ASSERT_TRUE(offload::judge(earlier, {}).allVerified);
    const auto result = scene.run(earlier.plan, earlier.copies);
    ASSERT_TRUE(result);
    EXPECT_TRUE(offload::judge(*result, {}).allVerified);
    EXPECT_EQ(callsSince(Operation::Read, "/card"), 0U);
    for (std::size_t i = 0; i < 2; ++i) {
        const fs::path media = scene.rollFolder(i) / "A001R2EC";
        EXPECT_EQ(callsSince(Operation::Read, media), 0U);
        EXPECT_EQ(callsSince(Operation::Append, media), 0U);
        EXPECT_EQ(callsSince(Operation::CreateNew, media), 0U);
    }
}

TEST_F(LaterProof, OnlyTheFilesThatAreNotKnownAreCopied)
{
    const OffloadResult earlier = offload(Mode::Verify);
    offload::CopyTable known = earlier.copies;
    const auto& files = earlier.plan.files();
    const auto sidecar = static_cast<std::size_t>(
        std::ranges::find(files, kSidecar, &media::CardFile::path) - files.begin());
    offload::CopyEvidence unknown;
    unknown.file = sidecar;
    unknown.destination = 1;
    unknown.error = Error{ErrorCode::Cancelled, "not reached", {}, 0};
    known.put(unknown);
    ASSERT_TRUE(scene.disks.remove(scene.rollFolder(1) / kSidecar));
    const auto result = scene.run(earlier.plan, known);
    ASSERT_TRUE(result);
    EXPECT_TRUE(offload::judge(*result, {}).allVerified);
    EXPECT_EQ(falseClaims(scene, *result, smallCard()), "");
    EXPECT_EQ(callsSince(Operation::Read, "/card"), 1U);
    EXPECT_EQ(callsSince(Operation::Append, "/b/A001R2EC/A001R2EC"), 1U);
    EXPECT_EQ(callsSince(Operation::Append, "/a/A001R2EC/A001R2EC"), 0U);
}

TEST_F(LaterProof, ReverifiedCopiesAreReadBackWithoutReadingTheCard)
{
    const OffloadResult earlier = offload(Mode::Verify);
    offload::Plan plan = earlier.plan;
    plan.reverify = true;
    const auto result = scene.verifyCopies(plan, earlier.copies);
    ASSERT_TRUE(result);
    EXPECT_TRUE(allHave(*result, EvidenceLevel::Reverified));
    EXPECT_TRUE(offload::judge(*result, {}).allVerified);
    EXPECT_EQ(callsSince(Operation::Read, "/card"), 0U);
    EXPECT_EQ(callsSince(Operation::Read, "/b/A001R2EC/A001R2EC"), 4U);
    EXPECT_EQ(callsSince(Operation::Append, "/b/A001R2EC/A001R2EC"), 0U);
}

TEST_F(LaterProof, NothingAtAllIsAskedOfTheCardWhenCopiesAreVerifiedLater)
{
    const OffloadResult copied = offload(Mode::VerifyLater);
    ASSERT_TRUE(scene.verifyCopies(copied.plan, copied.copies));
    EXPECT_EQ(allCallsToCard(), 0U);
}

TEST_F(LaterProof, ACopyThatCannotBeLookedAtWhenItIsTakenUpIsReadBackNotGivenUpForGone)
{
    const OffloadResult copied = offload(Mode::VerifyLater);
    scene.events.record.end(copied);
    scene.disks.takeAway("/card");
    scene.disks.before = [this, failed = 0](const OperationRecord& call) mutable {
        const bool looked =
            call.operation == Operation::Info && call.path == scene.rollFolder(1) / kClip;
        if (looked && call.index >= before && failed++ < 2) // Planning looks at it as well.
            scene.disks.faultAt(call.index, Fault::error(EIO));
    };
    const auto result = scene.verifyLater();
    ASSERT_TRUE(result) << result.error().describe();
    EXPECT_TRUE(allHave(*result, EvidenceLevel::Verified));
    EXPECT_TRUE(offload::judge(*result, {}).allVerified);
}

TEST_F(LaterProof, ADestinationThatIsBackIsReadBackThoughThePlanCallsItAbsent)
{
    OffloadResult copied = offload(Mode::VerifyLater);
    copied.plan.destinations.at(1).absent = Error{ErrorCode::DeviceLost, "not there", {}, 0};
    auto taken = offload::takeUpWithoutCard(scene.disks, copied, false,
                                            {scene.stop.get_token(), scene.progress});
    ASSERT_TRUE(taken) << taken.error().describe();
    EXPECT_FALSE(taken->plan.destinations.at(1).absent);
    const auto result = scene.verifyCopies(std::move(taken->plan), std::move(taken->known));
    ASSERT_TRUE(result);
    EXPECT_TRUE(allHave(*result, EvidenceLevel::Verified));
}

} // namespace
} // namespace tailslate::test
