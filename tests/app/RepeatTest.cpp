// SPDX-License-Identifier: Apache-2.0
#include "OffloadUseCase.h"

namespace tailslate::app {
namespace {

namespace fs = std::filesystem;
using offload::EvidenceLevel;

/// A roll folder that exists already: the same card, the same with more clips, another card.
using RepeatTest = OffloadUseCase;

TEST_F(RepeatTest, TheSameCardAgainIsKnownAndNothingIsDone)
{
    const auto once = offload();
    ASSERT_TRUE(once) << once.error().describe();
    const std::size_t changes = files.changedPaths().size();
    const std::size_t entries = project->ledger()->size();

    const auto again = offload();
    ASSERT_TRUE(again) << again.error().describe();
    EXPECT_TRUE(again->alreadyOffloaded);
    EXPECT_EQ(again->result.plan.jobId, once->result.plan.jobId);
    EXPECT_TRUE(again->verdict.allVerified);
    EXPECT_EQ(files.changedPaths().size(), changes);
    EXPECT_EQ(project->ledger()->size(), entries);
}

TEST_F(RepeatTest, TheSameCardAgainIsCopiedWhereACopyIsGone)
{
    ASSERT_TRUE(offload());
    fs::remove(copyOf(second, "A001C002"));
    const auto again = offload();
    ASSERT_TRUE(again) << again.error().describe();
    EXPECT_FALSE(again->alreadyOffloaded);
    EXPECT_TRUE(again->verdict.allVerified);
    EXPECT_TRUE(fs::exists(copyOf(second, "A001C002")));
}

TEST_F(RepeatTest, ACopyWrittenOverWithAsManyBytesIsNotCalledVerified)
{
    ASSERT_TRUE(offload());
    const fs::path copy = copyOf(second, "A001C002");
    const std::string other(fs::file_size(copy), '!');
    std::ofstream(copy, std::ios::binary) << other;
    const auto again = offload();
    ASSERT_TRUE(again) << again.error().describe();
    EXPECT_FALSE(again->alreadyOffloaded);
    EXPECT_FALSE(again->verdict.allVerified);
}

TEST_F(RepeatTest, ABadCopyThatALaterOffloadFoundIsNotForgotten)
{
    ASSERT_TRUE(offload());
    const fs::path copy = copyOf(second, "A001C002");
    const auto time = fs::last_write_time(copy);
    std::fstream(copy, std::ios::in | std::ios::out | std::ios::binary) << '!';
    fs::last_write_time(copy, time);
    request.options.mode = offload::Mode::VerifySecondRead;
    const auto found = offload();
    ASSERT_TRUE(found) << found.error().describe();
    EXPECT_FALSE(found->verdict.allVerified);
    request.options.mode = offload::Mode::Verify;
    const auto again = offload();
    ASSERT_TRUE(again) << again.error().describe();
    EXPECT_FALSE(again->alreadyOffloaded);
    EXPECT_FALSE(again->verdict.allVerified);
}

TEST_F(RepeatTest, ACopyWhoseSealIsGoneIsSealedAgain)
{
    ASSERT_TRUE(offload());
    fs::remove_all(copyOf(second, "A001C002").parent_path().parent_path() / "ascmhl");
    const auto again = offload();
    ASSERT_TRUE(again) << again.error().describe();
    EXPECT_FALSE(again->alreadyOffloaded);
    EXPECT_TRUE(again->verdict.allVerified);
    EXPECT_EQ(generationsAt(second), 1U);
}

TEST_F(RepeatTest, ToReverifyReadsTheCopiesBackAnewAndSealsAGenerationMore)
{
    const auto once = offload();
    ASSERT_TRUE(once) << once.error().describe();
    request.options.reverify = true;
    const auto again = offload();
    ASSERT_TRUE(again) << again.error().describe();
    EXPECT_FALSE(again->alreadyOffloaded);
    EXPECT_TRUE(again->verdict.allVerified);
    EXPECT_EQ(levelsInProject(once->result.plan.jobId), std::set{EvidenceLevel::Reverified});
    EXPECT_EQ(generationsAt(first), 2U);
    EXPECT_EQ(generationsAt(second), 2U);
    EXPECT_EQ(problemsOfProject(), std::vector<std::string>());
}

TEST_F(RepeatTest, ACardWithMoreClipsGoesIntoTheSameFolderAndAddsAGeneration)
{
    ASSERT_TRUE(offload());
    const auto written = fs::last_write_time(copyOf(first, "A001C001"));
    addClip("A001C004");
    const std::size_t before = files.changedPaths().size();

    const auto more = offload();
    ASSERT_TRUE(more) << more.error().describe();
    EXPECT_FALSE(more->alreadyOffloaded);
    EXPECT_TRUE(more->verdict.allVerified);
    EXPECT_TRUE(fs::exists(copyOf(second, "A001C004")));
    const auto changed = files.changedPaths();
    EXPECT_EQ(std::find(changed.begin() + static_cast<std::ptrdiff_t>(before), changed.end(),
                        copyOf(first, "A001C001")),
              changed.end());
    EXPECT_EQ(fs::last_write_time(copyOf(first, "A001C001")), written);
    EXPECT_EQ(generationsAt(first), 2U);
    EXPECT_EQ(generationsAt(second), 2U);
    EXPECT_EQ(problemsOfProject(), std::vector<std::string>());
}

TEST_F(RepeatTest, AnotherCardOfTheSameRollNameIsRefusedWithTheWayOut)
{
    ASSERT_TRUE(offload());
    const std::size_t entries = project->ledger()->size();
    const fs::path other = temp.path() / "other";
    addClip(other, "A001C009", "pictures of another day");
    request.card = other;
    const auto refused = offload();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::AlreadyExists);
    EXPECT_NE(refused.error().message.find("choose another roll folder"), std::string::npos)
        << refused.error().describe();
    EXPECT_FALSE(fs::exists(copyOf(first, "A001C009")));
    EXPECT_EQ(project->ledger()->size(), entries);
}

TEST_F(RepeatTest, AnotherCardWithAClipOfTheSameNameAndAnotherSizeIsRefused)
{
    ASSERT_TRUE(offload());
    addClip(card, "A001C002", "the clip was shot again after the card was formatted");
    const auto refused = offload();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::AlreadyExists);
    EXPECT_EQ(refused.error().path, copyOf(first, "A001C002"));
}

