// SPDX-License-Identifier: Apache-2.0
#include "io/FileWindow.h"

#include <utility>

namespace tailslate::io {

FileWindow::FileWindow(std::unique_ptr<InputFile> file, std::size_t length)
    : m_file(std::move(file))
    , m_buffer(length)
{
}

Result<std::span<const std::byte>> FileWindow::at(std::uint64_t offset, std::size_t least)
{
    if (!holds(offset, least)) {
        m_start = offset / kBlockAlignment * kBlockAlignment;
        m_filled = 0;
        TAILSLATE_TRY(m_filled, m_file->readAt(m_start, m_buffer.bytes()));
    }
    const auto skipped = static_cast<std::size_t>(offset - m_start);
    if (skipped >= m_filled)
        return std::span<const std::byte>();
    return std::as_const(m_buffer).bytes().subspan(skipped, m_filled - skipped);
}

bool FileWindow::holds(std::uint64_t offset, std::size_t least) const noexcept
{
    return offset >= m_start && offset + least <= m_start + m_filled;
}

} // namespace tailslate::io
