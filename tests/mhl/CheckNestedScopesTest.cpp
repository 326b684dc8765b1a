// SPDX-License-Identifier: Apache-2.0
#include "hash/Hasher.h"
#include "mhl/CheckScope.h"
#include "mhl/Rename.h"
#include "mhl/ScopeFixture.h"

#include <gmock/gmock.h>

#include <span>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;
using hash::Algorithm;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

/// Histories in each other, and the digests of folders.
class CheckNestedScopes : public test::TwoFilesTest {};

TEST_F(CheckNestedScopes, NestedHistoriesGoOnFirstAndAreReferredTo)
{
    put("Cards/B001/clip", "clip");
    create(request("Cards/B001"));
    CheckRequest outer = request();
    outer.ignore = {"*.RMD", "/Cards/B001/tmp", "/Cards/C001/tmp"};
    const CheckReport report = create(outer);
    ASSERT_EQ(report.appended.size(), 2U);
    EXPECT_EQ(report.appended[0].manifestPath,
              m_scope / "Cards/B001/ascmhl/0002_B001_2026-01-16_101500Z.mhl");
    EXPECT_EQ(report.appended[1].manifestPath,
              m_scope / "ascmhl/0001_A001R2EC_2026-01-16_101500Z.mhl");
    EXPECT_EQ(recorded("clip", "Cards/B001"), "xxh64 verified");
    EXPECT_EQ(recorded("Cards/B001/clip"), "");
    const Manifest manifest = history().back().manifest;
    ASSERT_EQ(manifest.references.size(), 1U);
    EXPECT_EQ(manifest.references[0].path, "Cards/B001/ascmhl/0002_B001_2026-01-16_101500Z.mhl");
    EXPECT_EQ(manifest.references[0].c4, report.appended[0].c4);
    // The folder of the nested history has its root pair.
    const Manifest nested = history("Cards/B001").back().manifest;
    ASSERT_TRUE(nested.rootHash);
    ASSERT_NE(folderOf(manifest, "Cards/B001"), nullptr);
    EXPECT_EQ(folderOf(manifest, "Cards/B001")->structure[0].digest,
              nested.rootHash->structure[0].digest);
    EXPECT_THAT(nested.ignorePatterns,
                ElementsAre(".DS_Store", "ascmhl", "ascmhl/", "*.RMD", "/tmp"));

    const CheckReport again = verify();
    EXPECT_EQ(again.count(Verdict::Match), 3U);
    EXPECT_EQ(again.appended.size(), 2U);
    EXPECT_THAT(again.problems, IsEmpty());
}

TEST_F(CheckNestedScopes, AFileIsComparedWithTheHistoryAroundANewNestedOne)
{
    put("roll/clip", "clip");
    create();
    put("roll/log", "log");
    CheckRequest inner = request("roll");
    inner.only = {"log"};
    create(inner);
    put("roll/clip", "CLIP");
    // The inner history does not know the clip; the outer one does.
    EXPECT_THAT(findings(verify()), ElementsAre(Pair("roll/clip", Verdict::Mismatch)));
}

TEST_F(CheckNestedScopes, ANestedHistoryDoesNotSilenceTheOneAroundIt)
{
    put("roll/clip", "clip");
    put("roll/good", "good");
    create();
    put("roll/clip", "CLIP");
    create(request("roll"));
    CheckReport report = verify();
    EXPECT_THAT(findings(report), ElementsAre(Pair("roll/clip", Verdict::Mismatch)));
    EXPECT_THAT(report.paths[1].message + report.paths[2].message + report.paths[3].message,
                HasSubstr("of the history around it recorded"));
    EXPECT_EQ(recorded("clip", "roll"), "xxh64 failed");
    EXPECT_EQ(recorded("good", "roll"), "xxh64 verified");
    // It stays so.
    EXPECT_THAT(findings(verify()), ElementsAre(Pair("roll/clip", Verdict::Mismatch)));
}