TEST_F(RepeatTest, WhatWasOffloadedWithoutTheCardsManifestIsComparedWithItWhenAskedFor)
{
    // A digest that is not the clip's.
    std::ofstream(card / "A001R2EC.mhl")
        << "<hashlist version=\"1.1\"><hash><file>" << clipPath("A001C002").native()
        << "</file><md5>5d41402abc4b2a76b9719d911017c592</md5></hash></hashlist>";
    request.options.useCardManifests = false;
    const auto once = offload();
    ASSERT_TRUE(once) << once.error().describe();
    ASSERT_TRUE(once->verdict.allVerified);
    EXPECT_TRUE(offload()->alreadyOffloaded);

    request.options.useCardManifests = true;
    const auto compared = offload();
    ASSERT_TRUE(compared) << compared.error().describe();
    EXPECT_FALSE(compared->alreadyOffloaded);
    EXPECT_FALSE(compared->verdict.allVerified);
}

TEST_F(RepeatTest, NothingOfOursIsWrittenAmongTheCopiesOfARoll)
{
    request.report = first / kRoll / "reports";
    const auto refused = offload();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(refused.error().path, request.report);
    EXPECT_FALSE(fs::exists(first / kRoll));

    request.report = first / "reports";
    const auto done = offload();
    ASSERT_TRUE(done) << done.error().describe();
    ResumeRequest again = goOnWith(done->result.plan.jobId);
    again.report = first / kRoll;
    OffloadMonitor monitor(2);
    EXPECT_EQ(resumeOffload(services, again, *project, {{}, progress}, monitor).error().code,
              ErrorCode::InvalidArgument);
}

} // namespace
} // namespace tailslate::app
