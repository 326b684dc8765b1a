// SPDX-License-Identifier: Apache-2.0
#include "av/FrameReader.h"

#include "support/Command.h"
#include "support/FileContent.h"
#include "support/Movies.h"
#include "support/TempDir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace tailslate::av {
namespace {

using test::quoted;
using test::readFile;
using test::TempDir;
using test::writeFile;

using Frames = std::vector<std::shared_ptr<const image::Frame>>;

std::unique_ptr<FrameReader> openFile(const std::filesystem::path& path)
{
    auto reader = FrameReader::open({SourceKind::File, path.native()}, {});
    EXPECT_TRUE(reader) << (reader ? "" : reader.error().describe());
    return reader ? std::move(*reader) : nullptr;
}

std::shared_ptr<const image::Frame> nextFrame(FrameReader& reader)
{
    auto frame = reader.next();
    EXPECT_TRUE(frame) << (frame ? "" : frame.error().describe());
    return frame ? *frame : nullptr;
}

Frames readAll(FrameReader& reader)
{
    Frames frames;
    while (auto frame = nextFrame(reader))
        frames.push_back(std::move(frame));
    return frames;
}

std::shared_ptr<const image::Frame> firstOfPattern(const std::string& graph)
{
    auto reader = FrameReader::open({SourceKind::Pattern, graph}, {});
    EXPECT_TRUE(reader) << graph << ": " << (reader ? "" : reader.error().describe());
    return reader ? nextFrame(**reader) : nullptr;
}

/// A plane of a YUV4MPEG2 file: words little endian, or bytes.
template <class Sample>
void append(std::string& file, const std::vector<Sample>& plane)
{
    for (const Sample sample : plane) {
        file.push_back(static_cast<char>(sample & 0xFF));
        if constexpr (sizeof(Sample) == 2)
            file.push_back(static_cast<char>(sample >> 8));
    }
}

template <class Sample>
std::vector<Sample> randomPlane(std::size_t size, int largest, unsigned seed)
{
    std::mt19937 random(seed);
    std::uniform_int_distribution<int> distribution(0, largest);
    std::vector<Sample> plane(size);
    for (Sample& sample : plane)
        sample = static_cast<Sample>(distribution(random));
    return plane;
}

TEST(FrameReader, PassesTenBit422BitForBit)
{
    const TempDir folder;
    const auto y = randomPlane<std::uint16_t>(66 * 34, 1023, 1);
    const auto cb = randomPlane<std::uint16_t>(33 * 34, 1023, 2);
    const auto cr = randomPlane<std::uint16_t>(33 * 34, 1023, 3);
    std::string file = "YUV4MPEG2 W66 H34 F25:1 Ip A1:1 C422p10 XYSCSS=422P10\nFRAME\n";
    append(file, y);
    append(file, cb);
    append(file, cr);
    writeFile(folder.path() / "raw.y4m", file);

    const auto reader = openFile(folder.path() / "raw.y4m");
    ASSERT_TRUE(reader);
    EXPECT_EQ(reader->info().rate.toString(), "25");
    const auto frame = nextFrame(*reader);
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->width, 66);
    EXPECT_EQ(frame->height, 34);
    EXPECT_EQ(frame->y, y);
    EXPECT_EQ(frame->cb, cb);
    EXPECT_EQ(frame->cr, cr);
    EXPECT_EQ(frame->signal.range, image::Range::Legal);
}

// A raw file may hold any 16-bit words; what reads frames looks tables up by these numbers.
TEST(FrameReader, NeverGivesMoreThanTenBits)
{
    const TempDir folder;
    std::string file = "YUV4MPEG2 W16 H16 F25:1 Ip A1:1 C422p10 XYSCSS=422P10\nFRAME\n";
    file.append(16 * 16 * 2 * 2, '\xFF');
    writeFile(folder.path() / "raw.y4m", file);
    const auto frame = nextFrame(*openFile(folder.path() / "raw.y4m"));
    ASSERT_TRUE(frame);
    EXPECT_EQ(*std::ranges::max_element(frame->y), 1023);
    EXPECT_EQ(*std::ranges::max_element(frame->cr), 1023);
}

