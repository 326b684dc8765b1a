// SPDX-License-Identifier: Apache-2.0
#include "mhl/LegacyManifest.h"

#include "io/DiskFileSystem.h"
#include "mhl/MhlTestData.h"
#include "support/TempDir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tailslate::mhl {
namespace {

using hash::Algorithm;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Digests of "hello"; the xxh64 in the byte order that xxhash64 means.
constexpr std::string_view kMd5 = "5d41402abc4b2a76b9719d911017c592";
constexpr std::string_view kSha1 = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d";
constexpr std::string_view kXxh64 = "26c7827d889f6da3";
constexpr std::string_view kXxh64Reversed = "a36d9f887d82c726";

std::string document(std::string_view records)
{
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<hashlist version=\"1.1\">\n" +
           std::string(records) + "</hashlist>\n";
}

/// A record of Clips/a.mov with these elements.
std::string record(std::string_view elements)
{
    return "<hash><file>Clips/a.mov</file><size>5</size>" + std::string(elements) + "</hash>\n";
}

std::string element(std::string_view name, std::string_view text)
{
    return "<" + std::string(name) + ">" + std::string(text) + "</" + std::string(name) + ">";
}

std::string withPath(std::string_view path)
{
    return document("<hash>" + element("file", path) + element("md5", kMd5) + "</hash>");
}

/// The only file of a document that must be readable.
LegacyFile onlyFile(const std::string& xml, const std::filesystem::path& folder = {})
{
    const auto manifest = legacyFromXml(xml, folder);
    EXPECT_TRUE(manifest) << (manifest ? "" : manifest.error().describe());
    EXPECT_EQ(manifest ? manifest->files.size() : 0U, 1U);
    return manifest && manifest->files.size() == 1 ? manifest->files[0] : LegacyFile{};
}

void expectLegacyRefused(const std::string& xml, std::string_view reason)
{
    const auto manifest = legacyFromXml(xml);
    ASSERT_FALSE(manifest) << xml.substr(0, 500);
    EXPECT_EQ(manifest.error().code, ErrorCode::BadFormat);
    EXPECT_THAT(manifest.error().message, HasSubstr(reason));
}

TEST(LegacyManifest, ReadsEveryFieldOfATypicalOne)
{
    const auto manifest = legacyFromXml(
        document("  <creatorinfo>\n    <name>Jo Loader</name>\n    <username>jo</username>\n"
                 "    <hostname>cart.local</hostname>\n    <tool>copier 1.2</tool>\n"
                 "    <startdate>2015-03-01T10:00:00Z</startdate>\n"
                 "    <finishdate>2015-03-01T10:20:00+00:00</finishdate>\n    <log>text</log>\n"
                 "  </creatorinfo>\n"
                 "  <hash>\n    <file>Clips/gr\xC3\xB6\xC3\x9F"
                 "e &amp; 1.mov</file>\n    <size>5</size>\n"
                 "    <creationdate>2015-02-28T08:00:00Z</creationdate>\n"
                 "    <lastmodificationdate>2015-02-28T09:00:00Z</lastmodificationdate>\n"
                 "    <xxhash64be>26c7827d889f6da3</xxhash64be>\n"
                 "    <hashdate>2015-03-01T10:01:00Z</hashdate>\n  </hash>\n"));
    ASSERT_TRUE(manifest) << manifest.error().describe();
    EXPECT_EQ(manifest->name, "Jo Loader");
    EXPECT_EQ(manifest->userName, "jo");
    EXPECT_EQ(manifest->hostname, "cart.local");
    EXPECT_EQ(manifest->tool, "copier 1.2");
    EXPECT_EQ(manifest->started, test::moment("2015-03-01T10:00:00Z"));
    EXPECT_EQ(manifest->finished, test::moment("2015-03-01T10:20:00Z"));
    ASSERT_EQ(manifest->files.size(), 1U);
    const LegacyFile& file = manifest->files[0];
    EXPECT_EQ(file.path, "Clips/gr\xC3\xB6\xC3\x9F"
                         "e & 1.mov");
    EXPECT_EQ(file.size, 5U);
    EXPECT_EQ(file.created, test::moment("2015-02-28T08:00:00Z"));
    EXPECT_EQ(file.modified, test::moment("2015-02-28T09:00:00Z"));
    EXPECT_EQ(file.hashedAt, test::moment("2015-03-01T10:01:00Z"));
    EXPECT_THAT(file.digests, ElementsAre(test::digestOfText(Algorithm::Xxh64, "hello")));
    EXPECT_FALSE(file.eitherByteOrder);
    EXPECT_FALSE(file.hasXxh32);
    EXPECT_FALSE(file.isManifest);
}

TEST(LegacyManifest, ReadsTheKindsOfDigestThatWeCompute)
{
    const auto file = onlyFile(document(record(
        element("md5", kMd5) + element("sha1", " AAF4c61ddcc5e8a2dabede0f3b482cd9aea9434d\n"))));
    EXPECT_THAT(file.digests, ElementsAre(test::digestOfText(Algorithm::Md5, "hello"),
                                          *hash::Digest::fromText(Algorithm::Sha1, kSha1)));
}

TEST(LegacyManifest, TheOldXxhash64HasItsBytesInReverse)
{
    const auto file = onlyFile(document(record(element("xxhash64", kXxh64Reversed))));
    EXPECT_THAT(file.digests, ElementsAre(test::digestOfText(Algorithm::Xxh64, "hello")));
    EXPECT_TRUE(file.eitherByteOrder) << "some tools wrote it in the usual order";
}

TEST(LegacyManifest, Xxhash64BesideXxhash64beIsNoDoubt)
{
    for (const std::string_view old : {kXxh64Reversed, kXxh64}) {
        for (const bool oldFirst : {true, false}) {
            const std::string first = element("xxhash64", old);
            const std::string second = element("xxhash64be", kXxh64);
            const auto file =
                onlyFile(document(record(oldFirst ? first + second : second + first)));
            EXPECT_THAT(file.digests, ElementsAre(test::digestOfText(Algorithm::Xxh64, "hello")));
            EXPECT_FALSE(file.eitherByteOrder);
        }
    }
    expectLegacyRefused(
        document(record(element("xxhash64", "0123456789abcdef") + element("xxhash64be", kXxh64))),
        "disagree");
}

TEST(LegacyManifest, RemembersWhatItCannotUse)
{
    const auto decimal = onlyFile(document(record(element("xxhash", "0716349216"))));
    EXPECT_THAT(decimal.digests, IsEmpty());
    EXPECT_TRUE(decimal.hasXxh32);

    const auto nothing = onlyFile(document(record("<null/>")));
    EXPECT_THAT(nothing.digests, IsEmpty());
    EXPECT_FALSE(nothing.hasXxh32);
    EXPECT_EQ(nothing.size, 5U);

    const auto vendor = onlyFile(document(
        record("<sha512>00</sha512><c4>c4</c4><note><deep/></note>" + element("md5", kMd5))));
    EXPECT_THAT(vendor.digests, ElementsAre(test::digestOfText(Algorithm::Md5, "hello")));

    const auto list = onlyFile(document("<hash referencehhashlist=\"yes\"><file>A001.mhl</file>" +
                                        element("md5", kMd5) + "</hash>"));
    EXPECT_TRUE(list.isManifest);
}

TEST(LegacyManifest, AnEmptyDigestIsNone)
{
    for (const char* const name : {"md5", "sha1", "xxhash64", "xxhash64be"}) {
        const auto manifest =
            legacyFromXml(document("<hash>" + element("file", "a") + element("size", "1") +
                                   element(name, "") + element(name, " ") + "</hash>"));
        ASSERT_TRUE(manifest) << name << ": " << manifest.error().message;
        ASSERT_EQ(manifest->files.size(), 1U);
        EXPECT_TRUE(manifest->files[0].digests.empty()) << name;
    }
}

TEST(LegacyManifest, TheOrderOfElementsDoesNotMatter)
{
    const auto file =
        onlyFile(document("<hash><hashdate>2015-03-01T10:01:00Z</hashdate>" + element("md5", kMd5) +
                          "<lastmodificationdate/><size> 5 </size>"
                          "<creationdate> </creationdate><file>a</file></hash>"
                          "<creatorinfo><tool>late</tool></creatorinfo>"));
    EXPECT_EQ(file.path, "a");
    EXPECT_EQ(file.size, 5U);
    EXPECT_EQ(file.hashedAt, test::moment("2015-03-01T10:01:00Z"));
    EXPECT_FALSE(file.modified) << "empty is unknown";
    EXPECT_FALSE(file.created);
    EXPECT_FALSE(onlyFile(document("<hash><file>a</file><size/></hash>")).size);
}

TEST(LegacyManifest, AbsolutePathsCountOnlyBelowItsFolder)
{
    EXPECT_EQ(onlyFile(withPath("/media/jo/A001/Clips/a.mov"), "/media/jo/A001/").path,
              "Clips/a.mov");
    EXPECT_EQ(onlyFile(withPath("/media/jo/A001/Clips/a.mov"), "/media/jo/A001").path,
              "Clips/a.mov");
    for (const char* path : {"/media/jo/A0012/a.mov", "/media/jo/A001", "/media/jo/A001/",
                             "/media/jo/A001/../A002/a.mov", "/Clips/a.mov"}) {
        const auto manifest = legacyFromXml(withPath(path), "/media/jo/A001");
        ASSERT_FALSE(manifest) << path;
        EXPECT_EQ(manifest.error().code, ErrorCode::BadFormat);
    }
}

TEST(LegacyManifest, RefusesPathsThatLeaveItsFolder)
{
    expectLegacyRefused(withPath("/etc/passwd"), "is absolute");
    expectLegacyRefused(withPath("../a.mov"), ". or ..");
    expectLegacyRefused(withPath("Clips/../../a.mov"), ". or ..");
    expectLegacyRefused(withPath("Clips//a.mov"), "empty part");
    expectLegacyRefused(withPath("C:\\Clips\\a.mov"), "drive letter");
    expectLegacyRefused(withPath("D:/Clips/a.mov"), "drive letter");
    expectLegacyRefused(withPath(""), "is empty");
}

TEST(LegacyManifest, RefusesWhatIsNoLegacyManifest)
{
    expectLegacyRefused("", "not well-formed");
    expectLegacyRefused("<hashlist version=\"1.1\">", "not well-formed");
    expectLegacyRefused("<hashlist version=\"2.0\" xmlns=\"urn:ASC:MHL:v2.0\"/>", "no namespace");
    expectLegacyRefused("<hashlist version=\"2.0\"/>", "another version");
    expectLegacyRefused("<x:hashlist version=\"1.1\"/>", "is not a hashlist");
    expectLegacyRefused("<!DOCTYPE hashlist [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>"
                        "<hashlist version=\"1.1\"/>",
                        "document type");
    std::string deep;
    for (int i = 0; i < 100; ++i)
        deep += "<a>";
    expectLegacyRefused(document(deep), "nested over 64 deep");
}

TEST(LegacyManifest, WhatIsNoDateIsLeftOutAndNothingElse)
{
    const auto manifest = legacyFromXml(
        document(record(element("md5", kMd5) + element("hashdate", "2020-01-01 00:00:00"))));
    ASSERT_TRUE(manifest) << manifest.error().describe();
    ASSERT_EQ(manifest->files.size(), 1U);
    EXPECT_FALSE(manifest->files[0].hashedAt);
    EXPECT_EQ(manifest->files[0].digests.size(), 1U);
}

TEST(LegacyManifest, RefusesRecordsThatContradictThemselves)
{
    expectLegacyRefused(document(record(element("md5", kMd5) + element("md5", kMd5))),
                        "second digest");
    expectLegacyRefused(document(record(element("xxhash64", kXxh64) + element("xxhash64", kXxh64))),
                        "second digest");
    expectLegacyRefused(document(record(element("md5", "5d41"))), "line 3: not an md5 digest");
    expectLegacyRefused(document(record(element("size", "-1"))), "not a number");
    expectLegacyRefused(document(record("<file>b</file>")), "second path");
    expectLegacyRefused(document("<hash><size>5</size></hash>"), "without a file");
    expectLegacyRefused(document(record("") + record("")), "line 4: a path that is recorded twice");
}

TEST(LegacyManifest, PathsWithASlashInFrontAreBelowItsFolderWhenTheyLeadToFilesThere)
{
    const tailslate::test::TempDir temp;
    io::DiskFileSystem files;
    const std::filesystem::path path = temp.path() / "card/A001.mhl";
    const auto list = [&](const std::vector<std::string>& paths) {
        std::string records;
        for (const std::string& one : paths)
            records += "<hash>" + element("file", one) + element("md5", kMd5) + "</hash>";
        test::writeFile(path, document(records));
        return readLegacyFile(files, path);
    };
    test::writeFile(temp.path() / "card/Clips/a.mov", "hello");
    test::writeFile(temp.path() / "outside", "hello");
    const auto rooted = list({"/Clips/gone.mov", "/Clips/a.mov"});
    ASSERT_TRUE(rooted) << rooted.error().describe();
    EXPECT_EQ(rooted->files.at(0).path, "Clips/gone.mov");
    EXPECT_EQ(rooted->files.at(1).path, "Clips/a.mov");

    // What leads nowhere below the folder is meant elsewhere.
    for (const std::string& one :
         {std::string("/etc/passwd"), (temp.path() / "outside").native(), std::string("/Clips")}) {
        const auto refused = list({one});
        ASSERT_FALSE(refused) << one;
        EXPECT_EQ(refused.error().code, ErrorCode::BadFormat);
        EXPECT_THAT(refused.error().message, HasSubstr("is absolute"));
    }
    for (const char* one : {"//Clips/a.mov", "/../card/Clips/a.mov", "/Clips/../Clips/a.mov"})
        EXPECT_FALSE(list({one})) << one;
}

TEST(LegacyManifest, AFileIsReadBlockByBlock)
{
    const tailslate::test::TempDir temp;
    io::DiskFileSystem files;
    const std::filesystem::path path = temp.path() / "A001.mhl";
    // More than one block, and an absolute path below the folder.
    std::string records = "<hash>" + element("file", (temp.path() / "Clips/0").native()) +
                          element("md5", kMd5) + "</hash>\n";
    for (int i = 1; i < 20'000; ++i)
        records += "<hash>" + element("file", "Clips/" + std::to_string(i)) + element("md5", kMd5) +
                   "</hash>\n";
    test::writeFile(path, document(records));
    const auto manifest = readLegacyFile(files, path);
    ASSERT_TRUE(manifest) << manifest.error().describe();
    EXPECT_EQ(manifest->files.size(), 20'000U);
    EXPECT_EQ(manifest->files[0].path, "Clips/0");

    test::writeFile(path, document("<hash/>"));
    const auto bad = readLegacyFile(files, path);
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().code, ErrorCode::BadFormat);
    EXPECT_EQ(bad.error().path, path);
    EXPECT_EQ(readLegacyFile(files, temp.path() / "none").error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace tailslate::mhl
