// SPDX-License-Identifier: Apache-2.0
#include "mhl/LoadedHistory.h"

#include "io/DiskFileSystem.h"
#include "mhl/History.h"
#include "mhl/MhlTestData.h"
#include "support/TempDir.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;
using hash::Algorithm;
using testing::ElementsAre;
using testing::IsEmpty;

FileRecord record(std::string path, std::string_view content, Action action,
                  Algorithm algorithm = Algorithm::Xxh64)
{
    FileRecord file;
    file.path = std::move(path);
    file.size = content.size();
    file.hashes.push_back({.digest = test::digestOfText(algorithm, content),
                           .action = action,
                           .hashedAt = std::nullopt});
    return file;
}

class LoadedHistories : public testing::Test {
protected:
    /// Appends a generation with these records, a day after the one before.
    void append(std::vector<FileRecord> records, std::vector<DirectoryRecord> folders = {},
                std::vector<std::string> patterns = {})
    {
        Manifest manifest = test::smallManifest();
        manifest.creator.created = m_moment;
        manifest.files = std::move(records);
        manifest.directories = std::move(folders);
        manifest.ignorePatterns = std::move(patterns);
        const auto sealed = appendGeneration(m_files, m_temp.path(), manifest, m_moment);
        ASSERT_TRUE(sealed) << sealed.error().describe();
        m_manifests.push_back(sealed->manifestPath);
        m_moment += std::chrono::days(1);
    }

    [[nodiscard]] LoadedHistory load()
    {
        auto history = LoadedHistory::load(m_files, m_temp.path());
        EXPECT_TRUE(history) << (history ? "" : history.error().describe());
        return history ? std::move(*history) : LoadedHistory();
    }

    /// The names of all files.
    static std::vector<std::string> names(const LoadedHistory& history)
    {
        std::vector<std::string> names;
        for (std::uint32_t id = 0; id < history.fileCount(); ++id)
            names.emplace_back(history.file(id).path);
        return names;
    }

    static std::vector<HistoryFault> faults(const LoadedHistory& history)
    {
        std::vector<HistoryFault> faults;
        for (const HistoryProblem& problem : history.problems())
            faults.push_back(problem.fault);
        return faults;
    }

    tailslate::test::TempDir m_temp;
    io::DiskFileSystem m_files;
    TimePoint m_moment = test::moment("2026-01-16T09:15:00Z");
    std::vector<fs::path> m_manifests;
};

TEST_F(LoadedHistories, AFolderWithoutOneHasNoHistoryAndNoProblem)
{
    const LoadedHistory history = load();
    EXPECT_FALSE(history.exists());
    EXPECT_TRUE(history.isSound());
    EXPECT_EQ(history.fileCount(), 0U);
    EXPECT_FALSE(history.find("a"));
    EXPECT_FALSE(LoadedHistory().exists());
}

TEST_F(LoadedHistories, TheReferenceIsTheEarliestDigestThatDidNotFail)
{
    append({record("a", "broken", Action::Failed), record("b", "b", Action::Original)});
    append({record("a", "a", Action::Original), record("b", "other", Action::Failed)});
    FileRecord both = record("a", "a", Action::Verified);
    both.hashes.push_back({.digest = test::digestOfText(Algorithm::Md5, "a"),
                           .action = Action::Verified,
                           .hashedAt = test::moment("2026-02-01T00:00:00Z")});
    append({both});

    const LoadedHistory history = load();
    ASSERT_EQ(history.generations().size(), 3U);
    EXPECT_TRUE(history.isSound());
    const auto a = history.find("a");
    ASSERT_TRUE(a);
    const auto reference = history.reference(*a, Algorithm::Xxh64);
    ASSERT_TRUE(reference);
    EXPECT_EQ(reference->digest, test::digestOfText(Algorithm::Xxh64, "a"));
    EXPECT_EQ(reference->generation, 2U);
    EXPECT_EQ(reference->action, Action::Original);
    EXPECT_EQ(reference->hashedAt, test::moment("2026-01-17T09:15:00Z"))
        << "a digest without a date has that of its manifest";
    const auto md5 = history.reference(*a, Algorithm::Md5);
    ASSERT_TRUE(md5);
    EXPECT_EQ(md5->hashedAt, test::moment("2026-02-01T00:00:00Z"));
    EXPECT_FALSE(history.reference(*a, Algorithm::C4));
    EXPECT_THAT(history.algorithms(*a), ElementsAre(Algorithm::Xxh64, Algorithm::Md5));

    const auto b = history.find("b");
    ASSERT_TRUE(b);
    EXPECT_EQ(history.reference(*b, Algorithm::Xxh64)->digest,
              test::digestOfText(Algorithm::Xxh64, "b"));
}

