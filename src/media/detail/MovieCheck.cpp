// SPDX-License-Identifier: Apache-2.0
#include "media/detail/MovieCheck.h"

#include "base/DisplayText.h"
#include "media/detail/CardLayout.h"
#include "media/detail/FileNames.h"
#include "media/detail/NamePattern.h"
#include "media/detail/StillCheck.h"
#include "media/detail/TiffCheck.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <span>

namespace tailslate::media::detail {

namespace {

using namespace std::string_view_literals;

constexpr NamePattern kBraw{"BRAW\\d{0,3}"};

// What a file may begin with.
constexpr std::array kFirstBoxes = {"ftyp"sv, "mdat"sv, "moov"sv, "wide"sv, "free"sv, "skip"sv,
                                    "pnot"sv, "uuid"sv, "styp"sv, "udta"sv, "jP  "sv};

// What else stands outermost in a file. Other types are no boxes but what a camera put behind them.
constexpr std::array kOtherBoxes = {"moof"sv, "mfra"sv, "meta"sv, "sidx"sv,
                                    "ssix"sv, "emsg"sv, "prft"sv, "pdin"sv};

bool isOneOf(std::string_view type, std::span<const std::string_view> types)
{
    return std::ranges::find(types, type) != types.end();
}

constexpr std::size_t kBoxHead = 8; // Size and type.

struct Box {
    std::string type;
    std::uint64_t head = kBoxHead;
    std::uint64_t size = 0; ///< With its head.
};

Result<std::optional<Box>> readBox(FileBytes& file, std::uint64_t offset)
{
    constexpr std::size_t kLongHead = 16;
    TAILSLATE_TRY(const std::string_view head, file.read(offset, kLongHead));
    if (head.size() < kBoxHead)
        return std::optional<Box>();
    Box box{.type = std::string(head.substr(4, 4)), .size = bigEndian(head.substr(0, 4))};
    if (box.size == 0) { // Goes to the end of the file.
        box.size = file.size() - offset;
    } else if (box.size == 1 && head.size() == kLongHead) {
        box.head = kLongHead;
        box.size = bigEndian(head.substr(kBoxHead, 8));
    }
    if (box.size < box.head)
        return std::optional<Box>();
    return std::optional(std::move(box));
}

std::string cutShort(std::uint64_t missing)
{
    return fmt::format("is cut short: {} are missing", displaySize(missing));
}

/// Part of a file.
struct Range {
    std::uint64_t start = 0;
    std::uint64_t end = 0;
};

/// What the first box of this type in `range` holds; nothing when there is none.
Result<std::optional<Range>> findBox(FileBytes& file, Range range, std::string_view type)
{
    constexpr int kBoxesMax = 1000;
    for (int count = 0; count < kBoxesMax && range.start < range.end; ++count) {
        TAILSLATE_TRY(const std::optional<Box> box, readBox(file, range.start));
        if (!box || box->size > range.end - range.start)
            break;
        if (box->type == type)
            return std::optional<Range>({range.start + box->head, range.start + box->size});
        range.start += box->size;
    }
    return std::optional<Range>();
}

/// Whether the first track of a movie says that its media are in the same file (ISO/IEC 14496-12,
/// section 8.7.2). RED's movies beside R3D segments have them elsewhere.
Result<bool> wantsOwnMedia(FileBytes& file, Range movie)
{
    constexpr std::size_t kReference = 20; // Version, count, size, type, version and flags.
    constexpr unsigned kInSameFile = 1;
    for (const std::string_view type : {"trak"sv, "mdia"sv, "minf"sv, "dinf"sv, "dref"sv}) {
        TAILSLATE_TRY(const std::optional<Range> inner, findBox(file, movie, type));
        if (!inner)
            return false;
        movie = *inner;
    }
    TAILSLATE_TRY(const std::string_view reference, file.read(movie.start, kReference));
    return reference.size() == kReference &&
           (static_cast<unsigned char>(reference.back()) & kInSameFile) != 0;
}

// SMPTE ST 377-1, tables 4, 5 and 22: the first 13 bytes of partition packs and of the random
// index; then kind and state.
constexpr std::string_view kPackKey("\x06\x0E\x2B\x34\x02\x05\x01\x01\x0D\x01\x02\x01\x01", 13);
constexpr std::size_t kKindAt = 13;
constexpr std::size_t kStateAt = 14;
constexpr std::size_t kKeySize = 16;
constexpr char kHeader = 2;
constexpr char kFooter = 4;
constexpr char kRandomIndex = 0x11;

bool isPack(std::string_view bytes, char kind) noexcept
{
    return bytes.size() >= kKeySize && bytes.starts_with(kPackKey) && bytes[kKindAt] == kind;
}

constexpr std::size_t kIndexEntry = 12; // Stream, then offset.
constexpr std::size_t kIndexLength = 4; // Of the whole index, at its end.

/// Whether the file ends in a random index, which is the last that is written.
Result<bool> endsInRandomIndex(FileBytes& file)
{
    constexpr std::uint64_t kIndexMin = kKeySize + 1 + kIndexEntry + kIndexLength;
    if (file.size() < kIndexMin)
        return false;
    TAILSLATE_TRY(const std::string_view last, file.read(file.size() - kIndexLength, kIndexLength));
    const std::uint64_t length = bigEndian(last);
    if (length < kIndexMin || length > file.size())
        return false;
    TAILSLATE_TRY(const std::string_view index, file.read(file.size() - length, kKeySize));
    return isPack(index, kRandomIndex);
}

/// Whether the random index at the end of the file names a partition that is a footer.
Result<bool> indexNamesFooter(FileBytes& file)
{
    TAILSLATE_TRY(const bool hasIndex, endsInRandomIndex(file));
    if (!hasIndex)
        return false;
    std::uint64_t lastPartition = 0;
    {
        TAILSLATE_TRY(const std::string_view entry,
                      file.read(file.size() - kIndexLength - kIndexEntry, kIndexEntry));
        lastPartition = bigEndian(entry.substr(std::min<std::size_t>(4, entry.size())));
    }
    TAILSLATE_TRY(const std::string_view pack, file.read(lastPartition, kKeySize));
    return isPack(pack, kFooter);
}

/// A key, its length and what they stand before (SMPTE ST 336).
struct Packet {
    std::uint64_t start = 0; ///< Of the value.
    std::uint64_t size = 0;  ///< The same.
};

/// @param bytes Begin with a key. @return Nothing when they end within key or length.
std::optional<Packet> parsePacket(std::string_view bytes, std::uint64_t offset) noexcept
{
    constexpr std::size_t kLengthMax = 8;
    if (bytes.size() <= kKeySize)
        return std::nullopt;
    // The length is one byte, or a byte that says how many follow.
    const auto first = static_cast<unsigned char>(bytes[kKeySize]);
    const std::size_t more = first > 127 ? first & 0x7FU : 0U;
    if (more > kLengthMax || bytes.size() < kKeySize + 1 + more)
        return std::nullopt;
    return Packet{offset + kKeySize + 1 + more,
                  more == 0 ? first : bigEndian(bytes.substr(kKeySize + 1, more))};
}

/// How many bytes behind a partition's pack belong to it: its metadata and its index (SMPTE ST
/// 377-1, table 4).
Result<std::uint64_t> bytesBehindPack(FileBytes& file, const Packet& pack)
{
    constexpr std::uint64_t kCountsAt = 32; // Before them this, previous and footer partition.
    constexpr std::size_t kCount = 8;
    TAILSLATE_TRY(const std::string_view counts, file.read(pack.start + kCountsAt, 2 * kCount));
    if (counts.size() < 2 * kCount)
        return std::uint64_t{0};
    const std::uint64_t metadata = bigEndian(counts.substr(0, kCount));
    const std::uint64_t index = bigEndian(counts.substr(kCount));
    return metadata + std::min(index, std::numeric_limits<std::uint64_t>::max() - metadata);
}

/// Looks at the footer at `offset` and all behind it, unless the end shows that nothing is missing.
Result<std::optional<std::string>> findFooterFault(FileBytes& file, std::uint64_t offset)
{
    constexpr std::string_view kLabel("\x06\x0E\x2B\x34", 4); // What each key begins with.
    constexpr std::size_t kHeadMax = kKeySize + 1 + 8;
    constexpr int kPacketsMax = 10000;
    TAILSLATE_TRY(const bool isWhole, endsInRandomIndex(file));
    for (int count = 0; !isWhole && count < kPacketsMax && offset < file.size(); ++count) {
        TAILSLATE_TRY(const std::string_view head, file.read(offset, kHeadMax));
        const std::size_t shared = std::min(head.size(), kLabel.size());
        if (head.substr(0, shared) != kLabel.substr(0, shared))
            break; // Not of the file, but what a camera put behind it.
        const std::optional<Packet> packet = parsePacket(head, offset);
        if (!packet && head.size() == kHeadMax)
            break;
        if (!packet)
            return std::optional<std::string>("is cut short: its end is not whole");
        const std::uint64_t present = file.size() - std::min(packet->start, file.size());
        if (packet->size > present)
            return std::optional(cutShort(packet->size - present));
        const std::uint64_t left = present - packet->size;
        if (count == 0) {
            TAILSLATE_TRY(const std::uint64_t needed, bytesBehindPack(file, *packet));
            if (needed > left)
                return std::optional(cutShort(needed - left));
        }
        offset = packet->start + packet->size;
    }
    return std::optional<std::string>();
}

constexpr char kSync = 0x47; // What each packet of a transport stream begins with.

bool isBoxFile(std::string_view name) noexcept
{
    return hasExtension(name, {"mov", "mp4", "m4v", "3gp", "crm", "360", "insv", "lrv", "lrf"}) ||
           kBraw.match(extensionOf(name)).has_value();
}

} // namespace

MovieCheck movieCheckFor(std::string_view name) noexcept
{
    if (isBoxFile(name))
        return findBoxFault;
    if (hasExtension(name, {"MXF"}))
        return findMxfFault;
    if (hasExtension(name, {"MTS", "M2TS"}))
        return findStreamFault;
    if (hasExtension(name, {"JPG", "JPEG"}))
        return findJpegFault;
    if (hasExtension(name, {"EXR"}))
        return findExrFault;
    if (hasExtension(name, {"TIF", "TIFF", "DNG"}))
        return findTiffFault;
    return hasExtension(name, {"AVI"}) ? findAviFault : nullptr;
}

Result<std::optional<std::string>> findBoxFault(FileBytes& file)
{
    constexpr int kBoxesMax = 10000;
    std::optional<Range> movie;
    bool hasMedia = false;
    std::uint64_t offset = 0;
    for (int count = 0; count < kBoxesMax && offset < file.size(); ++count) {
        TAILSLATE_TRY(const std::optional<Box> box, readBox(file, offset));
        if (offset == 0 && (!box || !isOneOf(box->type, kFirstBoxes)))
            return std::optional<std::string>("does not begin as a movie does");
        if (!box)
            break;
        const bool isKnown = isOneOf(box->type, kFirstBoxes) || isOneOf(box->type, kOtherBoxes);
        // Cameras append what they like to a movie that is whole: Insta360 the way it was turned.
        if (movie && hasMedia && !isKnown)
            break;
        const std::uint64_t left = file.size() - offset;
        // The camera would have told the length of the pictures at the end; these are no box.
        if (box->size > left && !movie && !isKnown)
            break;
        if (box->size > left)
            return std::optional(cutShort(box->size - left));
        if (box->type == "moov")
            movie = Range{offset + box->head, offset + box->size};
        hasMedia = hasMedia || box->type == "mdat";
        offset += box->size;
    }
    if (!movie)
        return std::optional<std::string>("has no index: the recording was not finished");
    if (!hasMedia) {
        TAILSLATE_TRY(const bool lacksMedia, wantsOwnMedia(file, *movie));
        if (lacksMedia)
            return std::optional<std::string>(
                "is cut short: it has an index, and neither picture nor sound");
    }
    return std::optional<std::string>();
}

Result<std::optional<std::string>> findMxfFault(FileBytes& file)
{
    constexpr std::size_t kRunInMax = FileBytes::kReadMax;
    constexpr std::size_t kFooterAt = 24; // After versions, alignment, this and previous partition.
    TAILSLATE_TRY(const std::string_view start, file.read(0, kRunInMax));
    const std::size_t header = start.find(kPackKey);
    if (header == std::string_view::npos || !isPack(start.substr(header), kHeader))
        return std::optional<std::string>("does not begin as an MXF file does");

    std::string_view pack = start.substr(header);
    const char state = pack[kStateAt];
    const bool isOpen = state == 1 || state == 3;
    pack.remove_prefix(kKeySize);
    // The length is one byte, or a byte that says how many follow.
    const auto lengthByte = pack.empty() ? 0U : static_cast<unsigned char>(pack.front());
    const std::size_t lengthSize = 1 + (lengthByte > 127 ? lengthByte & 0x7FU : 0U);
    if (pack.size() < lengthSize + kFooterAt + 8)
        return std::optional<std::string>("is cut short: not even its head is whole");
    const std::uint64_t footer = bigEndian(pack.substr(lengthSize + kFooterAt, 8));
    if (footer != 0) {
        if (footer > file.size() || file.size() - footer < header + kKeySize)
            return std::optional(fmt::format("is cut short: its footer should be at {} of {}",
                                             displaySize(footer), displaySize(file.size())));
        TAILSLATE_TRY(const std::string_view found, file.read(header + footer, kKeySize));
        if (!isPack(found, kFooter))
            return std::optional<std::string>("has no footer where its head says it is");
        return findFooterFault(file, header + footer);
    }
    if (isOpen) {
        TAILSLATE_TRY(const bool hasFooter, indexNamesFooter(file));
        if (!hasFooter)
            return std::optional<std::string>("has no footer: the recording was not finished");
    }
    return std::optional<std::string>();
}

Result<std::optional<std::string>> findStreamFault(FileBytes& file)
{
    constexpr std::size_t kPacket = 188;
    constexpr std::size_t kTime = 4;
    TAILSLATE_TRY(const std::string_view start, file.read(0, 2 * (kTime + kPacket)));
    for (const std::size_t time : {kTime, std::size_t{0}}) {
        const std::size_t packet = time + kPacket;
        if (start.size() <= time || start[time] != kSync ||
            (start.size() > packet + time && start[packet + time] != kSync))
            continue;
        if (file.size() % packet != 0)
            return std::optional<std::string>("is cut short: its last packet is not whole");
        return std::optional<std::string>();
    }
    return std::optional<std::string>("does not begin as a transport stream does");
}

Result<std::optional<std::string>> findAviFault(FileBytes& file)
{
    constexpr std::size_t kHead = 12; // RIFF, the length behind it, AVI or AVIX.
    constexpr std::uint64_t kBefore = 8;
    constexpr int kChunksMax = 10000;
    std::uint64_t offset = 0;
    for (int count = 0; count < kChunksMax && offset < file.size(); ++count) {
        TAILSLATE_TRY(const std::string_view head, file.read(offset, kHead));
        const bool isAvi = head.size() == kHead && head.starts_with("RIFF") &&
                           head.substr(kBefore).starts_with("AVI");
        if (!isAvi && offset == 0)
            return std::optional<std::string>("does not begin as an AVI file does");
        if (!isAvi)
            break;
        const std::uint64_t size = littleEndian(head.substr(4, 4));
        if (size == 0)
            return std::optional<std::string>(
                "has a head that was never completed: the recording was not finished");
        if (size + kBefore > file.size() - offset)
            return std::optional(cutShort(size + kBefore - (file.size() - offset)));
        offset += kBefore + size + size % 2;
    }
    return std::optional<std::string>();
}

} // namespace tailslate::media::detail
