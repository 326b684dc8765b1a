// SPDX-License-Identifier: Apache-2.0
#include "media/detail/Essence.h"

#include "media/detail/FileNames.h"

#include <algorithm>
#include <array>
#include <span>

namespace tailslate::media::detail {

namespace {

using namespace std::string_view_literals;

constexpr std::array kPictureExtensions = {
    "360"sv, "3gp"sv,  "avi"sv, "braw"sv, "cine"sv, "crm"sv,  "dv"sv,   "insv"sv,
    "krw"sv, "m2ts"sv, "m4v"sv, "mkv"sv,  "mov"sv,  "mp4"sv,  "mpeg"sv, "mpg"sv,
    "mts"sv, "mxf"sv,  "nev"sv, "r3d"sv,  "rmf"sv,  "webm"sv, "wmv"sv,  "zraw"sv};

constexpr std::array kFrameExtensions = {"ari"sv, "arx"sv, "cin"sv, "dng"sv,
                                         "dpx"sv, "exr"sv, "tif"sv, "tiff"sv};

constexpr std::array kRecorderExtensions = {"bwf"sv, "rf64"sv, "wav"sv};

constexpr std::array kOtherSoundExtensions = {"aac"sv,  "aif"sv, "aiff"sv, "caf"sv,
                                              "flac"sv, "m4a"sv, "mp3"sv,  "w64"sv};

constexpr std::array kRawStillExtensions = {"3fr"sv,  "arw"sv, "cr2"sv, "cr3"sv, "dng"sv, "gpr"sv,
                                            "insp"sv, "nef"sv, "orf"sv, "pef"sv, "raf"sv, "rw2"sv};

constexpr std::array kDevelopedStillExtensions = {"heic"sv, "heif"sv, "hif"sv, "jpeg"sv, "jpg"sv};

bool isOneOf(std::string_view extension, std::span<const std::string_view> list) noexcept
{
    return std::ranges::any_of(
        list, [extension](std::string_view one) { return equalsIgnoringCase(one, extension); });
}

constexpr bool isDigit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

} // namespace

std::optional<ClipKind> essenceKind(std::string_view name) noexcept
{
    const std::string_view extension = extensionOf(name);
    if (extension.empty())
        return std::nullopt;
    if (isOneOf(extension, kPictureExtensions) || isOneOf(extension, kFrameExtensions))
        return ClipKind::Picture;
    if (isOneOf(extension, kRecorderExtensions) || isOneOf(extension, kOtherSoundExtensions))
        return ClipKind::Sound;
    return std::nullopt;
}

bool isFrameFile(std::string_view name) noexcept
{
    return isOneOf(extensionOf(name), kFrameExtensions);
}

bool isRecorderFile(std::string_view name) noexcept
{
    return isOneOf(extensionOf(name), kRecorderExtensions);
}

bool isStillFile(std::string_view name) noexcept
{
    return isOneOf(extensionOf(name), kRawStillExtensions) || isDevelopedStill(name);
}

bool isDevelopedStill(std::string_view name) noexcept
{
    return isOneOf(extensionOf(name), kDevelopedStillExtensions);
}

std::optional<FrameName> parseFrameName(std::string_view name) noexcept
{
    const std::string_view stem = withoutExtension(name);
    std::size_t start = stem.size();
    while (start > 0 && isDigit(stem[start - 1]))
        --start;
    const std::size_t digits = stem.size() - start;
    if (digits < 4 || digits > 9 || start < 2 || (stem[start - 1] != '.' && stem[start - 1] != '_'))
        return std::nullopt;
    return FrameName{stem.substr(0, start - 1), stem.substr(start)};
}

unsigned numberOf(std::string_view digits) noexcept
{
    unsigned value = 0;
    for (const char c : digits)
        value = value * 10 + static_cast<unsigned>(c - '0');
    return value;
}

} // namespace tailslate::media::detail
