// SPDX-License-Identifier: Apache-2.0
#include "io/DurableFile.h"

#include "io/AlignedBuffer.h"
#include "io/DurableWriter.h"

namespace tailslate::io {

Result<void> writeDurably(FileSystem& files, const std::filesystem::path& path,
                          std::string_view content, Existing existing)
{
    TAILSLATE_TRY(DurableWriter writer, DurableWriter::begin(files, path, content.size()));
    TAILSLATE_CHECK(writer.append(content));
    return writer.finish(existing);
}

Result<std::string> readWholeFile(FileSystem& files, const std::filesystem::path& path,
                                  std::uint64_t sizeLimit)
{
    constexpr std::size_t kBlock = std::size_t{1} << 20;
    TAILSLATE_TRY(const auto file, files.openForReading(path, ReadFrom::Anywhere));
    TAILSLATE_TRY(const FileInfo info, file->info());
    if (info.size > sizeLimit)
        return failure(ErrorCode::BadFormat, "the file is larger than such a file can be", path);

    AlignedBuffer buffer(kBlock);
    std::string content;
    content.reserve(static_cast<std::size_t>(info.size));
    for (std::uint64_t offset = 0;; offset += kBlock) {
        TAILSLATE_TRY(const std::size_t count, file->readAt(offset, buffer.bytes()));
        content.append(reinterpret_cast<const char*>(buffer.bytes().data()), count);
        if (content.size() > sizeLimit)
            return failure(ErrorCode::BadFormat, "the file is larger than such a file can be",
                           path);
        if (count < kBlock)
            return content;
    }
}

} // namespace tailslate::io
