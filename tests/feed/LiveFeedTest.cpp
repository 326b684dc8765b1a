// SPDX-License-Identifier: Apache-2.0
#include "feed/LiveFeed.h"

#include "support/Command.h"
#include "support/Loopback.h"
#include "support/Movies.h"
#include "support/TempDir.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <thread>
#include <vector>

namespace tailslate::feed {
namespace {

using namespace std::chrono_literals;
using av::SourceKind;
using SteadyClock = std::chrono::steady_clock;
using test::LoopbackPort;
using test::TempDir;

/// Waits until something is true, at most fifteen seconds.
bool eventually(const std::function<bool()>& condition)
{
    const auto limit = SteadyClock::now() + 15s;
    while (!condition()) {
        if (SteadyClock::now() > limit)
            return false;
        std::this_thread::sleep_for(1ms);
    }
    return true;
}

bool becomes(const LiveFeed& feed, FeedState state)
{
    return eventually([&] { return feed.state() == state; });
}

/// The next frame that comes; null when none does.
std::shared_ptr<const image::Frame> waitForFrame(LiveFeed& feed)
{
    std::shared_ptr<const image::Frame> frame;
    eventually([&] { return (frame = feed.takeFrame()) != nullptr; });
    return frame;
}

/// How long it takes to end a feed.
SteadyClock::duration timeToEnd(std::unique_ptr<LiveFeed> feed)
{
    const auto before = SteadyClock::now();
    feed.reset();
    return SteadyClock::now() - before;
}

TEST(LiveFeed, ShowsAPatternInRealTime)
{
    LiveFeed feed({SourceKind::Pattern, "testsrc2=size=160x90:rate=50"});
    const auto first = waitForFrame(feed);
    ASSERT_TRUE(first);
    EXPECT_EQ(feed.state(), FeedState::Live);
    EXPECT_FALSE(feed.error());
    ASSERT_TRUE(feed.info());
    EXPECT_EQ(feed.info()->width, 160);
    EXPECT_EQ(feed.info()->rate.toString(), "50");
    EXPECT_FALSE(feed.timecodeOf(0));

    const auto start = SteadyClock::now();
    std::int64_t number = first->number;
    while (number < first->number + 25) {
        const auto frame = waitForFrame(feed);
        ASSERT_TRUE(frame);
        EXPECT_GT(frame->number, number);
        number = frame->number;
    }
    // Half a second by the pattern's own count; a frame may have waited in the box before.
    EXPECT_GT(SteadyClock::now() - start, 450ms);
    EXPECT_LT(SteadyClock::now() - start, 5s);
}

TEST(LiveFeed, CountsTheFramesNobodyTook)
{
    LiveFeed feed({SourceKind::Pattern, "testsrc2=size=64x64:rate=100"});
    EXPECT_TRUE(eventually([&] { return feed.droppedFrames() >= 5; }));
    const auto frame = waitForFrame(feed);
    ASSERT_TRUE(frame);
    EXPECT_GE(frame->number, 5); // Only the newest was kept.
}

TEST(LiveFeed, LoopsAFileWithItsTimecode)
{
    const TempDir folder;
    const auto path = folder.path() / "clip.mov";
    ASSERT_TRUE(test::writeMovie(path, test::smallMovie(), 4));
    LiveFeed feed({SourceKind::File, path.string()});
    std::vector<std::int64_t> numbers;
    while (numbers.size() < 10) {
        const auto frame = waitForFrame(feed);
        ASSERT_TRUE(frame);
        numbers.push_back(frame->number);
    }
    EXPECT_EQ(feed.state(), FeedState::Live);
    int loops = 0;
    for (std::size_t i = 1; i < numbers.size(); ++i) {
        EXPECT_LT(numbers[i], 4);
        loops += numbers[i] < numbers[i - 1] ? 1 : 0;
    }
    EXPECT_GE(loops, 1);
    ASSERT_TRUE(feed.timecodeOf(3));
    EXPECT_EQ(feed.timecodeOf(3)->toString(), "10:00:00:03");
}

TEST(LiveFeed, StopsAtTheEndWhenToldTo)
{
    const TempDir folder;
    const auto path = folder.path() / "clip.mov";
    ASSERT_TRUE(test::writeMovie(path, test::smallMovie(), 6));
    const auto start = SteadyClock::now();
    LiveFeed feed({SourceKind::File, path.string()}, AtEnd::Stop);
    ASSERT_TRUE(becomes(feed, FeedState::Ended));
    EXPECT_GT(SteadyClock::now() - start, 240ms); // Six frames at 24 per second.
    EXPECT_FALSE(feed.error());
    const auto last = feed.takeFrame();
    ASSERT_TRUE(last);
    EXPECT_EQ(last->number, 5);
}

TEST(LiveFeed, SaysWhyAFileCannotBeShown)
{
    const TempDir folder;
    LiveFeed missing({SourceKind::File, (folder.path() / "missing.mov").string()});
    ASSERT_TRUE(becomes(missing, FeedState::Lost));
    ASSERT_TRUE(missing.error());
    EXPECT_EQ(missing.error()->code, ErrorCode::NotFound);
    EXPECT_FALSE(missing.takeFrame());
    EXPECT_FALSE(missing.info());

    std::ofstream(folder.path() / "noise.mov") << "no movie";
    LiveFeed noise({SourceKind::File, (folder.path() / "noise.mov").string()});
    ASSERT_TRUE(becomes(noise, FeedState::Lost));
    EXPECT_EQ(noise.error()->code, ErrorCode::BadFormat);

    LiveFeed pattern({SourceKind::Pattern, "movie=/etc/hostname"});
    ASSERT_TRUE(becomes(pattern, FeedState::Lost));
    EXPECT_EQ(pattern.error()->code, ErrorCode::Unsupported);
}

TEST(LiveFeed, ReceivesAStreamOverUdp)
{
    if (!test::hasCommand("ffmpeg"))
        GTEST_SKIP() << "the ffmpeg command is not installed";
    LoopbackPort port(LoopbackPort::Kind::Udp);
    port.release();
    LiveFeed feed({SourceKind::Stream, "udp://" + port.address()});
    EXPECT_EQ(feed.state(), FeedState::Connecting);
    ASSERT_TRUE(test::output("ffmpeg -re -f lavfi -i testsrc2=size=320x180:rate=25 -t 3 "
                             "-c:v mpeg2video -g 5 -f mpegts 'udp://" +
                             port.address() + "?pkt_size=1316'"));
    const auto frame = waitForFrame(feed);
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->width, 320);
    EXPECT_EQ(frame->height, 180);
    EXPECT_EQ(feed.info()->codec, "mpeg2video");
    EXPECT_EQ(feed.info()->rate.toString(), "25");
}

TEST(LiveFeed, TriesALostStreamAgain)
{
    if (!test::hasCommand("ffmpeg"))
        GTEST_SKIP() << "the ffmpeg command is not installed";
    LoopbackPort port(LoopbackPort::Kind::Tcp);
    port.release();
    LiveFeed feed({SourceKind::Stream, "tcp://" + port.address()});
    ASSERT_TRUE(becomes(feed, FeedState::Lost)); // Nobody listens yet.
    ASSERT_TRUE(feed.error());
    EXPECT_EQ(feed.error()->code, ErrorCode::NotFound);

    // A sender that waits for us, sends one second of picture and hangs up.
    ASSERT_TRUE(test::output("ffmpeg -f lavfi -i testsrc2=size=320x180:rate=25 -t 1 "
                             "-c:v mpeg2video -f mpegts 'tcp://" +
                             port.address() + "?listen=1&listen_timeout=8000'"));
    ASSERT_TRUE(waitForFrame(feed));
    ASSERT_TRUE(becomes(feed, FeedState::Lost));
    EXPECT_EQ(feed.error()->code, ErrorCode::DeviceLost);
}

TEST(LiveFeed, EndsWithinASecondInEveryState)
{
    LoopbackPort silent(LoopbackPort::Kind::Tcp);
    LoopbackPort deaf(LoopbackPort::Kind::Udp);
    LoopbackPort closed(LoopbackPort::Kind::Tcp);
    closed.release();
    for (const std::string& address : {"tcp://" + silent.address(), "srt://" + deaf.address(),
                                       "rtsp://" + silent.address() + "/live"}) {
        auto connecting = std::make_unique<LiveFeed>(av::SourceSpec{SourceKind::Stream, address});
        std::this_thread::sleep_for(200ms); // Long enough to be deep inside the connection.
        EXPECT_EQ(connecting->state(), FeedState::Connecting) << address;
        EXPECT_LT(timeToEnd(std::move(connecting)), 1s) << address;
    }

    auto lost =
        std::make_unique<LiveFeed>(av::SourceSpec{SourceKind::Stream, "tcp://" + closed.address()});
    ASSERT_TRUE(becomes(*lost, FeedState::Lost));
    EXPECT_LT(timeToEnd(std::move(lost)), 1s);

    auto slow = std::make_unique<LiveFeed>(
        av::SourceSpec{SourceKind::Pattern, "color=size=64x64:rate=1/10"});
    ASSERT_TRUE(becomes(*slow, FeedState::Live));
    EXPECT_LT(timeToEnd(std::move(slow)), 1s);

    // Ended before it has begun.
    EXPECT_LT(timeToEnd(std::make_unique<LiveFeed>(*av::parseSource("pattern"))), 1s);
}

} // namespace
} // namespace tailslate::feed
