// SPDX-License-Identifier: Apache-2.0
#include "media/detail/TiffCheck.h"

#include "base/DisplayText.h"
#include "media/detail/StillCheck.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

namespace tailslate::media::detail {

namespace {

using Numbers = std::vector<std::uint64_t>;

constexpr const char* kTiffHeadIsCut = "is cut short: not even its head is whole";

/// More of them no camera writes: what lies behind is not looked at.
constexpr std::size_t kDirectoriesMax = 64;
constexpr std::uint64_t kEntriesMax = 4096;
constexpr std::uint64_t kPiecesMax = 65536;

constexpr std::uint64_t kStripOffsets = 273;
constexpr std::uint64_t kStripSizes = 279;
constexpr std::uint64_t kTileOffsets = 324;
constexpr std::uint64_t kTileSizes = 325;
constexpr std::uint64_t kSubDirectories = 330;

/// Bytes of one value of a type that can be an offset or a size; 0 for others.
std::size_t sizeOfType(std::uint64_t type) noexcept
{
    switch (type) {
    case 3: // SHORT
        return 2;
    case 4:  // LONG
    case 13: // IFD
        return 4;
    case 16: // LONG8
    case 18: // IFD8
        return 8;
    default:
        return 0;
    }
}

/// Follows the directories of one file.
class TiffReader {
public:
    TiffReader(FileBytes& file, bool isBigEndian, bool isLong) noexcept
        : m_file(file)
        , m_isBigEndian(isBigEndian)
        , m_offsetSize(isLong ? 8 : 4)
    {
    }

    /// @param first Where the file says where its first directory is.
    Result<std::optional<std::string>> findFault(std::uint64_t first)
    {
        TAILSLATE_TRY(const auto offset, numberAt(first, m_offsetSize));
        if (!offset)
            return std::optional<std::string>(kTiffHeadIsCut);
        TAILSLATE_TRY(const auto entries, numberAt(*offset, countSize()));
        if (*offset == 0 || entries == 0U)
            return std::optional<std::string>("holds no picture: it was not finished");
        addDirectory({*offset, false});
        for (std::size_t next = 0; next < m_directories.size(); ++next) {
            const Directory directory = m_directories[next];
            TAILSLATE_TRY(const bool isWhole, readDirectory(directory));
            if (!isWhole && !directory.isSuccessor)
                return std::optional<std::string>(kTiffHeadIsCut);
        }
        if (m_end > m_file.size())
            return std::optional(
                fmt::format("is cut short: {} are missing", displaySize(m_end - m_file.size())));
        return std::optional<std::string>();
    }

private:
    struct Directory {
        std::uint64_t offset = 0;
        /// What a directory names as the next one. Some writers leave that field unset, or end the
        /// file before it: what it leads to is followed where it can be a directory, and is no
        /// proof that something is missing where it cannot.
        bool isSuccessor = false;
    };

    struct Entry {
        std::uint64_t type = 0;
        std::uint64_t count = 0;
        std::uint64_t at = 0; ///< Of its values, or of their offset where they do not fit.
    };

    [[nodiscard]] std::uint64_t number(std::string_view bytes) const noexcept
    {
        return m_isBigEndian ? bigEndian(bytes) : littleEndian(bytes);
    }

    /// @return Nothing where the file ends before.
    Result<std::optional<std::uint64_t>> numberAt(std::uint64_t offset, std::size_t size)
    {
        TAILSLATE_TRY(const std::string_view bytes, m_file.read(offset, size));
        if (bytes.size() < size)
            return std::optional<std::uint64_t>();
        return std::optional(number(bytes));
    }

    /// Bytes of the number of entries that a directory begins with.
    [[nodiscard]] std::size_t countSize() const noexcept { return m_offsetSize == 8 ? 8 : 2; }

