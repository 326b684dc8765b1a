// SPDX-License-Identifier: Apache-2.0
#include "color/CdlFile.h"

#include "support/TempDir.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <OpenColorIO/OpenColorIO.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace OCIO = OCIO_NAMESPACE;

namespace tailslate::color {
namespace {

constexpr const char* kSop = "<SOPNode><Slope>1.1 1.2 1.3</Slope><Offset>2.1 2.2 2.3</Offset>"
                             "<Power>3.1 3.2 3.3</Power></SOPNode>";
constexpr const char* kSat = "<SatNode><Saturation>0.7</Saturation></SatNode>";
const Cdl kValues{{1.1, 1.2, 1.3}, {2.1, 2.2, 2.3}, {3.1, 3.2, 3.3}, 0.7};

class CdlFile : public testing::Test {
protected:
    Result<std::vector<ColorCorrection>> read(const std::string& text)
    {
        return readCdlFile(write("grade.cc", text));
    }

    std::filesystem::path write(const std::string& name, const std::string& text)
    {
        const auto path = m_folder.path() / name;
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }

    void expectRefused(const std::string& text, ErrorCode code, const std::string& words)
    {
        const auto found = read(text);
        ASSERT_FALSE(found) << text;
        EXPECT_EQ(found.error().code, code) << found.error().describe();
        EXPECT_NE(found.error().message.find(words), std::string::npos) << found.error().describe();
        EXPECT_EQ(found.error().path, m_folder.path() / "grade.cc");
    }

