// SPDX-License-Identifier: Apache-2.0
#include "mhl/CheckScope.h"

#include "mhl/ScopeFixture.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <span>
#include <sys/stat.h>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;
using hash::Algorithm;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

class CheckScope : public test::TwoFilesTest {};

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

TEST_F(CheckScope, APatternThatIsGivenAnewAfterItsOppositeHoldsAgain)
{
    put("sub/notes.tmp", "notes");
    const auto createIgnoring = [&](const char* pattern) {
        CheckRequest ignoring = request();
        ignoring.ignore = {pattern};
        return create(ignoring);
    };
    EXPECT_EQ(createIgnoring("*.tmp").count(Verdict::New), 2U);
    EXPECT_EQ(createIgnoring("*.tmp").count(Verdict::Match), 2U);
    put("late.tmp", "late");
    fs::remove(m_scope / "sub/notes.tmp");
    CheckRequest included = request();
    included.ignore = {"!*.tmp"};
    EXPECT_EQ(findings(verify(included)).at("late.tmp"), Verdict::New);
    CheckRequest ignored = request();
    ignored.ignore = {"*.tmp"};
    EXPECT_FALSE(findings(verify(ignored)).contains("late.tmp"));
    // And so from then on.
    EXPECT_FALSE(findings(verify()).contains("late.tmp"));
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

TEST_F(CheckScope, ALinkThatAnotherProgramRecordedAsAFileSaysThatItIsOne)
{
    create();
    fs::rename(m_scope / "b", m_temp.path() / "b");
    fs::create_symlink(m_temp.path() / "b", m_scope / "b");
    const CheckReport report = verify();
    EXPECT_EQ(findings(report), (std::map<std::string, Verdict>{{"b", Verdict::Unreadable}}));
    const auto link = std::ranges::find(report.paths, "b", &PathVerdict::path);
    EXPECT_THAT(link->message, HasSubstr("it is a link"));
}

TEST_F(CheckScope, FoldersWithoutAnyFileAreRecordedByCreate)
{
    fs::remove_all(m_scope);
    fs::create_directories(m_scope / "empty/inner");
    EXPECT_EQ(create().appended.size(), 1U);
    const Manifest first = history().at(0).manifest;
    ASSERT_NE(folderOf(first, "empty/inner"), nullptr);
    ASSERT_EQ(folderOf(first, "empty/inner")->content.size(), 1U);
    EXPECT_EQ(folderOf(first, "empty/inner")->content[0].digest,
              hash::digestOf(hash::Algorithm::Xxh64, {}));
    EXPECT_TRUE(first.rootHash.has_value());
    const CheckReport good = verify();
    EXPECT_THAT(findings(good), IsEmpty());
    EXPECT_THAT(good.appended, IsEmpty());
    CheckRequest both = request();
    both.formats = {hash::Algorithm::Md5, hash::Algorithm::C4};
    create(both);
    EXPECT_EQ(folderOf(history().at(1).manifest, "empty")->structure.size(), 2U);
    fs::remove(m_scope / "empty/inner");
    EXPECT_EQ(findings(verify()),
              (std::map<std::string, Verdict>{{"empty/inner", Verdict::Missing}}));

    // A folder with nothing in it has nothing to record.
    fs::remove_all(m_scope);
    fs::create_directories(m_scope);
    EXPECT_THAT(create().appended, IsEmpty());
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

TEST_F(CheckScope, AnEmptyFolderThatNoManifestCanHoldIsSaidAndLeavesNoDigestAroundIt)
{
    fs::create_directories(m_scope / "sub/caf\xE9");
    const CheckReport report = create();
    EXPECT_THAT(findings(report),
                UnorderedElementsAre(Pair("b", Verdict::New), Pair("sub/a", Verdict::New),
                                     Pair("sub/caf\xE9", Verdict::Unreadable)));
    const Manifest manifest = history().back().manifest;
    EXPECT_FALSE(manifest.rootHash);
    EXPECT_EQ(folderOf(manifest, "sub"), nullptr);
}

TEST_F(CheckScope, AFolderOfAHistoryIsNoScopeOfItsOwn)
{
    create();
    const auto refused = createGeneration(m_files, m_clock, request("ascmhl"), m_context);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    EXPECT_FALSE(fs::exists(m_scope / "ascmhl/ascmhl"));

    const CheckReport inner = verify(request("sub"));
    EXPECT_FALSE(inner.hasHistory);
    EXPECT_EQ(inner.historyAbove, m_scope);
}

TEST_F(CheckScope, APipeAmongTheManifestsKeepsNobodyWaiting)
{
    create();
    ASSERT_EQ(::mkfifo((m_scope / "ascmhl/0009_pipe.mhl").c_str(), 0600), 0);
    EXPECT_EQ(verify().count(Verdict::Match), 2U);
    fs::remove(m_scope / "ascmhl/ascmhl_chain.xml");
    ASSERT_EQ(::mkfifo((m_scope / "ascmhl/ascmhl_chain.xml").c_str(), 0600), 0);
    const CheckReport report = verify();
    ASSERT_EQ(report.problems.size(), 1U);
    EXPECT_EQ(report.problems[0].path, m_scope / "ascmhl/ascmhl_chain.xml");
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

} // namespace
} // namespace tailslate::mhl
