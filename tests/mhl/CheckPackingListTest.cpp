// SPDX-License-Identifier: Apache-2.0
#include "mhl/CheckScope.h"
#include "mhl/History.h"
#include "mhl/LoadedHistory.h"
#include "mhl/ScopeFixture.h"

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;
using testing::Pair;
using testing::UnorderedElementsAre;

class CheckPackingList : public test::TwoFilesTest {};

TEST_F(CheckPackingList, NoPatternLeavesOutWhatAPackingListRecords)
{
    put("sub/c", "c");
    const CheckReport created = create();
    std::string list = test::readFile(created.appended[0].manifestPath);
    list.replace(list.find("<pattern>ascmhl/"), 16, "<pattern>*");
    put("../list.mhl", list);
    fs::remove(m_scope / "b");
    put("sub/a", "HELLO");
    put("sub/new", "new");
    CheckRequest ignoring = request();
    ignoring.ignore = {"sub/"};
    const CheckReport report =
        done(verifyPackingList(m_files, m_clock, ignoring, m_scope / "../list.mhl", m_context));
    EXPECT_THAT(findings(report), UnorderedElementsAre(Pair("b", Verdict::Missing),
                                                       Pair("sub/a", Verdict::Mismatch)));
    EXPECT_EQ(report.count(Verdict::Match), 1U);
    EXPECT_EQ(report.recordedFiles, 3U);
}

TEST_F(CheckPackingList, APackingListIsComparedWithTheWholeScope)
{
    const CheckReport created = create();
    const fs::path list = m_temp.path() / "packinglist.mhl";
    fs::copy(created.appended[0].manifestPath, list);
    fs::remove_all(m_scope / "ascmhl");
    put("b", "WORLD");
    put("c", "new");
    const CheckReport report =
        done(verifyPackingList(m_files, m_clock, request(), list, m_context));
    EXPECT_THAT(findings(report),
                UnorderedElementsAre(Pair("b", Verdict::Mismatch), Pair("c", Verdict::New)));
    EXPECT_EQ(report.count(Verdict::Match), 1U);
    EXPECT_FALSE(fs::exists(m_scope / "ascmhl"));
}

/// A legacy manifest in the scope with one digest for each of some files.
std::string legacyList(const std::vector<std::pair<std::string, std::string>>& files)
{
    std::string xml = "<hashlist version=\"1.1\">";
    for (const auto& [path, digest] : files)
        xml += "<hash><file>" + path + "</file>" + digest + "</hash>";
    return xml + "</hashlist>";
}

TEST_F(CheckPackingList, ALegacyManifestIsComparedWithTheScopeItLiesIn)
{
    // "hello" and "world" as in the reference document; xxhash64 in the order it is defined in, and
    // in the other.
    put("hello", "hello");
    put("again", "hello");
    put("turned", "hello");
    put("bad", "hallo");
    put("old", "hello");
    put("longer", "hello");
    put("new", "hello");
    const fs::path list = m_scope / "A001R2EC_2026-01-16_091500.mhl";
    put(list.filename(), legacyList({{"hello", "<md5>5d41402abc4b2a76b9719d911017c592</md5>"},
                                     {"again", "<xxhash64>a36d9f887d82c726</xxhash64>"},
                                     {"turned", "<xxhash64>26c7827d889f6da3</xxhash64>"},
                                     {"bad", "<xxhash64be>26c7827d889f6da3</xxhash64be>"},
                                     {"old", "<size>5</size><xxhash>0123456789</xxhash>"},
                                     {"longer", "<size>4</size><xxhash>0123456789</xxhash>"},
                                     {"gone", "<md5>5d41402abc4b2a76b9719d911017c592</md5>"}}));
    CheckRequest legacy = request();
    legacy.only = {"hello", "again", "turned", "bad", "old", "longer", "new", "gone"};
    const CheckReport report = done(verifyPackingList(m_files, m_clock, legacy, list, m_context));
    EXPECT_THAT(findings(report),
                UnorderedElementsAre(Pair("bad", Verdict::Mismatch), Pair("gone", Verdict::Missing),
                                     Pair("old", Verdict::NoReference), Pair("new", Verdict::New),
                                     Pair("longer", Verdict::Mismatch)));
    EXPECT_EQ(report.count(Verdict::Match), 3U);
    EXPECT_FALSE(fs::exists(m_scope / "ascmhl"));
}

TEST_F(CheckPackingList, APackingListInTheScopeIsNoNewFileOfIt)
{
    put("a", "hello");
    const fs::path list = m_scope / "list.mhl";
    put("list.mhl", legacyList({{"a", "<md5>5d41402abc4b2a76b9719d911017c592</md5>"}}));
    CheckRequest legacy = request();
    const CheckReport report = done(verifyPackingList(m_files, m_clock, legacy, list, m_context));
    EXPECT_FALSE(findings(report).contains("list.mhl"));
    EXPECT_EQ(report.count(Verdict::Match), 1U);
}

TEST_F(CheckPackingList, AGenerationThatIsNamedIsCheckedByItsChain)
{
    const CheckReport created = create();
    const fs::path list = created.appended[0].manifestPath;
    const auto compare = [&] {
        return done(verifyPackingList(m_files, m_clock, request(), list, m_context));
    };
    EXPECT_EQ(compare().count(Verdict::Match), 2U);
    std::string text = test::readFile(list);
    text.replace(text.find("cart"), 4, "CART");
    put("ascmhl/" + list.filename().native(), text);
    const CheckReport modified = compare();
    ASSERT_EQ(modified.problems.size(), 1U);
    EXPECT_EQ(modified.problems[0].fault, HistoryFault::ManifestModified);
    EXPECT_EQ(modified.count(Verdict::Match), 0U);

    fs::copy(list, m_scope / "ascmhl/0002_more.mhl");
    const CheckReport unlisted = done(verifyPackingList(
        m_files, m_clock, request(), m_scope / "ascmhl/0002_more.mhl", m_context));
    ASSERT_EQ(unlisted.problems.size(), 1U);
    EXPECT_TRUE(isFatal(unlisted.problems[0].fault));
}

TEST_F(CheckPackingList, ACollectionInAFolderAroundChecksItToo)
{
    const CheckReport created = create();
    const fs::path folder = m_temp.path() / "lists";
    put("../lists/day/list.mhl", test::readFile(created.appended[0].manifestPath));
    put("../lists/ascmhl_collection.xml",
        chainToXml({{.generation = 1,
                     .fileName = "day/list.mhl",
                     .c4 = test::digestOfText(hash::Algorithm::C4, "another")}}));
    const CheckReport report =
        done(verifyPackingList(m_files, m_clock, request(), folder / "day/list.mhl", m_context));
    ASSERT_EQ(report.problems.size(), 1U);
    EXPECT_EQ(report.problems[0].fault, HistoryFault::ManifestModified);
}

} // namespace
} // namespace tailslate::mhl