TEST_F(CheckNestedScopes, ANestedHistoryInAnotherFormatDoesNotSilenceTheOneAroundItEither)
{
    put("roll/clip", "clip");
    create();
    put("roll/clip", "CLIP");
    CheckRequest inner = request("roll");
    inner.formats = {Algorithm::Md5};
    create(inner);
    EXPECT_THAT(findings(verify()), ElementsAre(Pair("roll/clip", Verdict::Mismatch)));
}

TEST_F(CheckNestedScopes, AFileThatANestedHistoryRenamedIsComparedWithTheHistoryAroundIt)
{
    put("roll/clip", "clip");
    create();
    put("roll/clip", "CLIP");
    const CheckRequest inner = request("roll");
    create(inner);
    fs::rename(m_scope / "roll/clip", m_scope / "roll/take");
    done(recordRenames(m_files, m_clock, inner, {}, m_context));
    put("roll/clip", "another");
    create(inner);
    // The new file under the old name is another one.
    EXPECT_THAT(findings(verify()), ElementsAre(Pair("roll/take", Verdict::Mismatch)));
}

TEST_F(CheckNestedScopes, AFolderThatANestedHistoryDoesNotKnowIsMissingToo)
{
    fs::create_directories(m_scope / "roll/empty");
    put("roll/day/clip", "clip");
    create();
    fs::remove(m_scope / "roll/empty");
    create(request("roll"));
    EXPECT_THAT(findings(verify()), ElementsAre(Pair("roll/empty", Verdict::Missing)));
}

/// Puts zeros in place of a digest in the only generation, and its C4 ID into the chain.
void zeroDigest(const fs::path& scope, const SealedGeneration& sealed, const std::string& digest)
{
    std::string xml = test::readFile(sealed.manifestPath);
    const std::size_t at = xml.find(digest);
    ASSERT_NE(at, std::string::npos);
    xml.replace(at, digest.size(), digest.size(), '0');
    test::writeFile(sealed.manifestPath, xml);
    ChainEntry entry{.generation = 1,
                     .fileName = sealed.manifestPath.filename().native(),
                     .c4 = hash::digestOf(Algorithm::C4, std::as_bytes(std::span(xml)))};
    test::writeFile(scope / "ascmhl/ascmhl_chain.xml", chainToXml({entry}));
}

TEST_F(CheckNestedScopes, AFolderWhoseDigestIsAnotherThanRecordedIsNamed)
{
    const SealedGeneration sealed = create().appended.at(0);
    zeroDigest(m_scope, sealed, "9cb4e76e9d25ae61"); // Content of the root.
    zeroDigest(m_scope, sealed, "dcb82f59a5630407"); // Structure of `sub`.
    for (const char* run : {"first", "again"}) {     // What was appended does not hide it.
        SCOPED_TRACE(run);
        const CheckReport report = verify();
        EXPECT_THAT(findings(report), UnorderedElementsAre(Pair("", Verdict::Mismatch),
                                                           Pair("sub", Verdict::Mismatch)));
        EXPECT_EQ(report.count(Verdict::Match), 2U);
        EXPECT_THAT(report.paths.back().message,
                    HasSubstr("recorded 0000000000000000 in generation 1"));
    }
}

