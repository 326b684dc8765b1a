// SPDX-License-Identifier: Apache-2.0
#include "hash/Hasher.h"
#include "mhl/CheckScope.h"
#include "mhl/DirectoryHash.h"
#include "mhl/History.h"
#include "mhl/HistoryTree.h"
#include "offload/Resume.h"
#include "OffloadFixture.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <span>
#include <string>
#include <vector>

namespace tailslate::offload {
namespace {

namespace fs = std::filesystem;
using hash::Algorithm;
using testing::HasSubstr;

/// Cards that bring histories which other programs wrote: in their folders, in several formats.
class SealOfSeveralHistoriesTest : public test::OffloadFixture {
protected:
    static constexpr const char* kClip = "A001C001_261121_R2EC.mov";
    static constexpr const char* kList = "A001R2EC_AVID.ale";

    static void put(const fs::path& path, const std::string& content)
    {
        fs::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << content;
    }

    static hash::Digest digestOf(const fs::path& path, Algorithm algorithm_)
    {
        const std::string content = contentOf(path);
        return hash::digestOf(algorithm_, std::as_bytes(std::span(content)));
    }

    [[nodiscard]] mhl::FileRecord record(const fs::path& scope, const std::string& path,
                                         Algorithm algorithm_) const
    {
        mhl::FileRecord one;
        one.path = path;
        one.size = fs::file_size(scope / path);
        one.hashes.push_back(
            {digestOf(scope / path, algorithm_), mhl::Action::Original, clock.now()});
        return one;
    }

    /// Appends a generation to the history of `scope`.
    void append(const fs::path& scope, std::vector<mhl::FileRecord> records,
                std::vector<mhl::DirectoryRecord> folders = {},
                std::vector<std::string> ignore = {})
    {
        mhl::Manifest manifest;
        manifest.creator.created = clock.now();
        manifest.creator.hostname = "camera cart";
        manifest.creator.toolName = "another program";
        manifest.creator.toolVersion = "1";
        manifest.files = std::move(records);
        manifest.directories = std::move(folders);
        manifest.ignorePatterns = std::move(ignore);
        const auto appended = mhl::appendGeneration(disk, scope, manifest, clock.now());
        ASSERT_TRUE(appended) << appended.error().describe();
    }

    /// The history of the clips' folder, as another program left it on the card.
    void makeInnerHistory()
    {
        const fs::path scope = card / "A001R2EC";
        append(scope, {record(scope, kClip, Algorithm::Xxh64), record(scope, kList, Algorithm::Md5),
                       record(scope, "zero.bin", Algorithm::Xxh64)});
    }

    /// What the record of a run says is taken up.
    OffloadResult goOn(const OffloadResult& earlier, bool reverify = false)
    {
        auto taken = takeUp(files, earlier, listCard(), {reverify, true}, clock, {{}, progress});
        if (!taken) {
            ADD_FAILURE() << taken.error().describe();
            return {};
        }
        return run(taken->plan, {}, std::move(taken->known));
    }

    /// Nothing can be written into the history of the roll at the first destination.
    void breakOuterSeal()
    {
        files.failWith = [this](test::Operation operation, const fs::path& path) {
            const fs::path within = path.lexically_relative(roll(first));
            const bool isOuter = within.begin() != within.end() && *within.begin() == "ascmhl";
            return isOuter && operation == test::Operation::Rename ? EIO : 0;
        };
    }

    static fs::path roll(const fs::path& destination) { return destination / "A001R2EC"; }

    static fs::path inner(const fs::path& destination) { return roll(destination) / "A001R2EC"; }

    std::vector<mhl::Generation> historyOf(const fs::path& scope)
    {
        auto history = mhl::readHistory(disk, scope);
        EXPECT_TRUE(history) << history.error().describe();
        return history ? std::move(*history) : std::vector<mhl::Generation>{};
    }

    static const mhl::FileRecord* find(const mhl::Generation& generation, const std::string& path)
    {
        const auto& files = generation.manifest.files;
        const auto found = std::ranges::find(files, path, &mhl::FileRecord::path);
        return found == files.end() ? nullptr : &*found;
    }

