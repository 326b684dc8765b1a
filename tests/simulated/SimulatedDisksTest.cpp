// SPDX-License-Identifier: Apache-2.0
#include "support/SimulatedDisks.h"

#include "io/AlignedBuffer.h"
#include "simulated/SimulatedCase.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

namespace tailslate::test {
namespace {

namespace fs = std::filesystem;

using Simulated = SimulatedCase;

TEST_F(Simulated, WritesAndReadsBackEveryLengthAroundABlock)
{
    for (const std::size_t size : {0U, 1U, 4095U, 4096U, 4097U, 12289U}) {
        const fs::path path = "/a/" + std::to_string(size);
        ASSERT_TRUE(write(path, pattern(size)));
        EXPECT_EQ(disks.contentOf(path), pattern(size));
        EXPECT_EQ(read(path).value(), pattern(size));
    }
}

TEST_F(Simulated, RefusesWhatTheInterfaceForbids)
{
    ASSERT_TRUE(write("/a/clip", "first"));
    disks.makeFolder("/a/folder");

    EXPECT_EQ(disks.createNew("/a/clip", 0).error().code, ErrorCode::AlreadyExists);
    EXPECT_EQ(disks.createNew("/a/none/clip", 0).error().code, ErrorCode::NotFound);
    EXPECT_EQ(disks.openForReading("/a/folder", io::ReadFrom::Medium).error().code,
              ErrorCode::InvalidArgument);
    EXPECT_EQ(disks.openForReading("/nowhere/clip", io::ReadFrom::Medium).error().code,
              ErrorCode::NotFound);
    EXPECT_EQ(disks.continueWriting("/a/clip", 4096, 0).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(disks.createFolders("/a/clip/below").error().code, ErrorCode::AlreadyExists);
    EXPECT_EQ(disks.createNew("/a/" + std::string(256, 'x'), 0).error().code,
              ErrorCode::InvalidArgument);
    EXPECT_EQ(disks.resolve("clip").error().code, ErrorCode::InvalidArgument);

    io::AlignedBuffer buffer(8192);
    const auto file = disks.openForReading("/a/clip", io::ReadFrom::Medium);
    ASSERT_TRUE(file);
    EXPECT_EQ((*file)->readAt(1, buffer.bytes()).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ((*file)->readAt(0, buffer.bytes().first(100)).error().code,
              ErrorCode::InvalidArgument);
    const auto output = disks.createNew("/a/new", 0);
    ASSERT_TRUE(output);
    ASSERT_TRUE((*output)->append(buffer.bytes().first(100)));
    EXPECT_EQ((*output)->append(buffer.bytes()).error().code, ErrorCode::InvalidArgument);
    ASSERT_TRUE((*output)->close());
    EXPECT_FALSE((*output)->sync());
}

TEST_F(Simulated, RenamesOntoAFreeNameOnlyUnlessAskedToReplace)
{
    ASSERT_TRUE(write("/a/one", "1"));
    ASSERT_TRUE(write("/a/two", "2"));
    const io::FileIdentity identity = disks.info("/a/one")->identity;

    EXPECT_EQ(disks.renameWithoutReplacing("/a/one", "/a/two").error().code,
              ErrorCode::AlreadyExists);
    EXPECT_EQ(disks.renameReplacing("/a/one", "/b/one").error().osError, EXDEV);
    ASSERT_TRUE(disks.renameReplacing("/a/one", "/a/two"));
    EXPECT_EQ(disks.tree("/a"), (Tree{{"/a/two", "1"}}));
    EXPECT_EQ(disks.info("/a/two")->identity, identity);
    EXPECT_EQ(disks.renameReplacing("/a/one", "/a/two").error().code, ErrorCode::NotFound);
}

TEST_F(Simulated, RemovesFilesAndEmptyFoldersOnly)
{
    disks.makeFile("/a/folder/clip", "x", kMoment);
    EXPECT_EQ(disks.remove("/a/folder").error().code, ErrorCode::AlreadyExists);
    ASSERT_TRUE(disks.remove("/a/folder/clip"));
    ASSERT_TRUE(disks.remove("/a/folder"));
    EXPECT_FALSE(disks.exists("/a/folder"));
    EXPECT_EQ(disks.remove("/a/folder").error().code, ErrorCode::NotFound);
    EXPECT_FALSE(disks.remove("/a"));
}

TEST_F(Simulated, GivesAPathToTheVolumeWithTheLongestMountPoint)
{
    disks.addVolume({.mountPoint = "/a/inner", .deviceId = "inner", .volumeId = "uuid-inner"});
    ASSERT_TRUE(write("/a/inner/clip", "x"));

    EXPECT_EQ(disks.volume("/a/inner/not/yet")->volumeId, "uuid-inner");
    EXPECT_EQ(disks.volume("/a/innermost")->deviceId, "device-a");
    EXPECT_NE(disks.info("/a/inner/clip")->identity.device, disks.info("/a")->identity.device);
    EXPECT_EQ(disks.list("/a")->at(0).name, "inner");
    EXPECT_EQ(disks.tree("/"), (Tree{{"/a/inner/clip", "x"}}));
    EXPECT_EQ(disks.list("/")->size(), 2U);
    EXPECT_EQ(disks.info("/")->kind, io::FileKind::Directory);
    EXPECT_EQ(disks.resolve("/a/x/../inner/").value(), "/a/inner");
}

TEST_F(Simulated, KeepsTimesAndPermissions)
{
    disks.makeFile("/a/card", "x", kMoment);
    EXPECT_EQ(disks.info("/a/card")->modified, kMoment);
    const auto file = disks.createNew("/a/clip", 0);
    ASSERT_TRUE(file);
    ASSERT_TRUE((*file)->setAttributes(kMoment, 0444));
    EXPECT_EQ(disks.info("/a/clip")->modified, kMoment);
    EXPECT_EQ(disks.info("/a/clip")->permissions, 0644U);
}

TEST_F(Simulated, HoldsNoMoreThanItsCapacityAndReservesForLargeFiles)
{
    disks.change("/a", [](VolumeSetup& setup) {
        setup.capacity = 10'000;
        setup.reservesFrom = 5'000;
    });
    EXPECT_EQ(disks.createNew("/a/huge", 10'001).error().code, ErrorCode::NoSpace);
    EXPECT_FALSE(disks.exists("/a/huge"));
    {
        const auto large = disks.createNew("/a/large", 8'000);
        ASSERT_TRUE(large);
        EXPECT_EQ(disks.space("/a/any")->freeBytes, 2'000U);
        EXPECT_EQ(write("/a/small", pattern(2'001)).error().code, ErrorCode::NoSpace);
    }
    EXPECT_EQ(disks.space("/a")->freeBytes, 10'000U); // The reservation ended with the file.
    ASSERT_TRUE(write("/a/other", pattern(9'000)));
    ASSERT_TRUE(disks.remove("/a/other"));
    EXPECT_EQ(disks.space("/a")->freeBytes, 10'000U);
}

TEST_F(Simulated, ContinuesAFileAndCutsWhatFollows)
{
    ASSERT_TRUE(write("/a/part", pattern(10'000)));
    const auto file = disks.continueWriting("/a/part", 4096, 0);
    ASSERT_TRUE(file);
    EXPECT_EQ(disks.contentOf("/a/part"), pattern(4096));
    ASSERT_TRUE(append(**file, "tail"));
    EXPECT_EQ(disks.contentOf("/a/part"), pattern(4096) + "tail");
}

TEST_F(Simulated, LetsOneHolderLockAFolder)
{
    auto lock = disks.lockFolder("/a");
    ASSERT_TRUE(lock);
    EXPECT_EQ(disks.lockFolder("/a").error().code, ErrorCode::AlreadyExists);
    EXPECT_TRUE(disks.lockFolder("/b"));
    lock->reset();
    EXPECT_TRUE(disks.lockFolder("/a"));
}

TEST_F(Simulated, SaysHowBytesCame)
{
    disks.makeFile("/a/clip", "x", kMoment);
    EXPECT_EQ((*disks.openForReading("/a/clip", io::ReadFrom::Medium))->transfer(),
              io::Transfer::Direct);
    EXPECT_EQ((*disks.openForReading("/a/clip", io::ReadFrom::Anywhere))->transfer(),
              io::Transfer::Cached);
    disks.change("/a", [](VolumeSetup& setup) { setup.transfer = io::Transfer::CacheDropped; });
    EXPECT_EQ((*disks.openForReading("/a/clip", io::ReadFrom::Medium))->transfer(),
              io::Transfer::CacheDropped);
}

TEST_F(Simulated, RefusesEveryChangeOfAReadOnlyVolumeAndListsTheAttempts)
{
    disks.makeFile("/a/clip", "x", kMoment);
    disks.change("/a", [](VolumeSetup& setup) { setup.readOnly = true; });

    EXPECT_EQ(read("/a/clip").value(), "x");
    EXPECT_TRUE(disks.modifyingCalls("/a").empty());
    EXPECT_EQ(disks.createNew("/a/new", 0).error().osError, EROFS);
    EXPECT_EQ(disks.remove("/a/clip").error().osError, EROFS);
    EXPECT_EQ(disks.createFolders("/a/folder").error().osError, EROFS);
    EXPECT_EQ(disks.renameReplacing("/a/clip", "/a/other").error().osError, EROFS);
    EXPECT_TRUE(disks.volume("/a")->readOnly);
    EXPECT_EQ(disks.modifyingCalls("/a").size(), 4U);
    EXPECT_TRUE(disks.modifyingCalls("/b").empty());
    EXPECT_EQ(disks.tree("/a"), (Tree{{"/a/clip", "x"}}));
}

TEST_F(Simulated, NumbersEveryCallThatTouchesADisk)
{
    ASSERT_TRUE(write("/a/clip", "x"));
    ASSERT_TRUE(disks.renameReplacing("/a/clip", "/a/other"));
    ASSERT_TRUE(disks.resolve("/a"));

    const std::vector<OperationRecord> calls = disks.operations();
    std::vector<Operation> kinds;
    for (const OperationRecord& call : calls) {
        EXPECT_EQ(call.index, kinds.size());
        kinds.push_back(call.operation);
    }
    EXPECT_EQ(kinds, (std::vector{Operation::CreateNew, Operation::Append, Operation::Sync,
                                  Operation::Close, Operation::Rename}));
    EXPECT_EQ(calls.back().from, "/a/clip");
    EXPECT_EQ(calls.back().path, "/a/other");
    EXPECT_EQ(disks.operationCount(), 5U);
}

// --- faults ---

TEST_F(Simulated, FailsTheOrderedCallOnlyAndDoesNothingInIt)
{
    disks.faultAt(1, Fault::error(EIO));
    EXPECT_TRUE(disks.createFolders("/a/one"));
    EXPECT_FALSE(disks.faultFired());
    EXPECT_EQ(disks.createFolders("/a/two").error().osError, EIO);
    EXPECT_TRUE(disks.faultFired());
    EXPECT_FALSE(disks.exists("/a/two"));
    EXPECT_TRUE(disks.createFolders("/a/two"));
}

TEST_F(Simulated, LeavesOutFaultsThatMakeNoSense)
{
    disks.makeFile("/a/empty", "", kMoment);
    disks.faultAt(0, Fault::error(ENOSPC));
    disks.faultAt(1, Fault::error(EROFS));
    disks.faultAt(2, Fault::shortRead());
    disks.faultAt(3, Fault::shortWrite());
    disks.faultAt(4, Fault::lieAboutSync());
    disks.faultAt(5, Fault::flipBitOnRead());
    disks.faultAt(6, Fault::flipBitAtRest());
    disks.faultAt(7, Fault::changeSource());
    for (int i = 0; i < 8; ++i)
        EXPECT_TRUE(disks.info("/a/empty")) << i;
    EXPECT_FALSE(disks.faultFired());
}

TEST_F(Simulated, LosesTheWholeDeviceUntilItIsBroughtBack)
{
    disks.addVolume({.mountPoint = "/a2", .deviceId = "device-a"});
    ASSERT_TRUE(write("/a2/synced", "x"));
    ASSERT_TRUE(disks.syncFolder("/a2"));
    ASSERT_TRUE(write("/a2/unsynced", "x"));
    const auto open = disks.openForReading("/a2/synced", io::ReadFrom::Medium);
    ASSERT_TRUE(open);

    disks.faultAt(disks.operationCount(), Fault::error(ENODEV));
    EXPECT_EQ(disks.list("/a").error().code, ErrorCode::DeviceLost);
    EXPECT_EQ(disks.list("/a2").error().code, ErrorCode::DeviceLost);
    EXPECT_EQ((*open)->info().error().code, ErrorCode::DeviceLost);
    EXPECT_TRUE(disks.list("/b"));

    disks.bringBack("/a");
    EXPECT_EQ((*open)->info().error().code, ErrorCode::DeviceLost);
    EXPECT_EQ(read("/a2/synced").value(), "x");
    EXPECT_FALSE(disks.exists("/a2/unsynced"));
}

TEST_F(Simulated, ReadsHalfOnce)
{
    disks.makeFile("/a/clip", pattern(4096), kMoment);
    disks.faultAt(1, Fault::shortRead());
    const auto file = disks.openForReading("/a/clip", io::ReadFrom::Medium);
    io::AlignedBuffer buffer(4096);
    EXPECT_EQ((*file)->readAt(0, buffer.bytes()).value(), 2048U);
    EXPECT_EQ((*file)->readAt(0, buffer.bytes()).value(), 4096U);
}

TEST_F(Simulated, WritesHalfAndSaysFull)
{
    disks.faultAt(1, Fault::shortWrite());
    const auto file = disks.createNew("/a/clip", 0);
    ASSERT_TRUE(file);
    EXPECT_EQ(append(**file, pattern(4096)).error().code, ErrorCode::NoSpace);
    EXPECT_EQ(disks.contentOf("/a/clip"), pattern(2048));
}

TEST_F(Simulated, FlipsABitForOneReader)
{
    disks.makeFile("/a/clip", "abc", kMoment);
    disks.faultAt(1, Fault::flipBitOnRead());
    EXPECT_EQ(read("/a/clip").value(), "acc");
    EXPECT_EQ(read("/a/clip").value(), "abc");
}

TEST_F(Simulated, FlipsABitForGood)
{
    ASSERT_TRUE(write("/a/clip", "abc"));
    ASSERT_TRUE(disks.syncFolder("/a"));
    disks.faultAt(disks.operationCount(), Fault::flipBitAtRest());
    ASSERT_TRUE(disks.info("/a/clip"));
    EXPECT_TRUE(disks.faultFired());
    EXPECT_EQ(read("/a/clip").value(), "acc");
    disks.restart(1, Garble::Drop);
    EXPECT_EQ(read("/a/clip").value(), "acc");
}

TEST_F(Simulated, RewritesTheFileBeingRead)
{
    disks.makeFile("/a/clip", "abc", kMoment);
    disks.faultAt(1, Fault::changeSource());
    EXPECT_EQ(read("/a/clip").value(), "abc");
    EXPECT_NE(read("/a/clip").value(), "abc");
    EXPECT_EQ(disks.info("/a/clip")->size, 3U);
    EXPECT_GT(disks.info("/a/clip")->modified, kMoment);
}

TEST_F(Simulated, TakesItsTimeWhenToldSo)
{
    disks.faultAt(0, Fault::delayed(std::chrono::milliseconds(20)));
    const auto start = std::chrono::steady_clock::now();
    EXPECT_TRUE(disks.list("/a"));
    EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(20));
    EXPECT_TRUE(disks.faultFired());
}

TEST_F(Simulated, LetsAHookOrderAFaultForTheCallAtHand)
{
    disks.before = [&](const OperationRecord& call) {
        if (call.operation == Operation::Append && call.path == "/a/clip")
            disks.faultAt(call.index, Fault::error(EINTR));
    };
    EXPECT_EQ(write("/a/clip", "x").error().osError, EINTR);
    EXPECT_TRUE(write("/a/other", "x"));
}

} // namespace
} // namespace tailslate::test
