// SPDX-License-Identifier: Apache-2.0
#include "project/detail/Migrations.h"

#include "hash/Hasher.h"
#include "project/Project.h"
#include "SqliteFile.h"
#include "support/FixedClock.h"
#include "support/OffloadBuilder.h"
#include "support/TempDir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <span>
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

TEST_F(MigrationsTest, OpenAProjectOfSchemaVersion1)
{
    {
        auto database = open();
        ASSERT_TRUE(detail::migrate(*database, detail::migrations().first(1)));
        ASSERT_TRUE(database->guarded([&]() -> Result<void> {
            database->runScript("PRAGMA application_id = 1414745172"); // TSLT
            database->runScript(kVersion1Rows);
            return {};
        }));
    }
    const test::FixedClock clock;
    auto opened = Project::open(path, clock);
    ASSERT_TRUE(opened) << opened.error().describe();
    Project& project = **opened;

    EXPECT_EQ(project.info()->show, "MIDNIGHT SUN");
    const auto result = project.offload(test::jobId());
    ASSERT_TRUE(result) << result.error().describe();
    EXPECT_EQ(result->plan.card.root, "/card");
    EXPECT_EQ(result->plan.card.files.at(0).path.string(), "caf\xe9.mov");
    EXPECT_EQ(result->plan.card.files.at(0).size, 42U);
    EXPECT_EQ(result->plan.card.clips.at(0).files, std::vector<std::size_t>{0});
    EXPECT_EQ(result->plan.card.findings.at(0).files.at(0).string(), "caf\xe9.mov");
    EXPECT_EQ(result->plan.destinations.at(0).rollFolder, "/mnt/a/A001");
    EXPECT_TRUE(result->plan.destinations.at(0).volume.rotational);
    EXPECT_TRUE(result->destinations.at(0).good());
    EXPECT_EQ(result->copies.at(0).level, offload::EvidenceLevel::Verified);
    EXPECT_EQ(result->copies.at(0).sourceDigest->toText(), "44bc2cf5ad770999");
    EXPECT_EQ(project.verdict(test::jobId())->reasons.size(), 1U);
    EXPECT_DOUBLE_EQ(project.grades()->at(0).cdl.slope[1], 1.1);
    EXPECT_EQ(project.ledger()->at(0).act, "project.created");
    // Its ledger names no hash that fits, and does not know the offload: check() must say so.
    EXPECT_THAT(project.check()->problems, testing::Contains(testing::HasSubstr("ledger entry 1")));
}

} // namespace
} // namespace tailslate::project
