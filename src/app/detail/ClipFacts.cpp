// SPDX-License-Identifier: Apache-2.0
#include "app/detail/ClipFacts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tailslate::app::detail {
namespace {

using media::ClipMetadata;
using media::Fact;
using media::Known;
using media::Origin;

template <class T>
    requires(!std::is_same_v<T, std::string>)
void know(Fact<T>& fact, T value, Origin origin)
{
    if (!fact)
        fact = Known<T>{std::move(value), origin};
}

/// An empty text tells nothing.
void know(Fact<std::string>& fact, std::string_view value, Origin origin)
{
    if (!fact && !value.empty())
        fact = Known<std::string>{std::string(value), origin};
}

void addItem(ClipMetadata& clip, std::string_view name, std::string_view value, Origin origin)
{
    if (!value.empty())
        clip.items.push_back({std::string(name), std::string(value), origin});
}

std::string joined(std::string_view first, std::string_view second, std::string_view between)
{
    if (first.empty() || second.empty())
        return std::string(first.empty() ? second : first);
    return fmt::format("{}{}{}", first, between, second);
}

std::string colorWords(const av::ColorTags& tags)
{
    std::string words;
    for (const auto& [value, name] :
         {std::pair{&tags.primaries, "primaries"}, std::pair{&tags.transfer, "transfer"},
          std::pair{&tags.matrix, "matrix"}, std::pair{&tags.range, "range"}}) {
        if (!value->empty())
            words = joined(words, fmt::format("{} {}", *value, name), ", ");
    }
    return words;
}

std::string codecWords(const av::VideoInfo& video)
{
    return joined(video.codec, video.profile, " ");
}

std::string layoutWords(const av::AudioInfo& audio)
{
    std::string words;
    for (const av::AudioStream& stream : audio.streams)
        words = joined(words,
                       stream.layout.empty() ? fmt::format("{} channels", stream.channels)
                                             : stream.layout,
                       ", ");
    return words;
}

void addAudio(ClipMetadata& clip, const av::AudioInfo& audio)
{
    know(clip.sound, {audio.channels, audio.sampleRate, audio.bitsPerSample, layoutWords(audio)},
         Origin::Media);
    if (audio.samples > 0)
        know(clip.samples, audio.samples, Origin::Media);
}

/// The rate that a text such as `23.976`, `24000/1001`, `59.94p` or `24` stands for.
std::optional<timing::FrameRate> rateFrom(std::string_view text)
{
    const char* const end = text.data() + text.size();
    std::int64_t numerator = 0;
    const auto whole = std::from_chars(text.data(), end, numerator);
    if (whole.ec != std::errc())
        return std::nullopt;
    if (whole.ptr != end && *whole.ptr == '/') {
        std::int64_t denominator = 0;
        if (std::from_chars(whole.ptr + 1, end, denominator).ec != std::errc())
            return std::nullopt;
        const auto rate = timing::FrameRate::create(numerator, denominator);
        return rate ? std::optional(*rate) : std::nullopt;
    }
    // Decimals are written for the rates just below a whole number alone: 23.98, 29.97, 59.94.
    const bool isFractional = whole.ptr + 1 < end && *whole.ptr == '.' && whole.ptr[1] == '9';
    const auto rate = isFractional ? timing::FrameRate::create((numerator + 1) * 1000, 1001)
                                   : timing::FrameRate::create(numerator, 1);
    return rate ? std::optional(*rate) : std::nullopt;
}

void addTimecode(ClipMetadata& clip, std::string_view text, Origin origin)
{
    if (clip.start || !clip.rate)
        return;
    if (const auto parsed = timing::Timecode::parse(text, clip.rate->value))
        clip.start = {*parsed, origin};
}

/// Recorders count samples; people read timecode.
void addWaveStart(ClipMetadata& clip, bool dropFrame)
{
    if (clip.start || !clip.startSamples || !clip.rate || !clip.sound ||
        clip.sound->value.sampleRate <= 0)
        return;
    const double seconds =
        static_cast<double>(clip.startSamples->value) / clip.sound->value.sampleRate;
    const double frames = std::round(seconds * clip.rate->value.ratio().toDouble());
    constexpr double kLargest = 1e12; // Damaged chunks claim more than a day has.
    const auto drop = dropFrame ? timing::DropFrame::Yes : timing::DropFrame::No;
    if (frames > kLargest)
        return;
    if (const auto start =
            timing::Timecode::fromFrames(static_cast<std::int64_t>(frames), clip.rate->value, drop))
        clip.start = {*start, Origin::WaveChunk};
}

} // namespace

