// SPDX-License-Identifier: Apache-2.0
#include "OffloadScene.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

namespace tailslate::test {
namespace {

namespace fs = std::filesystem;

/// A clip of five blocks whose copy was killed when three of them were written.
class KilledCopy : public testing::Test {
protected:
    static constexpr std::size_t kBlock = std::size_t{4} << 20;

    KilledCopy()
        : content{{kClip, noise(4 * kBlock + 123)}}
        , scene(content, 1)
    {
        std::atomic<int> writes{0};
        scene.disks.before = [&](const OperationRecord& call) {
            if (call.operation == Operation::Append && ++writes == 4)
                scene.disks.cutPowerAt(call.index);
        };
        static_cast<void>(scene.offload());
        scene.disks.before = nullptr;
        scene.disks.restart(1, Garble::Keep);
        for (const auto& [path, bytes] : scene.disks.tree("/a")) {
            part = path;
            left = bytes;
        }
        before = scene.disks.operationCount();
    }

    CardContent content;
    OffloadScene scene;
    fs::path part;
    std::string left;
    std::size_t before = 0;
};

TEST_F(KilledCopy, IsContinuedAfterWhatIsThereWasCompared)
{
    ASSERT_TRUE(isPart(part));
    ASSERT_EQ(left.size(), 3 * kBlock);
    const auto result = scene.offload();
    ASSERT_TRUE(allVerified(result));
    EXPECT_EQ(falseClaims(scene, *result, content), "");
    const auto writes = callsTo(scene.disks, Operation::Append, part, before);
    const auto starts = callsTo(scene.disks, Operation::ContinueWriting, part, before);
    ASSERT_EQ(starts.size(), 1U);
    EXPECT_EQ(writes.size(), 2U) << "only the blocks that were missing are written";
    const auto reads = callsTo(scene.disks, Operation::Read, part, before);
    EXPECT_EQ(std::ranges::count_if(
                  reads, [&](const auto& call) { return call.index < starts.front().index; }),
              3);
}

TEST_F(KilledCopy, IsNotTrustedFromTheFirstBlockOnThatDiffers)
{
    left.at(kBlock + 17) = static_cast<char>(left.at(kBlock + 17) ^ 4);
    scene.disks.makeFile(part, left, TimePoint{});
    const auto result = scene.offload();
    ASSERT_TRUE(allVerified(result));
    EXPECT_EQ(falseClaims(scene, *result, content), "");
    EXPECT_EQ(callsTo(scene.disks, Operation::Append, part, before).size(), 4U);
}

TEST_F(KilledCopy, OfAnotherTimeOfTheFileIsRemoved)
{
    scene.disks.makeFile(fs::path("/card") / kClip, content.at(kClip),
                         TimePoint(std::chrono::seconds(1'795'000'777)));
    const auto result = scene.offload();
    ASSERT_TRUE(allVerified(result));
    EXPECT_FALSE(scene.disks.exists(part));
    EXPECT_EQ(mediaCalls(scene, Operation::Append, 0, before).size(), 5U);
}

} // namespace
} // namespace tailslate::test
