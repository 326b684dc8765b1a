// SPDX-License-Identifier: Apache-2.0
#include "GradeBuilder.h"
#include "project/Project.h"
#include "SqliteFile.h"
#include "support/FixedClock.h"
#include "support/OffloadBuilder.h"
#include "support/TempDir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tailslate::project {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

/// A project with one whole offload, one grade and one act; closed.
class LedgerTest : public testing::Test {
protected:
    LedgerTest()
    {
        auto project = Project::create(path, "MIDNIGHT SUN", "", clock).value();
        const auto result = test::goodResult();
        project->recordStarted(result.plan).value();
        project->recordCopies(result.plan, {result.copies.begin(), result.copies.end()}).value();
        project->recordFinished(result, test::safe()).value();
        project->saveGrade(test::grade("day")).value();
        project->recordAct("report.written", "A001R2EC.pdf", R"({"pages": 3})").value();
    }

    std::unique_ptr<Project> open() { return Project::open(path, clock).value(); }

    std::vector<std::string> problems() { return open()->check().value().problems; }

    /// Changes the file as somebody would who knows about the guards and puts them back.
    void tamper(const std::string& sql)
    {
        test::SqliteFile raw(path);
        const auto guards =
            raw.texts("SELECT sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name");
        raw.run("DROP TRIGGER ledger_grows_at_its_end; DROP TRIGGER ledger_is_never_changed; "
                "DROP TRIGGER ledger_is_never_shortened;");
        raw.run(sql);
        for (const std::string& guard : guards)
            raw.run(guard);
    }

    test::TempDir dir;
    test::FixedClock clock;
    std::filesystem::path path = dir.path() / "show.tailslate";
};

