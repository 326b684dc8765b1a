// SPDX-License-Identifier: Apache-2.0
#include "bench/DiskWork.h"

#include "bench/Measure.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <optional>
#include <random>
#include <span>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace tailslate::bench {
namespace {

/// As large as the engine's.
constexpr std::size_t kBlockSize = std::size_t{4} << 20;
constexpr std::size_t kContentSize = 16 * kBlockSize;
/// Files on their way at once where each is a wait for the disk.
constexpr std::size_t kSmallFilesAtOnce = 8;
constexpr std::size_t kSmallBlockSize = std::size_t{1} << 20;

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
Result<void> withDescriptor(const std::filesystem::path& path, int flags, const char* failed,
                            const Work& work)
{
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0644);
    if (descriptor < 0)
        return osFailure(errno, "cannot open it", path);
    const int osError = work(descriptor) ? 0 : errno;
    ::close(descriptor);
    if (osError != 0)
        return osFailure(osError, failed, path);
    return {};
}

/// Through the page cache, with the fewest calls there are.
Result<void> writeSmall(const std::filesystem::path& path, std::span<const std::byte> bytes)
{
    return withDescriptor(path, O_WRONLY | O_CREAT | O_EXCL, "cannot write it", [bytes](int file) {
        std::span<const std::byte> rest = bytes;
        while (!rest.empty()) {
            const ::ssize_t count = ::write(file, rest.data(), rest.size());
            if (count < 0)
                return false;
            rest = rest.subspan(static_cast<std::size_t>(count));
        }
        return true;
    });
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
    , m_crew("bench-files", kSmallFilesAtOnce - 1)
{
    fillWithRandom(m_content.bytes(), 1);
    m_blocks.emplace_back(kBlockSize);
    while (m_blocks.size() < m_crew.size())
        m_blocks.emplace_back(kSmallBlockSize);
}

Result<void> DiskWork::makeFolders(const CardShape& shape, const std::filesystem::path& root)
{
    for (std::size_t folder = 0; folder < shape.folders(); ++folder) {
        TAILSLATE_CHECK(m_context.checkStop());
        std::error_code error;
        const std::filesystem::path path =
            (root / shape.pathOf(folder * shape.filesPerFolder)).parent_path();
        std::filesystem::create_directories(path, error);
        if (error)
            return osFailure(error.value(), "cannot make a folder", path);
    }
    return {};
}

Result<void> DiskWork::writeAll(const CardShape& shape, const std::filesystem::path& root)
{
    return forEachFile(shape, [&](std::size_t file, io::AlignedBuffer& /*block*/) {
        const std::filesystem::path path = root / shape.pathOf(file);
        const std::uint64_t size = shape.sizeOf(file);
        return shape.ofSmallFiles() ? writeSmall(path, m_content.bytes().first(size))
                                    : writeLarge(path, size);
    });
}

Result<void> DiskWork::readAll(const CardShape& shape, const std::filesystem::path& root,
                               Hashing hashing)
{
    return forEachFile(shape, [&](std::size_t file, io::AlignedBuffer& block) {
        return read(root / shape.pathOf(file), block, hashing);
    });
}

Result<void> DiskWork::dropFromCache(const CardShape& shape, const std::filesystem::path& root)
{
    return forEachFile(shape, [&](std::size_t file, io::AlignedBuffer& /*block*/) {
        return withDescriptor(root / shape.pathOf(file), O_RDONLY,
                              "cannot take the file out of the cache", [](int descriptor) {
                                  errno = ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
                                  return errno == 0;
                              });
    });
}

Result<void> DiskWork::forEachFile(
    const CardShape& shape,
    const std::function<Result<void>(std::size_t file, io::AlignedBuffer& block)>& work)
{
    if (!shape.ofSmallFiles()) {
        for (std::size_t file = 0; file < shape.count; ++file)
            TAILSLATE_CHECK(work(file, m_blocks.front()));
        return {};
    }
    std::mutex mutex;
    std::optional<Error> first;
    std::atomic<bool> failed = false;
    m_crew.forEach(shape.count, [&](std::size_t file, std::size_t member) {
        if (failed)
            return;
        auto done = m_context.checkStop();
        if (done)
            done = work(file, m_blocks[member]);
        if (done)
            return;
        const std::lock_guard lock(mutex);
        if (!first)
            first = std::move(done).error();
        failed = true;
    });
    if (first)
        return std::unexpected(std::move(*first));
    return {};
}

Result<void> DiskWork::writeLarge(const std::filesystem::path& path, std::uint64_t size)
{
    TAILSLATE_TRY(const auto file, m_files.createNew(path, size));
    for (std::uint64_t done = 0; done < size;) {
        TAILSLATE_CHECK(m_context.checkStop());
        const auto count =
            static_cast<std::size_t>(std::min<std::uint64_t>(kBlockSize, size - done));
        TAILSLATE_CHECK(file->append(m_content.bytes().subspan(done % kContentSize, count)));
        done += count;
    }
    return file->close();
}

Result<void> DiskWork::read(const std::filesystem::path& path, io::AlignedBuffer& block,
                            Hashing hashing)
{
    TAILSLATE_TRY(const auto file, m_files.openForReading(path, io::ReadFrom::Medium));
    TAILSLATE_TRY(const io::FileInfo info, file->info());
    const auto hasher =
        hashing == Hashing::Xxh64 ? hash::makeHasher(hash::Algorithm::Xxh64) : nullptr;
    for (std::uint64_t offset = 0; offset < info.size;) {
        TAILSLATE_CHECK(m_context.checkStop());
        // No more than is there: some file systems fill with zeros what a direct read asks for past
        // the end.
        const std::uint64_t blocks = (info.size - offset - 1) / io::kBlockAlignment + 1;
        const auto wanted = static_cast<std::size_t>(
            std::min<std::uint64_t>(block.bytes().size(), blocks * io::kBlockAlignment));
        TAILSLATE_TRY(const std::size_t count, file->readAt(offset, block.bytes().first(wanted)));
        if (count == 0)
            return failure(ErrorCode::Io, "the file is shorter than it was", path);
        if (hasher)
            hasher->update(block.bytes().first(count));
        offset += count;
    }
    if (hasher)
        keep(hasher->finish());
    if (info.size > 0 && file->transfer() == io::Transfer::Cached)
        return failure(ErrorCode::Unsupported,
                       "this volume cannot be read past the page cache; name a folder on a disk "
                       "with --dir",
                       path);
    return {};
}

Result<void> syncVolume(const std::filesystem::path& folder)
{
    return withDescriptor(folder, O_RDONLY, "the volume did not confirm that everything is stored",
                          [](int file) { return ::syncfs(file) == 0; });
}

} // namespace tailslate::bench
