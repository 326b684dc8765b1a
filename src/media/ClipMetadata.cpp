// SPDX-License-Identifier: Apache-2.0
#include "media/ClipMetadata.h"

#include <fmt/format.h>

namespace tailslate::media {
namespace {

std::string words(const std::string& value)
{
    return value;
}

std::string words(const PictureSize& value)
{
    return fmt::format("{}×{}", value.width, value.height);
}

std::string words(const timing::FrameRate& value)
{
    return fmt::format("{} ({}/{})", value.toString(), value.ratio().numerator(),
                       value.ratio().denominator());
}

std::string words(const timing::Timecode& value)
{
    return value.toString();
}

std::string words(const SoundFormat& value)
{
    std::string text = fmt::format("{} channels, {} Hz", value.channels, value.sampleRate);
    if (value.bitsPerSample > 0)
        text += fmt::format(", {} bit", value.bitsPerSample);
    return value.layout.empty() ? text : fmt::format("{} ({})", text, value.layout);
}

std::string words(bool value)
{
    return value ? "yes" : "no";
}

std::string words(std::int64_t value)
{
    return fmt::format("{}", value);
}

std::string words(std::uint64_t value)
{
    return fmt::format("{}", value);
}

std::string words(const std::vector<SoundTrack>& value)
{
    std::string text;
    for (const SoundTrack& track : value)
        text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", track.channel,
                            track.name.empty() ? track.function : track.name);
    return text;
}

template <class T>
void add(std::vector<ClipField>& fields, const char* name, const Fact<T>& fact)
{
    if (fact)
        fields.push_back({name, words(fact->value), fact->origin});
}

} // namespace

std::string_view originName(Origin origin) noexcept
{
    switch (origin) {
    case Origin::Name:
        return "name";
    case Origin::Media:
        return "media";
    case Origin::Sidecar:
        return "sidecar";
    case Origin::CameraLog:
        return "camera log";
    case Origin::WaveChunk:
        break;
    }
    return "wave chunk";
}

std::optional<double> ClipMetadata::seconds() const
{
    if (frames && rate)
        return static_cast<double>(frames->value) / rate->value.ratio().toDouble();
    if (samples && sound && sound->value.sampleRate > 0)
        return static_cast<double>(samples->value) / sound->value.sampleRate;
    return std::nullopt;
}

std::vector<ClipField> fieldsOf(const ClipMetadata& clip)
{
    std::vector<ClipField> fields;
    add(fields, "codec", clip.codec);
    add(fields, "size", clip.size);
    add(fields, "pixel format", clip.pixelFormat);
    add(fields, "color", clip.color);
    add(fields, "rate", clip.rate);
    add(fields, "capture rate", clip.captureRate);
    add(fields, "frames", clip.frames);
    add(fields, "start timecode", clip.start);
    add(fields, "reel", clip.reel);
    add(fields, "created", clip.created);
    add(fields, "camera", clip.camera);
    add(fields, "serial", clip.serial);
    add(fields, "sound", clip.sound);
    add(fields, "samples", clip.samples);
    add(fields, "start samples", clip.startSamples);
    add(fields, "sound roll", clip.soundRoll);
    add(fields, "scene", clip.scene);
    add(fields, "take", clip.take);
    add(fields, "note", clip.note);
    add(fields, "circled", clip.circled);
    add(fields, "false take", clip.falseTake);
    add(fields, "wild track", clip.wildTrack);
    add(fields, "tracks", clip.tracks);
    for (const ClipItem& item : clip.items)
        fields.push_back({item.name, item.value, item.origin});
    return fields;
}

} // namespace tailslate::media
