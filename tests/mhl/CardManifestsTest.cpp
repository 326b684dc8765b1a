// SPDX-License-Identifier: Apache-2.0
#include "mhl/CardManifests.h"

#include "io/DiskFileSystem.h"
#include "mhl/History.h"
#include "mhl/MhlTestData.h"
#include "support/FaultyFileSystem.h"
#include "support/TempDir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <stop_token>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;
using hash::Algorithm;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

hash::Digest xxh64(std::string_view text)
{
    return test::digestOfText(Algorithm::Xxh64, text);
}

hash::Digest md5(std::string_view text)
{
    return test::digestOfText(Algorithm::Md5, text);
}

/// The digits of a digest, byte by byte from the end.
std::string reversedText(const hash::Digest& digest)
{
    const std::string text = digest.toText();
    std::string reversed;
    for (std::size_t at = text.size(); at > 0; at -= 2)
        reversed += text.substr(at - 2, 2);
    return reversed;
}

std::string legacy(std::string_view path, std::string_view element, std::string_view digest)
{
    const std::string tag(element);
    return "<hashlist version=\"1.1\"><hash><file>" + std::string(path) + "</file><size>5</size><" +
           tag + ">" + std::string(digest) + "</" + tag + "></hash></hashlist>";
}

FileRecord recordOf(std::string path, std::vector<HashEntry> hashes)
{
    FileRecord record;
    record.path = std::move(path);
    record.hashes = std::move(hashes);
    return record;
}

class CardManifests : public testing::Test {
protected:
    /// Appends a generation to the history of a folder on the card.
    fs::path seal(const fs::path& scope, std::vector<FileRecord> records)
    {
        fs::create_directories(m_card / scope);
        Manifest manifest = test::smallManifest();
        manifest.files = std::move(records);
        const auto sealed = appendGeneration(m_disk, (m_card / scope).lexically_normal(), manifest,
                                             test::moment("2026-01-16T09:15:00Z"));
        EXPECT_TRUE(sealed) << (sealed ? "" : sealed.error().describe());
        return sealed ? sealed->manifestPath.lexically_relative(m_card) : fs::path();
    }

    /// Appends a generation that records nothing but a renamed folder.
    void renameFolder(const fs::path& scope, const char* from, const char* to)
    {
        Manifest manifest = test::smallManifest();
        manifest.files.clear();
        DirectoryRecord folder;
        folder.path = to;
        folder.previousPath = from;
        manifest.directories = {folder};
        ASSERT_TRUE(appendGeneration(m_disk, (m_card / scope).lexically_normal(), manifest,
                                     test::moment("2026-01-17T09:15:00Z")));
    }

    void writeLegacy(const fs::path& name, std::string_view xml)
    {
        test::writeFile(m_card / name, xml);
    }

    SourceDigests read()
    {
        auto digests = readCardManifests(m_disk, m_card);
        EXPECT_TRUE(digests) << (digests ? "" : digests.error().describe());
        return digests ? *std::move(digests) : SourceDigests();
    }

    tailslate::test::TempDir m_temp;
    fs::path m_card = m_temp.path() / "A001R2EC";
    io::DiskFileSystem m_disk;
};

HashEntry entry(const hash::Digest& digest, Action action)
{
    return {.digest = digest, .action = action, .hashedAt = std::nullopt};
}

TEST_F(CardManifests, ACardWithoutManifestsHasNone)
{
    test::writeFile(m_card / "Clips" / "a.mov", "x");
    const auto digests = read();
    EXPECT_EQ(digests.size(), 0U);
    EXPECT_THAT(digests.manifests(), IsEmpty());
    EXPECT_THAT(digests.problems(), IsEmpty());
    EXPECT_THAT(digests.algorithms(), IsEmpty());
    EXPECT_FALSE(digests.find("Clips/a.mov", Algorithm::Xxh64));
    EXPECT_FALSE(digests.algorithmFor("Clips/a.mov"));
    EXPECT_EQ(digests.manifestOf("Clips/a.mov", Algorithm::Xxh64), nullptr);
    EXPECT_EQ(digests.compare("Clips/a.mov", xxh64("x")), Agreement::Unknown);
}

