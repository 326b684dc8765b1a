// SPDX-License-Identifier: Apache-2.0
#include "mhl/CheckScope.h"

#include "hash/Hasher.h"
#include "mhl/Rename.h"
#include "mhl/ScopeFixture.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
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

class CheckScope : public test::ScopeTest {
protected:
    void SetUp() override
    {
        put("b", "world");
        put("sub/a", "hello");
    }
};

const DirectoryRecord* folderOf(const Manifest& manifest, std::string_view path)
{
    const auto found = std::ranges::find(manifest.directories, path, &DirectoryRecord::path);
    return found == manifest.directories.end() ? nullptr : &*found;
}

std::string textOf(const std::vector<HashEntry>& entries, Algorithm algorithm)
{
    for (const HashEntry& entry : entries)
        if (entry.digest.algorithm() == algorithm)
            return entry.digest.toText();
    return {};
}

TEST_F(CheckScope, ANewHistoryRecordsEveryFileInAllFormatsFromOneRead)
{
    CheckRequest all = request();
    all.formats.assign(hash::kAllAlgorithms.begin(), hash::kAllAlgorithms.end());
    std::atomic<int> opened = 0;
    m_files.failWith = [&](tailslate::test::Operation operation, const fs::path& path) {
        opened += operation == tailslate::test::Operation::OpenForReading &&
                  path.parent_path().filename().native().find("ascmhl") == std::string::npos;
        return 0;
    };
    const CheckReport report = create(all);
    EXPECT_EQ(opened, 2);
    EXPECT_EQ(report.notAppended, "");
    ASSERT_EQ(report.appended.size(), 1U);
    EXPECT_EQ(report.appended[0].manifestPath.filename(), "0001_A001R2EC_2026-01-16_091500Z.mhl");
    EXPECT_EQ(recorded("b"), "c4 original, md5 original, sha1 original, xxh128 original, "
                             "xxh3 original, xxh64 original");
    EXPECT_EQ(report.bytesRead, 10U);

    // The vectors of the reference implementation.
    const Manifest manifest = history().back().manifest;
    ASSERT_TRUE(manifest.rootHash);
    EXPECT_EQ(textOf(manifest.rootHash->content, Algorithm::Xxh64), "9cb4e76e9d25ae61");
    EXPECT_EQ(textOf(manifest.rootHash->structure, Algorithm::Md5),
              "d3965a2382a02322a1ebde619845da34");
    ASSERT_NE(folderOf(manifest, "sub"), nullptr);
    EXPECT_EQ(textOf(folderOf(manifest, "sub")->structure, Algorithm::Xxh3), "8326003b08604972");
    EXPECT_EQ(manifest.process, Process::InPlace);
    EXPECT_EQ(manifest.ignorePatterns.size(), 3U);
}

TEST_F(CheckScope, VerifyingAnUntouchedScopeMatchesAndAppendsAGeneration)
{
    create();
    const CheckReport report = verify();
    EXPECT_EQ(report.count(Verdict::Match), 2U);
    EXPECT_THAT(findings(report), IsEmpty());
    ASSERT_EQ(report.appended.size(), 1U);
    EXPECT_EQ(report.appended[0].generation, 2U);
    EXPECT_EQ(recorded("sub/a"), "xxh64 verified");
    EXPECT_TRUE(history().back().manifest.rootHash);
    EXPECT_TRUE(std::ranges::all_of(report.paths, &PathVerdict::recorded));
    // And what was appended verifies again.
    EXPECT_EQ(verify().count(Verdict::Match), 2U);
}

TEST_F(CheckScope, WithoutAppendNothingIsWritten)
{
    create();
    CheckRequest quiet = request();
    quiet.append = false;
    const CheckReport report = verify(quiet);
    EXPECT_EQ(report.count(Verdict::Match), 2U);
    EXPECT_THAT(report.appended, IsEmpty());
    EXPECT_EQ(report.notAppended, "");
    EXPECT_EQ(history().size(), 1U);
}

TEST_F(CheckScope, AReadOnlyVolumeIsVerifiedAndSaidToBeReadOnly)
{
    create();
    m_files.volumeSeen = [](const fs::path&, io::Volume volume) {
        volume.readOnly = true;
        return volume;
    };
    const CheckReport report = verify();
    EXPECT_EQ(report.count(Verdict::Match), 2U);
    EXPECT_EQ(report.notAppended, "the volume is read-only");
}

