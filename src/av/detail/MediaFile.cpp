// SPDX-License-Identifier: Apache-2.0
#include "av/detail/MediaFile.h"

#include "io/DiskFileSystem.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <new>
#include <utility>

namespace tailslate::av::detail {
namespace {

constexpr std::size_t kWindow = std::size_t{256} << 10;
/// What the library copies into its own buffer at a time.
constexpr int kLibraryBuffer = 64 << 10;

} // namespace

MediaFile::MediaFile(std::unique_ptr<io::InputFile> file, const Interruption& interruption)
    : m_interruption(interruption)
    , m_window(std::move(file), kWindow)
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
    io::DiskFileSystem files;
    TAILSLATE_TRY(const std::filesystem::path resolved, files.resolve(path));
    TAILSLATE_TRY(auto file, files.openForReading(resolved, io::ReadFrom::Anywhere));
    std::unique_ptr<MediaFile> media(new MediaFile(std::move(file), interruption));
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
    const auto bytes = m_window.at(m_position);
    if (!bytes)
        return bytes.error().osError > 0 ? AVERROR(bytes.error().osError) : AVERROR(EIO);
    if (bytes->empty())
        return AVERROR_EOF;
    const std::size_t count = std::min(static_cast<std::size_t>(size), bytes->size());
    std::memcpy(target, bytes->data(), count);
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
        const auto info = m_window.file().info();
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
