// SPDX-License-Identifier: Apache-2.0
#include "project/Project.h"

#include "GradeBuilder.h"
#include "SettableClock.h"
#include "SqliteFile.h"
#include "support/OffloadBuilder.h"
#include "support/TempDir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <limits>
#include <stdexcept>
#include <thread>

namespace tailslate::project {
namespace {

using offload::EvidenceLevel;

class ProjectTest : public testing::Test {
protected:
    ProjectTest()
    {
        auto made = Project::create(path, "MIDNIGHT SUN", "2nd unit", clock);
        if (!made)
            throw std::runtime_error(made.error().describe());
        project = std::move(*made);
    }

    void reopen()
    {
        project.reset();
        auto opened = Project::open(path, clock);
        ASSERT_TRUE(opened) << opened.error().describe();
        project = std::move(*opened);
    }

    void expectSound()
    {
        const auto report = project->check();
        ASSERT_TRUE(report) << report.error().describe();
        EXPECT_THAT(report->problems, testing::IsEmpty());
    }

    test::TempDir dir;
    test::SettableClock clock{test::at("2026-11-21T03:06:06Z")};
    std::filesystem::path path = dir.path() / "a show \"one\" = two.tailslate";
    std::unique_ptr<Project> project;
};

void expectSame(const std::optional<Error>& actual, const std::optional<Error>& expected)
{
    ASSERT_EQ(actual.has_value(), expected.has_value());
    if (!actual)
        return;
    EXPECT_EQ(actual->code, expected->code);
    EXPECT_EQ(actual->message, expected->message);
    EXPECT_EQ(actual->path.string(), expected->path.string());
    EXPECT_EQ(actual->osError, expected->osError);
}

void expectSame(const media::Card& actual, const media::Card& expected)
{
    EXPECT_EQ(actual.root, expected.root);
    EXPECT_EQ(actual.typeId, expected.typeId);
    EXPECT_EQ(actual.typeName, expected.typeName);
    EXPECT_EQ(actual.reason, expected.reason);
    EXPECT_EQ(actual.roll, expected.roll);
    EXPECT_EQ(actual.folders, expected.folders);
    EXPECT_EQ(actual.ignorePatterns, expected.ignorePatterns);
    ASSERT_EQ(actual.files.size(), expected.files.size());
    for (std::size_t i = 0; i < actual.files.size(); ++i) {
        EXPECT_EQ(actual.files[i].path, expected.files[i].path);
        EXPECT_EQ(actual.files[i].size, expected.files[i].size);
        EXPECT_EQ(actual.files[i].modified, expected.files[i].modified);
        EXPECT_EQ(actual.files[i].permissions, expected.files[i].permissions);
    }
    ASSERT_EQ(actual.clips.size(), expected.clips.size());
    for (std::size_t i = 0; i < actual.clips.size(); ++i) {
        EXPECT_EQ(actual.clips[i].name, expected.clips[i].name);
        EXPECT_EQ(actual.clips[i].roll, expected.clips[i].roll);
        EXPECT_EQ(actual.clips[i].kind, expected.clips[i].kind);
        EXPECT_EQ(actual.clips[i].files, expected.clips[i].files);
    }
    ASSERT_EQ(actual.findings.size(), expected.findings.size());
    for (std::size_t i = 0; i < actual.findings.size(); ++i) {
        EXPECT_EQ(actual.findings[i].severity, expected.findings[i].severity);
        EXPECT_EQ(actual.findings[i].sentence, expected.findings[i].sentence);
        EXPECT_EQ(actual.findings[i].files, expected.findings[i].files);
    }
}

void expectSame(const offload::OffloadResult& actual, const offload::OffloadResult& expected)
{
    EXPECT_EQ(actual.plan.jobId, expected.plan.jobId);
    EXPECT_EQ(actual.plan.created, expected.plan.created);
    EXPECT_EQ(actual.plan.algorithm, expected.plan.algorithm);
    EXPECT_EQ(actual.plan.mode, expected.plan.mode);
    EXPECT_EQ(actual.plan.cardVolume.mountPoint.string(),
              expected.plan.cardVolume.mountPoint.string());
    EXPECT_EQ(actual.plan.cardVolume.fileSystem, expected.plan.cardVolume.fileSystem);
    EXPECT_EQ(actual.plan.cardVolume.volumeId, expected.plan.cardVolume.volumeId);
    EXPECT_EQ(actual.plan.cardVolume.deviceId, expected.plan.cardVolume.deviceId);
    EXPECT_EQ(actual.plan.cardVolume.deviceName, expected.plan.cardVolume.deviceName);
    EXPECT_EQ(actual.started, expected.started);
    EXPECT_EQ(actual.finished, expected.finished);
    EXPECT_EQ(actual.cancelled, expected.cancelled);
    expectSame(actual.plan.card, expected.plan.card);

    ASSERT_EQ(actual.plan.destinations.size(), expected.plan.destinations.size());
    for (std::size_t i = 0; i < actual.plan.destinations.size(); ++i) {
        const auto& mine = actual.plan.destinations[i];
        const auto& theirs = expected.plan.destinations[i];
        EXPECT_EQ(mine.folder.string(), theirs.folder.string());
        EXPECT_EQ(mine.rollFolder.string(), theirs.rollFolder.string());
        EXPECT_EQ(mine.role, theirs.role);
        EXPECT_EQ(mine.volume.mountPoint, theirs.volume.mountPoint);
        EXPECT_EQ(mine.volume.fileSystem, theirs.volume.fileSystem);
        EXPECT_EQ(mine.volume.label, theirs.volume.label);
        EXPECT_EQ(mine.volume.volumeId, theirs.volume.volumeId);
        EXPECT_EQ(mine.volume.deviceId, theirs.volume.deviceId);
        EXPECT_EQ(mine.volume.deviceName, theirs.volume.deviceName);
        EXPECT_EQ(mine.volume.readOnly, theirs.volume.readOnly);
        EXPECT_EQ(mine.volume.rotational, theirs.volume.rotational);
        EXPECT_EQ(mine.volume.removable, theirs.volume.removable);
    }
    ASSERT_EQ(actual.destinations.size(), expected.destinations.size());
    for (std::size_t i = 0; i < actual.destinations.size(); ++i) {
        EXPECT_EQ(actual.destinations[i].filesVerified, expected.destinations[i].filesVerified);
        EXPECT_EQ(actual.destinations[i].filesUnverified, expected.destinations[i].filesUnverified);
        EXPECT_EQ(actual.destinations[i].filesFailed, expected.destinations[i].filesFailed);
        EXPECT_EQ(actual.destinations[i].unsealedNames, expected.destinations[i].unsealedNames);
        EXPECT_EQ(actual.destinations[i].manifest, expected.destinations[i].manifest);
        expectSame(actual.destinations[i].error, expected.destinations[i].error);
    }
    ASSERT_EQ(actual.copies.size(), expected.copies.size());
    for (std::size_t i = 0; i < actual.copies.size(); ++i) {
        SCOPED_TRACE(i);
        const offload::CopyEvidence mine = actual.copies[i];
        const offload::CopyEvidence theirs = expected.copies[i];
        EXPECT_EQ(mine.file, theirs.file);
        EXPECT_EQ(mine.destination, theirs.destination);
        EXPECT_EQ(mine.level, theirs.level);
        EXPECT_EQ(mine.sourceDigest, theirs.sourceDigest);
        EXPECT_EQ(mine.sourceConfirmed, theirs.sourceConfirmed);
        EXPECT_EQ(mine.readBackDigest, theirs.readBackDigest);
        EXPECT_EQ(mine.readBack, theirs.readBack);
        EXPECT_EQ(mine.written, theirs.written);
        EXPECT_EQ(mine.at, theirs.at);
        expectSame(mine.error, theirs.error);
    }
}

TEST_F(ProjectTest, SaysWhatItIs)
{
    const auto info = project->info();
    ASSERT_TRUE(info) << info.error().describe();
    EXPECT_FALSE(info->id.isNil());
    EXPECT_EQ(info->show, "MIDNIGHT SUN");
    EXPECT_EQ(info->unit, "2nd unit");
    EXPECT_EQ(info->schemaVersion, 2);
    EXPECT_EQ(info->created, test::at("2026-11-21T03:06:06Z"));
    EXPECT_EQ(info->offloads, 0U);
    EXPECT_EQ(info->copies, 0U);
    EXPECT_EQ(info->grades, 0U);
    EXPECT_EQ(info->ledgerEntries, 1U);
    expectSound();
}

TEST_F(ProjectTest, ReturnsAnOffloadAsItWasRecordedToTheLastByte)
{
    auto result = test::badResult();
    result.plan.mode = offload::Mode::VerifySecondRead;
    result.destinations[0].unsealedNames = 1;
    test::changeCopy(result, 0, 1, [](offload::CopyEvidence& copy) {
        copy.level = EvidenceLevel::SourceVerified;
        copy.sourceConfirmed = true;
        copy.written = io::Transfer::Cached;
    });
    ASSERT_TRUE(project->recordStarted(result.plan));
    ASSERT_TRUE(project->recordCopies(result.plan, {result.copies[0], result.copies[1]}));
    ASSERT_TRUE(project->recordFinished(result, test::notSafe()));
    reopen();

    const auto stored = project->offload(result.plan.jobId);
    ASSERT_TRUE(stored) << stored.error().describe();
    expectSame(*stored, result);

    const auto verdict = project->verdict(result.plan.jobId);
    ASSERT_TRUE(verdict);
    EXPECT_FALSE(verdict->safeToFormat);
    EXPECT_FALSE(verdict->allVerified);
    EXPECT_EQ(verdict->reasons, test::notSafe().reasons);
    expectSound();
}

TEST_F(ProjectTest, KeepsEveryEvidenceLevel)
{
    auto result = test::goodResult();
    const auto levels = {EvidenceLevel::None,           EvidenceLevel::Copied,
                         EvidenceLevel::Hashed,         EvidenceLevel::Verified,
                         EvidenceLevel::SourceVerified, EvidenceLevel::Reverified};
    std::size_t i = 0;
    for (const EvidenceLevel level : levels) {
        auto copy = result.copies[i++];
        copy.level = level;
        copy.sourceConfirmed = level == EvidenceLevel::SourceVerified;
        result.copies.put(copy);
    }
    test::changeCopy(result, 0, 0, [](offload::CopyEvidence& copy) {
        copy.readBackDigest.reset();
        copy.readBack.reset();
        copy.written.reset();
    });
    test::changeCopy(result, 0, 1, [](offload::CopyEvidence& copy) { copy.sourceDigest.reset(); });
    ASSERT_TRUE(project->recordStarted(result.plan));
    const auto recorded = project->recordFinished(result, test::notSafe());
    ASSERT_TRUE(recorded) << recorded.error().describe();
    const auto stored = project->offload(result.plan.jobId);
    ASSERT_TRUE(stored);
    expectSame(*stored, result);
    expectSound();
}

TEST_F(ProjectTest, ShowsAnOffloadThatNeverEndedAsUnproved)
{
    const auto plan = test::plan();
    ASSERT_TRUE(project->recordStarted(plan));
    ASSERT_TRUE(project->recordCopies(plan, {test::verifiedCopy(2, 1)}));
    reopen();

    const auto rows = project->offloads();
    ASSERT_TRUE(rows);
    ASSERT_EQ(rows->size(), 1U);
    EXPECT_FALSE(rows->front().finished);
    EXPECT_EQ(rows->front().headline, "");

    const auto stored = project->offload(plan.jobId);
    ASSERT_TRUE(stored);
    ASSERT_EQ(stored->copies.size(), 6U);
    EXPECT_EQ(stored->copies[5].level, EvidenceLevel::Verified);
    EXPECT_EQ(stored->copies[0].level, EvidenceLevel::None);
    EXPECT_EQ(stored->copies[3].file, 1U);
    EXPECT_EQ(stored->copies[3].destination, 1U);
    ASSERT_EQ(stored->destinations.size(), 2U);
    EXPECT_FALSE(stored->destinations[0].good());
    const auto verdict = project->verdict(plan.jobId);
    ASSERT_FALSE(verdict);
    EXPECT_EQ(verdict.error().code, ErrorCode::NotFound);
    expectSound();
}

TEST_F(ProjectTest, ListsOffloadsNewestFirst)
{
    auto first = test::goodResult();
    ASSERT_TRUE(project->recordStarted(first.plan));
    ASSERT_TRUE(project->recordFinished(first, test::safe()));
    auto second = test::plan(1);
    second.jobId = Uuid::generate(clock.now());
    second.card.roll = "B001";
    clock.set(test::at("2026-11-22T00:00:00Z"));
    ASSERT_TRUE(project->recordStarted(second));

    const auto rows = project->offloads();
    ASSERT_TRUE(rows) << rows.error().describe();
    ASSERT_EQ(rows->size(), 2U);
    EXPECT_EQ(rows->at(0).jobId, second.jobId);
    EXPECT_EQ(rows->at(0).roll, "B001");
    EXPECT_EQ(rows->at(0).started, test::at("2026-11-22T00:00:00Z"));
    EXPECT_EQ(rows->at(1).jobId, first.plan.jobId);
    EXPECT_EQ(rows->at(1).cardRoot, "/media/A001R2EC");
    EXPECT_EQ(rows->at(1).files, 3U);
    EXPECT_EQ(rows->at(1).bytes, 1000U + 1001U + 1002U);
    EXPECT_EQ(rows->at(1).destinations, 2U);
    EXPECT_EQ(rows->at(1).started, first.started);
    EXPECT_EQ(rows->at(1).finished, first.finished);
    EXPECT_EQ(rows->at(1).headline, "SAFE TO FORMAT");
}

TEST_F(ProjectTest, RefusesEvidenceThatClaimsMoreThanItsDigestsProve)
{
    const auto plan = test::plan();
    ASSERT_TRUE(project->recordStarted(plan));
    const auto sizeBefore = project->ledger()->size();

    const auto refuse = [&](const offload::CopyEvidence& copy) {
        // A good copy beside it must not be kept either: all or nothing.
        const auto recorded = project->recordCopies(plan, {test::verifiedCopy(0, 0), copy});
        ASSERT_FALSE(recorded);
        EXPECT_EQ(recorded.error().code, ErrorCode::InvalidArgument);
    };
    for (const EvidenceLevel level :
         {EvidenceLevel::Verified, EvidenceLevel::SourceVerified, EvidenceLevel::Reverified}) {
        auto copy = test::verifiedCopy(1, 1);
        copy.level = level;
        copy.sourceConfirmed = true;
        copy.readBackDigest = test::digest("different");
        refuse(copy);
        copy.readBackDigest.reset();
        refuse(copy);
        copy = test::verifiedCopy(1, 1);
        copy.level = level;
        copy.sourceDigest.reset();
        refuse(copy);
        copy.readBackDigest.reset(); // Both missing is not equal.
        refuse(copy);
    }
    auto unconfirmed = test::verifiedCopy(1, 1);
    unconfirmed.level = EvidenceLevel::SourceVerified;
    refuse(unconfirmed);
    auto hashed = test::verifiedCopy(1, 1);
    hashed.level = EvidenceLevel::Hashed;
    hashed.sourceDigest.reset();
    refuse(hashed);
    auto otherKind = test::verifiedCopy(1, 1);
    otherKind.sourceDigest = otherKind.readBackDigest = hash::digestOf(hash::Algorithm::Md5, {});
    refuse(otherKind);
    refuse(test::verifiedCopy(3, 0));
    refuse(test::verifiedCopy(0, 2));

    EXPECT_EQ(project->info()->copies, 0U);
    EXPECT_EQ(project->ledger()->size(), sizeBefore);
    expectSound();
}

TEST_F(ProjectTest, RefusesToCallACardSafeWithoutAVerifiedCopyOfEachFile)
{
    auto result = test::goodResult();
    for (const std::size_t destination : {0U, 1U}) {
        test::changeCopy(result, 1, destination,
                         [](offload::CopyEvidence& copy) { copy.level = EvidenceLevel::Hashed; });
    }
    ASSERT_TRUE(project->recordStarted(result.plan));
    const auto recorded = project->recordFinished(result, test::safe());
    ASSERT_FALSE(recorded);
    EXPECT_EQ(recorded.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(recorded.error().path, "A001R2EC/clip1.mov");
    EXPECT_FALSE(project->offloads()->front().finished);
    EXPECT_EQ(project->info()->copies, 0U);
}

TEST_F(ProjectTest, RefusesToCallAnOffloadVerifiedWithACopyThatIsNot)
{
    auto result = test::goodResult();
    test::changeCopy(result, 2, 1,
                     [](offload::CopyEvidence& copy) { copy.level = EvidenceLevel::Hashed; });
    ASSERT_TRUE(project->recordStarted(result.plan));
    const auto recorded = project->recordFinished(
        result, {.safeToFormat = false, .allVerified = true, .reasons = {}});
    ASSERT_FALSE(recorded);
    EXPECT_EQ(recorded.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(recorded.error().path, "A001R2EC/clip2.mov");
    EXPECT_TRUE(project->recordFinished(result, test::notSafe()));
}

TEST_F(ProjectTest, RefusesAnEndWithoutTheEvidenceOfEachCopy)
{
    auto result = test::goodResult();
    ASSERT_TRUE(project->recordStarted(result.plan));
    for (auto copies : {offload::CopyTable(), offload::CopyTable(2, 2, {}),
                        offload::CopyTable(3, 1, {}), offload::CopyTable(2, 3, {})}) {
        result.copies = std::move(copies);
        const auto recorded = project->recordFinished(result, test::notSafe());
        ASSERT_FALSE(recorded);
        EXPECT_EQ(recorded.error().code, ErrorCode::InvalidArgument);
    }
}

TEST_F(ProjectTest, KeepsAJobThatIsToBeVerifiedLater)
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

TEST_F(ProjectTest, GoesOnWithAJobThatNeverEnded)
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

TEST_F(ProjectTest, TakesTheEndAwayFromAJobThatIsResumedAndKeepsItsEvidence)
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

TEST_F(ProjectTest, KnowsTheDevicesOfAResumedJobAsTheyAreNow)
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

TEST_F(ProjectTest, ResumesOnlyTheJobThatWasBegun)
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
    refuseChanged([](offload::Plan& p) { p.algorithm = hash::Algorithm::Md5; });

    // Nothing of the end is gone.
    EXPECT_TRUE(project->verdict(plan.jobId)->safeToFormat);
    EXPECT_EQ(project->ledger()->size(), entries);
    expectSame(project->offload(plan.jobId).value(), result);
    expectSound();
}

TEST_F(ProjectTest, NamesTheNewestUnfinishedOffload)
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

TEST_F(ProjectTest, TheDatabaseItselfRefusesAVerifiedCopyWithoutEqualDigests)
{
    const auto result = test::goodResult();
    ASSERT_TRUE(project->recordStarted(result.plan));
    ASSERT_TRUE(project->recordFinished(result, test::safe()));
    test::SqliteFile raw(path);
    for (const char* column : {"source_digest", "read_back_digest"}) {
        for (const char* value : {"NULL", "'0000000000000000'"}) {
            EXPECT_THAT(raw.tryRun(std::string("UPDATE copies SET ") + column + " = " + value),
                        testing::HasSubstr("CHECK"));
        }
    }
    EXPECT_THAT(raw.tryRun("UPDATE copies SET level = 'source-verified'"),
                testing::HasSubstr("CHECK"));
    EXPECT_EQ(raw.tryRun("UPDATE copies SET level = 'source-verified', source_confirmed = 1"), "");
}

TEST_F(ProjectTest, RecordsStartAndEndOnce)
{
    const auto result = test::goodResult();
    auto early = project->recordFinished(result, test::safe());
    ASSERT_FALSE(early);
    EXPECT_EQ(early.error().code, ErrorCode::NotFound);
    EXPECT_EQ(early.error().path, path);
    auto unknown = project->recordCopies(result.plan, {});
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::NotFound);

    ASSERT_TRUE(project->recordStarted(result.plan));
    auto again = project->recordStarted(result.plan);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::AlreadyExists);

