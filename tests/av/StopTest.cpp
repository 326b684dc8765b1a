// SPDX-License-Identifier: Apache-2.0
#include "av/FrameReader.h"
#include "support/Loopback.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <stop_token>
#include <thread>

namespace tailslate::av {
namespace {

using namespace std::chrono_literals;
using test::LoopbackPort;

/// On the heap: GCC 12 takes one on the stack for uninitialized.
std::unique_ptr<std::stop_source> makeStopSource()
{
    return std::make_unique<std::stop_source>();
}

struct Attempt {
    ErrorCode code = ErrorCode::Internal;
    std::chrono::steady_clock::duration afterStop{};
};

/// Opens an address that never answers and asks it to stop a moment later.
Attempt openAndStop(const std::string& address)
{
    const auto stop = makeStopSource();
    std::chrono::steady_clock::time_point asked;
    std::thread operatorThread([&] {
        std::this_thread::sleep_for(300ms);
        asked = std::chrono::steady_clock::now();
        stop->request_stop();
    });
    const auto reader = FrameReader::open({SourceKind::Stream, address}, stop->get_token());
    const auto now = std::chrono::steady_clock::now();
    const bool gaveUp = !stop->stop_requested();
    operatorThread.join();
    EXPECT_FALSE(reader) << address;
    EXPECT_FALSE(gaveUp) << address << ": " << (reader ? "" : reader.error().describe());
    return {reader ? ErrorCode::Internal : reader.error().code,
            gaveUp ? std::chrono::hours(1) : now - asked};
}

TEST(Stop, OpeningAnAddressThatNeverAnswersStopsWithinASecond)
{
    LoopbackPort silent(LoopbackPort::Kind::Tcp);
    LoopbackPort free(LoopbackPort::Kind::Udp);
    free.release();
    LoopbackPort deaf(LoopbackPort::Kind::Udp);
    for (const std::string& address :
         {"udp://" + free.address(), "srt://" + deaf.address(),
          "srt://" + free.address() + "?mode=listener", "tcp://" + silent.address(),
          "rtsp://" + silent.address() + "/live", "rtp://" + free.address()}) {
        const Attempt attempt = openAndStop(address);
        EXPECT_EQ(attempt.code, ErrorCode::Cancelled) << address;
        EXPECT_LT(attempt.afterStop, 1s) << address;
    }
}

TEST(Stop, AStoppedOpenDoesNotEvenBegin)
{
    const auto stop = makeStopSource();
    stop->request_stop();
    LoopbackPort silent(LoopbackPort::Kind::Tcp);
    const auto reader =
        FrameReader::open({SourceKind::Stream, "tcp://" + silent.address()}, stop->get_token());
    ASSERT_FALSE(reader);
    EXPECT_EQ(reader.error().code, ErrorCode::Cancelled);
}

TEST(Stop, AnAddressThatRefusesIsNotFound)
{
    LoopbackPort closed(LoopbackPort::Kind::Tcp);
    closed.release();
    for (const std::string& address :
         {"tcp://" + closed.address(), "rtsp://" + closed.address() + "/live"}) {
        const auto reader = FrameReader::open({SourceKind::Stream, address}, {});
        ASSERT_FALSE(reader) << address;
        EXPECT_EQ(reader.error().code, ErrorCode::NotFound) << address;
    }
}

TEST(Stop, ReadingStopsToo)
{
    const auto stop = makeStopSource();
    const auto reader =
        FrameReader::open({SourceKind::Pattern, "testsrc2=size=64x64"}, stop->get_token());
    ASSERT_TRUE(reader);
    EXPECT_TRUE((*reader)->next());
    stop->request_stop();
    const auto frame = (*reader)->next();
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace tailslate::av
