// SPDX-License-Identifier: Apache-2.0
#include "project/detail/Migrations.h"

#include "hash/Hasher.h"
#include "project/Project.h"
#include "SqliteFile.h"
#include "support/FileContent.h"
#include "support/FixedClock.h"
#include "support/OffloadBuilder.h"
#include "support/TempDir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace tailslate::project {
namespace {

using detail::Database;
using detail::Migration;

constexpr std::array kSteps{
    Migration{0, "CREATE TABLE a (x); INSERT INTO a VALUES (1);"},
    Migration{1, "ALTER TABLE a ADD COLUMN y; UPDATE a SET y = x + 1;"},
    Migration{2, "CREATE TABLE b (z);"},
};

class MigrationsTest : public testing::Test {
protected:
    std::unique_ptr<Database> open() { return Database::createNew(path).value(); }

    int version(Database& database)
    {
        return database.guarded([&]() -> Result<int> { return detail::schemaVersion(database); })
            .value();
    }

    /// Makes a file as version 1 of the schema left it.
    void makeVersion1(const std::string& rows)
    {
        auto database = open();
        detail::migrate(*database, detail::migrations().first(1)).value();
        database
            ->guarded([&]() -> Result<void> {
                database->runScript("PRAGMA application_id = 1414745172"); // TSLT
                database->runScript(rows);
                return {};
            })
            .value();
    }

    test::TempDir dir;
    std::filesystem::path path = dir.path() / "m.db";
};

TEST_F(MigrationsTest, RunEachStepOnceAndInOrder)
{
    auto database = open();
    ASSERT_TRUE(detail::migrate(*database, std::span(kSteps).first(1)));
    EXPECT_EQ(version(*database), 1);
    ASSERT_TRUE(detail::migrate(*database, kSteps));
    EXPECT_EQ(version(*database), 3);
    ASSERT_TRUE(detail::migrate(*database, kSteps));
    EXPECT_EQ(version(*database), 3);
    database.reset();
    EXPECT_EQ(test::SqliteFile(path).texts("SELECT x || ',' || y FROM a"),
              std::vector<std::string>{"1,2"});
}

TEST_F(MigrationsTest, TakeBackAStepThatFailsHalfway)
{
    constexpr std::array kBroken{
        kSteps[0],
        Migration{1, "CREATE TABLE half (x); INSERT INTO missing VALUES (1);"},
    };
    auto database = open();
    EXPECT_FALSE(detail::migrate(*database, kBroken));
    EXPECT_EQ(version(*database), 1);
    database.reset();
    EXPECT_EQ(test::SqliteFile(path).texts("SELECT name FROM sqlite_schema"),
              std::vector<std::string>{"a"});
}

TEST_F(MigrationsTest, RefuseANewerFileAndAGap)
{
    auto database = open();
    ASSERT_TRUE(detail::migrate(*database, kSteps));
    const auto newer = detail::migrate(*database, std::span(kSteps).first(2));
    ASSERT_FALSE(newer);
    EXPECT_EQ(newer.error().code, ErrorCode::Unsupported);
    EXPECT_EQ(version(*database), 3);

    constexpr std::array kGap{Migration{5, "CREATE TABLE c (x);"}};
    const auto gap = detail::migrate(*database, kGap);
    ASSERT_FALSE(gap);
    EXPECT_EQ(gap.error().code, ErrorCode::Internal);
    EXPECT_EQ(version(*database), 3);
}

TEST_F(MigrationsTest, AreNeverEditedOnceReleased)
{
    // If this fails, a released step was edited: files made by it are out there. Add a new step.
    const auto digestOf = [](const Migration& step) {
        return hash::digestOf(hash::Algorithm::Md5,
                              std::as_bytes(std::span(std::string_view(step.script))))
            .toText();
    };
    EXPECT_EQ(digestOf(detail::migrations()[0]), "248d1463fe62c4199a1ae98edc2cc976");
    EXPECT_EQ(digestOf(detail::migrations()[1]), "d01a1c5ae1cbe761744c74b314238632");
}

/// A project of schema version 1 written by SQL alone: what files in the field hold. Never edit it;
/// every later version of the program must open it.
constexpr const char* kVersion1Rows = R"sql(
INSERT INTO project VALUES (1, '01934a5e-0000-7e3f-8a21-0123456789ab', 'MIDNIGHT SUN', '2nd', 1795230366000000);
INSERT INTO offloads VALUES (1, '01934a5e-7c1b-7e3f-8a21-0123456789ab', 'xxh64', 1795230366000001, 1795230366000002, 1795230366000003, 0);
INSERT INTO cards VALUES (1, x'2f63617264', 'generic', 'Any folder', 'nothing else fits', 'A001');
INSERT INTO files VALUES (1, 0, x'636166e92e6d6f76', 42, 1795230000000000, 420);
INSERT INTO folders VALUES (1, 0, x'666f6c646572');
INSERT INTO ignore_patterns VALUES (1, 0, '.DS_Store');
INSERT INTO clips VALUES (1, 0, 'caf', 'A001', 'picture');
INSERT INTO clip_files VALUES (1, 0, 0, 0);
INSERT INTO findings VALUES (1, 0, 'warning', 'odd name');
INSERT INTO finding_files VALUES (1, 0, 0, x'636166e92e6d6f76');
INSERT INTO destinations VALUES (1, 0, x'2f6d6e742f61', x'2f6d6e742f612f41303031', 'primary', x'2f6d6e74', 'ext4', 'RAID', '8:16', 'Disk (sdb)', 0, 1, 0);
INSERT INTO destination_outcomes VALUES (1, 0, 1, 0, x'2f6d', NULL, NULL, NULL, NULL);
INSERT INTO copies VALUES (1, 0, 0, 'verified', '44bc2cf5ad770999', '44bc2cf5ad770999', 'direct', 1795230366000002, NULL, NULL, NULL, NULL);
INSERT INTO verdicts VALUES (1, 0, 1, 'NOT SAFE TO FORMAT');
INSERT INTO verdict_reasons VALUES (1, 0, '1 verified copy; the plan asks for 2. Add a destination.');
INSERT INTO grades VALUES (1, '01934a5e-1111-7e3f-8a21-0123456789ab', 'day', 1795230366000004, 'logc3', 'rec709', 'asc', 1, 1.1, 1.2, 0, 0.1, 0.2, 1, 1, 1, 0.9);
INSERT INTO ledger VALUES (1, 1795230366000000, 'project.created', '01934a5e-0000-7e3f-8a21-0123456789ab', '{}', '0000');
)sql";

