// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/AlignedBuffer.h"
#include "io/DiskFileSystem.h"

#include <OpenImageIO/filesystem.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>

namespace tailslate::stills::detail {

/// A file for the image library, read the way the product reads cards: it keeps no trace of that,
/// not even the time of its last access where the user may ask for that.
class ImageFile final : public OIIO::Filesystem::IOProxy {
public:
    /// @return NotFound, PermissionDenied, InvalidArgument for anything but a regular file.
    [[nodiscard]] static Result<std::unique_ptr<ImageFile>> open(const std::filesystem::path& path);

    [[nodiscard]] const char* proxytype() const override { return "tailslate"; }

    std::size_t read(void* target, std::size_t size) override;
    std::size_t pread(void* target, std::size_t size, std::int64_t offset) override;

    [[nodiscard]] std::size_t size() const override { return m_size; }

private:
    explicit ImageFile(const std::filesystem::path& path);

    io::DiskFileSystem m_files;
    std::unique_ptr<io::InputFile> m_file;
    std::size_t m_size = 0;
    std::mutex m_mutex; ///< Guards all below.
    io::AlignedBuffer m_block;
    std::uint64_t m_blockAt = 0; ///< Offset in the file of what m_block holds.
    std::size_t m_inBlock = 0;   ///< Bytes of it.
};

} // namespace tailslate::stills::detail
