// SPDX-License-Identifier: Apache-2.0
#include "av/MovieWriter.h"

#include "av/FrameReader.h"
#include "av/Probe.h"
#include "support/Command.h"
#include "support/Movies.h"
#include "support/TempDir.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

namespace tailslate::av {
namespace {

using test::quoted;
using test::smallMovie;
using test::TempDir;

struct Case {
    MovieCodec codec;
    MovieContainer container;
    const char* codecName;
    const char* profile;
    double tolerance; ///< Mean difference to the source, in codes.
};

// Intra codecs at these rates keep a smooth ramp within a code or two; Proxy has a fifth of the
// data of HQ.
constexpr Case kCases[] = {
    {MovieCodec::ProRes422Hq, MovieContainer::Mov, "prores", "HQ", 2.0},
    {MovieCodec::ProResProxy, MovieContainer::Mov, "prores", "Proxy", 6.0},
    {MovieCodec::DnxhrHqx, MovieContainer::Mov, "dnxhd", "DNXHR HQX", 2.0},
    {MovieCodec::DnxhrHqx, MovieContainer::Mxf, "dnxhd", "DNXHR HQX", 2.0},
    {MovieCodec::ProRes422Hq, MovieContainer::Mxf, "prores", "HQ", 2.0},
};

double meanDifference(const std::vector<std::uint16_t>& a, const std::vector<std::uint16_t>& b)
{
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
    return sum / static_cast<double>(a.size());
}

TEST(MovieWriter, WritesPicturesTimecodeAndReelThatReadBack)
{
    for (const Case& expected : kCases) {
        const TempDir folder;
        const auto path = folder.path() / "clip";
        MovieSettings settings = smallMovie();
        settings.codec = expected.codec;
        settings.container = expected.container;
        ASSERT_TRUE(test::writeMovie(path, settings, 8)) << expected.profile;

        const auto info = probe(path);
        ASSERT_TRUE(info) << info.error().describe();
        EXPECT_EQ(info->video->codec, expected.codecName);
        if (!(expected.container == MovieContainer::Mxf &&
              expected.codec == MovieCodec::ProRes422Hq)) { // MXF keeps no ProRes profile name.
            EXPECT_EQ(info->video->profile, expected.profile);
        }
        EXPECT_EQ(info->video->frames, 8);
        ASSERT_TRUE(info->startTimecode);
        EXPECT_EQ(info->startTimecode->toString(), "10:00:00:00");
        EXPECT_EQ(info->reel, "A001R2EC");

        const auto reader = FrameReader::open({SourceKind::File, path.string()}, {});
        ASSERT_TRUE(reader) << reader.error().describe();
        for (int number = 0; number < 8; ++number) {
            const auto frame = (*reader)->next();
            ASSERT_TRUE(frame && *frame) << number;
            EXPECT_EQ((*frame)->number, number);
            const image::Frame source = test::rampFrame(320, 180, number);
            EXPECT_EQ((*frame)->signal, source.signal);
            EXPECT_LT(meanDifference((*frame)->y, source.y), expected.tolerance);
            EXPECT_LT(meanDifference((*frame)->cb, source.cb), expected.tolerance);
            EXPECT_LT(meanDifference((*frame)->cr, source.cr), expected.tolerance);
        }
        EXPECT_EQ(*(*reader)->next(), nullptr);
    }
}

TEST(MovieWriter, TagsTheColorsAsFfprobeReadsThem)
{
    if (!test::hasCommand("ffprobe"))
        GTEST_SKIP() << "the ffprobe command is not installed";
    for (const MovieContainer container : {MovieContainer::Mov, MovieContainer::Mxf}) {
        const TempDir folder;
        const auto path = folder.path() / "clip";
        MovieSettings settings = smallMovie();
        settings.codec = MovieCodec::DnxhrHqx;
        settings.container = container;
        ASSERT_TRUE(test::writeMovie(path, settings, 2));
        EXPECT_EQ(test::output("ffprobe -v error -select_streams v:0 -show_entries "
                               "stream=color_range,color_space,color_transfer,color_primaries "
                               "-of csv=p=0 " +
                               quoted(path)),
                  "tv,bt709,bt709,bt709\n");
    }
}

TEST(MovieWriter, TimecodeAndReelAreWhereOtherProgramsLookForThem)
{
    if (!test::hasCommand("ffprobe"))
        GTEST_SKIP() << "the ffprobe command is not installed";
    const TempDir folder;
    const auto mov = folder.path() / "clip.mov";
    MovieSettings settings = smallMovie();
    settings.startTimecode = test::timecode("01:00:00;02", 30000, 1001);
    ASSERT_TRUE(test::writeMovie(mov, settings, 3));
    EXPECT_EQ(test::output("ffprobe -v error -select_streams d:0 -show_entries "
                           "stream=codec_tag_string:stream_tags=timecode,reel_name -of csv=p=0 " +
                           quoted(mov)),
              "tmcd,A001R2EC,01:00:00;02\n");

    const auto mxf = folder.path() / "clip.mxf";
    settings.container = MovieContainer::Mxf;
    settings.codec = MovieCodec::DnxhrHqx;
    ASSERT_TRUE(test::writeMovie(mxf, settings, 3));
    EXPECT_EQ(test::output("ffprobe -v error -show_entries "
                           "format_tags=timecode,material_package_name -of csv=p=0 " +
                           quoted(mxf)),
              "A001R2EC,01:00:00;02\n");
}

TEST(MovieWriter, NeverReplacesAFile)
{
    const TempDir folder;
    const auto path = folder.path() / "clip.mov";
    std::ofstream(path) << "precious";
    const auto refused = MovieWriter::create(path, smallMovie());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::AlreadyExists);
    EXPECT_EQ(std::filesystem::file_size(path), 8U);
}

TEST(MovieWriter, RefusesWhatTheCodecOrContainerCannotHold)
{
    const TempDir folder;
    const auto code = [&](MovieSettings settings) {
        const auto path = folder.path() / "refused";
        const auto writer = MovieWriter::create(path, settings);
        EXPECT_FALSE(std::filesystem::exists(path));
        return writer ? ErrorCode::Internal : writer.error().code;
    };
    EXPECT_EQ(code(smallMovie(321, 180)), ErrorCode::InvalidArgument);
    EXPECT_EQ(code(smallMovie(0, 0)), ErrorCode::InvalidArgument);
    EXPECT_EQ(code(smallMovie(100'000, 16)), ErrorCode::InvalidArgument);

    MovieSettings small = smallMovie(128, 64);
    small.codec = MovieCodec::DnxhrHqx;
    EXPECT_EQ(code(small), ErrorCode::InvalidArgument);

    MovieSettings odd = smallMovie();
    odd.container = MovieContainer::Mxf;
    odd.startTimecode = test::timecode("10:00:00:00", 17);
    EXPECT_EQ(code(odd), ErrorCode::InvalidArgument);

    MovieSettings reel = smallMovie();
    reel.reel = std::string("A\0B", 3);
    EXPECT_EQ(code(reel), ErrorCode::InvalidArgument);
}

TEST(MovieWriter, SaysWhenTheFolderIsMissing)
{
    const TempDir folder;
    const auto refused = MovieWriter::create(folder.path() / "no" / "clip.mov", smallMovie());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::NotFound);
}

TEST(MovieWriter, RefusesFramesThatDoNotBelongToTheMovie)
{
    const TempDir folder;
    const auto writer = MovieWriter::create(folder.path() / "clip.mov", smallMovie());
    ASSERT_TRUE(writer);
    const auto code = [&](const image::Frame& frame) {
        const auto written = (*writer)->write(frame);
        return written ? ErrorCode::Internal : written.error().code;
    };
    EXPECT_EQ(code(test::rampFrame(320, 182, 0)), ErrorCode::InvalidArgument);
    image::Frame full = test::rampFrame(320, 180, 0);
    full.signal.range = image::Range::Full;
    EXPECT_EQ(code(full), ErrorCode::InvalidArgument);
    image::Frame broken = test::rampFrame(320, 180, 0);
    broken.cr.pop_back();
    EXPECT_EQ(code(broken), ErrorCode::InvalidArgument);

    const auto empty = (*writer)->finish();
    ASSERT_FALSE(empty);
    EXPECT_EQ(empty.error().code, ErrorCode::InvalidArgument);
    EXPECT_TRUE((*writer)->write(test::rampFrame(320, 180, 0)));
    EXPECT_TRUE((*writer)->finish());
    EXPECT_EQ(code(test::rampFrame(320, 180, 1)), ErrorCode::Internal);
    EXPECT_FALSE((*writer)->finish());
}

} // namespace
} // namespace tailslate::av
