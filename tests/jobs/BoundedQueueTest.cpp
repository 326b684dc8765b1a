// SPDX-License-Identifier: Apache-2.0
#include "jobs/BoundedQueue.h"

#include "jobs/Worker.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <memory>
#include <vector>

namespace tailslate::jobs {
namespace {

TEST(BoundedQueue, GivesValuesInTheOrderTheyCame)
{
    BoundedQueue<int> queue(3);
    const std::stop_token never;
    for (const int value : {1, 2, 3})
        ASSERT_TRUE(queue.push(value, never));
    for (const int value : {1, 2, 3})
        EXPECT_EQ(queue.pop(never), value);
}

TEST(BoundedQueue, MovesValuesThatCannotBeCopied)
{
    BoundedQueue<std::unique_ptr<int>> queue(1);
    ASSERT_TRUE(queue.push(std::make_unique<int>(7), {}));
    EXPECT_EQ(**queue.pop({}), 7);
}

TEST(BoundedQueue, AFullOneMakesTheProducerWaitUntilStopped)
{
    BoundedQueue<int> queue(2);
    std::atomic<int> pushed{0};
    std::atomic<bool> refused{false};
    Worker producer("producer", [&](const std::stop_token& stop) {
        while (queue.push(pushed.load(), stop)) {
            ++pushed;
            pushed.notify_all();
        }
        refused = true;
    });
    for (int seen = 0; seen < 2; seen = pushed.load())
        pushed.wait(seen);
    producer.requestStop();
    producer.join();
    EXPECT_TRUE(refused);
    EXPECT_EQ(pushed, 2) << "a third value never found room";
}

TEST(BoundedQueue, TakingAValueLetsAWaitingProducerGoOn)
{
    BoundedQueue<int> queue(1);
    ASSERT_TRUE(queue.push(1, {}));
    Worker producer("producer", [&](const std::stop_token& stop) { queue.push(2, stop); });
    EXPECT_EQ(queue.pop({}), 1);
    EXPECT_EQ(queue.pop({}), 2);
}

TEST(BoundedQueue, ClosingLetsWhatIsInsideOutAndNothingElseIn)
{
    BoundedQueue<int> queue(3);
    ASSERT_TRUE(queue.push(1, {}));
    ASSERT_TRUE(queue.push(2, {}));
    queue.close();
    EXPECT_FALSE(queue.push(3, {}));
    EXPECT_EQ(queue.pop({}), 1);
    EXPECT_EQ(queue.pop({}), 2);
    EXPECT_EQ(queue.pop({}), std::nullopt);
    EXPECT_EQ(queue.pop({}), std::nullopt);
}

TEST(BoundedQueue, ClosingWakesWhoeverWaits)
{
    BoundedQueue<int> empty(1);
    std::optional<int> popped = 0;
    Worker consumer("consumer", [&](const std::stop_token&) { popped = empty.pop({}); });
    empty.close();
    consumer.join();
    EXPECT_EQ(popped, std::nullopt);

    BoundedQueue<int> full(1);
    ASSERT_TRUE(full.push(1, {}));
    bool pushed = true;
    Worker producer("producer", [&](const std::stop_token&) { pushed = full.push(2, {}); });
    full.close();
    producer.join();
    EXPECT_FALSE(pushed);
    EXPECT_EQ(full.pop({}), 1);
    EXPECT_EQ(full.pop({}), std::nullopt);
}

TEST(BoundedQueue, AStopWakesAConsumerThatWaits)
{
    BoundedQueue<int> queue(1);
    std::optional<int> popped = 0;
    Worker consumer("consumer", [&](const std::stop_token& stop) { popped = queue.pop(stop); });
    consumer.requestStop();
    consumer.join();
    EXPECT_EQ(popped, std::nullopt);
}

TEST(BoundedQueue, AfterAStopNothingMovesThoughItCould)
{
    BoundedQueue<int> queue(2);
    ASSERT_TRUE(queue.push(1, {}));
    std::stop_source source;
    source.request_stop();
    EXPECT_FALSE(queue.push(2, source.get_token()));
    EXPECT_EQ(queue.pop(source.get_token()), std::nullopt);
    EXPECT_EQ(queue.pop({}), 1) << "the value is still there for others";
}

TEST(BoundedQueue, LosesAndRepeatsNothingBetweenManyThreads)
{
    constexpr int kPerProducer = 2000;
    BoundedQueue<int> queue(3);
    std::array<std::atomic<int>, 3 * kPerProducer> taken{};
    std::atomic<int> producing{3};
    {
        std::vector<Worker> workers;
        for (int producer = 0; producer < 3; ++producer)
            workers.emplace_back("producer", [&, producer](const std::stop_token& stop) {
                for (int i = 0; i < kPerProducer; ++i)
                    queue.push(producer * kPerProducer + i, stop);
                if (--producing == 0)
                    queue.close();
            });
        for (int consumer = 0; consumer < 2; ++consumer)
            workers.emplace_back("consumer", [&](const std::stop_token& stop) {
                while (const auto value = queue.pop(stop))
                    ++taken[static_cast<std::size_t>(*value)];
            });
        for (Worker& worker : workers)
            worker.join();
    }
    for (const auto& count : taken)
        ASSERT_EQ(count, 1);
}

TEST(BoundedQueue, AbandonedItLetsGoOfItsValuesAndTakesNoMore)
{
    BoundedQueue<std::shared_ptr<int>> queue(4);
    auto value = std::make_shared<int>(7);
    EXPECT_TRUE(queue.push(value, {}));
    queue.abandon();
    EXPECT_EQ(value.use_count(), 1);
    EXPECT_FALSE(queue.push(value, {}));
    EXPECT_FALSE(queue.pop({}));
}

} // namespace
} // namespace tailslate::jobs