    /// @return False where the file ends before what it reads, or the next one is none.
    Result<bool> readDirectory(const Directory& directory)
    {
        const std::size_t entrySize = 4 + 2 * m_offsetSize;
        TAILSLATE_TRY(const auto count, numberAt(directory.offset, countSize()));
        if (!count || *count == 0 || *count > kEntriesMax)
            return count.has_value();
        Numbers offsets;
        Numbers sizes;
        Numbers inner;
        std::optional<std::uint64_t> previous;
        std::uint64_t offset = directory.offset + countSize();
        for (std::uint64_t entry = 0; entry < *count; ++entry, offset += entrySize) {
            TAILSLATE_TRY(const std::string_view bytes, m_file.read(offset, entrySize));
            if (bytes.size() < entrySize)
                return false;
            const std::uint64_t tag = number(bytes.substr(0, 2));
            if (directory.isSuccessor && previous && tag <= *previous)
                return false;
            previous = tag;
            const Entry values{number(bytes.substr(2, 2)), number(bytes.substr(4, m_offsetSize)),
                               offset + 4 + m_offsetSize};
            Numbers* const wanted = tag == kStripOffsets || tag == kTileOffsets ? &offsets
                                    : tag == kStripSizes || tag == kTileSizes   ? &sizes
                                    : tag == kSubDirectories                    ? &inner
                                                                                : nullptr;
            if (!wanted || !wanted->empty())
                continue;
            TAILSLATE_TRY(const bool isWhole, readValues(values, *wanted));
            if (!isWhole)
                return false;
        }
        for (const std::uint64_t below : inner)
            addDirectory({below, directory.isSuccessor});
        for (std::size_t piece = 0; piece < std::min(offsets.size(), sizes.size()); ++piece)
            addPiece(offsets[piece], sizes[piece]);
        TAILSLATE_TRY(const auto successor, numberAt(offset, m_offsetSize));
        if (successor && *successor != 0)
            addDirectory({*successor, true});
        return true;
    }

    /// @return False where the file ends before what it reads.
    Result<bool> readValues(const Entry& entry, Numbers& values)
    {
        const std::size_t size = sizeOfType(entry.type);
        if (size == 0 || entry.count > kPiecesMax)
            return true;
        std::uint64_t offset = entry.at;
        if (entry.count * size > m_offsetSize) {
            TAILSLATE_TRY(const auto elsewhere, numberAt(entry.at, m_offsetSize));
            if (!elsewhere)
                return false;
            offset = *elsewhere;
        }
        for (std::uint64_t left = entry.count * size; left > 0;) {
            const auto wanted =
                static_cast<std::size_t>(std::min<std::uint64_t>(left, FileBytes::kReadMax));
            TAILSLATE_TRY(const std::string_view bytes, m_file.read(offset, wanted));
            if (bytes.size() < wanted)
                return false;
            for (std::size_t at = 0; at < wanted; at += size)
                values.push_back(number(bytes.substr(at, size)));
            offset += wanted;
            left -= wanted;
        }
        return true;
    }

    void addDirectory(const Directory& directory)
    {
        if (m_directories.size() < kDirectoriesMax &&
            std::ranges::find(m_directories, directory.offset, &Directory::offset) ==
                m_directories.end())
            m_directories.push_back(directory);
    }

    /// A strip or a tile.
    void addPiece(std::uint64_t offset, std::uint64_t size)
    {
        constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
        if (size > 0)
            m_end = std::max(m_end, offset + std::min(size, kMost - offset));
    }

    FileBytes& m_file;
    bool m_isBigEndian;
    std::size_t m_offsetSize;
    std::vector<Directory> m_directories; ///< Grows while they are read.
    std::uint64_t m_end = 0;              ///< Of the last strip or tile.
};

} // namespace

Result<std::optional<std::string>> findTiffFault(FileBytes& file)
{
    using namespace std::string_view_literals;

    struct Kind {
        std::string_view start;
        bool isLong;
    };

    constexpr std::array kKinds{Kind{"II\x2A\0"sv, false}, Kind{"MM\0\x2A"sv, false},
                                Kind{"II\x2B\0"sv, true}, Kind{"MM\0\x2B"sv, true}};
    TAILSLATE_TRY(const std::string_view start, file.read(0, 4));
    const auto* const kind = std::ranges::find_if(
        kKinds, [start](const Kind& one) { return one.start.starts_with(start); });
    if (kind == kKinds.end())
        return findZerosAtStart(file);
    if (start.empty())
        return std::optional<std::string>();
    if (start.size() < kind->start.size())
        return std::optional<std::string>(kTiffHeadIsCut);
    return TiffReader(file, start.front() == 'M', kind->isLong).findFault(kind->isLong ? 8 : 4);
}

} // namespace tailslate::media::detail
