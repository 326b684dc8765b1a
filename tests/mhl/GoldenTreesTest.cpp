// SPDX-License-Identifier: Apache-2.0
//
// Reads trees that ascmhl 1.1, the reference implementation, has written.
#include "io/DiskFileSystem.h"
#include "mhl/DirectoryHash.h"
#include "mhl/History.h"
#include "mhl/HistoryTree.h"
#include "mhl/MhlTestData.h"
#include "support/TempDir.h"

#include <gtest/gtest.h>

#include <map>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;

class GoldenTrees : public testing::Test {
protected:
    void SetUp() override
    {
        if (!fs::exists(m_trees))
            GTEST_SKIP() << "no trees of the reference implementation at " << m_trees;
    }

    [[nodiscard]] std::vector<Generation> history(const fs::path& scope)
    {
        auto history = readHistory(m_files, m_trees / scope);
        EXPECT_TRUE(history) << (history ? "" : history.error().describe());
        return history.value_or(std::vector<Generation>{});
    }

    fs::path m_trees = test::referenceData() / "golden" / "asc-mhl";
    io::DiskFileSystem m_files;
};

const HashEntry* find(const std::vector<HashEntry>& entries, hash::Algorithm algorithm)
{
    for (const HashEntry& entry : entries)
        if (entry.digest.algorithm() == algorithm)
            return &entry;
    return nullptr;
}

/// Adds what a manifest records to `tree`, below `prefix`.
void addRecords(HashedTree& tree, const Manifest& manifest, const std::string& prefix,
                hash::Algorithm algorithm)
{
    for (const FileRecord& file : manifest.files)
        if (const HashEntry* entry = find(file.hashes, algorithm))
            tree.files.push_back({.path = prefix + file.path, .digest = entry->digest});
    for (const DirectoryRecord& directory : manifest.directories)
        tree.folders.push_back(prefix + directory.path);
}

TEST_F(GoldenTrees, EveryHistoryReadsBackWhole)
{
    // What was written into each tree: its README.
    const std::pair<fs::path, std::size_t> scopes[] = {
        {"01-create/A001R2EC", 1},
        {"02-all-formats/A001R2EC", 1},
        {"03-append-verified/A001R2EC", 2},
        {"04-append-failed/A001R2EC", 2},
        {"05-nested/Day01", 1},
        {"05-nested/Day01/A001R2EC", 2},
        {"05-nested/Day01/B001R1XY", 2},
        {"06-missing-and-new/A001R2EC", 1},
        {"08-flattened/A001R2EC", 2},
    };
    for (const auto& [scope, generations] : scopes) {
        SCOPED_TRACE(scope);
        const auto read = history(scope);
        ASSERT_EQ(read.size(), generations);
        for (std::size_t i = 0; i < read.size(); ++i) {
            const Generation& generation = read[i];
            EXPECT_EQ(generation.entry.generation, i + 1);
            EXPECT_EQ(generation.manifest.creator.toolName, "ascmhl");
            EXPECT_EQ(generation.manifest.process, Process::InPlace);
            EXPECT_EQ(generation.entry.fileName,
                      manifestFileName(generation.entry.generation, scope.filename().string(),
                                       generation.manifest.creator.created));
            // The C4 ID once more, by hand.
            EXPECT_EQ(test::digestOfText(
                          hash::Algorithm::C4,
                          test::readFile(m_trees / scope / "ascmhl" / generation.entry.fileName)),
                      generation.entry.c4);
        }
    }
}

TEST_F(GoldenTrees, ReadsEveryFieldOfTheRichestManifest)
{
    const auto read = history("02-all-formats/A001R2EC");
    ASSERT_EQ(read.size(), 1U);
    const Manifest& manifest = read[0].manifest;
    EXPECT_EQ(manifest.creator.created, test::moment("2026-11-21T03:06:01Z"));
    EXPECT_EQ(manifest.creator.hostname, "vm");
    EXPECT_EQ(manifest.creator.toolVersion, "1.1");
    ASSERT_EQ(manifest.creator.authors.size(), 1U);
    EXPECT_EQ(manifest.creator.authors[0].name, "Jo Loader");
    EXPECT_EQ(manifest.creator.authors[0].role, "Loader");
    EXPECT_EQ(manifest.creator.authors[0].email, "jo@example.org");
    EXPECT_EQ(manifest.creator.location, "Stage 4");
    EXPECT_EQ(manifest.creator.comment, "first copy");
    EXPECT_EQ(manifest.ignorePatterns, std::vector<std::string>(kDefaultIgnorePatterns.begin(),
                                                                kDefaultIgnorePatterns.end()));
    ASSERT_EQ(manifest.files.size(), 4U);
    const FileRecord& awkward = manifest.files[2];
    EXPECT_EQ(awkward.path, "Meta data/gr\xC3\xB6\xC3\x9F"
                            "e & <1>.xml");
    EXPECT_EQ(awkward.size, 4U);
    EXPECT_EQ(awkward.modified, test::moment("2026-11-21T03:06:01Z"));
    EXPECT_EQ(awkward.hashes.size(), 6U);
    const HashEntry* xxh64 = find(awkward.hashes, hash::Algorithm::Xxh64);
    ASSERT_NE(xxh64, nullptr);
    EXPECT_EQ(xxh64->action, Action::Original);
    EXPECT_EQ(xxh64->hashedAt, test::moment("2026-11-21T03:06:01.154179Z"));
    EXPECT_FALSE(manifest.files[3].size) << "the reference gives empty files no size";
    EXPECT_EQ(manifest.directories.size(), 2U);
}

