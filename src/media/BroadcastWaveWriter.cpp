// SPDX-License-Identifier: Apache-2.0
#include "media/BroadcastWaveWriter.h"

#include "base/DisplayText.h"
#include "io/DurableFile.h"

#include <fmt/format.h>
#include <pugixml.hpp>

#include <algorithm>
#include <limits>
#include <sstream>
#include <string_view>

namespace tailslate::media {
namespace {

// RIFF <size> WAVE
//   bext <size> description, originator, …, time reference   (EBU Tech 3285, section 2.3)
//   iXML <size> <?xml …><BWFXML>…</BWFXML>
//   fmt  <size> extensible, 24 bits
//   data <size> samples, interleaved
// Numbers are little endian; a chunk of odd size is followed by one zero byte that does not count.

constexpr std::size_t kDescriptionSize = 256;
constexpr std::size_t kOriginatorSize = 32;
constexpr std::size_t kDateSize = 10;
constexpr std::size_t kTimeSize = 8;
constexpr std::size_t kReservedSize = 64 + 190; // UMID, then reserved: all zero.
constexpr int kBytesPerSample = 3;

template <class Number>
void appendNumber(std::string& out, Number value)
{
    for (std::size_t byte = 0; byte < sizeof(Number); ++byte)
        out.push_back(static_cast<char>((value >> (8 * byte)) & 0xFF));
}

void appendText(std::string& out, std::string_view text, std::size_t size)
{
    out.append(text);
    out.append(size - text.size(), '\0');
}

void appendChunk(std::string& out, std::string_view id, std::string_view content)
{
    out.append(id);
    appendNumber(out, static_cast<std::uint32_t>(content.size()));
    out.append(content);
    if (content.size() % 2 != 0)
        out.push_back('\0');
}

Result<void> checkText(std::string_view name, std::string_view text, std::size_t limit)
{
    if (text.size() > limit)
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("the {} of a sound file is longer than {} bytes", name, limit));
    const bool control = std::ranges::any_of(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
    if (control || !isUtf8(text))
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("the {} of a sound file holds bytes that are no text", name));
    return {};
}

Result<void> check(const BroadcastWave& wave, std::size_t sampleCount)
{
    constexpr std::size_t kMaxText = 4096;
    constexpr std::size_t kMaxTracks = 1024;
    constexpr int kMaxSampleRate = 768'000;
    TAILSLATE_CHECK(checkText("description", wave.description, kDescriptionSize));
    TAILSLATE_CHECK(checkText("originator", wave.originator, kOriginatorSize));
    TAILSLATE_CHECK(checkText("date", wave.originationDate, kDateSize));
    TAILSLATE_CHECK(checkText("time", wave.originationTime, kTimeSize));
    for (const auto& [name, text] :
         {std::pair<const char*, const std::string*>{"project", &wave.project},
          {"scene", &wave.scene},
          {"take", &wave.take},
          {"sound roll", &wave.tape},
          {"note", &wave.note}})
        TAILSLATE_CHECK(checkText(name, *text, kMaxText));
    for (const std::string& track : wave.tracks)
        TAILSLATE_CHECK(checkText("track name", track, kMaxText));
    if (wave.tracks.empty() || wave.tracks.size() > kMaxTracks)
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("a sound file needs 1 to {} tracks", kMaxTracks));
    if (wave.sampleRate < 1 || wave.sampleRate > kMaxSampleRate)
        return failure(
            ErrorCode::InvalidArgument,
            fmt::format("sound files do not have {} samples per second", wave.sampleRate));
    if (sampleCount % wave.tracks.size() != 0)
        return failure(ErrorCode::InvalidArgument,
                       "the samples of a sound file do not fill all its tracks");
    constexpr std::size_t kHeaders = std::size_t{16} << 20;
    if (sampleCount > (std::numeric_limits<std::uint32_t>::max() - kHeaders) / kBytesPerSample)
        return failure(ErrorCode::InvalidArgument, "a WAV file cannot hold 4 GiB or more");
    return {};
}

std::string bextChunk(const BroadcastWave& wave)
{
    std::string bext;
    appendText(bext, wave.description, kDescriptionSize);
    appendText(bext, wave.originator, kOriginatorSize);
    appendText(bext, {}, kOriginatorSize); // Originator's reference.
    appendText(bext, wave.originationDate, kDateSize);
    appendText(bext, wave.originationTime, kTimeSize);
    appendNumber(bext, samplesSinceMidnight(wave.start, wave.sampleRate));
    constexpr std::uint16_t kVersion = 1;
    appendNumber(bext, kVersion);
    appendText(bext, {}, kReservedSize);
    bext += fmt::format("A=PCM,F={},W=24,M={},T=Tailslate\r\n", wave.sampleRate,
                        wave.tracks.size() == 1 ? "mono" : "multitrack");
    return bext;
}

void addText(pugi::xml_node parent, const char* name, const std::string& text)
{
    if (!text.empty())
        parent.append_child(name).text().set(text.c_str());
}

