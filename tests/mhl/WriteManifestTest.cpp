// SPDX-License-Identifier: Apache-2.0
#include "mhl/WriteManifest.h"

#include "io/DiskFileSystem.h"
#include "mhl/DirectoryHash.h"
#include "mhl/History.h"
#include "mhl/ListedFiles.h"
#include "mhl/MhlTestData.h"
#include "support/TempDir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace tailslate::mhl {
namespace {

using test::ListedFiles;
using testing::HasSubstr;

/// Out of order, over several pieces of the document, with everything that a record can have.
std::vector<FileRecord> manyFiles()
{
    std::vector<FileRecord> files;
    for (int i = 9'999; i >= 0; --i) {
        FileRecord record =
            test::fileRecord("Clips/" + std::to_string(i % 7) + "/" + std::to_string(i));
        record.hashes.push_back(
            {.digest = test::digestOfText(hash::Algorithm::C4, record.path),
             .action = i % 2 == 0 ? Action::Verified : Action::Failed,
             .hashedAt = test::moment("2026-01-16T09:15:00.000001Z") + std::chrono::seconds(i)});
        if (i % 3 == 0)
            record.size.reset();
        if (i % 5 == 0)
            record.created = test::moment("0999-12-31T23:59:59.5Z");
        if (i % 11 == 0)
            record.previousPath = "before & after/" + record.path;
        files.push_back(std::move(record));
    }
    return files;
}

Manifest withoutFiles()
{
    Manifest manifest = test::smallManifest();
    manifest.files.clear();
    return manifest;
}

XmlSink collectIn(std::vector<std::string>& pieces)
{
    return [&pieces](std::string_view piece) -> Result<void> {
        pieces.emplace_back(piece);
        return {};
    };
}

TEST(WriteManifest, FilesFromElsewhereMakeTheSameDocument)
{
    Manifest manifest = withoutFiles();
    manifest.directories.push_back(test::directoryRecord("Clips/3"));
    manifest.references.push_back(
        {.path = "A/ascmhl/0001.mhl", .c4 = test::digestOfText(hash::Algorithm::C4, "x")});
    ListedFiles files(manyFiles());
    std::vector<std::string> pieces;
    const auto written = writeXml(manifest, files, collectIn(pieces));
    ASSERT_TRUE(written) << written.error().describe();
    EXPECT_GT(pieces.size(), 2U);
    std::string whole;
    for (const std::string& piece : pieces) {
        EXPECT_LT(piece.size(), std::size_t{2} << 20);
        whole += piece;
    }

    manifest.files = manyFiles();
    EXPECT_EQ(whole, toXml(manifest).value());
    EXPECT_EQ(fromXml(whole).value().files.size(), manifest.files.size());
}

TEST(WriteManifest, TimesAreWrittenAsTheyAre)
{
    Manifest manifest = test::smallManifest("a");
    manifest.files[0].modified = test::moment("0001-01-01T00:00:00Z");
    manifest.files[0].created = test::moment("1969-12-31T23:59:59.999999Z");
    manifest.files[0].hashes[0].hashedAt = test::moment("9999-12-31T23:59:59.000010Z");
    const std::string xml = toXml(manifest).value();
    EXPECT_THAT(xml, HasSubstr(" lastmodificationdate=\"0001-01-01T00:00:00+00:00\""));
    EXPECT_THAT(xml, HasSubstr(" creationdate=\"1969-12-31T23:59:59.999999+00:00\""));
    EXPECT_THAT(xml, HasSubstr(" hashdate=\"9999-12-31T23:59:59.000010+00:00\""));
}

TEST(WriteManifest, NothingIsWrittenOfAManifestWithAFault)
{
    std::vector<FileRecord> faulty = manyFiles();
    faulty.front().path = "../" + faulty.front().path;
    std::vector<FileRecord> twice = manyFiles();
    twice.front().path = twice.back().path;
    std::vector<FileRecord> asFolder = manyFiles();
    asFolder.front().path = "Clips";
    Manifest withFolder = withoutFiles();
    withFolder.directories.push_back(test::directoryRecord("Clips"));

    const std::array<std::tuple<Manifest, std::vector<FileRecord>, std::string_view>, 5> cases{
        {{withoutFiles(), faulty, ". or .."},
         {withoutFiles(), twice, "recorded twice"},
         {withFolder, asFolder, "recorded twice"},
         {withoutFiles(), {}, "at least one record"},
         {test::smallManifest(), manyFiles(), "one place or the other"}}};
    for (const auto& [manifest, records, reason] : cases) {
        ListedFiles files(records);
        std::vector<std::string> pieces;
        const auto written = writeXml(manifest, files, collectIn(pieces));
        ASSERT_FALSE(written) << reason;
        EXPECT_EQ(written.error().code, ErrorCode::InvalidArgument);
        EXPECT_THAT(written.error().message, HasSubstr(reason));
        EXPECT_TRUE(pieces.empty());
    }
}

TEST(WriteManifest, StopsWithTheFirstErrorOfTheSink)
{
    ListedFiles files(manyFiles());
    int calls = 0;
    const auto written = writeXml(withoutFiles(), files, [&](std::string_view) -> Result<void> {
        ++calls;
        return failure(ErrorCode::NoSpace, "full");
    });
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::NoSpace);
    EXPECT_EQ(calls, 1);
}

