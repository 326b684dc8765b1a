// SPDX-License-Identifier: Apache-2.0
#include "simulated/SimulatedCase.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace tailslate::test {
namespace {

namespace fs = std::filesystem;

using PowerCut = SimulatedCase;

constexpr int kSeeds = 60; // Enough for every outcome of a few coins.

TEST_F(PowerCut, StopsEveryVolumeAndKillsWhatIsOpen)
{
    const auto file = disks.createNew("/a/clip", 0);
    ASSERT_TRUE(file);
    const auto lock = disks.lockFolder("/a");
    ASSERT_TRUE(lock);
    disks.cutPowerAt(disks.operationCount() + 1);
    EXPECT_TRUE(append(**file, "x"));
    EXPECT_FALSE(disks.powerIsOff());
    EXPECT_EQ((*file)->sync().error().osError, EIO);
    EXPECT_TRUE(disks.powerIsOff());
    EXPECT_EQ(disks.list("/b").error().osError, EIO);

    disks.restart(1, Garble::Keep);
    EXPECT_TRUE(disks.list("/b"));
    EXPECT_FALSE((*file)->sync());
    EXPECT_TRUE(disks.lockFolder("/a"));
}

TEST_F(PowerCut, LosesTheDataOfAFileThatWasNotSynced)
{
    ASSERT_TRUE(write("/a/synced", "1"));
    ASSERT_TRUE(write("/a/unsynced", "2", false));
    ASSERT_TRUE(disks.syncFolder("/a"));
    disks.restart(1, Garble::Drop);
    EXPECT_EQ(disks.tree("/a"), (Tree{{"/a/synced", "1"}, {"/a/unsynced", ""}}));
}

TEST_F(PowerCut, LosesANameUntilItsFolderIsSynced)
{
    ASSERT_TRUE(write("/a/clip", "x"));
    disks.restart(1, Garble::Drop);
    EXPECT_TRUE(disks.tree("/a").empty());
}

TEST_F(PowerCut, KeepsDataWithTheFileWhateverItIsCalled)
{
    ASSERT_TRUE(write("/a/part", "x"));
    ASSERT_TRUE(disks.renameWithoutReplacing("/a/part", "/a/clip"));
    ASSERT_TRUE(disks.syncFolder("/a"));
    disks.restart(1, Garble::Drop);
    EXPECT_EQ(disks.tree("/a"), (Tree{{"/a/clip", "x"}}));
}

TEST_F(PowerCut, MakesARenameBetweenFoldersDurableAsAWhole)
{
    disks.makeFile("/a/from/clip", "x", kMoment);
    disks.makeFolder("/a/to");
    ASSERT_TRUE(disks.renameWithoutReplacing("/a/from/clip", "/a/to/clip"));
    ASSERT_TRUE(disks.syncFolder("/a/to"));
    disks.restart(1, Garble::Drop);
    EXPECT_EQ(disks.tree("/a"), (Tree{{"/a/to/clip", "x"}}));
}

TEST_F(PowerCut, UndoesARemovalThatWasNotSynced)
{
    disks.makeFile("/a/one", "1", kMoment);
    disks.makeFile("/a/two", "2", kMoment);
    ASSERT_TRUE(disks.remove("/a/one"));
    ASSERT_TRUE(disks.renameReplacing("/a/two", "/a/three"));
    disks.restart(1, Garble::Drop);
    EXPECT_EQ(disks.tree("/a"), (Tree{{"/a/one", "1"}, {"/a/two", "2"}}));
}

TEST_F(PowerCut, KeepsFoldersThatCreateFoldersMade)
{
    ASSERT_TRUE(disks.createFolders("/a/x/y"));
    disks.restart(1, Garble::Drop);
    EXPECT_TRUE(disks.exists("/a/x/y"));
}

TEST_F(PowerCut, MakesAGroupOfFilesAndTheirNamesDurable)
{
    const auto group = disks.startSyncGroup("/a");
    ASSERT_TRUE(group);
    ASSERT_TRUE(write("/a/one", "1", false));
    ASSERT_TRUE(write("/a/two", "2", false));
    ASSERT_TRUE(write("/a/other", "3", false));
    ASSERT_TRUE((*group)->sync(std::vector<fs::path>{"/a/one", "/a/two"}));
    disks.restart(1, Garble::Drop);
    EXPECT_EQ(disks.tree("/a"), (Tree{{"/a/one", "1"}, {"/a/two", "2"}, {"/a/other", ""}}));
}

TEST_F(PowerCut, ShowsEverySyncThatLied)
{
    ASSERT_TRUE(write("/a/file", "x", false));
    ASSERT_TRUE(disks.syncFolder("/a"));
    const auto group = disks.startSyncGroup("/a");
    ASSERT_TRUE(group);
    const std::uint64_t next = disks.operationCount();
    for (std::uint64_t i = 0; i < 5; ++i)
        disks.faultAt(next + i, Fault::lieAboutSync());
    EXPECT_TRUE(disks.syncFile("/a/file"));
    EXPECT_TRUE((*group)->sync(std::vector<fs::path>{"/a/file"}));
    EXPECT_TRUE(disks.createFolders("/a/folder"));
    EXPECT_TRUE(disks.syncFolder("/a"));
    EXPECT_TRUE(disks.faultFired());
    disks.restart(1, Garble::Drop);
    EXPECT_EQ(disks.tree("/a"), (Tree{{"/a/file", ""}}));
    EXPECT_FALSE(disks.exists("/a/folder"));
}

TEST_F(PowerCut, DoesNotBelieveASyncAfterAFailedOne)
{
    const auto file = disks.createNew("/a/clip", 0);
    ASSERT_TRUE(file);
    ASSERT_TRUE(append(**file, pattern(4096)));
    ASSERT_TRUE(disks.syncFolder("/a"));
    disks.faultAt(disks.operationCount(), Fault::error(EIO));
    EXPECT_FALSE((*file)->sync());
    ASSERT_TRUE(append(**file, "tail"));
    EXPECT_TRUE((*file)->sync());
    disks.restart(1, Garble::Drop);
    EXPECT_EQ(disks.contentOf("/a/clip"), std::string(4096, '\0') + "tail");
}

TEST_F(PowerCut, KeepsEverythingWhenOnlyTheProcessWasKilled)
{
    ASSERT_TRUE(write("/a/part", "x", false));
    ASSERT_TRUE(disks.renameReplacing("/a/part", "/a/clip"));
    disks.restart(1, Garble::Keep);
    EXPECT_EQ(disks.tree("/a"), (Tree{{"/a/clip", "x"}}));
}

TEST_F(PowerCut, RollsBackACutThatWasNotSynced)
{
    disks.makeFile("/a/part", pattern(10'000), kMoment);
    ASSERT_TRUE(disks.continueWriting("/a/part", 4096, 0));
    disks.restart(1, Garble::Drop);
    EXPECT_EQ(disks.contentOf("/a/part"), pattern(10'000));
}

TEST_F(PowerCut, ScramblesNamesInEveryWayAFileSystemMay)
{
    std::set<Tree> outcomes;
    for (int seed = 0; seed < kSeeds; ++seed) {
        SimulatedDisks other;
        other.addVolume({.mountPoint = "/a", .deviceId = "device"});
        other.makeFile("/a/old", "o", kMoment);
        other.makeFile("/a/part", "p", kMoment);
        ASSERT_TRUE(other.remove("/a/old"));
        ASSERT_TRUE(other.renameWithoutReplacing("/a/part", "/a/clip"));
        other.restart(static_cast<std::uint64_t>(seed), Garble::Scramble);
        outcomes.insert(other.tree("/a"));
    }
    EXPECT_THAT(outcomes,
                testing::UnorderedElementsAre(Tree{{"/a/part", "p"}}, Tree{{"/a/clip", "p"}},
                                              Tree{{"/a/old", "o"}, {"/a/part", "p"}},
                                              Tree{{"/a/old", "o"}, {"/a/clip", "p"}}));
}

TEST_F(PowerCut, NeverScramblesWhatWasSynced)
{
    for (int seed = 0; seed < kSeeds; ++seed) {
        const fs::path path = "/a/" + std::to_string(seed);
        ASSERT_TRUE(write(path, pattern(9'000)));
        ASSERT_TRUE(disks.syncFolder("/a"));
        const Tree before = disks.tree("/a");
        const TimePoint modified = disks.info(path)->modified;
        disks.restart(static_cast<std::uint64_t>(seed), Garble::Scramble);
        EXPECT_EQ(disks.tree("/a"), before);
        EXPECT_EQ(disks.info(path)->modified, modified);
    }
}

TEST_F(PowerCut, ScramblesUnsyncedBlocksAndSizes)
{
    constexpr std::size_t kBlock = 4096;
    std::set<std::size_t> sizes;
    int kept = 0;
    int zeroed = 0;
    int garbage = 0;
    for (int seed = 0; seed < kSeeds; ++seed) {
        const fs::path path = "/a/" + std::to_string(seed);
        ASSERT_TRUE(write(path, pattern(3 * kBlock), false));
        ASSERT_TRUE(disks.syncFolder("/a"));
        disks.restart(static_cast<std::uint64_t>(seed), Garble::Scramble);
        const std::string content = disks.contentOf(path);
        sizes.insert(content.size());
        for (std::size_t at = 0; at + kBlock <= content.size(); at += kBlock) {
            const std::string block = content.substr(at, kBlock);
            if (block == pattern(3 * kBlock).substr(at, kBlock))
                ++kept;
            else if (block == std::string(kBlock, '\0'))
                ++zeroed;
            else
                ++garbage;
        }
    }
    EXPECT_TRUE(sizes.contains(0));
    EXPECT_TRUE(sizes.contains(3 * kBlock));
    EXPECT_GT(sizes.size(), 3U);
    EXPECT_GT(kept, 0);
    EXPECT_GT(zeroed, 0);
    EXPECT_GT(garbage, 0);
}

TEST_F(PowerCut, ComesOutTheSameForTheSameSeed)
{
    const auto outcome = [](std::uint64_t seed) {
        SimulatedDisks other;
        other.addVolume({.mountPoint = "/a", .deviceId = "device"});
        for (int i = 0; i < 10; ++i) {
            const auto file = other.createNew("/a/" + std::to_string(i), 0);
            static_cast<void>(append(**file, pattern(20'000)));
        }
        other.restart(seed, Garble::Scramble);
        return other.tree("/a");
    };
    EXPECT_EQ(outcome(7), outcome(7));
    EXPECT_NE(outcome(7), outcome(8));
}

TEST_F(PowerCut, MayLeaveSomeFoldersOfAChain)
{
    std::set<bool> first;
    std::set<bool> second;
    for (int seed = 0; seed < kSeeds; ++seed) {
        SimulatedDisks other;
        other.addVolume({.mountPoint = "/a", .deviceId = "device"});
        other.cutPowerAt(0);
        EXPECT_EQ(other.createFolders("/a/x/y").error().osError, EIO);
        other.restart(static_cast<std::uint64_t>(seed), Garble::Scramble);
        first.insert(other.exists("/a/x"));
        second.insert(other.exists("/a/x/y"));
    }
    EXPECT_EQ(first.size(), 2U);
    EXPECT_EQ(second.size(), 2U);
}

TEST_F(PowerCut, LeavesADurableFileOldOrNewWhereverItStrikes)
{
    const auto replace = [](SimulatedDisks& some) {
        some.makeFile("/a/plan", "old", kMoment);
        return io::writeDurably(some, "/a/plan", pattern(10'000), io::Existing::Replace);
    };
    ASSERT_TRUE(replace(disks));
    const std::uint64_t count = disks.operationCount();
    ASSERT_GT(count, 4U);
    for (std::uint64_t cut = 0; cut <= count; ++cut) {
        for (std::uint64_t seed = 0; seed < 8; ++seed) {
            SimulatedDisks other;
            other.addVolume({.mountPoint = "/a", .deviceId = "device"});
            other.cutPowerAt(cut);
            const bool succeeded = replace(other).has_value();
            EXPECT_EQ(succeeded, cut == count);
            other.restart(seed, Garble::Scramble);
            const std::string content = other.contentOf("/a/plan");
            EXPECT_TRUE(content == pattern(10'000) || (content == "old" && !succeeded))
                << "cut at " << cut << ", seed " << seed;
        }
    }
}

TEST_F(PowerCut, CountsCallsOfSeveralThreadsEachOnce)
{
    constexpr int kFiles = 50;
    {
        std::vector<std::jthread> threads;
        for (const std::string volume : {"/a/", "/b/"})
            threads.emplace_back([this, volume] {
                for (int i = 0; i < kFiles; ++i)
                    EXPECT_TRUE(write(volume + std::to_string(i), pattern(5'000)));
            });
    }
    EXPECT_EQ(disks.operationCount(), 2U * kFiles * 4);
    EXPECT_EQ(disks.tree("/").size(), 2U * kFiles);
}

} // namespace
} // namespace tailslate::test
