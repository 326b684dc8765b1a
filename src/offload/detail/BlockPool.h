// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/AlignedBuffer.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <stop_token>
#include <vector>

namespace tailslate::offload::detail {

/// A piece of a file, or several small files, on the way from the card to hashers and writers.
struct Block {
    explicit Block(std::size_t capacity)
        : buffer(capacity)
    {
    }

    io::AlignedBuffer buffer;
    std::size_t size = 0; ///< Bytes in use, from the front.

    [[nodiscard]] std::span<const std::byte> bytes() const noexcept
    {
        return buffer.bytes().first(size);
    }
};

/// A fixed number of blocks that go round: the card is read no faster than the slowest destination
/// writes, and memory stays bounded whatever the card. Thread-safe; must outlive every block it
/// gave out.
class BlockPool {
public:
    BlockPool(std::size_t count, std::size_t blockSize);

    BlockPool(const BlockPool&) = delete;
    BlockPool& operator=(const BlockPool&) = delete;

    /// Waits for a free block. It returns to the pool when its last holder lets go. @return Null
    /// when none came free in `patience`, or stop was requested.
    [[nodiscard]] std::shared_ptr<Block> acquire(const std::stop_token& stop,
                                                 std::chrono::milliseconds patience);

private:
    std::mutex m_mutex;
    std::condition_variable_any m_returned;
    std::vector<std::unique_ptr<Block>> m_free;
};

} // namespace tailslate::offload::detail
