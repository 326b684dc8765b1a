// SPDX-License-Identifier: Apache-2.0
#include "stills/StillFile.h"

#include "support/TempDir.h"

#include <gtest/gtest.h>
#include <OpenImageIO/imageio.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <limits>
#include <random>

namespace tailslate::stills {
namespace {

class StillFile : public testing::Test {
protected:
    [[nodiscard]] std::filesystem::path path(const std::string& name) const
    {
        return m_folder.path() / name;
    }

    [[nodiscard]] std::size_t filesInFolder() const
    {
        return static_cast<std::size_t>(
            std::distance(std::filesystem::directory_iterator(m_folder.path()), {}));
    }

    test::TempDir m_folder;
};

image::RgbImage randomImage(int width, int height)
{
    std::mt19937 random(4);
    std::uniform_real_distribution<float> value(0.0F, 1.0F);
    image::RgbImage image = image::makeRgbImage(width, height).value();
    for (float& sample : image.pixels)
        sample = value(random);
    return image;
}

std::string contentOf(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Any image through the library itself, for kinds that we never write.
void writeRaw(const std::filesystem::path& path, int channels,
              const std::vector<std::uint8_t>& values)
{
    const auto output = OIIO::ImageOutput::create(path.string());
    const OIIO::ImageSpec spec(static_cast<int>(values.size()) / channels, 1, channels,
                               OIIO::TypeDesc::UINT8);
    ASSERT_TRUE(output && output->open(path.string(), spec) &&
                output->write_image(OIIO::TypeDesc::UINT8, values.data()) && output->close());
}

TEST_F(StillFile, ReadsBackWhatItWroteToTheNearestCode)
{
    const image::RgbImage image = randomImage(37, 21);
    for (const char* name : {"a.png", "a.tif", "a.TIFF"})
        for (const StillDepth depth : {StillDepth::Bits8, StillDepth::Bits16}) {
            ASSERT_TRUE(writeStill(path(name), image, depth, {}));
            const auto back = readStill(path(name));
            ASSERT_TRUE(back) << back.error().describe();
            ASSERT_EQ(back->width, 37);
            ASSERT_EQ(back->height, 21);
            const float top = depth == StillDepth::Bits8 ? 255.0F : 65535.0F;
            for (std::size_t i = 0; i < image.pixels.size(); ++i)
                ASSERT_NEAR(back->pixels[i], std::round(image.pixels[i] * top) / top, 1e-6F)
                    << name;
        }
    EXPECT_EQ(filesInFolder(), 3U) << "no temporary file stays";
}

TEST_F(StillFile, ClampsIntegersAndRoundsToNearest)
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const image::RgbImage image{2, 1, {-0.5F, 1.5F, nan, 0.4985F, 0.5F, 0.0019F}};
    ASSERT_TRUE(writeStill(path("a.png"), image, StillDepth::Bits8, {}));
    const auto input = OIIO::ImageInput::open(path("a.png").string());
    ASSERT_TRUE(input);
    EXPECT_EQ(input->spec().format, OIIO::TypeDesc::UINT8);
    std::vector<std::uint8_t> codes(6);
    ASSERT_TRUE(input->read_image(0, 0, 0, 3, OIIO::TypeDesc::UINT8, codes.data()));
    EXPECT_EQ(codes, (std::vector<std::uint8_t>{0, 255, 0, 127, 128, 0}));
}

TEST_F(StillFile, KeepsHalfFloatsBeyondOneInExr)
{
    const image::RgbImage image{1, 1, {-0.25F, 4.5F, 0.5F}};
    ASSERT_TRUE(writeStill(path("a.exr"), image, StillDepth::Bits8, {}));
    const auto back = readStill(path("a.exr"));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->pixels, image.pixels);
    EXPECT_EQ(OIIO::ImageInput::open(path("a.exr").string())->spec().format, OIIO::TypeDesc::HALF);
}

TEST_F(StillFile, StoresItsNotesInEveryFormat)
{
    const std::vector<StillNote> notes{{"Timecode", "10:00:01:00"},
                                       {"Artist", "Unit A"},
                                       {"Description", "A001C003"},
                                       {"Compression", "none"}};
    for (const char* name : {"a.png", "a.tif", "a.jpg", "a.exr"}) {
        ASSERT_TRUE(writeStill(path(name), randomImage(8, 8), StillDepth::Bits8, notes));
        const auto input = OIIO::ImageInput::open(path(name).string());
        ASSERT_TRUE(input);
        EXPECT_EQ(input->spec().get_string_attribute("ImageDescription"),
                  "Timecode: 10:00:01:00\nA001C003\nCompression: none")
            << name;
        EXPECT_EQ(input->spec().get_string_attribute("Artist"), "Unit A") << name;
    }
}

TEST_F(StillFile, RefusesWhatItCannotWriteAndLeavesNothing)
{
    const image::RgbImage image = randomImage(4, 4);
    const auto refuses = [&](const std::string& name, const image::RgbImage& picture,
                             const std::vector<StillNote>& notes) {
        const auto result = writeStill(path(name), picture, StillDepth::Bits8, notes);
        return !result && result.error().code == ErrorCode::InvalidArgument;
    };
    EXPECT_TRUE(refuses("a.gif", image, {}));
    EXPECT_TRUE(refuses("a", image, {}));
    EXPECT_TRUE(refuses(".png", image, {}));
    EXPECT_TRUE(refuses("a.png", {}, {}));
    EXPECT_TRUE(refuses("a.png", {4, 4, std::vector<float>(47)}, {}));
    EXPECT_TRUE(refuses("a.jpg", image, {{"Description", std::string(70000, 'x')}}));
    EXPECT_EQ(filesInFolder(), 0U);
}

TEST_F(StillFile, ReplacesAnOldStillOnlyWithACompleteOne)
{
    ASSERT_TRUE(writeStill(path("a.png"), randomImage(4, 4), StillDepth::Bits8, {}));
    const std::string before = contentOf(path("a.png"));
    EXPECT_FALSE(writeStill(path("a.png"), {}, StillDepth::Bits8, {}));
    EXPECT_EQ(contentOf(path("a.png")), before);
    ASSERT_TRUE(writeStill(path("a.png"), randomImage(5, 5), StillDepth::Bits8, {}));
    EXPECT_EQ(readStill(path("a.png"))->width, 5);

    const auto lost = writeStill(path("none/a.png"), randomImage(4, 4), StillDepth::Bits8, {});
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code, ErrorCode::NotFound) << lost.error().describe();
    EXPECT_EQ(filesInFolder(), 1U);
}

