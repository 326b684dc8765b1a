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
    const std::uint64_t free = roomy->needs.at(0).neededBytes - 1;
    files.spaceSeen = [free](io::Space space) {
        space.freeBytes = free;
        return space;
    };
    for (const OffloadRequest& one : both())
        EXPECT_TRUE(plan({one}));
    const auto queue = plan(both());
    ASSERT_FALSE(queue);
    EXPECT_EQ(queue.error().code, ErrorCode::NoSpace);
    EXPECT_NE(queue.error().message.find("whole queue"), std::string::npos);
}

} // namespace
} // namespace tailslate::app