TEST_F(LoadedHistories, EveryDigestIsThereOldestFirstFailedOnesToo)
{
    append({record("a", "a", Action::Original)});
    append({record("b", "b", Action::Original)});
    append({record("a", "x", Action::Failed)});
    append({record("a", "a", Action::Verified)});
    const LoadedHistory history = load();
    const auto digests = history.digests(history.find("a").value());
    ASSERT_EQ(digests.size(), 3U);
    EXPECT_EQ(digests[0].generation, 1U);
    EXPECT_EQ(digests[0].action, Action::Original);
    EXPECT_EQ(digests[1].generation, 3U);
    EXPECT_EQ(digests[1].action, Action::Failed);
    EXPECT_EQ(digests[1].digest, test::digestOfText(Algorithm::Xxh64, "x"));
    EXPECT_EQ(digests[2].generation, 4U);
    EXPECT_EQ(digests[2].path, "a");
}

TEST_F(LoadedHistories, WhatIsKnownOfAFileIsFromItsLatestRecord)
{
    FileRecord first = record("a", "12345", Action::Original);
    first.modified = test::moment("2026-01-01T00:00:00Z");
    append({first});
    FileRecord second = record("a", "12345", Action::Verified);
    second.modified = test::moment("2026-01-02T00:00:00Z");
    append({second});
    append({record("b", "b", Action::Original)});
    const LoadedHistory history = load();
    const RecordedFile file = history.file(history.find("a").value());
    EXPECT_EQ(file.size, 5U);
    EXPECT_EQ(file.modified, test::moment("2026-01-02T00:00:00Z"));
    EXPECT_EQ(file.firstGeneration, 1U);
    EXPECT_EQ(file.latestGeneration, 2U);
    EXPECT_FALSE(file.previousPath);
    EXPECT_EQ(history.generations()[2].fileCount, 1U);
}

TEST_F(LoadedHistories, ARenamedFileKeepsWhatWasRecordedUnderItsOldNames)
{
    append({record("a", "a", Action::Original), record("other", "o", Action::Original)});
    FileRecord renamed = record("b", "a", Action::Verified);
    renamed.previousPath = "a";
    append({renamed});
    renamed = record("c", "a", Action::Verified);
    renamed.previousPath = "b";
    append({renamed});

    const LoadedHistory history = load();
    EXPECT_THAT(names(history), testing::UnorderedElementsAre("c", "other"));
    EXPECT_FALSE(history.find("a"));
    EXPECT_FALSE(history.find("b"));
    const auto file = history.find("c");
    ASSERT_TRUE(file);
    EXPECT_EQ(history.findRenamed("a"), file);
    EXPECT_EQ(history.findRenamed("b"), file);
    EXPECT_FALSE(history.findRenamed("c"));
    EXPECT_EQ(history.file(*file).previousPath, "b");
    const auto digests = history.digests(*file);
    ASSERT_EQ(digests.size(), 3U);
    EXPECT_EQ(digests[0].path, "a");
    EXPECT_EQ(digests[1].path, "b");
    EXPECT_EQ(digests[2].path, "c");
    EXPECT_EQ(history.reference(*file, Algorithm::Xxh64)->generation, 1U);
}

