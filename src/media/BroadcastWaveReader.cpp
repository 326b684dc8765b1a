// SPDX-License-Identifier: Apache-2.0
#include "media/BroadcastWaveReader.h"

#include "media/detail/FileBytes.h"
#include "media/detail/FileNames.h"
#include "media/detail/WaveBytes.h"

#include <pugixml.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace tailslate::media {

namespace {

using detail::FileBytes;
using detail::littleEndian;

// EBU Tech 3285, section 2.3.
constexpr std::size_t kDescriptionSize = 256;
constexpr std::size_t kOriginatorSize = 32;
constexpr std::size_t kDateSize = 10;
constexpr std::size_t kTimeSize = 8;
constexpr std::size_t kReferenceSize = 8;
constexpr std::size_t kVersionSize = 2;
constexpr std::size_t kReservedSize = 64 + 190; // UMID, loudness, reserved.

constexpr std::uint64_t kSizeElsewhere = 0xFFFFFFFFU; ///< In RF64: see ds64.

/// Takes a fixed field from the front; without what fills it up.
std::string takeText(std::string_view& bytes, std::size_t size)
{
    std::string_view text = bytes.substr(0, size);
    bytes.remove_prefix(size);
    text = text.substr(0, text.find('\0'));
    const std::size_t last = text.find_last_not_of(" \r\n");
    return std::string(text.substr(0, last == std::string_view::npos ? 0 : last + 1));
}

std::uint64_t takeNumber(std::string_view& bytes, std::size_t size)
{
    const std::uint64_t value = littleEndian(bytes.substr(0, size));
    bytes.remove_prefix(size);
    return value;
}

std::string textOf(pugi::xml_node parent, const char* name)
{
    constexpr std::string_view kBlanks = " \t\r\n";
    const std::string_view text = parent.child(name).text().as_string();
    const std::size_t first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos)
        return {};
    return std::string(text.substr(first, text.find_last_not_of(kBlanks) + 1 - first));
}

bool isTrue(pugi::xml_node parent, const char* name)
{
    return detail::equalsIgnoringCase(textOf(parent, name), "TRUE");
}

template <class Number>
std::optional<Number> numberIn(pugi::xml_node parent, const char* name)
{
    const std::string text = textOf(parent, name);
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

void readSpeed(pugi::xml_node speed, TakeNotes& notes)
{
    notes.timecodeRate = textOf(speed, "TIMECODE_RATE");
    notes.timecodeFlag = textOf(speed, "TIMECODE_FLAG");
    notes.sampleRate = numberIn<unsigned>(speed, "FILE_SAMPLE_RATE");
    const auto high = numberIn<std::uint32_t>(speed, "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI");
    const auto low = numberIn<std::uint32_t>(speed, "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO");
    if (low)
        notes.samplesSinceMidnight = std::uint64_t{high.value_or(0)} << 32U | *low;
}

/// What stands before the first zero character: a byte, or two where the text is UTF-16.
std::string_view withoutZeros(std::string_view text) noexcept
{
    using namespace std::string_view_literals;
    const bool isWide = text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
                        text.starts_with("<\0"sv) || text.starts_with("\0<"sv);
    if (!isWide)
        return text.substr(0, text.find('\0'));
    std::size_t end = 0;
    while (end + 1 < text.size() && (text[end] != '\0' || text[end + 1] != '\0'))
        end += 2;
    return text.substr(0, end);
}

/// What the walk through a file's chunks needs besides the result.
struct LongSizes {
    std::optional<std::uint64_t> file; ///< Without the first eight bytes.
    std::optional<std::uint64_t> data;
};

constexpr std::size_t kChunkMax = std::size_t{4} << 20; ///< Of those that are read whole.

Result<std::string> readChunk(FileBytes& file, std::uint64_t start, std::uint64_t size)
{
    std::string chunk;
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size, kChunkMax));
    while (chunk.size() < wanted) {
        TAILSLATE_TRY(const std::string_view more,
                      file.read(start + chunk.size(), wanted - chunk.size()));
        if (more.empty())
            break;
        chunk.append(more);
    }
    return chunk;
}

void readFormat(std::string_view chunk, WaveFile& wave)
{
    constexpr std::size_t kFormatSize = 16;
    if (chunk.size() < kFormatSize)
        return;
    wave.channels = static_cast<unsigned>(littleEndian(chunk.substr(2, 2)));
    wave.sampleRate = static_cast<unsigned>(littleEndian(chunk.substr(4, 4)));
    wave.bitsPerSample = static_cast<unsigned>(littleEndian(chunk.substr(14, 2)));
}

constexpr std::size_t kChunkHead = 8;

