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
    // Decimals are written for the rates just below a whole number alone: 23.98, 59.94, 119.88.
    const bool isFractional = whole.ptr + 1 < end && *whole.ptr == '.' && whole.ptr[1] >= '8';
    // Interlaced pictures are written with their fields: 59.94i has 29.97 frames.
    const std::int64_t fields = text.ends_with('i') ? 2 : 1;
    const auto rate = isFractional
                          ? timing::FrameRate::create((numerator + 1) * 1000, 1001 * fields)
                          : timing::FrameRate::create(numerator, fields);
    return rate ? std::optional(*rate) : std::nullopt;
}

/// The rate of a text such as `1001/30000`: the seconds of one frame.
std::optional<timing::FrameRate> rateOfUnit(std::string_view text)
{
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos)
        return std::nullopt;
    return rateFrom(fmt::format("{}/{}", text.substr(slash + 1), text.substr(0, slash)));
}

void addTimecode(ClipMetadata& clip, std::string_view text, Origin origin)
{
    if (clip.start || !clip.rate)
        return;
    if (const auto parsed = timing::Timecode::parse(text, clip.rate->value))
        clip.start = {*parsed, origin};
}

/// The first label that a camera wrote of a clip.
struct FirstLabel {
    std::string_view text;
    std::int64_t framesPerLabel = 1;
    bool secondHalf = false; ///< The first frame is in the second half of those of its label.
};

/// Above 30 frames per second cameras let frames share a label. Media that keeps the label as it is
/// tells another frame, half as far into the second.
void addSharedTimecode(ClipMetadata& clip, const FirstLabel& label, Origin origin)
{
    if (!clip.rate)
        return;
    const auto start =
        timing::Timecode::parseShared(label.text, clip.rate->value, label.framesPerLabel);
    if (!start)
        return;
    const bool sameLabel =
        label.framesPerLabel > 1 && clip.start && clip.start->value.toString() == label.text;
    if (clip.start && !sameLabel)
        return;
    clip.start = {start->advancedBy(label.secondHalf ? label.framesPerLabel / 2 : 0), origin};
}

std::int64_t numberIn(std::string_view text)
{
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// How many frames of `rate` share a label where labels count `counted` a second; 0 when that is
/// not to be.
std::int64_t sharingFrames(timing::FrameRate rate, std::int64_t counted)
{
    return counted > 0 && rate.timecodeBase() % counted == 0 ? rate.timecodeBase() / counted : 0;
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
    const auto start =
        timing::Timecode::fromFrames(static_cast<std::int64_t>(frames), clip.rate->value, drop);
    if (start)
        clip.start = {*start, Origin::WaveChunk};
    else
        addItem(clip, "timecode", start.error().message, Origin::WaveChunk);
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
        if (video.rate)
            know(clip.rate, *video.rate, Origin::Media);
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
    if (!info.video || !clip.codec || !clip.size ||
        info.video->rate.has_value() != clip.rate.has_value())
        return false;
    const av::VideoInfo& video = *info.video;
    if (codecWords(video) != clip.codec->value || (video.rate && *video.rate != clip.rate->value) ||
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

void addMonoSound(ClipMetadata& clip, const media::WaveFile& wave)
{
    addMonoSound(clip, static_cast<int>(wave.channels),
                 static_cast<std::int64_t>(wave.sampleCount()));
    if (!wave.notes || wave.notes->tracks.empty())
        return;
    const std::vector<media::SoundTrack>& more = wave.notes->tracks;
    if (clip.tracks)
        clip.tracks->value.insert(clip.tracks->value.end(), more.begin(), more.end());
    else
        know(clip.tracks, more, Origin::WaveChunk);
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
    if (clip.rate) {
        const std::int64_t frames =
            sony.timecodeRate.empty()
                ? sony.halfStep ? 2 : 1
                : sharingFrames(clip.rate->value, numberIn(sony.timecodeRate));
        addSharedTimecode(clip, {sony.firstTimecode, frames, sony.secondHalf}, kSidecar);
    }
    know(clip.reel, sony.reel, kSidecar);
    know(clip.created, sony.created, kSidecar);
    know(clip.camera, joined(sony.manufacturer, sony.model, " "), kSidecar);
    know(clip.serial, sony.serial, kSidecar);
    addItem(clip, "umid", sony.umid, kSidecar);
    for (const auto& [name, value] : sony.acquisition)
        addItem(clip, name, value, kSidecar);
}

void addSidecar(ClipMetadata& clip, const media::P2Metadata& p2)
{
    constexpr Origin kSidecar = Origin::Sidecar;
    know(clip.codec, joined(p2.codec, p2.codecClass, " "), kSidecar);
    const auto unitRate = rateOfUnit(p2.editUnit);
    if (const auto rate = unitRate ? unitRate : rateFrom(p2.frameRate))
        know(clip.rate, *rate, kSidecar);
    if (p2.frames && clip.rate && clip.rate->value == unitRate)
        know(clip.frames, static_cast<std::int64_t>(*p2.frames), kSidecar);
    if (clip.rate) {
        // P2 cameras never count more than 30 frames, whatever they record.
        constexpr std::int64_t kMostCounted = 30;
        std::string label = p2.firstTimecode;
        if (const std::size_t mark = label.rfind(':'); p2.dropFrame && mark != std::string::npos)
            label[mark] = ';';
        addSharedTimecode(
            clip, {label, clip.rate->value.timecodeBase() > kMostCounted ? 2 : 1, false}, kSidecar);
    }
    know(clip.created, p2.created.empty() ? p2.started : p2.created, kSidecar);
    know(clip.camera, joined(p2.manufacturer, p2.model, " "), kSidecar);
    know(clip.serial, p2.serial, kSidecar);
    if (p2.audioChannels > 0)
        know(clip.sound,
             {static_cast<int>(p2.audioChannels), static_cast<int>(numberIn(p2.audioRate)),
              static_cast<int>(numberIn(p2.audioBits)), ""},
             kSidecar);
    know(clip.scene, p2.scene, kSidecar);
    know(clip.take, p2.take, kSidecar);
    addItem(clip, "umid", p2.id, kSidecar);
    addItem(clip, "title", p2.title, kSidecar);
    addItem(clip, "program", p2.program, kSidecar);
    addItem(clip, "creator", p2.creator, kSidecar);
    addItem(clip, "shooter", p2.shooter, kSidecar);
    addItem(clip, "place", p2.place, kSidecar);
    addItem(clip, "previous clip", p2.previousName, kSidecar);
    addItem(clip, "next clip", p2.nextName, kSidecar);
}

void addSidecar(ClipMetadata& clip, const media::CanonMetadata& canon)
{
    constexpr Origin kSidecar = Origin::Sidecar;
    know(clip.camera, joined(canon.manufacturer, canon.model, " "), kSidecar);
    know(clip.serial, canon.serial, kSidecar);
    addItem(clip, "title", canon.title, kSidecar);
    addItem(clip, "creator", canon.creator, kSidecar);
    addItem(clip, "description", canon.description, kSidecar);
    addItem(clip, "firmware", canon.firmware, kSidecar);
    addItem(clip, "place", canon.place, kSidecar);
    addItem(clip, "latitude", canon.latitude, kSidecar);
    addItem(clip, "longitude", canon.longitude, kSidecar);
    addItem(clip, "altitude", canon.altitude, kSidecar);
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