TEST_F(LoadedHistories, AnOldNameCanBeUsedAgain)
{
    append({record("a", "a", Action::Original)});
    FileRecord renamed = record("b", "a", Action::Verified);
    renamed.previousPath = "a";
    append({renamed});
    append({record("a", "new", Action::Original)});
    const LoadedHistory history = load();
    EXPECT_EQ(history.fileCount(), 2U);
    const auto fresh = history.find("a");
    ASSERT_TRUE(fresh);
    EXPECT_EQ(history.digests(*fresh).size(), 1U);
    EXPECT_EQ(history.reference(*fresh, Algorithm::Xxh64)->digest,
              test::digestOfText(Algorithm::Xxh64, "new"));
    EXPECT_EQ(history.digests(history.find("b").value()).size(), 2U);
}

TEST_F(LoadedHistories, TwoFilesCanChangePlaces)
{
    append({record("a", "a", Action::Original), record("b", "b", Action::Original)});
    FileRecord a = record("a", "b", Action::Verified);
    a.previousPath = "b";
    FileRecord b = record("b", "a", Action::Verified);
    b.previousPath = "a";
    append({a, b});
    const LoadedHistory history = load();
    EXPECT_EQ(history.fileCount(), 2U);
    EXPECT_EQ(history.reference(history.find("a").value(), Algorithm::Xxh64)->digest,
              test::digestOfText(Algorithm::Xxh64, "b"));
    EXPECT_EQ(history.reference(history.find("b").value(), Algorithm::Xxh64)->digest,
              test::digestOfText(Algorithm::Xxh64, "a"));
}

TEST_F(LoadedHistories, AFileThatTookTheNameOfAnotherStandsForItself)
{
    append({record("a", "a", Action::Original), record("b", "b", Action::Original)});
    FileRecord renamed = record("a", "b", Action::Verified);
    renamed.previousPath = "b";
    append({renamed});
    const LoadedHistory history = load();
    EXPECT_THAT(names(history), ElementsAre("a"));
    const auto digests = history.digests(history.find("a").value());
    ASSERT_EQ(digests.size(), 2U);
    EXPECT_EQ(digests[0].digest, test::digestOfText(Algorithm::Xxh64, "b"));
}

TEST_F(LoadedHistories, TheFilesOfARenamedFolderMoveWithIt)
{
    append({record("A/x/1", "1", Action::Original), record("A/2", "2", Action::Original),
            record("AB/3", "3", Action::Original)},
           {test::directoryRecord("A"), test::directoryRecord("A/x"), test::directoryRecord("AB")});
    DirectoryRecord folder = test::directoryRecord("C/B");
    folder.previousPath = "A";
    FileRecord own = record("elsewhere", "2", Action::Verified);
    own.previousPath = "A/2";
    append({record("C/B/x/1", "1", Action::Verified), own}, {folder});

    const LoadedHistory history = load();
    EXPECT_THAT(names(history), testing::UnorderedElementsAre("C/B/x/1", "elsewhere", "AB/3"));
    EXPECT_EQ(history.digests(history.find("C/B/x/1").value()).size(), 2U);
    EXPECT_EQ(history.findRenamed("A/x/1"), history.find("C/B/x/1"));
    EXPECT_EQ(history.digests(history.find("elsewhere").value()).size(), 2U);
    EXPECT_THAT(history.folders(), ElementsAre("AB", "C/B", "C/B/x"));
    EXPECT_EQ(history.folder("A"), nullptr);
    ASSERT_NE(history.folder("C/B"), nullptr);
    EXPECT_EQ(history.folder("C/B")->previousPath, "A");
}