TEST_F(StillFile, ReadsGrayAsThreeEqualChannelsAndDropsAlpha)
{
    writeRaw(path("gray.png"), 1, {0, 51, 255});
    const auto gray = readStill(path("gray.png"));
    ASSERT_TRUE(gray);
    const std::array<float, 9> expected{0, 0, 0, 0.2F, 0.2F, 0.2F, 1, 1, 1};
    for (std::size_t i = 0; i < expected.size(); ++i)
        EXPECT_FLOAT_EQ(gray->pixels[i], expected[i]);
    writeRaw(path("alpha.png"), 2, {51, 0, 102, 255});
    EXPECT_FLOAT_EQ(readStill(path("alpha.png"))->at(1, 0)[2], 0.4F);
    // Written as stored: the library takes it for color times alpha unless told otherwise.
    const auto output = OIIO::ImageOutput::create("png");
    OIIO::ImageSpec spec(1, 1, 4, OIIO::TypeDesc::UINT8);
    spec.attribute("oiio:UnassociatedAlpha", 1);
    const std::array<std::uint8_t, 4> pixel{255, 102, 51, 128};
    ASSERT_TRUE(output->open(path("rgba.png").string(), spec) &&
                output->write_image(OIIO::TypeDesc::UINT8, pixel.data()) && output->close());
    const auto rgba = readStill(path("rgba.png"));
    ASSERT_TRUE(rgba);
    EXPECT_FLOAT_EQ(rgba->pixels[0], 1.0F);
    EXPECT_FLOAT_EQ(rgba->pixels[1], 0.4F);
    EXPECT_FLOAT_EQ(rgba->pixels[2], 0.2F);
}