/// The ledger that belongs to these rows. Its hashes were computed from the format's description by
/// another program than the product.
constexpr const char* kVersion1Ledger = R"sql(
INSERT INTO ledger VALUES (1, 1795230366000000, 'project.created', '01934a5e-0000-7e3f-8a21-0123456789ab', '{"show":"MIDNIGHT SUN","unit":"2nd"}', 'c074e480212d20c9ede6bed0e011a3b8da8ab0ad054690ecc3907606b9b28cf8');
INSERT INTO ledger VALUES (2, 1795230366000001, 'offload.started', '01934a5e-7c1b-7e3f-8a21-0123456789ab', '{"roll":"A001"}', 'fa2b145992963eaf1d0aaca0342c73f42ed6fed941679baae0ecf77cb1bc0b85');
INSERT INTO ledger VALUES (3, 1795230366000002, 'copies.done', '01934a5e-7c1b-7e3f-8a21-0123456789ab', '{"copies":{"verified":1}}', '200510aedf400135d230b094d124b0c04c6690866291a492ddfcc7ee4108f212');
INSERT INTO ledger VALUES (4, 1795230366000003, 'offload.finished', '01934a5e-7c1b-7e3f-8a21-0123456789ab', '{"evidence":"4f1b401f183433d34b1d62a568eeda9bd645c70753eac3df540d1a2005e7591b","headline":"NOT SAFE TO FORMAT"}', 'bf2c9a9d5dbe9b3da7f585950b9ac0ac8a240dbe384b7fc91a71f47894f551cd');
INSERT INTO ledger VALUES (5, 1795230366000004, 'grade.saved', '01934a5e-1111-7e3f-8a21-0123456789ab', '{"name":"day"}', '23563c3bb8fe6c2a6642e216cb9b17f6cc0c1bcf16388651d79a7139802a3ada');
)sql";

TEST_F(MigrationsTest, OpenAProjectOfSchemaVersion1)
{
    makeVersion1(kVersion1Rows);
    const test::FixedClock clock;
    auto opened = Project::open(path, clock);
    ASSERT_TRUE(opened) << opened.error().describe();
    Project& project = **opened;

    EXPECT_EQ(project.info()->show, "MIDNIGHT SUN");
    const auto result = project.offload(test::jobId());
    ASSERT_TRUE(result) << result.error().describe();
    EXPECT_EQ(result->plan.card.root, "/card");
    EXPECT_EQ(result->plan.card.files.at(0).path, "caf\xe9.mov");
    EXPECT_EQ(result->plan.card.files.at(0).size, 42U);
    EXPECT_EQ(result->plan.card.clips.at(0).files, std::vector<std::size_t>{0});
    EXPECT_EQ(result->plan.card.findings.at(0).files.at(0), "caf\xe9.mov");
    EXPECT_EQ(result->plan.destinations.at(0).rollFolder, "/mnt/a/A001");
    EXPECT_TRUE(result->plan.destinations.at(0).volume.rotational);
    EXPECT_TRUE(result->destinations.at(0).good());
    EXPECT_EQ(result->copies[0].level, offload::EvidenceLevel::Verified);
    EXPECT_EQ(result->copies[0].sourceDigest->toText(), "44bc2cf5ad770999");
    EXPECT_EQ(project.verdict(test::jobId())->reasons.size(), 1U);
    EXPECT_DOUBLE_EQ(project.grades()->at(0).cdl.slope[1], 1.1);
    EXPECT_EQ(project.ledger()->at(0).act, "project.created");
    // Its ledger names no hash that fits, and does not know the offload: check() must say so.
    EXPECT_THAT(project.check()->problems, testing::Contains(testing::HasSubstr("ledger entry 1")));
}