void addMedia(ClipMetadata& clip, const av::MediaInfo& info)
{
    if (info.video) {
        const av::VideoInfo& video = *info.video;
        know(clip.codec, codecWords(video), Origin::Media);
        if (video.width > 0 && video.height > 0)
            know(clip.size, {video.width, video.height}, Origin::Media);
        know(clip.pixelFormat, video.pixelFormat, Origin::Media);
        know(clip.color, colorWords(video.color), Origin::Media);
        know(clip.rate, video.rate, Origin::Media);
        if (video.frames > 0)
            know(clip.frames, video.frames, Origin::Media);
        if (video.interlaced)
            addItem(clip, "scanning", "interlaced", Origin::Media);
        if (info.startTimecode)
            know(clip.start, *info.startTimecode, Origin::Media);
    } else if (info.audio)
        know(clip.codec, info.audio->codec, Origin::Media);
    if (info.audio)
        addAudio(clip, *info.audio);
    if (info.samplesSinceMidnight)
        know(clip.startSamples, static_cast<std::uint64_t>(*info.samplesSinceMidnight),
             Origin::Media);
    know(clip.reel, info.reel, Origin::Media);
    know(clip.created, info.created, Origin::Media);
    know(clip.camera, joined(info.make, info.model, " "), Origin::Media);
}

bool addSpan(ClipMetadata& clip, const av::MediaInfo& info)
{
    if (!info.video || !clip.codec || !clip.size || !clip.rate)
        return false;
    const av::VideoInfo& video = *info.video;
    if (codecWords(video) != clip.codec->value || video.rate != clip.rate->value ||
        media::PictureSize{video.width, video.height} != clip.size->value)
        return false;
    if (clip.frames)
        clip.frames->value += video.frames;
    if (clip.samples && info.audio)
        clip.samples->value += info.audio->samples;
    return true;
}

void addMonoSound(ClipMetadata& clip, int channels, std::int64_t samples)
{
    if (!clip.sound)
        return;
    clip.sound->value.channels += channels;
    if (clip.samples)
        clip.samples->value = std::max(clip.samples->value, samples);
}

void addFrame(ClipMetadata& clip, const stills::StillHeader& header, std::int64_t frames)
{
    know(clip.codec,
         fmt::format("{} {}", header.format,
                     header.bits > 0
                         ? fmt::format("{} bit{}", header.bits, header.isFloat ? " float" : "")
                         : ""),
         Origin::Media);
    know(clip.size, {header.width, header.height}, Origin::Media);
    if (header.rate)
        know(clip.rate, *header.rate, Origin::Media);
    know(clip.frames, frames, Origin::Name);
    addTimecode(clip, header.timecode, Origin::Media);
    know(clip.reel, header.reel, Origin::Media);
}

void addWave(ClipMetadata& clip, const media::WaveFile& wave)
{
    know(clip.codec, std::string_view("pcm"), Origin::Media);
    know(clip.sound,
         {static_cast<int>(wave.channels), static_cast<int>(wave.sampleRate),
          static_cast<int>(wave.bitsPerSample), ""},
         Origin::Media);
    know(clip.samples, static_cast<std::int64_t>(wave.sampleCount()), Origin::Media);
    constexpr Origin kChunk = Origin::WaveChunk;
    if (const auto& notes = wave.notes) {
        know(clip.soundRoll, notes->tape, kChunk);
        know(clip.scene, notes->scene, kChunk);
        know(clip.take, notes->take, kChunk);
        know(clip.note, notes->note, kChunk);
        know(clip.circled, notes->circled, kChunk);
        if (notes->noGood || notes->falseStart)
            know(clip.falseTake, true, kChunk);
        know(clip.wildTrack, notes->wildTrack, kChunk);
        if (const auto rate = rateFrom(notes->timecodeRate))
            know(clip.rate, *rate, kChunk);
        if (notes->samplesSinceMidnight)
            know(clip.startSamples, *notes->samplesSinceMidnight, kChunk);
        if (!notes->tracks.empty())
            know(clip.tracks, notes->tracks, kChunk);
        addItem(clip, "project", notes->project, kChunk);
    }
    if (const auto& extension = wave.extension) {
        know(clip.startSamples, extension->timeReference, kChunk);
        know(clip.created, joined(extension->originationDate, extension->originationTime, "T"),
             kChunk);
        know(clip.camera, extension->originator, kChunk);
        addItem(clip, "description", extension->description, kChunk);
    }
    addWaveStart(clip, wave.notes && wave.notes->timecodeFlag == "DF");
}

