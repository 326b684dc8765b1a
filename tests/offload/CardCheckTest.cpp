// SPDX-License-Identifier: Apache-2.0
#include "offload/Engine.h"
#include "offload/Resume.h"
#include "OffloadFixture.h"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <functional>
#include <mutex>

namespace tailslate::offload {
namespace {

namespace fs = std::filesystem;
using test::Operation;

/// A card that somebody changes after it was read and before anything is sealed.
class CardCheckTest : public test::OffloadFixture {
protected:
    /// Offloads, and changes the card when the first copy of its last file is ready.
    OffloadResult runWhile(const std::function<void()>& change)
    {
        std::once_flag once;
        files.failWith = [&](Operation operation, const fs::path& path) {
            if (operation == Operation::Rename && path.filename() == "zero.bin")
                std::call_once(once, change);
            return 0;
        };
        OffloadResult result = run();
        files.failWith = nullptr;
        return result;
    }

    /// Nothing is sealed, and the operator reads why.
    void expectRefused(const OffloadResult& result, const fs::path& path, const std::string& why)
    {
        for (const DestinationOutcome& outcome : result.destinations) {
            EXPECT_FALSE(outcome.good());
            EXPECT_FALSE(outcome.manifest);
            ASSERT_TRUE(outcome.error);
            EXPECT_EQ(outcome.error->code, ErrorCode::Io);
            EXPECT_EQ(outcome.error->path, path);
            EXPECT_NE(outcome.error->message.find(why), std::string::npos)
                << outcome.error->message;
        }
        for (const fs::path& place : {first, second})
            EXPECT_FALSE(fs::exists(place / "A001R2EC" / "ascmhl"));
        EXPECT_FALSE(judge(result, {.verifiedCopies = 1, .devices = 0}).safeToFormat);
        EXPECT_FALSE(result.plan.cardConfirmed);
    }

    /// Writes other bytes into a file, as many as before, and gives it its time back.
    static void rewrite(const fs::path& path)
    {
        const auto time = fs::last_write_time(path);
        std::fstream(path, std::ios::in | std::ios::out | std::ios::binary) << "other";
        fs::last_write_time(path, time);
    }

    /// Puts another file of the same size and time in the place of one.
    static void swap(const fs::path& path)
    {
        const fs::path other = path.native() + ".new";
        fs::copy_file(path, other);
        rewrite(other);
        fs::last_write_time(other, fs::last_write_time(path));
        fs::rename(other, path);
    }

