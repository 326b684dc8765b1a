// SPDX-License-Identifier: Apache-2.0
#include "jobs/Mailbox.h"

#include "jobs/Worker.h"

#include <gtest/gtest.h>

#include <atomic>

namespace tailslate::jobs {
namespace {

TEST(Mailbox, GivesTheNewestValueOnce)
{
    Mailbox<int> mailbox;
    EXPECT_EQ(mailbox.take(), nullptr);
    mailbox.put(std::make_shared<int>(1));
    mailbox.put(std::make_shared<int>(2));
    const auto newest = mailbox.take();
    ASSERT_NE(newest, nullptr);
    EXPECT_EQ(*newest, 2);
    EXPECT_EQ(mailbox.take(), nullptr);
}

TEST(Mailbox, CountsTheValuesThatNobodyTook)
{
    Mailbox<int> mailbox;
    EXPECT_EQ(mailbox.dropped(), 0U);
    mailbox.put(std::make_shared<int>(1));
    EXPECT_EQ(mailbox.dropped(), 0U) << "still there to be taken";
    mailbox.put(std::make_shared<int>(2));
    mailbox.put(std::make_shared<int>(3));
    EXPECT_EQ(mailbox.dropped(), 2U);
    static_cast<void>(mailbox.take());
    mailbox.put(std::make_shared<int>(4));
    EXPECT_EQ(mailbox.dropped(), 2U) << "the one before was taken";
}

TEST(Mailbox, LetsGoOfAReplacedValue)
{
    Mailbox<int> mailbox;
    const auto value = std::make_shared<int>(1);
    mailbox.put(value);
    EXPECT_EQ(value.use_count(), 2);
    mailbox.put(nullptr);
    EXPECT_EQ(value.use_count(), 1);
}

TEST(Mailbox, EveryValueIsTakenOrDroppedBetweenTwoThreads)
{
    constexpr int kValues = 20'000;
    Mailbox<int> mailbox;
    std::atomic<bool> done{false};
    Worker producer("producer", [&](const std::stop_token&) {
        for (int i = 1; i <= kValues; ++i)
            mailbox.put(std::make_shared<int>(i));
        done = true;
    });
    int last = 0;
    std::uint64_t taken = 0;
    for (bool finished = false; !finished;) {
        finished = done;
        if (const auto value = mailbox.take()) {
            ASSERT_GT(*value, last) << "never an old one";
            last = *value;
            ++taken;
        }
    }
    EXPECT_EQ(last, kValues);
    EXPECT_EQ(taken + mailbox.dropped(), static_cast<std::uint64_t>(kValues));
}

} // namespace
} // namespace tailslate::jobs
