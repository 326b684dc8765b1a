// SPDX-License-Identifier: Apache-2.0
#include "media/detail/FileBytes.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace tailslate::media::detail {

namespace {

constexpr std::size_t kWindow = FileBytes::kReadMax + io::kBlockAlignment;

} // namespace

FileBytes::FileBytes(std::unique_ptr<io::InputFile> file, std::uint64_t size)
    : m_window(std::move(file), kWindow)
    , m_size(size)
{
}

Result<FileBytes> FileBytes::open(io::FileSystem& files, const std::filesystem::path& path,
                                  std::stop_token stop)
{
    TAILSLATE_TRY(auto file, files.openForReading(path, io::ReadFrom::Anywhere));
    auto bytes = of(std::move(file));
    if (bytes)
        bytes->m_stop = std::move(stop);
    return bytes;
}

Result<FileBytes> FileBytes::of(std::unique_ptr<io::InputFile> file)
{
    TAILSLATE_TRY(const io::FileInfo info, file->info());
    return FileBytes(std::move(file), info.size);
}

Result<std::string_view> FileBytes::read(std::uint64_t offset, std::size_t length)
{
    if (offset >= m_size)
        return std::string_view{};
    length = static_cast<std::size_t>(std::min<std::uint64_t>({length, kReadMax, m_size - offset}));
    if (m_stop.stop_requested() && !m_window.holds(offset, length))
        return failure(ErrorCode::Cancelled, "stopped by the operator");
    TAILSLATE_TRY(const auto bytes, m_window.at(offset, length));
    return std::string_view(reinterpret_cast<const char*>(bytes.data()),
                            std::min(length, bytes.size()));
}

Result<std::string> FileBytes::readAll(std::size_t most)
{
    if (m_size > most)
        return failure(ErrorCode::BadFormat, "the file is larger than any of its kind");
    std::string all;
    all.reserve(static_cast<std::size_t>(m_size));
    while (all.size() < m_size) {
        TAILSLATE_TRY(const std::string_view more, read(all.size(), kReadMax));
        if (more.empty())
            break;
        all.append(more);
    }
    return all;
}

std::uint64_t bigEndian(std::string_view bytes) noexcept
{
    std::uint64_t value = 0;
    for (const char c : bytes)
        value = value << 8U | static_cast<unsigned char>(c);
    return value;
}

std::uint64_t littleEndian(std::string_view bytes) noexcept
{
    std::uint64_t value = 0;
    // Each frame of OpenEXR has a thousand of them.
    if (std::endian::native == std::endian::little && bytes.size() == sizeof value) {
        std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }
    for (std::size_t index = bytes.size(); index > 0; --index)
        value = value << 8U | static_cast<unsigned char>(bytes[index - 1]);
    return value;
}

} // namespace tailslate::media::detail