    const fs::path folder = card / "A001R2EC";
    const fs::path clip = folder / "A001C001_261121_R2EC.mov";
    const fs::path sidecar = folder / "A001R2EC_AVID.ale";
};

TEST_F(CardCheckTest, ANewFileIsNoticed)
{
    const fs::path added = folder / "A001C002_261121_R2EC.mov";
    const auto result = runWhile([&] { std::ofstream(added) << "shot meanwhile"; });
    expectRefused(result, added, "this file is new; offload the card again");
    for (const CopyEvidence& copy : result.copies)
        EXPECT_EQ(copy.level, EvidenceLevel::Verified);
}

TEST_F(CardCheckTest, ANewFolderIsNoticed)
{
    expectRefused(runWhile([&] { fs::create_directory(folder / "NEW"); }), folder / "NEW",
                  "this folder is new");
}

TEST_F(CardCheckTest, ANewLinkIsNoticed)
{
    expectRefused(runWhile([&] { fs::create_symlink(clip, folder / "link.mov"); }),
                  folder / "link.mov", "this file is new");
}

TEST_F(CardCheckTest, AFileThatIsGoneIsNoticedAndItsCopiesStayVerified)
{
    const auto result = runWhile([&] { fs::remove(sidecar); });
    expectRefused(result, sidecar, "this file is gone");
    for (const CopyEvidence& copy : result.copies)
        EXPECT_EQ(copy.level, EvidenceLevel::Verified);
}

TEST_F(CardCheckTest, AFileThatHasGrownIsNoticed)
{
    const auto result = runWhile([&] { std::ofstream(clip, std::ios::app) << "more"; });
    expectRefused(result, clip, "changed");
    EXPECT_EQ(result.destinations.at(0).filesFailed, 1U);
}

TEST_F(CardCheckTest, AFileWithAnotherTimeIsNoticed)
{
    expectRefused(runWhile([&] {
                      fs::last_write_time(sidecar,
                                          fs::last_write_time(sidecar) + std::chrono::seconds(2));
                  }),
                  sidecar, "changed");
}

TEST_F(CardCheckTest, AnotherFileUnderTheSameNameWithTheSameSizeAndTimeIsNoticed)
{
    for (const fs::path& path : {clip, sidecar}) {
        destinations = {{first / path.extension(), "primary"}, {second / path.extension(), ""}};
        const auto result = runWhile([&] { swap(path); });
        expectRefused(result, path, "changed");
        EXPECT_EQ(result.destinations.at(1).filesFailed, 1U);
    }
}

TEST_F(CardCheckTest, AFileRewrittenInPlaceThatGotItsTimeBackIsNoticed)
{
    expectRefused(runWhile([&] { rewrite(clip); }), clip, "changed");
}

TEST_F(CardCheckTest, EveryFileThatChangedIsCountedAndHasNoGoodCopyAnyMore)
{
    const auto result = runWhile([&] {
        rewrite(clip);
        rewrite(sidecar);
        fs::create_directory(folder / "NEW");
    });
    ASSERT_TRUE(result.destinations.at(0).error);
    EXPECT_EQ(result.destinations.at(0).filesFailed, 2U);
    EXPECT_EQ(result.destinations.at(0).filesVerified, 1U);
    EXPECT_EQ(std::ranges::count_if(
                  result.copies,
                  [](const CopyEvidence& copy) { return copy.level == EvidenceLevel::None; }),
              4);
}

TEST_F(CardCheckTest, WhatChangedIsReadAgainWhenTheOffloadIsResumed)
{
    const auto result = runWhile([&] { swap(clip); });
    const auto taken = takeUp(files, result, listCard(), {}, clock, {{}, progress});
    ASSERT_TRUE(taken) << taken.error().describe();
    const OffloadResult resumed = run(taken->plan, {}, taken->known);
    EXPECT_FALSE(judge(resumed, {}).allVerified) << "the new bytes are nowhere";
    EXPECT_EQ(resumed.destinations.at(0).filesVerified, 2U);
    EXPECT_EQ(resumed.destinations.at(0).filesFailed, 1U);
}

TEST_F(CardCheckTest, WhatOperatingSystemsLeaveOnTheCardIsNoChange)
{
    const auto result = runWhile([&] {
        std::ofstream(folder / ".DS_Store") << "finder";
        fs::create_directories(card / ".Trashes" / "501");
    });
    EXPECT_TRUE(judge(result, {}).allVerified)
        << result.destinations.at(0).error.value_or(Error{}).describe();
}

TEST_F(CardCheckTest, LinksThatTheListingNamedAreNoChange)
{
    fs::create_symlink(clip, folder / "link.mov");
    EXPECT_TRUE(judge(run(), {}).allVerified);
}

TEST_F(CardCheckTest, AFileSwappedBetweenItsTwoReadsIsNotReadAsTheSame)
{
    options.mode = Mode::VerifySecondRead;
    std::atomic<int> opened{0};
    files.failWith = [&](Operation operation, const fs::path& path) {
        if (operation == Operation::OpenForReading && path == clip && ++opened == 2) {
            const fs::path other = temp.path() / "same-bytes";
            fs::copy_file(clip, other);
            fs::last_write_time(other, fs::last_write_time(clip));
            fs::rename(other, clip);
        }
        return 0;
    };
    const OffloadResult result = run();
    EXPECT_EQ(opened, 2);
    ASSERT_TRUE(result.destinations.at(0).error);
    EXPECT_EQ(result.destinations.at(0).error->path, clip);
}

} // namespace
} // namespace tailslate::offload