    ASSERT_TRUE(project->recordFinished(result, test::safe()));
    auto twice = project->recordFinished(result, test::notSafe());
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().code, ErrorCode::AlreadyExists);
    EXPECT_TRUE(project->verdict(result.plan.jobId)->safeToFormat);
}

TEST_F(ProjectTest, KnowsNoOffloadThatWasNotRecorded)
{
    const auto missing = project->offload(test::jobId());
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
}

TEST_F(ProjectTest, KeepsGradesExactly)
{
    GradeRow grade;
    grade.name = "Tag außen, „Ägypten“";
    grade.input = "logc3";
    grade.output = "rec709";
    grade.style = color::CdlStyle::NoClamp;
    grade.cdl.slope = {1.0 / 3.0, 0.1, 1.0e-300};
    grade.cdl.offset = {-0.1, 0.2, -1.0 / 7.0};
    grade.cdl.power = {1.1, 0.9, 1.0 + 0x1p-52};
    grade.cdl.saturation = 0.7;
    const auto saved = project->saveGrade(grade);
    ASSERT_TRUE(saved) << saved.error().describe();
    clock.set(clock.now() + std::chrono::seconds(1));
    ASSERT_TRUE(project->saveGrade(test::grade("second")));
    reopen();

    const auto grades = project->grades();
    ASSERT_TRUE(grades);
    ASSERT_EQ(grades->size(), 2U);
    EXPECT_EQ(grades->at(0).name, "second");
    const GradeRow& stored = grades->at(1);
    EXPECT_EQ(stored.id, saved->id);
    EXPECT_EQ(stored.created, test::at("2026-11-21T03:06:06Z"));
    EXPECT_EQ(stored.name, grade.name);
    EXPECT_EQ(stored.input, "logc3");
    EXPECT_EQ(stored.output, "rec709");
    EXPECT_EQ(stored.style, color::CdlStyle::NoClamp);
    EXPECT_EQ(stored.cdl, grade.cdl);
    expectSound();
}

