// SPDX-License-Identifier: Apache-2.0
#include "hash/detail/C4Id.h"

#include <algorithm>
#include <cstdint>

namespace tailslate::hash::detail {
namespace {

constexpr std::string_view kPrefix = "c4";
constexpr std::string_view kDigits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::uint64_t kBase = 58;

/// A 512-bit number, most significant word first.
using Number = std::array<std::uint32_t, kC4Bytes / 4>;

/// Divides `number` by the base and returns the remainder.
std::uint32_t divide(Number& number)
{
    std::uint64_t remainder = 0;
    for (std::uint32_t& word : number) {
        const std::uint64_t dividend = remainder << 32 | word;
        word = static_cast<std::uint32_t>(dividend / kBase);
        remainder = dividend % kBase;
    }
    return static_cast<std::uint32_t>(remainder);
}

/// Multiplies by the base and adds `digit`. False when the result needs more than 512 bits.
bool multiplyAdd(Number& number, std::uint64_t digit)
{
    std::uint64_t carry = digit;
    for (auto word = number.rbegin(); word != number.rend(); ++word) {
        carry += *word * kBase;
        *word = static_cast<std::uint32_t>(carry);
        carry >>= 32;
    }
    return carry == 0;
}

} // namespace

std::string toC4Id(std::span<const std::byte, kC4Bytes> digest)
{
    Number number{};
    for (std::size_t i = 0; i < digest.size(); ++i)
        number[i / 4] = number[i / 4] << 8 | std::to_integer<std::uint32_t>(digest[i]);

    std::string text(kC4Characters, kDigits.front());
    std::ranges::copy(kPrefix, text.begin());
    for (std::size_t i = text.size(); i > kPrefix.size(); --i)
        text[i - 1] = kDigits[divide(number)];
    return text;
}

std::optional<std::array<std::byte, kC4Bytes>> fromC4Id(std::string_view text)
{
    if (text.size() != kC4Characters || !text.starts_with(kPrefix))
        return std::nullopt;
    Number number{};
    for (const char c : text.substr(kPrefix.size())) {
        const std::size_t digit = kDigits.find(c);
        if (digit == std::string_view::npos || !multiplyAdd(number, digit))
            return std::nullopt;
    }
    std::array<std::byte, kC4Bytes> digest{};
    for (std::size_t i = 0; i < digest.size(); ++i)
        digest[i] = static_cast<std::byte>(number[i / 4] >> (24 - 8 * (i % 4)));
    return digest;
}

} // namespace tailslate::hash::detail
