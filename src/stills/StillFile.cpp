// SPDX-License-Identifier: Apache-2.0
#include "stills/StillFile.h"

#include "io/DiskFileSystem.h"
#include "io/DurableFile.h"
#include "stills/detail/ImageFile.h"
#include "stills/detail/ImageLibrary.h"

#include <fmt/format.h>
#include <OpenImageIO/filesystem.h>
#include <OpenImageIO/imageio.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

namespace tailslate::stills {
namespace {

using detail::guarded;
using detail::singleLine;

constexpr int kMaxSide = 16384;
constexpr int kFileQuality = 95;
/// Several times as fast as the usual 6, for files about a third larger: somebody waits for a
/// still.
constexpr int kPngCompression = 2;
/// JPEG keeps text in segments of 64 KiB, and its library ends the program when one overflows.
constexpr std::size_t kMaxNotes = 16U << 10U;

enum class Format { Png = 1, Tiff, Jpeg, Exr };

/// What a Format is called by the image library.
const char* libraryName(Format format)
{
    switch (format) {
    case Format::Tiff:
        return "tiff";
    case Format::Jpeg:
        return "jpeg";
    case Format::Exr:
        return "openexr";
    case Format::Png:
        break;
    }
    return "png";
}

std::optional<Format> formatOf(const std::filesystem::path& path)
{
    std::string extension = path.extension().string();
    std::ranges::transform(extension, extension.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    if (extension == ".png")
        return Format::Png;
    if (extension == ".tif" || extension == ".tiff")
        return Format::Tiff;
    if (extension == ".jpg" || extension == ".jpeg")
        return Format::Jpeg;
    if (extension == ".exr")
        return Format::Exr;
    return std::nullopt;
}

Result<void> checkImage(const image::RgbImage& image)
{
    if (image.width < 1 || image.height < 1 || image.width > kMaxSide || image.height > kMaxSide)
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("an image of {} x {} is outside 1 x 1 to {} x {}", image.width,
                                   image.height, kMaxSide, kMaxSide));
    if (image.pixels.size() !=
        3 * static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height))
        return failure(ErrorCode::InvalidArgument,
                       "the pixels of an image do not have the size that its width and height ask");
    return {};
}

/// Display code values as integers: clamped, nearest. NaN becomes 0.
template <class Integer>
std::vector<Integer> quantized(const std::vector<float>& values)
{
    constexpr auto kMax = static_cast<float>(std::numeric_limits<Integer>::max());
    std::vector<Integer> codes(values.size());
    std::ranges::transform(values, codes.begin(), [](float value) {
        const float inside = value > 0.0F ? std::min(value, 1.0F) : 0.0F;
        return static_cast<Integer>(std::lround(inside * kMax));
    });
    return codes;
}

/// Puts the notes where every format keeps text. The few keys that all of them have a field for go
/// there; the rest become lines of the description, so that no key can steer the writer.
Result<void> addNotes(OIIO::ImageSpec& spec, const std::vector<StillNote>& notes)
{
    constexpr std::array<std::string_view, 3> kOwnField{"Artist", "Copyright", "Software"};
    std::string description;
    std::size_t size = 0;
    for (const StillNote& note : notes) {
        size += note.key.size() + note.value.size();
        if (std::ranges::find(kOwnField, note.key) != kOwnField.end()) {
            spec.attribute(note.key, note.value);
            continue;
        }
        if (!description.empty())
            description += '\n';
        if (note.key != "Description")
            description += note.key + ": ";
        description += note.value;
    }
    if (size > kMaxNotes)
        return failure(
            ErrorCode::InvalidArgument,
            fmt::format("the notes of a still take {} bytes, more than {}", size, kMaxNotes));
    if (!description.empty())
        spec.attribute("ImageDescription", description);
    return {};
}

using Bytes = std::vector<unsigned char>;

/// The file's bytes.
/// @param spec The image as it will lie in the file.
/// @param type That of `data`; the library converts where the file's differs.
Result<Bytes> encode(Format format, const OIIO::ImageSpec& spec, OIIO::TypeDesc type,
                     const void* data)
{
    return guarded([&]() -> Result<Bytes> {
        Bytes bytes;
        OIIO::Filesystem::IOVecOutput memory(bytes);
        const std::string name = libraryName(format);
        const auto output = OIIO::ImageOutput::create(name);
        if (!output)
            return failure(ErrorCode::Unsupported,
                           fmt::format("the image library cannot write {}: {}", name,
                                       singleLine(OIIO::geterror())));
        if (!output->set_ioproxy(&memory) || !output->open("still." + name, spec) ||
            !output->write_image(type, data) || !output->close())
            return failure(ErrorCode::Internal,
                           fmt::format("the image library cannot encode {}: {}", name,
                                       singleLine(output->geterror())));
        return bytes;
    });
}

void setJpegQuality(OIIO::ImageSpec& spec, int quality)
{
    spec.attribute("Compression", fmt::format("jpeg:{}", quality));
    spec.attribute("jpeg:subsampling", "4:4:4"); // Half-size chroma blurs saturated edges.
}

Result<Bytes> encodeStill(Format format, const image::RgbImage& image, StillDepth depth,
                          const std::vector<StillNote>& notes)
{
    TAILSLATE_CHECK(checkImage(image));
    OIIO::ImageSpec spec(image.width, image.height, 3, OIIO::TypeDesc::UINT8);
    TAILSLATE_CHECK(addNotes(spec, notes));
    if (format == Format::Jpeg)
        setJpegQuality(spec, kFileQuality);
    else if (format == Format::Png)
        spec.attribute("png:compressionLevel", kPngCompression);

    if (format == Format::Exr) {
        spec.set_format(OIIO::TypeDesc::HALF);
        return encode(format, spec, OIIO::TypeDesc::FLOAT, image.pixels.data());
    }
    if (format == Format::Jpeg || depth == StillDepth::Bits8)
        return encode(format, spec, spec.format, quantized<std::uint8_t>(image.pixels).data());
    spec.set_format(OIIO::TypeDesc::UINT16);
    return encode(format, spec, spec.format, quantized<std::uint16_t>(image.pixels).data());
}

/// What is asked of every image: else colors come multiplied with an alpha that we drop.
OIIO::ImageSpec wishes()
{
    OIIO::ImageSpec spec;
    spec.attribute("oiio:UnassociatedAlpha", 1);
    return spec;
}

Result<image::RgbImage> decode(OIIO::ImageInput* input, const std::filesystem::path& path)
{
    if (!input)
        return failure(ErrorCode::BadFormat,
                       fmt::format("the image cannot be opened: {}", singleLine(OIIO::geterror())),
                       path);
    const OIIO::ImageSpec& spec = input->spec();
    if (spec.deep || spec.depth > 1)
        return failure(ErrorCode::Unsupported, "deep and volume images are not pictures", path);
    if (spec.width < 1 || spec.height < 1 || spec.nchannels < 1)
        return failure(ErrorCode::BadFormat, "the image has no pixels", path);
    if (spec.width > kMaxSide || spec.height > kMaxSide)
        return failure(ErrorCode::Unsupported,
                       fmt::format("the image is {} x {}, more than {} a side", spec.width,
                                   spec.height, kMaxSide),
                       path);

    TAILSLATE_TRY(image::RgbImage image, image::makeRgbImage(spec.width, spec.height));
    const int channels = spec.nchannels >= 3 ? 3 : 1;
    // A gray image is read into the last third and spread from the front: writing never overtakes.
    const std::size_t count = image.pixels.size() / 3;
    float* const data = channels == 3 ? image.pixels.data() : image.pixels.data() + 2 * count;
    // The TIFF reader reports missing data only through its error text.
    if (!input->read_image(0, 0, 0, channels, OIIO::TypeDesc::FLOAT, data) || input->has_error())
        return failure(ErrorCode::BadFormat,
                       fmt::format("the image cannot be read: {}", singleLine(input->geterror())),
                       path);
    if (channels == 1)
        for (std::size_t i = 0; i < count; ++i) {
            const float gray = data[i];
            std::fill_n(image.pixels.begin() + static_cast<std::ptrdiff_t>(3 * i), 3, gray);
        }
    return image;
}

} // namespace