struct ChunkHead {
    std::string id;
    std::uint64_t start = 0; ///< Of its content.
    std::uint64_t size = 0;
    bool fits = false; ///< Ends in the file.
};

/// Nothing where the file ends before.
Result<std::optional<ChunkHead>> readHead(FileBytes& file, std::uint64_t at)
{
    TAILSLATE_TRY(const std::string bytes, readChunk(file, at, kChunkHead));
    if (bytes.size() < kChunkHead)
        return std::nullopt;
    ChunkHead head{.id = bytes.substr(0, 4),
                   .start = at + kChunkHead,
                   .size = littleEndian(std::string_view(bytes).substr(4))};
    head.fits = head.size <= file.size() - head.start;
    return head;
}

bool isName(std::string_view id)
{
    return std::ranges::all_of(id, [](char c) { return c >= ' ' && c <= '~'; });
}

bool isKnown(std::string_view id)
{
    constexpr std::array<std::string_view, 16> kNames{
        "fmt ", "data", "bext", "iXML", "axml", "LIST", "JUNK", "junk",
        "PAD ", "FLLR", "fact", "cue ", "id3 ", "chna", "umid", "minf"};
    return std::ranges::find(kNames, id) != kNames.end();
}

/// The chunk behind one of an odd size. A byte fills that up, which some recorders leave out.
Result<std::optional<ChunkHead>> readHeadAfterOdd(FileBytes& file, std::uint64_t end)
{
    const auto isChunk = [](const std::optional<ChunkHead>& head) {
        return head && head->fits && isName(head->id);
    };
    TAILSLATE_TRY(const std::optional<ChunkHead> close, readHead(file, end));
    TAILSLATE_TRY(const std::optional<ChunkHead> filled, readHead(file, end + 1));
    const bool isClose =
        isChunk(close) && (!isChunk(filled) || (isKnown(close->id) && !isKnown(filled->id)));
    return isClose ? close : filled;
}

/// @param told The size in the file's first bytes.
std::uint64_t toldSize(std::uint64_t told, const WaveFile& wave, const LongSizes& sizes)
{
    if (told == kSizeElsewhere)
        told = wave.isLong ? sizes.file.value_or(0) : 0;
    constexpr std::uint64_t kFileMax = std::uint64_t{1} << 63U;
    return told == 0 || told > kFileMax ? 0 : told + kChunkHead;
}

/// Reads what a chunk tells; chunks it does not know tell nothing.
Result<void> takeChunk(FileBytes& file, std::string_view id, std::uint64_t start,
                       std::uint64_t size, WaveFile& wave, LongSizes& sizes)
{
    if (id != "fmt " && id != "ds64" && id != "bext" && id != "iXML")
        return {};
    TAILSLATE_TRY(const std::string chunk, readChunk(file, start, size));
    if (id == "fmt ") {
        readFormat(chunk, wave);
    } else if (id == "ds64" && chunk.size() >= 16) {
        sizes.file = littleEndian(std::string_view(chunk).substr(0, 8));
        sizes.data = littleEndian(std::string_view(chunk).substr(8, 8));
    } else if (id == "bext") {
        if (auto extension = parseBroadcastExtension(chunk))
            wave.extension = std::move(*extension);
    } else if (id == "iXML") {
        if (auto notes = parseTakeNotes(chunk))
            wave.notes = std::move(*notes);
    }
    return {};
}

} // namespace

std::uint64_t WaveFile::sampleCount() const noexcept
{
    const std::uint64_t frame = std::uint64_t{channels} * ((bitsPerSample + 7) / 8);
    return frame == 0 ? 0 : std::min(dataSize, fileSize - dataStart) / frame;
}

Result<BroadcastExtension> parseBroadcastExtension(std::string_view chunk)
{
    constexpr std::size_t kFixed = kDescriptionSize + 2 * kOriginatorSize + kDateSize + kTimeSize +
                                   kReferenceSize + kVersionSize + kReservedSize;
    if (chunk.size() < kFixed)
        return failure(ErrorCode::BadFormat, "a bext chunk is shorter than its fields");
    BroadcastExtension result;
    result.description = takeText(chunk, kDescriptionSize);
    result.originator = takeText(chunk, kOriginatorSize);
    result.originatorReference = takeText(chunk, kOriginatorSize);
    result.originationDate = takeText(chunk, kDateSize);
    result.originationTime = takeText(chunk, kTimeSize);
    result.timeReference = takeNumber(chunk, kReferenceSize);
    result.version = static_cast<unsigned>(takeNumber(chunk, kVersionSize));
    chunk.remove_prefix(kReservedSize);
    result.codingHistory = takeText(chunk, chunk.size());
    return result;
}

