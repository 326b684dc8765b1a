// SPDX-License-Identifier: Apache-2.0
#include "CheckContentsFixture.h"

#include <gmock/gmock.h>

#include <cstddef>

namespace tailslate::media::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(CheckContents, FindsAJpegThatIsCutShortInItsHead)
{
    const std::string whole = "\xFF\xD8\xFF\xE1" + bigEndianBytes(402, 2) + std::string(400, 'x') +
                              "\xFF\xDA" + bigEndianBytes(12, 2) + std::string(110, 'x');
    make("DCIM/100CANON/IMG_0001.JPG", whole);
    make("DCIM/100CANON/IMG_0002.JPG", "no JPEG");
    EXPECT_THAT(sentences(), IsEmpty());
    for (const std::size_t size : {std::size_t{2}, std::size_t{5}, std::size_t{300},
                                   std::size_t{406}, std::size_t{409}, std::size_t{420}}) {
        make("DCIM/100CANON/IMG_0001.JPG", whole.substr(0, size));
        EXPECT_THAT(sentences(),
                    ElementsAre("! IMG_0001.JPG is cut short: not even its head is whole"))
            << size;
    }
}

std::string exrAttribute(const std::string& name, const std::string& value)
{
    return name + '\0' + "type" + '\0' + littleEndianBytes(value.size(), 4) + value;
}

/// Of 40 lines, 16 in each chunk.
std::string wholeExr()
{
    const std::string start =
        "\x76\x2F\x31\x01" + littleEndianBytes(2, 4) + exrAttribute("compression", "\x03") +
        exrAttribute("preview", std::string(70000, 'p')) +
        exrAttribute("dataWindow", littleEndianBytes(0, 4) + littleEndianBytes(~0U, 4) +
                                       littleEndianBytes(9, 4) + littleEndianBytes(38, 4)) +
        '\0';
    const std::string chunk =
        littleEndianBytes(0, 4) + littleEndianBytes(100, 4) + std::string(100, 'c');
    std::string table;
    for (const std::size_t at : {2U, 1U, 0U})
        table += littleEndianBytes(start.size() + 24 + at * chunk.size(), 8);
    return start + table + chunk + chunk + chunk;
}

TEST_F(CheckContents, FindsAFrameOfOpenExrThatIsCutShort)
{
    const std::string whole = wholeExr();
    std::string tiled = whole.substr(0, 500);
    tiled[5] = 2;
    make("shot_0001.exr", whole);
    make("shot_0002.exr", whole + "more");
    make("tiled.exr", tiled);
    make("none.exr", "no frame");
    EXPECT_THAT(sentences(), IsEmpty());
    for (const std::size_t size :
         {std::size_t{4}, std::size_t{7}, std::size_t{8}, std::size_t{20}, std::size_t{500},
          whole.size() - 3 * 108 - 1, whole.size() - 3 * 108, whole.size() - 108,
          whole.size() - 100, whole.size() - 1}) {
        make("shot_0001.exr", whole.substr(0, size));
        EXPECT_THAT(sentences(), ElementsAre(testing::StartsWith("! shot_0001.exr is cut short: ")))
            << size;
    }
    std::string unfinished = whole;
    unfinished.replace(whole.size() - 3 * 108 - 8, 8, std::string(8, '\0'));
    make("shot_0001.exr", unfinished);
    EXPECT_THAT(sentences(), ElementsAre("! shot_0001.exr lacks lines: it was not finished"));
}

TEST_F(CheckContents, SaysNothingOfAFrameOfOpenExrWithAnEndlessHead)
{
    std::string more;
    for (int count = 0; count < 10001; ++count)
        more += exrAttribute("a", "");
    std::string frame = wholeExr();
    frame.insert(frame.find("preview"), more);
    frame.insert(8, exrAttribute("dataWindow", std::string(16, '\0')));
    make("shot_0001.exr", frame);
    EXPECT_THAT(sentences(), IsEmpty());
}

using Bytes = std::string (*)(std::uint64_t, int);

/// What a TIFF file of one order of bytes, older or for over 4 GiB, writes its numbers as.
struct TiffKind {
    Bytes bytes = littleEndianBytes;
    bool isLong = false;

