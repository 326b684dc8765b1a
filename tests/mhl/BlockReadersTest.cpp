// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/BlockReaders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstring>

namespace tailslate::mhl::detail {
namespace {

using testing::ElementsAre;

constexpr std::uint64_t kBlock = BlockReaders::kBlockSize;

/// A file each block of which holds its number, and that says how it is read.
class NumberedFile final : public io::InputFile {
public:
    NumberedFile(std::uint64_t size, io::Transfer transfer)
        : m_size(size)
        , m_transfer(transfer)
    {
    }

    /// The read of this block waits until that one has begun.
    void letWait(std::uint64_t block, std::uint64_t forBlock)
    {
        m_waits = block;
        m_awaited = forBlock;
    }

    void failAt(std::uint64_t block) { m_fails = block; }

    Result<std::size_t> readAt(std::uint64_t offset, std::span<std::byte> buffer) override
    {
        const std::uint64_t block = offset / kBlock;
        std::unique_lock lock(m_mutex);
        m_begun.push_back(block);
        m_most = std::max(m_most, ++m_now);
        m_changed.notify_all();
        if (block == m_waits)
            m_waited = m_changed.wait_for(lock, std::chrono::minutes(1), [&] {
                return std::ranges::find(m_begun, m_awaited) != m_begun.end();
            });
        --m_now;
        if (block == m_fails)
            return failure(ErrorCode::Io, "block " + std::to_string(block));
        const std::uint64_t left = m_size > offset ? m_size - offset : 0;
        const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left, buffer.size()));
        if (count > 0)
            std::memcpy(buffer.data(), &block, std::min(count, sizeof block));
        return count;
    }

    Result<io::FileInfo> info() override { return io::FileInfo{}; }

    io::Transfer transfer() const override { return m_transfer; }

    [[nodiscard]] bool waited() const { return m_waited; }

    [[nodiscard]] std::size_t mostAtOnce() const { return m_most; }

    [[nodiscard]] std::vector<std::uint64_t> begun() const { return m_begun; }

private:
    std::uint64_t m_size;
    io::Transfer m_transfer;
    std::uint64_t m_waits = ~std::uint64_t{0};
    std::uint64_t m_awaited = 0;
    std::uint64_t m_fails = ~std::uint64_t{0};
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<std::uint64_t> m_begun;
    std::size_t m_now = 0;
    std::size_t m_most = 0;
    bool m_waited = false;
};

class ReadingAhead : public testing::Test {
protected:
    /// Reads a file; the numbers of the blocks go to m_taken.
    Result<std::uint64_t> read(NumberedFile& file, std::uint64_t size, std::size_t threads = 4,
                               std::size_t spare = 4)
    {
        BlockReaders readers(threads, spare);
        io::AlignedBuffer own(kBlock);
        m_taken.clear();
        return readers.read(file, size, own, m_context, [&](std::span<const std::byte> bytes) {
            std::uint64_t number = 0;
            std::memcpy(&number, bytes.data(), std::min(bytes.size(), sizeof number));
            if (!bytes.empty())
                m_taken.push_back(number);
            if (m_taken.size() == m_stopAfter)
                m_stop.request_stop();
        });
    }

    std::vector<std::uint64_t> m_taken;
    std::size_t m_stopAfter = 1000;
    jobs::Progress m_progress;
    std::stop_source m_stop;
    jobs::JobContext m_context{m_stop.get_token(), m_progress};
};

TEST_F(ReadingAhead, GivesEveryBlockOnceAndInOrderWhateverTheSize)
{
    for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{1}, kBlock - 1, kBlock,
                                     kBlock + 1, 9 * kBlock, 9 * kBlock + 5})
        for (const io::Transfer transfer : {io::Transfer::Direct, io::Transfer::CacheDropped})
            for (const std::size_t spare : {0U, 1U, 8U}) {
                NumberedFile file(size, transfer);
                const auto count = read(file, size, 3, spare);
                ASSERT_TRUE(count);
                EXPECT_EQ(*count, size);
                std::vector<std::uint64_t> expected((size + kBlock - 1) / kBlock);
                for (std::size_t i = 0; i < expected.size(); ++i)
                    expected[i] = i;
                EXPECT_EQ(m_taken, expected) << size << ' ' << spare;
            }
}

TEST_F(ReadingAhead, SeveralBlocksOfOneFileAreReadAtOnce)
{
    NumberedFile file(6 * kBlock, io::Transfer::Direct);
    file.letWait(1, 3);
    ASSERT_TRUE(read(file, 6 * kBlock));
    EXPECT_TRUE(file.waited()) << "block 3 was not read before block 1 had come";
    EXPECT_THAT(m_taken, ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST_F(ReadingAhead, ThroughThePageCacheAFileIsReadFromFrontToBack)
{
    NumberedFile file(6 * kBlock, io::Transfer::CacheDropped);
    ASSERT_TRUE(read(file, 6 * kBlock));
    EXPECT_EQ(file.mostAtOnce(), 1U);
    EXPECT_THAT(file.begun(), ElementsAre(0, 1, 2, 3, 4, 5, 6));
}

TEST_F(ReadingAhead, TheFirstFailureInTheOrderOfTheFileIsTold)
{
    NumberedFile file(6 * kBlock, io::Transfer::Direct);
    file.failAt(2);
    file.letWait(2, 4);
    const auto count = read(file, 6 * kBlock);
    ASSERT_FALSE(count);
    EXPECT_EQ(count.error().message, "block 2");
    EXPECT_THAT(m_taken, ElementsAre(0, 1));
}

TEST_F(ReadingAhead, AStopEndsItWithinABlock)
{
    NumberedFile file(100 * kBlock, io::Transfer::Direct);
    m_stopAfter = 3;
    const auto count = read(file, 100 * kBlock);
    ASSERT_FALSE(count);
    EXPECT_EQ(count.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(m_taken.size(), 3U);
}

TEST_F(ReadingAhead, AFileThatShrankOrGrewEndsWhereItEnds)
{
    NumberedFile shrunk(2 * kBlock + 1, io::Transfer::Direct);
    EXPECT_EQ(read(shrunk, 8 * kBlock).value(), 2 * kBlock + 1);
    NumberedFile grown(8 * kBlock, io::Transfer::Direct);
    EXPECT_NE(read(grown, 2 * kBlock).value(), 2 * kBlock);
}

} // namespace
} // namespace tailslate::mhl::detail
