// SPDX-License-Identifier: Apache-2.0
#include "base/Uuid.h"

#include <fmt/format.h>

#include <random>

namespace tailslate {
namespace {

constexpr bool isHyphenPosition(std::size_t position)
{
    return position == 8 || position == 13 || position == 18 || position == 23;
}

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

} // namespace

Uuid Uuid::generate(TimePoint time)
{
    const auto millis = static_cast<std::uint64_t>(
        std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count());
    Uuid uuid;
    // RFC 9562, 5.7: 48 bits of Unix milliseconds, version, 12 random bits, variant, 62 random
    // bits.
    for (std::size_t i = 0; i < 6; ++i)
        uuid.m_bytes[i] = static_cast<std::uint8_t>(millis >> (40 - 8 * i));
    std::random_device random;
    for (std::size_t i = 6; i < uuid.m_bytes.size(); ++i)
        uuid.m_bytes[i] = static_cast<std::uint8_t>(random());
    uuid.m_bytes[6] = static_cast<std::uint8_t>((uuid.m_bytes[6] & 0x0F) | 0x70);
    uuid.m_bytes[8] = static_cast<std::uint8_t>((uuid.m_bytes[8] & 0x3F) | 0x80);
    return uuid;
}

Result<Uuid> Uuid::parse(std::string_view text)
{
    const auto bad = [&] { return failure(ErrorCode::BadFormat, "not a UUID"); };
    if (text.size() != 36)
        return bad();
    Uuid uuid;
    std::size_t nibble = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (isHyphenPosition(i)) {
            if (text[i] != '-')
                return bad();
            continue;
        }
        const int value = hexValue(text[i]);
        if (value < 0)
            return bad();
        auto& byte = uuid.m_bytes[nibble / 2];
        byte = static_cast<std::uint8_t>(byte << 4 | value);
        ++nibble;
    }
    return uuid;
}

std::string Uuid::toString() const
{
    std::string text;
    for (std::size_t i = 0; i < m_bytes.size(); ++i) {
        if (isHyphenPosition(text.size()))
            text += '-';
        text += fmt::format("{:02x}", m_bytes[i]);
    }
    return text;
}

} // namespace tailslate