TEST(FrameReader, KeepsSuperWhiteAndSuperBlackOfEightBitPictures)
{
    const TempDir folder;
    const auto y = randomPlane<std::uint8_t>(64 * 32, 255, 1);
    const auto chroma = std::vector<std::uint8_t>(32 * 32, 3);
    std::string file = "YUV4MPEG2 W64 H32 F24:1 Ip A1:1 C422 XYSCSS=422\nFRAME\n";
    append(file, y);
    append(file, chroma);
    append(file, chroma);
    writeFile(folder.path() / "raw.y4m", file);
    const auto frame = nextFrame(*openFile(folder.path() / "raw.y4m"));
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->signal.range, image::Range::Legal);
    for (std::size_t i = 0; i < y.size(); ++i)
        ASSERT_EQ(frame->y[i], 4 * y[i]) << i;
    for (std::size_t i = 0; i < chroma.size(); ++i)
        ASSERT_EQ(frame->cb[i], 12) << i;
}

TEST(FrameReader, KeepsFullRangeAsFullRange)
{
    const TempDir folder;
    std::vector<std::uint8_t> y(64 * 32);
    for (std::size_t i = 0; i < y.size(); ++i)
        y[i] = static_cast<std::uint8_t>(i % 256);
    const auto chroma = std::vector<std::uint8_t>(32 * 16, 255);
    std::string file = "YUV4MPEG2 W64 H32 F24:1 Ip A1:1 C420jpeg XCOLORRANGE=FULL\nFRAME\n";
    append(file, y);
    append(file, chroma);
    append(file, chroma);
    writeFile(folder.path() / "raw.y4m", file);
    const auto frame = nextFrame(*openFile(folder.path() / "raw.y4m"));
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->signal.range, image::Range::Full);
    // 8-bit full range is 10-bit full range times 1023/255, or times 4: both are in use.
    for (std::size_t i = 0; i < y.size(); ++i)
        ASSERT_NEAR(frame->y[i], y[i] * 1023.0 / 255.0, 3.1) << i;
}

TEST(FrameReader, HandlesOddSizes)
{
    const TempDir folder;
    std::string file = "YUV4MPEG2 W33 H17 F24:1 Ip A1:1 C444\nFRAME\n";
    file.append(33 * 17, '\x50');
    file.append(2 * 33 * 17, '\x80');
    writeFile(folder.path() / "raw.y4m", file);
    const auto frame = nextFrame(*openFile(folder.path() / "raw.y4m"));
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->chromaWidth(), 17);
    EXPECT_EQ(frame->y, std::vector<std::uint16_t>(33 * 17, 0x140));
    EXPECT_EQ(frame->cb, std::vector<std::uint16_t>(17 * 17, 512));
}

TEST(FrameReader, PicturesWithoutColorKeepTheirLumaAndHaveNeutralChroma)
{
    const TempDir folder;
    const auto y = randomPlane<std::uint8_t>(64 * 32, 255, 1);
    std::string file = "YUV4MPEG2 W64 H32 F24:1 Ip A1:1 Cmono\nFRAME\n";
    append(file, y);
    writeFile(folder.path() / "raw.y4m", file);
    const auto frame = nextFrame(*openFile(folder.path() / "raw.y4m"));
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->signal.range, image::Range::Legal);
    for (std::size_t i = 0; i < y.size(); ++i)
        ASSERT_EQ(frame->y[i], 4 * y[i]) << i;
    EXPECT_EQ(frame->cb, std::vector<std::uint16_t>(32 * 32, 512));
    EXPECT_EQ(frame->cr, std::vector<std::uint16_t>(32 * 32, 512));
}

struct ColorCase {
    const char* color;
    int y, cb, cr;
};

// 100 % bars in 10 bits: ITU-R BT.709-6, items 3.2 to 3.4.
constexpr ColorCase kBars[] = {
    {"0xFFFFFF", 940, 512, 512}, {"0x000000", 64, 512, 512},  {"0xFF0000", 250, 409, 960},
    {"0x00FF00", 691, 167, 105}, {"0x0000FF", 127, 960, 471}, {"0xFFFF00", 877, 64, 553},
    {"0x00FFFF", 754, 615, 64},  {"0xFF00FF", 313, 857, 919},
};

