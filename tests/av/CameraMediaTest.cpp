// SPDX-License-Identifier: Apache-2.0
// Real media made with the ffmpeg command; what is expected is what ffprobe says of it, an
// independent reading of the same headers.
#include "av/Probe.h"
#include "support/Command.h"
#include "support/TempDir.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace tailslate::av {
namespace {

using test::quoted;
using test::TempDir;

/// What ffprobe prints as `key=value`, the first of each key.
using Told = std::map<std::string, std::string>;

Told askFfprobe(const std::filesystem::path& path, const std::string& stream)
{
    const auto printed = test::output("ffprobe -v error -count_frames -select_streams " + stream +
                                      " -show_streams -show_format"
                                      " -of default=nokey=0:noprint_wrappers=1 " +
                                      quoted(path));
    Told told;
    std::istringstream lines(printed.value_or(""));
    for (std::string line; std::getline(lines, line);) {
        const auto equals = line.find('=');
        if (equals != std::string::npos)
            told.try_emplace(line.substr(0, equals), line.substr(equals + 1));
    }
    return told;
}

struct Rate {
    const char* ratio;
    const char* timecode;
};

// Across midnight where it says 23:59.
constexpr Rate kRates[] = {
    {"24000/1001", "01:02:03:04"}, {"24/1", "23:59:59:22"},       {"25/1", "23:59:59:24"},
    {"30000/1001", "09:59:59;28"}, {"30000/1001", "10:00:00:00"}, {"48000/1001", "14:15:16:47"},
    {"50/1", "23:59:58:49"},       {"60000/1001", "23:59:59;58"}, {"60000/1001", "00:01:00;04"}};

struct Kind {
    const char* name;
    const char* encoder; ///< Everything between the input and the file.
    bool anyRate;        ///< MXF is defined for some rates only.
};

constexpr Kind kKinds[] = {
    {"prores.mov",
     "-c:v prores_ks -profile:v 3 -pix_fmt yuv422p10le -color_primaries bt2020 "
     "-color_trc arib-std-b67 -colorspace bt2020nc -movflags write_colr",
     true},
    {"dnxhr.mxf", "-c:v dnxhd -profile:v dnxhr_hq -pix_fmt yuv422p -f mxf", false},
    {"dnxhr-opatom.mxf", "-c:v dnxhd -profile:v dnxhr_hq -pix_fmt yuv422p -f mxf_opatom", false},
    {"xavc.mxf", "-c:v libx264 -g 1 -pix_fmt yuv422p10le -f mxf", false},
    {"xavc.mp4",
     "-c:v libx264 -g 12 -bf 2 -pix_fmt yuv420p -color_primaries bt709 -color_trc bt709 "
     "-colorspace bt709 -color_range tv",
     true}};

std::string valueOf(const Told& told, const std::string& key)
{
    const auto found = told.find(key);
    return found == told.end() || found->second == "unknown" ? "" : found->second;
}

void expectAsFfprobeSays(const std::filesystem::path& path, const Rate& rate)
{
    const Told told = askFfprobe(path, "v:0");
    ASSERT_FALSE(told.empty());
    const auto info = probe(path);
    ASSERT_TRUE(info) << info.error().describe();
    ASSERT_TRUE(info->video);
    const VideoInfo& video = *info->video;
    EXPECT_EQ(video.codec, valueOf(told, "codec_name"));
    EXPECT_EQ(video.profile, valueOf(told, "profile"));
    EXPECT_EQ(std::to_string(video.width), valueOf(told, "width"));
    EXPECT_EQ(std::to_string(video.height), valueOf(told, "height"));
    EXPECT_EQ(video.pixelFormat, valueOf(told, "pix_fmt"));
    ASSERT_TRUE(video.rate);
    EXPECT_EQ(
        fmt::format("{}/{}", video.rate->ratio().numerator(), video.rate->ratio().denominator()),
        valueOf(told, "r_frame_rate"));
    EXPECT_EQ(std::to_string(video.frames), valueOf(told, "nb_read_frames"));
    EXPECT_EQ(video.color.primaries, valueOf(told, "color_primaries"));
    EXPECT_EQ(video.color.transfer, valueOf(told, "color_transfer"));
    EXPECT_EQ(video.color.matrix, valueOf(told, "color_space"));
    EXPECT_EQ(video.color.range, valueOf(told, "color_range"));
    EXPECT_EQ(valueOf(told, "TAG:timecode"), rate.timecode);
    ASSERT_TRUE(info->startTimecode);
    EXPECT_EQ(info->startTimecode->toString(), rate.timecode);
}

TEST(CameraMedia, MoviesOfEveryRateAreReadAsFfprobeReadsThem)
{
    if (!test::hasCommand("ffmpeg") || !test::hasCommand("ffprobe"))
        GTEST_SKIP() << "the ffmpeg and ffprobe commands are not installed";
    std::size_t made = 0;
    for (const Kind& kind : kKinds) {
        for (const Rate& rate : kRates) {
            if (!kind.anyRate && std::string_view(rate.ratio) == "48000/1001")
                continue;
            SCOPED_TRACE(fmt::format("{} {} {}", kind.name, rate.ratio, rate.timecode));
            const TempDir folder;
            const auto path = folder.path() / kind.name;
            // OPAtom has room for few sizes; this is one.
            ASSERT_TRUE(test::output(fmt::format(
                "ffmpeg -f lavfi -i testsrc2=size=640x360:rate={} -frames:v 6 -timecode '{}' {} {}",
                rate.ratio, rate.timecode, kind.encoder, quoted(path))));
            ++made;
            expectAsFfprobeSays(path, rate);
        }
    }
    EXPECT_EQ(made, std::size(kKinds) * std::size(kRates) - 3);
}

TEST(CameraMedia, SoundFilesAreReadAsFfprobeReadsThem)
{
    if (!test::hasCommand("ffmpeg") || !test::hasCommand("ffprobe"))
        GTEST_SKIP() << "the ffmpeg and ffprobe commands are not installed";
    for (const char* const options :
         {"-ac 2 -c:a pcm_s24le", "-ac 6 -c:a pcm_s16le -rf64 always", "-ac 1 -c:a pcm_f32le"}) {
        SCOPED_TRACE(options);
        const TempDir folder;
        const auto path = folder.path() / "T01.wav";
        ASSERT_TRUE(
            test::output(fmt::format("ffmpeg -f lavfi -i sine=duration=1.5:sample_rate=48000 "
                                     "{} -write_bext 1 -metadata time_reference=4147199999 {}",
                                     options, quoted(path))));
        const Told told = askFfprobe(path, "a:0");
        const auto info = probe(path);
        ASSERT_TRUE(info) << info.error().describe();
        ASSERT_TRUE(info->audio);
        EXPECT_EQ(info->audio->codec, valueOf(told, "codec_name"));
        EXPECT_EQ(std::to_string(info->audio->channels), valueOf(told, "channels"));
        EXPECT_EQ(std::to_string(info->audio->sampleRate), valueOf(told, "sample_rate"));
        EXPECT_EQ(std::to_string(info->audio->samples), valueOf(told, "duration_ts"));
        ASSERT_EQ(info->audio->streams.size(), 1U);
        EXPECT_EQ(info->audio->streams.front().layout, valueOf(told, "channel_layout"));
        EXPECT_EQ(std::to_string(info->samplesSinceMidnight.value_or(0)),
                  valueOf(told, "TAG:time_reference"));
    }
}

TEST(CameraMedia, SoundOfSeveralStreamsIsListedStreamByStream)
{
    if (!test::hasCommand("ffmpeg"))
        GTEST_SKIP() << "the ffmpeg command is not installed";
    const TempDir folder;
    const auto path = folder.path() / "streams.mov";
    ASSERT_TRUE(
        test::output("ffmpeg -f lavfi -i sine=duration=0.2 -f lavfi -i "
                     "anullsrc=channel_layout=stereo:duration=0.2 -map 0 -map 1 -c:a pcm_s24le " +
                     quoted(path)));
    const auto info = probe(path);
    ASSERT_TRUE(info) << info.error().describe();
    EXPECT_EQ(info->audio->streams, (std::vector<AudioStream>{{1, "mono"}, {2, "stereo"}}));
    EXPECT_EQ(info->audio->channels, 3);
}

} // namespace
} // namespace tailslate::av
