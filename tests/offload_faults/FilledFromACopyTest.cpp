// SPDX-License-Identifier: Apache-2.0
#include "OffloadScene.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <functional>

namespace tailslate::test {
namespace {

namespace fs = std::filesystem;
using offload::EvidenceLevel;
using offload::OffloadResult;

/// Two destinations; the second went away and is filled from the first once it is back. Meanwhile
/// something happens to the copies there.
class FilledFromACopy : public testing::Test {
protected:
    explicit FilledFromACopy(const CardContent& content = smallCard())
        : scene(content, 2)
    {
        scene.settings.deviceWait = std::chrono::minutes(1);
    }

    Result<OffloadResult> offloadAnd(const std::function<void()>& meanwhile)
    {
        scene.disks.before = [this, meanwhile](const OperationRecord& call) {
            if (call.operation == Operation::Append && call.path.native().starts_with("/b") &&
                ++m_writes == 1)
                scene.disks.takeAway("/b");
            if (m_writes >= 1 && call.operation == Operation::Info &&
                call.path == scene.rollFolder(1) && ++m_looks == 3) {
                meanwhile();
                before = scene.disks.operationCount();
                scene.disks.bringBack("/b");
            }
            if (onCall)
                onCall(call);
        };
        return scene.offload();
    }

    void flipBitOf(const std::string& name)
    {
        const fs::path path = scene.rollFolder(0) / name;
        std::string bytes = scene.disks.contentOf(path);
        bytes.at(bytes.size() / 2) = static_cast<char>(bytes.at(bytes.size() / 2) ^ 8);
        scene.disks.makeFile(path, bytes, TimePoint{});
    }

    [[nodiscard]] offload::CopyEvidence copyOf(const OffloadResult& result, const std::string& name,
                                               std::size_t destination) const
    {
        const auto& files = result.plan.files();
        const auto file = std::ranges::find(files, name, &media::CardFile::path);
        return result.copy(static_cast<std::size_t>(file - files.begin()), destination);
    }

    [[nodiscard]] std::size_t cardReadsSince() const
    {
        return callsTo(scene.disks, Operation::Read, "/card", before).size();
    }

    OffloadScene scene;
    std::function<void(const OperationRecord&)> onCall; ///< Set it while nothing runs.
    std::size_t before = 0;

private:
    std::atomic<int> m_writes{0};
    std::atomic<int> m_looks{0};
};

TEST_F(FilledFromACopy, AGoodOneSparesTheCard)
{
    const auto result = offloadAnd([] {});
    EXPECT_TRUE(allVerified(result));
    EXPECT_EQ(cardReadsSince(), 0U);
}

TEST_F(FilledFromACopy, OneThatIsMisreadOnceKeepsItsProof)
{
    std::atomic<bool> struck{false};
    onCall = [&](const OperationRecord& call) {
        if (before > 0 && call.operation == Operation::Read &&
            call.path == scene.rollFolder(0) / kClip && !struck.exchange(true))
            scene.disks.faultAt(call.index, Fault::flipBitOnRead());
    };
    const auto result = offloadAnd([] {});
    EXPECT_TRUE(struck);
    EXPECT_TRUE(allVerified(result));
}

/// The large file of the card, and a small one.
class FilledFromABadCopy : public FilledFromACopy,
                           public testing::WithParamInterface<const char*> {};

TEST_P(FilledFromABadCopy, TakesTheCardInsteadAndTakesBackWhatWasProvedOfTheBadOne)
{
    const std::string name = GetParam();
    const auto result = offloadAnd([&] { flipBitOf(name); });
    ASSERT_TRUE(result);
    EXPECT_EQ(falseClaims(scene, *result, smallCard()), "");
    EXPECT_TRUE(result->destinations.at(1).good())
        << result->destinations.at(1).error.value_or(Error{}).describe();
    EXPECT_GT(cardReadsSince(), 0U);

    EXPECT_EQ(result->destinations.at(0).filesFailed, 1U);
    EXPECT_FALSE(result->destinations.at(0).manifest);
    const offload::CopyEvidence bad = copyOf(*result, name, 0);
    EXPECT_EQ(bad.level, EvidenceLevel::None);
    ASSERT_TRUE(bad.error);
    EXPECT_EQ(bad.error->code, ErrorCode::DataCorrupted);
    EXPECT_EQ(bad.error->path, scene.rollFolder(0) / name);
    EXPECT_FALSE(scene.disks.exists(scene.rollFolder(0) / name)) << "a wrong copy has the name";
    EXPECT_EQ((*scene.lanes)[0].failed.load(), smallCard().at(name).size());
    EXPECT_FALSE(allVerified(result));
}

INSTANTIATE_TEST_SUITE_P(Both, FilledFromABadCopy, testing::Values(kClip, kSidecar),
                         [](const auto& one) {
                             return std::string(one.param == kClip ? "Large" : "Small");
                         });

/// With a clip of several blocks, which the card gives several at a time.
class LargeFilledFromACopy : public FilledFromACopy {
protected:
    LargeFilledFromACopy()
        : FilledFromACopy(content())
    {
    }

    static const CardContent& content()
    {
        static const CardContent one{{kClip, noise((std::size_t{20} << 20) + 77)}};
        return one;
    }
};

TEST_F(LargeFilledFromACopy, WhenItCannotBeReadTheCardGivesAllOfIt)
{
    std::atomic<bool> struck{false};
    onCall = [&](const OperationRecord& call) {
        if (before > 0 && call.operation == Operation::Read &&
            call.path == scene.rollFolder(0) / kClip && !struck.exchange(true))
            scene.disks.faultAt(call.index, Fault::error(EIO));
    };
    const auto result = offloadAnd([] {});
    EXPECT_TRUE(struck);
    EXPECT_TRUE(allVerified(result));
    EXPECT_EQ(callsTo(scene.disks, Operation::Read, scene.rollFolder(0) / kClip, before).size(),
              1U);
    EXPECT_GT(cardReadsSince(), 0U);
    const offload::CopyEvidence filled = copyOf(*result, kClip, 1);
    EXPECT_EQ(filled.level, EvidenceLevel::Verified);
    EXPECT_FALSE(filled.fromCopy);
}

} // namespace
} // namespace tailslate::test