TEST_F(CheckScope, AFolderThatCannotBeWrittenIsVerifiedAllTheSame)
{
    create();
    m_files.failWith = [](tailslate::test::Operation operation, const fs::path&) {
        return operation == tailslate::test::Operation::CreateNew ? EACCES : 0;
    };
    const CheckReport report = verify();
    EXPECT_EQ(report.count(Verdict::Match), 2U);
    EXPECT_THAT(report.notAppended, HasSubstr("could not be continued"));
    EXPECT_FALSE(report.paths[0].recorded);
}

TEST_F(CheckScope, EveryFindingIsReportedBesideTheOthers)
{
    put("c", "gone");
    put("d", "as it was");
    fs::create_directory(m_scope / "empty");
    create();
    put("b", "WORLD");
    fs::remove(m_scope / "c");
    fs::remove(m_scope / "empty");
    put("e", "new");
    const CheckReport report = verify();
    EXPECT_THAT(findings(report),
                UnorderedElementsAre(Pair("b", Verdict::Mismatch), Pair("c", Verdict::Missing),
                                     Pair("e", Verdict::New), Pair("empty", Verdict::Missing)));
    EXPECT_EQ(report.count(Verdict::Match), 2U);
    EXPECT_EQ(recorded("b"), "xxh64 failed");
    EXPECT_EQ(recorded("d"), "xxh64 verified");
    // A verification vouches for nothing that is new, so the folder as a whole has no digest.
    EXPECT_EQ(recorded("e"), "");
    EXPECT_FALSE(history().back().manifest.rootHash);
    EXPECT_NE(folderOf(history().back().manifest, "sub"), nullptr);
    // What failed is no reference: it fails again, and the old bytes are good again.
    EXPECT_EQ(findings(verify()).at("b"), Verdict::Mismatch);
    put("b", "world");
    EXPECT_EQ(findings(verify()).count("b"), 0U);
}

TEST_F(CheckScope, AMismatchSaysBothDigestsAndWhereTheOldOneIsFrom)
{
    create();
    put("b", "WORLD");
    const CheckReport report = verify();
    const auto file = std::ranges::find(report.paths, "b", &PathVerdict::path);
    ASSERT_NE(file, report.paths.end());
    EXPECT_THAT(file->message, HasSubstr("xxh64 is "));
    EXPECT_THAT(file->message, HasSubstr("generation 1 recorded "));
}

TEST_F(CheckScope, ANextGenerationTakesNewFilesAndFormatsIn)
{
    create();
    put("c", "new");
    CheckRequest more = request();
    more.formats = {Algorithm::Md5};
    const CheckReport report = create(more);
    EXPECT_EQ(recorded("b"), "md5 verified, xxh64 verified");
    EXPECT_EQ(recorded("c"), "md5 original");
    const Manifest manifest = history().back().manifest;
    // Of the root only the format that every file has.
    ASSERT_TRUE(manifest.rootHash);
    ASSERT_EQ(manifest.rootHash->content.size(), 1U);
    EXPECT_EQ(manifest.rootHash->content[0].digest.algorithm(), Algorithm::Md5);
    EXPECT_EQ(folderOf(manifest, "sub")->content.size(), 2U);
    EXPECT_EQ(findings(report), (std::map<std::string, Verdict>{{"c", Verdict::New}}));
}

TEST_F(CheckScope, AFailedFileGetsNoDigestInANewFormat)
{
    create();
    put("b", "WORLD");
    CheckRequest more = request();
    more.formats = {Algorithm::Md5};
    create(more);
    EXPECT_EQ(recorded("b"), "xxh64 failed");
    EXPECT_EQ(recorded("sub/a"), "md5 verified, xxh64 verified");
}

TEST_F(CheckScope, ANewFileGetsTheFormatOfTheHistory)
{
    CheckRequest first = request();
    first.formats = {Algorithm::C4};
    create(first);
    put("c", "new");
    create();
    EXPECT_EQ(recorded("c"), "c4 original");
}

