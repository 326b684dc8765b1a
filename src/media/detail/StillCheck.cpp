// SPDX-License-Identifier: Apache-2.0
#include "media/detail/StillCheck.h"

#include "base/DisplayText.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tailslate::media::detail {

namespace {

constexpr const char* kHeadIsCut = "is cut short: not even its head is whole";

/// What the header of an OpenEXR file says of the chunks behind it.
struct ExrHeader {
    std::uint64_t end = 0;
    std::int64_t lines = 0;
    std::int64_t linesPerChunk = 0; ///< 0 where the compression is not known.
};

/// How many lines one chunk has, by the number that stands for the compression.
std::int64_t linesPerChunk(std::string_view compression) noexcept
{
    constexpr std::array<std::int64_t, 10> kLines = {1, 1, 1, 16, 32, 16, 32, 32, 32, 256};
    const std::uint64_t kind = littleEndian(compression);
    return compression.size() == 1 && kind < kLines.size() ? kLines[kind] : 0;
}

/// Lines of a window: the first column, first line, last column and last line.
std::int64_t linesOf(std::string_view window) noexcept
{
    constexpr std::size_t kWindow = 16;
    if (window.size() != kWindow)
        return 0;
    const auto line = [window](std::size_t at) {
        return static_cast<std::int32_t>(littleEndian(window.substr(at, 4)));
    };
    return std::int64_t{line(12)} - line(4) + 1;
}

/// @return Nothing for a header that goes on behind the end of the file.
Result<std::optional<ExrHeader>> readExrHeader(FileBytes& file)
{
    constexpr std::uint64_t kStart = 8;        // Magic number and version.
    constexpr std::size_t kNamesMax = 2 * 256; // Name and type, each with its end.
    constexpr std::size_t kValueMax = 16;
    constexpr int kAttributesMax = 10000;
    ExrHeader header{.end = kStart};
    for (int count = 0; count < kAttributesMax; ++count) {
        TAILSLATE_TRY(const std::string_view head,
                      file.read(header.end, kNamesMax + 4 + kValueMax));
        if (head.starts_with('\0')) {
            ++header.end;
            return std::optional(header);
        }
        const std::size_t nameEnd = head.find('\0');
        const std::size_t typeEnd =
            nameEnd == std::string_view::npos ? nameEnd : head.find('\0', nameEnd + 1);
        if (typeEnd == std::string_view::npos || head.size() < typeEnd + 5)
            return std::optional<ExrHeader>();
        const std::uint64_t size = littleEndian(head.substr(typeEnd + 1, 4));
        const std::string_view value = head.substr(
            typeEnd + 5, static_cast<std::size_t>(std::min<std::uint64_t>(size, kValueMax)));
        const std::string_view name = head.substr(0, nameEnd);
        if (name == "compression")
            header.linesPerChunk = linesPerChunk(value);
        else if (name == "dataWindow")
            header.lines = linesOf(value);
        header.end += typeEnd + 5 + size;
    }
    return std::optional(ExrHeader()); // Where it ends is not known, and nothing behind it.
}

} // namespace

Result<std::optional<std::string>> findZerosAtStart(FileBytes& file)
{
    constexpr std::size_t kStart = 16;
    TAILSLATE_TRY(const std::string_view start, file.read(0, kStart));
    if (start.empty() || start.find_first_not_of('\0') != std::string_view::npos)
        return std::optional<std::string>();
    return std::optional<std::string>("begins with zeros: it was not finished");
}

Result<std::optional<std::string>> findJpegFault(FileBytes& file)
{
    constexpr char kMark = '\xFF';
    constexpr char kScan = '\xDA';
    constexpr std::uint64_t kMarker = 2;
    constexpr int kSegmentsMax = 10000;
    std::uint64_t offset = kMarker;
    {
        TAILSLATE_TRY(const std::string_view start, file.read(0, kMarker));
        if (start != "\xFF\xD8")
            return findZerosAtStart(file);
    }
    for (int count = 0; count < kSegmentsMax; ++count) {
        TAILSLATE_TRY(const std::string_view head, file.read(offset, 4));
        if (head.size() < 4)
            return std::optional<std::string>(kHeadIsCut);
        const std::uint64_t size = bigEndian(head.substr(kMarker));
        if (head[0] != kMark || head[1] == kMark || size < 2)
            break;
        offset += kMarker + size;
        if (offset >= file.size())
            return std::optional<std::string>(kHeadIsCut);
        if (head[1] == kScan)
            break;
    }
    return std::optional<std::string>();
}

Result<std::optional<std::string>> findExrFault(FileBytes& file)
{
    constexpr std::string_view kMagic("\x76\x2F\x31\x01", 4);
    constexpr std::uint64_t kTiledDeepOrParts = 0x1A00;
    constexpr std::uint64_t kOffset = 8;
    constexpr std::size_t kChunkHead = 8; // Line and size.
    {
        TAILSLATE_TRY(const std::string_view start, file.read(0, 8));
        if (!start.starts_with(kMagic))
            return findZerosAtStart(file);
        if (start.size() < 8)
            return std::optional<std::string>(kHeadIsCut);
        if ((littleEndian(start.substr(4)) & kTiledDeepOrParts) != 0)
            return std::optional<std::string>();
    }
    TAILSLATE_TRY(const std::optional<ExrHeader> header, readExrHeader(file));
    if (!header)
        return std::optional<std::string>(kHeadIsCut);
    if (header->lines <= 0 || header->linesPerChunk == 0)
        return std::optional<std::string>();

    const auto chunks = static_cast<std::uint64_t>((header->lines - 1) / header->linesPerChunk + 1);
    const std::uint64_t tableEnd = header->end + chunks * kOffset;
    if (tableEnd > file.size())
        return std::optional<std::string>(kHeadIsCut);
    std::uint64_t last = 0;
    for (std::uint64_t at = header->end; at < tableEnd;) {
        TAILSLATE_TRY(std::string_view table,
                      file.read(at, static_cast<std::size_t>(std::min<std::uint64_t>(
                                        tableEnd - at, FileBytes::kReadMax))));
        if (table.size() < kOffset)
            break;
        for (; table.size() >= kOffset; table.remove_prefix(kOffset), at += kOffset) {
            const std::uint64_t chunk = littleEndian(table.substr(0, kOffset));
            if (chunk < tableEnd)
                return std::optional<std::string>("lacks lines: it was not finished");
            last = std::max(last, chunk);
        }
    }
    TAILSLATE_TRY(const std::string_view head, file.read(last, kChunkHead));
    if (head.size() < kChunkHead)
        return std::optional<std::string>("is cut short: its last lines are missing");
    const std::uint64_t size = littleEndian(head.substr(4));
    const std::uint64_t left = file.size() - last - kChunkHead;
    if (size > left)
        return std::optional(fmt::format("is cut short: {} are missing", displaySize(size - left)));
    return std::optional<std::string>();
}

} // namespace tailslate::media::detail
