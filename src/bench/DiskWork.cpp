// SPDX-License-Identifier: Apache-2.0
#include "bench/DiskWork.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <random>
#include <span>
#include <unistd.h>
#include <utility>

namespace tailslate::bench {
namespace {

/// As large as the engine's.
constexpr std::size_t kBlockSize = std::size_t{4} << 20;
constexpr std::size_t kContentSize = 16 * kBlockSize;

void fillWithRandom(std::span<std::byte> bytes, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    while (!bytes.empty()) {
        const std::uint64_t word = random();
        const std::size_t count = std::min(bytes.size(), sizeof(word));
        std::memcpy(bytes.data(), &word, count);
        bytes = bytes.subspan(count);
    }
}

/// Opens a file or folder and hands its descriptor to `work`, which says whether it succeeded and
/// else leaves the reason in errno.
template <class Work>
Result<void> withDescriptor(const std::filesystem::path& path, const char* failed, const Work& work)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return osFailure(errno, "cannot open it", path);
    const int osError = work(descriptor) ? 0 : errno;
    ::close(descriptor);
    if (osError != 0)
        return osFailure(osError, failed, path);
    return {};
}

} // namespace

std::vector<std::byte> randomBytes(std::size_t size, std::uint64_t seed)
{
    std::vector<std::byte> bytes(size);
    fillWithRandom(bytes, seed);
    return bytes;
}

DiskWork::DiskWork(io::FileSystem& files, jobs::JobContext context)
    : m_files(files)
    , m_context(std::move(context))
    , m_content(kContentSize)
    , m_block(kBlockSize)
{
    fillWithRandom(m_content.bytes(), 1);
}

Result<void> DiskWork::write(const std::filesystem::path& path, std::uint64_t size)
{
    TAILSLATE_TRY(const auto file, m_files.createNew(path, size));
    for (std::uint64_t done = 0; done < size;) {
        TAILSLATE_CHECK(m_context.checkStop());
        const auto count =
            static_cast<std::size_t>(std::min<std::uint64_t>(kBlockSize, size - done));
        TAILSLATE_CHECK(file->append(m_content.bytes().subspan(done % kContentSize, count)));
        done += count;
    }
    TAILSLATE_CHECK(file->sync());
    return file->close();
}

Result<void> DiskWork::read(const std::filesystem::path& path, hash::Hasher* hasher)
{
    TAILSLATE_TRY(const auto file, m_files.openForReading(path, io::ReadFrom::Medium));
    TAILSLATE_TRY(const io::FileInfo info, file->info());
    for (std::uint64_t offset = 0; offset < info.size;) {
        TAILSLATE_CHECK(m_context.checkStop());
        // No more than is there: some file systems fill with zeros what a direct read asks for past
        // the end.
        const std::uint64_t blocks = (info.size - offset - 1) / io::kBlockAlignment + 1;
        const auto wanted = static_cast<std::size_t>(
            std::min<std::uint64_t>(kBlockSize, blocks * io::kBlockAlignment));
        TAILSLATE_TRY(const std::size_t count, file->readAt(offset, m_block.bytes().first(wanted)));
        if (count == 0)
            return failure(ErrorCode::Io, "the file is shorter than it was", path);
        if (hasher)
            hasher->update(m_block.bytes().first(count));
        offset += count;
    }
    if (file->transfer() == io::Transfer::Cached)
        return failure(ErrorCode::Unsupported,
                       "this volume cannot be read past the page cache; name a folder on a disk "
                       "with --dir",
                       path);
    return {};
}

Result<void> dropFromCache(const std::filesystem::path& path)
{
    return withDescriptor(path, "cannot take the file out of the cache", [](int file) {
        errno = ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
        return errno == 0;
    });
}

Result<void> syncVolume(const std::filesystem::path& folder)
{
    return withDescriptor(folder, "the volume did not confirm that everything is stored",
                          [](int file) { return ::syncfs(file) == 0; });
}

} // namespace tailslate::bench
