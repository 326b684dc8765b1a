// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/BlockReaders.h"

#include <utility>

namespace tailslate::mhl::detail {
namespace {

/// Blocks of one file that are read or hashed at a time.
constexpr std::size_t kMostOfOneFile = 5;

} // namespace

/// One file that is being read.
class BlockReaders::Reading {
public:
    Reading(BlockReaders& readers, io::InputFile& file, io::AlignedBuffer& own)
        : m_readers(readers)
        , m_file(file)
        , m_free{&own}
    {
    }

    /// No buffer is given back while a thread may write to it.
    ~Reading()
    {
        for (Block& block : m_ahead)
            static_cast<void>(m_readers.await(block));
        for (auto& buffer : m_borrowed)
            m_readers.giveBack(std::move(buffer));
    }

    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;

    Result<std::uint64_t> run(std::uint64_t size, const jobs::JobContext& context,
                              const Taker& take)
    {
        TAILSLATE_CHECK(context.checkStop());
        // Alone: only then is it known how the file can be read.
        TAILSLATE_TRY(std::size_t count, m_file.readAt(0, m_free.front()->bytes()));
        take(m_free.front()->bytes().first(count));
        context.progress.addBytes(count);
        std::uint64_t done = count;
        m_blocks = size / kBlockSize + 1;
        if (m_blocks > 1)
            borrow();
        while (count == kBlockSize) {
            readAhead();
            if (m_ahead.empty()) // It grew; whoever asked sees that.
                break;
            TAILSLATE_CHECK(context.checkStop());
            io::AlignedBuffer* const buffer = m_ahead.front().buffer;
            auto outcome = m_readers.await(m_ahead.front());
            m_ahead.pop_front();
            if (!outcome)
                return std::unexpected(std::move(outcome).error());
            count = *outcome;
            readAhead();
            take(buffer->bytes().first(count));
            context.progress.addBytes(count);
            done += count;
            m_free.push_back(buffer);
        }
        return done;
    }

private:
    void borrow()
    {
        const bool isDirect = m_file.transfer() == io::Transfer::Direct;
        m_mostAhead = isDirect ? kMostOfOneFile : 1;
        const std::size_t wanted = isDirect ? kMostOfOneFile - 1 : 1;
        while (m_borrowed.size() < wanted && m_borrowed.size() + 1 < m_blocks) {
            auto buffer = m_readers.borrow();
            if (!buffer)
                return;
            m_free.push_back(buffer.get());
            m_borrowed.push_back(std::move(buffer));
        }
    }

    void readAhead()
    {
        while (m_next < m_blocks && !m_free.empty() && m_ahead.size() < m_mostAhead) {
            m_ahead.push_back({.file = &m_file,
                               .offset = m_next++ * kBlockSize,
                               .buffer = m_free.back(),
                               .outcome = std::nullopt});
            m_free.pop_back();
            m_readers.post(m_ahead.back());
        }
    }

    BlockReaders& m_readers;
    io::InputFile& m_file;
    std::vector<io::AlignedBuffer*> m_free;
    std::vector<std::unique_ptr<io::AlignedBuffer>> m_borrowed;
    std::deque<Block> m_ahead; ///< In the order of the file.
    std::uint64_t m_blocks = 0;
    std::uint64_t m_next = 1;
    std::size_t m_mostAhead = 1;
};

BlockReaders::BlockReaders(std::size_t threads, std::size_t spare)
    : m_mayAllocate(spare)
{
    m_workers.reserve(threads);
    for (std::size_t i = 0; i < threads; ++i)
        m_workers.emplace_back("mhl-ahead", [this](const std::stop_token& stop) { run(stop); });
}

BlockReaders::~BlockReaders() = default;

Result<std::uint64_t> BlockReaders::read(io::InputFile& file, std::uint64_t size,
                                         io::AlignedBuffer& own, const jobs::JobContext& context,
                                         const Taker& take)
{
    return Reading(*this, file, own).run(size, context, take);
}

void BlockReaders::run(const std::stop_token& stop)
{
    std::unique_lock lock(m_mutex);
    while (m_changed.wait(lock, stop, [this] { return !m_waiting.empty(); })) {
        Block& block = *m_waiting.front();
        m_waiting.pop_front();
        lock.unlock();
        auto outcome = block.file->readAt(block.offset, block.buffer->bytes());
        lock.lock();
        block.outcome = std::move(outcome);
        m_changed.notify_all();
    }
}

void BlockReaders::post(Block& block)
{
    const std::lock_guard lock(m_mutex);
    m_waiting.push_back(&block);
    m_changed.notify_all();
}

Result<std::size_t> BlockReaders::await(Block& block)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return block.outcome.has_value(); });
    return *block.outcome;
}

std::unique_ptr<io::AlignedBuffer> BlockReaders::borrow()
{
    const std::lock_guard lock(m_mutex);
    if (m_spare.empty() && m_mayAllocate > 0) {
        --m_mayAllocate;
        return std::make_unique<io::AlignedBuffer>(kBlockSize);
    }
    if (m_spare.empty())
        return nullptr;
    auto buffer = std::move(m_spare.back());
    m_spare.pop_back();
    return buffer;
}

void BlockReaders::giveBack(std::unique_ptr<io::AlignedBuffer> buffer)
{
    const std::lock_guard lock(m_mutex);
    m_spare.push_back(std::move(buffer));
}

} // namespace tailslate::mhl::detail