TEST_F(LedgerTest, HoldsEveryActInOrder)
{
    const auto entries = open()->ledger().value();
    std::vector<std::string> acts;
    std::int64_t number = 0;
    for (const auto& entry : entries) {
        acts.push_back(entry.act);
        EXPECT_EQ(entry.number, ++number);
        EXPECT_EQ(entry.at, test::at("2026-11-21T03:06:06Z"));
        EXPECT_EQ(entry.hash.size(), 64U);
    }
    EXPECT_THAT(acts, testing::ElementsAre("project.created", "offload.started", "copies.done",
                                           "offload.finished", "grade.saved", "report.written"));
    EXPECT_EQ(entries[1].subject, test::jobId().toString());
    EXPECT_THAT(entries[3].detail, HasSubstr("SAFE TO FORMAT"));
    EXPECT_EQ(entries[5].detail, R"({"pages": 3})");
    EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(LedgerTest, HashesTheBytesThatTheFormatDocumentsNames)
{
    // The id of a project is random, so coreutils' sha256sum is the independent program.
    const auto entries = open()->ledger().value();
    const auto& entry = entries.front();
    const std::string zeros(64, '0');
    const auto field = [](const std::string& text) {
        return std::to_string(text.size()) + ":" + text + ",";
    };
    const std::string bytes = "tailslate-ledger-1\n" + field(zeros) + field("1") +
                              field(std::to_string(entry.at.time_since_epoch().count())) +
                              field(entry.act) + field(entry.subject) + field(entry.detail);
    const auto file = dir.path() / "bytes";
    test::writeAll(file, bytes);
    const auto output = dir.path() / "sum";
    if (std::system(("sha256sum < " + file.string() + " > " + output.string()).c_str()) != 0)
        GTEST_SKIP() << "sha256sum is not there";
    EXPECT_EQ(test::readAll(output).substr(0, 64), entry.hash);
}

TEST_F(LedgerTest, IsGuardedAgainstChangeByTheDatabase)
{
    test::SqliteFile raw(path);
    EXPECT_THAT(raw.tryRun("UPDATE ledger SET act = 'x' WHERE number = 2"),
                HasSubstr("never changed"));
    EXPECT_THAT(raw.tryRun("DELETE FROM ledger WHERE number = 6"), HasSubstr("never shortened"));
    EXPECT_THAT(raw.tryRun("INSERT OR REPLACE INTO ledger VALUES (2, 0, 'x', 'x', '{}', 'x')"),
                HasSubstr("only grows at its end"));
    EXPECT_THAT(raw.tryRun("INSERT INTO ledger VALUES (8, 0, 'x', 'x', '{}', 'x')"),
                HasSubstr("only grows at its end"));
}

TEST_F(LedgerTest, ShowsAChangedEntry)
{
    for (const char* column : {"act", "subject", "detail"}) {
        tamper(std::string("UPDATE ledger SET ") + column + " = " + column +
               " || ' ' WHERE number = 6");
        EXPECT_THAT(problems(), Contains(HasSubstr("ledger entry 6")));
        tamper(std::string("UPDATE ledger SET ") + column + " = rtrim(" + column +
               ") WHERE number = 6");
        EXPECT_THAT(problems(), IsEmpty());
    }
    tamper("UPDATE ledger SET at = at + 1 WHERE number = 3");
    EXPECT_THAT(problems(), Contains(HasSubstr("ledger entry 3 (copies.done)")));
}

TEST_F(LedgerTest, ShowsAnEntryTakenOutOfTheMiddle)
{
    tamper("DELETE FROM ledger WHERE number = 3");
    EXPECT_THAT(problems(), Contains(HasSubstr("entries 3 to 3 are missing")));
    tamper("UPDATE ledger SET number = number - 1 WHERE number > 3");
    EXPECT_THAT(problems(), Contains(HasSubstr("ledger entry 3")));
}

TEST_F(LedgerTest, ShowsACutEndWhereTheTablesTellMore)
{
    tamper("DELETE FROM ledger WHERE number > 3");
    EXPECT_THAT(problems(), Contains(HasSubstr("does not know the end of offload")));
    EXPECT_THAT(problems(), Contains(HasSubstr("does not know the saving of grade")));
}

TEST_F(LedgerTest, ShowsEvidenceChangedAfterTheFact)
{
    test::SqliteFile raw(path);
    raw.run("UPDATE copies SET source_digest = '0000000000000000', "
            "read_back_digest = '0000000000000000' WHERE file = 1 AND destination = 1");
    EXPECT_THAT(problems(), Contains(HasSubstr("evidence of offload " + test::jobId().toString())));
}

TEST_F(LedgerTest, ShowsAVerdictAndAFileNameChangedAfterTheFact)
{
    test::SqliteFile raw(path);
    raw.run("UPDATE verdicts SET safe_to_format = 0");
    EXPECT_THAT(problems(), Contains(HasSubstr("evidence of offload")));
    raw.run("UPDATE verdicts SET safe_to_format = 1");
    EXPECT_THAT(problems(), IsEmpty());
    raw.run("UPDATE files SET path = CAST('other.mov' AS BLOB) WHERE file = 2");
    EXPECT_THAT(problems(), Contains(HasSubstr("evidence of offload")));
}

TEST_F(LedgerTest, ShowsHowACopyWasWrittenAndItsSourceConfirmedChangedAfterTheFact)
{
    test::SqliteFile raw(path);
    raw.run("UPDATE copies SET written = 'cached' WHERE file = 1 AND destination = 1");
    EXPECT_THAT(problems(), Contains(HasSubstr("evidence of offload")));
    raw.run("UPDATE copies SET written = 'direct' WHERE file = 1 AND destination = 1");
    EXPECT_THAT(problems(), IsEmpty());
    raw.run("UPDATE copies SET source_confirmed = 1 WHERE file = 0 AND destination = 0");
    EXPECT_THAT(problems(), Contains(HasSubstr("evidence of offload")));
}

TEST_F(LedgerTest, ShowsAVerdictTakenAway)
{
    test::SqliteFile raw(path);
    raw.run("DELETE FROM verdicts");
    EXPECT_THAT(problems(),
                Contains(HasSubstr("verdict of offload " + test::jobId().toString() + " is gone")));
}

TEST_F(LedgerTest, ShowsAnEndTakenAwayThatNobodyResumed)
{
    test::SqliteFile raw(path);
    raw.run("DELETE FROM verdicts; UPDATE offloads SET finished = NULL");
    EXPECT_THAT(problems(), Contains(HasSubstr("tells of the end of offload")));
}

TEST_F(LedgerTest, FollowsAJobThatWasResumedAndEndedAgain)
{
    ASSERT_TRUE(open()->recordResumed(test::plan()));
    EXPECT_THAT(problems(), IsEmpty());
    ASSERT_TRUE(open()->recordFinished(test::goodResult(), test::safe()));
    ASSERT_TRUE(open()->recordResumed(test::plan()));
    ASSERT_TRUE(open()->recordFinished(test::badResult(), test::notSafe()));
    EXPECT_THAT(problems(), IsEmpty());

    // The last end counts: what the tables hold is not what an earlier one proved.
    test::SqliteFile(path).run("UPDATE copies SET level = 'verified', read_back_digest = "
                               "source_digest WHERE file = 1 AND destination = 1");
    EXPECT_THAT(problems(), Contains(HasSubstr("evidence of offload")));
}

TEST_F(LedgerTest, ShowsAnEndThatWasBroughtBackAfterTheJobWasResumed)
{
    ASSERT_TRUE(open()->recordResumed(test::plan()));
    test::SqliteFile(path).run("UPDATE offloads SET finished = started");
    EXPECT_THAT(problems(), Contains(HasSubstr("does not know the end of offload")));
}

TEST_F(LedgerTest, ShowsAnOverstatedCopyAndADanglingOne)
{
    test::SqliteFile raw(path);
    raw.run("PRAGMA ignore_check_constraints = ON;"
            "UPDATE copies SET read_back_digest = NULL WHERE file = 1 AND destination = 0");
    EXPECT_THAT(problems(), Contains(HasSubstr("1 copies are called better")));
    raw.run("UPDATE copies SET read_back_digest = source_digest, level = 'source-verified' "
            "WHERE file = 1 AND destination = 0");
    EXPECT_THAT(problems(), Contains(HasSubstr("1 copies are called better")));
    raw.run("PRAGMA foreign_keys = OFF; DELETE FROM files WHERE file = 2");
    EXPECT_THAT(problems(), Contains(HasSubstr("table copies refer to nothing")));
}

TEST_F(LedgerTest, ShowsMissingGuards)
{
    test::SqliteFile raw(path);
    raw.run("DROP TRIGGER ledger_is_never_shortened");
    EXPECT_THAT(problems(), Contains(HasSubstr("guard ledger_is_never_shortened")));
}

TEST_F(LedgerTest, AcceptsNewEvidenceOfAFinishedOffload)
{
    auto copy = test::verifiedCopy(1, 1);
    copy.level = offload::EvidenceLevel::Reverified;
    ASSERT_TRUE(open()->recordCopies(test::plan(), {copy}));
    EXPECT_THAT(problems(), IsEmpty());
    EXPECT_EQ(open()->offload(test::jobId())->copies[3].level, offload::EvidenceLevel::Reverified);
}

TEST_F(LedgerTest, TakesOnlyHonestActs)
{
    auto project = open();
    const auto refuse = [&](const std::string& act, const std::string& detail) {
        const auto recorded = project->recordAct(act, "x", detail);
        ASSERT_FALSE(recorded) << act << detail;
        EXPECT_EQ(recorded.error().code, ErrorCode::InvalidArgument);
    };
    refuse("", "{}");
    refuse("offload.finished", "{}");
    refuse("offload.resumed", "{}");
    refuse("grade.saved", "{}");
    refuse("report.written", "no json");
    refuse("report.written", "[1]");
    refuse("report.written", "");
    refuse("report.\xff", "{}");
    EXPECT_EQ(project->ledger()->size(), 6U);
}

} // namespace
} // namespace tailslate::project
