// SPDX-License-Identifier: Apache-2.0
#include "mhl/History.h"
#include "OffloadFixture.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <fstream>

namespace tailslate::offload {
namespace {

namespace fs = std::filesystem;
using test::Operation;

class SealTest : public test::OffloadFixture {
protected:
    /// What the seal says of the card, when it is the only one.
    mhl::Manifest manifestAt(const fs::path& destination)
    {
        auto history = mhl::readHistory(disk, destination / "A001R2EC");
        EXPECT_TRUE(history) << history.error().describe();
        EXPECT_EQ(history->size(), 1U);
        return std::move(history->back().manifest);
    }

    /// The drive changes the first file whose name has `part` after it was written.
    void spoilAtRest(const std::string& part)
    {
        files.afterClose = [this, part](const fs::path& path) {
            if (!path.native().starts_with(second.native()) ||
                path.filename().native().find(part) == std::string::npos)
                return;
            std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
            file.seekp(static_cast<std::streamoff>(fs::file_size(path) / 2));
            file << '\x7F';
        };
    }

    void expectSecondIsNotSealed()
    {
        const OffloadResult result = run();
        EXPECT_TRUE(result.destinations.at(0).good());
        EXPECT_FALSE(result.destinations.at(1).good());
        ASSERT_TRUE(result.destinations.at(1).error);
        EXPECT_EQ(result.destinations.at(1).error->code, ErrorCode::DataCorrupted);
        EXPECT_NE(result.destinations.at(1).error->message.find("the seal"), std::string::npos);
        EXPECT_FALSE(judge(result, {}).allVerified);
    }
};

TEST_F(SealTest, AManifestThatTheDriveSpoiledIsFound)
{
    spoilAtRest(".mhl.");
    expectSecondIsNotSealed();
}

TEST_F(SealTest, AChainThatTheDriveSpoiledIsFound)
{
    spoilAtRest("ascmhl_chain.xml.");
    expectSecondIsNotSealed();
}

TEST_F(SealTest, ASealIsReadOnceMoreBeforeTheDriveIsBlamed)
{
    bool spoiled = false;
    files.afterRead = [&](const fs::path& path, std::uint64_t, std::span<std::byte> bytes) {
        if (path.extension() == ".mhl" && !bytes.empty() && !std::exchange(spoiled, true))
            bytes[bytes.size() / 2] ^= std::byte{1};
    };
    EXPECT_TRUE(judge(run(), {}).allVerified);
    EXPECT_TRUE(spoiled);
}

TEST_F(SealTest, ASealThatCannotBeReadPastTheCacheIsNoProof)
{
    std::atomic<bool> manifestOpened = false;
    files.failWith = [&](Operation operation, const fs::path& path) {
        if (operation == Operation::OpenForReading)
            manifestOpened = path.extension() == ".mhl";
        return 0;
    };
    files.transferSeen = [&](io::Transfer seen) {
        return manifestOpened ? io::Transfer::Cached : seen;
    };
    destinations = {{first, "primary"}};
    const OffloadResult result = run();
    ASSERT_TRUE(result.destinations.at(0).error);
    EXPECT_EQ(result.destinations.at(0).error->code, ErrorCode::Unsupported);
}

TEST_F(SealTest, WhatOffloadsLeaveIsIgnored)
{
    run();
    EXPECT_THAT(manifestAt(first).ignorePatterns,
                testing::IsSupersetOf({"*.tailslate-part", "*.verify-failed"}));
}

TEST_F(SealTest, FilesOfTheCardThatAreNamedLikeOurOwnAreInTheManifestAndNotIgnored)
{
    std::ofstream(card / "A001R2EC" / ".0123456789abcdef0123456789abcdef.tailslate-part") << "half";
    fs::create_directories(card / "A001R2EC" / "looked at.verify-failed");
    std::ofstream(card / "A001R2EC" / "looked at.verify-failed" / "clip.mov") << "bad copy";
    EXPECT_TRUE(judge(run(), {}).allVerified);
    const mhl::Manifest manifest = manifestAt(first);
    EXPECT_EQ(manifest.files.size(), 5U);
    EXPECT_THAT(manifest.ignorePatterns, testing::Not(testing::Contains("*.tailslate-part")));
    EXPECT_THAT(manifest.ignorePatterns, testing::Not(testing::Contains("*.verify-failed")));
}

} // namespace
} // namespace tailslate::offload