TEST_F(ProjectTest, RefusesAGradeThatIsNoCdl)
{
    GradeRow grade;
    grade.cdl.offset[1] = std::numeric_limits<double>::quiet_NaN();
    const auto saved = project->saveGrade(grade);
    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(project->info()->grades, 0U);
}

TEST_F(ProjectTest, SurvivesTextThatLooksLikeSql)
{
    const std::string nasty = "'); DROP TABLE ledger; -- :id %s";
    auto plan = test::plan(1);
    plan.card.roll = nasty;
    ASSERT_TRUE(project->recordStarted(plan));
    EXPECT_EQ(project->offload(plan.jobId)->plan.card.roll, nasty);
    expectSound();
}

TEST_F(ProjectTest, ServesSeveralThreadsAtOnce)
{
    constexpr int kThreads = 4;
    constexpr int kActs = 20;
    std::vector<std::jthread> threads;
    std::atomic<int> failures = 0;
    for (int i = 0; i < kThreads; ++i) {
        threads.emplace_back([&, i] {
            for (int act = 0; act < kActs; ++act) {
                if (!project->recordAct("test.act", std::to_string(i), "{}") || !project->info())
                    ++failures;
            }
        });
    }
    threads.clear();
    EXPECT_EQ(failures, 0);
    EXPECT_EQ(project->ledger()->size(), 1U + kThreads * kActs);
    expectSound();
}

