// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/FileBlocks.h"

#include "io/AlignedBuffer.h"

#include <algorithm>
#include <utility>

namespace tailslate::mhl::detail {
namespace {

/// As readBlocks(), but that errors may name no path.
Result<std::uint64_t> readAll(io::FileSystem& files, const std::filesystem::path& path,
                              std::uint64_t sizeLimit, const std::stop_token& stop,
                              const BlockSink& take)
{
    constexpr std::size_t kBlock = std::size_t{1} << 20;
    TAILSLATE_TRY(const auto file, files.openForReading(path, io::ReadFrom::Anywhere));
    TAILSLATE_TRY(const io::FileInfo info, file->info());
    io::AlignedBuffer buffer(kBlock);
    for (std::uint64_t size = 0;;) {
        if (std::max(size, info.size) > sizeLimit)
            return failure(ErrorCode::BadFormat, "the file is larger than such a file can be");
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "stopped by the operator");
        TAILSLATE_TRY(const std::size_t count, file->readAt(size, buffer.bytes()));
        size += count;
        TAILSLATE_CHECK(take(buffer.bytes().first(count)));
        if (count < kBlock)
            return size;
    }
}

} // namespace

Result<std::uint64_t> readBlocks(io::FileSystem& files, const std::filesystem::path& path,
                                 std::uint64_t sizeLimit, const std::stop_token& stop,
                                 const BlockSink& take)
{
    auto size = readAll(files, path, sizeLimit, stop, take);
    if (!size && size.error().path.empty()) {
        Error error = std::move(size).error();
        error.path = path;
        return std::unexpected(std::move(error));
    }
    return size;
}

} // namespace tailslate::mhl::detail
