// SPDX-License-Identifier: Apache-2.0
#include "media/BroadcastWaveWriter.h"

#include "io/DiskFileSystem.h"
#include "support/Command.h"
#include "support/TempDir.h"

#include <gtest/gtest.h>
#include <pugixml.hpp>

#include <fstream>
#include <iterator>
#include <map>

namespace tailslate::media {
namespace {

using tailslate::test::TempDir;

timing::Timecode timecode(const char* text, std::int64_t numerator, std::int64_t denominator)
{
    return timing::Timecode::parse(text, timing::FrameRate::create(numerator, denominator).value())
        .value();
}

BroadcastWave take()
{
    return {.sampleRate = 48000,
            .description = "Scene 12A take 3",
            .originator = "Recorder",
            .originationDate = "2026-11-21",
            .originationTime = "10:00:03",
            .start = timecode("10:00:03:00", 24, 1),
            .project = "Rock & <Roll>",
            .scene = "12A",
            .take = "3",
            .tape = "SOUND_001",
            .note = "",
            .tracks = {"Mix", "Boom", "Zoë"}};
}

const std::vector<std::int32_t> kSamples{0,        1,        -1,        8388607, -8388608,
                                         0x123456, 99999999, -99999999, 7};

std::string readFile(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::uint64_t number(const std::string& bytes, std::size_t at, std::size_t size)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
        value |= std::uint64_t{static_cast<unsigned char>(bytes.at(at + i))} << (8 * i);
    return value;
}

/// The chunks of a RIFF file by their names, read by the rules of the format alone.
std::map<std::string, std::string> chunks(const std::string& bytes)
{
    std::map<std::string, std::string> found;
    EXPECT_EQ(bytes.substr(0, 4), "RIFF");
    EXPECT_EQ(number(bytes, 4, 4), bytes.size() - 8);
    EXPECT_EQ(bytes.substr(8, 4), "WAVE");
    for (std::size_t at = 12; at + 8 <= bytes.size();) {
        const std::size_t size = number(bytes, at + 4, 4);
        found[bytes.substr(at, 4)] = bytes.substr(at + 8, size);
        at += 8 + size + size % 2;
    }
    return found;
}

TEST(BroadcastWaveWriter, WritesChunksAsEbuTech3285Demands)
{
    const TempDir folder;
    const auto path = folder.path() / "12A-T003.wav";
    io::DiskFileSystem files;
    ASSERT_TRUE(writeBroadcastWave(files, path, take(), kSamples));
    auto found = chunks(readFile(path));

    const std::string& bext = found["bext"];
    ASSERT_GE(bext.size(), 602U); // The fixed part.
    EXPECT_STREQ(bext.c_str(), "Scene 12A take 3");
    EXPECT_EQ(bext.substr(256, 9), std::string("Recorder\0", 9));
    EXPECT_EQ(bext.substr(320, 18), "2026-11-2110:00:03");
    EXPECT_EQ(number(bext, 338, 8), 36003U * 48000U);
    EXPECT_EQ(number(bext, 346, 2), 1U);
    EXPECT_EQ(bext.substr(602), "A=PCM,F=48000,W=24,M=multitrack,T=Tailslate\r\n");

    const std::string& format = found["fmt "];
    ASSERT_EQ(format.size(), 40U);
    EXPECT_EQ(number(format, 2, 2), 3U);
    EXPECT_EQ(number(format, 4, 4), 48000U);
    EXPECT_EQ(number(format, 8, 4), 48000U * 9);
    EXPECT_EQ(number(format, 12, 2), 9U);
    EXPECT_EQ(number(format, 14, 2), 24U);

    using namespace std::string_literals;
    EXPECT_EQ(found["data"], "\0\0\0\1\0\0\xFF\xFF\xFF\xFF\xFF\x7F\0\0\x80\x56\x34\x12"
                             "\xFF\xFF\x7F\0\0\x80\7\0\0"s);
}

TEST(BroadcastWaveWriter, WritesIxmlWithWhatThePostHouseLooksFor)
{
    const TempDir folder;
    const auto path = folder.path() / "12A-T003.wav";
    io::DiskFileSystem files;
    BroadcastWave wave = take();
    wave.start = timecode("23:59:59;28", 30000, 1001);
    ASSERT_TRUE(writeBroadcastWave(files, path, wave, kSamples));
    auto found = chunks(readFile(path));
    pugi::xml_document document;
    ASSERT_TRUE(document.load_string(found["iXML"].c_str()));
    const auto text = [&](const char* where) {
        return std::string(document.select_node(where).node().child_value());
    };
    EXPECT_EQ(text("/BWFXML/PROJECT"), "Rock & <Roll>");
    EXPECT_EQ(text("/BWFXML/SCENE"), "12A");
    EXPECT_EQ(text("/BWFXML/TAKE"), "3");
    EXPECT_EQ(text("/BWFXML/TAPE"), "SOUND_001");
    EXPECT_FALSE(document.select_node("/BWFXML/NOTE"));
    EXPECT_EQ(text("/BWFXML/SPEED/TIMECODE_RATE"), "30000/1001");
    EXPECT_EQ(text("/BWFXML/SPEED/TIMECODE_FLAG"), "DF");
    // Two frames before midnight in drop frame: 2589406 · 1001 / 30000 · 48000 = 4147192649.6.
    EXPECT_EQ(text("/BWFXML/SPEED/TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI"), "0");
    EXPECT_EQ(text("/BWFXML/SPEED/TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO"), "4147192650");
    EXPECT_EQ(text("/BWFXML/TRACK_LIST/TRACK_COUNT"), "3");
    EXPECT_EQ(text("/BWFXML/TRACK_LIST/TRACK[3]/INTERLEAVE_INDEX"), "3");
    EXPECT_EQ(text("/BWFXML/TRACK_LIST/TRACK[3]/NAME"), "Zoë");
}

TEST(BroadcastWaveWriter, CountsSamplesFromMidnight)
{
    EXPECT_EQ(samplesSinceMidnight(timecode("00:00:00:00", 24, 1), 48000), 0U);
    EXPECT_EQ(samplesSinceMidnight(timecode("00:00:00:01", 24, 1), 48000), 2000U);
    EXPECT_EQ(samplesSinceMidnight(timecode("10:00:00:00", 25, 1), 48000), 1728000000U);
    // 86400 labels at 24000/1001 last 3603.6 seconds.
    EXPECT_EQ(samplesSinceMidnight(timecode("01:00:00:00", 24000, 1001), 48000), 172972800U);
    // 96 kHz passes 32 bits within a day.
    EXPECT_EQ(samplesSinceMidnight(timecode("23:00:00:00", 25, 1), 96000), 7948800000U);
}

TEST(BroadcastWaveWriter, AgreesWithFfprobe)
{
    if (!tailslate::test::hasCommand("ffprobe"))
        GTEST_SKIP() << "the ffprobe command is not installed";
    const TempDir folder;
    const auto path = folder.path() / "take.wav";
    io::DiskFileSystem files;
    ASSERT_TRUE(writeBroadcastWave(files, path, take(), kSamples));
    EXPECT_EQ(tailslate::test::output(
                  "ffprobe -v error -show_entries "
                  "stream=codec_name,sample_rate,channels,bits_per_sample,duration_ts:"
                  "format_tags=time_reference,date,creation_time,encoded_by "
                  "-of default=nokey=1:noprint_wrappers=1 " +
                  tailslate::test::quoted(path)),
              "pcm_s24le\n48000\n3\n24\n3\nRecorder\n2026-11-21\n10:00:03\n1728144000\n");
}

TEST(BroadcastWaveWriter, RefusesWhatDoesNotFitAndLeavesNothingBehind)
{
    const TempDir folder;
    const auto path = folder.path() / "take.wav";
    io::DiskFileSystem files;
    const auto code = [&](const BroadcastWave& wave, std::span<const std::int32_t> samples) {
        const auto written = writeBroadcastWave(files, path, wave, samples);
        EXPECT_FALSE(std::filesystem::exists(path));
        return written ? ErrorCode::Internal : written.error().code;
    };
    EXPECT_EQ(code(take(), std::span(kSamples).first(4)), ErrorCode::InvalidArgument);
    for (const auto& change : std::initializer_list<void (*)(BroadcastWave&)>{
             [](BroadcastWave& wave) { wave.tracks.clear(); },
             [](BroadcastWave& wave) { wave.sampleRate = 0; },
             [](BroadcastWave& wave) { wave.description.assign(257, 'x'); },
             [](BroadcastWave& wave) { wave.originator.assign(33, 'x'); },
             [](BroadcastWave& wave) { wave.scene = "\xFF"; },
             [](BroadcastWave& wave) { wave.tracks[0] = "a\nb"; },
             [](BroadcastWave& wave) { wave.originationDate = "21.11.2026 "; }}) {
        BroadcastWave wave = take();
        change(wave);
        EXPECT_EQ(code(wave, kSamples), ErrorCode::InvalidArgument);
    }
}

TEST(BroadcastWaveWriter, NeverReplacesAFile)
{
    const TempDir folder;
    const auto path = folder.path() / "take.wav";
    std::ofstream(path) << "precious";
    io::DiskFileSystem files;
    const auto written = writeBroadcastWave(files, path, take(), kSamples);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::AlreadyExists);
    EXPECT_EQ(readFile(path), "precious");
}

} // namespace
} // namespace tailslate::media