TEST_F(CheckNestedScopes, FoldersThatChangedWithTheirFilesAreNotNamed)
{
    put("sub/gone", "x");
    put("other/c", "c");
    put("nest/clip", "clip");
    fs::create_directories(m_scope / "nest/empty");
    create();
    const CheckRequest nest = request("nest");
    create(nest);
    EXPECT_THAT(findings(verify()), IsEmpty());
    // A file more and one less, a folder more, each recorded without the folders around it.
    put("sub/new", "new");
    fs::create_directories(m_scope / "other/empty");
    CheckRequest one = request();
    one.only = {"sub/new", "other/empty"};
    create(one);
    EXPECT_THAT(findings(verify()), IsEmpty());
    fs::remove(m_scope / "sub/gone");
    EXPECT_THAT(findings(verify()), ElementsAre(Pair("sub/gone", Verdict::Missing)));
    // A nested history that went on by itself.
    put("nest/more", "more");
    create(nest);
    EXPECT_THAT(findings(verify()), ElementsAre(Pair("sub/gone", Verdict::Missing)));
    // A file that differed when the folder was recorded, and is as it was again.
    put("other/c", "C");
    verify();
    put("other/c", "c");
    EXPECT_THAT(findings(verify()), ElementsAre(Pair("sub/gone", Verdict::Missing)));
    // Files and folders with another name.
    fs::rename(m_scope / "other/empty", m_scope / "sub/empty");
    const std::vector<Renaming> empty{{.from = "other/empty", .to = "sub/empty"}};
    done(recordRenames(m_files, m_clock, request(), empty, m_context));
    fs::rename(m_scope / "b", m_scope / "other/b");
    done(recordRenames(m_files, m_clock, request(), {}, m_context));
    EXPECT_THAT(findings(verify()), ElementsAre(Pair("sub/gone", Verdict::Missing)));
    CheckRequest ignoring = request();
    ignoring.ignore = {"sub/a"};
    EXPECT_THAT(findings(verify(ignoring)), UnorderedElementsAre(Pair("sub/gone", Verdict::Missing),
                                                                 Pair("sub/a", Verdict::Ignored)));
}

TEST_F(CheckNestedScopes, WhatIsBroughtBackIsNoMismatchOfTheFoldersAroundIt)
{
    put("nest/deep/clip", "clip");
    fs::create_directories(m_scope / "sub/empty");
    create(request("nest"));
    create();
    fs::rename(m_scope / "sub/a", m_temp.path() / "a");
    fs::rename(m_scope / "nest/deep/clip", m_temp.path() / "clip");
    fs::remove(m_scope / "sub/empty");
    EXPECT_EQ(verify().appended.size(), 1U); // The digests of `sub` and the root are without them.
    fs::rename(m_temp.path() / "a", m_scope / "sub/a");
    fs::rename(m_temp.path() / "clip", m_scope / "nest/deep/clip");
    EXPECT_THAT(findings(verify()), ElementsAre(Pair("sub/empty", Verdict::Missing)));
    fs::create_directories(m_scope / "sub/empty");
    EXPECT_THAT(findings(verify()), IsEmpty());
    EXPECT_THAT(findings(verify()), IsEmpty());
}

TEST_F(CheckNestedScopes, AnotherFileInThePlaceOfOneThatWasGoneIsAMismatch)
{
    create();
    fs::remove(m_scope / "sub/a");
    verify();
    put("sub/a", "HELLO");
    EXPECT_THAT(findings(verify()), ElementsAre(Pair("sub/a", Verdict::Mismatch)));
}

TEST_F(CheckNestedScopes, AHistoryInAFolderThatIsIgnoredFromTheStartIsNobodysFinding)
{
    put("prox/p", "proxy");
    create(request("prox"));
    CheckRequest ignoring = request();
    ignoring.ignore = {"prox/"};
    EXPECT_THAT(findings(create(ignoring)),
                UnorderedElementsAre(Pair("b", Verdict::New), Pair("sub/a", Verdict::New)));
    EXPECT_THAT(findings(verify()), IsEmpty());
}

TEST_F(CheckNestedScopes, WhatTheHistoryAroundRecordedInAFolderThatIsIgnoredSinceIsNamed)
{
    create();
    create(request("sub")); // Knows the file too, and is left out with its folder.
    CheckRequest ignoring = request();
    ignoring.ignore = {"sub/"};
    EXPECT_THAT(findings(verify(ignoring)), UnorderedElementsAre(Pair("sub/a", Verdict::Ignored)));
}

} // namespace
} // namespace tailslate::mhl