    [[nodiscard]] std::string offset(std::uint64_t value) const
    {
        return bytes(value, isLong ? 8 : 4);
    }

    /// Values of four bytes: in the entry for one, else their offset.
    [[nodiscard]] std::string entry(std::uint64_t tag, std::uint64_t count,
                                    std::uint64_t value) const
    {
        const bool isInside = count * 4 <= (isLong ? 8U : 4U);
        std::string text = isInside ? bytes(value, 4) : offset(value);
        text.resize(isLong ? 8 : 4, '\0');
        return bytes(tag, 2) + bytes(4, 2) + offset(count) + text;
    }
};

/// A thumbnail in one strip, and in a directory below it the picture in three tiles, as in DNG.
/// The pieces lie behind the directories.
std::string wholeTiff(const TiffKind& kind)
{
    constexpr std::size_t kThumbnail = 50;
    constexpr std::size_t kTile = 300;
    const std::size_t head = kind.isLong ? 16 : 8;
    const std::size_t directory = kind.isLong ? 8 + 3 * 20 + 8 : 2 + 3 * 12 + 4;
    const std::size_t lists = head + 2 * directory;
    const std::size_t pieces = lists + std::size_t{2} * 3 * 4;
    const auto count = [&kind](std::size_t entries) {
        return kind.bytes(entries, kind.isLong ? 8 : 2);
    };
    std::string text = std::string(kind.bytes == littleEndianBytes ? "II" : "MM") +
                       (kind.isLong ? kind.bytes(43, 2) + kind.bytes(8, 2) + kind.bytes(0, 2)
                                    : kind.bytes(42, 2)) +
                       kind.offset(head);
    text += count(3) + kind.entry(273, 1, pieces) + kind.entry(279, 1, kThumbnail) +
            kind.entry(330, 1, head + directory) + kind.offset(0);
    text += count(3) + kind.entry(256, 1, 64) + kind.entry(324, 3, lists) +
            kind.entry(325, 3, lists + 12) + kind.offset(0);
    for (std::size_t tile = 0; tile < 3; ++tile)
        text += kind.bytes(pieces + kThumbnail + tile * kTile, 4);
    for (std::size_t tile = 0; tile < 3; ++tile)
        text += kind.bytes(kTile, 4);
    return text + std::string(kThumbnail + 3 * kTile, 'p');
}

TEST_F(CheckContents, FindsATiffThatIsCutShortAtAnyByte)
{
    for (const TiffKind& kind :
         {TiffKind{littleEndianBytes, false}, TiffKind{bigEndianBytes, false},
          TiffKind{littleEndianBytes, true}, TiffKind{bigEndianBytes, true}}) {
        const std::string whole = wholeTiff(kind);
        make("shot_0001.dng", whole);
        make("shot_0002.dng", whole + "more");
        EXPECT_THAT(sentences(), IsEmpty());
        for (std::size_t size = 1; size < whole.size(); size += size < 200 ? 1 : 150) {
            make("shot_0001.dng", whole.substr(0, size));
            EXPECT_THAT(sentences(),
                        ElementsAre(testing::StartsWith("! shot_0001.dng is cut short: ")))
                << size;
        }
    }
    make("shot_0001.dng", wholeTiff({}).substr(0, wholeTiff({}).size() - 1));
    EXPECT_THAT(sentences(), ElementsAre("! shot_0001.dng is cut short: 1 B are missing"));
}

TEST_F(CheckContents, FindsStillsThatWereGivenTheirSizeAndNeverWritten)
{
    for (const std::size_t size : {std::size_t{1}, std::size_t{7}, std::size_t{90000}}) {
        for (const char* name : {"shot_0001.dng", "plate.tif", "still.jpg", "frame.exr"})
            make(name, std::string(size, '\0'));
        EXPECT_THAT(sentences(), testing::UnorderedElementsAre(
                                     "! shot_0001.dng begins with zeros: it was not finished",
                                     "! plate.tif begins with zeros: it was not finished",
                                     "! still.jpg begins with zeros: it was not finished",
                                     "! frame.exr begins with zeros: it was not finished"));
    }
    for (const char* name : {"shot_0001.dng", "plate.tif", "still.jpg", "frame.exr"})
        make(name, std::string(15, '\0') + "x");
    EXPECT_THAT(sentences(), IsEmpty());
}

