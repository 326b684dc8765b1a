// SPDX-License-Identifier: Apache-2.0
#include "stills/detail/ImageFile.h"

#include "io/DiskFileSystem.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace tailslate::stills::detail {
namespace {

constexpr std::size_t kWindow = std::size_t{64} << 10;

} // namespace

ImageFile::ImageFile(const std::filesystem::path& path, std::unique_ptr<io::InputFile> file,
                     std::uint64_t size)
    : IOProxy(path.string(), Read)
    , m_size(static_cast<std::size_t>(size))
    , m_window(std::move(file), kWindow)
{
}

Result<std::unique_ptr<ImageFile>> ImageFile::open(const std::filesystem::path& path)
{
    io::DiskFileSystem files;
    TAILSLATE_TRY(const std::filesystem::path resolved, files.resolve(path));
    TAILSLATE_TRY(auto file, files.openForReading(resolved, io::ReadFrom::Anywhere));
    TAILSLATE_TRY(const io::FileInfo info, file->info());
    return std::unique_ptr<ImageFile>(new ImageFile(path, std::move(file), info.size));
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
        const auto bytes = m_window.at(static_cast<std::uint64_t>(offset) + done);
        if (!bytes || bytes->empty())
            break;
        const std::size_t count = std::min(size - done, bytes->size());
        std::memcpy(static_cast<char*>(target) + done, bytes->data(), count);
        done += count;
    }
    return done;
}

} // namespace tailslate::stills::detail