    test::TempDir m_folder;
};

std::string correction(const std::string& nodes, const std::string& attributes = "id=\"foo\"")
{
    return fmt::format("<ColorCorrection {}>{}</ColorCorrection>", attributes, nodes);
}

TEST_F(CdlFile, ReadsEveryDialectOfOneCorrection)
{
    // The variants that OpenColorIO's own test files have (tests/data/files/cdl_test*).
    const std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    const std::array<std::string, 7> dialects{
        correction(std::string(kSop) + kSat),
        xml + correction(std::string(kSop) + kSat, "id=\"foo\" xmlns=\"urn:ASC:CDL:v1.01\""),
        xml + correction(std::string(kSop) + kSat, "id=\"foo\" xmlns=\"urn:ASC:CDL:v1.2\""),
        xml + "<cdl:ColorCorrection xmlns:cdl=\"urn:ASC:CDL:v1.01\" id=\"foo\"><cdl:ASC_SOP>"
              "<cdl:Slope>1.1 1.2 1.3</cdl:Slope><cdl:Offset>2.1 2.2 2.3</cdl:Offset>"
              "<cdl:Power>3.1 3.2 3.3</cdl:Power></cdl:ASC_SOP><cdl:ASC_SAT>"
              "<cdl:Saturation>0.7</cdl:Saturation></cdl:ASC_SAT></cdl:ColorCorrection>",
        correction(std::string(kSop) + "<SATNode><Saturation> 0.7 </Saturation></SATNode>"),
        correction("<Vendor><Slope>9 9 9</Slope></Vendor><SOPNode><Slope>\n +1.1\t1.2\r\n1.3 "
                   "</Slope><Offset>21e-1 2.2 2.3E0</Offset><Power>3.1 <!-- and --> 3.2 "
                   "3.3</Power></SOPNode>" +
                   std::string(kSat)),
        "\xEF\xBB\xBF" + xml + "<!-- made by hand -->" + correction(std::string(kSop) + kSat),
    };
    for (const std::string& text : dialects) {
        const auto found = read(text);
        ASSERT_TRUE(found) << found.error().describe() << "\n" << text;
        ASSERT_EQ(found->size(), 1U);
        EXPECT_EQ(found->front().id, "foo");
        EXPECT_EQ(found->front().cdl, kValues) << text;
    }
}

TEST_F(CdlFile, ReadsOnlySlopeOffsetPowerOrOnlySaturation)
{
    EXPECT_EQ(read(correction(kSop))->front().cdl,
              (Cdl{kValues.slope, kValues.offset, kValues.power, 1.0}));
    EXPECT_EQ(read(correction(kSat))->front().cdl, (Cdl{{1, 1, 1}, {}, {1, 1, 1}, 0.7}));
}

TEST_F(CdlFile, ReadsCollectionsAndDecisionListsInFileOrder)
{
    const std::string one = correction(kSat, "id=\"one\"");
    const std::string two =
        correction(std::string("<Description>day</Description>") + kSop, "id=\"two\"");
    const std::array<std::string, 2> files{
        "<ColorCorrectionCollection xmlns=\"urn:ASC:CDL:v1.01\"><Description>all</Description>" +
            one + two + "</ColorCorrectionCollection>",
        "<ColorDecisionList><ColorDecision><MediaRef ref=\"a.mov\"/>" + one +
            "</ColorDecision><ColorDecision><ColorCorrectionRef ref=\"x\"/></ColorDecision>"
            "<ColorDecision>" +
            two + "</ColorDecision></ColorDecisionList>"};
    for (const std::string& text : files) {
        const auto found = read(text);
        ASSERT_TRUE(found) << found.error().describe();
        ASSERT_EQ(found->size(), 2U);
        EXPECT_EQ(found->at(0).id, "one");
        EXPECT_EQ(found->at(1).id, "two");
        EXPECT_EQ(found->at(1).description, "day");
        EXPECT_EQ(found->at(1).cdl.slope, kValues.slope);
    }
}

TEST_F(CdlFile, TakesTheDescriptionOfTheValuesWhereTheCorrectionHasNone)
{
    const auto found = read(correction(
        "<SOPNode><Description> day &amp; night </Description><Slope>1 1 1</Slope><Offset>0 0 0"
        "</Offset><Power>1 1 1</Power></SOPNode>"));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->front().description, "day & night");
}

TEST_F(CdlFile, RefusesWhatIsNotAColorDecision)
{
    const auto sop = [](const std::string& slope) {
        return correction("<SOPNode><Slope>" + slope +
                          "</Slope><Offset>0 0 0</Offset><Power>1 1 1</Power></SOPNode>");
    };
    ASSERT_TRUE(read(sop("1 1 1")));
    expectRefused(sop("1.1,1.2,1.3"), ErrorCode::BadFormat, "Slope");
    expectRefused(sop("1.1, 1.2, 1.3"), ErrorCode::BadFormat, "Slope");
    expectRefused(sop("1,1 1,2 1,3"), ErrorCode::BadFormat, "Slope");
    expectRefused(sop("1 1"), ErrorCode::BadFormat, "three numbers");
    expectRefused(sop("1 1 1 1"), ErrorCode::BadFormat, "three numbers");
    expectRefused(sop(""), ErrorCode::BadFormat, "three numbers");
    expectRefused(sop("+-1 1 1"), ErrorCode::BadFormat, "");
    expectRefused(sop("0x1 1 1"), ErrorCode::BadFormat, "Slope");
    expectRefused(sop("one 1 1"), ErrorCode::BadFormat, "Slope");
    expectRefused(sop("1 1 1e999"), ErrorCode::BadFormat, "Slope");
    expectRefused(sop("1 nan 1"), ErrorCode::BadFormat, "green slope");
    expectRefused(sop("1 1 inf"), ErrorCode::BadFormat, "blue slope");
    expectRefused(sop("-1 1 1"), ErrorCode::BadFormat, "red slope");
    expectRefused(sop("-1 1 1"), ErrorCode::BadFormat, "'foo'");
    expectRefused(correction("<SatNode><Saturation>-0.1</Saturation></SatNode>"),
                  ErrorCode::BadFormat, "saturation");
    expectRefused(correction("<SatNode><Saturation>1 1 1</Saturation></SatNode>"),
                  ErrorCode::BadFormat, "one number");
    expectRefused(correction("<SatNode/>"), ErrorCode::BadFormat, "no Saturation");
    expectRefused(correction("<SOPNode><Slope>1 1 1</Slope></SOPNode>"), ErrorCode::BadFormat,
                  "no Offset");
    expectRefused(correction(""), ErrorCode::BadFormat, "neither");
    expectRefused(correction(std::string(kSop) + kSop), ErrorCode::Unsupported, "more than one");
    expectRefused("<Project/>", ErrorCode::BadFormat, "Project");
    expectRefused("<ColorCorrectionCollection/>", ErrorCode::Unsupported, "no color correction");
    expectRefused("<ColorDecisionList><ColorDecision><ColorCorrectionRef ref=\"x\"/>"
                  "</ColorDecision></ColorDecisionList>",
                  ErrorCode::Unsupported, "no color correction");
    expectRefused("", ErrorCode::BadFormat, "well-formed");
    expectRefused("no XML", ErrorCode::BadFormat, "well-formed");
    expectRefused(correction(kSop).substr(0, 60), ErrorCode::BadFormat, "well-formed");
}

TEST_F(CdlFile, NeverFollowsAnExternalEntity)
{
    write("secret.txt", "0.5");
    const auto found = read("<!DOCTYPE ColorCorrection [<!ENTITY secret SYSTEM \"secret.txt\">]>" +
                            correction("<SatNode><Saturation>&secret;</Saturation></SatNode>"));
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::BadFormat);
}

