// SPDX-License-Identifier: Apache-2.0
// Sequences made with the ffmpeg command; what is expected is what ffprobe says of them, an
// independent reading of the same headers.
#include "app/ClipReader.h"
#include "app/OffloadCard.h"
#include "ExpectFact.h"
#include "io/DiskFileSystem.h"
#include "support/Command.h"
#include "support/FixedClock.h"
#include "support/TempDir.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>

namespace tailslate::app {
namespace {

namespace fs = std::filesystem;
using media::Origin;
using test::quoted;

constexpr int kFrames = 5;

/// What ffprobe prints as `key=value`, the first of each key.
using Told = std::map<std::string, std::string>;

Told askFfprobe(const std::string& arguments)
{
    const auto printed = test::output("ffprobe -v error -select_streams v:0 " + arguments +
                                      " -of default=nokey=0:noprint_wrappers=1");
    Told told;
    std::istringstream lines(printed.value_or(""));
    for (std::string line; std::getline(lines, line);)
        if (const auto equals = line.find('='); equals != std::string::npos)
            told.try_emplace(line.substr(0, equals), line.substr(equals + 1));
    return told;
}

/// One kind of frame: FFmpeg's name for its pixels says how many bits a value has.
struct Kind {
    const char* name;
    const char* extension;
    const char* options; ///< Everything between the input and the files.
    const char* pixels;  ///< What ffprobe must call them.
    const char* codec;   ///< What they are to us.
};

constexpr std::array kKinds{
    Kind{"dpx8", "dpx", "-pix_fmt rgb24", "rgb24", "dpx 8 bit"},
    Kind{"dpx10", "dpx", "-pix_fmt gbrp10be", "gbrp10le", "dpx 10 bit"},
    Kind{"dpx12", "dpx", "-pix_fmt gbrp12be", "gbrp12le", "dpx 12 bit"},
    Kind{"dpx16", "dpx", "-pix_fmt rgb48be", "rgb48be", "dpx 16 bit"},
    Kind{"exr32", "exr", "-pix_fmt gbrpf32le -format float", "gbrpf32le", "openexr 32 bit float"},
    Kind{"tiff8", "tif", "-pix_fmt rgb24", "rgb24", "tiff 8 bit"},
    Kind{"tiff16", "tif", "-pix_fmt rgb48le", "rgb48le", "tiff 16 bit"},
    Kind{"gray16", "tif", "-pix_fmt gray16le", "gray16le", "tiff 16 bit"}};

class SequenceMedia : public testing::Test {
protected:
    void SetUp() override
    {
        if (!test::hasCommand("ffmpeg") || !test::hasCommand("ffprobe"))
            GTEST_SKIP() << "the ffmpeg and ffprobe commands are not installed";
    }

    [[nodiscard]] fs::path framesOf(const Kind& kind) const
    {
        return root / kind.name / (std::string("shot_%06d.") + kind.extension);
    }

    [[nodiscard]] fs::path firstOf(const Kind& kind) const
    {
        return root / kind.name / (std::string("shot_001001.") + kind.extension);
    }

    void make(const Kind& kind)
    {
        fs::create_directories(root / kind.name);
        ASSERT_TRUE(test::output(
            fmt::format("ffmpeg -f lavfi -i testsrc2=size=320x180:rate=24 -frames:v {} {} "
                        "-start_number 1001 {}",
                        kFrames, kind.options, quoted(framesOf(kind)))));
    }

    /// What is known of the only clip of the card.
    media::ClipMetadata readClip()
    {
        const auto card = showCard(services, root, {{}, progress});
        EXPECT_TRUE(card && card->clips.size() == 1U);
        if (!card || card->clips.size() != 1U)
            return {};
        return ClipReader(files, *card, root).read(0, {{}, progress}).value();
    }

