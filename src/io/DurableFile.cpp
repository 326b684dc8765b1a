// SPDX-License-Identifier: Apache-2.0
#include "io/DurableFile.h"

#include "base/Uuid.h"
#include "io/AlignedBuffer.h"

#include <algorithm>
#include <cstring>

namespace tailslate::io {
namespace {

namespace fs = std::filesystem;

fs::path folderOf(const fs::path& path)
{
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

Result<void> writeTemporary(FileSystem& files, const fs::path& path, std::string_view content)
{
    TAILSLATE_TRY(const auto file, files.createNew(path, content.size()));
    AlignedBuffer buffer(std::max<std::size_t>(content.size(), 1));
    std::memcpy(buffer.bytes().data(), content.data(), content.size());
    TAILSLATE_CHECK(file->append(buffer.bytes().first(content.size())));
    TAILSLATE_CHECK(file->sync());
    return file->close();
}

} // namespace

Result<void> writeDurably(FileSystem& files, const fs::path& path, std::string_view content,
                          Existing existing)
{
    // The name is nobody else's, so a file left by a crash is never in the way.
    const fs::path temporary = folderOf(path) / ("." + path.filename().string() + "." +
                                                 Uuid::generate(TimePoint{}).toString() + ".part");
    auto written = writeTemporary(files, temporary, content);
    if (written)
        written = existing == Existing::Replace ? files.renameReplacing(temporary, path)
                                                : files.renameWithoutReplacing(temporary, path);
    if (!written) {
        // The first error is the one worth telling.
        static_cast<void>(files.remove(temporary));
        return written;
    }
    return files.syncFolder(folderOf(path));
}

Result<std::string> readWholeFile(FileSystem& files, const fs::path& path, std::uint64_t sizeLimit)
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
