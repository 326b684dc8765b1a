// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/FileHasher.h"

#include "hash/Hasher.h"

#include <memory>
#include <utility>

namespace tailslate::mhl::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlockSize = std::size_t{4} << 20;
/// Beside the caller's own thread: solid-state devices want several reads at a time, and slow
/// algorithms several cores.
constexpr std::size_t kHelpers = 7;

std::size_t helpersFor(io::FileSystem& files, const fs::path& folder)
{
    const auto volume = files.volume(folder);
    return volume && volume->rotational ? 0 : kHelpers;
}

} // namespace

FileHasher::FileHasher(io::FileSystem& files, const Clock& clock, const fs::path& folder)
    : m_files(files)
    , m_clock(clock)
    , m_crew("mhl-read", helpersFor(files, folder))
{
    for (std::size_t member = 0; member < m_crew.size(); ++member)
        m_buffers.emplace_back(kBlockSize);
}

void FileHasher::forEach(std::size_t count,
                         const std::function<void(std::size_t, std::size_t)>& work)
{
    m_crew.forEach(count, work);
}

Result<FileDigests> FileHasher::read(const fs::path& path,
                                     std::span<const hash::Algorithm> algorithms,
                                     std::size_t member, const jobs::JobContext& context)
{
    auto result = readOnce(path, algorithms, member, context);
    // What was written a moment ago stays in the cache until it is synced.
    if (result && result->how == io::Transfer::Cached && m_files.syncFile(path))
        return readOnce(path, algorithms, member, context);
    return result;
}

Result<FileDigests> FileHasher::readOnce(const fs::path& path,
                                         std::span<const hash::Algorithm> algorithms,
                                         std::size_t member, const jobs::JobContext& context)
{
    TAILSLATE_TRY(const auto file, m_files.openForReading(path, io::ReadFrom::Medium));
    TAILSLATE_TRY(const io::FileInfo before, file->info());
    std::vector<std::unique_ptr<hash::Hasher>> hashers;
    for (const hash::Algorithm algorithm : algorithms)
        hashers.push_back(hash::makeHasher(algorithm));

    const std::span<std::byte> block = m_buffers[member].bytes();
    std::uint64_t size = 0;
    for (;;) {
        TAILSLATE_CHECK(context.checkStop());
        TAILSLATE_TRY(const std::size_t count, file->readAt(size, block));
        for (const auto& hasher : hashers)
            hasher->update(block.first(count));
        size += count;
        context.progress.addBytes(count);
        if (count < block.size())
            break;
    }
    TAILSLATE_TRY(const io::FileInfo after, file->info());
    if (size != after.size || before.size != after.size || before.modified != after.modified)
        return failure(ErrorCode::Io, "the file changed while it was read", path);

    FileDigests result{.digests = {},
                       .size = size,
                       .modified = after.modified,
                       .hashedAt = m_clock.now(),
                       .how = file->transfer()};
    for (const auto& hasher : hashers)
        result.digests.push_back(hasher->finish());
    return result;
}

} // namespace tailslate::mhl::detail