TEST_F(StillFile, SaysWhyAFileCannotBeRead)
{
    EXPECT_EQ(readStill(path("none.png")).error().code, ErrorCode::NotFound);
    EXPECT_EQ(readStill(m_folder.path()).error().code, ErrorCode::BadFormat);
    EXPECT_EQ(readStill("/dev/null").error().code, ErrorCode::BadFormat);

    std::ofstream(path("text.png")) << "no picture";
    EXPECT_EQ(readStill(path("text.png")).error().code, ErrorCode::BadFormat);
    std::ofstream(path("empty.tif"));
    EXPECT_EQ(readStill(path("empty.tif")).error().code, ErrorCode::BadFormat);

    for (const char* name : {"a.png", "a.tif", "a.jpg", "a.exr"}) {
        ASSERT_TRUE(writeStill(path(name), randomImage(64, 64), StillDepth::Bits16, {}));
        std::filesystem::resize_file(path(name), std::filesystem::file_size(path(name)) / 2);
        const auto half = readStill(path(name));
        ASSERT_FALSE(half) << name;
        EXPECT_EQ(half.error().code, ErrorCode::BadFormat) << half.error().describe();
        EXPECT_EQ(half.error().path, path(name));
        EXPECT_EQ(half.error().message.find('\n'), std::string::npos);
    }
}

TEST_F(StillFile, RefusesPicturesTooLargeForAStill)
{
    const auto output = OIIO::ImageOutput::create("tiff");
    const OIIO::ImageSpec spec(16385, 1, 3, OIIO::TypeDesc::UINT8);
    const std::vector<std::uint8_t> values(3 * 16385);
    ASSERT_TRUE(output->open(path("wide.tif").string(), spec) &&
                output->write_image(OIIO::TypeDesc::UINT8, values.data()) && output->close());
    EXPECT_EQ(readStill(path("wide.tif")).error().code, ErrorCode::Unsupported);
}

TEST_F(StillFile, EncodesJpegInMemoryCloseToThePicture)
{
    image::RgbImage image = image::makeRgbImage(64, 32).value();
    for (int y = 0; y < 32; ++y)
        for (int x = 0; x < 64; ++x) {
            image.pixels[image.index(x, y)] = static_cast<float>(x) / 63.0F;
            image.pixels[image.index(x, y) + 1] = static_cast<float>(y) / 31.0F;
            image.pixels[image.index(x, y) + 2] = 0.5F;
        }
    const auto fine = encodeJpeg(image, 95);
    ASSERT_TRUE(fine);
    ASSERT_GT(fine->size(), 4U);
    EXPECT_EQ(fine->at(0), std::byte{0xFF}); // ISO/IEC 10918-1, B.1.1.3: start of image.
    EXPECT_EQ(fine->at(1), std::byte{0xD8});
    EXPECT_LT(encodeJpeg(image, 20)->size(), fine->size());

    std::ofstream(path("a.jpg"), std::ios::binary)
        .write(reinterpret_cast<const char*>(fine->data()),
               static_cast<std::streamsize>(fine->size()));
    const auto back = readStill(path("a.jpg"));
    ASSERT_TRUE(back);
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
        ASSERT_NEAR(back->pixels[i], image.pixels[i], 0.03F);

    const auto fromMemory = decodeJpeg(*fine);
    ASSERT_TRUE(fromMemory) << fromMemory.error().describe();
    EXPECT_EQ(fromMemory->pixels, back->pixels);
    EXPECT_EQ(decodeJpeg(std::vector<std::byte>(100)).error().code, ErrorCode::BadFormat);
    EXPECT_EQ(decodeJpeg({}).error().code, ErrorCode::BadFormat);

    EXPECT_EQ(encodeJpeg(image, 0).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(encodeJpeg(image, 101).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(encodeJpeg({}, 90).error().code, ErrorCode::InvalidArgument);
}

} // namespace
} // namespace tailslate::stills
