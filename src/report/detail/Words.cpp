// SPDX-License-Identifier: Apache-2.0
#include "report/detail/Words.h"

#include "base/DisplayText.h"

#include <fmt/format.h>

#include <chrono>

namespace tailslate::report::detail {
namespace {

constexpr const char* kDash = "–";

} // namespace

std::string shown(std::string_view text)
{
    return displayText(text);
}

std::string number(std::size_t value)
{
    std::string text = fmt::format("{}", value);
    for (std::size_t end = text.size(); end > 3; end -= 3)
        text.insert(end - 3, 1, ',');
    return text;
}

std::string counted(std::size_t value, std::string_view one, std::string_view many)
{
    return fmt::format("{} {}", number(value), value == 1 ? one : many);
}

std::string moment(TimePoint time)
{
    if (time == TimePoint{})
        return kDash;
    const std::string iso = toIso8601(time);
    return fmt::format("{} {} UTC", iso.substr(0, 10), iso.substr(11, 8));
}

std::string day(TimePoint time)
{
    return time == TimePoint{} ? kDash : toIso8601(time).substr(0, 10);
}

std::string elapsed(TimePoint from, TimePoint to)
{
    if (to < from)
        return kDash;
    const auto seconds = std::chrono::round<std::chrono::seconds>(to - from).count();
    if (seconds >= 3600) {
        return fmt::format("{} h {:02} min {:02} s", seconds / 3600, seconds / 60 % 60,
                           seconds % 60);
    }
    if (seconds >= 60)
        return fmt::format("{} min {:02} s", seconds / 60, seconds % 60);
    return fmt::format("{} s", seconds);
}

std::string_view modeWords(offload::Mode mode)
{
    switch (mode) {
    case offload::Mode::Verify:
        return "verify: each copy is read back from its medium";
    case offload::Mode::VerifySecondRead:
        return "verify with a second read: each copy is read back from its medium, and the card is "
               "read twice";
    case offload::Mode::VerifyLater:
        return "verify later: copies are hashed on the way and read back by a job of its own";
    }
    return {};
}

} // namespace tailslate::report::detail
