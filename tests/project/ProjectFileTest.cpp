// SPDX-License-Identifier: Apache-2.0
#include "project/Project.h"
#include "SqliteFile.h"
#include "support/FixedClock.h"
#include "support/OffloadBuilder.h"
#include "support/TempDir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <unistd.h>

namespace tailslate::project {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class ProjectFileTest : public testing::Test {
protected:
    /// A project with an offload of many files, closed.
    void makeProject()
    {
        auto project = Project::create(path, "MIDNIGHT SUN", "main", clock).value();
        const auto result = test::goodResult(300);
        project->recordStarted(result.plan).value();
        project->recordFinished(result, test::safe()).value();
    }

    std::vector<std::string> names() const
    {
        std::vector<std::string> result;
        for (const auto& entry : std::filesystem::directory_iterator(dir.path()))
            result.push_back(entry.path().filename().string());
        std::ranges::sort(result);
        return result;
    }

    /// Opening must fail with `code` and leave the file, and the folder, as they are.
    void expectRefused(ErrorCode code, const std::string& words)
    {
        const std::string before = test::readAll(path);
        const auto namesBefore = names();
        const auto opened = Project::open(path, clock);
        ASSERT_FALSE(opened);
        EXPECT_EQ(codeName(opened.error().code), std::string(codeName(code)))
            << opened.error().describe();
        EXPECT_THAT(opened.error().message, HasSubstr(words));
        EXPECT_EQ(opened.error().path, path);
        EXPECT_TRUE(test::readAll(path) == before) << "the file was touched";
        EXPECT_EQ(names(), namesBefore);
    }

    test::TempDir dir;
    test::FixedClock clock;
    std::filesystem::path path = dir.path() / "show.tailslate";
};

TEST_F(ProjectFileTest, IsOneFileWhenClosedAndNamesItsFormat)
{
    makeProject();
    EXPECT_THAT(names(), testing::ElementsAre("show.tailslate"));
    const std::string content = test::readAll(path);
    // https://www.sqlite.org/fileformat2.html section 1.3: user version at 60, application id at
    // 68, both big-endian; a WAL file has 2 in bytes 18 and 19.
    EXPECT_EQ(content.substr(60, 4), std::string("\0\0\0\2", 4));
    EXPECT_EQ(content.substr(68, 4), "TSLT");
    EXPECT_EQ(content.substr(18, 2), "\2\2");
}

TEST_F(ProjectFileTest, NeverReplacesWhatIsThere)
{
    test::writeAll(path, "precious");
    const auto made = Project::create(path, "X", "", clock);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::AlreadyExists);
    EXPECT_EQ(test::readAll(path), "precious");
    EXPECT_THAT(names(), testing::ElementsAre("show.tailslate"));
}

TEST_F(ProjectFileTest, IsNotMadeBesideTheLogOfAnEarlierDatabase)
{
    for (const char* suffix : {"-wal", "-journal", "-shm"}) {
        auto log = path;
        log += suffix;
        test::writeAll(log, "pages");
        const auto made = Project::create(path, "X", "", clock);
        ASSERT_FALSE(made);
        EXPECT_EQ(made.error().code, ErrorCode::AlreadyExists);
        EXPECT_EQ(made.error().path, log);
        EXPECT_EQ(test::readAll(log), "pages");
        std::filesystem::remove(log);
    }
    EXPECT_THAT(names(), IsEmpty());
}

TEST_F(ProjectFileTest, LeavesNothingBehindWhenItCannotBeMade)
{
    const auto noFolder = Project::create(dir.path() / "none" / "p.tailslate", "X", "", clock);
    ASSERT_FALSE(noFolder);
    EXPECT_EQ(noFolder.error().code, ErrorCode::NotFound);

    const auto noShow = Project::create(path, "", "", clock);
    ASSERT_FALSE(noShow);
    EXPECT_EQ(noShow.error().code, ErrorCode::InvalidArgument);

    const auto notText = Project::create(path, "caf\xe9", "", clock);
    ASSERT_FALSE(notText);
    EXPECT_EQ(notText.error().code, ErrorCode::InvalidArgument);

    test::writeAll(dir.path() / "file", "");
    const auto inFile = Project::create(dir.path() / "file" / "p.tailslate", "X", "", clock);
    ASSERT_FALSE(inFile);
    EXPECT_THAT(names(), testing::ElementsAre("file"));
}

TEST_F(ProjectFileTest, SaysWhenThereIsNone)
{
    const auto opened = Project::open(path, clock);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::NotFound);
    EXPECT_THAT(names(), IsEmpty());
}

TEST_F(ProjectFileTest, RefusesAnEmptyFile)
{
    test::writeAll(path, "");
    expectRefused(ErrorCode::BadFormat, "empty");
}

