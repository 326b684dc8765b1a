// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/FileHasher.h"

#include "hash/Hasher.h"

#include <memory>
#include <utility>

namespace tailslate::mhl::detail {
namespace {

namespace fs = std::filesystem;

/// Files, and blocks of them, that are read at a time: solid-state devices want several, and slow
/// algorithms several cores.
constexpr std::size_t kAtOnce = 8;
/// Blocks of memory that read ahead, beside one for each file.
constexpr std::size_t kSpareBlocks = 8;

std::size_t atOnce(io::FileSystem& files, const fs::path& folder)
{
    const auto volume = files.volume(folder);
    return volume && volume->rotational ? 1 : kAtOnce;
}

} // namespace

FileHasher::FileHasher(io::FileSystem& files, const Clock& clock, const fs::path& folder)
    : m_files(files)
    , m_clock(clock)
    , m_crew("mhl-read", atOnce(files, folder) - 1)
    , m_readers(m_crew.size(), kSpareBlocks)
{
    for (std::size_t member = 0; member < m_crew.size(); ++member)
        m_buffers.emplace_back(BlockReaders::kBlockSize);
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

    TAILSLATE_TRY(const std::uint64_t size,
                  m_readers.read(*file, before.size, m_buffers[member], context,
                                 [&hashers](std::span<const std::byte> block) {
                                     for (const auto& hasher : hashers)
                                         hasher->update(block);
                                 }));
    TAILSLATE_TRY(const io::FileInfo after, file->info());
    if (size != after.size || before.size != after.size || before.modified != after.modified)
        return failure(ErrorCode::Io, "the file changed while it was read", path);

    FileDigests result{.digests = {},
                       .size = size,
                       .modified = after.modified,
                       .hashedAt = m_clock.now(),
                       .how = file->transfer(),
                       .tellsCache = file->tellsCache()};
    for (const auto& hasher : hashers)
        result.digests.push_back(hasher->finish());
    return result;
}

} // namespace tailslate::mhl::detail