TEST_F(MigrationsTest, OfAVersion1ProjectThatIsOnlyReadChangeNoByteOfIt)
{
    makeVersion1(kVersion1Rows);
    const std::string before = test::readFile(path);
    const test::FixedClock clock;
    {
        const auto project = Project::openToRead(path, clock).value();
        EXPECT_EQ(project->offload(test::jobId())->plan.card.root, "/card");
        EXPECT_EQ(project->offloads()->size(), 1U);
        EXPECT_EQ(project->recordAct("report.written", "a", "{}").error().code,
                  ErrorCode::PermissionDenied);
    }
    EXPECT_EQ(test::readFile(path), before);
    for (const char* const companion : {"-wal", "-shm", "-journal"})
        EXPECT_FALSE(std::filesystem::exists(path.string() + companion)) << companion;
}

TEST_F(MigrationsTest, SayOfAVersion1ProjectOnlyWhatItKnew)
{
    makeVersion1(kVersion1Rows);
    const test::FixedClock clock;
    const auto project = Project::open(path, clock).value();
    EXPECT_EQ(project->info()->schemaVersion, 2);
    const auto result = project->offload(test::jobId()).value();
    EXPECT_EQ(result.plan.mode, offload::Mode::Verify);
    EXPECT_EQ(result.plan.cardVolume.deviceId, "");
    EXPECT_EQ(result.plan.destinations.at(0).volume.volumeId, "");
    EXPECT_EQ(result.plan.destinations.at(0).volume.deviceId, "8:16");
    EXPECT_EQ(result.copies[0].written, std::nullopt);
    EXPECT_FALSE(result.copies[0].sourceConfirmed);
    EXPECT_EQ(result.copies[0].readBack, io::Transfer::Direct);
    EXPECT_EQ(result.destinations.at(0).filesUnverified, 0U);
    EXPECT_EQ(result.destinations.at(0).unsealedNames, 0U);
    EXPECT_TRUE(project->offloads()->at(0).complete);
    EXPECT_EQ(project->newestUnfinished().value(), std::nullopt);
}

TEST_F(MigrationsTest, KeepTheEvidenceOfAVersion1ProjectProvable)
{
    const std::string rows = kVersion1Rows;
    makeVersion1(rows.substr(0, rows.find("INSERT INTO ledger")) + kVersion1Ledger);
    const test::FixedClock clock;
    EXPECT_THAT(Project::open(path, clock).value()->check()->problems, testing::IsEmpty());

    // What was recorded is still guarded by the old hash, and new evidence by a new one.
    test::SqliteFile(path).run("UPDATE copies SET read_back = 'cached'");
    EXPECT_THAT(Project::open(path, clock).value()->check()->problems,
                testing::Contains(testing::HasSubstr("evidence of offload")));
    const auto project = Project::open(path, clock).value();
    const auto stored = project->offload(test::jobId()).value();
    auto copy = stored.copies[0];
    copy.level = offload::EvidenceLevel::Reverified;
    ASSERT_TRUE(project->recordCopies(stored.plan, {copy}));
    EXPECT_THAT(project->check()->problems, testing::IsEmpty());
    test::SqliteFile(path).run("UPDATE copies SET written = 'direct'");
    EXPECT_THAT(project->check()->problems,
                testing::Contains(testing::HasSubstr("evidence of offload")));
}

TEST_F(MigrationsTest, CallAVersion1CopyConfirmedWhereItsLevelSaysSo)
{
    makeVersion1(std::string(kVersion1Rows) + "UPDATE copies SET level = 'source-verified';");
    const test::FixedClock clock;
    const auto project = Project::open(path, clock).value();
    const auto copy = project->offload(test::jobId())->copies[0];
    EXPECT_EQ(copy.level, offload::EvidenceLevel::SourceVerified);
    EXPECT_TRUE(copy.sourceConfirmed);
}

} // namespace
} // namespace tailslate::project
