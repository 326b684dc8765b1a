// SPDX-License-Identifier: Apache-2.0
//
// What operations on a scope do beside others, on folders that nobody vouches for.
#include "mhl/CheckScope.h"
#include "mhl/HistoryTree.h"
#include "mhl/ScopeFixture.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <functional>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;
using tailslate::test::Operation;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

class ScopeSafety : public test::ScopeTest {
protected:
    void SetUp() override
    {
        put("b", "world");
        put("roll/a", "hello");
    }

    CheckRequest inner() const
    {
        CheckRequest request = this->request();
        request.scope = m_scope / "roll";
        return request;
    }

    static std::vector<HistoryFault> faults(const CheckReport& report)
    {
        std::vector<HistoryFault> faults;
        for (const HistoryProblem& problem : report.problems)
            faults.push_back(problem.fault);
        return faults;
    }

    /// Runs something once, when the volume is asked for: the scope was loaded then and is not
    /// locked yet.
    void betweenLoadingAndLocking(const std::function<void()>& work)
    {
        m_files.volumeSeen = [this, work](const fs::path&, io::Volume volume) {
            if (!m_done.exchange(true))
                work();
            return volume;
        };
    }

    std::atomic<bool> m_done = false;
};

TEST_F(ScopeSafety, ANestedHistoryThatCannotBeListedIsDamagedAndNothingIsAppendedOverIt)
{
    create(inner());
    create();
    m_files.failWith = [this](Operation operation, const fs::path& path) {
        return operation == Operation::List && path == m_scope / "roll/ascmhl" ? EACCES : 0;
    };
    const CheckReport created = create();
    EXPECT_THAT(faults(created), Contains(HistoryFault::ChainUnreadable));
    EXPECT_EQ(created.problems[0].path, m_scope / "roll/ascmhl");
    EXPECT_THAT(created.appended, IsEmpty());
    EXPECT_THAT(created.notAppended, HasSubstr("damaged"));
    const auto nested = findNestedScopes(m_files, m_scope);
    ASSERT_TRUE(nested);
    EXPECT_THAT(*nested, ElementsAre("roll"));
    m_files.failWith = {};
    EXPECT_EQ(history().size(), 1U);
    EXPECT_EQ(history("roll").size(), 2U);
}

TEST_F(ScopeSafety, AHistoryBehindALinkIsNeitherReadNorWritten)
{
    create();
    const fs::path outside = m_temp.path() / "outside";
    fs::rename(m_scope / "ascmhl", outside);
    fs::create_directory_symlink(outside, m_scope / "ascmhl");
    const auto count = [&] {
        return std::distance(fs::directory_iterator(outside), fs::directory_iterator());
    };
    const auto before = count();
    for (const CheckReport& report : {create(), verify()}) {
        EXPECT_THAT(faults(report), ElementsAre(HistoryFault::ChainUnreadable));
        EXPECT_THAT(report.problems[0].message, HasSubstr("is a link"));
        EXPECT_THAT(report.appended, IsEmpty());
    }
    const auto read = readHistory(m_files, m_scope);
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().message, HasSubstr("is a link"));
    const auto appended = appendGeneration(m_files, m_scope, test::smallManifest(),
                                           test::moment("2026-02-01T00:00:00Z"));
    ASSERT_FALSE(appended);
    EXPECT_THAT(appended.error().message, HasSubstr("is a link"));
    EXPECT_EQ(count(), before);

    // Nor where it leads nowhere yet.
    fs::remove_all(outside);
    EXPECT_FALSE(appendGeneration(m_files, m_scope, test::smallManifest(),
                                  test::moment("2026-02-01T00:00:00Z")));
    EXPECT_FALSE(fs::exists(outside));
}

TEST_F(ScopeSafety, ANestedHistoryBehindALinkKeepsTheOneAroundItFromGoingOn)
{
    create();
    CheckRequest elsewhere = request();
    elsewhere.scope = m_temp.path() / "elsewhere";
    test::writeFile(elsewhere.scope / "a", "hello");
    create(elsewhere);
    fs::create_directory_symlink(elsewhere.scope / "ascmhl", m_scope / "roll/ascmhl");
    const CheckReport report = verify();
    EXPECT_THAT(faults(report), ElementsAre(HistoryFault::ChainUnreadable));
    EXPECT_THAT(report.appended, IsEmpty());
    EXPECT_EQ(
        std::distance(fs::directory_iterator(elsewhere.scope / "ascmhl"), fs::directory_iterator()),
        2);
}

TEST_F(ScopeSafety, WhatAnotherProgramWroteBeforeTheLockIsNotOverlooked)
{
    betweenLoadingAndLocking([this] {
        EXPECT_TRUE(createGeneration(m_disk, m_clock, request(), m_context));
        m_clock.step();
    });
    const auto late = createGeneration(m_files, m_clock, request(), m_context);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, ErrorCode::AlreadyExists);
    EXPECT_THAT(late.error().message, HasSubstr("just written"));
    EXPECT_EQ(history().size(), 1U);
    // Done again it goes on from there.
    EXPECT_EQ(create().count(Verdict::Match), 2U);
    EXPECT_EQ(recorded("b"), "xxh64 verified");
}

