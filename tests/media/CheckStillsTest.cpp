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
         {std::size_t{8}, std::size_t{20}, std::size_t{500}, whole.size() - 3 * 108 - 1,
          whole.size() - 3 * 108, whole.size() - 108, whole.size() - 100, whole.size() - 1}) {
        make("shot_0001.exr", whole.substr(0, size));
        EXPECT_THAT(sentences(), ElementsAre(testing::StartsWith("! shot_0001.exr is cut short: ")))
            << size;
    }
    std::string unfinished = whole;
    unfinished.replace(whole.size() - 3 * 108 - 8, 8, std::string(8, '\0'));
    make("shot_0001.exr", unfinished);
    EXPECT_THAT(sentences(), ElementsAre("! shot_0001.exr lacks lines: it was not finished"));
}

} // namespace
} // namespace tailslate::media::test
