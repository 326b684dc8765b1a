// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/AlignedBuffer.h"
#include "io/FileSystem.h"
#include "jobs/JobContext.h"
#include "jobs/Worker.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

namespace tailslate::mhl::detail {

/// Threads that read ahead in files, so that the medium works while whoever asked for the blocks
/// hashes them. Several files may be read at a time, each by a caller of its own.
class BlockReaders {
public:
    static constexpr std::size_t kBlockSize = std::size_t{4} << 20;

    /// Gets the bytes of a file in order, block by block.
    using Taker = std::function<void(std::span<const std::byte>)>;

    /// @param threads How many blocks are read at once, of all files together.
    /// @param spare   Blocks of memory that files share beside the one that each caller brings.
    BlockReaders(std::size_t threads, std::size_t spare);
    ~BlockReaders();
    BlockReaders(const BlockReaders&) = delete;
    BlockReaders& operator=(const BlockReaders&) = delete;

    /// Reads a file from its beginning to the end that it had. A file that is read past the page
    /// cache is read in several places at once, any other from front to back.
    /// @param size Of the file, as it was a moment ago.
    /// @param own  The caller's own block.
    /// @return How many bytes came. The first failure in the order of the file; Cancelled, within a
    ///         block. All reading has ended then.
    [[nodiscard]] Result<std::uint64_t> read(io::InputFile& file, std::uint64_t size,
                                             io::AlignedBuffer& own,
                                             const jobs::JobContext& context, const Taker& take);

private:
    class Reading;

    /// A block that is read or waits for it.
    struct Block {
        io::InputFile* file = nullptr;
        std::uint64_t offset = 0;
        io::AlignedBuffer* buffer = nullptr;
        std::optional<Result<std::size_t>> outcome; ///< Once it was read.
    };

    void run(const std::stop_token& stop);
    void post(Block& block);
    [[nodiscard]] Result<std::size_t> await(Block& block);
    [[nodiscard]] std::unique_ptr<io::AlignedBuffer> borrow();
    void giveBack(std::unique_ptr<io::AlignedBuffer> buffer);

    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<Block*> m_waiting;
    std::vector<std::unique_ptr<io::AlignedBuffer>> m_spare;
    std::size_t m_mayAllocate;
    std::vector<jobs::Worker> m_workers;
};

} // namespace tailslate::mhl::detail
