// SPDX-License-Identifier: Apache-2.0
#include "app/QueuePlan.h"

#include "OffloadUseCase.h"

namespace tailslate::app {
namespace {

namespace fs = std::filesystem;

class QueuePlanTest : public OffloadUseCase {
protected:
    QueuePlanTest()
    {
        fs::create_directories(otherCard);
        std::ofstream(otherCard / "B001C001_261121_R3FD.mov") << "another camera's pictures";
    }

    /// The card of the fixture and another, to the same places.
    [[nodiscard]] std::vector<OffloadRequest> both() const
    {
        std::vector<OffloadRequest> requests{request, request};
        requests[1].card = otherCard;
        return requests;
    }

    Result<QueuePlan> plan(const std::vector<OffloadRequest>& requests)
    {
        return planQueue(services, requests, {{}, progress});
    }

    std::vector<QueueCheck> check(const std::vector<QueueJob>& jobs)
    {
        auto checks = checkQueue(services, jobs, {{}, progress});
        EXPECT_TRUE(checks) << checks.error().describe();
        return std::move(*checks);
    }

    void pretendFree(std::uint64_t bytes)
    {
        files.spaceSeen = [bytes](io::Space space) {
            space.freeBytes = bytes;
            return space;
        };
    }

    fs::path otherCard = temp.path() / "other";
};

TEST_F(QueuePlanTest, ATemplateNamesTheFoldersAboveTheRoll)
{
    request.folderTemplate = "{project}/Day {day}/{date:%Y-%m-%d}/{camera}/{counter:3}";
    request.values.project = "MIDNIGHT SUN";
    request.values.day = "03";
    request.values.date = std::chrono::year_month_day{std::chrono::year{2026},
                                                      std::chrono::month{11}, std::chrono::day{21}};
    request.values.camera = "A";
    request.values.counter = 7;
    const auto planned = planOffload(services, request, {{}, progress});
    ASSERT_TRUE(planned) << planned.error().describe();
    const fs::path inside = "MIDNIGHT SUN/Day 03/2026-11-21/A/007/A001R2EC";
    EXPECT_EQ(planned->destinations.at(0).rollFolder, first / inside);
    EXPECT_EQ(planned->destinations.at(1).rollFolder, second / inside);
    EXPECT_FALSE(fs::exists(first));

    const auto outcome = offload();
    ASSERT_TRUE(outcome) << outcome.error().describe();
    EXPECT_TRUE(outcome->verdict.allVerified);
    EXPECT_TRUE(fs::exists(second / inside / clipPath("A001C001")));
}

TEST_F(QueuePlanTest, ATokenWithoutAValueIsRefusedAndNamed)
{
    request.folderTemplate = "{camera}/{roll}";
    const auto planned = planOffload(services, request, {{}, progress});
    ASSERT_FALSE(planned);
    EXPECT_EQ(planned.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(planned.error().message.find("camera"), std::string::npos);
}

TEST_F(QueuePlanTest, CardsOfDifferentRollsArePlannedTogetherAndTouchNothing)
{
    const auto queue = plan(both());
    ASSERT_TRUE(queue) << queue.error().describe();
    ASSERT_EQ(queue->plans.size(), 2U);
    EXPECT_EQ(queue->plans[1].card.roll, "B001R3FD");
    ASSERT_EQ(queue->needs.size(), 1U); // All on one volume.
    EXPECT_TRUE(queue->needs[0].fits());
    EXPECT_EQ(files.changedPaths(), std::vector<fs::path>());
}

TEST_F(QueuePlanTest, TwoRollsIntoOneFolderAreRefused)
{
    addClip(otherCard, "A001C009", "the same roll name on another card");
    fs::remove(otherCard / "B001C001_261121_R3FD.mov");
    const auto queue = plan(both());
    ASSERT_FALSE(queue);
    EXPECT_EQ(queue.error().code, ErrorCode::AlreadyExists);
    EXPECT_NE(queue.error().message.find("other"), std::string::npos) << queue.error().describe();
    EXPECT_EQ(files.changedPaths(), std::vector<fs::path>());
}

TEST_F(QueuePlanTest, AQueueIsRefusedThatDoesNotFitAlthoughEachCardWould)
{
    const auto roomy = plan(both());
    ASSERT_TRUE(roomy) << roomy.error().describe();
    pretendFree(roomy->needs.at(0).neededBytes - 1);
    for (const OffloadRequest& one : both())
        EXPECT_TRUE(plan({one}));
    const auto queue = plan(both());
    ASSERT_FALSE(queue);
    EXPECT_EQ(queue.error().code, ErrorCode::NoSpace);
    EXPECT_NE(queue.error().message.find("whole queue"), std::string::npos);
}

TEST_F(QueuePlanTest, OneVolumeMountedInTwoPlacesHasOneRoom)
{
    files.volumeSeen = [this](const fs::path& path, io::Volume truth) {
        for (const fs::path& place : {first, second})
            if (path.native().starts_with(place.native()))
                truth.mountPoint = place;
        truth.volumeId = "uuid";
        return truth;
    };
    const auto roomy = plan({request});
    ASSERT_TRUE(roomy) << roomy.error().describe();
    ASSERT_EQ(roomy->needs.size(), 1U);
    pretendFree(roomy->needs[0].neededBytes);
    EXPECT_TRUE(plan({request}));
    pretendFree(roomy->needs[0].neededBytes - 1);
    const auto queue = plan({request});
    ASSERT_FALSE(queue);
    EXPECT_EQ(queue.error().code, ErrorCode::NoSpace);
}

TEST_F(QueuePlanTest, EachProblemStandsWithTheCardThatHasIt)
{
    const fs::path third = temp.path() / "third";
    addClip(third, "A001C009", "the same roll name on another card");
    OffloadRequest gone = request;
    gone.card = temp.path() / "nowhere";
    OffloadRequest same = request;
    same.card = third;
    const auto checks = check({gone, request, same, both()[1]});
    ASSERT_EQ(checks.size(), 4U);
    ASSERT_TRUE(checks[0].problem);
    EXPECT_EQ(checks[0].problem->code, ErrorCode::NotFound);
    EXPECT_NE(checks[0].problem->message.find("put it in again"), std::string::npos);
    EXPECT_FALSE(checks[0].plan);
    EXPECT_FALSE(checks[1].problem);
    ASSERT_TRUE(checks[2].problem);
    EXPECT_EQ(checks[2].problem->code, ErrorCode::AlreadyExists);
    EXPECT_NE(checks[2].problem->message.find(card.native()), std::string::npos)
        << checks[2].problem->describe();
    EXPECT_FALSE(checks[3].problem);
    EXPECT_EQ(files.changedPaths(), std::vector<fs::path>());
}

TEST_F(QueuePlanTest, RoomIsJudgedForAllThatCanBePlanned)
{
    const auto roomy = plan(both());
    ASSERT_TRUE(roomy) << roomy.error().describe();
    OffloadRequest gone = request;
    gone.card = temp.path() / "nowhere";
    pretendFree(roomy->needs.at(0).neededBytes - 1);
    auto checks = check({gone, request, both()[1]});
    EXPECT_FALSE(checks[1].problem);
    ASSERT_TRUE(checks[2].problem);
    EXPECT_EQ(checks[2].problem->code, ErrorCode::NoSpace);

    pretendFree(roomy->needs.at(0).neededBytes);
    checks = check({gone, request, both()[1]});
    EXPECT_FALSE(checks[2].problem) << checks[2].problem->describe();
}

TEST_F(QueuePlanTest, AnOffloadThatGoesOnNeedsRoomForWhatItHasNotCopied)
{
    failRenameAtSecond("A001C002");
    ASSERT_TRUE(offload());
    files.failWith = nullptr;
    const auto job = unfinished();
    ASSERT_TRUE(job);
    const ContinuedOffload again{goOnWith(*job), project.get()};
    const std::vector<QueueJob> jobs{again, both()[1]};

    auto checks = check(jobs);
    ASSERT_TRUE(checks[0].plan) << checks[0].problem->describe();
    EXPECT_EQ(checks[0].plan->missingBytes.at(0), 0U);
    EXPECT_GT(checks[0].plan->missingBytes.at(1), 0U);
    const std::vector<const offload::Plan*> plans{&*checks[0].plan, &*checks[1].plan};
    const auto needs = offload::spaceForAll(files, plans);
    ASSERT_TRUE(needs);
    ASSERT_EQ(needs->size(), 1U);

    pretendFree(needs->at(0).neededBytes);
    EXPECT_FALSE(check(jobs)[1].problem);
    pretendFree(needs->at(0).neededBytes - 1);
    checks = check(jobs);
    EXPECT_FALSE(checks[0].problem);
    ASSERT_TRUE(checks[1].problem);
    EXPECT_EQ(checks[1].problem->code, ErrorCode::NoSpace);
}

} // namespace
} // namespace tailslate::app
