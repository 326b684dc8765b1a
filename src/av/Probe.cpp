// SPDX-License-Identifier: Apache-2.0
#include "av/Probe.h"

#include "av/detail/Input.h"
#include "av/detail/StreamFacts.h"
#include "av/Source.h"

extern "C" {
#include <libavutil/pixdesc.h>
}

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>
#include <stop_token>

namespace tailslate::av {
namespace {

std::string orEmpty(const char* text)
{
    return text != nullptr ? text : "";
}

/// What stands for "not told" comes out empty.
template <class Value>
std::string nameUnless(const char* name, Value value, Value unspecified)
{
    return value == unspecified ? std::string() : orEmpty(name);
}

ColorTags colorTags(const AVCodecParameters& parameters)
{
    return {nameUnless(av_color_primaries_name(parameters.color_primaries),
                       parameters.color_primaries, AVCOL_PRI_UNSPECIFIED),
            nameUnless(av_color_transfer_name(parameters.color_trc), parameters.color_trc,
                       AVCOL_TRC_UNSPECIFIED),
            nameUnless(av_color_space_name(parameters.color_space), parameters.color_space,
                       AVCOL_SPC_UNSPECIFIED),
            nameUnless(av_color_range_name(parameters.color_range), parameters.color_range,
                       AVCOL_RANGE_UNSPECIFIED)};
}

VideoInfo videoInfo(AVFormatContext& input, AVStream& stream)
{
    const AVCodecParameters& parameters = *stream.codecpar;
    VideoInfo video;
    video.codec = orEmpty(avcodec_get_name(parameters.codec_id));
    video.profile = orEmpty(avcodec_profile_name(parameters.codec_id, parameters.profile));
    video.width = parameters.width;
    video.height = parameters.height;
    video.pixelFormat = orEmpty(av_get_pix_fmt_name(static_cast<AVPixelFormat>(parameters.format)));
    video.rate = detail::toldRateOf(input, stream);
    video.frames = detail::frameCountOf(input, stream, video.rate);
    video.color = colorTags(parameters);
    video.interlaced = parameters.field_order != AV_FIELD_UNKNOWN &&
                       parameters.field_order != AV_FIELD_PROGRESSIVE;
    return video;
}

int bitsPerSample(const AVCodecParameters& parameters)
{
    if (parameters.bits_per_raw_sample > 0)
        return parameters.bits_per_raw_sample;
    return std::max(av_get_bits_per_sample(parameters.codec_id), parameters.bits_per_coded_sample);
}

std::string layoutName(const AVChannelLayout& layout)
{
    constexpr std::size_t kLongest = 128;
    std::array<char, kLongest> name{};
    if (layout.order == AV_CHANNEL_ORDER_UNSPEC ||
        av_channel_layout_describe(&layout, name.data(), name.size()) <= 0)
        return {};
    return name.data();
}

/// All sound streams as one: cameras keep each microphone in a stream of its own.
std::optional<AudioInfo> audioInfo(const AVFormatContext& input)
{
    std::optional<AudioInfo> audio;
    for (unsigned i = 0; i < input.nb_streams; ++i) {
        const AVStream& stream = *input.streams[i];
        const AVCodecParameters& parameters = *stream.codecpar;
        if (parameters.codec_type != AVMEDIA_TYPE_AUDIO)
            continue;
        if (!audio) {
            audio.emplace();
            audio->codec = orEmpty(avcodec_get_name(parameters.codec_id));
            audio->sampleRate = parameters.sample_rate;
            audio->bitsPerSample = bitsPerSample(parameters);
            if (stream.duration != AV_NOPTS_VALUE)
                audio->samples = av_rescale_q(stream.duration, stream.time_base,
                                              {1, std::max(parameters.sample_rate, 1)});
        }
        audio->channels += parameters.ch_layout.nb_channels;
        audio->streams.push_back(
            {parameters.ch_layout.nb_channels, layoutName(parameters.ch_layout)});
    }
    return audio;
}

/// The first of these entries that there is: each container calls it something else.
std::string firstEntry(const AVDictionary* entries, std::initializer_list<const char*> keys)
{
    std::string value;
    for (const char* key : keys) {
        if (value = detail::entry(entries, key); !value.empty())
            break;
    }
    return value;
}

std::optional<std::int64_t> timeReference(const AVFormatContext& input)
{
    const std::string text = detail::entry(input.metadata, "time_reference");
    std::int64_t samples = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), samples);
    if (error != std::errc() || end != text.data() + text.size() || samples < 0)
        return std::nullopt;
    return samples;
}

} // namespace

Result<MediaInfo> probe(const std::filesystem::path& path)
{
    TAILSLATE_TRY(const detail::Input input,
                  detail::openInput({SourceKind::File, path.native()}, std::stop_token()));
    AVFormatContext& format = *input.format;

    MediaInfo info;
    const std::string names = format.iformat->name; // `mov,mp4,m4a,3gp,3g2,mj2`
    info.container = names.substr(0, names.find(','));
    const int index = detail::videoStreamIndex(format);
    if (index >= 0) {
        info.video = videoInfo(format, *format.streams[index]);
        if (info.video->rate)
            info.startTimecode = detail::startTimecodeOf(format, *info.video->rate);
    }
    info.audio = audioInfo(format);
    if (!info.video && !info.audio)
        return failure(ErrorCode::BadFormat, "there is neither picture nor sound in this file",
                       path);
    info.reel = detail::reelOf(format);
    info.created = detail::entry(format.metadata, "creation_time");
    info.make = firstEntry(format.metadata, {"com.apple.quicktime.make", "make", "company_name"});
    info.model =
        firstEntry(format.metadata, {"com.apple.quicktime.model", "model", "product_name"});
    if (info.make == "FFmpeg") { // An MXF names what wrote it, camera or not.
        info.make.clear();
        info.model.clear();
    }
    info.samplesSinceMidnight = timeReference(format);
    return info;
}

} // namespace tailslate::av
