// SPDX-License-Identifier: Apache-2.0
#include "av/Source.h"

#include <gtest/gtest.h>

namespace tailslate::av {
namespace {

struct NamedSource {
    const char* text;
    SourceKind kind;
    const char* location;
};

TEST(Source, ReadsWhatAnOperatorTypes)
{
    const NamedSource cases[] = {
        {"pattern", SourceKind::Pattern, kDefaultPattern.data()},
        {"pattern:smptehdbars=rate=25", SourceKind::Pattern, "smptehdbars=rate=25"},
        {"v4l2:/dev/video0", SourceKind::Device, "/dev/video0"},
        {"/dev/video2", SourceKind::Device, "/dev/video2"},
        {"srt://cart:9000?mode=caller", SourceKind::Stream, "srt://cart:9000?mode=caller"},
        {"RTSP://Camera/Live", SourceKind::Stream, "rtsp://Camera/Live"},
        {"udp://@:5000", SourceKind::Stream, "udp://@:5000"},
        {"rtp://239.0.0.1:5004", SourceKind::Stream, "rtp://239.0.0.1:5004"},
        {"tcp://127.0.0.1:5000", SourceKind::Stream, "tcp://127.0.0.1:5000"},
        {"/cards/A001/A001C001.mov", SourceKind::File, "/cards/A001/A001C001.mov"},
        {"patterns.mov", SourceKind::File, "patterns.mov"},
        {"concat:a.mov|b.mov", SourceKind::File, "concat:a.mov|b.mov"},
        {"odd\xffname.mov", SourceKind::File, "odd\xffname.mov"},
    };
    for (const NamedSource& expected : cases) {
        const auto source = parseSource(expected.text);
        ASSERT_TRUE(source) << expected.text;
        EXPECT_EQ(source->kind, expected.kind) << expected.text;
        EXPECT_EQ(source->location, expected.location);
    }
}

TEST(Source, RefusesEmptyTextAndNamesTheSchemesItTakes)
{
    for (const char* text : {"", "pattern:", "v4l2:"}) {
        const auto refused = parseSource(text);
        ASSERT_FALSE(refused) << text;
        EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    }
    for (const char* text :
         {"http://example.org/a.m3u8", "HTTPS://x/", "ftp://x/", "file:///a.mov", "concat+x://a"}) {
        const auto refused = parseSource(text);
        ASSERT_FALSE(refused) << text;
        EXPECT_EQ(refused.error().code, ErrorCode::Unsupported);
        EXPECT_NE(refused.error().message.find("srt, rtsp, udp, rtp or tcp"), std::string::npos);
    }
}

TEST(Source, SaysInWordsWhatItIs)
{
    EXPECT_EQ(describe({SourceKind::Pattern, std::string(kDefaultPattern)}), "test pattern");
    EXPECT_EQ(describe({SourceKind::Pattern, "smptebars"}), "test pattern smptebars");
    EXPECT_EQ(describe({SourceKind::File, "/cards/A001/A001.mov"}), "file A001.mov");
    EXPECT_EQ(describe({SourceKind::File, "/cards/\xff.mov"}), "file \\xff.mov");
    EXPECT_EQ(describe({SourceKind::Device, "/dev/video0"}), "device /dev/video0");
    EXPECT_EQ(describe({SourceKind::Stream, "srt://cart:9000"}), "stream srt://cart:9000");
}

TEST(Source, NeverShowsAPassword)
{
    EXPECT_EQ(describe({SourceKind::Stream, "rtsp://dit:secret@camera/live"}),
              "stream rtsp://dit:***@camera/live");
    EXPECT_EQ(describe({SourceKind::Stream, "srt://cart:9000?passphrase=secret12345&mode=caller"}),
              "stream srt://cart:9000?passphrase=***&mode=caller");
    EXPECT_EQ(describe({SourceKind::Stream, "srt://cart:9000?mode=caller&passphrase=a"}),
              "stream srt://cart:9000?mode=caller&passphrase=***");
    EXPECT_EQ(describe({SourceKind::Stream, "rtsp://camera/a@b:c"}), "stream rtsp://camera/a@b:c");
}

} // namespace
} // namespace tailslate::av