TEST_F(CheckScope, OneFileIsCheckedAlone)
{
    create();
    put("b", "WORLD");
    CheckRequest one = request();
    one.only = {"sub/a"};
    CheckReport report = verify(one);
    EXPECT_EQ(report.paths.size(), 1U);
    EXPECT_EQ(report.count(Verdict::Match), 1U);
    const Manifest manifest = history().back().manifest;
    EXPECT_EQ(manifest.files.size(), 1U);
    EXPECT_FALSE(manifest.rootHash);
    EXPECT_NE(folderOf(manifest, "sub"), nullptr);

    one.only = {"sub/none"};
    const auto none = verifyScope(m_files, m_clock, one, m_context);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::NotFound);

    fs::remove(m_scope / "sub/a");
    one.only = {"sub/a"};
    EXPECT_THAT(findings(verify(one)), ElementsAre(Pair("sub/a", Verdict::Missing)));
}

TEST_F(CheckScope, WhatIsIgnoredAndWasNeverRecordedIsNotNew)
{
    create();
    put("A001.RMD", "x");
    put("tmp/x", "x");
    CheckRequest ignoring = request();
    ignoring.ignore = {"*.RMD", "/tmp/"};
    const CheckReport report = create(ignoring);
    EXPECT_THAT(findings(report), IsEmpty());
    EXPECT_EQ(recorded("A001.RMD"), "");
    EXPECT_THAT(history().back().manifest.ignorePatterns,
                ElementsAre(".DS_Store", "ascmhl", "ascmhl/", "*.RMD", "/tmp/"));
    // The list is part of the history from then on.
    put("other.RMD", "x");
    EXPECT_THAT(findings(verify()), IsEmpty());
    EXPECT_EQ(folderOf(history().back().manifest, "tmp"), nullptr);
    EXPECT_TRUE(history().back().manifest.rootHash);
}

TEST_F(CheckScope, WhatIsRecordedAndIgnoredIsNamed)
{
    put("keep/f", "f");
    put("gone", "x");
    create();
    put("keep/f", "F");
    fs::remove(m_scope / "gone");
    CheckRequest ignoring = request();
    ignoring.ignore = {"keep/", "gone"};
    const auto all =
        UnorderedElementsAre(Pair("keep/f", Verdict::Ignored), Pair("gone", Verdict::Ignored));
    EXPECT_THAT(findings(verify(ignoring)), all);
    // The patterns are part of the history now, and hide it no more than before.
    fs::remove_all(m_scope / "keep");
    EXPECT_THAT(findings(verify()), all);
    EXPECT_THAT(findings(create()), all);
}

TEST_F(CheckScope, AnIgnoredFolderMayHaveARecord)
{
    // The reference implementation records it, without what lies in it.
    put("cache/x", "x");
    Manifest manifest = test::smallManifest("b");
    manifest.files[0].hashes[0].digest = test::digestOfText(Algorithm::Xxh64, "world");
    manifest.files.push_back(test::fileRecord("sub/a"));
    manifest.files[1].hashes[0].digest = test::digestOfText(Algorithm::Xxh64, "hello");
    manifest.directories = {test::directoryRecord("cache")};
    manifest.ignorePatterns.emplace_back("cache/");
    manifest.rootHash = RootHash{.content = manifest.directories[0].content,
                                 .structure = manifest.directories[0].structure};
    ASSERT_TRUE(appendGeneration(m_disk, m_scope, manifest, m_clock.now()));
    m_clock.step();
    EXPECT_THAT(findings(verify()), IsEmpty());
    fs::remove_all(m_scope / "cache");
    EXPECT_THAT(findings(verify()), IsEmpty());
}

TEST_F(CheckScope, NoPatternLeavesOutWhatAPackingListRecords)
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

