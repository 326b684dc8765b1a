// SPDX-License-Identifier: Apache-2.0
#include "stills/StillHeader.h"

#include "stills/detail/ImageFile.h"
#include "stills/detail/ImageLibrary.h"

#include <OpenImageIO/imageio.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tailslate::stills {
namespace {

/// A SMPTE timecode as files keep it: eight binary-coded digits with flags between (ST 12-1, as
/// DPX and OpenEXR pack it).
std::string timecodeWords(std::uint32_t packed)
{
    const auto pair = [&](unsigned shift, std::uint32_t mask) {
        const std::uint32_t bits = packed >> shift & mask;
        return (bits >> 4U) * 10 + (bits & 0xFU);
    };
    const std::uint32_t frames = pair(0, 0x3F);
    const std::uint32_t seconds = pair(8, 0x7F);
    const std::uint32_t minutes = pair(16, 0x7F);
    const std::uint32_t hours = pair(24, 0x3F);
    const bool drop = (packed & 0x40U) != 0;
    if (hours > 23 || minutes > 59 || seconds > 59)
        return {};
    return fmt::format("{:02}:{:02}:{:02}{}{:02}", hours, minutes, seconds, drop ? ';' : ':',
                       frames);
}

std::string timecodeOf(const OIIO::ImageSpec& spec)
{
    const auto* const found = spec.find_attribute("smpte:TimeCode");
    if (found == nullptr || found->type().basesize() != sizeof(std::uint32_t) ||
        found->type().basevalues() < 1)
        return {};
    return timecodeWords(*static_cast<const std::uint32_t*>(found->data()));
}

/// Files keep decimals or a ratio; decimals stand for the ratio that they are next to.
std::optional<timing::FrameRate> rateOf(const OIIO::ImageSpec& spec)
{
    if (const auto* const found = spec.find_attribute(
            "FramesPerSecond",
            OIIO::TypeDesc(OIIO::TypeDesc::INT, OIIO::TypeDesc::VEC2, OIIO::TypeDesc::RATIONAL))) {
        const auto* const parts = static_cast<const int*>(found->data());
        const auto rate = timing::FrameRate::create(parts[0], parts[1]);
        return rate ? std::optional(*rate) : std::nullopt;
    }
    for (const char* name : {"FramesPerSecond", "dpx:FrameRate", "dpx:TemporalFrameRate"}) {
        const double stated = spec.get_float_attribute(name, 0.0F);
        if (!(stated >= 1.0) || stated > 1000.0)
            continue;
        const double nearest = std::round(stated);
        const double fractional = nearest * 1000.0 / 1001.0;
        const bool isWhole = std::abs(stated - nearest) < std::abs(stated - fractional);
        const auto rate = isWhole ? timing::FrameRate::create(std::llround(nearest), 1)
                                  : timing::FrameRate::create(std::llround(nearest) * 1000, 1001);
        return rate ? std::optional(*rate) : std::nullopt;
    }
    return std::nullopt;
}

/// Whether an image has the fields for film and television, where rate and timecode stand. FFmpeg
/// ends the header of DPX files before them, and the library takes pixels for them (SMPTE ST 268-1:
/// the header has 2048 bytes, the second number of the file says where the pixels begin).
bool hasRateAndTimecode(detail::ImageFile& file, std::string_view format)
{
    constexpr std::uint32_t kWholeHeader = 2048;
    if (format != "dpx")
        return true;
    std::array<unsigned char, 8> start{};
    if (file.pread(start.data(), start.size(), 0) != start.size())
        return false;
    const bool isBigEndian = start[0] == 'S';
    std::uint32_t pixels = 0;
    for (std::size_t byte = 0; byte < 4; ++byte)
        pixels = pixels << 8U | start[isBigEndian ? 4 + byte : 7 - byte];
    return pixels >= kWholeHeader;
}

} // namespace

Result<StillHeader> readStillHeader(const std::filesystem::path& path)
{
    TAILSLATE_CHECK(detail::checkReadable(path));
    return detail::guarded([&]() -> Result<StillHeader> {
        TAILSLATE_TRY(const auto file, detail::ImageFile::open(path));
        const auto input = OIIO::ImageInput::open(path.string(), nullptr, file.get());
        if (!input)
            return failure(
                ErrorCode::BadFormat,
                fmt::format("the image cannot be opened: {}", detail::singleLine(OIIO::geterror())),
                path);
        const OIIO::ImageSpec& spec = input->spec();
        StillHeader header;
        header.format = input->format_name();
        header.width = spec.width;
        header.height = spec.height;
        header.channels = spec.nchannels;
        header.isFloat = spec.format.is_floating_point();
        header.bits =
            spec.get_int_attribute("oiio:BitsPerSample", static_cast<int>(spec.format.size()) * 8);
        if (hasRateAndTimecode(*file, header.format)) {
            header.rate = rateOf(spec);
            header.timecode = timecodeOf(spec);
        }
        header.reel = spec.get_string_attribute("reelName");
        return header;
    });
}

} // namespace tailslate::stills