void addSidecar(ClipMetadata& clip, const media::SonyMetadata& sony)
{
    constexpr Origin kSidecar = Origin::Sidecar;
    know(clip.codec, sony.codec, kSidecar);
    if (sony.width > 0 && sony.height > 0)
        know(clip.size, {static_cast<int>(sony.width), static_cast<int>(sony.height)}, kSidecar);
    if (const auto rate = rateFrom(sony.formatRate))
        know(clip.rate, *rate, kSidecar);
    know(clip.captureRate, sony.captureRate, kSidecar);
    if (sony.frames)
        know(clip.frames, static_cast<std::int64_t>(*sony.frames), kSidecar);
    if (!sony.halfStep)
        addTimecode(clip, sony.firstTimecode, kSidecar);
    know(clip.reel, sony.reel, kSidecar);
    know(clip.created, sony.created, kSidecar);
    know(clip.camera, joined(sony.manufacturer, sony.model, " "), kSidecar);
    know(clip.serial, sony.serial, kSidecar);
    addItem(clip, "umid", sony.umid, kSidecar);
    for (const auto& [name, value] : sony.acquisition)
        addItem(clip, name, value, kSidecar);
}

void addLogRow(ClipMetadata& clip, const media::AleTable& log, std::size_t row)
{
    constexpr Origin kLog = Origin::CameraLog;
    const auto first = [&](std::initializer_list<std::string_view> columns) {
        std::string_view value;
        for (const std::string_view column : columns) {
            if (value = log.cell(row, column); !value.empty())
                break;
        }
        return value;
    };
    if (const auto rate = rateFrom(first({"FPS", "Project_FPS"})))
        know(clip.rate, *rate, kLog);
    else if (const auto heading = rateFrom(log.headingOf("FPS")))
        know(clip.rate, *heading, kLog);
    addTimecode(clip, log.cell(row, "Start"), kLog);
    if (!clip.frames && clip.rate) {
        if (const auto length =
                timing::Timecode::parse(log.cell(row, "Duration"), clip.rate->value))
            know(clip.frames, length->frames(), kLog);
    }
    know(clip.reel, first({"Reel", "Reel_name", "Tape"}), kLog);
    know(clip.created, first({"Shooting_date", "Shoot_Date", "Shoot Date", "Date"}), kLog);
    know(clip.camera, first({"Camera_model", "Camera_type", "Camera Model"}), kLog);
    know(clip.serial, first({"Camera_sn", "Camera_serial", "Camera Serial"}), kLog);
    know(clip.captureRate, first({"Sensor_FPS", "Sensor_fps"}), kLog);
    know(clip.scene, log.cell(row, "Scene"), kLog);
    know(clip.take, log.cell(row, "Take"), kLog);
    constexpr std::array<std::string_view, 12> kItems{
        "ASC_SOP", "ASC_SAT",       "Exposure_index", "EI",
        "ASA",     "White_balance", "Shutter_angle",  "Gamma",
        "Look",    "Lens_type",     "Lens_serial_nr", "ND_filter"};
    for (const std::string_view column : kItems)
        addItem(clip, column, log.cell(row, column), kLog);
}

void addName(ClipMetadata& clip, const media::ClipNameParts& parts)
{
    if (!parts.camera.empty() && !parts.reel.empty())
        know(clip.reel, parts.camera + parts.reel, Origin::Name);
    know(clip.created, parts.date, Origin::Name);
}

} // namespace tailslate::app::detail