TEST_F(CardManifests, FindsHistoriesAtTheRootAndUpToTwoLevelsDown)
{
    const fs::path root = seal(".", {recordOf("a", {entry(xxh64("a"), Action::Original)})});
    const fs::path one = seal("Roll", {recordOf("b", {entry(xxh64("b"), Action::Original)})});
    const fs::path two =
        seal("Day/Roll", {recordOf("Clips/c", {entry(xxh64("c"), Action::Original),
                                               entry(md5("c"), Action::Original)})});
    seal("Too/Far/Down", {recordOf("d", {entry(xxh64("d"), Action::Original)})});

    const auto digests = read();
    EXPECT_THAT(digests.problems(), IsEmpty());
    EXPECT_THAT(digests.manifests(), testing::UnorderedElementsAre(root, one, two));
    EXPECT_EQ(digests.size(), 3U);
    EXPECT_EQ(digests.find("a", Algorithm::Xxh64), xxh64("a"));
    EXPECT_EQ(digests.find("Roll/b", Algorithm::Xxh64), xxh64("b"));
    EXPECT_EQ(digests.find("Day/Roll/Clips/c", Algorithm::Md5), md5("c"));
    EXPECT_FALSE(digests.find("a", Algorithm::Md5));
    EXPECT_FALSE(digests.find("b", Algorithm::Xxh64)) << "paths are the card's";
    EXPECT_FALSE(digests.find("Too/Far/Down/d", Algorithm::Xxh64));
    ASSERT_NE(digests.manifestOf("Day/Roll/Clips/c", Algorithm::Xxh64), nullptr);
    EXPECT_EQ(*digests.manifestOf("Day/Roll/Clips/c", Algorithm::Xxh64), two);
    EXPECT_EQ(digests.algorithmFor("Day/Roll/Clips/c"), Algorithm::Xxh64) << "the fastest";
    EXPECT_THAT(digests.algorithms(), ElementsAre(Algorithm::Xxh64, Algorithm::Md5));
    EXPECT_EQ(digests.compare("a", xxh64("a")), Agreement::Equal);
    EXPECT_EQ(digests.compare("a", xxh64("A")), Agreement::Different);
    EXPECT_EQ(digests.compare("a", md5("a")), Agreement::Unknown);
}

TEST_F(CardManifests, AFailedDigestNeverCounts)
{
    const fs::path first = seal(".", {recordOf("a", {entry(xxh64("a"), Action::Original)}),
                                      recordOf("b", {entry(xxh64("b"), Action::Original)})});
    seal(".",
         {recordOf("a", {entry(xxh64("changed"), Action::Failed)}),
          recordOf("b", {entry(xxh64("b"), Action::Verified), entry(md5("b"), Action::Verified)}),
          recordOf("c", {entry(xxh64("c"), Action::Failed)})});
    const auto digests = read();
    EXPECT_THAT(digests.problems(), IsEmpty());
    EXPECT_EQ(digests.size(), 2U);
    EXPECT_EQ(digests.find("a", Algorithm::Xxh64), xxh64("a"));
    EXPECT_EQ(digests.find("b", Algorithm::Md5), md5("b")) << "a later generation adds a kind";
    EXPECT_EQ(*digests.manifestOf("b", Algorithm::Xxh64), first) << "the earliest that says so";
    EXPECT_FALSE(digests.find("c", Algorithm::Xxh64));
}

