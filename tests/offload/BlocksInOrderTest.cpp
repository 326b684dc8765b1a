// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/BlocksInOrder.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <numeric>
#include <vector>

namespace tailslate::offload::detail {
namespace {

constexpr std::size_t kHelpers = 3;
constexpr std::size_t kBlocksOfFile = 200;

class BlocksInOrderTest : public testing::Test {
protected:
    Result<void> run(const std::function<Result<void>(std::size_t)>& read, bool shared = true)
    {
        std::vector<std::size_t> inHand(crew.size());
        BlockWork work;
        work.read = [&, read](std::size_t block, std::size_t member) -> Result<void> {
            inHand[member] = block;
            members.at(member).fetch_add(1);
            return read(block);
        };
        work.take = [&](std::size_t block, std::size_t member) -> Result<void> {
            EXPECT_EQ(inHand[member], block);
            taken.push_back(block);
            return {};
        };
        return blocksInOrder(crew, kBlocksOfFile, work, [&] {
            askedAfter.push_back(taken.size());
            return shared;
        });
    }

    /// The first `count` blocks.
    static std::vector<std::size_t> upTo(std::size_t count)
    {
        std::vector<std::size_t> blocks(count);
        std::iota(blocks.begin(), blocks.end(), 0);
        return blocks;
    }

    jobs::Crew crew{"test", kHelpers};
    std::vector<std::size_t> taken;
    std::vector<std::size_t> askedAfter;
    std::array<std::atomic<int>, kHelpers + 1> members{};
};

TEST_F(BlocksInOrderTest, TakesEveryBlockInTheOrderOfTheFile)
{
    EXPECT_TRUE(run([](std::size_t) { return Result<void>(); }));
    EXPECT_EQ(taken, upTo(kBlocksOfFile));
}

TEST_F(BlocksInOrderTest, ReadsSeveralAtOnceAfterTheFirst)
{
    std::mutex mutex;
    std::condition_variable changed;
    std::size_t reading = 0;
    EXPECT_TRUE(run([&](std::size_t block) {
        std::unique_lock lock(mutex);
        if (block == 0)
            return Result<void>();
        ++reading;
        changed.notify_all();
        // Only when all are at it together does anybody go on.
        if (block <= kHelpers + 1)
            changed.wait(lock, [&] { return reading >= kHelpers + 1; });
        return Result<void>();
    }));
    EXPECT_EQ(askedAfter, std::vector<std::size_t>{1});
    EXPECT_EQ(taken, upTo(kBlocksOfFile));
}

TEST_F(BlocksInOrderTest, LeavesAllToTheCallerWhereReadingIsNotShared)
{
    EXPECT_TRUE(run([](std::size_t) { return Result<void>(); }, false));
    EXPECT_EQ(taken, upTo(kBlocksOfFile));
    EXPECT_EQ(members.front().load(), static_cast<int>(kBlocksOfFile));
}

TEST_F(BlocksInOrderTest, TakesNothingBehindABlockThatCannotBeRead)
{
    for (const std::size_t bad : {std::size_t{0}, std::size_t{1}, std::size_t{57}}) {
        taken.clear();
        const auto done = run([&](std::size_t block) {
            if (block == bad)
                return Result<void>(failure(ErrorCode::Io, "bad block"));
            if (block > bad)
                return Result<void>(failure(ErrorCode::DeviceLost, "a later one"));
            return Result<void>();
        });
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().code, ErrorCode::Io);
        EXPECT_EQ(taken, upTo(bad));
    }
}

} // namespace
} // namespace tailslate::offload::detail