TEST_F(CheckScope, NestedHistoriesGoOnFirstAndAreReferredTo)
{
    put("Cards/B001/clip", "clip");
    CheckRequest inner = request();
    inner.scope = m_scope / "Cards" / "B001";
    create(inner);
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

TEST_F(CheckScope, ADamagedHistoryIsComparedAsFarAsItGoesAndNotContinued)
{
    create();
    put("c", "new");
    const CheckReport second = create();
    test::writeFile(second.appended[0].manifestPath,
                    test::readFile(second.appended[0].manifestPath) + "\n");
    put("b", "WORLD");
    const CheckReport report = verify();
    ASSERT_EQ(report.problems.size(), 1U);
    EXPECT_EQ(report.problems[0].fault, HistoryFault::ManifestModified);
    // What the bad manifest may have recorded is not called new.
    EXPECT_THAT(findings(report), UnorderedElementsAre(Pair("b", Verdict::Mismatch),
                                                       Pair("c", Verdict::NoReference)));
    EXPECT_THAT(report.notAppended, HasSubstr("damaged"));
    EXPECT_THAT(create().appended, IsEmpty());
}

TEST_F(CheckScope, ADamagedHistoryThatIsIgnoredStandsInNobodysWay)
{
    put("Trash/ascmhl/0001_Trash_2026-01-16_091500Z.mhl", "damaged");
    put("Trash/x", "x");
    CheckRequest ignoring = request();
    ignoring.ignore = {"Trash/"};
    const CheckReport report = create(ignoring);
    EXPECT_THAT(report.problems, IsEmpty());
    EXPECT_EQ(report.appended.size(), 1U);
    EXPECT_EQ(verify().appended.size(), 1U);
    EXPECT_EQ(verify().count(Verdict::Match), 2U);
}

TEST_F(CheckScope, WithoutAHistoryThereIsNothingToVerify)
{
    const CheckReport report = verify();
    EXPECT_FALSE(report.hasHistory);
    EXPECT_THAT(report.paths, IsEmpty());
    EXPECT_FALSE(fs::exists(m_scope / "ascmhl"));
}

TEST_F(CheckScope, ADiffReadsNoFile)
{
    create();
    put("b", "WORLD");
    put("c", "new");
    fs::remove(m_scope / "sub/a");
    m_files.failWith = [](tailslate::test::Operation operation, const fs::path& path) {
        const bool media = path.filename() == "b" || path.filename() == "c";
        return operation == tailslate::test::Operation::OpenForReading && media ? EIO : 0;
    };
    const CheckReport report = done(diffScope(m_files, request(), m_context));
    EXPECT_THAT(findings(report),
                UnorderedElementsAre(Pair("b", Verdict::Present), Pair("c", Verdict::New),
                                     Pair("sub/a", Verdict::Missing)));
    EXPECT_EQ(report.count(Verdict::Match), 0U);
    EXPECT_THAT(report.appended, IsEmpty());
}

TEST_F(CheckScope, WhatCannotBeReadIsSaidAndDoesNotEndTheRest)
{
    put("dark/x", "x");
    create();
    m_files.failWith = [this](tailslate::test::Operation operation, const fs::path& path) {
        const bool file =
            operation == tailslate::test::Operation::OpenForReading && path == m_scope / "b";
        const bool folder =
            operation == tailslate::test::Operation::List && path == m_scope / "dark";
        return file ? EIO : folder ? EACCES : 0;
    };
    const CheckReport report = verify();
    EXPECT_THAT(findings(report), UnorderedElementsAre(Pair("b", Verdict::Unreadable),
                                                       Pair("dark", Verdict::Unreadable),
                                                       Pair("dark/x", Verdict::Unreadable)));
    EXPECT_EQ(report.count(Verdict::Match), 1U);
    EXPECT_FALSE(history().back().manifest.rootHash);
}

TEST_F(CheckScope, ABadReadIsTriedOnceMoreAndNamed)
{
    create();
    std::atomic<int> reads = 0;
    m_files.afterRead = [&](const fs::path& path, std::uint64_t, std::span<std::byte> bytes) {
        if (path.filename() == "b" && !bytes.empty() && reads++ == 0)
            bytes[0] ^= std::byte{1};
    };
    const CheckReport report = verify();
    EXPECT_THAT(findings(report), IsEmpty());
    const auto file = std::ranges::find(report.paths, "b", &PathVerdict::path);
    EXPECT_THAT(file->message, HasSubstr("a first read differed"));
}

TEST_F(CheckScope, WhatCameFromMemoryIsNotCalledVerified)
{
    create();
    m_files.transferSeen = [](io::Transfer) { return io::Transfer::Cached; };
    const CheckReport report = verify();
    EXPECT_EQ(report.count(Verdict::NotFromMedium), 2U);
    EXPECT_EQ(report.fromCache, 2U);
    EXPECT_EQ(report.count(Verdict::Match), 0U);
    EXPECT_THAT(report.appended, IsEmpty());
}

TEST_F(CheckScope, WhatWasWrittenAMomentAgoIsSyncedAndReadFromTheMedium)
{
    create();
    test::writeFile(m_scope / "b", "world");
    const CheckReport report = verify();
    EXPECT_EQ(report.count(Verdict::Match), 2U);
    EXPECT_EQ(report.fromCache, 0U);
}

TEST_F(CheckScope, LinksAreNeitherFollowedNorRecorded)
{
    test::writeFile(m_temp.path() / "secret", "secret");
    fs::create_symlink(m_temp.path() / "secret", m_scope / "link");
    fs::create_directory_symlink(m_temp.path(), m_scope / "up");
    const CheckReport report = create();
    EXPECT_THAT(report.skipped, ElementsAre("link", "up"));
    EXPECT_EQ(report.paths.size(), 2U);
    EXPECT_EQ(history().back().manifest.files.size(), 2U);
}

TEST_F(CheckScope, ANameThatNoManifestCanHoldIsSaid)
{
    put("odd\xFFname", "x");
    const CheckReport report = create();
    EXPECT_THAT(findings(report), testing::Contains(Pair("odd\xFFname", Verdict::Unreadable)));
    EXPECT_EQ(report.appended.size(), 1U);
    EXPECT_FALSE(history().back().manifest.rootHash);
    EXPECT_NE(folderOf(history().back().manifest, "sub"), nullptr);
}

TEST_F(CheckScope, WhatNoManifestCanSayIsFoundBeforeAnyFileIsRead)
{
    create();
    std::atomic<int> opened = 0;
    m_files.failWith = [&](tailslate::test::Operation operation, const fs::path& path) {
        opened += operation == tailslate::test::Operation::OpenForReading && path.filename() == "b";
        return 0;
    };
    CheckRequest comment = request();
    comment.creator.comment = "\x01";
    CheckRequest pattern = request();
    pattern.ignore = {"\xFF"};
    for (const CheckRequest& bad : {comment, pattern}) {
        const auto refused = createGeneration(m_files, m_clock, bad, m_context);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    }
    EXPECT_EQ(opened, 0);
    // A verification is not about writing.
    const CheckReport report = verify(comment);
    EXPECT_EQ(report.count(Verdict::Match), 2U);
    EXPECT_TRUE(report.appendFailed);
    EXPECT_THAT(report.notAppended, HasSubstr("comment"));
}

TEST_F(CheckScope, NamesKeepTheirBytes)
{
    put(" leading", "1");
    put("o\xCC\x88", "decomposed");
    put("\xC3\xB6", "composed");
    put("Q&A <1>.mov", "2");
    create();
    EXPECT_EQ(verify().count(Verdict::Match), 6U);
}

TEST_F(CheckScope, AStopEndsItWithinABlockAndAppendsNothing)
{
    create();
    put("big", std::string(std::size_t{12} << 20, 'x'));
    m_files.afterRead = [this](const fs::path& path, std::uint64_t, std::span<std::byte>) {
        if (path.filename() == "big")
            m_stop.request_stop();
    };
    const auto report = createGeneration(m_files, m_clock, request(), m_context);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(history().size(), 1U);
}

TEST_F(CheckScope, AnotherJobInTheFolderKeepsItOut)
{
    const auto lock = m_disk.lockFolder(m_scope);
    const auto report = createGeneration(m_files, m_clock, request(), m_context);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::AlreadyExists);
}

