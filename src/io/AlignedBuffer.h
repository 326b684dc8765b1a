// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace tailslate::io {

/// Memory that direct reading and writing accept: its address is a multiple of kBlockAlignment.
/// Movable; not initialised.
class AlignedBuffer {
public:
    /// @param size Bytes; rounded up to a multiple of kBlockAlignment.
    explicit AlignedBuffer(std::size_t size);

    [[nodiscard]] std::span<std::byte> bytes() noexcept { return {m_memory.get(), m_size}; }

    [[nodiscard]] std::span<const std::byte> bytes() const noexcept
    {
        return {m_memory.get(), m_size};
    }

private:
    struct Release {
        void operator()(std::byte* memory) const noexcept;
    };

    std::size_t m_size;
    std::unique_ptr<std::byte, Release> m_memory;
};

} // namespace tailslate::io
