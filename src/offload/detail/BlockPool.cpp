// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/BlockPool.h"

#include <utility>

namespace tailslate::offload::detail {

BlockPool::BlockPool(std::size_t count, std::size_t blockSize)
{
    m_free.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        m_free.push_back(std::make_unique<Block>(blockSize));
}

std::shared_ptr<Block> BlockPool::acquire(const std::stop_token& stop,
                                          std::chrono::milliseconds patience)
{
    std::unique_lock lock(m_mutex);
    if (!m_returned.wait_for(lock, stop, patience, [this] { return !m_free.empty(); }))
        return nullptr;
    std::unique_ptr<Block> block = std::move(m_free.back());
    m_free.pop_back();
    return {block.release(), [this](Block* returned) {
                std::unique_ptr<Block> owned(returned);
                {
                    const std::lock_guard guard(m_mutex);
                    m_free.push_back(std::move(owned)); // Capacity was reserved: never allocates.
                }
                m_returned.notify_one();
            }};
}

} // namespace tailslate::offload::detail
