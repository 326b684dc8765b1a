// SPDX-License-Identifier: Apache-2.0
#include "mhl/History.h"
#include "mhl/MhlTestData.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tailslate::mhl {
namespace {

using testing::HasSubstr;

ChainEntry entry(std::uint32_t generation, std::string fileName)
{
    return {.generation = generation,
            .fileName = std::move(fileName),
            .c4 = test::digestOfText(hash::Algorithm::C4, "hello")};
}

TEST(Chain, WritesWhatTheReferenceWrites)
{
    // Form: ascmhl 1.1, the reference implementation. C4 ID of "hello": the same.
    EXPECT_EQ(chainToXml({entry(1, "0001_A&B_2026-11-21_030600Z.mhl")}),
              R"(<?xml version="1.0" encoding="UTF-8"?>
<ascmhldirectory xmlns="urn:ASC:MHL:DIRECTORY:v2.0">
  <hashlist sequencenr="1">
    <path>0001_A&amp;B_2026-11-21_030600Z.mhl</path>
    <c4>c447Fm3BJZQ62765jMZJH4m28hrDM7Szbj9CUmj4F4gnvyDYXYz4WfnK2nYRhFvRgYEectEXYBYWLDpLo6XGNAfKdt</c4>
  </hashlist>
</ascmhldirectory>
)");
}

TEST(Chain, SurvivesARoundTrip)
{
    const auto back = chainFromXml(chainToXml({entry(1, " a.mhl"), entry(2, "b <&>.mhl")}));
    ASSERT_TRUE(back) << back.error().describe();
    ASSERT_EQ(back->size(), 2U);
    EXPECT_EQ((*back)[0].generation, 1U);
    EXPECT_EQ((*back)[0].fileName, " a.mhl");
    EXPECT_EQ((*back)[1].generation, 2U);
    EXPECT_EQ((*back)[1].fileName, "b <&>.mhl");
    EXPECT_EQ((*back)[1].c4, test::digestOfText(hash::Algorithm::C4, "hello"));
}

TEST(Chain, RefusesGenerationsThatDoNotCountFromOne)
{
    EXPECT_TRUE(chainFromXml(chainToXml({entry(1, "a"), entry(2, "b"), entry(3, "c")})));
    const std::vector<ChainEntry> bad[] = {
        {},
        {entry(0, "a")},
        {entry(2, "a")},
        {entry(1, "a"), entry(3, "b")},
        {entry(1, "a"), entry(1, "b")},
        {entry(2, "a"), entry(1, "b")},
        {entry(1, "a"), entry(2, "a")},
    };
    for (const auto& chain : bad) {
        const auto read = chainFromXml(chainToXml(chain));
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().code, ErrorCode::BadFormat);
        EXPECT_THAT(read.error().message, HasSubstr("line "));
    }
}

TEST(Chain, RefusesAGenerationWithoutNumberPathOrC4)
{
    const std::string good = chainToXml({entry(1, "a.mhl")});
    for (const char* part : {" sequencenr=\"1\"", "<path>a.mhl</path>"}) {
        std::string xml = good;
        xml.erase(xml.find(part), std::string_view(part).size());
        EXPECT_FALSE(chainFromXml(xml)) << part;
    }
    std::string md5 = good;
    const std::size_t at = md5.find("<c4>");
    md5.replace(at, md5.find("</c4>") + 5 - at, "<md5>5d41402abc4b2a76b9719d911017c592</md5>");
    EXPECT_FALSE(chainFromXml(md5));
    EXPECT_FALSE(chainFromXml(toXml(test::smallManifest()).value())) << "a manifest is no chain";
}

TEST(Chain, NamesManifestsByGenerationScopeAndMoment)
{
    const TimePoint moment = test::moment("2026-01-16T10:15:00.999+01:00");
    EXPECT_EQ(manifestFileName(1, "A001R2EC", moment), "0001_A001R2EC_2026-01-16_091500Z.mhl");
    EXPECT_EQ(manifestFileName(12'345, "A_1", moment), "12345_A_1_2026-01-16_091500Z.mhl");
    EXPECT_EQ(manifestFileName(2, "", moment), "0002_2026-01-16_091500Z.mhl");
}

TEST(Chain, CutsLongScopeNamesBetweenCharacters)
{
    const TimePoint moment = test::moment("2026-01-16T09:15:00Z");
    const std::string fits(180, 'a');
    EXPECT_EQ(manifestFileName(1, fits, moment), "0001_" + fits + "_2026-01-16_091500Z.mhl");
    EXPECT_EQ(manifestFileName(1, fits + "b", moment), "0001_" + fits + "_2026-01-16_091500Z.mhl");
    // 179 bytes, then a character of two bytes across the limit.
    const std::string straddles = std::string(179, 'a') + "\xC3\xB6"
                                                          "b";
    EXPECT_EQ(manifestFileName(1, straddles, moment),
              "0001_" + std::string(179, 'a') + "_2026-01-16_091500Z.mhl");
}

} // namespace
} // namespace tailslate::mhl