TEST(FrameReader, TurnsRgbIntoLegalRangeBt709)
{
    for (const ColorCase& expected : kBars) {
        for (const char* format : {"", ",format=gbrp", ",format=rgb24", ",format=bgra",
                                   ",format=gbrp10", ",format=gbrp12"}) {
            const auto frame =
                firstOfPattern(std::string("color=size=64x32:c=") + expected.color + format);
            ASSERT_TRUE(frame);
            EXPECT_EQ(frame->signal, (image::SignalTag{image::Matrix::Bt709, image::Range::Legal}));
            EXPECT_EQ(frame->y[70], expected.y) << expected.color << format;
            EXPECT_EQ(frame->cb[70], expected.cb) << expected.color << format;
            EXPECT_EQ(frame->cr[70], expected.cr) << expected.color << format;
        }
    }
}

TEST(FrameReader, TurnsSixteenBitRgbIntoLegalRangeBt709)
{
    const TempDir folder;
    const auto raw = folder.path() / "raw.rgb";
    std::string words;
    for (const ColorCase& bar : kBars) // Eight pixels to a row, a bar in each row.
        for (int pixel = 0; pixel < 8; ++pixel)
            for (const int digits : {2, 4, 6})
                words.append(2, bar.color[digits] == 'F' ? '\xFF' : '\0');
    writeFile(raw, words);
    const auto path = folder.path() / "rgb.nut";
    if (!test::output("ffmpeg -f rawvideo -pix_fmt rgb48le -s 8x8 -i " + quoted(raw) +
                      " -c:v rawvideo " + quoted(path)))
        GTEST_SKIP() << "the ffmpeg command is not installed";
    const auto frame = nextFrame(*openFile(path));
    ASSERT_TRUE(frame);
    for (std::size_t row = 0; row < std::size(kBars); ++row) {
        EXPECT_EQ(frame->y[row * 8 + 3], kBars[row].y) << kBars[row].color;
        EXPECT_EQ(frame->cb[row * 4 + 1], kBars[row].cb) << kBars[row].color;
        EXPECT_EQ(frame->cr[row * 4 + 1], kBars[row].cr) << kBars[row].color;
    }
}

// SMPTE RP 219 in 8 bits: 75 % yellow is 168, 44, 136 (times 4 in 10 bits); it stands second on
// top.
TEST(FrameReader, LeavesPatternsAloneThatStateTheirMatrix)
{
    const auto frame = firstOfPattern("smptehdbars=size=1920x1080");
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->signal.matrix, image::Matrix::Bt709);
    const std::size_t column = 240 + 205 + 102;
    EXPECT_EQ(frame->y[100 * 1920 + column], 4 * 168);
    EXPECT_EQ(frame->cb[100 * 960 + column / 2], 4 * 44);
    EXPECT_EQ(frame->cr[100 * 960 + column / 2], 4 * 136);
}

TEST(FrameReader, NumbersTheFramesOfAPattern)
{
    const auto reader =
        FrameReader::open({SourceKind::Pattern, "testsrc2=size=320x180:rate=30000/1001"}, {});
    ASSERT_TRUE(reader);
    const StreamInfo& info = (*reader)->info();
    EXPECT_EQ(info.width, 320);
    EXPECT_EQ(info.height, 180);
    EXPECT_EQ(info.rate.toString(), "29.97");
    EXPECT_EQ(info.codec, "rawvideo");
    EXPECT_FALSE(info.startTimecode);
    auto before = nextFrame(**reader);
    EXPECT_EQ(before->number, 0);
    for (int number = 1; number < 40; ++number) {
        auto frame = nextFrame(**reader);
        EXPECT_EQ(frame->number, number);
        EXPECT_NE(frame->y, before->y);
        before = std::move(frame);
    }
    const auto moved = (*reader)->seek(0);
    ASSERT_FALSE(moved);
    EXPECT_EQ(moved.error().code, ErrorCode::Unsupported);
}

TEST(FrameReader, TheDefaultPatternIsFullHdAt24)
{
    const auto reader = FrameReader::open(*parseSource("pattern"), {});
    ASSERT_TRUE(reader);
    EXPECT_EQ((*reader)->info().width, 1920);
    EXPECT_EQ((*reader)->info().height, 1080);
    EXPECT_EQ((*reader)->info().rate, timing::FrameRate());
}

