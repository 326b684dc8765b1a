// SPDX-License-Identifier: Apache-2.0
#include "media/detail/Essence.h"

#include "media/detail/FileNames.h"
#include "media/detail/NamePattern.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace tailslate::media::detail {

namespace {

/// An extension in capitals as a number, so that it is compared in one step; 0 for one that is
/// empty or longer than any known.
constexpr std::uint64_t packed(std::string_view extension) noexcept
{
    constexpr unsigned kByte = 8;
    std::uint64_t value = 0;
    if (extension.size() > sizeof value)
        return 0;
    for (const char c : extension)
        value = value << kByte | static_cast<unsigned char>(toUpper(c));
    return value;
}

template <class... Texts>
consteval auto listOf(Texts... extensions)
{
    return std::array{packed(extensions)...};
}

constexpr auto kPictureExtensions =
    listOf("360", "3gp", "avi", "braw", "cine", "crm", "dv", "insv", "m2ts", "m4v", "mkv", "mov",
           "mp4", "mpeg", "mpg", "mts", "mxf", "nev", "r3d", "rmf", "webm", "wmv", "zraw");

constexpr auto kFrameExtensions =
    listOf("ari", "arx", "cin", "dng", "dpx", "exr", "krw", "tif", "tiff");

constexpr auto kRecorderExtensions = listOf("bwf", "rf64", "wav");

constexpr auto kOtherSoundExtensions =
    listOf("aac", "aif", "aiff", "caf", "flac", "m4a", "mp3", "w64");

constexpr auto kRawStillExtensions =
    listOf("3fr", "arw", "cr2", "cr3", "dng", "gpr", "insp", "nef", "orf", "pef", "raf", "rw2");

constexpr auto kDevelopedStillExtensions = listOf("heic", "heif", "hif", "jpeg", "jpg");

constexpr bool isDigit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

/// `.braw2`: what is of a recording that did not fit into one file.
bool isBrawContinuation(std::string_view extension) noexcept
{
    constexpr std::string_view kBraw = "braw";
    return extension.size() > kBraw.size() &&
           equalsIgnoringCase(extension.substr(0, kBraw.size()), kBraw) &&
           std::ranges::all_of(extension.substr(kBraw.size()), isDigit);
}

/// @param list Holds no 0.
bool isOneOf(std::uint64_t extension, std::span<const std::uint64_t> list) noexcept
{
    return std::ranges::find(list, extension) != list.end();
}

} // namespace

std::optional<ClipKind> essenceKind(std::string_view name) noexcept
{
    const std::uint64_t extension = packed(extensionOf(name));
    if (extension == 0)
        return std::nullopt;
    if (isOneOf(extension, kPictureExtensions) || isOneOf(extension, kFrameExtensions) ||
        isBrawContinuation(extensionOf(name)))
        return ClipKind::Picture;
    if (isOneOf(extension, kRecorderExtensions) || isOneOf(extension, kOtherSoundExtensions))
        return ClipKind::Sound;
    return std::nullopt;
}

bool isFrameFile(std::string_view name) noexcept
{
    return isOneOf(packed(extensionOf(name)), kFrameExtensions);
}

bool isRecorderFile(std::string_view name) noexcept
{
    return isOneOf(packed(extensionOf(name)), kRecorderExtensions);
}

bool isDiscardFolder(std::string_view name) noexcept
{
    constexpr NamePattern kFalseTakes("FALSE[ _]{0,1}TAKE[S]{0,1}");
    return kFalseTakes.match(name) || equalsIgnoringCase(name, "TRASH");
}

bool isStillFile(std::string_view name) noexcept
{
    return isOneOf(packed(extensionOf(name)), kRawStillExtensions) || isDevelopedStill(name);
}

bool isDevelopedStill(std::string_view name) noexcept
{
    return isOneOf(packed(extensionOf(name)), kDevelopedStillExtensions);
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