TEST_F(CdlFile, ReadsTheFileAnewEachTime)
{
    EXPECT_EQ(read(correction(kSat))->front().cdl.saturation, 0.7);
    EXPECT_EQ(
        read(correction("<SatNode><Saturation>0.8</Saturation></SatNode>"))->front().cdl.saturation,
        0.8);
}

TEST_F(CdlFile, SaysWhatIsWrongWithThePath)
{
    EXPECT_EQ(readCdlFile(m_folder.path() / "none.cc").error().code, ErrorCode::NotFound);
    EXPECT_EQ(readCdlFile(m_folder.path()).error().code, ErrorCode::BadFormat);
    EXPECT_EQ(readCdlFile("/dev/null").error().code, ErrorCode::BadFormat);
}

TEST_F(CdlFile, RefusesFilesTooLargeForColorDecisions)
{
    const auto path = write("big.cc", correction(kSop));
    std::filesystem::resize_file(path, (16U << 20U) + 1);
    const auto found = readCdlFile(path);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::BadFormat);
    EXPECT_NE(found.error().message.find("16.8 MB"), std::string::npos) << found.error().message;
}

std::vector<ColorCorrection> someCorrections()
{
    return {
        {"A001C003_240131_R1AB", "day & <exterior> \u00e9", kValues},
        {"urn:uuid:0", "", {{0, 1e-7, 1.123456789012345}, {-1e-9, 1e10, -0.5}, {1e-3, 9, 1}, 0}},
        {"caf\u00e9-1.0", "two\nlines", {}},
    };
}

TEST_F(CdlFile, ReadsBackWhatItWrote)
{
    const auto all = someCorrections();
    for (const CdlFileKind kind : {CdlFileKind::Cc, CdlFileKind::Ccc, CdlFileKind::Cdl}) {
        const std::vector<ColorCorrection> written(
            all.begin(), kind == CdlFileKind::Cc ? all.begin() + 1 : all.end());
        const auto text = cdlFileText(kind, written);
        ASSERT_TRUE(text) << text.error().describe();
        EXPECT_EQ(text->find("1e"), std::string::npos) << "no exponents";
        const auto found = read(*text);
        ASSERT_TRUE(found) << found.error().describe() << *text;
        ASSERT_EQ(found->size(), written.size());
        for (std::size_t i = 0; i < written.size(); ++i) {
            EXPECT_EQ(found->at(i).id, written[i].id);
            EXPECT_EQ(found->at(i).description, written[i].description);
            EXPECT_EQ(found->at(i).cdl, written[i].cdl);
        }
    }
}

