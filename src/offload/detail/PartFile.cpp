// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/PartFile.h"

#include "offload/detail/WorkSizes.h"

#include <algorithm>
#include <utility>

namespace tailslate::offload::detail {

bool isWorthContinuing(const media::CardFile& file) noexcept
{
    return file.size >= kWorthContinuing;
}

PartFile::PartFile(io::FileSystem& files, std::filesystem::path path, const media::CardFile& file)
    : m_files(files)
    , m_path(std::move(path))
    , m_file(file)
{
}

Result<std::unique_ptr<PartFile>> PartFile::open(io::FileSystem& files,
                                                 const std::filesystem::path& path,
                                                 const media::CardFile& file)
{
    std::unique_ptr<PartFile> part(new PartFile(files, path, file));
    const auto earlier = files.info(path);
    if (!earlier && earlier.error().code != ErrorCode::NotFound)
        return std::unexpected(earlier.error());
    if (earlier && isWorthContinuing(file) && earlier->kind == io::FileKind::Regular &&
        earlier->size >= kBlockSize) {
        // What was written and never confirmed may still be in memory only.
        TAILSLATE_CHECK(files.syncFile(path));
        TAILSLATE_TRY(part->m_earlier, files.openForReading(path, io::ReadFrom::Medium));
        part->m_earlierSize = earlier->size;
        part->m_compare.emplace(kBlockSize);
        return part;
    }
    if (earlier)
        TAILSLATE_CHECK(files.remove(path));
    TAILSLATE_TRY(part->m_output, files.createNew(path, file.size));
    return part;
}

bool PartFile::isThere(std::span<const std::byte> block)
{
    // The last block is always written: what follows a cut must start on an aligned offset.
    if (!m_earlier || block.size() > m_compare->bytes().size() ||
        m_offset + block.size() > m_earlierSize || m_offset + block.size() >= m_file.size)
        return false;
    const auto target = m_compare->bytes().first(block.size());
    const auto count = m_earlier->readAt(m_offset, target);
    return count && *count == block.size() && m_earlier->transfer() != io::Transfer::Cached &&
           std::ranges::equal(target, block);
}

Result<void> PartFile::startWriting()
{
    m_earlier.reset();
    m_compare.reset();
    TAILSLATE_TRY(m_output, m_files.continueWriting(m_path, m_offset, m_file.size));
    return {};
}

Result<void> PartFile::append(std::span<const std::byte> block)
{
    if (!m_output) {
        if (isThere(block)) {
            m_offset += block.size();
            return {};
        }
        TAILSLATE_CHECK(startWriting());
    }
    m_offset += block.size();
    return m_output->append(block);
}

Result<void> PartFile::finish()
{
    if (!m_output)
        TAILSLATE_CHECK(startWriting());
    TAILSLATE_CHECK(m_output->setAttributes(m_file.modified, m_file.permissions));
    TAILSLATE_CHECK(m_output->sync());
    m_transfer = m_output->transfer();
    TAILSLATE_CHECK(m_output->close());
    m_output.reset();
    return {};
}

} // namespace tailslate::offload::detail
