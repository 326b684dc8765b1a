// SPDX-License-Identifier: Apache-2.0
#include "av/detail/StreamFacts.h"

#include <array>
#include <cmath>

namespace tailslate::av::detail {
namespace {

/// Half of what separates 23.98 from 23.976, relative; 24 is four times further away.
constexpr double kRateTolerance = 2.5e-4;

constexpr std::array<AVRational, 5> kFractionalRates{
    {{24000, 1001}, {30000, 1001}, {48000, 1001}, {60000, 1001}, {120000, 1001}}};

/// Looks an entry up in the file first, then in each of its streams.
std::string findEntry(const AVFormatContext& input, const char* key)
{
    std::string value = entry(input.metadata, key);
    for (unsigned i = 0; i < input.nb_streams && value.empty(); ++i)
        value = entry(input.streams[i]->metadata, key);
    return value;
}

/// How many labels a second the timecode track of a movie counts; 0 where there is none, or where
/// the container does not tell (MXF).
std::int64_t countedLabels(const AVFormatContext& input)
{
    constexpr unsigned kTimecodeTrack = MKTAG('t', 'm', 'c', 'd');
    for (unsigned i = 0; i < input.nb_streams; ++i) {
        const AVStream& stream = *input.streams[i];
        const AVRational counted = stream.avg_frame_rate;
        if (stream.codecpar->codec_tag == kTimecodeTrack && counted.num > 0 && counted.den > 0)
            return frameRateFrom(counted).timecodeBase();
    }
    return 0;
}

std::optional<timing::FrameRate> toldRateFrom(AVRational rate)
{
    if (rate.num > 0 && rate.den > 0)
        for (const AVRational& exact : kFractionalRates)
            if (std::abs(av_q2d(rate) / av_q2d(exact) - 1.0) < kRateTolerance)
                rate = exact;
    const auto checked = timing::FrameRate::create(rate.num, rate.den);
    return checked ? std::optional(*checked) : std::nullopt;
}

} // namespace

timing::FrameRate frameRateFrom(AVRational rate)
{
    constexpr int kUsualRate = 25;
    const auto told = toldRateFrom(rate);
    return told ? *told : timing::FrameRate::create(kUsualRate, 1).value();
}

timing::FrameRate frameRateOf(AVFormatContext& input, AVStream& stream)
{
    return frameRateFrom(av_guess_frame_rate(&input, &stream, nullptr));
}

std::optional<timing::FrameRate> toldRateOf(AVFormatContext& input, AVStream& stream)
{
    return toldRateFrom(av_guess_frame_rate(&input, &stream, nullptr));
}

std::int64_t frameCountOf(const AVFormatContext& input, const AVStream& stream,
                          const std::optional<timing::FrameRate>& rate)
{
    if (stream.nb_frames > 0)
        return stream.nb_frames;
    const double framesPerSecond = rate ? rate->ratio().toDouble() : 0.0;
    double frames = 0.0;
    if (stream.duration != AV_NOPTS_VALUE)
        frames = static_cast<double>(stream.duration) * av_q2d(stream.time_base) * framesPerSecond;
    else if (input.duration != AV_NOPTS_VALUE)
        frames = static_cast<double>(input.duration) / AV_TIME_BASE * framesPerSecond;
    constexpr double kLargest = 1e15; // Damaged headers claim more than fits.
    return frames > 0.0 && frames < kLargest ? std::llround(frames) : 0;
}

std::optional<timing::Timecode> startTimecodeOf(const AVFormatContext& input,
                                                timing::FrameRate rate)
{
    const std::int64_t counted = countedLabels(input);
    const std::int64_t base = rate.timecodeBase();
    const bool shared = counted > 0 && counted < base && base % counted == 0;
    auto timecode = timing::Timecode::parseShared(findEntry(input, "timecode"), rate,
                                                  shared ? base / counted : 1);
    return timecode ? std::optional(*timecode) : std::nullopt;
}

std::string reelOf(const AVFormatContext& input)
{
    std::string reel = findEntry(input, "reel_name");
    return reel.empty() ? findEntry(input, "material_package_name") : reel;
}

} // namespace tailslate::av::detail