TEST(FrameReader, APatternCannotReadFilesOrRunPrograms)
{
    const TempDir folder;
    const auto movie = folder.path() / "real.mov";
    ASSERT_TRUE(test::writeMovie(movie, test::smallMovie(), 3));
    const std::string name = movie.string();
    for (const std::string& graph :
         {"movie=" + name, "movie@x=" + name, "'movie'=" + name, "mo\\vie=" + name,
          " [a]  movie=" + name, "color,movie=" + name, "color[a];movie=" + name,
          std::string("color,drawtext=textfile=/etc/hostname"), std::string("amovie=x"),
          std::string("color,zmq"), std::string("sws_flags=bilinear;color"),
          std::string("color,lut3d=/etc/hostname"),
          std::string("color,curves=none::::::::::/etc/hostname"),
          std::string("life=filename=/etc/hostname"), std::string("color,format=yuv420p,movie"),
          std::string("nosuchfilter")}) {
        const auto refused = FrameReader::open({SourceKind::Pattern, graph}, {});
        ASSERT_FALSE(refused) << graph;
        EXPECT_EQ(refused.error().code, ErrorCode::Unsupported) << graph;
    }
}

TEST(FrameReader, SaysWhenAPatternIsWrong)
{
    for (const char* graph : {"testsrc2=size=0x0", "testsrc2=nonsense=1", "color[a];color[b]",
                              "color,[x]", "testsrc2=size=320x180, ,", " ", "scale=10:10",
                              "color=size=20000x20000:duration=0", "testsrc2=rate=0"}) {
        const auto refused = FrameReader::open({SourceKind::Pattern, graph}, {});
        ASSERT_FALSE(refused) << graph;
        EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument) << graph;
    }
}

TEST(FrameReader, RefusesPicturesThatAreTooLarge)
{
    const auto reader = FrameReader::open({SourceKind::Pattern, "color=size=17000x16"}, {});
    ASSERT_TRUE(reader);
    const auto frame = (*reader)->next();
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::InvalidArgument);
}

TEST(FrameReader, TellsWhatItOpened)
{
    const TempDir folder;
    const auto path = folder.path() / "clip.mov";
    ASSERT_TRUE(test::writeMovie(path, test::smallMovie(), 2));
    const auto reader = openFile(path);
    ASSERT_TRUE(reader);
    EXPECT_EQ(reader->info().width, 320);
    EXPECT_EQ(reader->info().height, 180);
    EXPECT_EQ(reader->info().rate, timing::FrameRate());
    EXPECT_EQ(reader->info().codec, "prores");
    ASSERT_TRUE(reader->info().startTimecode);
    EXPECT_EQ(reader->info().startTimecode->toString(), "10:00:00:00");
}

TEST(FrameReader, DecodesProResToTheSameCodesAsTheFfmpegCommand)
{
    if (!test::hasCommand("ffmpeg"))
        GTEST_SKIP() << "the ffmpeg command is not installed";
    const TempDir folder;
    const auto path = folder.path() / "clip.mov";
    ASSERT_TRUE(test::writeMovie(path, test::smallMovie(), 3));
    const auto raw =
        test::output("ffmpeg -v error -i " + quoted(path) + " -f rawvideo -pix_fmt yuv422p10le -");
    ASSERT_TRUE(raw);
    const auto reader = openFile(path);
    ASSERT_TRUE(reader);
    std::string ours;
    for (const auto& frame : readAll(*reader)) {
        append(ours, frame->y);
        append(ours, frame->cb);
        append(ours, frame->cr);
    }
    EXPECT_TRUE(ours == *raw);
}

