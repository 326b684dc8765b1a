// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

namespace tailslate::jobs {

/// What a job has done and has yet to do. Workers count, a front end samples; nobody is called
/// back. Thread-safe.
class Progress {
public:
    /// One look at the counters. They are read one after the other, so they may differ by work in
    /// flight.
    struct Snapshot {
        std::uint64_t bytesDone = 0;
        std::uint64_t bytesTotal = 0;
        std::uint64_t itemsDone = 0;
        std::uint64_t itemsTotal = 0;
    };

    void setTotals(std::uint64_t bytes, std::uint64_t items) noexcept
    {
        m_bytesTotal.store(bytes, std::memory_order_relaxed);
        m_itemsTotal.store(items, std::memory_order_relaxed);
    }

    void addBytes(std::uint64_t bytes) noexcept
    {
        m_bytesDone.fetch_add(bytes, std::memory_order_relaxed);
    }

    void addItems(std::uint64_t items) noexcept
    {
        m_itemsDone.fetch_add(items, std::memory_order_relaxed);
    }

    [[nodiscard]] Snapshot snapshot() const noexcept
    {
        return {m_bytesDone.load(std::memory_order_relaxed),
                m_bytesTotal.load(std::memory_order_relaxed),
                m_itemsDone.load(std::memory_order_relaxed),
                m_itemsTotal.load(std::memory_order_relaxed)};
    }

private:
    std::atomic<std::uint64_t> m_bytesDone{0};
    std::atomic<std::uint64_t> m_bytesTotal{0};
    std::atomic<std::uint64_t> m_itemsDone{0};
    std::atomic<std::uint64_t> m_itemsTotal{0};
};

} // namespace tailslate::jobs