TEST_F(CardManifests, FindsLegacyManifestsAtTheRootAndInTopFolders)
{
    writeLegacy("A001.mhl", legacy("Clips/a.mov", "xxhash64be", xxh64("a").toText()));
    writeLegacy("Clips/B.MHL", legacy("b.mov", "md5", md5("b").toText()));
    writeLegacy("._A001.mhl", "resource fork");
    writeLegacy("Clips/Deep/c.mhl", legacy("c.mov", "md5", md5("c").toText()));
    const auto digests = read();
    EXPECT_THAT(digests.problems(), IsEmpty());
    EXPECT_THAT(digests.manifests(), ElementsAre("A001.mhl", "Clips/B.MHL"));
    EXPECT_EQ(digests.size(), 2U);
    EXPECT_EQ(digests.compare("Clips/a.mov", xxh64("a")), Agreement::Equal);
    EXPECT_EQ(digests.compare("Clips/b.mov", md5("b")), Agreement::Equal);
}

TEST_F(CardManifests, TakesXxhash64InEitherByteOrder)
{
    const hash::Digest digest = xxh64("a");
    for (const std::string& text : {digest.toText(), reversedText(digest)}) {
        writeLegacy("A001.mhl", legacy("a", "xxhash64", text));
        const auto digests = read();
        EXPECT_EQ(digests.compare("a", digest), Agreement::Equal) << text;
        EXPECT_EQ(digests.compare("a", xxh64("b")), Agreement::Different);
    }
    // The element that is not in doubt gets no such benefit, and settles the other.
    writeLegacy("A001.mhl", legacy("a", "xxhash64be", reversedText(digest)));
    EXPECT_EQ(read().compare("a", digest), Agreement::Different);

    writeLegacy("A001.mhl", legacy("a", "xxhash64", digest.toText()));
    writeLegacy("A002.mhl", legacy("a", "xxhash64be", digest.toText()));
    const auto settled = read();
    EXPECT_THAT(settled.problems(), IsEmpty());
    EXPECT_EQ(settled.find("a", Algorithm::Xxh64), digest);
    EXPECT_EQ(*settled.manifestOf("a", Algorithm::Xxh64), "A002.mhl");
    EXPECT_EQ(settled.compare("a", *hash::Digest::fromText(Algorithm::Xxh64, reversedText(digest))),
              Agreement::Different);
}

TEST_F(CardManifests, ADamagedManifestIsAProblemAndTheRestCounts)
{
    seal("Good", {recordOf("a", {entry(xxh64("a"), Action::Original)})});
    const fs::path bad = seal("Bad", {recordOf("b", {entry(xxh64("b"), Action::Original)})});
    seal("Bad", {recordOf("c", {entry(xxh64("c"), Action::Original)})});
    test::writeFile(m_card / bad, test::readFile(m_card / bad) + "\n");
    seal("NoChain", {recordOf("d", {entry(xxh64("d"), Action::Original)})});
    fs::remove(m_card / "NoChain" / "ascmhl" / "ascmhl_chain.xml");
    writeLegacy("broken.mhl", "<hashlist version=\"1.1\">");
    writeLegacy("escapes.mhl", legacy("../a", "md5", md5("a").toText()));

    const auto digests = read();
    EXPECT_THAT(
        digests.problems(),
        testing::UnorderedElementsAre(
            AllOf(HasSubstr(bad.string()), HasSubstr("was not used: the manifest was modified")),
            AllOf(HasSubstr("NoChain/ascmhl"), HasSubstr("no chain file")),
            AllOf(HasSubstr("broken.mhl"), HasSubstr("not well-formed")),
            AllOf(HasSubstr("escapes.mhl"), HasSubstr(". or .."))));
    EXPECT_EQ(digests.size(), 2U);
    EXPECT_TRUE(digests.find("Good/a", Algorithm::Xxh64));
    EXPECT_FALSE(digests.find("Bad/b", Algorithm::Xxh64));
    EXPECT_TRUE(digests.find("Bad/c", Algorithm::Xxh64));
    EXPECT_EQ(digests.manifests().size(), 2U);
}

TEST_F(CardManifests, AnEmptyHistoryFolderIsAProblem)
{
    fs::create_directories(m_card / "ascmhl");
    EXPECT_THAT(read().problems(), ElementsAre(HasSubstr("there is no ASC MHL history")));
}

