// SPDX-License-Identifier: Apache-2.0
#include "stills/detail/ImageFile.h"

#include <algorithm>
#include <cstring>

namespace tailslate::stills::detail {
namespace {

constexpr std::size_t kBlock = std::size_t{64} << 10;

} // namespace

ImageFile::ImageFile(const std::filesystem::path& path)
    : IOProxy(path.string(), Read)
    , m_block(kBlock)
{
}

Result<std::unique_ptr<ImageFile>> ImageFile::open(const std::filesystem::path& path)
{
    std::unique_ptr<ImageFile> image(new ImageFile(path));
    TAILSLATE_TRY(const std::filesystem::path resolved, image->m_files.resolve(path));
    TAILSLATE_TRY(image->m_file, image->m_files.openForReading(resolved, io::ReadFrom::Anywhere));
    TAILSLATE_TRY(const io::FileInfo info, image->m_file->info());
    image->m_size = static_cast<std::size_t>(info.size);
    return image;
}

std::size_t ImageFile::read(void* target, std::size_t size)
{
    const std::size_t count = pread(target, size, m_pos);
    m_pos += static_cast<std::int64_t>(count);
    return count;
}

std::size_t ImageFile::pread(void* target, std::size_t size, std::int64_t offset)
{
    const std::lock_guard lock(m_mutex);
    std::size_t done = 0;
    while (done < size && offset >= 0) {
        const std::uint64_t at = static_cast<std::uint64_t>(offset) + done;
        if (at < m_blockAt || at >= m_blockAt + m_inBlock) {
            m_blockAt = at / io::kBlockAlignment * io::kBlockAlignment;
            m_inBlock = m_file->readAt(m_blockAt, m_block.bytes()).value_or(0);
            if (at >= m_blockAt + m_inBlock)
                break;
        }
        const auto from = static_cast<std::size_t>(at - m_blockAt);
        const std::size_t count = std::min(size - done, m_inBlock - from);
        std::memcpy(static_cast<char*>(target) + done, m_block.bytes().data() + from, count);
        done += count;
    }
    return done;
}

} // namespace tailslate::stills::detail
