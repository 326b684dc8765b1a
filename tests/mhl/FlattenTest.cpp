// SPDX-License-Identifier: Apache-2.0
#include "mhl/Flatten.h"

#include "mhl/Rename.h"
#include "mhl/ScopeFixture.h"

#include <gmock/gmock.h>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;

class Flattening : public test::ScopeTest {
protected:
    FlattenReport flatten()
    {
        return done(flattenHistory(m_files, m_clock, m_scope, m_temp.path() / "out",
                                   request().creator, m_context));
    }
};

TEST_F(Flattening, TakesTheEarliestGoodDigestOfEachFormatNestedHistoriesIncluded)
{
    put("a", "hello");
    put("Cards/B001/clip", "clip");
    CheckRequest inner = request();
    inner.scope = m_scope / "Cards/B001";
    create(inner);
    create();
    CheckRequest more = request();
    more.formats = {hash::Algorithm::Md5};
    create(more);
    put("a", "HELLO");
    verify(); // Failed.

    const FlattenReport report = flatten();
    ASSERT_TRUE(report.written);
    EXPECT_EQ(report.files, 2U);
    EXPECT_EQ(report.written->manifestPath,
              m_temp.path() /
                  "out/collection_2026-01-16/packinglist_A001R2EC_2026-01-16_131500Z.mhl");
    const auto list = fromXml(test::readFile(report.written->manifestPath));
    ASSERT_TRUE(list) << list.error().describe();
    EXPECT_EQ(list->process, Process::Flatten);
    EXPECT_THAT(list->directories, IsEmpty());
    ASSERT_EQ(list->files.size(), 2U);
    EXPECT_EQ(list->files[0].path, "Cards/B001/clip");
    const FileRecord& file = list->files[1];
    EXPECT_EQ(file.path, "a");
    ASSERT_EQ(file.hashes.size(), 2U);
    EXPECT_EQ(file.hashes[0].digest.toText(), "5d41402abc4b2a76b9719d911017c592");
    EXPECT_EQ(file.hashes[0].action, Action::Verified);
    EXPECT_EQ(file.hashes[1].digest.toText(), "26c7827d889f6da3");
    EXPECT_EQ(file.hashes[1].action, Action::Original);

    // The list finds what the history finds.
    const CheckReport checked = done(
        verifyPackingList(m_files, m_clock, request(), report.written->manifestPath, m_context));
    EXPECT_EQ(findings(checked), (std::map<std::string, Verdict>{{"a", Verdict::Mismatch}}));
    EXPECT_EQ(history().size(), 3U);
}

TEST_F(Flattening, AFileOfTwoHistoriesIsTakenOnceUnderTheNameItHas)
{
    put("Cards/B001/clip", "clip");
    create();
    CheckRequest inner = request();
    inner.scope = m_scope / "Cards/B001";
    create(inner);
    fs::rename(m_scope / "Cards/B001/clip", m_scope / "Cards/B001/other");
    ASSERT_EQ(done(recordRenames(m_files, m_clock, request(), {}, m_context)).renamed.size(), 1U);
    const FlattenReport report = flatten();
    EXPECT_EQ(report.files, 1U);
    const auto list = fromXml(test::readFile(report.written->manifestPath));
    ASSERT_TRUE(list) << list.error().describe();
    EXPECT_EQ(list->files.at(0).path, "Cards/B001/other");
}

TEST_F(Flattening, KeepsWhatAHistoryFurtherOutRecordedFirst)
{
    put("Cards/clip", "hello");
    create();
    CheckRequest inner = request();
    inner.scope = m_scope / "Cards";
    inner.formats = {hash::Algorithm::Md5};
    create(inner);
    const auto list = fromXml(test::readFile(flatten().written->manifestPath));
    ASSERT_TRUE(list) << list.error().describe();
    ASSERT_EQ(list->files.at(0).hashes.size(), 2U);
    EXPECT_EQ(list->files[0].hashes[0].digest.algorithm(), hash::Algorithm::Md5);
    EXPECT_EQ(list->files[0].hashes[1].digest.toText(), "26c7827d889f6da3");
    EXPECT_EQ(list->files[0].hashes[1].action, Action::Original);
}

TEST_F(Flattening, LeavesOutANestedHistoryThatIsIgnoredButNotWhatWasRecordedBefore)
{
    put("a", "hello");
    put("prox/p", "proxy");
    create();
    put("prox/q", "later");
    CheckRequest inner = request();
    inner.scope = m_scope / "prox";
    create(inner);
    CheckRequest ignoring = request();
    ignoring.ignore = {"prox/"};
    create(ignoring);
    const auto list = fromXml(test::readFile(flatten().written->manifestPath));
    ASSERT_TRUE(list) << list.error().describe();
    ASSERT_EQ(list->files.size(), 2U);
    EXPECT_EQ(list->files[0].path, "prox/p");
    EXPECT_EQ(list->files[1].path, "a");
}