TEST_F(CardManifests, ARenamedFolderKeepsWhatWasRecordedOfItsFiles)
{
    const fs::path first = seal(".", {recordOf("A/x", {entry(xxh64("x"), Action::Original)}),
                                      recordOf("A/deep/y", {entry(xxh64("y"), Action::Original)})});
    renameFolder(".", "A", "B");
    renameFolder(".", "B", "C");
    const auto digests = read();
    EXPECT_THAT(digests.problems(), IsEmpty());
    EXPECT_EQ(digests.size(), 2U);
    EXPECT_EQ(digests.compare("C/x", xxh64("x")), Agreement::Equal);
    EXPECT_EQ(digests.compare("C/x", xxh64("another")), Agreement::Different);
    EXPECT_EQ(digests.compare("C/deep/y", xxh64("y")), Agreement::Equal);
    EXPECT_EQ(digests.compare("A/x", xxh64("x")), Agreement::Unknown);
    ASSERT_NE(digests.manifestOf("C/x", Algorithm::Xxh64), nullptr);
    EXPECT_EQ(*digests.manifestOf("C/x", Algorithm::Xxh64), first);
}

TEST_F(CardManifests, FilesThatChangedPlacesKeepTheirOwnDigests)
{
    seal(".", {recordOf("a", {entry(xxh64("1"), Action::Original)}),
               recordOf("b", {entry(xxh64("2"), Action::Original)})});
    FileRecord a = recordOf("a", {entry(xxh64("2"), Action::Verified)});
    a.previousPath = "b";
    FileRecord b = recordOf("b", {entry(md5("1"), Action::Verified)});
    b.previousPath = "a";
    seal(".", {a, b});
    const auto digests = read();
    EXPECT_THAT(digests.problems(), IsEmpty());
    EXPECT_EQ(digests.compare("a", xxh64("2")), Agreement::Equal);
    EXPECT_EQ(digests.compare("b", xxh64("1")), Agreement::Equal) << "from before it was renamed";
    EXPECT_EQ(digests.compare("b", md5("1")), Agreement::Equal);
}

TEST_F(CardManifests, AFileWithTwoTruthsHasNone)
{
    seal(".",
         {recordOf("a", {entry(xxh64("a"), Action::Original), entry(md5("a"), Action::Original)}),
          recordOf("b", {entry(xxh64("b"), Action::Original)})});
    writeLegacy("old.mhl", legacy("a", "xxhash64be", xxh64("other").toText()));
    const auto digests = read();
    ASSERT_EQ(digests.problems().size(), 1U);
    EXPECT_THAT(digests.problems()[0],
                AllOf(HasSubstr("a is recorded with different xxh64 digests"), HasSubstr("old.mhl"),
                      HasSubstr("ascmhl/0001_")));
    EXPECT_EQ(digests.size(), 1U);
    EXPECT_FALSE(digests.find("a", Algorithm::Xxh64));
    EXPECT_FALSE(digests.find("a", Algorithm::Md5)) << "nothing of that file is to be trusted";
    EXPECT_FALSE(digests.algorithmFor("a"));
    EXPECT_TRUE(digests.find("b", Algorithm::Xxh64));
}

TEST_F(CardManifests, ManyConflictsAreCountedNotListed)
{
    std::vector<FileRecord> first;
    std::vector<FileRecord> second;
    for (int i = 0; i < 150; ++i) {
        const std::string path = "f" + std::to_string(i);
        first.push_back(recordOf(path, {entry(xxh64("1"), Action::Original)}));
        second.push_back(recordOf(path, {entry(xxh64("2"), Action::Verified)}));
    }
    seal(".", first);
    seal(".", second);
    const auto digests = read();
    EXPECT_EQ(digests.size(), 0U);
    ASSERT_EQ(digests.problems().size(), 101U);
    EXPECT_EQ(digests.problems().back(), "50 more files are recorded with different digests");
}