TEST(FrameReader, MovesToAnyFrameOfAFile)
{
    for (const MovieContainer container : {MovieContainer::Mov, MovieContainer::Mxf}) {
        const TempDir folder;
        const auto path = folder.path() / "clip";
        MovieSettings settings = test::smallMovie();
        settings.codec = MovieCodec::DnxhrHqx;
        settings.container = container;
        ASSERT_TRUE(test::writeMovie(path, settings, 20));
        const auto reader = openFile(path);
        ASSERT_TRUE(reader);
        const Frames inOrder = readAll(*reader);
        ASSERT_EQ(inOrder.size(), 20U);
        for (const std::int64_t number : {7, 0, 19, 3, 3, 18}) {
            ASSERT_TRUE(reader->seek(number));
            const auto frame = nextFrame(*reader);
            ASSERT_TRUE(frame) << number;
            EXPECT_EQ(frame->number, number);
            EXPECT_EQ(frame->y, inOrder[static_cast<std::size_t>(number)]->y) << number;
        }
        // And reads on from there, to the end and past it.
        EXPECT_EQ(nextFrame(*reader)->number, 19);
        EXPECT_EQ(nextFrame(*reader), nullptr);
        EXPECT_EQ(nextFrame(*reader), nullptr);
        ASSERT_TRUE(reader->seek(0));
        EXPECT_EQ(readAll(*reader).size(), 20U);
        EXPECT_FALSE(reader->seek(-1));
    }
}

TEST(FrameReader, MovesToTheRightFrameBetweenKeyFrames)
{
    const TempDir folder;
    const auto path = folder.path() / "long.mov";
    if (!test::output("ffmpeg -f lavfi -i testsrc2=size=160x90:rate=25 -frames:v 60 -c:v libx264 "
                      "-g 24 -bf 2 -pix_fmt yuv420p " +
                      quoted(path)))
        GTEST_SKIP() << "the ffmpeg command with libx264 is not installed";
    const auto reader = openFile(path);
    ASSERT_TRUE(reader);
    const Frames inOrder = readAll(*reader);
    ASSERT_EQ(inOrder.size(), 60U);
    for (const std::int64_t number : {30, 29, 0, 59, 24, 23, 25, 1}) {
        ASSERT_TRUE(reader->seek(number));
        const auto frame = nextFrame(*reader);
        ASSERT_TRUE(frame);
        EXPECT_EQ(frame->number, number);
        EXPECT_EQ(frame->y, inOrder[static_cast<std::size_t>(number)]->y) << number;
        if (number < 59) {
            EXPECT_EQ(nextFrame(*reader)->number, number + 1);
        }
    }
}

/// Where each ProRes frame begins: its size, then `icpf` (SMPTE RDD 36, 5.1).
std::vector<std::size_t> proresFrames(const std::string& file)
{
    std::vector<std::size_t> starts;
    for (std::size_t at = file.find("icpf"); at != std::string::npos;
         at = file.find("icpf", at + 4))
        starts.push_back(at - 4);
    return starts;
}

TEST(FrameReader, LeavesOutDamagedFramesCountsThemAndKeepsTheNumbersRight)
{
    const TempDir folder;
    const auto path = folder.path() / "clip.mov";
    ASSERT_TRUE(test::writeMovie(path, test::smallMovie(), 10));
    std::string bytes = readFile(path);
    const auto starts = proresFrames(bytes);
    ASSERT_EQ(starts.size(), 10U);
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(starts[3]) + 200, 4000,
                '\xFF');                                                              // Slices.
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(starts[6]) + 4, 4, '\0'); // Its name.
    const auto damaged = folder.path() / "damaged.mov";
    writeFile(damaged, bytes);

    const auto reader = openFile(damaged);
    ASSERT_TRUE(reader);
    std::vector<std::int64_t> numbers;
    for (const auto& frame : readAll(*reader))
        numbers.push_back(frame->number);
    EXPECT_EQ(numbers, (std::vector<std::int64_t>{0, 1, 2, 4, 5, 7, 8, 9}));
    EXPECT_EQ(reader->damagedFrames(), 2);

    // Looking for a damaged frame gives the one before it.
    ASSERT_TRUE(reader->seek(8));
    EXPECT_EQ(nextFrame(*reader)->number, 8);
}

TEST(FrameReader, ReadsAsMuchAsThereIsOfAnMxfThatWasCutShort)
{
    const TempDir folder;
    const auto whole = folder.path() / "whole.mxf";
    MovieSettings settings = test::smallMovie();
    settings.codec = MovieCodec::DnxhrHqx;
    settings.container = MovieContainer::Mxf;
    ASSERT_TRUE(test::writeMovie(whole, settings, 12));
    const std::string bytes = readFile(whole);
    const auto cut = folder.path() / "cut.mxf";
    writeFile(cut, std::string_view(bytes).substr(0, bytes.size() / 2));
    const auto reader = openFile(cut);
    ASSERT_TRUE(reader);
    const Frames frames = readAll(*reader);
    EXPECT_GE(frames.size(), 3U);
    EXPECT_LE(frames.size(), 7U);
}