TEST_F(CdlFile, IsReadByOpenColorIoWithOurValues)
{
    const auto all = someCorrections();

    struct Kind {
        CdlFileKind kind;
        const char* name;
        std::size_t count;
    };

    for (const Kind& kind : {Kind{CdlFileKind::Cc, "a.cc", 1}, Kind{CdlFileKind::Ccc, "a.ccc", 3},
                             Kind{CdlFileKind::Cdl, "a.cdl", 3}}) {
        const auto path =
            write(kind.name,
                  cdlFileText(kind.kind, {all.begin(), all.begin() + static_cast<long>(kind.count)})
                      .value());
        for (std::size_t i = 0; i < kind.count; ++i) {
            const auto transform =
                OCIO::CDLTransform::CreateFromFile(path.c_str(), all[i].id.c_str());
            Cdl cdl;
            transform->getSlope(cdl.slope.data());
            transform->getOffset(cdl.offset.data());
            transform->getPower(cdl.power.data());
            cdl.saturation = transform->getSat();
            EXPECT_EQ(cdl, all[i].cdl) << kind.name << " " << all[i].id;
        }
    }
}

TEST_F(CdlFile, IsValidAgainstThePublishedSchema)
{
    if (!std::filesystem::exists(TAILSLATE_CDL_SCHEMA))
        GTEST_SKIP() << "the schema of ASC CDL 1.01 is not at " << TAILSLATE_CDL_SCHEMA;
    if (std::system("xmllint --version >/dev/null 2>&1") != 0)
        GTEST_SKIP() << "xmllint is not installed";

    const auto validates = [&](CdlFileKind kind, const std::vector<ColorCorrection>& corrections) {
        const auto path = write("valid.xml", cdlFileText(kind, corrections).value());
        return std::system(fmt::format("xmllint --noout --nonet --schema '{}' '{}' 2>'{}'",
                                       TAILSLATE_CDL_SCHEMA, path.string(),
                                       (m_folder.path() / "errors").string())
                               .c_str()) == 0;
    };
    const auto all = someCorrections();
    EXPECT_TRUE(validates(CdlFileKind::Cc, {all[0]}));
    EXPECT_TRUE(validates(CdlFileKind::Ccc, all));
    EXPECT_TRUE(validates(CdlFileKind::Cdl, all));

    // Every id that we take, the schema's anyURI takes.
    std::vector<ColorCorrection> strange;
    for (char c = '!'; c <= '~'; ++c)
        for (const std::string& id : {std::string{c}, fmt::format("A{}B", c),
                                      fmt::format("1{}B", c), fmt::format("a/{}:b", c)})
            if (cdlFileText(CdlFileKind::Cc, {{id, "", {}}}) &&
                std::ranges::find(strange, id, &ColorCorrection::id) == strange.end())
                strange.push_back({id, "", {}});
    ASSERT_GT(strange.size(), 200U);
    EXPECT_TRUE(validates(CdlFileKind::Ccc, strange));
}

TEST_F(CdlFile, RefusesToWriteWhatReadersWouldMisread)
{
    const auto refuses = [](CdlFileKind kind, const std::vector<ColorCorrection>& corrections) {
        const auto text = cdlFileText(kind, corrections);
        return !text && text.error().code == ErrorCode::InvalidArgument;
    };
    EXPECT_FALSE(refuses(CdlFileKind::Cc, {{"a", "", {}}}));
    EXPECT_TRUE(refuses(CdlFileKind::Cc, {}));
    EXPECT_TRUE(refuses(CdlFileKind::Ccc, {}));
    EXPECT_TRUE(refuses(CdlFileKind::Cc, {{"a", "", {}}, {"b", "", {}}}));
    EXPECT_TRUE(refuses(CdlFileKind::Ccc, {{"a", "", {}}, {"a", "", {}}}));
    for (const char* id : {"", " ", "a b", "a\tb", "a\x01", "\xff", "50%", "a[1]", "10:00:01:00"})
        EXPECT_TRUE(refuses(CdlFileKind::Cc, {{id, "", {}}})) << id;
    EXPECT_TRUE(refuses(CdlFileKind::Cc, {{"a", "bell\a", {}}}));
    EXPECT_TRUE(refuses(CdlFileKind::Cc, {{"a", "\xc3", {}}}));
    EXPECT_TRUE(refuses(CdlFileKind::Cc, {{"a", "", {{-1, 1, 1}, {}, {1, 1, 1}, 1}}}));
}

} // namespace
} // namespace tailslate::color
