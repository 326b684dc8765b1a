// SPDX-License-Identifier: Apache-2.0
#include "base/Clock.h"

#include <fmt/format.h>

#include <optional>

namespace tailslate {
namespace {

using namespace std::chrono;

struct Civil {
    year_month_day date;
    hh_mm_ss<microseconds> time;
};

Civil toCivil(TimePoint time)
{
    const auto day = floor<days>(time);
    return {year_month_day{day}, hh_mm_ss<microseconds>{time - day}};
}

/// Exactly `count` digits from the front of `text`, which it shortens.
std::optional<int> takeDigits(std::string_view& text, std::size_t count)
{
    if (text.size() < count)
        return std::nullopt;
    int value = 0;
    for (const char digit : text.substr(0, count)) {
        if (digit < '0' || digit > '9')
            return std::nullopt;
        value = value * 10 + (digit - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool takeChar(std::string_view& text, char wanted)
{
    if (text.empty() || text.front() != wanted)
        return false;
    text.remove_prefix(1);
    return true;
}

std::optional<microseconds> takeFraction(std::string_view& text)
{
    if (!takeChar(text, '.'))
        return microseconds{0};
    std::int64_t micros = 0;
    std::int64_t scale = 100'000;
    std::size_t digits = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        micros += (text.front() - '0') * scale;
        scale /= 10;
        text.remove_prefix(1);
        ++digits;
    }
    if (digits == 0)
        return std::nullopt;
    return microseconds{micros};
}

std::optional<minutes> takeOffset(std::string_view& text)
{
    if (text.empty() || takeChar(text, 'Z'))
        return minutes{0};
    const int sign = text.front() == '-' ? -1 : 1;
    if (!takeChar(text, '+') && !takeChar(text, '-'))
        return std::nullopt;
    const auto hour = takeDigits(text, 2);
    if (!hour || *hour > 14 || !takeChar(text, ':'))
        return std::nullopt;
    const auto minute = takeDigits(text, 2);
    if (!minute || *minute > 59)
        return std::nullopt;
    return minutes{sign * (*hour * 60 + *minute)};
}

std::optional<TimePoint> parse(std::string_view text)
{
    const auto yearNumber = takeDigits(text, 4);
    if (!yearNumber || !takeChar(text, '-'))
        return std::nullopt;
    const auto monthNumber = takeDigits(text, 2);
    if (!monthNumber || !takeChar(text, '-'))
        return std::nullopt;
    const auto dayNumber = takeDigits(text, 2);
    if (!dayNumber || !takeChar(text, 'T'))
        return std::nullopt;
    const auto hour = takeDigits(text, 2);
    if (!hour || *hour > 23 || !takeChar(text, ':'))
        return std::nullopt;
    const auto minute = takeDigits(text, 2);
    if (!minute || *minute > 59 || !takeChar(text, ':'))
        return std::nullopt;
    const auto second = takeDigits(text, 2);
    if (!second || *second > 59)
        return std::nullopt;
    const auto fraction = takeFraction(text);
    if (!fraction)
        return std::nullopt;
    const auto offset = takeOffset(text);
    if (!offset || !text.empty())
        return std::nullopt;

    const year_month_day date{year{*yearNumber}, month{static_cast<unsigned>(*monthNumber)},
                              day{static_cast<unsigned>(*dayNumber)}};
    if (!date.ok())
        return std::nullopt;
    return TimePoint{sys_days{date}} + hours{*hour} + minutes{*minute} + seconds{*second} +
           *fraction - *offset;
}

} // namespace

TimePoint SystemClock::now() const
{
    return floor<microseconds>(system_clock::now());
}

std::string toIso8601(TimePoint time)
{
    const auto [date, clock] = toCivil(time);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string toIso8601Micros(TimePoint time)
{
    std::string text = toIso8601(time);
    text.pop_back();
    return text + fmt::format(".{:06}Z", toCivil(time).time.subseconds().count());
}

Result<TimePoint> fromIso8601(std::string_view text)
{
    if (const auto time = parse(text))
        return *time;
    return failure(ErrorCode::BadFormat,
                   fmt::format("not an ISO 8601 date and time: {:.40}", text));
}

} // namespace tailslate
