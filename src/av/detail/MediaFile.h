// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "av/detail/Ffmpeg.h"
#include "av/detail/Interruption.h"
#include "base/Result.h"
#include "io/AlignedBuffer.h"
#include "io/DiskFileSystem.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

namespace tailslate::av::detail {

/// A file for a demuxer, read the way the product reads cards: it keeps no trace of that, not even
/// the time of its last access where the user may ask for that.
class MediaFile {
public:
    /// @param interruption Ends reading early. Borrowed; must outlive the file.
    /// @return NotFound, PermissionDenied, InvalidArgument for anything but a regular file.
    [[nodiscard]] static Result<std::unique_ptr<MediaFile>> open(const std::filesystem::path& path,
                                                                 const Interruption& interruption);

    ~MediaFile();
    MediaFile(const MediaFile&) = delete;
    MediaFile& operator=(const MediaFile&) = delete;

    /// For AVFormatContext::pb; it stays this object's.
    [[nodiscard]] AVIOContext* context() noexcept { return m_context; }

private:
    explicit MediaFile(const Interruption& interruption);

    static int readPacket(void* opaque, std::uint8_t* target, int size);
    static std::int64_t seekTo(void* opaque, std::int64_t offset, int whence);

    [[nodiscard]] int read(std::uint8_t* target, int size);
    [[nodiscard]] std::int64_t seek(std::int64_t offset, int whence);

    io::DiskFileSystem m_files;
    const Interruption& m_interruption;
    std::unique_ptr<io::InputFile> m_file;
    io::AlignedBuffer m_block;
    std::uint64_t m_blockAt = 0; ///< Offset in the file of what m_block holds.
    std::size_t m_inBlock = 0;   ///< Bytes of it.
    std::uint64_t m_position = 0;
    AVIOContext* m_context = nullptr;
};

} // namespace tailslate::av::detail
