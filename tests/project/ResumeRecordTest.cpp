// SPDX-License-Identifier: Apache-2.0
#include "ProjectFixture.h"

#include <cstdint>
#include <utility>

namespace tailslate::project {
namespace {

using offload::EvidenceLevel;

/// Offloads that go on.
using ResumeRecordTest = ProjectFixture;

TEST_F(ResumeRecordTest, KeepsAJobThatIsToBeVerifiedLater)
{
    const auto result = test::pendingResult();
    ASSERT_TRUE(project->recordStarted(result.plan));
    ASSERT_TRUE(project->recordFinished(result, test::notSafe()));
    reopen();
    const auto stored = project->offload(result.plan.jobId);
    ASSERT_TRUE(stored) << stored.error().describe();
    expectSame(*stored, result);
    const auto rows = project->offloads();
    EXPECT_EQ(rows->front().mode, offload::Mode::VerifyLater);
    EXPECT_FALSE(rows->front().complete);
    EXPECT_EQ(project->newestUnfinished().value(), result.plan.jobId);
    expectSound();
}

TEST_F(ResumeRecordTest, GoesOnWithAJobThatNeverEnded)
{
    const auto plan = test::plan();
    ASSERT_TRUE(project->recordStarted(plan));
    ASSERT_TRUE(project->recordCopies(plan, {test::verifiedCopy(2, 1)}));
    reopen();
    EXPECT_EQ(project->newestUnfinished().value(), plan.jobId);

    clock.set(test::at("2026-11-22T09:00:00Z"));
    const auto known = project->offload(plan.jobId);
    ASSERT_TRUE(known);
    const auto resumed = project->recordResumed(known->plan);
    ASSERT_TRUE(resumed) << resumed.error().describe();
    EXPECT_EQ(project->offload(plan.jobId)->copies.level(2, 1), EvidenceLevel::Verified);
    EXPECT_EQ(project->ledger()->back().act, "offload.resumed");
    expectSound();

    auto result = test::goodResult();
    result.started = test::at("2026-11-22T09:00:01Z");
    result.finished = test::at("2026-11-22T09:10:00Z");
    ASSERT_TRUE(project->recordFinished(result, test::safe()));
    EXPECT_EQ(project->newestUnfinished().value(), std::nullopt);
    EXPECT_TRUE(project->offloads()->front().complete);
    // It began when it was begun, not when it was resumed.
    EXPECT_EQ(project->offloads()->front().started, test::at("2026-11-21T03:06:06Z"));
    EXPECT_EQ(project->offloads()->front().finished, result.finished);
    expectSound();
}

TEST_F(ResumeRecordTest, RefusesARunThatTookTheJobUpBeforeAnotherRecordedSomethingOfIt)
{
    const auto plan = test::plan();
    EXPECT_EQ(project->revision(plan.jobId).value(), 0);
    ASSERT_TRUE(project->recordStarted(plan));
    const std::int64_t taken = project->revision(plan.jobId).value();
    ASSERT_TRUE(project->recordAct("report.written", plan.jobId.toString(), "{}"));
    EXPECT_EQ(project->revision(plan.jobId).value(), taken); // Says nothing about its copies.
    ASSERT_TRUE(project->recordCopies(plan, {test::verifiedCopy(2, 1)}));
    const auto entries = project->ledger()->size();

    const auto late = project->recordResumed(plan, {}, taken);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, ErrorCode::AlreadyExists);
    EXPECT_EQ(project->ledger()->size(), entries);
    EXPECT_TRUE(project->recordResumed(plan, {}, project->revision(plan.jobId).value()));
    expectSound();
}

TEST_F(ResumeRecordTest, HoldsAJobAgainstOthersThatHaveTheProjectOpenUntilItLetsGo)
{
    const Uuid job = test::plan().jobId;
    auto other = Project::open(project->path(), clock);
    ASSERT_TRUE(other) << other.error().describe();
    {
        const auto hold = project->holdJob(job);
        ASSERT_TRUE(hold) << hold.error().describe();
        for (Project* const asks : {project.get(), other->get()}) {
            const auto second = asks->holdJob(job);
            ASSERT_FALSE(second);
            EXPECT_EQ(second.error().code, ErrorCode::AlreadyExists);
            EXPECT_EQ(second.error().path, asks->path());
        }
        EXPECT_TRUE((*other)->holdJob(Uuid::generate(clock.now())));
    }
    EXPECT_TRUE((*other)->holdJob(job));
}

TEST_F(ResumeRecordTest, RecordsNothingMoreOfARunWhoseJobAnotherOneTookUp)
{
    const auto result = test::goodResult();
    ASSERT_TRUE(project->recordStarted(result.plan));
    ASSERT_TRUE(project->recordCopies(result.plan, {test::verifiedCopy(2, 1)}));
    auto other = Project::open(project->path(), clock);
    ASSERT_TRUE(other) << other.error().describe();
    ASSERT_TRUE((*other)->recordResumed(result.plan));

    const auto copies = project->recordCopies(result.plan, {test::verifiedCopy(2, 1)});
    ASSERT_FALSE(copies);
    EXPECT_EQ(copies.error().code, ErrorCode::AlreadyExists);
    EXPECT_EQ(project->recordFinished(result, test::safe()).error().code, ErrorCode::AlreadyExists);
    EXPECT_TRUE((*other)->recordCopies(result.plan, {test::verifiedCopy(2, 1)}));
    EXPECT_TRUE((*other)->recordFinished(result, test::safe()));
    expectSound();
}

TEST_F(ResumeRecordTest, TakesTheEndAwayFromAJobThatIsResumedAndKeepsItsEvidence)
{
    const auto bad = test::badResult();
    ASSERT_TRUE(project->recordStarted(bad.plan));
    ASSERT_TRUE(project->recordFinished(bad, test::notSafe()));
    ASSERT_TRUE(project->recordResumed(bad.plan));
    reopen();

    EXPECT_FALSE(project->offloads()->front().finished);
    EXPECT_EQ(project->offloads()->front().headline, "");
    const auto verdict = project->verdict(bad.plan.jobId);
    ASSERT_FALSE(verdict);
    EXPECT_EQ(verdict.error().code, ErrorCode::NotFound);
    const auto between = project->offload(bad.plan.jobId);
    ASSERT_TRUE(between);
    EXPECT_EQ(between->copies.level(0, 0), EvidenceLevel::Verified);
    EXPECT_TRUE(between->copies.hasError(1, 1));
    EXPECT_EQ(between->destinations[0].manifest, std::nullopt);
    expectSound();

    const auto good = test::goodResult();
    ASSERT_TRUE(project->recordFinished(good, test::safe()));
    EXPECT_TRUE(project->verdict(good.plan.jobId)->safeToFormat);
    EXPECT_FALSE(project->offload(good.plan.jobId)->copies.hasError(1, 1));
    auto twice = project->recordFinished(good, test::safe());
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().code, ErrorCode::AlreadyExists);
    expectSound();
}