    test::TempDir temp;
    fs::path root = temp.path() / "card";
    io::DiskFileSystem files;
    test::FixedClock clock;
    Services services{files, clock, {}};
    jobs::Progress progress;
};

TEST_F(SequenceMedia, FramesOfEveryFormatAreReadAsFfprobeReadsThem)
{
    for (const Kind& kind : kKinds) {
        SCOPED_TRACE(kind.name);
        make(kind);
        Told told =
            askFfprobe("-count_frames -show_streams -start_number 1001 " + quoted(framesOf(kind)));
        const media::ClipMetadata clip = readClip();
        EXPECT_TRUE(clip.unreadable.empty()) << clip.unreadable;
        EXPECT_EQ(told["pix_fmt"], kind.pixels);
        expectFact(clip.codec, std::string(kind.codec), Origin::Media);
        if (const std::string bits = told["bits_per_raw_sample"]; bits != "N/A") {
            EXPECT_EQ(fmt::format("dpx {} bit", bits), kind.codec);
        }
        ASSERT_TRUE(clip.size);
        EXPECT_EQ(std::to_string(clip.size->value.width), told["width"]);
        EXPECT_EQ(std::to_string(clip.size->value.height), told["height"]);
        EXPECT_EQ(clip.size->origin, Origin::Media);
        ASSERT_TRUE(clip.frames);
        EXPECT_EQ(std::to_string(clip.frames->value), told["nb_read_frames"]);
        EXPECT_EQ(clip.frames->origin, Origin::Name);
        // FFmpeg writes no timecode, and a rate into OpenEXR alone.
        EXPECT_FALSE(clip.start);
        EXPECT_EQ(clip.rate.has_value(), std::string_view(kind.extension) == "exr");
        if (clip.rate)
            expectFact(clip.rate, timing::FrameRate::create(24, 1).value(), Origin::Media);
        fs::remove_all(root / kind.name);
    }
}

std::string bytesOf(const fs::path& path)
{
    std::ostringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    return bytes.str();
}

void write(const fs::path& path, const std::string& bytes)
{
    std::ofstream file(path, std::ios::binary);
    file << bytes;
    ASSERT_TRUE(file.flush());
}

// SMPTE ST 268-1: timecode as two digits a byte, frame rate as a big-endian float.
constexpr std::size_t kTimecodeAt = 1920;
constexpr std::size_t kRateAt = 1940;

TEST_F(SequenceMedia, TimecodeOfDpxIsReadAsFfprobeReadsIt)
{
    struct Case {
        std::string timecode;
        std::string rate;
        int whole;
    };

    const Kind& kind = kKinds[1];
    make(kind);
    // FFmpeg leaves out the last 384 bytes of the header.
    constexpr std::size_t kShortHeader = 1664;
    constexpr std::size_t kRest = 384;
    std::string frame = bytesOf(firstOf(kind));
    ASSERT_EQ(frame.substr(4, 4), std::string("\0\0\x06\x80", 4));
    frame.replace(4, 4, std::string("\0\0\x08\0", 4));
    frame.insert(kShortHeader, std::string(kRest, '\xFF'));
    for (const Case& one : {Case{"\x23\x59\x59\x23", {"\x41\xC0\0\0", 4}, 24},
                            Case{{"\x10\0\0\0", 4}, {"\x41\xC8\0\0", 4}, 25},
                            Case{"\x01\x02\x03\x29", {"\x41\xF0\0\0", 4}, 30}}) {
        frame.replace(kTimecodeAt, 4, one.timecode);
        frame.replace(kRateAt, 4, one.rate);
        write(firstOf(kind), frame);
        Told told = askFfprobe("-show_frames " + quoted(firstOf(kind)));
        const media::ClipMetadata clip = readClip();
        ASSERT_TRUE(clip.start);
        EXPECT_EQ(clip.start->value.toString(), told["TAG:timecode"]);
        EXPECT_EQ(clip.start->origin, Origin::Media);
        expectFact(clip.rate, timing::FrameRate::create(one.whole, 1).value(), Origin::Media);
    }
}

TEST_F(SequenceMedia, PixelsOfDpxWithAShortHeaderAreTakenForNoTimecode)
{
    const Kind& kind = kKinds[1];
    make(kind);
    std::string frame = bytesOf(firstOf(kind));
    frame.replace(kTimecodeAt, 4, "\x23\x59\x59\x23");
    frame.replace(kRateAt, 4, std::string("\x41\xC0\0\0", 4));
    write(firstOf(kind), frame);
    EXPECT_FALSE(askFfprobe("-show_frames " + quoted(firstOf(kind))).contains("TAG:timecode"));
    const media::ClipMetadata clip = readClip();
    EXPECT_TRUE(clip.size);
    EXPECT_FALSE(clip.start);
    EXPECT_FALSE(clip.rate);
}

} // namespace
} // namespace tailslate::app
