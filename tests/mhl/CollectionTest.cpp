// SPDX-License-Identifier: Apache-2.0
#include "mhl/Collection.h"

#include "io/DiskFileSystem.h"
#include "mhl/ListedFiles.h"
#include "mhl/MhlTestData.h"
#include "support/TempDir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;

class Collections : public testing::Test {
protected:
    [[nodiscard]] Result<WrittenPackingList> write(const std::string& scopeName)
    {
        Manifest manifest = test::smallManifest();
        manifest.process = Process::Flatten;
        test::ListedFiles files(std::move(manifest.files));
        manifest.files.clear();
        return writePackingList(m_files, m_folder, scopeName, manifest, files,
                                test::moment("2026-01-16T10:15:00+01:00"));
    }

    tailslate::test::TempDir m_temp;
    io::DiskFileSystem m_files;
    fs::path m_folder =
        m_temp.path() / "out" / collectionFolderName(test::moment("2026-01-16T09:15:00Z"));
};

TEST_F(Collections, NamesFollowTheReference)
{
    EXPECT_EQ(m_folder.filename(), "collection_2026-01-16");
    EXPECT_EQ(packingListFileName("A001R2EC", test::moment("2026-11-21T03:06:08Z")),
              "packinglist_A001R2EC_2026-11-21_030608Z.mhl");
    EXPECT_EQ(packingListFileName("", test::moment("2026-11-21T03:06:08Z")),
              "packinglist_2026-11-21_030608Z.mhl");
    EXPECT_EQ(packingListFileName(std::string(300, 'a'), test::moment("2026-11-21T03:06:08Z")),
              "packinglist_" + std::string(170, 'a') + "_2026-11-21_030608Z.mhl");
}

TEST_F(Collections, FoldersWithTheLongestNamesGetTheirList)
{
    const auto written = write(std::string(255, 'a'));
    EXPECT_TRUE(written) << written.error().describe();
}

TEST_F(Collections, AListOfTheSameSecondIsRefusedWithTheWayOut)
{
    ASSERT_TRUE(write("A001"));
    const auto again = write("A001");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::AlreadyExists);
    EXPECT_THAT(again.error().message, testing::HasSubstr("do this once more"));
    EXPECT_EQ(again.error().path, m_folder / "packinglist_A001_2026-01-16_091500Z.mhl");
    EXPECT_EQ(readCollection(m_files, m_folder / kCollectionFile)->entries.size(), 1U);
}

TEST_F(Collections, PackingListsOfOneDayAreCountedInOneCollection)
{
    const auto first = write("A001");
    ASSERT_TRUE(first) << first.error().describe();
    EXPECT_EQ(first->number, 1U);
    EXPECT_EQ(first->manifestPath, m_folder / "packinglist_A001_2026-01-16_091500Z.mhl");
    EXPECT_EQ(first->collectionPath, m_folder / "ascmhl_collection.xml");
    const auto second = write("B001");
    ASSERT_TRUE(second) << second.error().describe();
    EXPECT_EQ(second->number, 2U);

    const auto collection = readCollection(m_files, first->collectionPath);
    ASSERT_TRUE(collection) << collection.error().describe();
    EXPECT_THAT(collection->problems, IsEmpty());
    ASSERT_EQ(collection->entries.size(), 2U);
    EXPECT_EQ(collection->entries[0].fileName, first->manifestPath.filename());
    EXPECT_EQ(collection->entries[1].c4,
              test::digestOfText(hash::Algorithm::C4, test::readFile(second->manifestPath)));
    EXPECT_EQ(fromXml(test::readFile(second->manifestPath)).value().process, Process::Flatten);
}

TEST_F(Collections, NoPackingListIsWrittenOverAnother)
{
    const auto first = write("A001");
    ASSERT_TRUE(first);
    const std::string before = test::readFile(first->collectionPath);
    const auto again = write("A001");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::AlreadyExists);
    EXPECT_EQ(test::readFile(first->collectionPath), before);
}

TEST_F(Collections, ADamagedCollectionIsNotContinued)
{
    test::writeFile(m_folder / "ascmhl_collection.xml", "<ascmhldirectory");
    const auto written = write("A001");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::BadFormat);
    EXPECT_EQ(written.error().path, m_folder / "ascmhl_collection.xml");
    EXPECT_FALSE(fs::exists(m_folder / "packinglist_A001_2026-01-16_091500Z.mhl"));
}

TEST_F(Collections, WhatIsMissingAndWhatWasModifiedIsReported)
{
    const auto first = write("A001");
    const auto second = write("B001");
    const auto third = write("C001");
    ASSERT_TRUE(first && second && third);
    fs::remove(first->manifestPath);
    test::writeFile(second->manifestPath, "x");
    const auto collection = readCollection(m_files, first->collectionPath);
    ASSERT_TRUE(collection) << collection.error().describe();
    EXPECT_EQ(collection->entries.size(), 3U);
    ASSERT_EQ(collection->problems.size(), 2U);
    EXPECT_EQ(collection->problems[0].fault, HistoryFault::ManifestMissing);
    EXPECT_EQ(collection->problems[0].path, first->manifestPath);
    EXPECT_EQ(collection->problems[1].fault, HistoryFault::ManifestModified);
    EXPECT_EQ(readCollection(m_files, m_folder / "none.xml").error().code, ErrorCode::NotFound);
}

TEST_F(Collections, TwoWritersNeverWorkOnOneCollection)
{
    const auto first = write("A001");
    ASSERT_TRUE(first);
    const std::string before = test::readFile(first->collectionPath);
    {
        const auto lock = m_files.lockFolder(m_folder);
        ASSERT_TRUE(lock);
        const auto second = write("B001");
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().code, ErrorCode::AlreadyExists);
        EXPECT_EQ(second.error().path, m_folder);
        EXPECT_EQ(test::readFile(first->collectionPath), before);
        EXPECT_FALSE(fs::exists(m_folder / "packinglist_B001_2026-01-16_091500Z.mhl"));
    }
    EXPECT_TRUE(write("B001"));
}

TEST_F(Collections, PackingListsThatACollectionDoesNotListAreNamed)
{
    const auto first = write("A001");
    ASSERT_TRUE(first);
    fs::copy(first->manifestPath, m_folder / "lost.mhl");
    test::writeFile(m_folder / "legacy.mhl",
                    "<?xml version=\"1.0\"?>\n<hashlist version=\"1.1\"/>");
    test::writeFile(m_folder / "._lost.mhl", "resource fork");
    const auto collection = readCollection(m_files, first->collectionPath);
    ASSERT_TRUE(collection) << collection.error().describe();
    ASSERT_EQ(collection->problems.size(), 1U);
    EXPECT_EQ(collection->problems[0].fault, HistoryFault::ManifestNotListed);
    EXPECT_EQ(collection->problems[0].path, m_folder / "lost.mhl");
}

} // namespace
} // namespace tailslate::mhl
