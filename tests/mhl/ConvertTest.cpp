// SPDX-License-Identifier: Apache-2.0
#include "mhl/Convert.h"

#include "mhl/ScopeFixture.h"

#include <gmock/gmock.h>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;
using hash::Algorithm;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Conversion : public test::ScopeTest {
protected:
    ConvertReport convert(const fs::path& input, const fs::path& out,
                          Algorithm format = Algorithm::Xxh64)
    {
        return done(
            convertManifest(m_files, m_clock, input, out, format, request().creator, m_context));
    }

    fs::path putLegacy(const std::string& records)
    {
        const fs::path path = m_scope / "A001R2EC.mhl";
        test::writeFile(path, "<?xml version=\"1.0\"?><hashlist version=\"1.1\"><creatorinfo>"
                              "<tool>T</tool><startdate>2026-01-16T08:00:00Z</startdate>"
                              "<finishdate>2026-01-16T08:01:00Z</finishdate></creatorinfo>" +
                                  records + "</hashlist>");
        return path;
    }
};

TEST_F(Conversion, AHistoryBecomesALegacyManifestThatReadsTheSame)
{
    put("sub/a", "hello");
    put("Q&A <1>", "world");
    create();
    const ConvertReport report = convert(m_scope, m_temp.path() / "lists");
    EXPECT_TRUE(report.toLegacy);
    EXPECT_EQ(report.files, 2U);
    EXPECT_THAT(report.leftOut, IsEmpty());
    EXPECT_EQ(report.written, m_temp.path() / "lists/A001R2EC_2026-01-16_101500.mhl");
    const std::string xml = test::readFile(report.written);
    EXPECT_THAT(xml, HasSubstr("<xxhash64be>26c7827d889f6da3</xxhash64be>"));
    const auto legacy = legacyFromXml(xml);
    ASSERT_TRUE(legacy) << legacy.error().describe();
    EXPECT_EQ(legacy->files.size(), 2U);
    // Named after the roll, wherever it is written.
    EXPECT_EQ(convert(m_scope, m_temp.path()).written,
              m_temp.path() / "A001R2EC_2026-01-16_111500.mhl");
}

TEST_F(Conversion, ALegacyManifestBecomesAPackingListThatVerifies)
{
    put("a", "hello");
    put("b", "world");
    const fs::path legacy =
        putLegacy("<hash><file>a</file><size>5</size><lastmodificationdate>2026-01-16T07:00:00Z"
                  "</lastmodificationdate><xxhash64be>26c7827d889f6da3</xxhash64be>"
                  "<hashdate>2026-01-16T08:00:30Z</hashdate></hash>"
                  "<hash><file>b</file><size>5</size><xxhash>0123456789</xxhash></hash>");
    const ConvertReport report = convert(legacy, m_temp.path());
    EXPECT_FALSE(report.toLegacy);
    EXPECT_EQ(report.written.filename(), "packinglist_A001R2EC_2026-01-16_091500Z.mhl");
    EXPECT_THAT(report.leftOut, ElementsAre(HasSubstr("b: only an XXH32")));
    CheckRequest ignoring = request();
    ignoring.ignore = {"*.mhl"};
    const CheckReport checked =
        done(verifyPackingList(m_files, m_clock, ignoring, report.written, m_context));
    EXPECT_EQ(findings(checked), (std::map<std::string, Verdict>{{"b", Verdict::New}}));
    EXPECT_EQ(checked.count(Verdict::Match), 1U);
    EXPECT_EQ(fromXml(test::readFile(report.written))->files[0].hashes[0].hashedAt,
              test::moment("2026-01-16T08:00:30Z"));
    // And back again.
    const ConvertReport back = convert(report.written, m_scope);
    EXPECT_EQ(legacyFromXml(test::readFile(back.written))->files.size(), 1U);
}

TEST_F(Conversion, TheDeprecatedElementIsTakenAsDefinedAndNoted)
{
    const fs::path legacy = putLegacy("<hash><file>a</file><size>5</size>"
                                      "<xxhash64>a36d9f887d82c726</xxhash64></hash>");
    const ConvertReport report = convert(legacy, m_temp.path());
    EXPECT_THAT(report.notes, ElementsAre(HasSubstr("xxhash64")));
    EXPECT_EQ(fromXml(test::readFile(report.written))->files[0].hashes[0].digest.toText(),
              "26c7827d889f6da3");
}

TEST_F(Conversion, WhatTheOtherFormatCannotHoldIsLeftOutAndSaid)
{
    put("a", "hello");
    CheckRequest first = request();
    first.formats = {Algorithm::C4};
    create(first);
    const ConvertReport report = convert(m_scope, m_temp.path(), Algorithm::Md5);
    EXPECT_THAT(report.leftOut, ElementsAre("a: no md5 is recorded"));
    EXPECT_TRUE(report.written.empty());
}

TEST_F(Conversion, NothingIsReplacedAndNoOtherFileIsTaken)
{
    put("a", "hello");
    create();
    const auto twice = [&] {
        return convertManifest(m_files, m_clock, m_scope, m_temp.path(), Algorithm::Xxh64,
                               request().creator, m_context);
    };
    ASSERT_TRUE(twice());
    ASSERT_FALSE(twice());
    EXPECT_EQ(twice().error().code, ErrorCode::AlreadyExists);
    EXPECT_THAT(twice().error().message, HasSubstr("do this once more"));
    EXPECT_EQ(twice().error().path, m_temp.path() / "A001R2EC_2026-01-16_101500.mhl");
    const auto none = convertManifest(m_files, m_clock, m_scope / "a", m_temp.path(),
                                      Algorithm::Xxh64, request().creator, m_context);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::BadFormat);
}

TEST_F(Conversion, TheFolderToWriteToIsMade)
{
    put("a", "hello");
    create();
    const fs::path out = m_temp.path() / "new/lists";
    const ConvertReport report = convert(m_scope, out);
    EXPECT_EQ(report.written.parent_path(), out);
    EXPECT_TRUE(fs::is_regular_file(report.written));
}

TEST_F(Conversion, TheListOfAHistoryIsNoNewFileOfItsFolder)
{
    put("a", "hello");
    create();
    for (const fs::path& out : {m_scope, m_scope / "lists", m_scope / "ascmhl"}) {
        const auto refused = convertManifest(m_files, m_clock, m_scope, out, Algorithm::Xxh64,
                                             request().creator, m_context);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    }
    EXPECT_FALSE(fs::exists(m_scope / "lists"));
    EXPECT_THAT(findings(verify()), IsEmpty());
    // Where a pattern leaves it out it is none.
    CheckRequest ignoring = request();
    ignoring.ignore = {"A001R2EC_*.mhl"};
    create(ignoring);
    EXPECT_EQ(convert(m_scope, m_scope).written.parent_path(), m_scope);
    EXPECT_THAT(findings(verify()), IsEmpty());
}

TEST_F(Conversion, ADamagedHistoryIsNotConverted)
{
    put("a", "hello");
    const CheckReport created = create();
    test::writeFile(created.appended[0].manifestPath, "x");
    const ConvertReport report = convert(m_scope, m_temp.path());
    EXPECT_EQ(report.problems.size(), 1U);
    EXPECT_TRUE(report.written.empty());
}

} // namespace
} // namespace tailslate::mhl
