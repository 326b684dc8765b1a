// SPDX-License-Identifier: Apache-2.0
#include "mhl/Rename.h"

#include "mhl/ScopeFixture.h"

#include <gmock/gmock.h>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

class Renames : public test::ScopeTest {
protected:
    void SetUp() override
    {
        put("Clips/a", "first");
        put("Clips/b", "second");
        put("c", "third");
        create();
    }

    RenameReport record(const std::vector<Renaming>& renames = {})
    {
        return done(recordRenames(m_files, m_clock, request(), renames, m_context));
    }

    void move(const char* from, const char* to)
    {
        fs::create_directories((m_scope / to).parent_path());
        fs::rename(m_scope / from, m_scope / to);
    }
};

TEST_F(Renames, AreFoundByTheBytesAndRecordedWithTheOldName)
{
    move("Clips/a", "Clips/x");
    const RenameReport report = record();
    ASSERT_EQ(report.renamed.size(), 1U);
    EXPECT_EQ(report.renamed[0].from, "Clips/a");
    EXPECT_EQ(report.renamed[0].to, "Clips/x");
    EXPECT_THAT(report.open, IsEmpty());
    ASSERT_EQ(report.appended.size(), 1U);
    const Manifest manifest = history().back().manifest;
    ASSERT_EQ(manifest.files.size(), 1U);
    EXPECT_EQ(manifest.files[0].path, "Clips/x");
    EXPECT_EQ(manifest.files[0].previousPath, "Clips/a");
    EXPECT_EQ(manifest.files[0].hashes[0].action, Action::Verified);
    EXPECT_FALSE(manifest.rootHash);
    // From then on the file is known under its new name.
    const CheckReport verified = verify();
    EXPECT_THAT(findings(verified), IsEmpty());
    EXPECT_EQ(verified.count(Verdict::Match), 3U);
}

TEST_F(Renames, AFolderIsRenamedWithItsFilesAndTheFoldersInIt)
{
    put("Clips/sub/d", "fourth");
    fs::create_directories(m_scope / "Clips/empty");
    create();
    move("Clips", "Takes");
    const RenameReport report = record();
    EXPECT_EQ(report.renamed.size(), 3U);
    EXPECT_EQ(recorded("Takes/b"), "xxh64 verified");
    EXPECT_EQ(report.renamedFolders.size(), 3U);
    std::map<std::string, std::string> previous;
    const Manifest manifest = history().back().manifest;
    for (const DirectoryRecord& folder : manifest.directories) {
        previous[folder.path] = folder.previousPath.value_or("");
        EXPECT_EQ(folder.content.size(), 1U) << folder.path;
    }
    EXPECT_EQ(previous,
              (std::map<std::string, std::string>{
                  {"Takes", "Clips"}, {"Takes/empty", "Clips/empty"}, {"Takes/sub", "Clips/sub"}}));
    // The old folders are not missed.
    EXPECT_THAT(findings(verify()), IsEmpty());
}

TEST_F(Renames, AFolderWithNewFilesInItIsRecordedWithoutDigests)
{
    move("Clips", "Takes");
    put("Takes/new", "new");
    record();
    const Manifest manifest = history().back().manifest;
    ASSERT_EQ(manifest.directories.size(), 1U);
    EXPECT_EQ(manifest.directories[0].previousPath, "Clips");
    EXPECT_THAT(manifest.directories[0].content, IsEmpty());
    EXPECT_EQ(findings(verify()), (std::map<std::string, Verdict>{{"Takes/new", Verdict::New}}));
}

TEST_F(Renames, AFolderWhoseFilesWentApartOrAreNotAllFoundIsStillMissing)
{
    move("Clips/a", "One/a");
    move("Clips/b", "Two/b");
    fs::remove(m_scope / "Clips");
    EXPECT_THAT(record().renamedFolders, IsEmpty());
    EXPECT_EQ(findings(verify()), (std::map<std::string, Verdict>{{"Clips", Verdict::Missing}}));
}

