// SPDX-License-Identifier: Apache-2.0
#include "media/MatchSound.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <string_view>

namespace tailslate::media {
namespace {

constexpr double kDay = 86'400.0;

/// How many seconds of labels pass in a second: at 23.976 without drop frame a little less than
/// one. Drop frame leaves out 108 labels an hour, and a day of its labels is 86.4 milliseconds
/// short (SMPTE ST 12-1, section 5.2.2).
double labelSpeed(timing::FrameRate rate, timing::DropFrame drop)
{
    constexpr double kDropFrameDay = 86'399.9136;
    return drop == timing::DropFrame::Yes
               ? kDay / kDropFrameDay
               : rate.ratio().toDouble() / static_cast<double>(rate.timecodeBase());
}

struct ShootingDay {
    std::chrono::sys_days day;
    bool isUtc = false; ///< Elsewhere it may be the day before or after.
};

std::optional<int> numberAt(std::string_view text, std::size_t position, std::size_t digits)
{
    int value = 0;
    const char* const start = text.data() + position;
    if (text.size() < position + digits)
        return std::nullopt;
    const auto [end, error] = std::from_chars(start, start + digits, value);
    return error == std::errc{} && end == start + digits ? std::optional(value) : std::nullopt;
}

/// The day of `2026-11-21`, `2026-11-21T13:26:10Z`, `2026:11:21 13:26:10` or `20261121`.
std::optional<ShootingDay> dayOf(const Fact<std::string>& created)
{
    if (!created)
        return std::nullopt;
    const std::string_view text = created->value;
    const std::size_t mark = text.size() > 4 && (text[4] == '-' || text[4] == ':') ? 1 : 0;
    const auto year = numberAt(text, 0, 4);
    const auto month = numberAt(text, 4 + mark, 2);
    const auto day = numberAt(text, 6 + 2 * mark, 2);
    if (!year || !month || !day)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    return date.ok() ? std::optional(ShootingDay{date, text.ends_with('Z')}) : std::nullopt;
}

/// When a clip ran, in seconds of labels since midnight.
struct Span {
    double start = 0.0;
    double length = 0.0;
    std::optional<ShootingDay> day;

    [[nodiscard]] bool crossesMidnight() const { return start + length > kDay; }
};

std::optional<Span> spanOfPicture(const ClipMetadata& clip)
{
    const auto seconds = clip.seconds();
    if (!clip.start || !seconds || *seconds <= 0.0)
        return std::nullopt;
    const timing::FrameRate rate = clip.start->value.rate();
    const double speed = labelSpeed(rate, clip.start->value.drop());
    const double start =
        static_cast<double>(clip.start->value.frames()) / rate.ratio().toDouble() * speed;
    return Span{start, *seconds * speed, dayOf(clip.created)};
}

/// @param picture Tells the rate where the take does not.
std::optional<Span> spanOfTake(const ClipMetadata& take, const timing::Timecode& picture)
{
    if (!take.startSamples || !take.samples || take.samples->value <= 0 || !take.sound ||
        take.sound->value.sampleRate <= 0)
        return std::nullopt;
    const timing::Timecode& counted = take.start ? take.start->value : picture;
    const double speed = labelSpeed(counted.rate(), counted.drop()) /
                         static_cast<double>(take.sound->value.sampleRate);
    return Span{std::fmod(static_cast<double>(take.startSamples->value) * speed, kDay),
                static_cast<double>(take.samples->value) * speed, dayOf(take.created)};
}

/// Cameras date a clip when it begins, some when it ends: one that runs across midnight may have
/// either day.
bool mayBeOneDay(const Span& picture, const Span& take)
{
    if (!picture.day || !take.day || picture.day->day == take.day->day)
        return true;
    if (std::abs((picture.day->day - take.day->day).count()) > 1)
        return false;
    if (picture.day->isUtc || take.day->isUtc)
        return true;
    const bool isTakeLater = picture.day->day < take.day->day;
    const Span& earlier = isTakeLater ? picture : take;
    const Span& later = isTakeLater ? take : picture;
    return later.crossesMidnight() || (earlier.crossesMidnight() && later.start < earlier.start);
}

/// How far the take began after the picture, taken to be less than half a day either way.
double offsetOf(const Span& picture, const Span& take)
{
    return std::remainder(take.start - picture.start, kDay);
}

std::optional<SoundMatch> match(const ClipMetadata& picture, const ClipMetadata& take)
{
    const auto seen = spanOfPicture(picture);
    const auto heard = seen ? spanOfTake(take, picture.start->value) : std::nullopt;
    if (!heard || !mayBeOneDay(*seen, *heard))
        return std::nullopt;
    SoundMatch found;
    found.offset = offsetOf(*seen, *heard);
    found.overlap =
        std::min(seen->length, found.offset + heard->length) - std::max(0.0, found.offset);
    found.ratesDiffer = take.start && take.start->value.rate() != picture.start->value.rate();
    const double frame = 1.0 / static_cast<double>(picture.start->value.rate().timecodeBase());
    return found.overlap >= frame ? std::optional(found) : std::nullopt;
}

} // namespace

SoundMatches matchSound(std::span<const Clip> clips, std::span<const ClipMetadata> known)
{
    std::vector<std::size_t> pictures;
    std::vector<std::size_t> takes;
    SoundMatches result;
    for (std::size_t clip = 0; clip < clips.size(); ++clip) {
        const bool isSound = clips[clip].kind == ClipKind::Sound;
        const bool isTimed = isSound ? spanOfTake(known[clip], {}).has_value()
                                     : spanOfPicture(known[clip]).has_value();
        (!isTimed ? result.untimed : isSound ? takes : pictures).push_back(clip);
    }
    std::vector<bool> hasMatch(clips.size(), false);
    for (const std::size_t picture : pictures) {
        const auto first = static_cast<std::ptrdiff_t>(result.matches.size());
        for (const std::size_t take : takes) {
            auto found = match(known[picture], known[take]);
            if (!found)
                continue;
            found->picture = picture;
            found->take = take;
            hasMatch[picture] = hasMatch[take] = true;
            result.matches.push_back(*found);
        }
        std::stable_sort(result.matches.begin() + first, result.matches.end(),
                         [](const SoundMatch& one, const SoundMatch& other) {
                             return one.overlap > other.overlap;
                         });
    }
    const auto isAlone = [&](std::size_t clip) { return !hasMatch[clip]; };
    std::ranges::copy_if(pictures, std::back_inserter(result.silentPictures), isAlone);
    std::ranges::copy_if(takes, std::back_inserter(result.takesAlone), isAlone);
    return result;
}

} // namespace tailslate::media