std::string ixmlChunk(const BroadcastWave& wave)
{
    pugi::xml_document document;
    pugi::xml_node declaration = document.append_child(pugi::node_declaration);
    declaration.append_attribute("version") = "1.0";
    declaration.append_attribute("encoding") = "UTF-8";
    pugi::xml_node root = document.append_child("BWFXML");
    addText(root, "IXML_VERSION", "2.10");
    addText(root, "PROJECT", wave.project);
    addText(root, "SCENE", wave.scene);
    addText(root, "TAKE", wave.take);
    addText(root, "TAPE", wave.tape);
    addText(root, "NOTE", wave.note);

    const Rational rate = wave.start.rate().ratio();
    const std::string rateText = fmt::format("{}/{}", rate.numerator(), rate.denominator());
    const std::uint64_t samples = samplesSinceMidnight(wave.start, wave.sampleRate);
    const std::string sampleRate = fmt::format("{}", wave.sampleRate);
    pugi::xml_node speed = root.append_child("SPEED");
    addText(speed, "MASTER_SPEED", rateText);
    addText(speed, "CURRENT_SPEED", rateText);
    addText(speed, "TIMECODE_RATE", rateText);
    addText(speed, "TIMECODE_FLAG", wave.start.drop() == timing::DropFrame::Yes ? "DF" : "NDF");
    addText(speed, "FILE_SAMPLE_RATE", sampleRate);
    addText(speed, "AUDIO_BIT_DEPTH", "24");
    addText(speed, "DIGITIZER_SAMPLE_RATE", sampleRate);
    addText(speed, "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI", fmt::format("{}", samples >> 32));
    addText(speed, "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO",
            fmt::format("{}", samples & 0xFFFF'FFFFU));
    addText(speed, "TIMESTAMP_SAMPLE_RATE", sampleRate);

    pugi::xml_node list = root.append_child("TRACK_LIST");
    addText(list, "TRACK_COUNT", fmt::format("{}", wave.tracks.size()));
    for (std::size_t index = 0; index < wave.tracks.size(); ++index) {
        pugi::xml_node track = list.append_child("TRACK");
        addText(track, "CHANNEL_INDEX", fmt::format("{}", index + 1));
        addText(track, "INTERLEAVE_INDEX", fmt::format("{}", index + 1));
        addText(track, "NAME", wave.tracks[index]);
    }

    std::ostringstream text;
    document.save(text, "\t", pugi::format_indent, pugi::encoding_utf8);
    return std::move(text).str();
}

std::string formatChunk(const BroadcastWave& wave)
{
    constexpr std::uint16_t kExtensible = 0xFFFE;
    constexpr std::uint16_t kBits = 8 * kBytesPerSample;
    constexpr std::uint16_t kExtensionSize = 22;
    // KSDATAFORMAT_SUBTYPE_PCM
    constexpr std::string_view kPcm("\x01\0\0\0\0\0\x10\0\x80\0\0\xAA\0\x38\x9B\x71", 16);
    const auto channels = static_cast<std::uint16_t>(wave.tracks.size());
    const auto frameSize = static_cast<std::uint16_t>(channels * kBytesPerSample);
    const auto rate = static_cast<std::uint32_t>(wave.sampleRate);
    std::string format;
    appendNumber(format, kExtensible);
    appendNumber(format, channels);
    appendNumber(format, rate);
    appendNumber(format, rate * frameSize);
    appendNumber(format, frameSize);
    appendNumber(format, kBits);
    appendNumber(format, kExtensionSize);
    appendNumber(format, kBits);
    appendNumber(format, std::uint32_t{0}); // Tracks, not loudspeaker positions.
    format.append(kPcm);
    return format;
}

std::string dataChunk(std::span<const std::int32_t> samples)
{
    constexpr std::int32_t kLargest = (1 << 23) - 1;
    std::string data;
    data.reserve(samples.size() * kBytesPerSample);
    for (const std::int32_t sample : samples) {
        const auto limited =
            static_cast<std::uint32_t>(std::clamp(sample, -kLargest - 1, kLargest));
        data.push_back(static_cast<char>(limited & 0xFF));
        data.push_back(static_cast<char>((limited >> 8) & 0xFF));
        data.push_back(static_cast<char>((limited >> 16) & 0xFF));
    }
    return data;
}

} // namespace

std::uint64_t samplesSinceMidnight(timing::Timecode timecode, int sampleRate)
{
    // frames · samples per second ÷ frames per second; at most 86.4 million · 768 000 · 1001.
    const Rational rate = timecode.rate().ratio();
    const long double samples = static_cast<long double>(timecode.frames()) * sampleRate *
                                static_cast<long double>(rate.denominator()) /
                                static_cast<long double>(rate.numerator());
    return static_cast<std::uint64_t>(samples + 0.5L);
}

Result<void> writeBroadcastWave(io::FileSystem& files, const std::filesystem::path& path,
                                const BroadcastWave& wave, std::span<const std::int32_t> samples)
{
    TAILSLATE_CHECK(check(wave, samples.size()));
    std::string content = "WAVE";
    appendChunk(content, "bext", bextChunk(wave));
    appendChunk(content, "iXML", ixmlChunk(wave));
    appendChunk(content, "fmt ", formatChunk(wave));
    appendChunk(content, "data", dataChunk(samples));
    std::string file;
    file.reserve(content.size() + 8);
    appendChunk(file, "RIFF", content);
    return io::writeDurably(files, path, file, io::Existing::Keep);
}

} // namespace tailslate::media
