// SPDX-License-Identifier: Apache-2.0
#include "offload/Engine.h"
#include "offload/Resume.h"
#include "OffloadFixture.h"

#include <chrono>
#include <fstream>
#include <functional>
#include <mutex>
#include <thread>

namespace tailslate::offload {
namespace {

namespace fs = std::filesystem;
using test::Operation;

/// Copies that somebody changes after they were read back, or links, and before they are sealed.
class CopyCheckTest : public test::OffloadFixture {
protected:
    /// Changes something when the first destination's last file is about to get its name: the
    /// others there are verified by then.
    void whenLastIsReady(const std::function<void()>& change)
    {
        at(Operation::Rename, folder / "zero.bin", change);
    }

    /// Changes something when the first destination's folders are there and still empty.
    void whenFoldersAreMade(const std::function<void()>& change)
    {
        at(Operation::CreateFolders, second / "A001R2EC", change);
    }

    /// Changes something at the first call for a path.
    void at(Operation wanted, const fs::path& place, const std::function<void()>& change)
    {
        files.failWith = [this, wanted, place, change](Operation operation, const fs::path& path) {
            if (operation == wanted && path == place)
                std::call_once(m_once, change);
            return 0;
        };
    }

    /// The second destination is good; the first is not sealed, and the operator reads why.
    static void expectFirstRefused(const OffloadResult& result, const fs::path& path,
                                   const std::string& why)
    {
        const DestinationOutcome& outcome = result.destinations.at(0);
        EXPECT_FALSE(outcome.good());
        EXPECT_FALSE(outcome.manifest);
        EXPECT_GT(outcome.filesFailed, 0U);
        ASSERT_TRUE(outcome.error);
        EXPECT_EQ(outcome.error->code, ErrorCode::DataCorrupted) << outcome.error->describe();
        EXPECT_EQ(outcome.error->path, path);
        EXPECT_NE(outcome.error->message.find(why), std::string::npos) << outcome.error->message;
        EXPECT_TRUE(result.destinations.at(1).good());
        EXPECT_FALSE(judge(result, {.verifiedCopies = 1, .devices = 0}).safeToFormat);
        EXPECT_EQ(result.copies.at(0, 1).level, EvidenceLevel::Verified);
    }

    /// Writes other bytes into a file, as many as before, and gives it its time back.
    static void rewrite(const fs::path& path)
    {
        const auto time = fs::last_write_time(path);
        // Longer than the kernel's clock of files takes to go on.
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        std::fstream(path, std::ios::in | std::ios::out | std::ios::binary) << "other";
        fs::last_write_time(path, time);
    }

    static void replaceByLink(const fs::path& place, const fs::path& target)
    {
        fs::remove_all(place);
        fs::create_directory_symlink(target, place);
    }

    /// Takes up a run that was only copied, to read the copies back without the card.
    Result<TakenUp> verifyLater()
    {
        return takeUpWithoutCard(files, m_copied, false, {{}, progress});
    }

    void copyOnly()
    {
        options.mode = Mode::VerifyLater;
        m_copied = run();
        ASSERT_EQ(m_copied.destinations.at(0).filesUnverified, 3U);
    }

