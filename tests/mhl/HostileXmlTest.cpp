// SPDX-License-Identifier: Apache-2.0
#include "mhl/History.h"
#include "mhl/Manifest.h"
#include "mhl/MhlTestData.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tailslate::mhl {
namespace {

using testing::HasSubstr;

constexpr std::string_view kHead =
    "<hashlist version=\"2.0\" xmlns=\"urn:ASC:MHL:v2.0\">"
    "<creatorinfo><creationdate>2026-01-16T09:15:00Z</creationdate></creatorinfo>"
    "<processinfo><process>in-place</process></processinfo>";

std::string documentWithPath(std::string_view path)
{
    return std::string(kHead) + "<hashes><hash><path>" + std::string(path) +
           "</path><xxh64>26c7827d889f6da3</xxh64></hash></hashes></hashlist>";
}

/// `levels` elements, one in the other, below the root.
std::string documentWithDepth(std::size_t levels)
{
    std::string xml(kHead);
    for (std::size_t i = 0; i < levels; ++i)
        xml += "<metadata a='>'>";
    for (std::size_t i = 0; i < levels; ++i)
        xml += "</metadata>";
    return xml + "</hashlist>";
}

void expectRefused(std::string_view xml, std::string_view reason)
{
    const auto manifest = fromXml(xml);
    ASSERT_FALSE(manifest) << xml.substr(0, 500);
    EXPECT_EQ(manifest.error().code, ErrorCode::BadFormat);
    EXPECT_THAT(manifest.error().message, HasSubstr(reason));
}

TEST(HostileXml, RefusesDocumentTypesAndWithThemEntityBombs)
{
    std::string bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE hashlist [<!ENTITY a \"aaaaaaaaaa\">";
    for (char c = 'b'; c <= 'j'; ++c) {
        const std::string before(1, static_cast<char>(c - 1));
        bomb += std::string("<!ENTITY ") + c + " \"";
        for (int i = 0; i < 10; ++i)
            bomb += "&" + before + ";";
        bomb += "\">";
    }
    bomb += "]>" + documentWithPath("&j;");
    expectRefused(bomb, "line 2: document type declarations are not accepted");

    expectRefused("<!DOCTYPE hashlist>" + documentWithPath("a"), "document type");
    expectRefused("<!DOCTYPE h SYSTEM \"file:///etc/passwd\">" + documentWithPath("a"),
                  "document type");
    expectRefused("<!DOCTYPE h [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" +
                      documentWithPath("&x;"),
                  "document type");
    expectRefused(documentWithPath("<!ELEMENT a ANY>"), "document type");
}

TEST(HostileXml, RefusesEntitiesThatNobodyDeclared)
{
    expectRefused(documentWithPath("&x;"), "not declared");
    expectRefused(documentWithPath("a & b"), "ampersand");
    expectRefused(documentWithPath("a&"), "ampersand");
    expectRefused(documentWithPath("a&;"), "not declared");
    expectRefused("<hashlist a='&x;'/>", "not declared");
    EXPECT_TRUE(fromXml(documentWithPath("&amp;&lt;&gt;&quot;&apos;&#65;&#x42;")));
    EXPECT_TRUE(fromXml(documentWithPath("<!-- & &x; --><![CDATA[a & &x;]]><?p & ?>")));
}

TEST(HostileXml, RefusesCharactersThatXmlForbids)
{
    // A parser that lets character 0 in would end the name there.
    for (const char* reference : {"&#0;", "&#x0;", "&#1;", "&#xD800;", "&#xFFFE;", "&#x110000;",
                                  "&#4294967361;", "&#;", "&#x;", "&#-1;", "&#+65;", "&#X41;"})
        expectRefused(documentWithPath(std::string("safe.mov") + reference + ".exe"),
                      "a character that XML cannot hold");
    expectRefused(documentWithPath(std::string_view("a\0b", 3)), "control character");
    expectRefused(documentWithPath("a\x08"), "control character");
    expectRefused(documentWithPath("a\xFF"), "not valid UTF-8");
    expectRefused(documentWithPath("a\xEF\xBF\xBE"), "XML cannot hold");
}

TEST(HostileXml, RefusesDocumentsNestedTooDeep)
{
    EXPECT_TRUE(fromXml(documentWithDepth(63)));
    expectRefused(documentWithDepth(64), "nested over 64 deep");
    expectRefused(documentWithDepth(1'000'000), "nested over 64 deep");
    std::string wide(kHead);
    for (int i = 0; i < 1000; ++i)
        wide += "<metadata/><metadata></metadata>";
    EXPECT_TRUE(fromXml(wide + "</hashlist>"));
}

TEST(HostileXml, RefusesTagsCommentsAndTextsWithoutEnd)
{
    const std::string long2(std::size_t{2} << 20, 'a');
    EXPECT_TRUE(fromXml(documentWithPath("<!--" + long2.substr(0, 500'000) + "-->a")));
    expectRefused(documentWithPath("<!--" + long2 + "-->a"), "over 1 MiB");
    expectRefused(documentWithPath("<?p " + long2 + "?>a"), "over 1 MiB");
    expectRefused("<a b='" + long2 + "'/>", "over 1 MiB");
    expectRefused("<" + long2 + "/>", "over 1 MiB");
    expectRefused(documentWithPath("<![CDATA[" + long2 + "]]>"), "over 1 MiB");
    std::string commented = documentWithPath("a");
    commented.insert(commented.find("</creatorinfo>"),
                     "<comment><![CDATA[" + long2.substr(0, 500'000) + "]]></comment>");
    EXPECT_TRUE(fromXml(commented));
    expectRefused(documentWithPath(std::string(std::size_t{17} << 20, 'a')), "text over 16 MiB");
    // What is passed over may be as long as it likes.
    EXPECT_TRUE(fromXml(std::string(kHead) + "<metadata>" +
                        std::string(std::size_t{17} << 20, 'a') + "</metadata></hashlist>"));
}

TEST(HostileXml, RefusesTagsWithTooManyAttributesOrNamespaces)
{
    std::string attributes;
    for (int i = 0; i < 65; ++i)
        attributes += " a" + std::to_string(i) + "=''";
    expectRefused(std::string(kHead) + "<metadata" + attributes + "/></hashlist>", "too many");
    std::string namespaces;
    for (int i = 0; i < 40; ++i)
        namespaces += " xmlns:a" + std::to_string(i) + "='urn:b'";
    const std::string one = std::string(kHead) + "<metadata" + namespaces + ">";
    EXPECT_TRUE(fromXml(one + "</metadata><metadata" + namespaces + "/></hashlist>"));
    expectRefused(one + "<metadata" + namespaces + "/></metadata></hashlist>", "too many");
}

TEST(HostileXml, ManyPathsTakeNoQuadraticTime)
{
    // Quadratic work would take minutes here. All paths end in the same bytes, and one comes twice.
    std::string xml(kHead);
    xml += "<hashes>\n";
    for (int i = 0; i <= 200'000; ++i)
        xml += "<hash><path>" + std::to_string(i % 200'000) +
               "/A001C001.mov</path><xxh64>26c7827d889f6da3</xxh64></hash>\n";
    expectRefused(xml + "</hashes></hashlist>", "line 200002: a path that is recorded twice");
}

TEST(HostileXml, OtherEncodingsAreNotRead)
{
    // "<hashlist" in UTF-16, both byte orders, and in EBCDIC.
    expectRefused(std::string_view("\xFF\xFE<\0h\0", 6), "control character");
    expectRefused(std::string_view("\0<\0h", 4), "control character");
    expectRefused("\x4C\x88\x81\xA2\x88", "UTF-8");
    // What a document says of itself does not change that.
    const std::string latin = "<?xml version='1.0' encoding='ISO-8859-1'?>";
    expectRefused(latin + documentWithPath("\xF6"), "not valid UTF-8");
    const auto read = fromXml(latin + documentWithPath("\xC3\xB6"));
    ASSERT_TRUE(read) << read.error().describe();
    EXPECT_EQ(read->files[0].path, "\xC3\xB6");
}

TEST(HostileXml, RefusesPathsThatLeaveTheFolder)
{
    for (const char* path : {"../a", "a/../../b", "..", ".", "./a", "/etc/passwd", "/", "//a",
                             "a//b", "a/", "a/.", "&#46;./a", "&#x2F;a", "<![CDATA[../]]>a", ""})
        expectRefused(documentWithPath(path), "the path");
    EXPECT_TRUE(fromXml(documentWithPath("..a/b../...")));
}

TEST(HostileXml, RefusesPathsThatNoDiskOpens)
{
    std::string path(4096, 'a');
    for (std::size_t i = 1; i < path.size(); i += 2)
        path[i] = '/';
    path.back() = 'a';
    EXPECT_TRUE(fromXml(documentWithPath(path)));
    expectRefused(documentWithPath(path + "/a"), "longer than any path");
}

TEST(HostileXml, AChainCannotNameFilesOutsideItsFolder)
{
    const auto chain = [](std::string_view path) {
        return "<ascmhldirectory xmlns='urn:ASC:MHL:DIRECTORY:v2.0'><hashlist sequencenr='1'>"
               "<path>" +
               std::string(path) + "</path><c4>" +
               test::digestOfText(hash::Algorithm::C4, "").toText() +
               "</c4></hashlist></ascmhldirectory>";
    };
    EXPECT_TRUE(chainFromXml(chain("0001_A.mhl")));
    for (const char* path : {"../0001_A.mhl", "/0001_A.mhl", "a/../../0001_A.mhl", ""}) {
        const auto entries = chainFromXml(chain(path));
        ASSERT_FALSE(entries) << path;
        EXPECT_EQ(entries.error().code, ErrorCode::BadFormat);
    }
    EXPECT_FALSE(chainFromXml("<!DOCTYPE a>" + chain("0001_A.mhl")));
}

TEST(HostileXml, SurvivesEveryOneByteChange)
{
    // Nothing to expect but an answer: run under the sanitizers, this finds what trips the reader.
    Manifest manifest = test::smallManifest("Q&A.mov");
    manifest.directories.push_back(test::directoryRecord("d"));
    const std::string xml = toXml(manifest).value();
    std::size_t accepted = 0;
    for (std::size_t at = 0; at < xml.size(); ++at) {
        for (const char c : {'\0', '<', '>', '&', '"', '/', '!', ' ', '\xFF'}) {
            std::string changed = xml;
            changed[at] = c;
            const auto read = fromXml(changed);
            accepted += read ? 1 : 0;
            if (!read) {
                EXPECT_EQ(read.error().code, ErrorCode::BadFormat);
            }
        }
    }
    // Changes inside free text go unnoticed here; the chain's C4 ID is what finds those.
    EXPECT_GT(accepted, 0U);
}

} // namespace
} // namespace tailslate::mhl
