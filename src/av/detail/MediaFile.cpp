// SPDX-License-Identifier: Apache-2.0
#include "av/detail/MediaFile.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <new>

namespace tailslate::av::detail {
namespace {

constexpr std::size_t kBlock = std::size_t{256} << 10;
/// What the library copies into its own buffer at a time.
constexpr int kLibraryBuffer = 64 << 10;

} // namespace

MediaFile::MediaFile(const Interruption& interruption)
    : m_interruption(interruption)
    , m_block(kBlock)
{
}

MediaFile::~MediaFile()
{
    if (m_context == nullptr)
        return;
    av_freep(&m_context->buffer); // The library may have put another in its place.
    avio_context_free(&m_context);
}

Result<std::unique_ptr<MediaFile>> MediaFile::open(const std::filesystem::path& path,
                                                   const Interruption& interruption)
{
    std::unique_ptr<MediaFile> media(new MediaFile(interruption));
    TAILSLATE_TRY(const std::filesystem::path resolved, media->m_files.resolve(path));
    TAILSLATE_TRY(media->m_file, media->m_files.openForReading(resolved, io::ReadFrom::Anywhere));
    auto* const buffer = static_cast<unsigned char*>(av_malloc(kLibraryBuffer));
    if (buffer == nullptr)
        throw std::bad_alloc();
    media->m_context =
        avio_alloc_context(buffer, kLibraryBuffer, 0, media.get(), &readPacket, nullptr, &seekTo);
    if (media->m_context == nullptr) {
        av_free(buffer);
        throw std::bad_alloc();
    }
    return media;
}

int MediaFile::readPacket(void* opaque, std::uint8_t* target, int size)
{
    return static_cast<MediaFile*>(opaque)->read(target, size);
}

std::int64_t MediaFile::seekTo(void* opaque, std::int64_t offset, int whence)
{
    return static_cast<MediaFile*>(opaque)->seek(offset, whence);
}

int MediaFile::read(std::uint8_t* target, int size)
{
    if (m_interruption.stopped() || m_interruption.expired())
        return AVERROR_EXIT;
    const auto isInBlock = [this] {
        return m_position >= m_blockAt && m_position < m_blockAt + m_inBlock;
    };
    if (!isInBlock()) {
        m_blockAt = m_position / io::kBlockAlignment * io::kBlockAlignment;
        m_inBlock = 0;
        const auto count = m_file->readAt(m_blockAt, m_block.bytes());
        if (!count)
            return count.error().osError > 0 ? AVERROR(count.error().osError) : AVERROR(EIO);
        m_inBlock = *count;
        if (!isInBlock())
            return AVERROR_EOF;
    }
    const auto from = static_cast<std::size_t>(m_position - m_blockAt);
    const std::size_t count = std::min(static_cast<std::size_t>(size), m_inBlock - from);
    std::memcpy(target, m_block.bytes().data() + from, count);
    m_position += count;
    return static_cast<int>(count);
}

std::int64_t MediaFile::seek(std::int64_t offset, int whence)
{
    std::int64_t base = 0;
    switch (whence & ~AVSEEK_FORCE) {
    case SEEK_SET:
        break;
    case SEEK_CUR:
        base = static_cast<std::int64_t>(m_position);
        break;
    case SEEK_END:
    case AVSEEK_SIZE: {
        const auto info = m_file->info();
        if (!info)
            return AVERROR(EIO);
        base = static_cast<std::int64_t>(info->size);
        if ((whence & AVSEEK_SIZE) != 0)
            return base;
        break;
    }
    default:
        return AVERROR(EINVAL);
    }
    if (base + offset < 0)
        return AVERROR(EINVAL);
    m_position = static_cast<std::uint64_t>(base + offset);
    return base + offset;
}

} // namespace tailslate::av::detail