TEST_F(CheckScope, AFileIsComparedWithTheHistoryAroundANewNestedOne)
{
    put("roll/clip", "clip");
    create();
    put("roll/log", "log");
    CheckRequest inner = request();
    inner.scope = m_scope / "roll";
    inner.only = {"log"};
    create(inner);
    put("roll/clip", "CLIP");
    // The inner history does not know the clip; the outer one does.
    EXPECT_THAT(findings(verify()), ElementsAre(Pair("roll/clip", Verdict::Mismatch)));
}

TEST_F(CheckScope, ANestedHistoryDoesNotSilenceTheOneAroundIt)
{
    put("roll/clip", "clip");
    put("roll/good", "good");
    create();
    put("roll/clip", "CLIP");
    CheckRequest inner = request();
    inner.scope = m_scope / "roll";
    create(inner);
    CheckReport report = verify();
    EXPECT_THAT(findings(report), ElementsAre(Pair("roll/clip", Verdict::Mismatch)));
    EXPECT_THAT(report.paths[1].message + report.paths[2].message + report.paths[3].message,
                HasSubstr("of the history around it recorded"));
    EXPECT_EQ(recorded("clip", "roll"), "xxh64 failed");
    EXPECT_EQ(recorded("good", "roll"), "xxh64 verified");
    // It stays so.
    EXPECT_THAT(findings(verify()), ElementsAre(Pair("roll/clip", Verdict::Mismatch)));
}

