// SPDX-License-Identifier: Apache-2.0
#include "base/DisplayText.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>

namespace tailslate {
namespace {

/// Length of the well-formed UTF-8 sequence at `text[0]`, or 0 (Unicode 15, table 3-7).
std::size_t sequenceLength(std::string_view text) noexcept
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto within = [&](std::size_t i, unsigned low, unsigned high) {
        return i < text.size() && byte(i) >= low && byte(i) <= high;
    };
    const unsigned lead = byte(0);
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return within(1, 0x80, 0xBF) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
        const unsigned high = lead == 0xED ? 0x9F : 0xBF;
        return within(1, low, high) && within(2, 0x80, 0xBF) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const unsigned low = lead == 0xF0 ? 0x90 : 0x80;
        const unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
        return within(1, low, high) && within(2, 0x80, 0xBF) && within(3, 0x80, 0xBF) ? 4 : 0;
    }
    return 0;
}

} // namespace

std::string displayText(std::string_view bytes)
{
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t length = sequenceLength(bytes);
        const auto lead = static_cast<unsigned char>(bytes.front());
        if (length == 0 || lead < 0x20 || lead == 0x7F) {
            text += fmt::format("\\x{:02x}", lead);
            bytes.remove_prefix(1);
            continue;
        }
        text += bytes.substr(0, length);
        bytes.remove_prefix(length);
    }
    return text;
}

std::string displayText(const std::filesystem::path& path)
{
    return displayText(std::string_view(path.native()));
}

bool isUtf8(std::string_view bytes) noexcept
{
    while (!bytes.empty()) {
        const std::size_t length = sequenceLength(bytes);
        if (length == 0)
            return false;
        bytes.remove_prefix(length);
    }
    return true;
}

std::string displaySize(std::uint64_t bytes)
{
    if (bytes < 1000)
        return fmt::format("{} B", bytes);
    constexpr std::array kUnits{"KB", "MB", "GB", "TB", "PB", "EB"};
    double value = static_cast<double>(bytes) / 1000.0;
    std::size_t unit = 0;
    // 999.95 would print as 1000.0, so it moves up a unit.
    while (value >= 999.95 && unit + 1 < kUnits.size()) {
        value /= 1000.0;
        ++unit;
    }
    return fmt::format("{:.1f} {}", value, kUnits[unit]);
}

} // namespace tailslate