TEST_F(ProjectTest, SharesTheFileWithASecondProgram)
{
    auto second = Project::open(path, clock);
    ASSERT_TRUE(second) << second.error().describe();
    ASSERT_TRUE(project->recordAct("first.act", "1", "{}"));
    ASSERT_TRUE((*second)->recordAct("second.act", "2", "{}"));
    ASSERT_TRUE(project->recordAct("third.act", "3", "{}"));
    EXPECT_EQ((*second)->ledger()->size(), 4U);
    expectSound();
}

/// Seconds that an act took, printed for the record.
template <class Act>
double timed(const char* what, Act&& act)
{
    const auto start = std::chrono::steady_clock::now();
    act();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::printf("%s: %.2f s\n", what, took.count());
    testing::Test::RecordProperty(what, std::to_string(took.count()));
    return took.count();
}

TEST_F(ProjectTest, RecordsAHundredThousandFilesAndReadsThemBack)
{
    // The times are printed for the record; two minutes tell a quadratic algorithm from a slow
    // machine.
    constexpr std::size_t kBatch = 256;
    const auto result = test::goodResult(100'000);
    const std::size_t copies = result.copies.size();
    double took = timed("recordStarted of 100,000 files",
                        [&] { ASSERT_TRUE(project->recordStarted(result.plan)); });
    took += timed("recordCopies of 200,000 copies in batches of 256", [&] {
        std::vector<offload::CopyEvidence> batch;
        for (std::size_t i = 0; i < copies; ++i) {
            batch.push_back(result.copies[i]);
            if (batch.size() < kBatch && i + 1 < copies)
                continue;
            ASSERT_TRUE(project->recordCopies(result.plan, batch));
            batch.clear();
        }
    });
    took += timed("recordFinished of 200,000 copies",
                  [&] { ASSERT_TRUE(project->recordFinished(result, test::safe())); });
    EXPECT_EQ(project->info()->copies, copies);
    took += timed("offload() of 200,000 copies", [&] {
        const auto stored = project->offload(result.plan.jobId);
        ASSERT_TRUE(stored);
        EXPECT_EQ(stored->copies[copies - 1].sourceDigest, result.copies[copies - 1].sourceDigest);
    });
    took += timed("recordResumed of 100,000 files",
                  [&] { ASSERT_TRUE(project->recordResumed(result.plan)); });
    EXPECT_LT(took, 120.0);
}

} // namespace
} // namespace tailslate::project
