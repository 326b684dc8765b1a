// SPDX-License-Identifier: Apache-2.0
#include "av/Probe.h"

#include "av/FrameReader.h"
#include "support/Command.h"
#include "support/FileContent.h"
#include "support/Movies.h"
#include "support/TempDir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sys/stat.h>
#include <tuple>

namespace tailslate::av {
namespace {

using test::quoted;
using test::readFile;
using test::TempDir;
using test::writeFile;

ErrorCode codeOfProbe(const std::filesystem::path& path)
{
    const auto info = probe(path);
    EXPECT_FALSE(info) << path;
    return info ? ErrorCode::Internal : info.error().code;
}

TEST(Probe, TellsWhatACameraMovieSaysOfItself)
{
    const TempDir folder;
    const auto path = folder.path() / "A001C001_261121_R2EC.mov";
    ASSERT_TRUE(test::writeMovie(path, test::smallMovie(), 12));

    const auto info = probe(path);
    ASSERT_TRUE(info) << info.error().describe();
    EXPECT_EQ(info->container, "mov");
    ASSERT_TRUE(info->video);
    EXPECT_EQ(info->video->codec, "prores");
    EXPECT_EQ(info->video->profile, "HQ");
    EXPECT_EQ(info->video->width, 320);
    EXPECT_EQ(info->video->height, 180);
    EXPECT_EQ(info->video->pixelFormat, "yuv422p10le");
    EXPECT_EQ(info->video->rate, timing::FrameRate());
    EXPECT_EQ(info->video->frames, 12);
    EXPECT_FALSE(info->audio);
    ASSERT_TRUE(info->startTimecode);
    EXPECT_EQ(info->startTimecode->toString(), "10:00:00:00");
    EXPECT_EQ(info->reel, "A001R2EC");
}

TEST(Probe, ReadsATimecodeTrackThatCountsPairsOfFrames)
{
    const TempDir folder;
    const auto path = folder.path() / "clip.mov";
    av::MovieSettings settings = test::smallMovie();
    settings.startTimecode = test::timecode("00:00:03:28", 60000, 1001); // Frame 208.
    ASSERT_TRUE(test::writeMovie(path, settings, 5));

    // As cameras write it that count 30 labels at 59.94: timescale 30000, frames of 1001, 30 a
    // second (QuickTime File Format, timecode sample description). The 208 then are pairs.
    std::string bytes = test::readFile(path);
    const std::string sixty("\0\0\xEA\x60\0\0\x03\xE9\x3C", 9);
    const std::size_t track = bytes.find(sixty);
    ASSERT_NE(track, std::string::npos);
    bytes.replace(track, sixty.size(), std::string("\0\0\x75\x30\0\0\x03\xE9\x1E", 9));
    test::writeFile(path, bytes);

    const auto info = probe(path);
    ASSERT_TRUE(info) << info.error().describe();
    EXPECT_EQ(info->video->rate->toString(), "59.94");
    ASSERT_TRUE(info->startTimecode);
    EXPECT_EQ(info->startTimecode->frames(), 416);
    EXPECT_EQ(info->startTimecode->toString(), "00:00:06:56");
}

TEST(Probe, ReadsDropFrameTimecodeOfAnMxf)
{
    const TempDir folder;
    const auto path = folder.path() / "A001C003_261121_R2EC.mxf";
    av::MovieSettings settings = test::smallMovie();
    settings.codec = MovieCodec::DnxhrHqx;
    settings.container = MovieContainer::Mxf;
    settings.startTimecode = test::timecode("09:59:00;02", 30000, 1001);
    ASSERT_TRUE(test::writeMovie(path, settings, 5));

    const auto info = probe(path);
    ASSERT_TRUE(info) << info.error().describe();
    EXPECT_EQ(info->container, "mxf");
    EXPECT_EQ(info->video->codec, "dnxhd");
    EXPECT_EQ(info->video->profile, "DNXHR HQX");
    EXPECT_EQ(info->video->rate->toString(), "29.97");
    EXPECT_EQ(info->video->frames, 5);
    ASSERT_TRUE(info->startTimecode);
    EXPECT_EQ(info->startTimecode->toString(), "09:59:00;02");
    EXPECT_EQ(info->reel, "A001R2EC");
    EXPECT_EQ(info->make, "") << "the library that wrote the file is no camera";
    EXPECT_EQ(info->model, "");
}

TEST(Probe, TellsNoRateWhereThereIsNoneThatCanBe)
{
    if (!test::hasCommand("ffmpeg"))
        GTEST_SKIP() << "the ffmpeg command is not installed";
    const TempDir folder;
    const auto path = folder.path() / "clip.mov";
    ASSERT_TRUE(test::output("ffmpeg -f lavfi -i color=size=64x36:rate=1000000 -frames:v 3 "
                             "-c:v png " +
                             quoted(path)));
    const auto info = probe(path);
    ASSERT_TRUE(info) << info.error().describe();
    ASSERT_TRUE(info->video);
    EXPECT_FALSE(info->video->rate);
    EXPECT_EQ(info->video->frames, 3);
    EXPECT_FALSE(info->startTimecode);
}

TEST(Probe, ReadsTheTimeReferenceOfASoundFile)
{
    if (!test::hasCommand("ffmpeg"))
        GTEST_SKIP() << "the ffmpeg command is not installed";
    const TempDir folder;
    const auto path = folder.path() / "T01.wav";
    // 1728172800 samples at 48 kHz are 36003.6 seconds: 10:00:03.6.
    ASSERT_TRUE(test::output("ffmpeg -f lavfi -i sine=duration=0.5:sample_rate=48000 -ac 4 "
                             "-c:a pcm_s24le -write_bext 1 -metadata time_reference=1728172800 " +
                             quoted(path)));
    const auto info = probe(path);
    ASSERT_TRUE(info) << info.error().describe();
    EXPECT_EQ(info->container, "wav");
    EXPECT_FALSE(info->video);
    ASSERT_TRUE(info->audio);
    EXPECT_EQ(info->audio->codec, "pcm_s24le");
    EXPECT_EQ(info->audio->channels, 4);
    EXPECT_EQ(info->audio->sampleRate, 48000);
    EXPECT_EQ(info->audio->bitsPerSample, 24);
    EXPECT_EQ(info->audio->samples, 24000);
    EXPECT_EQ(info->samplesSinceMidnight, 1728172800);
}

TEST(Probe, CountsTheChannelsOfAllSoundStreams)
{
    if (!test::hasCommand("ffmpeg"))
        GTEST_SKIP() << "the ffmpeg command is not installed";
    const TempDir folder;
    const auto path = folder.path() / "mono.mov";
    ASSERT_TRUE(test::output("ffmpeg -f lavfi -i sine=duration=0.2 -map 0 -map 0 -map 0 "
                             "-c:a pcm_s16le " +
                             quoted(path)));
    EXPECT_EQ(probe(path)->audio->channels, 3);
}

TEST(Probe, RefusesWhatIsNoMediaFile)
{
    const TempDir folder;
    EXPECT_EQ(codeOfProbe(folder.path() / "nothing.mov"), ErrorCode::NotFound);
    EXPECT_EQ(codeOfProbe(folder.path()), ErrorCode::BadFormat);
    EXPECT_EQ(codeOfProbe(""), ErrorCode::NotFound);

    for (const auto& [name, content] : {std::pair{"empty.mov", std::string()},
                                        {"text.mov", std::string("not a movie at all\n")},
                                        {"zeros.mxf", std::string(100'000, '\0')},
                                        {"short.wav", std::string("RIFF")}}) {
        writeFile(folder.path() / name, content);
        EXPECT_EQ(codeOfProbe(folder.path() / name), ErrorCode::BadFormat) << name;
    }
}

TEST(Probe, DoesNotWaitForAPipe)
{
    const TempDir folder;
    const auto path = folder.path() / "pipe.mov";
    ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
    EXPECT_EQ(codeOfProbe(path), ErrorCode::BadFormat);
}

TEST(Probe, NeverFollowsAFileToOtherFiles)
{
    const TempDir folder;
    const auto movie = folder.path() / "real.mov";
    ASSERT_TRUE(test::writeMovie(movie, test::smallMovie(), 3));
    writeFile(folder.path() / "list.ffconcat", "ffconcat version 1.0\nfile real.mov\n");
    writeFile(folder.path() / "list.txt", "ffconcat version 1.0\nfile real.mov\n");
    writeFile(folder.path() / "play.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n"
                                           "real.mov\n#EXT-X-ENDLIST\n");
    writeFile(folder.path() / "play.mov", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n" +
                                              movie.string() + "\n#EXT-X-ENDLIST\n");
    writeFile(folder.path() / "session.sdp",
              "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n"
              "m=video 5004 RTP/AVP 33\n");
    for (const char* name : {"list.ffconcat", "list.txt", "play.m3u8", "play.mov", "session.sdp"})
        EXPECT_EQ(codeOfProbe(folder.path() / name), ErrorCode::BadFormat) << name;
    EXPECT_EQ(codeOfProbe("concat:" + movie.string()), ErrorCode::NotFound);
}

TEST(Probe, TakesANameThatLooksLikeAnAddress)
{
    const TempDir folder;
    const auto path = folder.path() / "a:b|c %03d \xff.mov";
    ASSERT_TRUE(test::writeMovie(path, test::smallMovie(), 2));
    EXPECT_TRUE(probe(path));
}

// The movie's index stands at its end, as cameras write it: without it nothing can be read.
TEST(Probe, RefusesAMovieThatWasCutShort)
{
    const TempDir folder;
    const auto whole = folder.path() / "whole.mov";
    ASSERT_TRUE(test::writeMovie(whole, test::smallMovie(), 6));
    const std::string bytes = readFile(whole);
    for (const std::size_t size : {bytes.size() / 2, std::size_t{40}}) {
        const auto path = folder.path() / ("cut" + std::to_string(size) + ".mov");
        writeFile(path, std::string_view(bytes).substr(0, size));
        EXPECT_EQ(codeOfProbe(path), ErrorCode::BadFormat) << size;
    }
}

TEST(Probe, SurvivesAnyCutAndAnyDamageOfTheHeaders)
{
    for (const MovieContainer container : {MovieContainer::Mov, MovieContainer::Mxf}) {
        const TempDir folder;
        const auto whole = folder.path() / "whole";
        av::MovieSettings settings = test::smallMovie();
        settings.container = container;
        ASSERT_TRUE(test::writeMovie(whole, settings, 2));
        const std::string bytes = readFile(whole);
        const auto path = folder.path() / "damaged";
        for (std::size_t at = 0; at < bytes.size(); at += bytes.size() / 61) {
            std::string damaged = bytes;
            for (std::size_t i = at; i < std::min(at + 24, damaged.size()); ++i)
                damaged[i] = static_cast<char>(damaged[i] ^ 0x5A);
            writeFile(path, damaged);
            std::ignore = probe(path); // Either answer is right; a crash or a hang is not.
            writeFile(path, std::string_view(bytes).substr(0, at));
            std::ignore = probe(path);
        }
    }
}

TEST(Probe, AgreesWithFfprobe)
{
    if (!test::hasCommand("ffprobe"))
        GTEST_SKIP() << "the ffprobe command is not installed";
    const TempDir folder;
    const auto path = folder.path() / "clip.mov";
    av::MovieSettings settings = test::smallMovie(640, 360);
    settings.startTimecode = test::timecode("23:59:59:20", 24000, 1001);
    ASSERT_TRUE(test::writeMovie(path, settings, 10));

    const auto printed = test::output(
        "ffprobe -v error -select_streams v:0 -show_entries "
        "stream=codec_name,profile,width,height,pix_fmt,r_frame_rate,nb_frames:stream_tags=timecode"
        " -of default=nokey=1:noprint_wrappers=1 " +
        quoted(path));
    ASSERT_TRUE(printed);
    const auto info = probe(path);
    ASSERT_TRUE(info);
    const VideoInfo& video = *info->video;
    ASSERT_TRUE(video.rate);
    const Rational rate = video.rate->ratio();
    EXPECT_EQ(*printed, video.codec + "\n" + video.profile + "\n" + std::to_string(video.width) +
                            "\n" + std::to_string(video.height) + "\n" + video.pixelFormat + "\n" +
                            std::to_string(rate.numerator()) + "/" +
                            std::to_string(rate.denominator()) + "\n" +
                            std::to_string(video.frames) + "\n" + info->startTimecode->toString() +
                            "\n");
}

} // namespace
} // namespace tailslate::av
