// SPDX-License-Identifier: Apache-2.0
#include "io/DiskFileSystem.h"
#include "mhl/History.h"
#include "mhl/MhlTestData.h"
#include "support/FaultyFileSystem.h"
#include "support/TempDir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

using tailslate::test::FaultyFileSystem;
using tailslate::test::Operation;

class AppendGeneration : public testing::Test {
protected:
    void SetUp() override
    {
        fs::create_directories(m_scope);
        // Counts and logs what changes the disk; the m_failAt-th change fails, counted from 1.
        m_files.failWith = [this](Operation operation, const fs::path& path) {
            if (const char* name = changeName(operation)) {
                m_log.push_back(std::string(name) + " " + path.filename().string());
                return m_log.size() == m_failAt ? EIO : 0;
            }
            return 0;
        };
    }

    static const char* changeName(Operation operation)
    {
        switch (operation) {
        case Operation::CreateNew:
            return "create";
        case Operation::Append:
            return "append";
        case Operation::Sync:
            return "sync";
        case Operation::Close:
            return "close";
        case Operation::Rename:
            return "rename";
        case Operation::CreateFolders:
            return "make";
        case Operation::SyncFolder:
            return "sync-folder";
        default:
            return nullptr;
        }
    }

    Result<SealedGeneration> append(std::string_view startedAt = "2026-01-16T09:15:00Z",
                                    const Manifest& manifest = test::smallManifest())
    {
        return appendGeneration(m_files, m_scope, manifest, test::moment(startedAt));
    }

    [[nodiscard]] std::size_t generations()
    {
        const auto history = readHistory(m_files, m_scope);
        EXPECT_TRUE(history) << (history ? "" : history.error().describe());
        return history ? history->size() : 0;
    }

    tailslate::test::TempDir m_temp;
    fs::path m_scope = m_temp.path() / "A001R2EC";
    fs::path m_folder = m_scope / "ascmhl";
    fs::path m_chain = m_folder / "ascmhl_chain.xml";
    io::DiskFileSystem m_disk;
    FaultyFileSystem m_files{m_disk};
    std::vector<std::string> m_log;
    std::size_t m_failAt = 0; ///< 0 is never.
};

TEST_F(AppendGeneration, StartsAndContinuesAHistory)
{
    const auto first = append();
    ASSERT_TRUE(first) << first.error().describe();
    EXPECT_EQ(first->generation, 1U);
    EXPECT_EQ(first->manifestPath, m_folder / "0001_A001R2EC_2026-01-16_091500Z.mhl");
    EXPECT_EQ(first->chainPath, m_chain);
    EXPECT_EQ(test::readFile(first->manifestPath), toXml(test::smallManifest()).value());
    EXPECT_EQ(first->c4,
              test::digestOfText(hash::Algorithm::C4, test::readFile(first->manifestPath)));

    const auto second = append("2026-01-17T14:30:00Z", test::smallManifest("second"));
    ASSERT_TRUE(second) << second.error().describe();
    EXPECT_EQ(second->manifestPath.filename(), "0002_A001R2EC_2026-01-17_143000Z.mhl");

    const auto history = readHistory(m_files, m_scope);
    ASSERT_TRUE(history) << history.error().describe();
    ASSERT_EQ(history->size(), 2U);
    EXPECT_EQ((*history)[0].entry.c4, first->c4);
    EXPECT_EQ((*history)[1].entry.c4, second->c4);
    EXPECT_EQ((*history)[1].manifest.files.at(0).path, "second");
}

TEST_F(AppendGeneration, MakesTheManifestDurableBeforeTheChain)
{
    ASSERT_TRUE(append());
    m_log.clear();
    ASSERT_TRUE(append("2026-01-17T14:30:00Z"));
    std::vector<std::string> steps;
    for (const std::string& line : m_log)
        steps.push_back(line.substr(0, line.find(' ')));
    EXPECT_THAT(steps, testing::ElementsAre("make", "create", "append", "sync", "close", "rename",
                                            "sync-folder", "create", "append", "sync", "close",
                                            "rename", "sync-folder"));
    EXPECT_THAT(m_log[1], HasSubstr("0002_A001R2EC"));
    EXPECT_THAT(m_log[7], HasSubstr("ascmhl_chain.xml"));
}

