// SPDX-License-Identifier: Apache-2.0
#include "mhl/ReadManifest.h"

#include "io/DiskFileSystem.h"
#include "mhl/MhlTestData.h"
#include "support/TempDir.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

/// Notes the paths of what it takes.
class Paths final : public RecordSink {
public:
    Result<void> takeFile(const FileView& file) override
    {
        paths.emplace_back(file.path);
        if (paths.size() == refuseAt)
            return failure(ErrorCode::NoSpace, "enough");
        return {};
    }

    Result<void> takeDirectory(const DirectoryRecord& directory) override
    {
        paths.push_back(directory.path + "/");
        return {};
    }

    std::vector<std::string> paths;
    std::size_t refuseAt = 0;
};

Manifest withAwkwardNames()
{
    Manifest manifest = test::smallManifest(" gr\xC3\xB6\xC3\x9F"
                                            "e & <\xF0\x9F\x8E\xAC>.mov");
    manifest.creator.comment = "a\r\nb";
    manifest.directories.push_back(test::directoryRecord("gro\xCC\x88\xC3\x9F"
                                                         "e"));
    return manifest;
}

/// A document whose tags are cut anywhere.
Result<Manifest> readInPieces(std::string_view xml, std::size_t size, RecordSink& sink)
{
    ManifestReader reader(sink);
    for (; !xml.empty(); xml.remove_prefix(std::min(size, xml.size())))
        TAILSLATE_CHECK(reader.feed(xml.substr(0, size)));
    return reader.finish();
}

TEST(ReadManifest, TheSizeOfThePiecesDoesNotMatter)
{
    const Manifest manifest = withAwkwardNames();
    const std::string xml = toXml(manifest).value();
    for (const std::size_t size : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7},
                                   std::size_t{64}, xml.size()}) {
        Paths paths;
        const auto head = readInPieces(xml, size, paths);
        ASSERT_TRUE(head) << size << ' ' << head.error().describe();
        EXPECT_THAT(paths.paths,
                    ElementsAre(manifest.directories[0].path + "/", manifest.files[0].path));
        EXPECT_EQ(head->creator.comment, manifest.creator.comment);
        EXPECT_TRUE(head->files.empty());
    }
}

TEST(ReadManifest, BytesThatAreNoTextAreFoundAcrossPieces)
{
    for (const char* bad : {"\xC3(", "\xE2\x82(", "\xF0\x9F\x8E(", "\xED\xA0\x80", "\xEF\xBF\xBF",
                            "\xC0\x80", "\xF8\x88\x80\x80\x80", "\x80"}) {
        std::string xml = toXml(test::smallManifest("name")).value();
        xml.replace(xml.find("name<"), 4, bad);
        for (const std::size_t size : {std::size_t{1}, std::size_t{2}, std::size_t{3}}) {
            Paths paths;
            const auto head = readInPieces(xml, size, paths);
            ASSERT_FALSE(head);
            EXPECT_EQ(head.error().code, ErrorCode::BadFormat);
        }
    }
}

TEST(ReadManifest, TheErrorOfTheSinkEndsTheReading)
{
    Manifest manifest = test::smallManifest("a");
    manifest.files.push_back(test::fileRecord("b"));
    manifest.files.push_back(test::fileRecord("c"));
    Paths paths;
    paths.refuseAt = 2;
    ManifestReader reader(paths);
    const auto fed = reader.feed(toXml(manifest).value());
    ASSERT_FALSE(fed);
    EXPECT_EQ(fed.error().code, ErrorCode::NoSpace);
    EXPECT_EQ(fed.error().message, "enough");
    EXPECT_EQ(paths.paths.size(), 2U);
    EXPECT_FALSE(reader.feed("<a/>"));
    EXPECT_FALSE(reader.finish());
}

TEST(ReadManifest, AFileComesWithItsC4Id)
{
    const tailslate::test::TempDir temp;
    io::DiskFileSystem files;
    const fs::path path = temp.path() / "a.mhl";
    const std::string xml = toXml(withAwkwardNames()).value();
    test::writeFile(path, xml);
    Paths paths;
    const auto read = readManifestFile(files, path, paths);
    ASSERT_TRUE(read) << read.error().describe();
    EXPECT_EQ(read->c4, test::digestOfText(hash::Algorithm::C4, xml));
    EXPECT_EQ(read->size, xml.size());
    EXPECT_EQ(paths.paths.size(), 2U);

    const hash::Digest other = test::digestOfText(hash::Algorithm::C4, "");
    const auto modified = readManifestFile(files, path, paths, &other);
    ASSERT_FALSE(modified);
    EXPECT_EQ(modified.error().code, ErrorCode::DataCorrupted);
    EXPECT_EQ(modified.error().path, path);
}

TEST(ReadManifest, MoreThanAGibibyteIsNoManifest)
{
    const tailslate::test::TempDir temp;
    io::DiskFileSystem files;
    const fs::path path = temp.path() / "a.mhl";
    test::writeFile(path, " ");
    fs::resize_file(path, (std::uintmax_t{1} << 30) + 1); // A hole; it takes no room.
    Paths paths;
    const auto read = readManifestFile(files, path, paths);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::BadFormat);
    EXPECT_THAT(read.error().message, HasSubstr("larger"));
}

} // namespace
} // namespace tailslate::mhl
