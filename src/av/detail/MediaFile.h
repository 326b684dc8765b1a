// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "av/detail/Ffmpeg.h"
#include "av/detail/Interruption.h"
#include "base/Result.h"
#include "io/FileWindow.h"

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
    MediaFile(std::unique_ptr<io::InputFile> file, const Interruption& interruption);

    static int readPacket(void* opaque, std::uint8_t* target, int size);
    static std::int64_t seekTo(void* opaque, std::int64_t offset, int whence);

    [[nodiscard]] int read(std::uint8_t* target, int size);
    [[nodiscard]] std::int64_t seek(std::int64_t offset, int whence);

    const Interruption& m_interruption;
    io::FileWindow m_window;
    std::uint64_t m_position = 0;
    AVIOContext* m_context = nullptr;
};

} // namespace tailslate::av::detail
