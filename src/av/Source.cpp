// SPDX-License-Identifier: Apache-2.0
#include "av/Source.h"

#include "base/DisplayText.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

namespace tailslate::av {
namespace {

constexpr std::array<std::string_view, 5> kStreamSchemes{"srt", "rtsp", "udp", "rtp", "tcp"};

char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// The scheme of an address in lower case; nothing when the text is no address (RFC 3986, section
/// 3.1).
std::optional<std::string> schemeOf(std::string_view text)
{
    const std::size_t end = text.find("://");
    if (end == std::string_view::npos || end == 0)
        return std::nullopt;
    std::string scheme(text.substr(0, end));
    std::ranges::transform(scheme, scheme.begin(), lowered);
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    };
    if (scheme[0] < 'a' || scheme[0] > 'z' || !std::ranges::all_of(scheme, allowed))
        return std::nullopt;
    return scheme;
}

/// The address without secrets: screens and logs must not show a password or an SRT passphrase.
std::string withoutSecrets(std::string address)
{
    constexpr std::string_view kHidden = "***";
    const std::size_t authority = address.find("://") + 3;
    const std::size_t authorityEnd = address.find_first_of("/?#", authority);
    const std::size_t at = address.substr(0, authorityEnd).rfind('@');
    if (at != std::string::npos && at >= authority) {
        const std::size_t colon = address.find(':', authority);
        if (colon < at)
            address.replace(colon + 1, at - colon - 1, kHidden);
    }
    constexpr std::string_view kKey = "passphrase=";
    for (std::size_t key = address.find(kKey); key != std::string::npos;
         key = address.find(kKey, key + kKey.size())) {
        const std::size_t begin = key + kKey.size();
        const std::size_t end = std::min(address.find('&', begin), address.size());
        address.replace(begin, end - begin, kHidden);
    }
    return address;
}

} // namespace

Result<SourceSpec> parseSource(std::string_view text)
{
    constexpr std::string_view kPattern = "pattern";
    constexpr std::string_view kDevice = "v4l2:";
    if (text.empty())
        return failure(ErrorCode::InvalidArgument,
                       "no source given; name a file, an address, a device or `pattern`");
    if (text == kPattern)
        return SourceSpec{SourceKind::Pattern, std::string(kDefaultPattern)};
    if (text.starts_with("pattern:")) {
        const std::string_view graph = text.substr(kPattern.size() + 1);
        if (graph.empty())
            return failure(ErrorCode::InvalidArgument, "no test pattern named after `pattern:`");
        return SourceSpec{SourceKind::Pattern, std::string(graph)};
    }
    if (text.starts_with(kDevice)) {
        const std::string_view device = text.substr(kDevice.size());
        if (device.empty())
            return failure(ErrorCode::InvalidArgument, "no device named after `v4l2:`");
        return SourceSpec{SourceKind::Device, std::string(device)};
    }
    if (text.starts_with("/dev/video"))
        return SourceSpec{SourceKind::Device, std::string(text)};
    if (const auto scheme = schemeOf(text)) {
        if (std::ranges::find(kStreamSchemes, *scheme) == kStreamSchemes.end())
            return failure(ErrorCode::Unsupported,
                           fmt::format("{}:// addresses are not supported; use srt, rtsp, udp, rtp "
                                       "or tcp",
                                       *scheme));
        return SourceSpec{SourceKind::Stream, *scheme + std::string(text.substr(scheme->size()))};
    }
    return SourceSpec{SourceKind::File, std::string(text)};
}

std::string describe(const SourceSpec& source)
{
    switch (source.kind) {
    case SourceKind::File:
        return "file " + displayText(std::filesystem::path(source.location).filename());
    case SourceKind::Stream:
        return "stream " + displayText(std::string_view(withoutSecrets(source.location)));
    case SourceKind::Device:
        return "device " + displayText(std::string_view(source.location));
    case SourceKind::Pattern:
        break;
    }
    if (source.location == kDefaultPattern)
        return "test pattern";
    return "test pattern " + displayText(std::string_view(source.location));
}

} // namespace tailslate::av