TEST_F(AppendGeneration, AfterAnyFailureTheHistoryStandsAndTheAttemptCanBeRepeated)
{
    // Change 1 fails, then 2, until one attempt needs no more; for a new history and an old one.
    for (const std::size_t before : {0U, 1U}) {
        std::size_t failures = 0;
        for (std::size_t failAt = 1;; ++failAt) {
            fs::remove_all(m_folder);
            m_log.clear();
            if (before == 1) {
                ASSERT_TRUE(append("2026-01-15T00:00:00Z"));
            }
            m_log.clear();
            m_failAt = failAt;
            const auto attempt = append();
            m_failAt = 0;
            if (attempt)
                break;
            ++failures;
            SCOPED_TRACE(m_log.back());
            EXPECT_EQ(attempt.error().code, ErrorCode::Io);
            std::size_t now = 0;
            if (fs::exists(m_chain))
                now = generations();
            // Only the very last confirmation may fail after the history got its new generation.
            EXPECT_TRUE(now == before || (now == before + 1 &&
                                          m_log.back() == (before == 0 ? "sync-folder A001R2EC"
                                                                       : "sync-folder ascmhl")));
            EXPECT_EQ(fs::exists(m_folder), now > 0) << "a whole history, or none";

            const auto repeated = append();
            ASSERT_TRUE(repeated) << repeated.error().describe();
            EXPECT_EQ(repeated->generation, now + 1);
            EXPECT_EQ(generations(), now + 1);
            for (const auto& entry : fs::recursive_directory_iterator(m_scope))
                EXPECT_EQ(entry.path().native().find("part"), std::string::npos) << entry.path();
        }
        EXPECT_EQ(failures, before == 0 ? 15U : 13U);
    }
}

TEST_F(AppendGeneration, AFirstGenerationIsThereAsAWholeOrNotAtAll)
{
    // What a kill would leave before each change of the disk.
    const auto count = m_files.failWith;
    m_files.failWith = [&](Operation operation, const fs::path& path) {
        if (fs::exists(m_folder)) {
            EXPECT_TRUE(fs::exists(m_chain)) << m_log.size();
            EXPECT_EQ(readHistory(m_disk, m_scope).value().size(), 1U) << m_log.size();
        }
        return count(operation, path);
    };
    ASSERT_TRUE(append());
    EXPECT_EQ(m_log.back(), "sync-folder A001R2EC");
}

TEST_F(AppendGeneration, WhatAnAttemptLeftThatDiedGoesUnlessItIsContent)
{
    const std::string name = ".ascmhl.00000000-0000-7000-8000-000000000001.tailslate-part";
    for (const char* file : {"0001_A001R2EC_2026-01-16_091500Z.mhl", "ascmhl_chain.xml", ".x.part"})
        test::writeFile(m_scope / name / file, "left");
    test::writeFile(m_scope / ".ascmhl.other.tailslate-part/notes.txt", "somebody's");
    ASSERT_TRUE(append());
    EXPECT_FALSE(fs::exists(m_scope / name));
    EXPECT_TRUE(fs::exists(m_scope / ".ascmhl.other.tailslate-part/notes.txt"));

    fs::remove_all(m_folder);
    test::writeFile(m_scope / name / "a.mhl", "of the card");
    ASSERT_TRUE(append("2026-01-16T09:15:00Z", test::smallManifest(name + "/a.mhl")));
    EXPECT_TRUE(fs::exists(m_scope / name / "a.mhl"));
}

TEST_F(AppendGeneration, AFolderThatIsThereAlreadyGetsItsFirstGenerationInPlace)
{
    test::writeFile(m_folder / "README.txt", "notes");
    ASSERT_TRUE(append());
    EXPECT_EQ(generations(), 1U);
    EXPECT_EQ(test::readFile(m_folder / "README.txt"), "notes");
}

TEST_F(AppendGeneration, AFailedFirstGenerationNamesThePlaceThatItWasMeantFor)
{
    m_failAt = 3; // The manifest's bytes.
    const auto refused = append();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().path.parent_path(), m_folder);
}

TEST_F(AppendGeneration, RefusesADamagedHistoryAndLeavesItAlone)
{
    const auto first = append();
    ASSERT_TRUE(first);
    const std::string chain = test::readFile(m_chain);
    test::writeFile(first->manifestPath, toXml(test::smallManifest("forged")).value());

    const auto second = append("2026-01-17T14:30:00Z");
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::DataCorrupted);
    EXPECT_EQ(second.error().path, first->manifestPath);
    EXPECT_EQ(test::readFile(m_chain), chain);
    EXPECT_FALSE(fs::exists(m_folder / "0002_A001R2EC_2026-01-17_143000Z.mhl"));
}