TEST_F(ScopeSafety, WhatWasWrittenWhileFilesWereReadIsNotOverlookedWithoutLocks)
{
    create();
    m_files.hasLocks = false;
    m_files.afterRead = [this](const fs::path& path, std::uint64_t, std::span<std::byte>) {
        if (path.filename() != "b" || m_done.exchange(true))
            return;
        const auto other = appendGeneration(m_disk, m_scope, test::smallManifest("b"),
                                            test::moment("2026-02-01T00:00:00Z"));
        EXPECT_TRUE(other) << other.error().describe();
    };
    const CheckReport report = verify();
    EXPECT_TRUE(report.appendFailed);
    EXPECT_THAT(report.notAppended, HasSubstr("just written"));
    EXPECT_THAT(report.appended, IsEmpty());
    EXPECT_EQ(history().size(), 2U);
}

TEST_F(ScopeSafety, AStopAfterAnInnerGenerationStillTellsOfIt)
{
    create(inner());
    create();
    m_files.failWith = [this](Operation operation, const fs::path& path) {
        // The inner generation got its chain line.
        if (operation == Operation::SyncFolder && path == m_scope / "roll/ascmhl" &&
            readHistory(m_disk, m_scope / "roll").value().size() == 3)
            m_stop.request_stop();
        return 0;
    };
    const CheckReport report = done(verifyScope(m_files, m_clock, request(), m_context));
    EXPECT_TRUE(report.cancelled);
    ASSERT_EQ(report.appended.size(), 1U);
    EXPECT_EQ(report.appended[0].generation, 3U);
    EXPECT_THAT(report.notAppended, HasSubstr("stopped"));
    EXPECT_EQ(report.count(Verdict::Match), 2U);
    m_files.failWith = {};
    EXPECT_EQ(history().size(), 1U);
}

TEST_F(ScopeSafety, WhatAKilledProgramLeftOfAHistoryIsNoContent)
{
    put(".ascmhl.0190.tailslate-part/0001_A001R2EC_2026-01-16_091500Z.mhl", "<hashlist");
    put("roll/.ascmhl.0191.tailslate-part/ascmhl_chain.xml", "<");
    const CheckReport report = create();
    EXPECT_EQ(report.paths.size(), 2U);
    const auto patterns = history().back().manifest.ignorePatterns;
    EXPECT_THAT(patterns, Contains(".ascmhl.*.tailslate-part"));
    EXPECT_THAT(findings(verify()), IsEmpty());
}

TEST_F(ScopeSafety, AFolderOfThatNameThatIsRecordedIsContent)
{
    create();
    const std::string path = ".ascmhl.0190.tailslate-part/a";
    Manifest manifest = test::smallManifest(path);
    ASSERT_TRUE(appendGeneration(m_disk, m_scope, manifest, test::moment("2026-02-01T00:00:00Z")));
    put(path, path);
    EXPECT_THAT(findings(verify()), IsEmpty());
    put(path, "changed");
    EXPECT_THAT(findings(verify()), ElementsAre(Pair(path, Verdict::Mismatch)));
}

TEST_F(ScopeSafety, ARollThatWasEmptiedIsNotRecordedAsAnEmptyOne)
{
    create();
    fs::remove(m_scope / "b");
    fs::remove(m_scope / "roll/a");
    const CheckReport report = create();
    EXPECT_EQ(report.count(Verdict::Missing), 2U);
    EXPECT_THAT(report.appended, IsEmpty());
    EXPECT_EQ(report.notAppended, "there is nothing to record");
}

TEST_F(ScopeSafety, FoldersAreNotRecordedFromBytesThatCameFromMemory)
{
    create();
    put("roll/new", "new");
    m_files.transferSeen = [](io::Transfer) { return io::Transfer::Cached; };
    const CheckReport report = create();
    EXPECT_EQ(report.count(Verdict::NotFromMedium), 2U);
    ASSERT_EQ(report.appended.size(), 1U);
    const Manifest second = history().at(1).manifest;
    EXPECT_EQ(second.files.size(), 1U);
    EXPECT_FALSE(second.rootHash.has_value());
    EXPECT_THAT(second.directories, IsEmpty());
}

TEST_F(ScopeSafety, OtherListsInTheScopeOfAPackingListAreNoContent)
{
    const std::string list = "<hashlist version=\"1.1\"><hash><file>b</file>"
                             "<md5>7d793037a0760186574b0282f2f435e7</md5></hash></hashlist>";
    put("first.mhl", list);
    put("roll/second.MHL", list);
    put("third.mhl", "no list");
    CheckRequest legacy = request();
    const CheckReport report =
        done(verifyPackingList(m_files, m_clock, legacy, m_scope / "first.mhl", m_context));
    EXPECT_THAT(report.otherLists, ElementsAre("roll/second.MHL"));
    EXPECT_THAT(findings(report),
                ElementsAre(Pair("roll/a", Verdict::New), Pair("third.mhl", Verdict::New)));
}

TEST_F(ScopeSafety, AFileKnownToTwoHistoriesIsMissedOnce)
{
    create();
    create(inner());
    create();
    fs::remove(m_scope / "roll/a");
    const CheckReport report = verify();
    EXPECT_THAT(findings(report), ElementsAre(Pair("roll/a", Verdict::Missing)));
    EXPECT_EQ(report.count(Verdict::Missing), 1U);
}

} // namespace
} // namespace tailslate::mhl