TEST_F(Renames, AnEmptyFolderIsRenamedWhenTheOperatorSaysSo)
{
    fs::create_directories(m_scope / "empty");
    create();
    move("empty", "void");
    EXPECT_THAT(record().renamedFolders, IsEmpty());
    EXPECT_EQ(record({{.from = "empty", .to = "void"}}).renamedFolders.size(), 1U);
    EXPECT_THAT(findings(verify()), IsEmpty());
}

TEST_F(Renames, OtherBytesAreNoRename)
{
    fs::remove(m_scope / "c");
    put("d", "THIRD");
    const RenameReport report = record();
    EXPECT_THAT(report.renamed, IsEmpty());
    EXPECT_THAT(report.appended, IsEmpty());
    ASSERT_EQ(report.open.size(), 2U);
    EXPECT_EQ(report.open[0].verdict, Verdict::Missing);
    EXPECT_EQ(report.open[1].verdict, Verdict::New);

    const RenameReport named = record({{.from = "c", .to = "d"}});
    ASSERT_EQ(named.open.size(), 1U);
    EXPECT_EQ(named.open[0].verdict, Verdict::Mismatch);
    EXPECT_EQ(history().size(), 1U);
}

TEST_F(Renames, OfTwoFilesWithTheSameBytesNoneIsGuessed)
{
    move("c", "d");
    put("e", "third");
    const RenameReport report = record();
    EXPECT_THAT(report.renamed, IsEmpty());
    EXPECT_THAT(report.open[0].message, HasSubstr("several files"));
    // But the operator may know.
    EXPECT_EQ(record({{.from = "c", .to = "d"}}).renamed.size(), 1U);
}

TEST_F(Renames, EqualFilesThatKeptTheirNamesAreToldApart)
{
    put("Clips/one", "same");
    put("Clips/two", "same");
    create();
    move("Clips/one", "Takes/one");
    move("Clips/two", "Takes/two");
    const RenameReport report = record();
    ASSERT_EQ(report.renamed.size(), 2U);
    for (const Renaming& renaming : report.renamed)
        EXPECT_EQ(fs::path(renaming.from).filename(), fs::path(renaming.to).filename());
}

TEST_F(Renames, WhatIsStillThereOrUnknownIsRefused)
{
    EXPECT_THAT(record({{.from = "c", .to = "d"}}).open[0].message, HasSubstr("still there"));
    EXPECT_THAT(record({{.from = "z", .to = "c"}}).open[0].message, HasSubstr("does not know it"));
    fs::remove(m_scope / "c");
    EXPECT_THAT(record({{.from = "c", .to = "d"}}).open[0].message, HasSubstr("no file d"));
    EXPECT_THAT(record({{.from = "c", .to = "Clips/a"}}).open[0].message,
                HasSubstr("knows another file"));
}

TEST_F(Renames, InANestedHistoryAreRecordedThere)
{
    put("Cards/B001/clip", "clip");
    CheckRequest inner = request();
    inner.scope = m_scope / "Cards/B001";
    create(inner);
    create();
    move("Cards/B001/clip", "Cards/B001/sub/clip");
    const RenameReport report = record();
    ASSERT_EQ(report.appended.size(), 2U);
    EXPECT_EQ(history("Cards/B001").back().manifest.files[0].previousPath, "clip");
    EXPECT_EQ(history().back().manifest.references.size(), 1U);
    EXPECT_THAT(findings(verify()), IsEmpty());
}

TEST_F(Renames, ADamagedHistoryIsNotContinued)
{
    fs::remove(m_scope / "ascmhl/ascmhl_chain.xml");
    move("c", "d");
    const RenameReport report = record();
    EXPECT_THAT(report.notAppended, HasSubstr("damaged"));
    EXPECT_EQ(report.problems[0].fault, HistoryFault::ChainMissing);
}

} // namespace
} // namespace tailslate::mhl