TEST_F(LoadedHistories, IgnorePatternsOfAllGenerationsCountOnce)
{
    append({record("a", "a", Action::Original)}, {}, {".DS_Store", "*.tmp"});
    append({record("a", "a", Action::Verified)}, {}, {".DS_Store", "*.bak"});
    EXPECT_THAT(load().ignorePatterns(), ElementsAre("*.tmp", ".DS_Store", "*.bak"));
}

TEST_F(LoadedHistories, MoreIgnorePatternsThanAnybodyNeedsAreRefused)
{
    std::vector<std::string> first;
    std::vector<std::string> second;
    for (int i = 0; i < 600; ++i) {
        first.push_back(fmt::format("*.a{}", i));
        second.push_back(fmt::format("*.b{}", i));
    }
    append({record("a", "a", Action::Original)}, {}, first);
    append({record("b", "b", Action::Original)}, {}, first);
    EXPECT_THAT(faults(load()), IsEmpty());
    append({record("c", "c", Action::Original)}, {}, second);
    const LoadedHistory history = load();
    EXPECT_THAT(faults(history), ElementsAre(HistoryFault::ManifestUnreadable));
    EXPECT_THAT(history.problems()[0].message, testing::HasSubstr("over 1000 ignore patterns"));
    EXPECT_THAT(names(history), ElementsAre("a", "b"));
    EXPECT_EQ(history.ignorePatterns().size(), 600U);

    Manifest manifest = test::smallManifest();
    manifest.ignorePatterns.assign(1001, "*.tmp");
    const auto refused = appendGeneration(m_files, m_temp.path(), manifest, m_moment);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, testing::HasSubstr("1000 ignore patterns at most"));
}

TEST_F(LoadedHistories, WhatIsWrongWithOneManifestDoesNotHideTheOthers)
{
    append({record("a", "a", Action::Original)});
    append({record("b", "b", Action::Original)});
    append({record("c", "c", Action::Original)});
    append({record("d", "d", Action::Original)});
    test::writeFile(m_manifests[0], test::readFile(m_manifests[0]) + "<!-- -->");
    fs::remove(m_manifests[2]);
    test::writeFile(m_temp.path() / "ascmhl" / "0009_more.mhl", "<a/>");

    const LoadedHistory history = load();
    EXPECT_TRUE(history.exists());
    EXPECT_FALSE(history.isSound());
    EXPECT_THAT(faults(history),
                ElementsAre(HistoryFault::ManifestModified, HistoryFault::ManifestMissing,
                            HistoryFault::ManifestNotListed));
    EXPECT_EQ(history.problems()[0].path, m_manifests[0]);
    EXPECT_EQ(history.problems()[1].path, m_manifests[2]);
    EXPECT_THAT(names(history), ElementsAre("b", "d")) << "what was modified does not count";
    ASSERT_EQ(history.generations().size(), 4U);
    EXPECT_FALSE(history.generations()[0].usable);
    EXPECT_TRUE(history.generations()[1].usable);
}

TEST_F(LoadedHistories, AManifestThatWasModifiedSaysSoEvenWhenItIsNoLongerXml)
{
    append({record("a", "a", Action::Original)});
    test::writeFile(m_manifests[0], "<hashlist");
    EXPECT_THAT(faults(load()), ElementsAre(HistoryFault::ManifestModified));
}

TEST_F(LoadedHistories, AManifestThatCannotBeReadWasNotModified)
{
    append({record("a", "a", Action::Original)});
    test::writeFile(m_manifests[0], "<hashlist");
    const auto c4 = test::digestOfText(Algorithm::C4, "<hashlist");
    test::writeFile(
        m_temp.path() / "ascmhl" / "ascmhl_chain.xml",
        chainToXml({{.generation = 1, .fileName = m_manifests[0].filename().native(), .c4 = c4}}));
    EXPECT_THAT(faults(load()), ElementsAre(HistoryFault::ManifestUnreadable));
}