TEST_F(ResumeRecordTest, KnowsTheDevicesOfAResumedJobAsTheyAreNow)
{
    const auto plan = test::plan();
    ASSERT_TRUE(project->recordStarted(plan));
    auto now = plan;
    now.mode = offload::Mode::VerifySecondRead;
    now.cardVolume.deviceId = "8:other card";
    now.cardVolume.mountPoint = "/media/1";
    now.destinations[1].volume.deviceId = "8:other";
    now.destinations[1].volume.deviceName = "sdx";
    now.destinations[1].volume.volumeId.clear(); // Unknown is not another one.
    now.card.findings.clear();
    ASSERT_TRUE(project->recordResumed(now));
    const auto stored = project->offload(plan.jobId).value().plan;
    EXPECT_EQ(stored.mode, offload::Mode::VerifySecondRead);
    EXPECT_EQ(stored.cardVolume.deviceId, "8:other card");
    EXPECT_EQ(stored.cardVolume.mountPoint, "/media/1");
    EXPECT_EQ(stored.destinations[1].volume.deviceId, "8:other");
    EXPECT_EQ(stored.destinations[1].volume.deviceName, "sdx");
    EXPECT_EQ(stored.destinations[1].volume.volumeId, plan.destinations[1].volume.volumeId);
    // The card as it was listed at the start, with its warnings.
    expectSame(stored.card, plan.card);
}

