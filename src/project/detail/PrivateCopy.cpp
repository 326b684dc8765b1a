// SPDX-License-Identifier: Apache-2.0
#include "project/detail/PrivateCopy.h"

#include "base/Clock.h"
#include "base/Uuid.h"
#include "io/AlignedBuffer.h"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace tailslate::project::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlock = std::size_t{1} << 20;
constexpr const char* kLog = "-wal";
constexpr const char* kSharedMemory = "-shm"; // SQLite makes it.

fs::path beside(fs::path path, const char* suffix)
{
    path += suffix;
    return path;
}

bool isSame(const io::FileInfo& one, const io::FileInfo& other)
{
    return one.identity == other.identity && one.size == other.size &&
           one.modified == other.modified && one.changed == other.changed;
}

} // namespace

PrivateCopy::PrivateCopy(io::FileSystem& files, fs::path path)
    : m_files(files)
    , m_path(std::move(path))
{
}

PrivateCopy::~PrivateCopy()
{
    // Best effort: the system empties the folder in its time.
    for (const char* suffix : {"", kLog, kSharedMemory})
        (void)m_files.remove(beside(m_path, suffix));
}

Result<std::unique_ptr<PrivateCopy>> PrivateCopy::make(io::FileSystem& files,
                                                       const fs::path& project)
{
    std::error_code error;
    const fs::path folder = fs::temp_directory_path(error);
    if (error)
        return failure(ErrorCode::NotFound, "there is no folder for temporary files", folder,
                       error.value());
    const std::string name = "tailslate-" + Uuid::generate(SystemClock().now()).toString();
    std::unique_ptr<PrivateCopy> copy(new PrivateCopy(files, folder / name));
    TAILSLATE_TRY(const io::FileInfo before, files.info(project));
    TAILSLATE_TRY(const bool isLogWhole, copy->copy(project, kLog));
    TAILSLATE_TRY(const bool isWhole, copy->copy(project, ""));
    TAILSLATE_TRY(const io::FileInfo after, files.info(project));
    if (!isLogWhole || !isWhole || !isSame(before, after))
        return nullptr;
    return copy;
}

Result<bool> PrivateCopy::copy(const fs::path& from, const char* suffix)
{
    const fs::path source = beside(from, suffix);
    TAILSLATE_TRY(const auto in, m_files.openForReading(source, io::ReadFrom::Anywhere));
    TAILSLATE_TRY(const io::FileInfo before, in->info());
    TAILSLATE_TRY(const auto out, m_files.createNew(beside(m_path, suffix), before.size));
    io::AlignedBuffer buffer(kBlock);
    for (std::uint64_t offset = 0; offset < before.size;) {
        TAILSLATE_TRY(const std::size_t size, in->readAt(offset, buffer.bytes()));
        if (size == 0)
            return false;
        TAILSLATE_CHECK(out->append(std::as_const(buffer).bytes().first(size)));
        offset += size;
        if (size < kBlock)
            break;
    }
    TAILSLATE_CHECK(out->close());
    const auto after = m_files.info(source);
    return after && isSame(before, *after);
}

} // namespace tailslate::project::detail
