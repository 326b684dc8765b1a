// SPDX-License-Identifier: Apache-2.0
#include "OffloadScene.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cerrno>
#include <future>
#include <thread>

namespace tailslate::test {
namespace {

namespace fs = std::filesystem;
using offload::OffloadResult;
using Clock = std::chrono::steady_clock;

/// Far less than what is waited for in these tests, and enough for any busy machine.
constexpr std::chrono::seconds kSoon{5};

TEST(Pause, StopsReadingAndWritingUntilTheOperatorGoesOn)
{
    CardContent content;
    for (int i = 0; i < 30; ++i)
        content[fmt::format("A001R2EC/A001C{:03}_261121_R2EC.mov", i)] =
            noise((std::size_t{1} << 20) + 1, static_cast<unsigned>(i));
    OffloadScene scene(content, 2);
    std::atomic<int> reads{0};
    std::atomic<int> busyAfterPause{0};
    std::promise<void> paused;
    scene.disks.before = [&](const OperationRecord& call) {
        const bool moves = call.operation == Operation::Read || call.operation == Operation::Append;
        if (moves && scene.gate.paused())
            ++busyAfterPause;
        if (call.operation == Operation::Read && call.path.native().starts_with("/card") &&
            ++reads == 10) {
            scene.gate.pause();
            paused.set_value();
        }
    };
    auto running = std::async(std::launch::async, [&] { return scene.offload(); });
    paused.get_future().wait();
    const auto state = running.wait_for(std::chrono::milliseconds(400));
    EXPECT_EQ(state, std::future_status::timeout);
    EXPECT_LE(reads, 11);
    // Reader, two writers, two verifiers with three helpers each: what each has in hand, and once
    // more where it had passed the gate just before.
    EXPECT_LE(busyAfterPause, 2 * (1 + 2 + 2 * 4));
    scene.gate.resume();
    const auto result = running.get();
    ASSERT_TRUE(result);
    EXPECT_TRUE(offload::judge(*result, {}).allVerified);
    EXPECT_EQ(falseClaims(scene, *result, content), "");
}

TEST(Stop, EndsAPausedOffloadAndLeavesNoPartFile)
{
    OffloadScene scene(smallCard(), 2);
    scene.disks.before = [&](const OperationRecord& call) {
        if (call.operation == Operation::Append)
            scene.gate.pause();
    };
    auto running = std::async(std::launch::async, [&] { return scene.offload(); });
    EXPECT_EQ(running.wait_for(std::chrono::milliseconds(200)), std::future_status::timeout);
    scene.stop.request_stop();
    const auto result = running.get();
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->cancelled);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(scene.wrongFiles(i, smallCard()), "");
        for (const auto& [path, bytes] : scene.disks.tree(scene.rollFolder(i)))
            EXPECT_NE(path.extension(), ".tailslate-part") << path;
    }
}

TEST(Stop, EndsThePauseBetweenTwoTriesToReadTheCard)
{
    OffloadScene scene(smallCard(), 1);
    scene.settings.readRetryPause = std::chrono::hours(1);
    std::jthread operatorThread;
    Clock::time_point asked;
    scene.disks.before = [&](const OperationRecord& call) {
        if (call.operation != Operation::Read || call.path != fs::path("/card") / kClip)
            return;
        scene.disks.faultAt(call.index, Fault::error(EIO));
        operatorThread = std::jthread([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            asked = Clock::now();
            scene.stop.request_stop();
        });
    };
    const auto result = scene.offload();
    operatorThread.join();
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->cancelled);
    EXPECT_LT(Clock::now() - asked, kSoon);
    EXPECT_EQ(scene.wrongFiles(0, smallCard()), "");
}

/// Offloads to two destinations, pulls a device at the second block, and stops when it is looked
/// for. @return How long the engine took to end.
Clock::duration stopWhileWaitingFor(const fs::path& mountPoint, const fs::path& lookedFor)
{
    OffloadScene scene(smallCard(), 2);
    scene.settings.deviceWait = std::chrono::hours(1);
    std::atomic<int> moves{0};
    std::atomic<int> looks{0};
    std::atomic<Clock::rep> asked{0};
    scene.disks.before = [&](const OperationRecord& call) {
        const bool isMove =
            call.operation == (mountPoint == "/card" ? Operation::Read : Operation::Append);
        if (isMove && call.path.native().starts_with(mountPoint.native()) && ++moves == 2)
            scene.disks.takeAway(mountPoint);
        if (moves >= 2 && call.operation == Operation::Info && call.path == lookedFor &&
            ++looks == 3) {
            asked = Clock::now().time_since_epoch().count();
            scene.stop.request_stop();
        }
    };
    const auto result = scene.offload();
    EXPECT_TRUE(result && result->cancelled);
    EXPECT_EQ(scene.wrongFiles(0, smallCard()), "");
    return Clock::now().time_since_epoch() - Clock::duration(asked.load());
}

TEST(Stop, EndsTheWaitForTheCard)
{
    EXPECT_LT(stopWhileWaitingFor("/card", "/card"), kSoon);
}

TEST(Stop, EndsTheWaitForADestination)
{
    EXPECT_LT(stopWhileWaitingFor("/b", "/b/A001R2EC"), kSoon);
}

} // namespace
} // namespace tailslate::test
