// SPDX-License-Identifier: Apache-2.0
#include "base/DisplayText.h"
#include "ProjectFixture.h"
#include "SqliteFile.h"

#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

namespace tailslate::project {
namespace {

using offload::EvidenceLevel;

/// What a project keeps of an offload, and what it refuses to.
using OffloadRecordTest = ProjectFixture;

TEST_F(OffloadRecordTest, ReturnsAnOffloadAsItWasRecordedToTheLastByte)
{
    auto result = test::badResult();
    result.plan.mode = offload::Mode::VerifySecondRead;
    result.destinations[0].unsealedNames = 1;
    test::changeCopy(result, 0, 1, [](offload::CopyEvidence& copy) {
        copy.level = EvidenceLevel::SourceVerified;
        copy.sourceConfirmed = true;
        copy.written = io::Transfer::Cached;
        copy.sourceRead = io::Transfer::CacheDropped;
        copy.fromCopy = true;
    });
    result.destinations[1].filledFromCopies = 1;
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

TEST_F(OffloadRecordTest, KeepsWhatTheOperatorWasToldOnTheWay)
{
    const auto result = test::goodResult();
    ASSERT_TRUE(project->recordStarted(result.plan));
    const auto revision = project->revision(result.plan.jobId).value();
    ASSERT_TRUE(project->recordNotice(result.plan, 1, "too slow"));
    ASSERT_TRUE(project->recordNotice(result.plan, std::nullopt, "caf\xe9 went away"));
    EXPECT_EQ(project->revision(result.plan.jobId).value(), revision);
    reopen();

    const auto notices = project->notices(result.plan.jobId);
    ASSERT_TRUE(notices) << notices.error().describe();
    ASSERT_EQ(notices->size(), 2U);
    EXPECT_EQ(notices->at(0).folder, displayText(result.plan.destinations[1].folder));
    EXPECT_EQ(notices->at(0).text, "too slow");
    EXPECT_EQ(notices->at(1).folder, "");
    EXPECT_THAT(notices->at(1).text, testing::HasSubstr("went away"));
    EXPECT_TRUE(project->notices(Uuid{})->empty());
    expectSound();
}

TEST_F(OffloadRecordTest, KeepsEveryEvidenceLevel)
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

TEST_F(OffloadRecordTest, ShowsAnOffloadThatNeverEndedAsUnproved)
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

TEST_F(OffloadRecordTest, ListsOffloadsNewestFirst)
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

TEST_F(OffloadRecordTest, RefusesEvidenceThatClaimsMoreThanItsDigestsProve)
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

TEST_F(OffloadRecordTest, RefusesToCallACardSafeWithoutAVerifiedCopyOfEachFile)
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

TEST_F(OffloadRecordTest, RefusesToCallAnOffloadVerifiedWithACopyThatIsNot)
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

TEST_F(OffloadRecordTest, RefusesAnEndWithoutTheEvidenceOfEachCopy)
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

TEST_F(OffloadRecordTest, TheDatabaseItselfRefusesAVerifiedCopyWithoutEqualDigests)
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

TEST_F(OffloadRecordTest, RecordsStartAndEndOnce)
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

TEST_F(OffloadRecordTest, KnowsNoOffloadThatWasNotRecorded)
{
    const auto missing = project->offload(test::jobId());
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
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

TEST_F(OffloadRecordTest, RecordsAHundredThousandFilesAndReadsThemBack)
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