TEST_F(ProjectFileTest, RefusesRandomBytes)
{
    std::mt19937 random(1);
    for (const std::size_t size : {1U, 15U, 16U, 99U, 100U, 4096U, 100'000U}) {
        std::string content(size, '\0');
        std::ranges::generate(content, [&] { return static_cast<char>(random()); });
        test::writeAll(path, content);
        expectRefused(ErrorCode::BadFormat, "not a project file");
    }
}

TEST_F(ProjectFileTest, RefusesAFolder)
{
    std::filesystem::create_directory(path);
    expectRefused(ErrorCode::BadFormat, "not a project file");
}

TEST_F(ProjectFileTest, RefusesTheDatabaseOfAnotherProgram)
{
    {
        test::SqliteFile other(path);
        other.run("PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    }
    expectRefused(ErrorCode::BadFormat, "another program");
}

TEST_F(ProjectFileTest, RefusesANewerProject)
{
    makeProject();
    {
        test::SqliteFile newer(path);
        newer.run("PRAGMA user_version = 3");
    }
    expectRefused(ErrorCode::Unsupported, "newer version");
}

TEST_F(ProjectFileTest, RefusesAFileCutShort)
{
    makeProject();
    const std::string whole = test::readAll(path);
    ASSERT_GT(whole.size(), 40'000U);
    for (const std::size_t size :
         {std::size_t{16}, std::size_t{99}, std::size_t{100}, std::size_t{1000}, std::size_t{4096},
          std::size_t{8192}, whole.size() / 2, whole.size() - 1}) {
        SCOPED_TRACE(size);
        test::writeAll(path, whole.substr(0, size));
        expectRefused(ErrorCode::DataCorrupted, "restore it from a backup");
    }
}

TEST_F(ProjectFileTest, RefusesADamagedSchema)
{
    makeProject();
    std::string content = test::readAll(path);
    std::ranges::fill(content.begin() + 100, content.begin() + 4096, '\x5a');
    test::writeAll(path, content);
    expectRefused(ErrorCode::DataCorrupted, "damaged");
}

TEST_F(ProjectFileTest, NeverCrashesWhereverTheDamageIs)
{
    makeProject();
    const std::string whole = test::readAll(path);
    std::mt19937 random(2);
    int refusedOrReported = 0;
    for (std::size_t page = 0; page * 4096 < whole.size(); ++page) {
        SCOPED_TRACE(page);
        std::string content = whole;
        const auto begin = content.begin() + static_cast<std::ptrdiff_t>(page * 4096);
        std::generate(begin + (page == 0 ? 100 : 0), begin + 4096,
                      [&] { return static_cast<char>(random()); });
        test::writeAll(path, content);
        const auto opened = Project::open(path, clock);
        if (!opened) {
            EXPECT_EQ(opened.error().code, ErrorCode::DataCorrupted) << opened.error().describe();
            ++refusedOrReported;
            continue;
        }
        (void)(*opened)->offload(test::jobId());
        (void)(*opened)->ledger();
        (void)(*opened)->grades();
        (void)(*opened)->recordAct("test.act", "", "{}");
        const auto report = (*opened)->check();
        ASSERT_TRUE(report);
        refusedOrReported += report->problems.empty() ? 0 : 1;
    }
    // A page of the file may be on the free list; every other one must be missed by somebody.
    EXPECT_GE(refusedOrReported, static_cast<int>(whole.size() / 4096) - 1);
}

TEST_F(ProjectFileTest, SaysWhenItMayNotBeReadOrWritten)
{
    makeProject();
    const std::string before = test::readAll(path);
    using std::filesystem::perms;
    std::filesystem::permissions(dir.path(),
                                 perms::owner_all | perms::others_read | perms::others_exec);
    for (const auto mode : {perms::none, perms::owner_read | perms::others_read}) {
        std::filesystem::permissions(path, mode);
        // Access checks do not apply to root, so root becomes somebody else for a moment.
        const bool root = geteuid() == 0;
        const bool switched = !root || seteuid(65534) == 0;
        const auto opened = Project::open(path, clock);
        const bool back = !root || seteuid(0) == 0;
        ASSERT_TRUE(switched && back);
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().code, ErrorCode::PermissionDenied) << opened.error().describe();
    }
    std::filesystem::permissions(path, perms::owner_all);
    EXPECT_TRUE(test::readAll(path) == before);
}

TEST_F(ProjectFileTest, OpensAfterACrashWithWhatWasRecorded)
{
    // A copy taken while the project is open is what a power cut leaves: the file and its log.
    const auto copy = dir.path() / "crashed.tailslate";
    {
        auto project = Project::create(path, "MIDNIGHT SUN", "", clock).value();
        project->recordAct("test.act", "kept", "{}").value();
        std::filesystem::copy_file(path, copy);
        std::filesystem::copy_file(path.string() + "-wal", copy.string() + "-wal");
    }
    auto crashed = Project::open(copy, clock);
    ASSERT_TRUE(crashed) << crashed.error().describe();
    EXPECT_EQ((*crashed)->ledger()->back().subject, "kept");
    EXPECT_THAT((*crashed)->check()->problems, IsEmpty());
}

TEST_F(ProjectFileTest, KeepsTheLogOfACrashWhenTheFileIsDamaged)
{
    const auto copy = dir.path() / "crashed.tailslate";
    const auto log = copy.string() + "-wal";
    {
        auto project = Project::create(path, "MIDNIGHT SUN", "", clock).value();
        project->recordAct("test.act", "kept", "{}").value();
        std::filesystem::copy_file(path, copy);
        std::filesystem::copy_file(path.string() + "-wal", log);
    }
    std::string content = test::readAll(copy);
    std::ranges::fill(content.begin() + 100, content.begin() + 4096, '\x5a');
    test::writeAll(copy, content);
    const std::string logBefore = test::readAll(log);
    const auto opened = Project::open(copy, clock);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::DataCorrupted);
    EXPECT_TRUE(test::readAll(copy) == content);
    EXPECT_TRUE(test::readAll(log) == logBefore);
}

TEST_F(ProjectFileTest, FollowsALinkToTheProject)
{
    makeProject();
    const auto link = dir.path() / "link.tailslate";
    std::filesystem::create_symlink(path, link);
    const auto opened = Project::open(link, clock);
    ASSERT_TRUE(opened) << opened.error().describe();
    EXPECT_EQ((*opened)->info()->show, "MIDNIGHT SUN");
}

TEST_F(ProjectFileTest, KeepsANameThatIsNotUtf8)
{
    const auto odd = dir.path() / "caf\xe9 \xff.tailslate";
    ASSERT_TRUE(Project::create(odd, "X", "", clock));
    const auto opened = Project::open(odd, clock);
    ASSERT_TRUE(opened) << opened.error().describe();
    EXPECT_EQ((*opened)->path(), odd);
}

/// What lies in a folder, with times.
std::map<std::filesystem::path, std::filesystem::file_time_type>
namesAndTimes(const std::filesystem::path& folder)
{
    std::map<std::filesystem::path, std::filesystem::file_time_type> seen{
        {folder, std::filesystem::last_write_time(folder)}};
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        seen.emplace(entry.path(), entry.last_write_time());
    return seen;
}

TEST(ReadOnlyProject, LeavesNoTraceAndRecordsNothing)
{
    const test::TempDir temp;
    const test::FixedClock clock;
    const auto path = temp.path() / "show.tailslate";
    const auto result = test::goodResult();
    {
        auto made = Project::create(path, "MIDNIGHT SUN", "Main", clock);
        ASSERT_TRUE(made) << made.error().describe();
        ASSERT_TRUE((*made)->recordStarted(result.plan));
    }
    const auto before = namesAndTimes(temp.path());
    {
        auto project = Project::openToRead(path, clock);
        ASSERT_TRUE(project) << project.error().describe();
        EXPECT_EQ((*project)->offloads()->size(), 1U);
        EXPECT_TRUE((*project)->check()->problems.empty());
        EXPECT_EQ((*project)->recordAct("report.written", "a", "{}").error().code,
                  ErrorCode::PermissionDenied);
    }
    EXPECT_EQ(namesAndTimes(temp.path()), before);
}

TEST(ReadOnlyProject, SeesWhatAnotherProgramRecordsMeanwhile)
{
    const test::TempDir temp;
    const test::FixedClock clock;
    const auto path = temp.path() / "show.tailslate";
    ASSERT_TRUE(Project::create(path, "MIDNIGHT SUN", "Main", clock));
    auto reader = Project::openToRead(path, clock);
    ASSERT_TRUE(reader) << reader.error().describe();
    EXPECT_TRUE((*reader)->offloads()->empty());
    auto writer = Project::open(path, clock);
    ASSERT_TRUE(writer);
    ASSERT_TRUE((*writer)->recordStarted(test::goodResult().plan));
    EXPECT_EQ((*reader)->offloads()->size(), 1U);
    EXPECT_EQ(Project::openToRead(path, clock).value()->offloads()->size(), 1U);
    EXPECT_TRUE((*reader)->check()->problems.empty());
}

TEST(ReadOnlyProject, RefusesWhatIsNoProjectAsOpenDoes)
{
    const test::TempDir temp;
    const test::FixedClock clock;
    EXPECT_EQ(Project::openToRead(temp.path() / "gone", clock).error().code, ErrorCode::NotFound);
    std::ofstream(temp.path() / "text") << "no database";
    EXPECT_EQ(Project::openToRead(temp.path() / "text", clock).error().code, ErrorCode::BadFormat);
}

} // namespace
} // namespace tailslate::project
