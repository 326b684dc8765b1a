// SPDX-License-Identifier: Apache-2.0
#include "mhl/Rename.h"

#include "mhl/ScopeFixture.h"

#include <gmock/gmock.h>

#include <cerrno>
#include <map>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;
using tailslate::test::Operation;
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

TEST_F(Renames, AreFoundWhereNoSizeIsRecorded)
{
    Manifest manifest = test::smallManifest("unsized");
    manifest.files[0].size.reset();
    ASSERT_TRUE(appendGeneration(m_disk, m_scope, manifest, m_clock.now()));
    m_clock.step();
    put("found", "unsized");
    const RenameReport report = record();
    ASSERT_EQ(report.renamed.size(), 1U);
    EXPECT_EQ(report.renamed[0].to, "found");
}

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

TEST_F(Renames, WhatLiesInAFolderThatCannotBeReadIsNotTakenForLost)
{
    put("Takes/a", "first");
    m_files.failWith = [this](Operation operation, const fs::path& path) {
        return operation == Operation::List && path == m_scope / "Clips" ? EACCES : 0;
    };
    const RenameReport report = record();
    EXPECT_THAT(report.renamed, IsEmpty());
    EXPECT_THAT(report.appended, IsEmpty());
    std::map<std::string, Verdict> open;
    for (const PathVerdict& path : report.open)
        open.emplace(path.path, path.verdict);
    EXPECT_EQ(open, (std::map<std::string, Verdict>{{"Clips", Verdict::Unreadable},
                                                    {"Clips/a", Verdict::Unreadable},
                                                    {"Clips/b", Verdict::Unreadable},
                                                    {"Takes/a", Verdict::New}}));
    const RenameReport named = record({{.from = "Clips/a", .to = "Takes/a"}});
    EXPECT_THAT(named.renamed, IsEmpty());
    ASSERT_EQ(named.open.size(), 1U);
    EXPECT_THAT(named.open[0].message, HasSubstr("cannot be read"));
}

TEST_F(Renames, WhatLiesBehindALinkIsNotTakenForLost)
{
    fs::rename(m_scope / "Clips", m_temp.path() / "elsewhere");
    fs::create_directory_symlink(m_temp.path() / "elsewhere", m_scope / "Clips");
    put("Takes/a", "first");
    put("Takes/b", "second");
    const RenameReport report = record();
    EXPECT_THAT(report.renamed, IsEmpty());
    EXPECT_THAT(report.renamedFolders, IsEmpty());
    EXPECT_THAT(report.appended, IsEmpty());
    EXPECT_THAT(report.open[0].message, HasSubstr("behind a link"));
    const auto found = findings(verify());
    EXPECT_EQ(found.at("Clips/a"), Verdict::Unreadable);
}

TEST_F(Renames, AnEmptyFileIsPairedByItsNameOnly)
{
    put("Clips/.keep", "");
    put("Clips/log", "");
    create();
    move("Clips/.keep", "Takes/.keep");
    fs::remove(m_scope / "Clips/log");
    put("Takes/other", "");
    const RenameReport report = record();
    ASSERT_EQ(report.renamed.size(), 1U);
    EXPECT_EQ(report.renamed[0].to, "Takes/.keep");
    EXPECT_EQ(findings(verify()), (std::map<std::string, Verdict>{{"Clips/log", Verdict::Missing},
                                                                  {"Takes/other", Verdict::New}}));
    // But the operator may know.
    EXPECT_EQ(record({{.from = "Clips/log", .to = "Takes/other"}}).renamed.size(), 1U);
}

TEST_F(Renames, NamesThatAreNoneAreRefused)
{
    const auto refusal = [this](const Renaming& renaming) {
        const auto report =
            recordRenames(m_files, m_clock, request(), std::vector{renaming}, m_context);
        EXPECT_FALSE(report);
        return report ? ErrorCode::Internal : report.error().code;
    };
    EXPECT_EQ(refusal({.from = "", .to = "Sub"}), ErrorCode::InvalidArgument);
    EXPECT_EQ(refusal({.from = "Clips", .to = ""}), ErrorCode::InvalidArgument);
    EXPECT_EQ(refusal({.from = "c", .to = "c"}), ErrorCode::InvalidArgument);
    EXPECT_THAT(record({{.from = "Clips", .to = "Takes"}}).open[0].message,
                HasSubstr("still there"));
}

TEST_F(Renames, ANestedHistoryIsFoundUnderTheNewNameOfItsFolder)
{
    put("Cards/B001/clip", "clip");
    create(); // Before the inner history is there: the outer one knows the clip as well.
    CheckRequest inner = request();
    inner.scope = m_scope / "Cards/B001";
    create(inner);
    create();
    move("Cards", "Takes/Cards");
    fs::rename(m_scope / "Takes/Cards/B001", m_scope / "Takes/Cards/B002");

    const CheckReport before = verify();
    ASSERT_EQ(before.problems.size(), 1U);
    EXPECT_EQ(before.problems[0].fault, HistoryFault::ReferenceMoved);
    EXPECT_THAT(before.problems[0].message, HasSubstr("lies in Takes/Cards/B002 now"));
    EXPECT_THAT(before.appended, IsEmpty());

    const RenameReport report = record();
    EXPECT_THAT(report.problems, IsEmpty());
    EXPECT_THAT(report.open, IsEmpty());
    std::map<std::string, std::string> folders;
    for (const Renaming& renaming : report.renamedFolders)
        folders.emplace(renaming.from, renaming.to);
    EXPECT_EQ(folders.at("Cards/B001"), "Takes/Cards/B002");
    const CheckReport after = verify();
    EXPECT_THAT(after.problems, IsEmpty());
    EXPECT_EQ(after.count(Verdict::Match), 4U);
    EXPECT_EQ(after.count(Verdict::Mismatch) + after.count(Verdict::New), 0U);
    EXPECT_EQ(findings(after).count("Cards/B001/clip"), 0U);
    EXPECT_EQ(after.appended.size(), 2U);
}

TEST_F(Renames, ANestedHistoryThatLiesInTwoPlacesIsNotGuessed)
{
    put("Cards/B001/clip", "clip");
    CheckRequest inner = request();
    inner.scope = m_scope / "Cards/B001";
    create(inner);
    create();
    move("Cards/B001", "Cards/B002");
    fs::copy(m_scope / "Cards/B002", m_scope / "Cards/B003", fs::copy_options::recursive);
    const RenameReport report = record();
    EXPECT_THAT(report.renamedFolders, IsEmpty());
    EXPECT_THAT(report.notAppended, HasSubstr("damaged"));
    EXPECT_EQ(report.problems.at(0).fault, HistoryFault::ReferenceMissing);
}

TEST_F(Renames, InsideANestedHistoryAreNotMissedByTheOneAroundIt)
{
    put("Cards/B001/clip", "clip");
    create();
    CheckRequest inner = request();
    inner.scope = m_scope / "Cards/B001";
    create(inner);
    fs::remove(m_scope / "Cards/B001/clip");
    EXPECT_EQ(verify().count(Verdict::Missing), 1U) << "once, though two histories know it";
    put("Cards/B001/renamed", "clip");
    ASSERT_EQ(record().renamed.size(), 1U);
    EXPECT_THAT(findings(verify()), IsEmpty());
    // Another file under the old name is not compared with what was there before.
    put("Cards/B001/clip", "another");
    EXPECT_EQ(findings(verify()),
              (std::map<std::string, Verdict>{{"Cards/B001/clip", Verdict::New}}));
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