TEST_F(GoldenTrees, OurDigestsOfTheFilesAreTheRecordedOnes)
{
    const auto read = history("02-all-formats/A001R2EC");
    ASSERT_EQ(read.size(), 1U);
    std::size_t compared = 0;
    for (const FileRecord& file : read[0].manifest.files) {
        const std::string content =
            test::readFile(m_trees / "02-all-formats" / "A001R2EC" / file.path);
        for (const HashEntry& entry : file.hashes) {
            EXPECT_EQ(test::digestOfText(entry.digest.algorithm(), content), entry.digest)
                << file.path << ' ' << hash::algorithmName(entry.digest.algorithm());
            ++compared;
        }
    }
    EXPECT_EQ(compared, 24U);
}

TEST_F(GoldenTrees, OurDirectoryDigestsAreTheRecordedOnes)
{
    std::size_t compared = 0;
    for (const fs::path scope :
         {"01-create/A001R2EC", "02-all-formats/A001R2EC", "03-append-verified/A001R2EC",
          "04-append-failed/A001R2EC", "05-nested/Day01", "05-nested/Day01/A001R2EC",
          "05-nested/Day01/B001R1XY", "06-missing-and-new/A001R2EC", "08-flattened/A001R2EC"}) {
        for (const Generation& generation : history(scope)) {
            SCOPED_TRACE(generation.entry.fileName);
            const Manifest& manifest = generation.manifest;
            ASSERT_TRUE(manifest.rootHash);
            for (const HashEntry& rootContent : manifest.rootHash->content) {
                const hash::Algorithm algorithm = rootContent.digest.algorithm();
                HashedTree tree;
                addRecords(tree, manifest, "", algorithm);
                for (const Reference& reference : manifest.references) {
                    const auto nested = fromXml(test::readFile(m_trees / scope / reference.path));
                    ASSERT_TRUE(nested) << nested.error().describe();
                    addRecords(tree, *nested,
                               reference.path.substr(0, reference.path.find("ascmhl/")), algorithm);
                }
                const auto digests = directoryDigests(tree, algorithm);
                ASSERT_TRUE(digests) << digests.error().describe();
                std::map<std::string, DirectoryDigest> byPath;
                for (const DirectoryDigest& digest : *digests)
                    byPath.emplace(digest.path, digest);

                EXPECT_EQ(byPath.at("").content, rootContent.digest);
                EXPECT_EQ(byPath.at("").structure,
                          find(manifest.rootHash->structure, algorithm)->digest);
                for (const DirectoryRecord& directory : manifest.directories) {
                    EXPECT_EQ(byPath.at(directory.path).content,
                              find(directory.content, algorithm)->digest);
                    EXPECT_EQ(byPath.at(directory.path).structure,
                              find(directory.structure, algorithm)->digest);
                    ++compared;
                }
                ++compared;
            }
        }
    }
    EXPECT_GT(compared, 50U);
}

TEST_F(GoldenTrees, AFailedDigestIsReadAsFailed)
{
    const auto read = history("04-append-failed/A001R2EC");
    ASSERT_EQ(read.size(), 2U);
    std::map<std::string, Action> actions;
    for (const FileRecord& file : read[1].manifest.files)
        actions.emplace(file.path, file.hashes.at(0).action.value());
    EXPECT_EQ(actions.at("Clips/A001C001_261121_R2EC.mov"), Action::Failed);
    EXPECT_EQ(actions.at("Clips/A001C002_261121_R2EC.mov"), Action::Verified);
}

TEST_F(GoldenTrees, ATamperedManifestIsDataCorrupted)
{
    const auto read = readHistory(m_files, m_trees / "07-tampered-manifest" / "A001R2EC");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::DataCorrupted);
    EXPECT_EQ(read.error().path.filename(), "0001_A001R2EC_2026-11-21_030606Z.mhl");
}

TEST_F(GoldenTrees, TheNestedHistoryRefersToTheInnerManifests)
{
    const auto read = history("05-nested/Day01");
    ASSERT_EQ(read.size(), 1U);
    ASSERT_EQ(read[0].manifest.references.size(), 2U);
    for (const Reference& reference : read[0].manifest.references)
        EXPECT_EQ(test::digestOfText(hash::Algorithm::C4, test::readFile(m_trees / "05-nested" /
                                                                         "Day01" / reference.path)),
                  reference.c4);
}