    static std::vector<std::string> entriesOf(const mhl::Generation& generation,
                                              const std::string& path)
    {
        std::vector<std::string> words;
        const mhl::FileRecord* const file = find(generation, path);
        if (file == nullptr)
            return {"no record"};
        for (const mhl::HashEntry& entry : file->hashes)
            words.push_back(std::string(hash::algorithmName(entry.digest.algorithm())) +
                            (entry.action == mhl::Action::Verified ? " verified" : " original"));
        return words;
    }
};

TEST_F(SealOfSeveralHistoriesTest, AHistoryInAFolderOfTheCardGoesOnAndTheRollsOwnRefersToIt)
{
    put(card / "notes.txt", "outside of the inner history");
    makeInnerHistory();
    const OffloadResult result = run();
    ASSERT_TRUE(judge(result, {}).allVerified)
        << result.destinations.at(0).error.value_or(Error{}).describe();

    for (const fs::path& destination : {first, second}) {
        const auto within = historyOf(inner(destination));
        ASSERT_EQ(within.size(), 2U);
        EXPECT_EQ(contentOf(inner(destination) / "ascmhl" / within[0].entry.fileName),
                  contentOf(card / "A001R2EC" / "ascmhl" / within[0].entry.fileName));
        EXPECT_EQ(within[1].manifest.process, mhl::Process::Transfer);
        EXPECT_EQ(within[1].manifest.files.size(), 3U);
        EXPECT_THAT(entriesOf(within[1], kClip), testing::ElementsAre("xxh64 verified"));

        const auto around = historyOf(roll(destination));
        ASSERT_EQ(around.size(), 1U);
        ASSERT_EQ(around[0].manifest.files.size(), 1U);
        EXPECT_EQ(around[0].manifest.files[0].path, "notes.txt");
        ASSERT_EQ(around[0].manifest.references.size(), 1U);
        EXPECT_EQ(around[0].manifest.references[0].path,
                  "A001R2EC/ascmhl/" + within[1].entry.fileName);
        EXPECT_EQ(around[0].manifest.references[0].c4, within[1].entry.c4);

        const auto nested = mhl::findNestedScopes(disk, roll(destination));
        ASSERT_TRUE(nested);
        const auto tree = mhl::HistoryTree::load(disk, roll(destination), *nested);
        ASSERT_TRUE(tree) << tree.error().describe();
        EXPECT_TRUE(tree->problems().empty());
    }
}

TEST_F(SealOfSeveralHistoriesTest, DigestsOfFoldersAreThoseOfTheWholeTreeWithoutItsHistories)
{
    makeInnerHistory();
    ASSERT_TRUE(judge(run(), {}).allVerified);
    mhl::HashedTree tree;
    for (const char* name : {kClip, kList, "zero.bin"})
        tree.files.push_back({std::string("A001R2EC/") + name,
                              digestOf(card / "A001R2EC" / name, Algorithm::Xxh64)});
    tree.folders = {"A001R2EC", "A001R2EC/EMPTY"};
    const auto expected = mhl::directoryDigests(tree, Algorithm::Xxh64);
    ASSERT_TRUE(expected);
    const auto of = [&](const std::string& path) {
        return *std::ranges::find(*expected, path, &mhl::DirectoryDigest::path);
    };

    const auto around = historyOf(roll(first)).at(0).manifest;
    EXPECT_EQ(around.rootHash.value().content.at(0).digest, of("").content);
    EXPECT_EQ(around.rootHash.value().structure.at(0).digest, of("").structure);
    ASSERT_EQ(around.directories.size(), 1U);
    EXPECT_EQ(around.directories[0].path, "A001R2EC");
    const auto within = historyOf(inner(first)).at(1).manifest;
    EXPECT_EQ(within.rootHash.value().content.at(0).digest, of("A001R2EC").content);
    ASSERT_EQ(within.directories.size(), 1U);
    EXPECT_EQ(within.directories[0].path, "EMPTY");
}

TEST_F(SealOfSeveralHistoriesTest, TheSameCardAgainIsTheSameCardAlsoWhenItsCopiesWereCheckedSince)
{
    makeInnerHistory();
    ASSERT_TRUE(judge(run(), {}).allVerified);
    const fs::path scope = inner(first);
    append(scope, {record(scope, kClip, Algorithm::Sha1)});
    const OffloadResult again = run();
    EXPECT_TRUE(judge(again, {}).allVerified)
        << again.destinations.at(0).error.value_or(Error{}).describe();
    EXPECT_EQ(historyOf(inner(first)).size(), 4U);
    EXPECT_EQ(historyOf(inner(second)).size(), 3U);
    EXPECT_EQ(tree(card / "A001R2EC").size(), 5U) << "three files, a manifest, a chain";
}

TEST_F(SealOfSeveralHistoriesTest, AJobThatWasCutOffBetweenTwoSealsGoesOnWithTheInnerOne)
{
    put(card / "notes.txt", "outside of the inner history");
    makeInnerHistory();
    breakOuterSeal();
    const OffloadResult cutOff = run();
    files.failWith = {};
    ASSERT_FALSE(cutOff.destinations.at(0).manifest);
    ASSERT_EQ(historyOf(inner(first)).size(), 2U) << "the inner seal was to be made";
    const auto sealed = tree(inner(first) / "ascmhl");

    const OffloadResult ended = goOn(cutOff);
    ASSERT_TRUE(judge(ended, {}).allVerified)
        << ended.destinations.at(0).error.value_or(Error{}).describe();
    EXPECT_EQ(tree(inner(first) / "ascmhl"), sealed);
    const auto around = historyOf(roll(first));
    ASSERT_EQ(around.size(), 1U);
    ASSERT_EQ(around[0].manifest.references.size(), 1U);
    EXPECT_EQ(around[0].manifest.references[0].c4, historyOf(inner(first)).at(1).entry.c4);

    // Asked for once more, the proof is a new one, and so are the seals.
    EXPECT_TRUE(judge(goOn(ended, true), {}).allVerified);
    EXPECT_EQ(historyOf(inner(first)).size(), 3U);
    EXPECT_EQ(historyOf(roll(first)).size(), 2U);
}

TEST_F(SealOfSeveralHistoriesTest, AnInnerSealOfAnotherJobIsNotGoneOnWith)
{
    put(card / "notes.txt", "outside of the inner history");
    makeInnerHistory();
    breakOuterSeal();
    ASSERT_FALSE(run().destinations.at(0).manifest);
    files.failWith = {};
    ASSERT_TRUE(judge(run(), {}).allVerified);
    EXPECT_EQ(historyOf(inner(first)).size(), 3U);
}

TEST_F(SealOfSeveralHistoriesTest, AJobThatDiedAfterItsSealsDoesNotSealTwice)
{
    files.volumeSeen = [](const fs::path&, io::Volume volume) {
        volume.volumeId = "1234-ABCD"; // Else every copy is read back anew.
        return volume;
    };
    put(card / "notes.txt", "outside of the inner history");
    makeInnerHistory();
    OffloadResult ended = run();
    ASSERT_TRUE(judge(ended, {}).allVerified);
    const auto sealed = tree(roll(first));
    for (DestinationOutcome& outcome : ended.destinations)
        outcome.manifest.reset(); // Nobody lived to record it.
    EXPECT_TRUE(judge(goOn(ended), {}).allVerified);
    EXPECT_EQ(tree(roll(first)), sealed);

    // What had to be copied anew meanwhile is worth a new generation.
    fs::remove(roll(first) / "notes.txt");
    EXPECT_TRUE(judge(goOn(ended), {}).allVerified);
    EXPECT_EQ(historyOf(roll(first)).size(), 2U);
}

TEST_F(SealOfSeveralHistoriesTest, AnInnerRecordThatDiffersFromTheCardKeepsTheSealFromBeingMade)
{
    const fs::path scope = card / "A001R2EC";
    put(scope / kList, "what it was");
    append(scope, {record(scope, kList, Algorithm::Xxh64)});
    put(scope / kList, "what it is.");
    options.useCardManifests = false;
    const OffloadResult result = run();
    EXPECT_FALSE(judge(result, {}).allVerified);
    EXPECT_THAT(result.destinations.at(0).error.value_or(Error{}).describe(),
                HasSubstr("another digest"));
    EXPECT_EQ(historyOf(inner(first)).size(), 1U);
    EXPECT_FALSE(fs::exists(roll(first) / "ascmhl"));
}

TEST_F(SealOfSeveralHistoriesTest, WhatIsRecordedInAnotherFormatIsComparedAndSealedInBoth)
{
    append(card, {record(card, std::string("A001R2EC/") + kClip, Algorithm::Md5)});
    append(card, {record(card, std::string("A001R2EC/") + kList, Algorithm::Xxh64)});
    const OffloadResult result = run();
    ASSERT_TRUE(judge(result, {}).allVerified)
        << result.destinations.at(0).error.value_or(Error{}).describe();
    const auto history = historyOf(roll(first));
    ASSERT_EQ(history.size(), 3U);
    EXPECT_THAT(entriesOf(history[2], std::string("A001R2EC/") + kClip),
                testing::UnorderedElementsAre("xxh64 verified", "md5 verified"));
    EXPECT_THAT(entriesOf(history[2], std::string("A001R2EC/") + kList),
                testing::ElementsAre("xxh64 verified"));
    EXPECT_THAT(entriesOf(history[2], "A001R2EC/zero.bin"), testing::ElementsAre("xxh64 original"));
}

TEST_F(SealOfSeveralHistoriesTest, HistoriesDeepOnTheCardAreComparedEachInItsFormat)
{
    const fs::path withMd5 = card / "A001R2EC" / "a" / "b" / "c";
    const fs::path withSha1 = card / "A001R2EC" / "x" / "y" / "z";
    put(withMd5 / "one.txt", "one");
    put(withSha1 / "two.txt", "two");
    append(withMd5, {record(withMd5, "one.txt", Algorithm::Md5)});
    append(withSha1, {record(withSha1, "two.txt", Algorithm::Sha1)});
    const OffloadResult result = run();
    ASSERT_TRUE(judge(result, {}).allVerified)
        << result.destinations.at(0).error.value_or(Error{}).describe();
    const auto history = historyOf(roll(first) / "A001R2EC" / "a" / "b" / "c");
    ASSERT_EQ(history.size(), 2U);
    EXPECT_THAT(entriesOf(history[1], "one.txt"),
                testing::UnorderedElementsAre("xxh64 verified", "md5 verified"));
}

TEST_F(SealOfSeveralHistoriesTest, WhatIsRecordedInAnotherFormatAndNotComparedIsRefusedBeforehand)
{
    append(card, {record(card, std::string("A001R2EC/") + kClip, Algorithm::Md5)});
    for (const Mode mode : {Mode::VerifySecondRead, Mode::VerifyLater}) {
        options.mode = mode;
        const auto made = plan();
        ASSERT_FALSE(made);
        EXPECT_EQ(made.error().code, ErrorCode::Unsupported);
        EXPECT_THAT(made.error().message, HasSubstr("--hash md5"));
    }
    options.mode = Mode::Verify;
    options.useCardManifests = false;
    EXPECT_FALSE(plan());
    options.useCardManifests = true;
    EXPECT_TRUE(plan());
}

TEST_F(SealOfSeveralHistoriesTest, AFolderWithANameThatNoManifestCanHoldGetsNoDigest)
{
    put(card / "A001R2EC" / "F" / "caf\xe9.mov", "odd");
    put(card / "A001R2EC" / "F" / "plain.mov", "even");
    put(card / "A001R2EC" / "G" / "plain.mov", "even");
    EXPECT_TRUE(run().destinations.at(0).good());
    const auto manifest = historyOf(roll(first)).at(0).manifest;
    EXPECT_FALSE(manifest.rootHash);
    std::vector<std::string> folders;
    for (const mhl::DirectoryRecord& folder : manifest.directories)
        folders.push_back(folder.path);
    EXPECT_THAT(folders, testing::UnorderedElementsAre("A001R2EC/EMPTY", "A001R2EC/G"));
}

TEST_F(SealOfSeveralHistoriesTest, WhatWasSaidOfANameBeforeItsFileWasRenamedIsNotSaidOfTheNextOne)
{
    const std::string name = std::string("A001R2EC/") + kList;
    append(card, {record(card, name, Algorithm::Xxh64)});
    fs::rename(card / name, card / "A001R2EC" / "old.ale");
    mhl::FileRecord renamed = record(card, "A001R2EC/old.ale", Algorithm::Xxh64);
    renamed.hashes[0].action = mhl::Action::Verified;
    renamed.previousPath = name;
    append(card, {renamed});
    put(card / name, "a list of its own");
    append(card, {record(card, name, Algorithm::Xxh64)});

    const OffloadResult result = run();
    ASSERT_TRUE(judge(result, {}).allVerified)
        << result.destinations.at(0).error.value_or(Error{}).describe();
    const auto history = historyOf(roll(first));
    ASSERT_EQ(history.size(), 4U);
    EXPECT_THAT(entriesOf(history[3], name), testing::ElementsAre("xxh64 verified"));
    EXPECT_THAT(entriesOf(history[3], "A001R2EC/old.ale"), testing::ElementsAre("xxh64 verified"));
    const auto& copied = result.plan.files();
    const auto list = std::ranges::find(copied, name, &media::CardFile::path);
    ASSERT_NE(list, copied.end());
    EXPECT_TRUE(
        result.copies.at(static_cast<std::size_t>(list - copied.begin()), 0).sourceConfirmed);
}

TEST_F(SealOfSeveralHistoriesTest, AFileThatIsNotWhatItWasBeforeItsFolderWasRenamedIsNeverSealed)
{
    const fs::path scope = card / "A001R2EC";
    append(card, {record(card, std::string("A001R2EC/") + kList, Algorithm::Xxh64)});
    fs::rename(scope, card / "RENAMED");
    mhl::DirectoryRecord folder;
    folder.path = "RENAMED";
    folder.previousPath = "A001R2EC";
    append(card, {}, {folder});
    options.rollFolder = "A001R2EC";
    EXPECT_TRUE(judge(run(), {}).allVerified);
    const auto history = historyOf(roll(first));
    ASSERT_EQ(history.size(), 3U);
    EXPECT_THAT(entriesOf(history[2], std::string("RENAMED/") + kList),
                testing::ElementsAre("xxh64 verified"));
    EXPECT_THAT(entriesOf(history[2], "RENAMED/zero.bin"), testing::ElementsAre("xxh64 original"));

    put(card / "RENAMED" / kList, "another list");
    options.rollFolder = "compared while it is read";
    const OffloadResult compared = run();
    EXPECT_FALSE(judge(compared, {}).allVerified);
    EXPECT_EQ(compared.destinations.at(0).filesFailed, 1U);
    options.rollFolder = "compared by the seal alone";
    options.useCardManifests = false;
    const OffloadResult sealed = run();
    EXPECT_FALSE(judge(sealed, {}).allVerified);
    EXPECT_THAT(sealed.destinations.at(0).error.value_or(Error{}).describe(),
                HasSubstr("another digest"));
}

TEST_F(SealOfSeveralHistoriesTest, FilesThatChangedPlacesOnTheCardAreBothKnown)
{
    const std::string clip = std::string("A001R2EC/") + kClip;
    const std::string list = std::string("A001R2EC/") + kList;
    append(card, {record(card, clip, Algorithm::Xxh64), record(card, list, Algorithm::Xxh64)});
    fs::rename(card / clip, card / "aside");
    fs::rename(card / list, card / clip);
    fs::rename(card / "aside", card / list);
    mhl::FileRecord renamedClip = record(card, list, Algorithm::Xxh64);
    renamedClip.previousPath = clip;
    mhl::FileRecord renamedList = record(card, clip, Algorithm::Xxh64);
    renamedList.previousPath = list;
    append(card, {renamedClip, renamedList});
    for (const bool useCardManifests : {true, false}) {
        options.useCardManifests = useCardManifests;
        options.rollFolder = useCardManifests ? "A001R2EC" : "B";
        EXPECT_TRUE(judge(run(), {}).allVerified);
        const auto history = historyOf(first / options.rollFolder);
        ASSERT_EQ(history.size(), 3U);
        EXPECT_THAT(entriesOf(history[2], clip), testing::ElementsAre("xxh64 verified"));
        EXPECT_THAT(entriesOf(history[2], list), testing::ElementsAre("xxh64 verified"));
    }
}

TEST_F(SealOfSeveralHistoriesTest,
       WhatAnEarlierPatternLeftOutAndTheOffloadCopiedIsComparedEverAfter)
{
    const fs::path clips = card / "A001R2EC";
    put(clips / "a.RMD", "look");
    put(clips / "tmp" / "deep" / "t", "aside");
    append(clips, {record(clips, kList, Algorithm::Xxh64)}, {}, {"a.*"});
    append(card, {record(card, std::string("A001R2EC/") + kClip, Algorithm::Xxh64)}, {},
           {"*.RMD", "tmp/", "*.never", "EMPTY", "zero.*", "*.part", "!zero.*"});
    ASSERT_TRUE(judge(run(), {}).allVerified);
    const auto around = historyOf(roll(first)).at(1).manifest.ignorePatterns;
    EXPECT_THAT(around, testing::IsSupersetOf({"*.RMD", "!*.RMD", "tmp/", "!tmp/", "!EMPTY"}));
    EXPECT_THAT(around, testing::Not(testing::Contains("!*.never")));
    EXPECT_THAT(around, testing::Not(testing::Contains("!ascmhl")));
    EXPECT_THAT(
        historyOf(inner(first)).at(1).manifest.ignorePatterns,
        testing::AllOf(testing::Contains("!a.*"), testing::Not(testing::Contains("!*.RMD"))));

    mhl::CheckRequest request;
    request.scope = roll(first);
    request.append = false;
    const auto checked = mhl::verifyScope(disk, clock, request, {{}, progress});
    ASSERT_TRUE(checked) << checked.error().describe();
    for (const mhl::PathVerdict& path : checked->paths)
        EXPECT_EQ(path.verdict, mhl::Verdict::Match) << path.path << ": " << path.message;
    EXPECT_TRUE(checked->problems.empty());
}

} // namespace
} // namespace tailslate::offload