TEST(FrameReader, ReadsAsMuchAsThereIsOfAMovieThatWasCutShort)
{
    const TempDir folder;
    const auto whole = folder.path() / "whole.mov";
    ASSERT_TRUE(test::writeMovie(whole, test::smallMovie(), 12));
    const auto indexFirst = folder.path() / "first.mov";
    if (!test::output("ffmpeg -i " + quoted(whole) + " -c copy -movflags faststart " +
                      quoted(indexFirst)))
        GTEST_SKIP() << "the ffmpeg command is not installed";
    const std::string bytes = readFile(indexFirst);
    const auto starts = proresFrames(bytes);
    ASSERT_EQ(starts.size(), 12U);
    const auto cut = folder.path() / "cut.mov";
    writeFile(cut, std::string_view(bytes).substr(0, starts[5] + 100));
    const auto reader = openFile(cut);
    ASSERT_TRUE(reader);
    EXPECT_EQ(readAll(*reader).size(), 5U);
    EXPECT_GE(reader->damagedFrames(), 1);
}

TEST(FrameReader, SurvivesDamageAnywhere)
{
    for (const MovieContainer container : {MovieContainer::Mov, MovieContainer::Mxf}) {
        const TempDir folder;
        const auto whole = folder.path() / "whole";
        MovieSettings settings = test::smallMovie(256, 128);
        settings.container = container;
        settings.codec =
            container == MovieContainer::Mxf ? MovieCodec::DnxhrHqx : MovieCodec::ProResProxy;
        ASSERT_TRUE(test::writeMovie(whole, settings, 3));
        const std::string bytes = readFile(whole);
        const auto path = folder.path() / "damaged";
        for (std::size_t at = 0; at < bytes.size(); at += bytes.size() / 67) {
            std::string damaged = bytes;
            for (std::size_t i = at; i < std::min(at + 16, damaged.size()); ++i)
                damaged[i] = static_cast<char>(damaged[i] ^ 0x3C);
            writeFile(path, damaged);
            const auto reader = FrameReader::open({SourceKind::File, path.native()}, {});
            if (!reader)
                continue;
            for (int i = 0; i < 10; ++i) { // Either answer is right; a crash or a hang is not.
                const auto frame = (*reader)->next();
                if (!frame || !*frame)
                    break;
            }
        }
    }
}

TEST(FrameReader, SaysWhyItCannotOpen)
{
    const TempDir folder;
    const auto code = [](const SourceSpec& source) {
        const auto reader = FrameReader::open(source, {});
        return reader ? ErrorCode::Internal : reader.error().code;
    };
    const auto missing = (folder.path() / "missing.mov").native();
    EXPECT_EQ(code({SourceKind::File, missing}), ErrorCode::NotFound);
    writeFile(folder.path() / "noise.mov", "no movie");
    EXPECT_EQ(code({SourceKind::File, (folder.path() / "noise.mov").native()}),
              ErrorCode::BadFormat);
    EXPECT_EQ(code({SourceKind::Device, "/dev/video-none"}), ErrorCode::NotFound);
    EXPECT_NE(code({SourceKind::Device, missing}), ErrorCode::Internal);

    // A sound file has no picture.
    const auto sound = folder.path() / "sound.wav";
    writeFile(sound,
              std::string_view("RIFF\x2C\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x80\xBB\0\0\0\x77\1\0"
                               "\2\0\x10\0data\x08\0\0\0\0\0\0\0\0\0\0\0",
                               52));
    EXPECT_EQ(code({SourceKind::File, sound.native()}), ErrorCode::BadFormat);
}

TEST(FrameReader, AStreamAddressCannotReachOtherProtocols)
{
    const TempDir folder;
    const auto movie = folder.path() / "real.mov";
    ASSERT_TRUE(test::writeMovie(movie, test::smallMovie(), 2));
    for (const std::string& address : {"file:" + movie.string(), movie.string(),
                                       "concat:" + movie.string(), "async:file:" + movie.string()})
        EXPECT_FALSE(FrameReader::open({SourceKind::Stream, address}, {})) << address;
}

} // namespace
} // namespace tailslate::av