/// One strip of `strip`, and behind it the only directory, which names `next` as the one after it.
std::string oneStripTiff(const std::string& strip, const std::string& next,
                         const TiffKind& kind = {})
{
    const std::size_t head = kind.isLong ? 16 : 8;
    return std::string(kind.bytes == littleEndianBytes ? "II" : "MM") +
           (kind.isLong ? kind.bytes(43, 2) + kind.bytes(8, 2) + kind.bytes(0, 2)
                        : kind.bytes(42, 2)) +
           kind.offset(head + strip.size()) + strip + kind.bytes(2, kind.isLong ? 8 : 2) +
           kind.entry(273, 1, head) + kind.entry(279, 1, strip.size()) + next;
}

TEST_F(CheckContents, SaysNothingOfATiffWhoseLastDirectoryLeadsToNoOther)
{
    for (const TiffKind& kind :
         {TiffKind{littleEndianBytes, false}, TiffKind{bigEndianBytes, false},
          TiffKind{littleEndianBytes, true}, TiffKind{bigEndianBytes, true}}) {
        const std::size_t head = kind.isLong ? 16 : 8;
        const std::string pixels(9000, 'p');
        const std::string one = kind.bytes(1, kind.isLong ? 8 : 2);
        const std::string many = kind.bytes(600, kind.isLong ? 8 : 2);
        const std::string two = kind.bytes(2, kind.isLong ? 8 : 2);
        make("unset.dng", oneStripTiff(pixels, kind.offset(~0ULL), kind));
        make("unset2.dng", oneStripTiff(pixels, kind.offset(0x0101'0101), kind));
        make("lacks.dng", oneStripTiff(pixels, "", kind));
        make("half.dng", oneStripTiff(pixels, kind.offset(0).substr(2), kind));
        make("many.dng", oneStripTiff(pixels, kind.offset(head), kind));
        make("none.dng", oneStripTiff(std::string(99, '\0'), kind.offset(head), kind));
        make("end.dng", oneStripTiff(many + std::string(99, 'p'), kind.offset(head), kind));
        // Not in order, and told to end far behind the file.
        make("mixed.dng", oneStripTiff(two + kind.entry(279, 1, 70000) + kind.entry(273, 1, 70000),
                                       kind.offset(head), kind));
        make("below.dng", oneStripTiff(one + kind.entry(330, 1, 70000), kind.offset(head), kind));
        make("list.dng", oneStripTiff(one + kind.entry(273, 9, 70000), kind.offset(head), kind));
        EXPECT_THAT(sentences(), IsEmpty());
    }
    // One that can be a directory counts as any other.
    const TiffKind kind;
    make("pages.tif",
         oneStripTiff(kind.bytes(2, 2) + kind.entry(273, 1, 70000) + kind.entry(279, 1, 5000),
                      kind.offset(8)));
    EXPECT_THAT(sentences(), ElementsAre(testing::StartsWith("! pages.tif is cut short: 74.9 KB")));
}

TEST_F(CheckContents, FindsATiffThatWasNeverFinishedAndTakesOthersForNone)
{
    make("plate.tif", std::string("II\x2A\0\0\0\0\0", 8) + std::string(900, 'p'));
    make("plate2.tiff", "no TIFF");
    // A directory that is its own successor.
    make("ring.tif", std::string("II\x2A\0\x08\0\0\0", 8) + littleEndianBytes(1, 2) +
                         TiffKind{}.entry(256, 1, 64) + littleEndianBytes(8, 4));
    make("unwritten.tif", std::string("II\x2A\0\x08\0\0\0", 8) + std::string(900, '\0'));
    EXPECT_THAT(sentences(), ElementsAre("! plate.tif holds no picture: it was not finished",
                                         "! unwritten.tif holds no picture: it was not finished"));
}

} // namespace
} // namespace tailslate::media::test
