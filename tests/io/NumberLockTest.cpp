// SPDX-License-Identifier: Apache-2.0
#include "io/NumberLock.h"

#include "support/TempDir.h"

#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <optional>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace tailslate::io {
namespace {

namespace fs = std::filesystem;

class NumberLockTest : public testing::Test {
protected:
    test::TempDir temp;
    fs::path file = temp.path() / "show-lock";
};

TEST_F(NumberLockTest, KeepsOutWhoAsksForTheSameNumberAndNobodyElse)
{
    auto held = NumberLock::hold(file, 7);
    ASSERT_TRUE(held) << held.error().describe();
    EXPECT_TRUE(held->keepsOthersOut());
    const auto second = NumberLock::hold(file, 7);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::AlreadyExists);
    EXPECT_TRUE(NumberLock::hold(file, 8));
    EXPECT_FALSE(NumberLock::hold(file, 7)) << "the hold on another number took this one along";
}

TEST_F(NumberLockTest, EndsWithItsHolderWhereverThatWasMovedTo)
{
    {
        auto held = NumberLock::hold(file, 7);
        ASSERT_TRUE(held);
        const NumberLock moved = std::move(*held);
        held = std::unexpected(Error{ErrorCode::Io, "gone", {}, 0});
        EXPECT_FALSE(NumberLock::hold(file, 7));
    }
    EXPECT_TRUE(NumberLock::hold(file, 7));
    EXPECT_EQ(fs::file_size(file), 0U);
}

TEST_F(NumberLockTest, OfAProgramThatWasKilledHoldsUpNobody)
{
    std::array<int, 2> told{};
    ASSERT_EQ(::pipe(told.data()), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        const auto held = NumberLock::hold(file, 7);
        const char word = held ? 'y' : 'n';
        static_cast<void>(::write(told[1], &word, 1));
        for (;;)
            ::pause();
    }
    char word = 0;
    ASSERT_EQ(::read(told[0], &word, 1), 1);
    EXPECT_EQ(word, 'y');
    EXPECT_EQ(NumberLock::hold(file, 7).error().code, ErrorCode::AlreadyExists);
    ::kill(child, SIGKILL);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    EXPECT_TRUE(NumberLock::hold(file, 7));
    ::close(told[0]);
    ::close(told[1]);
}

TEST_F(NumberLockTest, SaysWhereNoLockFileCanBe)
{
    EXPECT_EQ(NumberLock::hold(temp.path() / "nowhere" / "lock", 7).error().code,
              ErrorCode::NotFound);
    fs::create_symlink(temp.path() / "elsewhere", file);
    EXPECT_FALSE(NumberLock::hold(file, 7));
    EXPECT_FALSE(fs::exists(temp.path() / "elsewhere"));
}

} // namespace
} // namespace tailslate::io