TEST_F(CheckScope, ANestedHistoryInAnotherFormatDoesNotSilenceTheOneAroundItEither)
{
    put("roll/clip", "clip");
    create();
    put("roll/clip", "CLIP");
    CheckRequest inner = request();
    inner.scope = m_scope / "roll";
    inner.formats = {Algorithm::Md5};
    create(inner);
    EXPECT_THAT(findings(verify()), ElementsAre(Pair("roll/clip", Verdict::Mismatch)));
}

TEST_F(CheckScope, AFileThatANestedHistoryRenamedIsComparedWithTheHistoryAroundIt)
{
    put("roll/clip", "clip");
    create();
    put("roll/clip", "CLIP");
    CheckRequest inner = request();
    inner.scope = m_scope / "roll";
    create(inner);
    fs::rename(m_scope / "roll/clip", m_scope / "roll/take");
    done(recordRenames(m_files, m_clock, inner, {}, m_context));
    put("roll/clip", "another");
    create(inner);
    // The new file under the old name is another one.
    EXPECT_THAT(findings(verify()), ElementsAre(Pair("roll/take", Verdict::Mismatch)));
}

TEST_F(CheckScope, AFolderThatANestedHistoryDoesNotKnowIsMissingToo)
{
    fs::create_directories(m_scope / "roll/empty");
    put("roll/day/clip", "clip");
    create();
    fs::remove(m_scope / "roll/empty");
    CheckRequest inner = request();
    inner.scope = m_scope / "roll";
    create(inner);
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

TEST_F(CheckScope, AFolderWhoseDigestIsAnotherThanRecordedIsNamed)
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

TEST_F(CheckScope, FoldersThatChangedWithTheirFilesAreNotNamed)
{
    put("sub/gone", "x");
    put("other/c", "c");
    put("nest/clip", "clip");
    fs::create_directories(m_scope / "nest/empty");
    create();
    CheckRequest nest = request();
    nest.scope = m_scope / "nest";
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

TEST_F(CheckScope, APackingListIsComparedWithTheWholeScope)
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

TEST_F(CheckScope, AGenerationThatTheMediumHoldsOtherwiseIsNotCalledAppended)
{
    for (const std::string_view broken : {".mhl", "ascmhl_chain.xml"}) {
        create();
        const std::size_t before = history().size();
        m_files.afterRead = [&](const fs::path& path, std::uint64_t, std::span<std::byte> bytes) {
            // Read back under their temporary names.
            if (path.parent_path().filename() == "ascmhl" &&
                path.filename().native().starts_with('.') &&
                path.native().find(broken) != std::string::npos && !bytes.empty())
                bytes[bytes.size() / 2] ^= std::byte{1};
        };
        const CheckReport report = verify();
        EXPECT_TRUE(report.appendFailed) << broken;
        EXPECT_THAT(report.notAppended, HasSubstr("read back")) << broken;
        EXPECT_THAT(report.appended, IsEmpty()) << broken;
        m_files.afterRead = {};
        EXPECT_EQ(history().size(), before) << broken;
    }
}

/// A legacy manifest in the scope with one digest for each of some files.
std::string legacyList(const std::vector<std::pair<std::string, std::string>>& files)
{
    std::string xml = "<hashlist version=\"1.1\">";
    for (const auto& [path, digest] : files)
        xml += "<hash><file>" + path + "</file>" + digest + "</hash>";
    return xml + "</hashlist>";
}

TEST_F(CheckScope, ALegacyManifestIsComparedWithTheScopeItLiesIn)
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

TEST_F(CheckScope, APackingListInTheScopeIsNoNewFileOfIt)
{
    put("a", "hello");
    const fs::path list = m_scope / "list.mhl";
    put("list.mhl", legacyList({{"a", "<md5>5d41402abc4b2a76b9719d911017c592</md5>"}}));
    CheckRequest legacy = request();
    const CheckReport report = done(verifyPackingList(m_files, m_clock, legacy, list, m_context));
    EXPECT_FALSE(findings(report).contains("list.mhl"));
    EXPECT_EQ(report.count(Verdict::Match), 1U);
}

} // namespace
} // namespace tailslate::mhl
