// SPDX-License-Identifier: Apache-2.0
#include "mhl/History.h"
#include "offload/Engine.h"
#include "OffloadFixture.h"

#include <atomic>
#include <cerrno>
#include <fstream>

namespace tailslate::offload {
namespace {

namespace fs = std::filesystem;
using EngineFaultTest = test::OffloadFixture;
using test::Operation;

bool isPart(const fs::path& path)
{
    return path.extension() == ".tailslate-part";
}

bool below(const fs::path& path, const fs::path& folder)
{
    return path.native().starts_with(folder.native() + "/");
}

/// Flips one bit of a file on the disk, as a bad cable or drive would.
void flipBit(const fs::path& path, std::streamoff position)
{
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(position);
    const char byte = static_cast<char>(file.get() ^ 0x04);
    file.seekp(position);
    file.put(byte);
}

TEST_F(EngineFaultTest, FindsOneBitFlippedBetweenWriteAndReadBackAndNamesFileAndDestination)
{
    files.afterClose = [&](const fs::path& path) {
        if (isPart(path) && below(path, second) && fs::file_size(path) > 1'000'000)
            flipBit(path, 9'000'000);
    };
    const OffloadResult result = run();

    EXPECT_TRUE(result.destinations.at(0).good());
    EXPECT_EQ(copyAt(first), tree(card));

    const DestinationOutcome& bad = result.destinations.at(1);
    EXPECT_FALSE(bad.good());
    ASSERT_TRUE(bad.error);
    EXPECT_EQ(bad.error->code, ErrorCode::DataCorrupted);
    EXPECT_EQ(bad.error->path, second / "A001R2EC/A001R2EC/A001C001_261121_R2EC.mov");
    EXPECT_EQ(bad.filesFailed, 1U);
    EXPECT_EQ(bad.filesVerified, 2U);
    EXPECT_FALSE(fs::exists(bad.error->path)) << "a wrong copy has the final name";
    const fs::path aside =
        bad.error->path.native() + "." + result.plan.jobId.toString() + ".verify-failed";
    EXPECT_TRUE(fs::exists(aside)) << "the bad copy is evidence and must be kept";

    const Verdict verdict = judge(result, {});
    EXPECT_FALSE(verdict.allVerified);
    EXPECT_FALSE(verdict.safeToFormat);
    ASSERT_FALSE(verdict.reasons.empty());
    EXPECT_NE(verdict.reasons.front().find("A001C001_261121_R2EC.mov"), std::string::npos);
    EXPECT_NE(verdict.reasons.front().find(second.native()), std::string::npos);
}

TEST_F(EngineFaultTest, OffloadedAgainAfterAMismatchReplacesTheBadCopyAndSeals)
{
    files.afterClose = [&](const fs::path& path) {
        if (isPart(path) && below(path, second))
            flipBit(path, 0); // The empty file has no bit to flip.
    };
    run();
    files.afterClose = nullptr;
    const OffloadResult again = run();
    EXPECT_TRUE(judge(again, {}).allVerified);
    auto copies = copyAt(second);
    EXPECT_EQ(
        std::erase_if(copies,
                      [](const auto& entry) { return entry.first.ends_with(".verify-failed"); }),
        2U)
        << "what was set aside is the operator's to remove";
    EXPECT_EQ(copies, tree(card));
}

TEST_F(EngineFaultTest, AGlitchOnTheWayBackIsReadOnceMoreAndNotHeldAgainstTheCopy)
{
    std::atomic<int> glitches{0};
    files.afterRead = [&](const fs::path& path, std::uint64_t offset, std::span<std::byte> bytes) {
        if (isPart(path) && below(path, second) && offset == 0 && !bytes.empty() && glitches++ == 0)
            bytes[0] ^= std::byte{1};
    };
    EXPECT_TRUE(judge(run(), {}).allVerified);
    EXPECT_GE(glitches, 2);
}

TEST_F(EngineFaultTest, AFullDestinationFailsAloneAndLeavesNothingUnderAFinalName)
{
    std::atomic<std::uint64_t> room{4'000'000};
    files.failWith = [&](Operation operation, const fs::path& path) {
        if (operation == Operation::Append && below(path, first) && isPart(path))
            return room.exchange(0) == 0 ? ENOSPC : 0;
        return 0;
    };
    const OffloadResult result = run();

    EXPECT_TRUE(result.destinations.at(1).good());
    EXPECT_EQ(copyAt(second), tree(card));
    ASSERT_TRUE(result.destinations.at(0).error);
    EXPECT_EQ(result.destinations.at(0).error->code, ErrorCode::NoSpace);
    EXPECT_FALSE(result.destinations.at(0).manifest);
    const auto source = tree(card);
    for (const auto& [name, content] : copyAt(first)) {
        ASSERT_TRUE(source.contains(name)) << "left behind: " << name;
        EXPECT_EQ(content, source.at(name)) << name;
    }
}

TEST_F(EngineFaultTest, EveryStepOfWritingMayFailWithoutHarmToTheOtherDestination)
{
    for (const Operation step :
         {Operation::CreateNew, Operation::Append, Operation::SetAttributes, Operation::Sync,
          Operation::Close, Operation::Rename, Operation::SyncFolder, Operation::CreateFolders,
          Operation::Info, Operation::OpenForReading, Operation::Read}) {
        SCOPED_TRACE(static_cast<int>(step));
        const std::string name = std::to_string(static_cast<int>(step));
        destinations = {{first / name, "primary"}, {second / name, "backup"}};
        const auto made = plan();
        ASSERT_TRUE(made);
        Lanes lanes(2);
        files.failWith = [&](Operation operation, const fs::path& path) {
            return operation == step && below(path, second) ? EIO : 0;
        };
        const auto result =
            Engine(files, clock, settings).run(*made, {}, {}, {{}, progress}, lanes, observer);
        files.failWith = nullptr;
        ASSERT_TRUE(result);
        EXPECT_TRUE(result->destinations.at(0).good());
        EXPECT_EQ(copyAt(first / name), tree(card));
        EXPECT_FALSE(result->destinations.at(1).good());
        ASSERT_TRUE(result->destinations.at(1).error);
        EXPECT_EQ(result->destinations.at(1).error->code, ErrorCode::Io);
        EXPECT_EQ(lanes[1].state.load(), LaneState::Failed);
        const auto source = tree(card);
        for (const auto& [file, content] : copyAt(second / name)) {
            if (isPart(file))
                continue; // Removal may be what fails.
            ASSERT_TRUE(source.contains(file)) << file;
            EXPECT_EQ(content, source.at(file)) << file;
        }
    }
}

TEST_F(EngineFaultTest, AFileTheCardCannotReadIsReportedAndTheOthersAreVerified)
{
    files.failWith = [&](Operation operation, const fs::path& path) {
        return operation == Operation::Read && below(path, card) && path.extension() == ".mov" ? EIO
                                                                                               : 0;
    };
    const OffloadResult result = run();
    for (const DestinationOutcome& outcome : result.destinations) {
        EXPECT_FALSE(outcome.good());
        EXPECT_EQ(outcome.filesFailed, 1U);
        EXPECT_EQ(outcome.filesVerified, 2U);
        EXPECT_EQ(outcome.error->path, card / "A001R2EC/A001C001_261121_R2EC.mov");
    }
    EXPECT_EQ(copyAt(first).size(), 2U);
    EXPECT_FALSE(judge(result, {}).allVerified);
}

TEST_F(EngineFaultTest, AFileThatChangesWhileItIsReadIsAnError)
{
    const fs::path name = card / "A001R2EC/A001C001_261121_R2EC.mov";
    std::atomic<bool> changed{false};
    files.afterRead = [&](const fs::path& path, std::uint64_t, std::span<std::byte>) {
        if (path == name && !changed.exchange(true))
            fs::last_write_time(name, fs::file_time_type::clock::now() + std::chrono::hours(1));
    };
    const OffloadResult result = run();
    EXPECT_FALSE(result.destinations.at(0).good());
    EXPECT_FALSE(fs::exists(first / "A001R2EC/A001R2EC/A001C001_261121_R2EC.mov"));
}

TEST_F(EngineFaultTest, ACopyThatOnlyMemoryVouchesForIsNotVerified)
{
    files.transferSeen = [](io::Transfer) { return io::Transfer::Cached; };
    const OffloadResult result = run();
    for (const CopyEvidence& copy : result.copies) {
        EXPECT_LT(copy.level, EvidenceLevel::Verified);
        ASSERT_TRUE(copy.error);
        EXPECT_EQ(copy.error->code, ErrorCode::Unsupported);
    }
    EXPECT_FALSE(judge(result, {}).safeToFormat);
}

TEST_F(EngineFaultTest, StoppedAtAnyMomentItLeavesNoPartFileAndNoWrongFile)
{
    for (int after = 0; after < 40; ++after) {
        const std::string name = std::to_string(after);
        destinations = {{first / name, "primary"}, {second / name, "backup"}};
        std::stop_source stop;
        std::atomic<int> calls{0};
        files.failWith = [&](Operation, const fs::path&) {
            if (calls++ == after + 10)
                stop.request_stop();
            return 0;
        };
        const OffloadResult result = run(stop.get_token());
        files.failWith = nullptr;
        const auto source = tree(card);
        for (const fs::path& destination : {first / name, second / name}) {
            for (const auto& [file, content] : copyAt(destination)) {
                ASSERT_TRUE(source.contains(file)) << file << " after " << after;
                EXPECT_EQ(content, source.at(file)) << file;
            }
        }
        EXPECT_EQ(result.cancelled, stop.stop_requested());
        if (result.cancelled) {
            EXPECT_FALSE(judge(result, {}).safeToFormat);
        }
    }
}

TEST_F(EngineFaultTest, AFirstSealThatWasCutOffIsMadeAnewByTheNextOffload)
{
    const fs::path history = first / "A001R2EC" / "ascmhl";
    files.failWith = [&](Operation operation, const fs::path& path) {
        return operation == Operation::Rename && path == history ? EIO : 0;
    };
    EXPECT_FALSE(run().destinations.at(0).good());
    ASSERT_FALSE(fs::exists(history));
    // As it is left where the program dies right there.
    const fs::path left =
        first / "A001R2EC" / ".ascmhl.00000000-0000-7464-9d46-9992d67a58ad.tailslate-part";
    fs::create_directory(left);
    std::ofstream(left / "0001_A001R2EC_2026-11-21_030606Z.mhl") << "half a manifest";
    files.failWith = nullptr;
    const OffloadResult again = run();
    EXPECT_TRUE(judge(again, {}).allVerified)
        << again.destinations.at(0).error.value_or(Error{}).describe();
    EXPECT_EQ(mhl::readHistory(disk, first / "A001R2EC")->size(), 1U);
    EXPECT_FALSE(fs::exists(left));
}

TEST_F(EngineFaultTest, ALaterSealCutOffBeforeItsChainLineLeavesNoManifestBeside)
{
    run();
    const fs::path chain = first / "A001R2EC" / "ascmhl" / "ascmhl_chain.xml";
    files.failWith = [&](Operation operation, const fs::path& path) {
        return operation == Operation::Rename && path == chain ? EIO : 0;
    };
    EXPECT_FALSE(run().destinations.at(0).good());
    files.failWith = nullptr;
    EXPECT_TRUE(judge(run(), {}).allVerified);
    EXPECT_EQ(mhl::readHistory(disk, first / "A001R2EC")->size(), 2U);
    std::size_t manifests = 0;
    for (const auto& entry : fs::directory_iterator(chain.parent_path()))
        manifests += entry.path().extension() == ".mhl" ? 1 : 0;
    EXPECT_EQ(manifests, 2U);
}

TEST_F(EngineFaultTest, AHistoryThatLostItsChainIsNeverPaintedOver)
{
    run();
    const fs::path history = first / "A001R2EC" / "ascmhl";
    fs::remove(history / "ascmhl_chain.xml");
    for (const auto& entry : fs::directory_iterator(history)) {
        std::string xml = contentOf(entry.path());
        xml.replace(xml.find("Tailslate"), 9, "SomeTool!");
        std::ofstream(entry.path(), std::ios::binary) << xml;
    }
    const OffloadResult again = run();
    EXPECT_FALSE(again.destinations.at(0).good());
    EXPECT_EQ(again.destinations.at(0).filesFailed, 0U);
    EXPECT_TRUE(again.destinations.at(1).good());
}

TEST_F(EngineFaultTest, StoppedWhileTheHasherIsBehindItEnds)
{
    // A read error in a large file makes the reader run ahead; a slow digest keeps the hasher
    // behind it.
    algorithm = hash::Algorithm::Md5;
    for (int i = 0; i < 30; ++i)
        std::ofstream(card / "A001R2EC" / ("b" + std::to_string(i))) << std::string(300'000, 'b');
    std::stop_source stop;
    files.afterRead = [&](const fs::path& path, std::uint64_t, std::span<std::byte>) {
        if (path.filename() == "b20")
            stop.request_stop();
    };
    files.failWith = [&](Operation operation, const fs::path& path) {
        return operation == Operation::Read && path.extension() == ".mov" && below(path, card) ? EIO
                                                                                               : 0;
    };
    EXPECT_TRUE(run(stop.get_token()).cancelled); // A hang would end in the test's time limit.
}

TEST_F(EngineFaultTest, ASecondOffloadToTheSameFolderIsKeptOutUntilTheFirstEnds)
{
    fs::create_directories(second / "A001R2EC");
    const auto held = disk.lockFolder(second / "A001R2EC");
    ASSERT_TRUE(held);
    const OffloadResult result = run();
    EXPECT_TRUE(result.destinations.at(0).good());
    ASSERT_TRUE(result.destinations.at(1).error);
    EXPECT_EQ(result.destinations.at(1).error->code, ErrorCode::AlreadyExists);
    EXPECT_TRUE(copyAt(second).empty());
}

TEST_F(EngineFaultTest, PartFilesOfAKilledRunAreClearedAway)
{
    fs::create_directories(first / "A001R2EC" / "A001R2EC");
    const fs::path stale =
        first / "A001R2EC" / "A001R2EC" / ".01234567-89ab-7cde-8f01-23456789abcd-3.tailslate-part";
    std::ofstream(stale) << "half a file";
    EXPECT_TRUE(judge(run(), {}).allVerified);
    EXPECT_FALSE(fs::exists(stale));
}

TEST_F(EngineFaultTest, FilesOfTheCardThatAreNamedLikeOurOwnAreCopiedAndKept)
{
    // A drive that an offload was cut off on, offloaded as a card.
    std::ofstream(card / "A001R2EC" / ".0123456789abcdef0123456789abcdef.tailslate-part") << "half";
    std::ofstream(card / "A001R2EC" / "clip.mov.verify-failed") << "bad copy";
    EXPECT_TRUE(judge(run(), {}).allVerified);
    EXPECT_EQ(copyAt(first), tree(card));
    EXPECT_TRUE(judge(run(), {}).allVerified) << "offloaded again";
    EXPECT_EQ(copyAt(first), tree(card)) << "a good copy was cleared away";
}

TEST_F(EngineFaultTest, AVolumeUnmountedUnderTheJobIsNotSealed)
{
    std::atomic<bool> swapped{false};
    files.failWith = [&](Operation operation, const fs::path& path) {
        if (operation == Operation::Rename && below(path, second) && path.extension() == ".bin" &&
            !swapped.exchange(true)) {
            fs::rename(second, temp.path() / "gone");
            fs::create_directories(second / "A001R2EC" / "A001R2EC");
        }
        return 0;
    };
    const OffloadResult result = run();
    EXPECT_TRUE(result.destinations.at(0).good());
    EXPECT_FALSE(result.destinations.at(1).good());
    EXPECT_FALSE(fs::exists(second / "A001R2EC" / "ascmhl"));
}

TEST_F(EngineFaultTest, RefusesLanesThatDoNotMatchThePlan)
{
    const auto made = plan();
    ASSERT_TRUE(made);
    Lanes lanes(3);
    const auto result =
        Engine(files, clock, settings).run(*made, {}, {}, {{}, progress}, lanes, observer);
    EXPECT_EQ(result.error().code, ErrorCode::InvalidArgument);
}

} // namespace
} // namespace tailslate::offload