Result<TakeNotes> parseTakeNotes(std::string_view chunk)
{
    chunk = withoutZeros(chunk);
    pugi::xml_document document;
    if (!document.load_buffer(chunk.data(), chunk.size()))
        return failure(ErrorCode::BadFormat, "an iXML chunk is not XML");
    const pugi::xml_node root = document.child("BWFXML");
    if (!root)
        return failure(ErrorCode::BadFormat, "the root of an iXML chunk is not BWFXML");

    TakeNotes notes;
    notes.version = textOf(root, "IXML_VERSION");
    notes.project = textOf(root, "PROJECT");
    notes.scene = textOf(root, "SCENE");
    notes.take = textOf(root, "TAKE");
    notes.tape = textOf(root, "TAPE");
    notes.note = textOf(root, "NOTE");
    notes.fileId = textOf(root, "FILE_UID");
    notes.userBits = textOf(root, "UBITS");
    notes.circled = isTrue(root, "CIRCLED");
    notes.noGood = isTrue(root, "NO_GOOD");
    notes.falseStart = isTrue(root, "FALSE_START");
    notes.wildTrack = isTrue(root, "WILD_TRACK");
    readSpeed(root.child("SPEED"), notes);

    const pugi::xml_node family = root.child("FILE_SET");
    notes.familyId = textOf(family, "FAMILY_UID");
    notes.familyName = textOf(family, "FAMILY_NAME");
    notes.familyFiles = numberIn<unsigned>(family, "TOTAL_FILES");
    notes.familyIndex = textOf(family, "FILE_SET_INDEX");
    for (const pugi::xml_node track : root.child("TRACK_LIST").children("TRACK"))
        notes.tracks.push_back(
            {.channel = numberIn<unsigned>(track, "CHANNEL_INDEX").value_or(0),
             .interleave = numberIn<unsigned>(track, "INTERLEAVE_INDEX").value_or(0),
             .name = textOf(track, "NAME"),
             .function = textOf(track, "FUNCTION")});
    return notes;
}

Result<WaveFile> readWaveFile(io::FileSystem& files, const std::filesystem::path& path)
{
    TAILSLATE_TRY(FileBytes file, FileBytes::open(files, path));
    auto wave = detail::readWave(file);
    if (!wave && wave.error().path.empty())
        wave.error().path = path;
    return wave;
}

Result<WaveFile> detail::readWave(FileBytes& file)
{
    constexpr std::size_t kFileHead = 12;
    constexpr int kChunksMax = 10000;
    WaveFile wave;
    wave.fileSize = file.size();
    TAILSLATE_TRY(const std::string head, readChunk(file, 0, kFileHead));
    wave.isLong = head.starts_with("RF64") || head.starts_with("BW64");
    if (head.size() < kFileHead || (!wave.isLong && !head.starts_with("RIFF")) ||
        !head.ends_with("WAVE"))
        return failure(ErrorCode::BadFormat, "the file does not begin as a sound file does");

    LongSizes sizes;
    TAILSLATE_TRY(std::optional<ChunkHead> chunk, readHead(file, kFileHead));
    std::optional<ChunkHead> beyond;
    for (int count = 0; count < kChunksMax && chunk; ++count) {
        if (chunk->id == "data") {
            if (wave.isLong && chunk->size == kSizeElsewhere && sizes.data) {
                chunk->size = *sizes.data;
                chunk->fits = chunk->size <= file.size() - chunk->start;
            }
            wave.dataStart = chunk->start;
            wave.dataSize = chunk->size;
        } else {
            TAILSLATE_CHECK(takeChunk(file, chunk->id, chunk->start, chunk->size, wave, sizes));
        }
        if (!chunk->fits) {
            beyond = chunk;
            break;
        }
        const std::uint64_t end = chunk->start + chunk->size;
        TAILSLATE_TRY(chunk,
                      chunk->size % 2 == 0 ? readHead(file, end) : readHeadAfterOdd(file, end));
    }
    wave.toldSize = toldSize(littleEndian(std::string_view(head).substr(4, 4)), wave, sizes);
    // Some leave out the byte that fills up an odd end.
    wave.isClosed =
        wave.toldSize > 0 && (wave.toldSize == wave.fileSize || wave.toldSize + 1 == wave.fileSize);
    // The size of a chunk in RF64 may stand elsewhere.
    const auto isUnknown = [&](const ChunkHead& chunkHead) {
        return wave.isLong && chunkHead.size == kSizeElsewhere;
    };
    // What lies behind the end that the head tells is no chunk.
    if (beyond && beyond->id != "data" && isName(beyond->id) &&
        (wave.toldSize == 0 || beyond->start < wave.toldSize) && !isUnknown(*beyond))
        wave.cutChunk = beyond->id;
    return wave;
}

} // namespace tailslate::media