TEST_F(ResumeRecordTest, ResumesOnlyTheJobThatWasBegun)
{
    const auto plan = test::plan();
    const auto refuse = [&](const offload::Plan& other, ErrorCode code) {
        const auto resumed = project->recordResumed(other);
        ASSERT_FALSE(resumed);
        EXPECT_EQ(resumed.error().code, code) << resumed.error().describe();
    };
    refuse(plan, ErrorCode::NotFound);
    const auto result = test::goodResult();
    ASSERT_TRUE(project->recordStarted(plan));
    ASSERT_TRUE(project->recordFinished(result, test::safe()));
    const auto entries = project->ledger()->size();

    const auto refuseChanged = [&](const auto& change) {
        auto other = plan;
        change(other);
        refuse(other, ErrorCode::InvalidArgument);
    };
    refuseChanged([](offload::Plan& p) { p.card.files.pop_back(); });
    refuseChanged([](offload::Plan& p) { p.card.files.push_back(p.card.files.back()); });
    refuseChanged([](offload::Plan& p) { p.card.files[1].size += 1; });
    refuseChanged([](offload::Plan& p) { p.card.files[0].path = "A001R2EC/cafe.mov"; });
    refuseChanged([](offload::Plan& p) { p.destinations.pop_back(); });
    refuseChanged([](offload::Plan& p) { std::swap(p.destinations[0], p.destinations[1]); });
    refuseChanged([](offload::Plan& p) { p.destinations[0].rollFolder = "/mnt/one/other"; });
    refuseChanged([](offload::Plan& p) { p.destinations[1].volume.volumeId = "another disk"; });
    refuseChanged([](offload::Plan& p) {
        // The disk below the mount point, whose identifier is unknown.
        p.destinations[1].volume.volumeId.clear();
        p.destinations[1].volume.mountPoint = "/";
    });
    refuseChanged([](offload::Plan& p) { p.algorithm = hash::Algorithm::Md5; });

    // Nothing of the end is gone.
    EXPECT_TRUE(project->verdict(plan.jobId)->safeToFormat);
    EXPECT_EQ(project->ledger()->size(), entries);
    expectSame(project->offload(plan.jobId).value(), result);
    expectSound();
}

TEST_F(ResumeRecordTest, NamesTheNewestUnfinishedOffload)
{
    EXPECT_EQ(project->newestUnfinished().value(), std::nullopt);
    const auto begin = [&](const char* when) {
        auto result = test::goodResult(1);
        result.plan.jobId = Uuid::generate(test::at(when));
        result.started = test::at(when);
        result.finished = test::at(when);
        clock.set(test::at(when));
        EXPECT_TRUE(project->recordStarted(result.plan));
        return result;
    };
    const auto oldest = begin("2026-11-21T04:00:00Z");
    const auto bad = begin("2026-11-21T05:00:00Z");
    const auto newest = begin("2026-11-21T06:00:00Z");
    EXPECT_EQ(project->newestUnfinished().value(), newest.plan.jobId);
    ASSERT_TRUE(project->recordFinished(newest, test::safe()));
    ASSERT_TRUE(project->recordFinished(bad, test::notSafe()));
    EXPECT_EQ(project->newestUnfinished().value(), bad.plan.jobId);
    ASSERT_TRUE(project->recordResumed(bad.plan));
    ASSERT_TRUE(project->recordFinished(bad, test::safe()));
    EXPECT_EQ(project->newestUnfinished().value(), oldest.plan.jobId);
}

} // namespace
} // namespace tailslate::project