TEST(WriteManifest, ACardIsSealedWithoutAListOfRecords)
{
    const tailslate::test::TempDir temp;
    io::DiskFileSystem disk;
    ListedFiles files(manyFiles());
    const TimePoint started = test::moment("2026-01-16T09:15:00Z");
    const auto sealed = appendGeneration(disk, temp.path(), withoutFiles(), files, started);
    ASSERT_TRUE(sealed) << sealed.error().describe();
    const std::string written = test::readFile(sealed->manifestPath);
    EXPECT_EQ(sealed->c4, test::digestOfText(hash::Algorithm::C4, written));

    Manifest manifest = withoutFiles();
    manifest.files = manyFiles();
    EXPECT_EQ(written, toXml(manifest).value());

    const auto again =
        appendGeneration(disk, temp.path(), withoutFiles(), files, started + std::chrono::hours(1));
    ASSERT_TRUE(again) << again.error().describe();
    const auto history = readHistory(disk, temp.path());
    ASSERT_TRUE(history) << history.error().describe();
    EXPECT_EQ(history->size(), 2U);

    EXPECT_FALSE(appendGeneration(disk, temp.path(), test::smallManifest(), files, started));
}

TEST(WriteManifest, FolderDigestsAreTheSameForFilesFromElsewhere)
{
    ListedFiles files(manyFiles());
    const std::array<std::string_view, 2> folders{"Clips/empty", "Sound"};
    HashedTree tree{.files = {}, .folders = {"Clips/empty", "Sound"}};
    for (const FileRecord& record : manyFiles())
        tree.files.push_back({.path = record.path, .digest = record.hashes[1].digest});
    const auto borrowed = directoryDigests(files, folders, hash::Algorithm::C4);
    ASSERT_TRUE(borrowed) << borrowed.error().describe();
    const auto owned = directoryDigests(tree, hash::Algorithm::C4).value();
    ASSERT_EQ(borrowed->size(), 11U);
    ASSERT_EQ(owned.size(), borrowed->size());
    for (std::size_t i = 0; i < owned.size(); ++i) {
        EXPECT_EQ((*borrowed)[i].path, owned[i].path);
        EXPECT_EQ((*borrowed)[i].content, owned[i].content);
        EXPECT_EQ((*borrowed)[i].structure, owned[i].structure);
    }

    const auto other = directoryDigests(files, folders, hash::Algorithm::Md5);
    ASSERT_FALSE(other);
    EXPECT_THAT(other.error().message, HasSubstr("no md5 digest"));
}

} // namespace
} // namespace tailslate::mhl