TEST_F(CardManifests, NeverWritesAndSaysWhenTheCardCannotBeRead)
{
    seal("Roll", {recordOf("a", {entry(xxh64("a"), Action::Original)})});
    writeLegacy("A001.mhl", legacy("a", "md5", md5("a").toText()));
    tailslate::test::FaultyFileSystem files(m_disk);
    const auto digests = readCardManifests(files, m_card);
    ASSERT_TRUE(digests);
    EXPECT_EQ(digests->size(), 2U);
    EXPECT_THAT(files.changedPaths(), IsEmpty());

    files.failWith = [&](tailslate::test::Operation operation, const fs::path& path) {
        return operation == tailslate::test::Operation::List && path.filename() == "Roll" ? EIO : 0;
    };
    const auto partly = readCardManifests(files, m_card);
    ASSERT_TRUE(partly);
    EXPECT_EQ(partly->size(), 1U);
    EXPECT_THAT(partly->problems(), ElementsAre(HasSubstr("Roll")));

    const auto gone = readCardManifests(m_disk, m_temp.path() / "gone");
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().code, ErrorCode::NotFound);
}

TEST_F(CardManifests, StoppedWhileTheyAreReadItSaysSoAndReadsNoMore)
{
    for (const char* roll : {"A001", "A002", "A003"})
        seal(roll, {recordOf("a", {entry(xxh64("a"), Action::Original)})});
    writeLegacy("A001.mhl", legacy("a", "md5", md5("a").toText()));
    tailslate::test::FaultyFileSystem files(m_disk);
    std::stop_source stop;
    std::size_t opened = 0;
    files.failWith = [&](tailslate::test::Operation operation, const fs::path& path) {
        if (operation == tailslate::test::Operation::OpenForReading && path.extension() == ".mhl") {
            ++opened;
            stop.request_stop();
        }
        return 0;
    };
    const auto digests = readCardManifests(files, m_card, stop.get_token());
    ASSERT_FALSE(digests);
    EXPECT_EQ(digests.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(opened, 1U);
}

TEST_F(CardManifests, ReadsTreesOfTheReferenceImplementation)
{
    const fs::path trees = test::referenceData() / "golden" / "asc-mhl";
    if (!fs::exists(trees))
        GTEST_SKIP() << "no trees of the reference implementation at " << trees;
    const auto readTree = [&](const char* tree) {
        auto digests = readCardManifests(m_disk, trees / tree);
        EXPECT_TRUE(digests) << (digests ? "" : digests.error().describe());
        return digests ? *std::move(digests) : SourceDigests();
    };
    constexpr std::string_view kClip = "A001R2EC/Clips/A001C001_261121_R2EC.mov";

    for (const char* tree : {"01-create", "02-all-formats", "03-append-verified"}) {
        const auto digests = readTree(tree);
        EXPECT_THAT(digests.problems(), IsEmpty()) << tree;
        EXPECT_EQ(digests.size(), 4U) << tree;
        const auto content = test::readFile(trees / tree / kClip);
        EXPECT_EQ(digests.compare(kClip, xxh64(content)), Agreement::Equal) << tree;
    }
    EXPECT_EQ(readTree("02-all-formats").algorithms().size(), hash::kAllAlgorithms.size());
    EXPECT_THAT(readTree("03-append-verified").algorithms(),
                ElementsAre(Algorithm::Xxh64, Algorithm::Md5));

    // The clip was changed after generation 1: the digest that failed is not taken for the truth.
    const auto failed = readTree("04-append-failed");
    EXPECT_EQ(failed.compare(kClip, xxh64(test::readFile(trees / "04-append-failed" / kClip))),
              Agreement::Different);

    const auto nested = readTree("05-nested");
    EXPECT_THAT(nested.problems(), IsEmpty());
    EXPECT_TRUE(nested.find("Day01/day.txt", Algorithm::Xxh64));
    EXPECT_TRUE(nested.find("Day01/B001R1XY/empty.bin", Algorithm::Xxh64));

    const auto tampered = readTree("07-tampered-manifest");
    EXPECT_EQ(tampered.size(), 0U);
    EXPECT_THAT(tampered.problems(), ElementsAre(HasSubstr("modified")));
}

} // namespace
} // namespace tailslate::mhl
