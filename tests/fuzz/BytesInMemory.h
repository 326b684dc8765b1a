// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "io/FileSystem.h"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace tailslate::fuzz {

/// An open file that is nothing but an input. Borrows it.
class BytesInMemory final : public io::InputFile {
public:
    explicit BytesInMemory(std::string_view bytes)
        : m_bytes(bytes)
    {
    }

    [[nodiscard]] Result<std::size_t> readAt(std::uint64_t offset,
                                             std::span<std::byte> buffer) override
    {
        if (offset >= m_bytes.size())
            return std::size_t{0};
        const std::string_view rest = m_bytes.substr(static_cast<std::size_t>(offset));
        const std::size_t count = std::min(rest.size(), buffer.size());
        std::memcpy(buffer.data(), rest.data(), count);
        return count;
    }

    [[nodiscard]] Result<io::FileInfo> info() override
    {
        io::FileInfo info;
        info.kind = io::FileKind::Regular;
        info.size = m_bytes.size();
        return info;
    }

    [[nodiscard]] io::Transfer transfer() const override { return io::Transfer::Cached; }

private:
    std::string_view m_bytes;
};

} // namespace tailslate::fuzz
