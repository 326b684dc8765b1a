// SPDX-License-Identifier: Apache-2.0
#include "media/detail/MovieCheck.h"

#include "base/DisplayText.h"
#include "media/detail/CardLayout.h"
#include "media/detail/FileNames.h"
#include "media/detail/NamePattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
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

struct Box {
    std::string type;
    std::uint64_t size = 0; ///< With its head.
};

Result<std::optional<Box>> readBox(FileBytes& file, std::uint64_t offset)
{
    constexpr std::size_t kHead = 8;
    constexpr std::size_t kLongHead = 16;
    TAILSLATE_TRY(const std::string_view head, file.read(offset, kLongHead));
    if (head.size() < kHead)
        return std::optional<Box>();
    Box box{std::string(head.substr(4, 4)), bigEndian(head.substr(0, 4))};
    if (box.size == 0) // Goes to the end of the file.
        box.size = file.size() - offset;
    else if (box.size == 1 && head.size() == kLongHead)
        box.size = bigEndian(head.substr(kHead, 8));
    if (box.size < kHead)
        return std::optional<Box>();
    return std::optional(std::move(box));
}

std::string cutShort(std::uint64_t missing)
{
    return fmt::format("is cut short: {} are missing", displaySize(missing));
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

/// Whether the random index at the end of the file names a partition that is a footer.
Result<bool> indexNamesFooter(FileBytes& file)
{
    constexpr std::size_t kEntrySize = 12; // Stream, then offset.
    constexpr std::size_t kLengthSize = 4;
    constexpr std::uint64_t kIndexMin = kKeySize + 1 + kEntrySize + kLengthSize;
    if (file.size() < kIndexMin)
        return false;
    TAILSLATE_TRY(const std::string_view last, file.read(file.size() - kLengthSize, kLengthSize));
    const std::uint64_t length = bigEndian(last);
    if (length < kIndexMin || length > file.size())
        return false;
    {
        TAILSLATE_TRY(const std::string_view index, file.read(file.size() - length, kKeySize));
        if (!isPack(index, kRandomIndex))
            return false;
    }
    std::uint64_t lastPartition = 0;
    {
        TAILSLATE_TRY(const std::string_view entry,
                      file.read(file.size() - kLengthSize - kEntrySize, kEntrySize));
        lastPartition = bigEndian(entry.substr(std::min<std::size_t>(4, entry.size())));
    }
    TAILSLATE_TRY(const std::string_view pack, file.read(lastPartition, kKeySize));
    return isPack(pack, kFooter);
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
    return hasExtension(name, {"AVI"}) ? findAviFault : nullptr;
}

Result<std::optional<std::string>> findBoxFault(FileBytes& file)
{
    constexpr int kBoxesMax = 10000;
    bool hasMovie = false;
    bool hasMedia = false;
    std::uint64_t offset = 0;
    for (int count = 0; count < kBoxesMax && offset < file.size(); ++count) {
        TAILSLATE_TRY(const std::optional<Box> box, readBox(file, offset));
        if (offset == 0 && (!box || !isOneOf(box->type, kFirstBoxes)))
            return std::optional<std::string>("does not begin as a movie does");
        if (!box)
            break;
        // Cameras append what they like to a movie that is whole: Insta360 the way it was turned.
        if (hasMovie && hasMedia && !isOneOf(box->type, kFirstBoxes) &&
            !isOneOf(box->type, kOtherBoxes))
            break;
        if (box->size > file.size() - offset)
            return std::optional(cutShort(box->size - (file.size() - offset)));
        hasMovie = hasMovie || box->type == "moov";
        hasMedia = hasMedia || box->type == "mdat";
        offset += box->size;
    }
    if (!hasMovie)
        return std::optional<std::string>("has no index: the recording was not finished");
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
        return std::optional<std::string>();
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
