// SPDX-License-Identifier: Apache-2.0
#include "mhl/Manifest.h"

#include "mhl/MhlTestData.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace tailslate::mhl {
namespace {

using test::moment;
using testing::HasSubstr;
using testing::Not;

std::string written(const Manifest& manifest)
{
    const auto xml = toXml(manifest);
    EXPECT_TRUE(xml) << (xml ? "" : xml.error().describe());
    return xml.value_or("");
}

Manifest readBack(const Manifest& manifest)
{
    const auto back = fromXml(written(manifest));
    EXPECT_TRUE(back) << (back ? "" : back.error().describe());
    return back.value_or(Manifest{});
}

/// A document with one file record whose inside is `record`.
std::string documentWith(std::string_view record)
{
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<hashlist version=\"2.0\" xmlns=\"urn:ASC:MHL:v2.0\">\n"
           "<creatorinfo><creationdate>2026-01-16T09:15:00+00:00</creationdate>"
           "<hostname>cart</hostname><tool>t</tool></creatorinfo>\n"
           "<processinfo><process>in-place</process></processinfo>\n"
           "<hashes><hash>" +
           std::string(record) + "</hash></hashes></hashlist>";
}

void expectRefused(const Manifest& manifest, std::string_view reason)
{
    const auto xml = toXml(manifest);
    ASSERT_FALSE(xml) << reason;
    EXPECT_EQ(xml.error().code, ErrorCode::InvalidArgument);
    EXPECT_THAT(xml.error().describe(), HasSubstr(reason));
}

TEST(Manifest, WritesWhatTheSchemaOrders)
{
    // Written by hand after ASCMHL.xsd and the published examples of the reference implementation.
    Manifest manifest = test::smallManifest();
    manifest.creator.authors = {
        {.name = "Jo", .role = "DIT", .email = "jo@example.org", .phone = "+49 1"}};
    manifest.creator.location = "Stage 4";
    manifest.creator.comment = "card A & B";
    FileRecord& file = manifest.files.front();
    file.created = moment("2026-01-16T07:00:00Z");
    file.hashes.insert(file.hashes.begin(), {.digest = *hash::Digest::fromText(
                                                 hash::Algorithm::Xxh3, "9555e8555c62dcfd"),
                                             .action = Action::Verified,
                                             .hashedAt = std::nullopt});
    file.hashes.push_back({.digest = *hash::Digest::fromText(hash::Algorithm::Md5,
                                                             "5d41402abc4b2a76b9719d911017c592"),
                           .action = Action::Failed,
                           .hashedAt = moment("2026-01-16T09:15:02Z")});
    file.previousPath = "Clips/old.mov";
    file.hashes[1].digest = *hash::Digest::fromText(hash::Algorithm::Xxh64, "26c7827d889f6da3");

    EXPECT_EQ(written(manifest), R"(<?xml version="1.0" encoding="UTF-8"?>
<hashlist version="2.0" xmlns="urn:ASC:MHL:v2.0">
  <creatorinfo>
    <creationdate>2026-01-16T09:15:00+00:00</creationdate>
    <hostname>cart</hostname>
    <tool version="0.1.0">Tailslate</tool>
    <author role="DIT" email="jo@example.org" phone="+49 1">Jo</author>
    <location>Stage 4</location>
    <comment>card A &amp; B</comment>
  </creatorinfo>
  <processinfo>
    <process>transfer</process>
    <ignore>
      <pattern>.DS_Store</pattern>
      <pattern>ascmhl</pattern>
      <pattern>ascmhl/</pattern>
    </ignore>
  </processinfo>
  <hashes>
    <hash>
      <path size="18" creationdate="2026-01-16T07:00:00+00:00" lastmodificationdate="2026-01-16T08:00:00+00:00">Clips/A001C001.mov</path>
      <md5 action="failed" hashdate="2026-01-16T09:15:02+00:00">5d41402abc4b2a76b9719d911017c592</md5>
      <xxh3 action="verified">9555e8555c62dcfd</xxh3>
      <xxh64 action="original" hashdate="2026-01-16T09:15:01.250000+00:00">26c7827d889f6da3</xxh64>
      <previousPath>Clips/old.mov</previousPath>
    </hash>
  </hashes>
</hashlist>
)");
}

TEST(Manifest, EveryFieldSurvivesARoundTrip)
{
    Manifest manifest = test::smallManifest();
    manifest.process = Process::Flatten;
    manifest.creator.created = moment("2026-01-16T09:15:00.5Z");
    manifest.creator.authors = {
        {.name = "Jo", .role = "DIT", .email = "jo@example.org", .phone = "+49 1"},
        {.name = " Sam ", .role = "", .email = "", .phone = ""}};
    manifest.creator.location = "Stage \"4\" <west>";
    manifest.creator.comment = "first line\nsecond\tline\r\n  ";
    manifest.ignorePatterns = {"*.RMD ", "!a&b"};
    manifest.files.front().created = moment("1980-01-01T00:00:00.000001Z");
    manifest.files.front().previousPath = "before";
    DirectoryRecord directory = test::directoryRecord("Clips");
    directory.modified = moment("2026-01-16T08:00:00Z");
    directory.previousPath = "Klips";
    manifest.directories.push_back(directory);
    manifest.rootHash = RootHash{.content = directory.content, .structure = directory.structure};
    manifest.references.push_back({.path = "A001/ascmhl/0001_A001_2026-01-16_091500Z.mhl",
                                   .c4 = test::digestOfText(hash::Algorithm::C4, "hello")});

    const Manifest back = readBack(manifest);
    EXPECT_EQ(back.creator.created, manifest.creator.created);
    EXPECT_EQ(back.creator.hostname, "cart");
    EXPECT_EQ(back.creator.toolName, "Tailslate");
    EXPECT_EQ(back.creator.toolVersion, "0.1.0");
    ASSERT_EQ(back.creator.authors.size(), 2U);
    EXPECT_EQ(back.creator.authors[0].name, "Jo");
    EXPECT_EQ(back.creator.authors[0].role, "DIT");
    EXPECT_EQ(back.creator.authors[0].email, "jo@example.org");
    EXPECT_EQ(back.creator.authors[0].phone, "+49 1");
    EXPECT_EQ(back.creator.authors[1].name, " Sam ");
    EXPECT_EQ(back.creator.location, manifest.creator.location);
    EXPECT_EQ(back.creator.comment, manifest.creator.comment);
    EXPECT_EQ(back.process, Process::Flatten);
    EXPECT_EQ(back.ignorePatterns, manifest.ignorePatterns);

    ASSERT_EQ(back.files.size(), 1U);
    const FileRecord& file = back.files.front();
    EXPECT_EQ(file.path, "Clips/A001C001.mov");
    EXPECT_EQ(file.size, 18U);
    EXPECT_EQ(file.created, moment("1980-01-01T00:00:00.000001Z"));
    EXPECT_EQ(file.modified, moment("2026-01-16T08:00:00Z"));
    EXPECT_EQ(file.previousPath, "before");
    ASSERT_EQ(file.hashes.size(), 1U);
    EXPECT_EQ(file.hashes[0].digest, manifest.files[0].hashes[0].digest);
    EXPECT_EQ(file.hashes[0].action, Action::Original);
    EXPECT_EQ(file.hashes[0].hashedAt, moment("2026-01-16T09:15:01.25Z"));

    ASSERT_EQ(back.directories.size(), 1U);
    EXPECT_EQ(back.directories[0].path, "Clips");
    EXPECT_EQ(back.directories[0].modified, directory.modified);
    EXPECT_EQ(back.directories[0].previousPath, "Klips");
    ASSERT_EQ(back.directories[0].structure.size(), 1U);
    EXPECT_FALSE(back.directories[0].structure[0].action);
    ASSERT_TRUE(back.rootHash);
    EXPECT_EQ(back.rootHash->content[0].digest, directory.content[0].digest);
    ASSERT_EQ(back.references.size(), 1U);
    EXPECT_EQ(back.references[0].path, manifest.references[0].path);
    EXPECT_EQ(back.references[0].c4, manifest.references[0].c4);
}

TEST(Manifest, MarkupInAttributesComesBackByteForByte)
{
    Manifest manifest = test::smallManifest();
    manifest.creator.toolVersion = "1 & 2 <3> \"4\" '5' &amp; &#38; #38;";
    manifest.creator.authors = {
        {.name = "Jo", .role = "A&C", .email = "q&a@example.org", .phone = "&&lt;"}};
    const Manifest back = readBack(manifest);
    EXPECT_EQ(back.creator.toolVersion, manifest.creator.toolVersion);
    ASSERT_EQ(back.creator.authors.size(), 1U);
    EXPECT_EQ(back.creator.authors[0].role, "A&C");
    EXPECT_EQ(back.creator.authors[0].email, "q&a@example.org");
    EXPECT_EQ(back.creator.authors[0].phone, "&&lt;");
}

TEST(Manifest, AwkwardNamesComeBackByteForByte)
{
    const std::vector<std::string> names{
        " leading",
        "trailing ",
        " ",
        "a  b",
        "Q&A <1>.mov",
        "\"double\" 'single'",
        "]]>",
        "&amp;",
        "&#65;",
        "<!-- -->",
        "gr\xC3\xB6\xC3\x9F"
        "e", // NFC
        "gro\xCC\x88\xC3\x9F"
        "e", // NFD
        "tab\there",
        "line\nfeed",
        "carriage\rreturn",
        "cr\r\nlf",
        "back\\slash",
        "C:",
        "\xF0\x9F\x8E\xAC.mov",
        "\x7F",
        "\xEF\xBB\xBF"
        "bom",
        "...",
        "..a",
        "name.",
    };
    Manifest manifest = test::smallManifest();
    manifest.files.clear();
    for (const std::string& name : names)
        manifest.files.push_back(test::fileRecord("Clips/" + name));
    manifest.files.push_back(test::fileRecord(" /blank folder"));

    const Manifest back = readBack(manifest);
    std::vector<std::string> paths;
    for (const FileRecord& file : back.files) {
        EXPECT_EQ(file.hashes[0].digest, test::digestOfText(hash::Algorithm::Xxh64, file.path));
        paths.push_back(file.path);
    }
    EXPECT_EQ(paths.size(), names.size() + 1);
    for (const FileRecord& file : manifest.files)
        EXPECT_THAT(paths, testing::Contains(file.path));
}

TEST(Manifest, OrdersRecordsAsTheReferenceDoes)
{
    // The reference walks subfolders first, then the files of a folder, then the folder; "B" sorts
    // before "a" because bytes count, and "a-b" does not come between "a" and what is in it.
    Manifest manifest = test::smallManifest();
    manifest.files.clear();
    for (const char* path : {"zz.txt", "a/z", "a-b/x", "a/b/y", "B.txt", "a/a", "a/b/c/w", "a/c.d"})
        manifest.files.push_back(test::fileRecord(path));
    for (const char* path : {"a", "a-b", "a/b", "empty", "a/b/c"})
        manifest.directories.push_back(test::directoryRecord(path));

    const std::string xml = written(manifest);
    std::vector<std::string> order;
    for (std::size_t at = xml.find("<path"); at != std::string::npos; at = xml.find("<path", at)) {
        at = xml.find('>', at) + 1;
        order.push_back(xml.substr(at, xml.find('<', at) - at));
    }
    EXPECT_THAT(order,
                testing::ElementsAre("a/b/c/w", "a/b/c", "a/b/y", "a/b", "a/a", "a/c.d", "a/z", "a",
                                     "a-b/x", "a-b", "empty", "B.txt", "zz.txt"));
}

TEST(Manifest, RefusesANameThatIsNotUtf8AndSaysSo)
{
    const Manifest manifest = test::smallManifest("Clips/gr\xF6\xDF"
                                                  "e.mov");
    const auto xml = toXml(manifest);
    ASSERT_FALSE(xml);
    EXPECT_EQ(xml.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(xml.error().describe(),
              "a manifest cannot hold this name, it is not valid UTF-8; rename it to seal it: "
              "Clips/gr\\xf6\\xdfe.mov");
    EXPECT_EQ(xml.error().path.native(), "Clips/gr\xF6\xDF"
                                         "e.mov");
}

TEST(Manifest, RefusesWhatCannotBeAValidManifest)
{
    struct Case {
        std::string_view reason;
        std::function<void(Manifest&)> spoil;
    };

    const HashEntry md5{.digest = test::digestOfText(hash::Algorithm::Md5, "x"),
                        .action = std::nullopt,
                        .hashedAt = std::nullopt};
    const Case cases[] = {
        {"without a digest", [](Manifest& m) { m.files[0].hashes.clear(); }},
        {"must say original", [](Manifest& m) { m.files[0].hashes[0].action.reset(); }},
        {"two xxh64", [](Manifest& m) { m.files[0].hashes.push_back(m.files[0].hashes[0]); }},
        {"is empty", [](Manifest& m) { m.files[0].path = ""; }},
        {"is absolute", [](Manifest& m) { m.files[0].path = "/etc/passwd"; }},
        {". or ..", [](Manifest& m) { m.files[0].path = "a/../../b"; }},
        {". or ..", [](Manifest& m) { m.files[0].path = ".."; }},
        {". or ..", [](Manifest& m) { m.files[0].path = "./a"; }},
        {"empty part", [](Manifest& m) { m.files[0].path = "a//b"; }},
        {"empty part", [](Manifest& m) { m.files[0].path = "a/"; }},
        {"control character",
         [](Manifest& m) {
             m.files[0].path = "a\x01"
                               "b";
         }},
        {"control character", [](Manifest& m) { m.files[0].path = std::string("a\0b", 3); }},
        {"XML cannot hold", [](Manifest& m) { m.files[0].path = "a\xEF\xBF\xBF"; }},
        {"not valid UTF-8", [](Manifest& m) { m.files[0].path = "a\xED\xA0\x80"; }},
        {". or ..", [](Manifest& m) { m.files[0].previousPath = "../a"; }},
        {"recorded twice", [](Manifest& m) { m.files.push_back(m.files[0]); }},
        {"recorded twice",
         [](Manifest& m) { m.directories = {test::directoryRecord(m.files[0].path)}; }},
        {"is absolute", [](Manifest& m) { m.directories = {test::directoryRecord("/a")}; }},
        {"same kinds",
         [&](Manifest& m) {
             m.directories = {test::directoryRecord("a")};
             m.directories[0].content.push_back(md5);
         }},
        {"same kinds",
         [&](Manifest& m) { m.rootHash = RootHash{.content = {md5}, .structure = {}}; }},
        {"at least one record", [](Manifest& m) { m.files.clear(); }},
        {"C4 ID only", [&](Manifest& m) { m.references = {{.path = "a", .c4 = md5.digest}}; }},
        {"is absolute",
         [](Manifest& m) {
             m.references = {{.path = "/a", .c4 = test::digestOfText(hash::Algorithm::C4, "")}};
         }},
        {"host name", [](Manifest& m) { m.creator.hostname = "\x02"; }},
        {"comment", [](Manifest& m) { m.creator.comment = "\xFF"; }},
        {"ignore pattern", [](Manifest& m) { m.ignorePatterns.emplace_back("\x1F"); }},
        {"not an e-mail address",
         [](Manifest& m) {
             m.creator.authors = {{.name = "Jo", .role = "", .email = "jo@host", .phone = ""}};
         }},
        {"years 1 to 9999", [](Manifest& m) { m.creator.created += std::chrono::years(9000); }},
    };
    ASSERT_TRUE(toXml(test::smallManifest()));
    for (const auto& [reason, spoil] : cases) {
        Manifest manifest = test::smallManifest();
        spoil(manifest);
        expectRefused(manifest, reason);
    }
}

TEST(Manifest, OmitsContainersThatWouldBeEmpty)
{
    Manifest manifest = test::smallManifest();
    manifest.files.clear();
    manifest.ignorePatterns.clear();
    manifest.references.push_back(
        {.path = "A/ascmhl/0001.mhl", .c4 = test::digestOfText(hash::Algorithm::C4, "")});
    const std::string xml = written(manifest);
    EXPECT_THAT(xml, Not(HasSubstr("hashes>")));
    EXPECT_THAT(xml, Not(HasSubstr("ignore>")));
    EXPECT_THAT(xml, Not(HasSubstr("roothash>")));
    EXPECT_EQ(readBack(manifest).references.size(), 1U);
}

TEST(Manifest, LeavesOutAFileTimeThatCannotBeWritten)
{
    Manifest manifest = test::smallManifest();
    manifest.files[0].modified = moment("2026-01-16T08:00:00Z") + std::chrono::years(20'000);
    manifest.files[0].created = moment("0001-01-01T00:00:00Z") - std::chrono::microseconds(1);
    const Manifest back = readBack(manifest);
    EXPECT_FALSE(back.files[0].modified);
    EXPECT_FALSE(back.files[0].created);
    EXPECT_EQ(back.files[0].size, 18U);
}

TEST(Manifest, KeepsSizesBeyond4GiB)
{
    Manifest manifest = test::smallManifest();
    manifest.files[0].size = 18'446'744'073'709'551'615ULL;
    EXPECT_EQ(readBack(manifest).files[0].size, 18'446'744'073'709'551'615ULL);
    manifest.files[0].size.reset();
    EXPECT_FALSE(readBack(manifest).files[0].size);
}

TEST(Manifest, ReadsAnyOrderAndSkipsWhatItDoesNotKnow)
{
    const auto manifest = fromXml(R"(<?xml version="1.0"?>
<m:hashlist xmlns:m="urn:ASC:MHL:v2.0" xmlns:v="urn:vendor" version="2.0" v:x="1">
  <!-- references first, creatorinfo last -->
  <m:references/>
  <m:hashes>
    <v:hash><v:path>ignored</v:path></v:hash>
    <m:directoryhash><m:structure/><m:path>Clips</m:path><m:content/></m:directoryhash>
    <m:hash>
      <m:metadata><v:path>not the path</v:path></m:metadata>
      <v:md5>not a digest</v:md5>
      <m:sha256 action="original">00</m:sha256>
      <m:xxh64 structure="s" v:action="x"> 26C7827D889F6DA3
      </m:xxh64>
      <m:path size=" +5 ">Clips/<!-- split -->a<![CDATA[&b]]>.mov</m:path>
    </m:hash>
  </m:hashes>
  <m:metadata><v:any><hash xmlns="urn:ASC:MHL:v2.0"/></v:any></m:metadata>
  <processinfo xmlns="urn:ASC:MHL:v2.0"><process>in-place</process></processinfo>
  <m:creatorinfo><m:creationdate>2026-01-16T10:15:00+01:00</m:creationdate></m:creatorinfo>
</m:hashlist>)");
    ASSERT_TRUE(manifest) << manifest.error().describe();
    ASSERT_EQ(manifest->files.size(), 1U);
    EXPECT_EQ(manifest->files[0].path, "Clips/a&b.mov");
    EXPECT_EQ(manifest->files[0].size, 5U);
    ASSERT_EQ(manifest->files[0].hashes.size(), 1U);
    EXPECT_EQ(manifest->files[0].hashes[0].digest.toText(), "26c7827d889f6da3");
    EXPECT_FALSE(manifest->files[0].hashes[0].action);
    ASSERT_EQ(manifest->directories.size(), 1U);
    EXPECT_TRUE(manifest->directories[0].content.empty());
    EXPECT_EQ(manifest->creator.created, moment("2026-01-16T09:15:00Z"));
}

TEST(Manifest, ElementsOfAnotherNamespaceAreNotRecords)
{
    // The same names, once bound to a vendor and once to nothing.
    for (const char* binding : {"xmlns=\"urn:vendor\"", "xmlns=\"\""}) {
        const std::string inner =
            std::string("<path>a</path><xxh64 ") + binding + ">26c7827d889f6da3</xxh64>";
        const auto manifest = fromXml(documentWith(inner));
        ASSERT_TRUE(manifest);
        ASSERT_EQ(manifest->files.size(), 1U);
        EXPECT_TRUE(manifest->files[0].hashes.empty());
    }
}

TEST(Manifest, WhatIsNoTimeOrNoKnownDigestCostsOnlyItself)
{
    const auto manifest =
        fromXml(documentWith("<path creationdate='yesterday' "
                             "lastmodificationdate='2026-01-16T24:00:00Z'>a</path>"
                             "<sha256 action='original'>00</sha256>"
                             "<xxh64 action='original' hashdate='1'>26c7827d889f6da3</xxh64>"));
    ASSERT_TRUE(manifest) << manifest.error().describe();
    ASSERT_EQ(manifest->files.size(), 1U);
    EXPECT_FALSE(manifest->files[0].created);
    EXPECT_FALSE(manifest->files[0].modified);
    ASSERT_EQ(manifest->files[0].hashes.size(), 1U);
    EXPECT_FALSE(manifest->files[0].hashes[0].hashedAt);
    const auto unknown =
        fromXml(documentWith("<path>a</path><sha256 action='original'>00</sha256>"));
    ASSERT_TRUE(unknown) << unknown.error().describe();
    EXPECT_EQ(unknown->files.size(), 1U);
}

TEST(Manifest, NamesTheLineOfWhatIsWrong)
{
    struct Case {
        std::string_view record;
        std::string_view reason;
    };

    constexpr std::string_view kDigest = "<xxh64 action='original'>26c7827d889f6da3</xxh64>";
    const Case cases[] = {
        {"\n<path>../a</path>", "line 6: the path \"../a\" has a part that is . or .."},
        {"\n\n<path>/a</path>", "line 7: the path \"/a\" is absolute"},
        {"<path/>", "line 5: the path \"\" is empty"},
        {"<path size='x'>a</path>", "size is not a number"},
        {"<path size='-1'>a</path>", "size is not a number"},
        {"<path size='18446744073709551616'>a</path>", "size is not a number"},
        {"<path>a</path><path>b</path>", "a second path"},
        {"<path>a<b/></path>", "an element inside the text"},
        {"<path>a</path><xxh64>26c7827d889f6d</xxh64>", "not an xxh64 digest of 16"},
        {"<path>a</path><md5>26c7827d889f6da3</md5>", "not an md5 digest of 32"},
        {"<path>a</path><c4>c4x</c4>", "not a C4 ID"},
        {"<path>a</path><xxh64 action='maybe'>26c7827d889f6da3</xxh64>", "action other than"},
        {"<previousPath>a/..</previousPath>", ". or .."},
        {"<md5>x</md5>", "line 5"},
    };
    ASSERT_TRUE(fromXml(documentWith("<path>a</path>" + std::string(kDigest))));
    for (const auto& [record, reason] : cases) {
        const auto manifest = fromXml(documentWith(record));
        ASSERT_FALSE(manifest) << record;
        EXPECT_EQ(manifest.error().code, ErrorCode::BadFormat) << record;
        EXPECT_THAT(manifest.error().message, HasSubstr(reason));
    }
    const auto twice =
        fromXml(documentWith("<path>a</path>" + std::string(kDigest) +
                             "</hash>\n<hash><path>a</path>" + std::string(kDigest)));
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().message, "line 6: a path that is recorded twice");
    const auto two =
        fromXml(documentWith("<path>a</path>" + std::string(kDigest) + std::string(kDigest)));
    ASSERT_FALSE(two);
    EXPECT_THAT(two.error().message, HasSubstr("a second xxh64 digest"));
}

TEST(Manifest, RefusesDocumentsThatAreNoManifest)
{
    struct Case {
        std::string_view xml;
        std::string_view reason;
    };

    const Case cases[] = {
        {"", "well-formed"},
        {"hello", "well-formed"},
        {"<a>", "well-formed"},
        {"<hashlist version='2.0'/>", "not a hashlist of urn:ASC:MHL:v2.0"},
        {"<hashlist version='2.0' xmlns='urn:ASC:MHL:v1.0'/>", "not a hashlist"},
        {"<x:hashlist version='2.0' xmlns:y='urn:ASC:MHL:v2.0'/>", "not a hashlist"},
        {"<chain version='2.0' xmlns='urn:ASC:MHL:v2.0'/>", "not a hashlist"},
        {"<hashlist version='3.0' xmlns='urn:ASC:MHL:v2.0'/>", "another version"},
        {"<hashlist xmlns='urn:ASC:MHL:v2.0'/>", "another version"},
        {"<hashlist version='2.0' xmlns='urn:ASC:MHL:v2.0'/>", "without creatorinfo"},
        {"<hashlist version='2.0' xmlns='urn:ASC:MHL:v2.0'><creatorinfo/></hashlist>",
         "without a creationdate"},
        {"<hashlist version='2.0' xmlns='urn:ASC:MHL:v2.0'><processinfo/></hashlist>",
         "without a process"},
        {"<hashlist version='2.0' xmlns='urn:ASC:MHL:v2.0'><processinfo><process>copy</process>"
         "</processinfo></hashlist>",
         "process other than"},
        {"<hashlist version='2.0' xmlns='urn:ASC:MHL:v2.0'><references><hashlistreference>"
         "<path>a</path></hashlistreference></references></hashlist>",
         "reference without"},
        {"<hashlist version='2.0' xmlns='urn:ASC:MHL:v2.0'/><b/>", "second root"},
    };
    for (const auto& [xml, reason] : cases) {
        const auto manifest = fromXml(xml);
        ASSERT_FALSE(manifest) << xml;
        EXPECT_EQ(manifest.error().code, ErrorCode::BadFormat) << xml;
        EXPECT_THAT(manifest.error().message, HasSubstr(reason));
    }
}

TEST(Manifest, EveryCutOffDocumentIsRefused)
{
    Manifest manifest = test::smallManifest("Q&A.mov");
    manifest.directories.push_back(test::directoryRecord("d"));
    const std::string xml = written(manifest);
    // Only the line feed at the end may go.
    for (std::size_t size = 0; size + 1 < xml.size(); ++size)
        ASSERT_FALSE(fromXml(std::string_view(xml).substr(0, size))) << size;
    EXPECT_TRUE(fromXml(std::string_view(xml).substr(0, xml.size() - 1)));
    EXPECT_TRUE(fromXml("\xEF\xBB\xBF" + xml)) << "a byte order mark is allowed";
}

} // namespace
} // namespace tailslate::mhl
