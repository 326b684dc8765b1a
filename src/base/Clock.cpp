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

/// The number that the digits from `at` on make; -1 when they are no digits. The text must reach so
/// far.
template <std::size_t kCount>
int numberAt(std::string_view text, std::size_t at)
{
    int value = 0;
    bool good = true;
    for (std::size_t i = 0; i < kCount; ++i) {
        const int digit = text[at + i] - '0';
        good = good && digit >= 0 && digit <= 9;
        value = value * 10 + digit;
    }
    return good ? value : -1;
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
    if (text.size() < 5 || text[2] != ':')
        return std::nullopt;
    const int hour = numberAt<2>(text, 0);
    const int minute = numberAt<2>(text, 3);
    if (hour < 0 || hour > 14 || minute < 0 || minute > 59)
        return std::nullopt;
    text.remove_prefix(5);
    return minutes{sign * (hour * 60 + minute)};
}

std::optional<TimePoint> parse(std::string_view text)
{
    // 2026-11-21T03:06:06
    constexpr std::size_t kSize = 19;
    if (text.size() < kSize || text[4] != '-' || text[7] != '-' || text[10] != 'T' ||
        text[13] != ':' || text[16] != ':')
        return std::nullopt;
    const int yearNumber = numberAt<4>(text, 0);
    const int monthNumber = numberAt<2>(text, 5);
    const int dayNumber = numberAt<2>(text, 8);
    const int hour = numberAt<2>(text, 11);
    const int minute = numberAt<2>(text, 14);
    const int second = numberAt<2>(text, 17);
    if (yearNumber < 0 || monthNumber < 0 || dayNumber < 0 || hour < 0 || hour > 23 || minute < 0 ||
        minute > 59 || second < 0 || second > 59)
        return std::nullopt;
    text.remove_prefix(kSize);
    const auto fraction = takeFraction(text);
    if (!fraction)
        return std::nullopt;
    const auto offset = takeOffset(text);
    if (!offset || !text.empty())
        return std::nullopt;

    const year_month_day date{year{yearNumber}, month{static_cast<unsigned>(monthNumber)},
                              day{static_cast<unsigned>(dayNumber)}};
    if (!date.ok())
        return std::nullopt;
    return TimePoint{sys_days{date}} + hours{hour} + minutes{minute} + seconds{second} + *fraction -
           *offset;
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