TEST_F(Flattening, GoesOnWhereAFolderCannotBeReadAndSaysSo)
{
    put("a", "hello");
    put("lost+found/x", "x");
    CheckRequest ignoring = request();
    ignoring.ignore = {"lost+found/"};
    create(ignoring);
    put("cards/B001/clip", "clip");
    create(request("cards/B001"));
    m_files.failWith = [](tailslate::test::Operation operation, const fs::path& path) {
        return operation == tailslate::test::Operation::List &&
                       (path.filename() == "lost+found" || path.filename() == "cards")
                   ? EACCES
                   : 0;
    };
    const FlattenReport report = flatten();
    EXPECT_EQ(report.files, 1U);
    EXPECT_TRUE(report.written);
    // The other one is none of this history's: a list with it is no other list.
    ASSERT_EQ(report.problems.size(), 1U);
    EXPECT_EQ(report.problems[0].fault, HistoryFault::FolderUnreadable);
    EXPECT_EQ(report.problems[0].path, m_scope / "cards");
    EXPECT_THAT(report.problems[0].message, testing::HasSubstr("is missing here"));
}

TEST_F(Flattening, AClosedLostAndFoundOfADriveIsNoProblemUnlessTheDriveFails)
{
    put("a", "hello");
    create();
    fs::create_directories(m_scope / "lost+found");
    int fault = EACCES;
    m_files.failWith = [&fault](tailslate::test::Operation operation, const fs::path& path) {
        return operation == tailslate::test::Operation::List && path.filename() == "lost+found"
                   ? fault
                   : 0;
    };
    const FlattenReport closed = flatten();
    EXPECT_TRUE(closed.written);
    EXPECT_THAT(closed.problems, IsEmpty());
    fault = EIO;
    EXPECT_EQ(flatten().problems.size(), 1U);
}

TEST_F(Flattening, IsRefusedWhereTheListWouldBeANewFileOfTheScope)
{
    put("a", "hello");
    create();
    for (const fs::path& out : {m_scope, m_scope / "lists"}) {
        const auto refused =
            flattenHistory(m_files, m_clock, m_scope, out, request().creator, m_context);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
        EXPECT_THAT(refused.error().message, testing::HasSubstr("give a folder outside"));
    }
    for (const fs::path& out : {m_scope / "ascmhl", m_temp.path() / "ascmhl/lists"})
        EXPECT_FALSE(flattenHistory(m_files, m_clock, m_scope, out, request().creator, m_context));
    EXPECT_FALSE(fs::exists(m_scope / "lists"));
    EXPECT_FALSE(fs::exists(m_temp.path() / "ascmhl"));
    EXPECT_THAT(findings(verify()), IsEmpty());

    // Where a pattern leaves it out it is none.
    CheckRequest ignoring = request();
    ignoring.ignore = {"lists/"};
    create(ignoring);
    EXPECT_TRUE(done(flattenHistory(m_files, m_clock, m_scope, m_scope / "lists", request().creator,
                                    m_context))
                    .written);
    EXPECT_THAT(findings(verify()), IsEmpty());
    // Names that only begin with two dots do not lead out.
    EXPECT_FALSE(flattenHistory(m_files, m_clock, m_scope, m_scope / "..lists", request().creator,
                                m_context));
}

TEST_F(Flattening, KeepsTheNameBeforeARename)
{
    put("sub/a", "hello");
    create();
    fs::rename(m_scope / "sub/a", m_scope / "sub/b");
    Manifest renamed = test::smallManifest("sub/b");
    renamed.files[0].previousPath = "sub/a";
    ASSERT_TRUE(appendGeneration(m_disk, m_scope, renamed, m_clock.now()));
    m_clock.step();
    const FlattenReport report = flatten();
    const auto list = fromXml(test::readFile(report.written->manifestPath));
    ASSERT_EQ(list->files.size(), 1U);
    EXPECT_EQ(list->files[0].path, "sub/b");
    EXPECT_EQ(list->files[0].previousPath, "sub/a");
}

TEST_F(Flattening, ADamagedHistoryGivesNoPackingList)
{
    put("a", "hello");
    const CheckReport created = create();
    fs::remove(created.appended[0].manifestPath);
    const FlattenReport report = flatten();
    EXPECT_FALSE(report.written);
    ASSERT_EQ(report.problems.size(), 1U);
    EXPECT_EQ(report.problems[0].fault, HistoryFault::ManifestMissing);
    EXPECT_FALSE(fs::exists(m_temp.path() / "out"));
}

TEST_F(Flattening, AHistoryOfFoldersAloneGivesNoPackingList)
{
    fs::create_directories(m_scope / "empty");
    create();
    const FlattenReport report = flatten();
    EXPECT_TRUE(report.hasHistory);
    EXPECT_THAT(report.problems, IsEmpty());
    EXPECT_FALSE(report.written);
    EXPECT_FALSE(fs::exists(m_temp.path() / "out"));
}

TEST_F(Flattening, WithoutAHistoryThereIsNothingToFlatten)
{
    put("a", "hello");
    EXPECT_FALSE(flatten().hasHistory);
}

} // namespace
} // namespace tailslate::mhl
