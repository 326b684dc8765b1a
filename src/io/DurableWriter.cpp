// SPDX-License-Identifier: Apache-2.0
#include "io/DurableWriter.h"

#include "base/Uuid.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <span>
#include <utility>

namespace tailslate::io {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlock = std::size_t{4} << 20;

/// Tells what a faulty medium gives from what was written; no protection against intent.
std::size_t hashOf(std::span<const std::byte> bytes)
{
    return std::hash<std::string_view>{}(
        {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

fs::path folderOf(const fs::path& path)
{
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

} // namespace

Result<DurableWriter> DurableWriter::begin(FileSystem& files, const fs::path& path,
                                           std::uint64_t atLeast)
{
    // The name is nobody else's, so a file left by a crash is never in the way.
    fs::path temporary = folderOf(path) / ("." + path.filename().string() + "." +
                                           Uuid::generate(TimePoint{}).toString() + ".part");
    TAILSLATE_TRY(auto file, files.createNew(temporary, atLeast));
    return DurableWriter(files, path, std::move(temporary), std::move(file));
}

DurableWriter::DurableWriter(FileSystem& files, fs::path path, fs::path temporary,
                             std::unique_ptr<OutputFile> file)
    : m_files(&files)
    , m_path(std::move(path))
    , m_temporary(std::move(temporary))
    , m_file(std::move(file))
    , m_block(kBlock)
{
}

DurableWriter::~DurableWriter()
{
    if (m_file == nullptr)
        return;
    m_file.reset();
    static_cast<void>(m_files->remove(m_temporary));
}

Result<void> DurableWriter::writeBlock()
{
    const std::size_t filled = std::exchange(m_filled, 0);
    const auto bytes = m_block.bytes().first(filled);
    m_written.push_back(hashOf(bytes));
    return m_file->append(bytes);
}

Result<void> DurableWriter::append(std::string_view bytes)
{
    while (!bytes.empty()) {
        const std::size_t count = std::min(bytes.size(), kBlock - m_filled);
        std::memcpy(m_block.bytes().data() + m_filled, bytes.data(), count);
        m_filled += count;
        bytes.remove_prefix(count);
        if (m_filled == kBlock)
            TAILSLATE_CHECK(writeBlock());
    }
    return {};
}

Result<void> DurableWriter::putInPlace(Existing existing, const std::stop_token& stop)
{
    if (m_filled > 0)
        TAILSLATE_CHECK(writeBlock());
    TAILSLATE_CHECK(m_file->sync());
    TAILSLATE_CHECK(m_file->close());
    TAILSLATE_TRY(bool isGood, isAsWritten(stop));
    if (!isGood) { // Once more: a fault on the way here is not one of the medium.
        TAILSLATE_TRY(isGood, isAsWritten(stop));
    }
    if (!isGood)
        return failure(ErrorCode::DataCorrupted,
                       "read back from the disk, the file differs from what was written; do not "
                       "trust this drive",
                       m_path);
    return existing == Existing::Replace ? m_files->renameReplacing(m_temporary, m_path)
                                         : m_files->renameWithoutReplacing(m_temporary, m_path);
}

Result<bool> DurableWriter::isAsWritten(const std::stop_token& stop)
{
    TAILSLATE_TRY(const auto file, m_files->openForReading(m_temporary, ReadFrom::Medium));
    std::uint64_t offset = 0;
    for (const std::size_t written : m_written) {
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "stopped by the operator");
        TAILSLATE_TRY(const std::size_t count, file->readAt(offset, m_block.bytes()));
        if (hashOf(m_block.bytes().first(count)) != written)
            return false;
        offset += count;
    }
    return true;
}

Result<void> DurableWriter::finish(Existing existing, const std::stop_token& stop)
{
    const auto placed = putInPlace(existing, stop);
    m_file.reset();
    if (!placed) {
        // The first error is the one worth telling.
        static_cast<void>(m_files->remove(m_temporary));
        return placed;
    }
    return m_files->syncFolder(folderOf(m_path));
}

} // namespace tailslate::io