TEST_F(AppendGeneration, SaysWhatIsMissing)
{
    const auto none = readHistory(m_files, m_scope);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::NotFound);
    EXPECT_EQ(none.error().path, m_folder);

    fs::create_directories(m_folder);
    const auto empty = readHistory(m_files, m_scope);
    ASSERT_FALSE(empty);
    EXPECT_EQ(empty.error().code, ErrorCode::NotFound);
    EXPECT_EQ(empty.error().path, m_folder) << "what an attempt left that got no further";

    const auto first = append();
    ASSERT_TRUE(first);
    const std::string manifest = test::readFile(first->manifestPath);
    fs::remove(first->manifestPath);
    for (const auto& error : {readHistory(m_files, m_scope).error(), append().error()}) {
        EXPECT_EQ(error.code, ErrorCode::NotFound);
        EXPECT_EQ(error.path, first->manifestPath);
    }

    test::writeFile(first->manifestPath, manifest);
    fs::remove(m_chain);
    for (const auto& error :
         {readHistory(m_files, m_scope).error(), append("2026-01-17T14:30:00Z").error()}) {
        EXPECT_EQ(error.code, ErrorCode::NotFound);
        EXPECT_EQ(error.path, m_chain);
        EXPECT_THAT(error.message, HasSubstr("no chain file"));
    }
}

TEST_F(AppendGeneration, RefusesABrokenChainOrManifestAndNamesTheFile)
{
    const auto first = append();
    ASSERT_TRUE(first);
    test::writeFile(m_chain, "<ascmhldirectory");
    const auto broken = append("2026-01-17T14:30:00Z");
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().code, ErrorCode::BadFormat);
    EXPECT_EQ(broken.error().path, m_chain);

    test::writeFile(first->manifestPath, "<hashlist/>");
    test::writeFile(m_chain,
                    chainToXml({{.generation = 1,
                                 .fileName = first->manifestPath.filename().string(),
                                 .c4 = test::digestOfText(hash::Algorithm::C4, "<hashlist/>")}}));
    const auto foreign = readHistory(m_files, m_scope);
    ASSERT_FALSE(foreign);
    EXPECT_EQ(foreign.error().code, ErrorCode::BadFormat);
    EXPECT_EQ(foreign.error().path, first->manifestPath);
}

TEST_F(AppendGeneration, ManifestsOutsideTheChainAreNoPartOfTheHistory)
{
    ASSERT_TRUE(append());
    test::writeFile(m_folder / "0002_A001R2EC_2026-01-16_120000Z.mhl", "left by another tool");
    EXPECT_EQ(generations(), 1U);
    const auto second = append("2026-01-17T14:30:00Z");
    ASSERT_TRUE(second) << second.error().describe();
    EXPECT_EQ(second->generation, 2U);
    EXPECT_EQ(generations(), 2U);
    EXPECT_EQ(test::readFile(m_folder / "0002_A001R2EC_2026-01-16_120000Z.mhl"),
              "left by another tool");
}

TEST_F(AppendGeneration, FinderFilesAndTemporaryOnesDoNotMakeAHistory)
{
    test::writeFile(m_folder / "._0001_A001R2EC_2026-01-15_000000Z.mhl", "resource fork");
    test::writeFile(m_folder / "README.txt", "notes");
    const auto first = append();
    ASSERT_TRUE(first) << first.error().describe();
    EXPECT_EQ(first->generation, 1U);
}

TEST_F(AppendGeneration, NeverMakesTheScopeItself)
{
    fs::remove_all(m_scope);
    const auto gone = append();
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().code, ErrorCode::NotFound);
    EXPECT_FALSE(fs::exists(m_scope));

    test::writeFile(m_scope, "a file");
    const auto file = append();
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().code, ErrorCode::InvalidArgument);
}

TEST_F(AppendGeneration, AManifestThatCannotBeWrittenLeavesNothing)
{
    const auto refused = append("2026-01-16T09:15:00Z", test::smallManifest("../a"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    EXPECT_FALSE(fs::exists(m_folder));
}

TEST_F(AppendGeneration, NamesTheManifestAfterTheFolderHoweverItIsWritten)
{
    for (const fs::path& scope : {m_scope / "", m_scope / ".", m_scope / "x" / ".."}) {
        fs::remove_all(m_folder);
        const auto sealed = appendGeneration(m_files, scope, test::smallManifest(),
                                             test::moment("2026-01-16T09:15:00Z"));
        if (!fs::exists(scope)) {
            EXPECT_FALSE(sealed);
            continue;
        }
        ASSERT_TRUE(sealed) << sealed.error().describe();
        EXPECT_EQ(sealed->manifestPath.filename(), "0001_A001R2EC_2026-01-16_091500Z.mhl");
    }

    m_scope = m_temp.path() / "\xFF";
    fs::create_directories(m_scope);
    const auto refused = append();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    EXPECT_THAT(refused.error().message, HasSubstr("not valid UTF-8"));
}

} // namespace
} // namespace tailslate::mhl
