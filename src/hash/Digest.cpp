// SPDX-License-Identifier: Apache-2.0
#include "hash/Digest.h"

#include "base/DisplayText.h"
#include "hash/detail/C4Id.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cassert>
#include <vector>

namespace tailslate::hash {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

/// Of each byte, its value as a hexadecimal digit, or -1.
constexpr std::array<signed char, 256> kHexValues = [] {
    std::array<signed char, 256> values{};
    values.fill(-1);
    for (signed char value = 0; value < 16; ++value) {
        const char digit = kHexDigits[static_cast<std::size_t>(value)];
        values[static_cast<unsigned char>(digit)] = value;
        if (value >= 10)
            values[static_cast<unsigned char>(digit - 'a' + 'A')] = value;
    }
    return values;
}();

int hexValue(char c) noexcept
{
    return kHexValues[static_cast<unsigned char>(c)];
}

} // namespace

std::string_view algorithmName(Algorithm algorithm) noexcept
{
    switch (algorithm) {
    case Algorithm::Xxh64:
        return "xxh64";
    case Algorithm::Xxh3:
        return "xxh3";
    case Algorithm::Xxh128:
        return "xxh128";
    case Algorithm::Md5:
        return "md5";
    case Algorithm::Sha1:
        return "sha1";
    case Algorithm::C4:
        return "c4";
    }
    return "";
}

Result<Algorithm> algorithmFromName(std::string_view name)
{
    std::vector<std::string_view> known;
    for (const Algorithm algorithm : kAllAlgorithms) {
        if (algorithmName(algorithm) == name)
            return algorithm;
        known.push_back(algorithmName(algorithm));
    }
    return failure(ErrorCode::InvalidArgument,
                   fmt::format("unknown checksum \"{}\", known are {}",
                               displayText(name.substr(0, 40)), fmt::join(known, ", ")));
}

std::size_t digestSize(Algorithm algorithm) noexcept
{
    switch (algorithm) {
    case Algorithm::Xxh64:
    case Algorithm::Xxh3:
        return 8;
    case Algorithm::Xxh128:
    case Algorithm::Md5:
        return 16;
    case Algorithm::Sha1:
        return 20;
    case Algorithm::C4:
        return detail::kC4Bytes;
    }
    return 0;
}

Digest::Digest(Algorithm algorithm, std::span<const std::byte> bytes)
    : m_algorithm(algorithm)
    , m_size(digestSize(algorithm))
{
    assert(bytes.size() == m_size);
    std::ranges::copy(bytes.first(std::min(bytes.size(), m_size)), m_bytes.begin());
}

Result<Digest> Digest::fromText(Algorithm algorithm, std::string_view text)
{
    if (algorithm == Algorithm::C4) {
        const auto bytes = detail::fromC4Id(text);
        if (!bytes)
            return failure(ErrorCode::BadFormat,
                           fmt::format("not a C4 ID: \"{}\"", displayText(text.substr(0, 100))));
        return Digest(algorithm, *bytes);
    }

    const std::size_t size = digestSize(algorithm);
    std::array<std::byte, 64> bytes{};
    bool good = text.size() == 2 * size;
    for (std::size_t i = 0; good && i < size; ++i) {
        const int high = hexValue(text[2 * i]);
        const int low = hexValue(text[2 * i + 1]);
        good = high >= 0 && low >= 0;
        bytes[i] = static_cast<std::byte>(high * 16 + low);
    }
    if (!good)
        return failure(ErrorCode::BadFormat,
                       fmt::format("not an {} digest of {} hexadecimal digits: \"{}\"",
                                   algorithmName(algorithm), 2 * size,
                                   displayText(text.substr(0, 100))));
    return Digest(algorithm, std::span(bytes).first(size));
}

std::string Digest::toText() const
{
    if (m_algorithm == Algorithm::C4)
        return detail::toC4Id(m_bytes);
    std::string text;
    text.reserve(2 * m_size);
    for (const std::byte value : bytes()) {
        text += kHexDigits[std::to_integer<std::size_t>(value >> 4)];
        text += kHexDigits[std::to_integer<std::size_t>(value & std::byte{0x0F})];
    }
    return text;
}

bool Digest::operator==(const Digest& other) const noexcept
{
    return m_algorithm == other.m_algorithm && std::ranges::equal(bytes(), other.bytes());
}

} // namespace tailslate::hash