    const fs::path onCard = card / "A001R2EC";
    const fs::path folder = first / "A001R2EC" / "A001R2EC";
    const fs::path otherFolder = second / "A001R2EC" / "A001R2EC";
    const fs::path name = "A001C001_261121_R2EC.mov";
    const fs::path clip = folder / name;

private:
    std::once_flag m_once;
    OffloadResult m_copied;
};

TEST_F(CopyCheckTest, ACopyDeletedAfterItWasReadBackIsNotSealedAndTheNextRunMakesItAgain)
{
    whenLastIsReady([&] { fs::remove(clip); });
    const OffloadResult result = run();
    expectFirstRefused(result, clip, "the copy is gone");
    EXPECT_EQ(result.destinations.at(0).filesFailed, 1U);
    EXPECT_EQ(result.destinations.at(0).filesVerified, 2U);
    EXPECT_FALSE(fs::exists(first / "A001R2EC" / "ascmhl"));

    files.failWith = nullptr;
    const auto taken = takeUp(files, result, listCard(), {}, clock, {{}, progress});
    ASSERT_TRUE(taken) << taken.error().describe();
    EXPECT_TRUE(judge(run(taken->plan, {}, taken->known), {}).allVerified);
    EXPECT_TRUE(fs::exists(clip));
}

TEST_F(CopyCheckTest, ACopyRewrittenInPlaceThatGotItsTimeBackIsNotSealed)
{
    whenLastIsReady([&] { rewrite(clip); });
    expectFirstRefused(run(), clip, "the copy was changed");
}

TEST_F(CopyCheckTest, AnotherFileInThePlaceOfACopyIsNotSealed)
{
    whenLastIsReady([&] {
        const fs::path other = temp.path() / "other";
        fs::copy_file(clip, other);
        fs::last_write_time(other, fs::last_write_time(clip));
        fs::rename(other, clip);
    });
    expectFirstRefused(run(), clip, "the copy was changed");
}

TEST_F(CopyCheckTest, ALinkInThePlaceOfACopyIsNotSealed)
{
    whenLastIsReady([&] {
        fs::remove(clip);
        fs::create_symlink(onCard / name, clip);
    });
    expectFirstRefused(run(), clip, "the copy was changed");
}

TEST_F(CopyCheckTest, ACopyWrittenOnWhileItIsReadBackIsNotVerified)
{
    const fs::path sidecar = "A001R2EC_AVID.ale";
    std::once_flag once;
    files.afterRead = [&](const fs::path& path, std::uint64_t, std::span<std::byte> bytes) {
        if (path.parent_path() == folder && bytes.size() == fs::file_size(onCard / sidecar))
            std::call_once(once, [&] { rewrite(path); });
    };
    expectFirstRefused(run(), folder / sidecar, "changed by another program");
    EXPECT_FALSE(fs::exists(folder / sidecar));
}

TEST_F(CopyCheckTest, WithoutInodeNumbersACopyOfAnotherTimeIsNotSealed)
{
    files.volumeSeen = [](const fs::path&, io::Volume volume) {
        volume.fileSystem = "exfat";
        return volume;
    };
    whenLastIsReady([&] {
        std::fstream(clip, std::ios::in | std::ios::out | std::ios::binary) << "other";
        fs::last_write_time(clip, fs::last_write_time(clip) + std::chrono::hours(1));
    });
    expectFirstRefused(run(), clip, "the copy was changed");
}

TEST_F(CopyCheckTest, ACopyKeptFromAnEarlierRunIsLookedAtToo)
{
    const OffloadResult earlier = run();
    fs::remove(folder / "zero.bin");
    const auto taken = takeUp(files, earlier, listCard(), {}, clock, {{}, progress});
    ASSERT_TRUE(taken) << taken.error().describe();
    whenLastIsReady([&] { rewrite(clip); });
    expectFirstRefused(run(taken->plan, {}, taken->known), clip, "the copy was changed");
}

TEST_F(CopyCheckTest, AFolderReplacedByALinkToTheCardIsNotSealed)
{
    const auto before = tree(card);
    whenLastIsReady([&] { replaceByLink(folder, onCard); });
    const OffloadResult result = run();
    EXPECT_EQ(result.destinations.at(0).filesFailed, 3U);
    expectFirstRefused(result, clip, "took the place of a folder");
    EXPECT_EQ(tree(card), before);
}

TEST_F(CopyCheckTest, TheCardIsNotTakenForItsOwnCopyThroughALinkMadeDuringTheRun)
{
    whenFoldersAreMade([&] { replaceByLink(folder, onCard); });
    const OffloadResult result = run();
    EXPECT_EQ(result.destinations.at(0).filesFailed, 3U);
    EXPECT_FALSE(result.destinations.at(0).manifest);
    EXPECT_TRUE(result.destinations.at(1).good());
}

TEST_F(CopyCheckTest, NothingIsWrittenOnTheCardThroughALinkMadeDuringTheRun)
{
    whenFoldersAreMade([&] { replaceByLink(folder, onCard / "EMPTY"); });
    const OffloadResult result = run();
    EXPECT_EQ(result.destinations.at(0).filesFailed, 3U);
    EXPECT_TRUE(result.destinations.at(1).good());
    EXPECT_TRUE(fs::is_empty(onCard / "EMPTY"));
    for (const fs::path& path : files.changedPaths())
        EXPECT_FALSE(path.parent_path() == folder && fs::is_regular_file(path)) << path;
}

TEST_F(CopyCheckTest, ALinkFoundWhenTheRunBeginsGivesTheDestinationUp)
{
    const auto made = plan();
    ASSERT_TRUE(made) << made.error().describe();
    fs::create_directories(folder.parent_path());
    fs::create_directory_symlink(onCard, folder);
    const OffloadResult result = run(*made);
    ASSERT_TRUE(result.destinations.at(0).error);
    EXPECT_NE(result.destinations.at(0).error->message.find("a link"), std::string::npos);
    EXPECT_TRUE(result.destinations.at(1).good());
}

TEST_F(CopyCheckTest, AVerifyWithoutTheCardRefusesAFolderLinkedToTheCard)
{
    copyOnly();
    replaceByLink(folder, onCard);
    const auto taken = verifyLater();
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(taken.error().path, folder);
}

TEST_F(CopyCheckTest, AVerifyWithoutTheCardRefusesAFolderLinkedToAnotherCopy)
{
    copyOnly();
    replaceByLink(otherFolder, folder);
    const auto taken = verifyLater();
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().path, otherFolder);
}

TEST_F(CopyCheckTest, AVerifyWithoutTheCardRefusesAFileLinkedToTheCardOrToAnotherCopy)
{
    copyOnly();
    for (const fs::path& target : {onCard / name, clip}) {
        fs::remove(otherFolder / name);
        fs::create_hard_link(target, otherFolder / name);
        const auto taken = verifyLater();
        ASSERT_FALSE(taken) << target;
        EXPECT_EQ(taken.error().path, otherFolder / name);
    }
}

TEST_F(CopyCheckTest, AVerifyWithoutTheCardTakesNoLinkMadeWhileItReads)
{
    copyOnly();
    const auto taken = verifyLater();
    ASSERT_TRUE(taken) << taken.error().describe();
    at(Operation::OpenForReading, clip, [&] { replaceByLink(folder, onCard); });
    Lanes lanes(2);
    const auto result =
        Engine(files, clock, settings)
            .verifyCopies(taken->plan, taken->known, {}, {{}, progress}, lanes, observer);
    ASSERT_TRUE(result) << result.error().describe();
    EXPECT_FALSE(result->destinations.at(0).good());
    EXPECT_FALSE(result->destinations.at(0).manifest);
}

} // namespace
} // namespace tailslate::offload