Result<void> writeStill(const std::filesystem::path& path, const image::RgbImage& image,
                        StillDepth depth, const std::vector<StillNote>& notes)
{
    const auto format = formatOf(path);
    if (!format)
        return failure(ErrorCode::InvalidArgument,
                       "a still is named .png, .tif, .tiff, .jpg, .jpeg or .exr", path);
    TAILSLATE_TRY(const Bytes bytes, encodeStill(*format, image, depth, notes));
    io::DiskFileSystem disk;
    return io::writeDurably(
        disk, path, std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()),
        io::Existing::Replace);
}

Result<image::RgbImage> readStill(const std::filesystem::path& path)
{
    TAILSLATE_CHECK(detail::checkReadable(path));
    return guarded([&]() -> Result<image::RgbImage> {
        TAILSLATE_TRY(const auto file, detail::ImageFile::open(path));
        const OIIO::ImageSpec asked = wishes();
        return decode(OIIO::ImageInput::open(path.string(), &asked, file.get()).get(), path);
    });
}

Result<std::vector<std::byte>> encodeJpeg(const image::RgbImage& image, int quality)
{
    if (quality < 1 || quality > 100)
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("a JPEG quality of {} is outside 1 to 100", quality));
    TAILSLATE_CHECK(checkImage(image));
    OIIO::ImageSpec spec(image.width, image.height, 3, OIIO::TypeDesc::UINT8);
    setJpegQuality(spec, quality);
    TAILSLATE_TRY(const Bytes bytes, encode(Format::Jpeg, spec, spec.format,
                                            quantized<std::uint8_t>(image.pixels).data()));
    const auto* first = reinterpret_cast<const std::byte*>(bytes.data());
    return std::vector<std::byte>(first, first + bytes.size());
}

Result<image::RgbImage> decodeJpeg(std::span<const std::byte> bytes)
{
    return guarded([&]() -> Result<image::RgbImage> {
        OIIO::Filesystem::IOMemReader memory(bytes.data(), bytes.size());
        const auto input = OIIO::ImageInput::create("jpeg");
        OIIO::ImageSpec found;
        if (input && (!input->set_ioproxy(&memory) || !input->open("jpeg", found, wishes())))
            return failure(ErrorCode::BadFormat,
                           fmt::format("this is no JPEG: {}", singleLine(input->geterror())));
        return decode(input.get(), {});
    });
}

} // namespace tailslate::stills