TEST_F(GoldenTrees, EveryTreeLoadsWithWhatItsReadmeSays)
{
    for (const char* tree :
         {"01-create/A001R2EC", "02-all-formats/A001R2EC", "03-append-verified/A001R2EC",
          "04-append-failed/A001R2EC", "05-nested/Day01", "06-missing-and-new/A001R2EC",
          "07-tampered-manifest/A001R2EC", "08-flattened/A001R2EC"}) {
        SCOPED_TRACE(tree);
        const auto nested = findNestedScopes(m_files, m_trees / tree);
        ASSERT_TRUE(nested) << nested.error().describe();
        const bool isNested = std::string_view(tree).starts_with("05");
        EXPECT_EQ(nested->size(), isNested ? 2U : 0U);
        const auto loaded = HistoryTree::load(m_files, m_trees / tree, *nested);
        ASSERT_TRUE(loaded) << loaded.error().describe();
        const auto problems = loaded->problems();
        if (std::string_view(tree).starts_with("07")) {
            ASSERT_EQ(problems.size(), 1U);
            EXPECT_EQ(problems[0].fault, HistoryFault::ManifestModified);
        } else {
            EXPECT_TRUE(problems.empty());
        }
    }
}

TEST_F(GoldenTrees, LookupsJoinTheGenerations)
{
    const auto history = LoadedHistory::load(m_files, m_trees / "03-append-verified" / "A001R2EC");
    ASSERT_TRUE(history) << history.error().describe();
    EXPECT_EQ(history->fileCount(), 4U);
    const auto file = history->find("Meta data/gr\xC3\xB6\xC3\x9F"
                                    "e & <1>.xml");
    ASSERT_TRUE(file);
    EXPECT_EQ(history->reference(*file, hash::Algorithm::Xxh64)->generation, 1U);
    EXPECT_EQ(history->reference(*file, hash::Algorithm::Md5)->generation, 2U);
    EXPECT_NE(history->folder("Clips"), nullptr);

    const auto failed = LoadedHistory::load(m_files, m_trees / "04-append-failed" / "A001R2EC");
    ASSERT_TRUE(failed) << failed.error().describe();
    const auto clip = failed->find("Clips/A001C001_261121_R2EC.mov");
    ASSERT_TRUE(clip);
    EXPECT_EQ(failed->digests(*clip).back().action, Action::Failed);
    EXPECT_EQ(failed->reference(*clip, hash::Algorithm::Xxh64)->generation, 1U);
}

TEST_F(GoldenTrees, ThePackingListAndItsCollectionAreRead)
{
    const fs::path folder = m_trees / "08-flattened" / "out" / "collection_2026-11-21";
    const auto collection = chainFromXml(test::readFile(folder / "ascmhl_collection.xml"));
    ASSERT_TRUE(collection) << collection.error().describe();
    ASSERT_EQ(collection->size(), 1U);
    const std::string xml = test::readFile(folder / (*collection)[0].fileName);
    EXPECT_EQ(test::digestOfText(hash::Algorithm::C4, xml), (*collection)[0].c4);
    const auto manifest = fromXml(xml);
    ASSERT_TRUE(manifest) << manifest.error().describe();
    EXPECT_EQ(manifest->process, Process::Flatten);
    EXPECT_EQ(manifest->files.size(), 4U);
}

TEST_F(GoldenTrees, WhatTheReferenceWroteComesOutOfOurWriterTheSame)
{
    // All but the one that was edited by hand, which put its records out of order.
    std::size_t compared = 0;
    for (const auto& entry : fs::recursive_directory_iterator(m_trees)) {
        const bool edited = entry.path().native().find("07-tampered") != std::string::npos;
        if (entry.path().extension() != ".mhl" || edited)
            continue;
        const std::string original = test::readFile(entry.path());
        const auto manifest = fromXml(original);
        ASSERT_TRUE(manifest) << entry.path() << manifest.error().describe();
        EXPECT_EQ(toXml(*manifest).value_or(""), original) << entry.path();
        ++compared;
    }
    EXPECT_EQ(compared, 15U);
}

TEST_F(GoldenTrees, AHistoryOfTheReferenceIsContinued)
{
    const tailslate::test::TempDir temp;
    const fs::path scope = temp.path() / "A001R2EC";
    fs::copy(m_trees / "03-append-verified" / "A001R2EC", scope, fs::copy_options::recursive);
    fs::permissions(scope / "ascmhl", fs::perms::owner_all);
    const auto sealed = appendGeneration(m_files, scope, test::smallManifest(),
                                         test::moment("2026-11-22T08:00:00Z"));
    ASSERT_TRUE(sealed) << sealed.error().describe();
    EXPECT_EQ(sealed->generation, 3U);
    EXPECT_EQ(sealed->manifestPath.filename(), "0003_A001R2EC_2026-11-22_080000Z.mhl");
    const auto read = readHistory(m_files, scope);
    ASSERT_TRUE(read) << read.error().describe();
    EXPECT_EQ(read->size(), 3U);
}

} // namespace
} // namespace tailslate::mhl
