// SPDX-License-Identifier: Apache-2.0
#include "stills/StillHeader.h"

#include "support/TempDir.h"

#include <gtest/gtest.h>
#include <OpenImageIO/imageio.h>

#include <array>
#include <cstdint>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace tailslate::stills {
namespace {

// SMPTE ST 12-1 as DPX and OpenEXR pack it: two digits a byte, hours first; bit 6 of the frames is
// the drop-frame flag.
constexpr std::uint32_t kTimecode = 0x23595921;
constexpr std::uint32_t kDropTimecode = 0x01000004U | 0x40U;

class StillHeaderTest : public testing::Test {
protected:
    /// Writes a frame with the image library itself.
    std::filesystem::path write(const std::string& name, OIIO::TypeDesc type,
                                std::uint32_t timecode, int numerator, int denominator)
    {
        const std::filesystem::path path = folder.path() / name;
        OIIO::ImageSpec spec(64, 36, 3, type);
        const std::array<std::uint32_t, 2> packed{timecode, 0};
        spec.attribute("smpte:TimeCode", OIIO::TypeTimeCode, packed.data());
        const std::array<int, 2> rate{numerator, denominator};
        spec.attribute("FramesPerSecond", OIIO::TypeRational, rate.data());
        const float decimal = static_cast<float>(numerator) / static_cast<float>(denominator);
        spec.attribute("dpx:FrameRate", decimal);
        const auto output = OIIO::ImageOutput::create(path.string());
        EXPECT_TRUE(output);
        const std::vector<float> pixels(std::size_t{64} * 36 * 3, 0.25F);
        EXPECT_TRUE(output && output->open(path.string(), spec) &&
                    output->write_image(OIIO::TypeDesc::FLOAT, pixels.data()) && output->close());
        return path;
    }

    test::TempDir folder;
};

TEST_F(StillHeaderTest, TellsSizeDepthRateAndTimecodeOfAFrame)
{
    struct Case {
        const char* name;
        const char* format;
        OIIO::TypeDesc type;
        int bits;
        bool isFloat;
    };

    for (const Case& one : {Case{"shot.0001.exr", "openexr", OIIO::TypeDesc::HALF, 16, true},
                            Case{"shot.0001.dpx", "dpx", OIIO::TypeDesc::UINT16, 16, false}}) {
        SCOPED_TRACE(one.name);
        const auto header = readStillHeader(write(one.name, one.type, kTimecode, 24000, 1001));
        ASSERT_TRUE(header) << header.error().describe();
        EXPECT_EQ(header->format, one.format);
        EXPECT_EQ(header->width, 64);
        EXPECT_EQ(header->height, 36);
        EXPECT_EQ(header->channels, 3);
        EXPECT_EQ(header->bits, one.bits);
        EXPECT_EQ(header->isFloat, one.isFloat);
        EXPECT_EQ(header->timecode, "23:59:59:21");
        ASSERT_TRUE(header->rate);
        EXPECT_EQ(*header->rate, timing::FrameRate::create(24000, 1001).value());
    }
}

TEST_F(StillHeaderTest, TellsDropFrameFromNonDrop)
{
    const auto header =
        readStillHeader(write("shot.0001.exr", OIIO::TypeDesc::HALF, kDropTimecode, 30000, 1001));
    ASSERT_TRUE(header);
    EXPECT_EQ(header->timecode, "01:00:00;04");
}

TEST_F(StillHeaderTest, OfAFrameWithoutThemHasNeitherRateNorTimecode)
{
    const std::filesystem::path path = folder.path() / "plain.tif";
    OIIO::ImageSpec spec(8, 4, 3, OIIO::TypeDesc::UINT16);
    const std::vector<std::uint16_t> pixels(std::size_t{8} * 4 * 3);
    const auto output = OIIO::ImageOutput::create(path.string());
    ASSERT_TRUE(output && output->open(path.string(), spec) &&
                output->write_image(OIIO::TypeDesc::UINT16, pixels.data()) && output->close());
    const auto header = readStillHeader(path);
    ASSERT_TRUE(header) << header.error().describe();
    EXPECT_EQ(header->format, "tiff");
    EXPECT_EQ(header->bits, 16);
    EXPECT_FALSE(header->rate);
    EXPECT_EQ(header->timecode, "");
}

/// FFmpeg ends the header before rate and timecode: what stands where they would be are pixels.
TEST_F(StillHeaderTest, OfADpxFrameWithAShortHeaderHasNeitherRateNorTimecode)
{
    const auto path = write("shot.0001.dpx", OIIO::TypeDesc::UINT16, kTimecode, 24, 1);
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    const bool isBigEndian = file.get() == 'S';
    file.seekp(4);
    file.write(isBigEndian ? "\x00\x00\x06\x80" : "\x80\x06\x00\x00", 4); // 1664
    file.close();
    const auto header = readStillHeader(path);
    ASSERT_TRUE(header) << header.error().describe();
    EXPECT_EQ(header->format, "dpx");
    EXPECT_EQ(header->width, 64);
    EXPECT_FALSE(header->rate);
    EXPECT_EQ(header->timecode, "");
}

TEST_F(StillHeaderTest, LeavesTheTimeOfLastAccess)
{
    const auto path = write("shot.0001.dpx", OIIO::TypeDesc::UINT16, kTimecode, 24, 1);
    const std::array<timespec, 2> longAgo{timespec{1'000'000'000, 0}, timespec{2'000'000'000, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), longAgo.data(), 0), 0);
    ASSERT_TRUE(readStillHeader(path));
    struct ::stat status{};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_atim.tv_sec, 1'000'000'000);
}

TEST_F(StillHeaderTest, RefusesWhatIsNoImage)
{
    std::ofstream(folder.path() / "text.dpx") << "no image";
    EXPECT_EQ(readStillHeader(folder.path() / "text.dpx").error().code, ErrorCode::BadFormat);
    EXPECT_EQ(readStillHeader(folder.path() / "gone.exr").error().code, ErrorCode::NotFound);
    EXPECT_EQ(readStillHeader(folder.path()).error().code, ErrorCode::BadFormat);
}

} // namespace
} // namespace tailslate::stills
