// SPDX-License-Identifier: Apache-2.0
#include "app/QueuePlan.h"
#include "io/DurableFile.h"
#include "OffloadUseCase.h"

#include <gmock/gmock.h>

#include <stop_token>

namespace tailslate::app {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kUnfinished =
    "A001C002_261121_R2EC.mov has no index: the recording was not finished";

/// A card with a take that was never finished: copied and proved like any other, and told of before
/// anybody formats the card.
class CardContentsTest : public OffloadUseCase {
protected:
    CardContentsTest()
    {
        addClip(card, "A001C002", test::unfinishedMovie("the pictures until the power went"));
        // Devices as on a cart, so that nothing else speaks against formatting.
        files.volumeSeen = [this](const fs::path& path, io::Volume volume) {
            for (const fs::path& place : {card, first, second}) {
                if (path.native().starts_with(place.native()))
                    volume.deviceId = place.filename();
            }
            return identified(path, std::move(volume));
        };
    }

    static std::vector<std::string> sentences(const media::Card& card)
    {
        std::vector<std::string> result;
        for (const media::Finding& finding : card.findings)
            result.push_back(finding.sentence);
        return result;
    }

    std::vector<std::string> notices()
    {
        std::vector<std::string> texts;
        for (const OffloadEvent& event : monitor.takeEvents()) {
            if (event.kind == OffloadEvent::Kind::Notice && event.destination.empty())
                texts.push_back(event.text);
        }
        return texts;
    }

    Result<OffloadOutcome> offloadSeen(std::stop_token stop = {})
    {
        return offloadCard(services, request, project.get(), {stop, progress}, monitor);
    }

    OffloadMonitor monitor{2};
};

TEST_F(CardContentsTest, AnUnfinishedTakeIsCopiedAndKeepsTheCardFromBeingFormatted)
{
    const auto outcome = offloadSeen();
    ASSERT_TRUE(outcome) << outcome.error().describe();
    EXPECT_TRUE(outcome->verdict.allVerified);
    EXPECT_FALSE(outcome->verdict.safeToFormat);
    EXPECT_THAT(outcome->verdict.reasons, ElementsAre(std::string("Open warning: ") + kUnfinished));
    EXPECT_THAT(sentences(outcome->result.plan.card), ElementsAre(kUnfinished));
    EXPECT_THAT(outcome->result.plan.card.findings.front().files,
                ElementsAre(clipPath("A001C002").native()));
    EXPECT_THAT(notices(),
                Contains(std::string("look at the card before it is formatted: ") + kUnfinished));
    EXPECT_EQ(io::readWholeFile(disk, copyOf(first, "A001C002"), 1000).value(),
              test::unfinishedMovie("the pictures until the power went"));

    const auto recorded = project->offload(outcome->result.plan.jobId);
    ASSERT_TRUE(recorded) << recorded.error().describe();
    EXPECT_THAT(sentences(recorded->plan.card), ElementsAre(kUnfinished));
}

TEST_F(CardContentsTest, AWholeCardIsSafeWithoutAWord)
{
    addClip("A001C002");
    const auto outcome = offloadSeen();
    ASSERT_TRUE(outcome) << outcome.error().describe();
    EXPECT_TRUE(outcome->verdict.safeToFormat);
    EXPECT_THAT(sentences(outcome->result.plan.card), IsEmpty());
    EXPECT_THAT(notices(), Not(Contains(HasSubstr("before it is formatted"))));
}

TEST_F(CardContentsTest, NeitherTheSameCardAgainNorGoingOnForgetsTheWarning)
{
    failRenameAtSecond("A001C003");
    const auto cutOff = offloadSeen();
    ASSERT_TRUE(cutOff) << cutOff.error().describe();
    files.failWith = {};
    const auto resumed = resume(cutOff->result.plan.jobId);
    ASSERT_TRUE(resumed) << resumed.error().describe();
    EXPECT_TRUE(resumed->verdict.allVerified);
    EXPECT_THAT(resumed->verdict.reasons, ElementsAre(std::string("Open warning: ") + kUnfinished));
    const auto again = offloadSeen();
    ASSERT_TRUE(again) << again.error().describe();
    EXPECT_TRUE(again->alreadyOffloaded);
    EXPECT_THAT(again->verdict.reasons, ElementsAre(std::string("Open warning: ") + kUnfinished));
}

TEST_F(CardContentsTest, AHeadThatCannotBeReadIsAWarningAndNoEndOfTheOffload)
{
    addClip("A001C002");
    std::atomic<int> reads = 0;
    files.failWith = [&](test::Operation operation, const fs::path& path) {
        const bool isClip = path == card / clipPath("A001C002");
        return operation == test::Operation::Read && isClip && ++reads == 1 ? EIO : 0;
    };
    const auto outcome = offloadSeen();
    ASSERT_TRUE(outcome) << outcome.error().describe();
    EXPECT_TRUE(outcome->verdict.allVerified);
    EXPECT_THAT(outcome->verdict.reasons,
                ElementsAre(HasSubstr("A001C002_261121_R2EC.mov cannot be read")));
}

TEST_F(CardContentsTest, LookingAtHeadsCanBeStoppedAndNothingIsCopiedThen)
{
    std::stop_source stop;
    files.failWith = [&](test::Operation operation, const fs::path& path) {
        if (operation == test::Operation::OpenForReading && path == card / clipPath("A001C001"))
            stop.request_stop();
        return 0;
    };
    const auto outcome = offloadSeen(stop.get_token());
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, ErrorCode::Cancelled);
    EXPECT_FALSE(fs::exists(first));
    EXPECT_THAT(project->offloads().value(), IsEmpty());
}

TEST_F(CardContentsTest, APreviewOnlyListsTheCard)
{
    files.failWith = [&](test::Operation operation, const fs::path& path) {
        EXPECT_FALSE(operation == test::Operation::OpenForReading &&
                     path.native().starts_with(card.native()))
            << path;
        return 0;
    };
    const auto plan = planOffload(services, request, {{}, progress});
    ASSERT_TRUE(plan) << plan.error().describe();
    EXPECT_THAT(sentences(plan->card), IsEmpty());
    files.failWith = {};
    EXPECT_THAT(sentences(inspectCard(services, card, {{}, progress}).value()),
                ElementsAre(kUnfinished));
}

TEST_F(CardContentsTest, AQueueIsPlannedWithWhatTheRunWouldTell)
{
    const std::vector<OffloadRequest> requests{request};
    const auto queue = planQueue(services, requests, {{}, progress});
    ASSERT_TRUE(queue) << queue.error().describe();
    ASSERT_EQ(queue->plans.size(), 1U);
    EXPECT_THAT(sentences(queue->plans.front().card), ElementsAre(kUnfinished));
    EXPECT_FALSE(fs::exists(first));
}

TEST_F(CardContentsTest, TheRoomOfAQueueIsLookedAtWithoutOpeningAFileOfItsCards)
{
    files.failWith = [&](test::Operation operation, const fs::path& path) {
        EXPECT_FALSE(operation == test::Operation::OpenForReading &&
                     path.native().starts_with(card.native()))
            << path;
        return 0;
    };
    const std::vector<QueueJob> jobs{request};
    const auto checks = checkQueue(services, jobs, {{}, progress});
    ASSERT_TRUE(checks) << checks.error().describe();
    EXPECT_FALSE(checks->front().problem);
}

} // namespace
} // namespace tailslate::app
