// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "io/FileWindow.h"

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
    ImageFile(const std::filesystem::path& path, std::unique_ptr<io::InputFile> file,
              std::uint64_t size);

    std::size_t m_size;
    std::mutex m_mutex;
    io::FileWindow m_window; ///< Guarded by m_mutex.
};

} // namespace tailslate::stills::detail
