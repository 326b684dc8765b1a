// SPDX-License-Identifier: Apache-2.0
#include "timing/Timecode.h"

#include <fmt/format.h>

#include <array>
#include <optional>

namespace tailslate::timing {
namespace {

constexpr std::int64_t kHoursPerDay = 24;
constexpr std::int64_t kSecondsPerHour = 3600;

/// How many labels each minute skips: two at 29.97, four at 59.94, none without drop frame.
std::int64_t droppedPerMinute(FrameRate rate, DropFrame drop)
{
    return drop == DropFrame::Yes ? rate.timecodeBase() / 15 : 0;
}

std::int64_t framesPerTenMinutes(FrameRate rate, DropFrame drop)
{
    return rate.timecodeBase() * 600 - 9 * droppedPerMinute(rate, drop);
}

std::int64_t framesPerDay(FrameRate rate, DropFrame drop)
{
    return framesPerTenMinutes(rate, drop) * 6 * kHoursPerDay;
}

std::int64_t wrap(std::int64_t frames, std::int64_t day)
{
    const std::int64_t rest = frames % day;
    return rest < 0 ? rest + day : rest;
}

int frameDigits(FrameRate rate)
{
    return rate.timecodeBase() > 100 ? 3 : 2;
}

/// A number of decimal digits only.
std::optional<std::int64_t> digits(std::string_view text)
{
    std::int64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9')
            return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

/// The four fields of a label as written, not checked against a rate.
struct Fields {
    std::int64_t hours = 0;
    std::int64_t minutes = 0;
    std::int64_t seconds = 0;
    std::int64_t frames = 0;
    DropFrame drop = DropFrame::No;
};

std::optional<Fields> split(std::string_view text)
{
    if (text.size() < 11 || text.size() > 12 || text[2] != ':' || text[5] != ':')
        return std::nullopt;
    const char mark = text[8];
    if (mark != ':' && mark != ';' && mark != '.')
        return std::nullopt;
    const std::array parts{digits(text.substr(0, 2)), digits(text.substr(3, 2)),
                           digits(text.substr(6, 2)), digits(text.substr(9))};
    for (const auto& part : parts)
        if (!part)
            return std::nullopt;
    return Fields{*parts[0], *parts[1], *parts[2], *parts[3],
                  mark == ':' ? DropFrame::No : DropFrame::Yes};
}

} // namespace

Timecode::Timecode(std::int64_t frames, FrameRate rate, DropFrame drop)
    : m_frames(wrap(frames, framesPerDay(rate, drop)))
    , m_rate(rate)
    , m_drop(drop)
{
}

Result<Timecode> Timecode::fromFrames(std::int64_t frames, FrameRate rate, DropFrame drop)
{
    if (drop == DropFrame::Yes && !rate.allowsDropFrame())
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("there is no drop-frame timecode at {} frames per second, only "
                                   "at 29.97 and 59.94",
                                   rate.toString()));
    return Timecode(frames, rate, drop);
}

Result<Timecode> Timecode::parse(std::string_view text, FrameRate rate)
{
    const std::optional<Fields> fields = split(text);
    if (!fields)
        return failure(ErrorCode::BadFormat, "timecode must be written hh:mm:ss:ff");
    if (fields->drop == DropFrame::Yes && !rate.allowsDropFrame())
        return failure(ErrorCode::BadFormat,
                       fmt::format("timecode {} is drop frame, which exists only at 29.97 and "
                                   "59.94 frames per second, not at {}",
                                   text, rate.toString()));
    const std::int64_t base = rate.timecodeBase();
    if (fields->hours >= kHoursPerDay || fields->minutes >= 60 || fields->seconds >= 60 ||
        fields->frames >= base)
        return failure(ErrorCode::BadFormat,
                       fmt::format("timecode {} does not exist at {} frames per second", text,
                                   rate.toString()));

    // SMPTE ST 12-1: the first labels of every minute are skipped, except in minutes 0, 10, … 50.
    const std::int64_t skipped = droppedPerMinute(rate, fields->drop);
    if (fields->frames < skipped && fields->seconds == 0 && fields->minutes % 10 != 0)
        return failure(ErrorCode::BadFormat,
                       fmt::format("timecode {} is one of the labels that drop frame skips", text));

    const std::int64_t minutes = fields->hours * 60 + fields->minutes;
    const std::int64_t labels = (minutes * 60 + fields->seconds) * base + fields->frames;
    return Timecode(labels - skipped * (minutes - minutes / 10), rate, fields->drop);
}

Result<Timecode> Timecode::parseShared(std::string_view text, FrameRate rate,
                                       std::int64_t framesPerLabel)
{
    if (framesPerLabel < 1 || rate.timecodeBase() % framesPerLabel != 0)
        return failure(ErrorCode::BadFormat,
                       fmt::format("{} frames per second cannot share labels {} at a time",
                                   rate.toString(), framesPerLabel));
    const Rational ratio = rate.ratio();
    TAILSLATE_TRY(const FrameRate labels,
                  FrameRate::create(ratio.numerator(), ratio.denominator() * framesPerLabel));
    TAILSLATE_TRY(const Timecode label, parse(text, labels));
    return fromFrames(label.frames() * framesPerLabel, rate, label.drop());
}

std::string Timecode::toString() const
{
    const std::int64_t base = m_rate.timecodeBase();
    const std::int64_t skipped = droppedPerMinute(m_rate, m_drop);

    // Put the skipped labels back in, so that plain division gives the fields.
    const std::int64_t tenMinutes = framesPerTenMinutes(m_rate, m_drop);
    const std::int64_t inBlock = m_frames % tenMinutes;
    const std::int64_t perMinute = base * 60 - skipped;
    const std::int64_t minutesSkipping =
        inBlock < base * 60 ? 0 : 1 + (inBlock - base * 60) / perMinute;
    const std::int64_t label = m_frames + skipped * (9 * (m_frames / tenMinutes) + minutesSkipping);

    const std::int64_t second = label / base;
    return fmt::format("{:02}:{:02}:{:02}{}{:0{}}", second / kSecondsPerHour, second / 60 % 60,
                       second % 60, m_drop == DropFrame::Yes ? ';' : ':', label % base,
                       frameDigits(m_rate));
}

Timecode Timecode::advancedBy(std::int64_t count) const noexcept
{
    Timecode later = *this;
    const std::int64_t day = framesPerDay(m_rate, m_drop);
    later.m_frames = wrap(m_frames + count % day, day);
    return later;
}

} // namespace tailslate::timing