TEST_F(LoadedHistories, WithoutAChainNoManifestCounts)
{
    append({record("a", "a", Action::Original)});
    const fs::path chain = m_temp.path() / "ascmhl" / "ascmhl_chain.xml";
    test::writeFile(chain, "<ascmhldirectory");
    EXPECT_THAT(faults(load()), ElementsAre(HistoryFault::ChainUnreadable));
    fs::remove(chain);
    const LoadedHistory history = load();
    EXPECT_THAT(faults(history), ElementsAre(HistoryFault::ChainMissing));
    EXPECT_TRUE(history.exists());
    EXPECT_EQ(history.fileCount(), 0U);
}

TEST_F(LoadedHistories, AManifestNobodyListsIsAWarningOnly)
{
    append({record("a", "a", Action::Original)});
    test::writeFile(m_temp.path() / "ascmhl" / "0002_A.mhl", "x");
    test::writeFile(m_temp.path() / "ascmhl" / "._0001_A.mhl", "x");
    const LoadedHistory history = load();
    EXPECT_THAT(faults(history), ElementsAre(HistoryFault::ManifestNotListed));
    EXPECT_TRUE(history.isSound());
}

TEST_F(LoadedHistories, APackingListIsAHistoryOfOneGeneration)
{
    const fs::path path = m_temp.path() / "list.mhl";
    test::writeFile(path, toXml(test::smallManifest("a.mov")).value());
    const auto history = LoadedHistory::loadPackingList(m_files, path);
    ASSERT_TRUE(history) << history.error().describe();
    EXPECT_TRUE(history->isSound());
    EXPECT_EQ(history->generations().size(), 1U);
    EXPECT_TRUE(history->find("a.mov"));
    EXPECT_THAT(history->problems(), IsEmpty());

    EXPECT_EQ(LoadedHistory::loadPackingList(m_files, m_temp.path() / "none").error().code,
              ErrorCode::NotFound);
    test::writeFile(path, "<a/>");
    const auto bad = LoadedHistory::loadPackingList(m_files, path);
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().code, ErrorCode::BadFormat);
    EXPECT_EQ(bad.error().path, path);
}

TEST_F(LoadedHistories, ManyRenamedFoldersTakeOnePassOverTheFiles)
{
    // Quadratic work would take minutes here.
    constexpr int kFolders = 20'000;
    std::vector<FileRecord> before;
    std::vector<DirectoryRecord> folders;
    for (int i = 0; i < kFolders; ++i) {
        before.push_back(record(fmt::format("old{:05}/f", i), "x", Action::Original));
        DirectoryRecord folder;
        folder.path = fmt::format("new{:05}", i);
        folder.previousPath = fmt::format("old{:05}", i);
        folders.push_back(folder);
    }
    append(before);
    append({}, folders);
    const LoadedHistory history = load();
    EXPECT_EQ(history.fileCount(), static_cast<std::size_t>(kFolders));
    EXPECT_TRUE(history.find("new12345/f"));
    EXPECT_FALSE(history.find("old12345/f"));
}

TEST_F(LoadedHistories, RenamesOfFoldersThatMakePathsWithoutEndDoNotCount)
{
    append({record("a/f", "x", Action::Original)});
    DirectoryRecord folder;
    folder.path = std::string(4095, 'b');
    folder.previousPath = "a";
    append({}, {folder});
    const LoadedHistory history = load();
    EXPECT_TRUE(history.find("a/f"));
    ASSERT_EQ(history.problems().size(), 1U);
    EXPECT_EQ(history.problems()[0].fault, HistoryFault::ManifestUnreadable);
    EXPECT_THAT(history.problems()[0].message, testing::HasSubstr("too long"));
}

TEST_F(LoadedHistories, StopsWhenAsked)
{
    append({record("a", "a", Action::Original)});
    std::stop_source source;
    source.request_stop();
    const auto history = LoadedHistory::load(m_files, m_temp.path(), source.get_token());
    ASSERT_FALSE(history);
    EXPECT_EQ(history.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace tailslate::mhl
