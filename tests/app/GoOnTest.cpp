// SPDX-License-Identifier: Apache-2.0
#include "OffloadUseCase.h"

#include <cerrno>
#include <map>
#include <mutex>

namespace tailslate::app {
namespace {

namespace fs = std::filesystem;
using offload::EvidenceLevel;

/// Offloads that go on: resumed with the card, verified later without it.
class GoOnTest : public OffloadUseCase {
protected:
    /// Runs an offload that leaves one clip out at the second destination.
    Uuid runWithAFault()
    {
        failRenameAtSecond("A001C002");
        const auto outcome = offload();
        EXPECT_TRUE(outcome) << outcome.error().describe();
        EXPECT_FALSE(outcome->verdict.allVerified);
        EXPECT_EQ(outcome->result.destinations.at(0).filesFailed, 0U);
        EXPECT_EQ(outcome->result.destinations.at(1).filesFailed, 1U);
        files.failWith = {};
        return outcome->result.plan.jobId;
    }

    /// Counts how often each file of the card is opened from now on.
    void watchCard()
    {
        files.failWith = [this](test::Operation operation, const fs::path& path) {
            if (operation == test::Operation::OpenForReading &&
                path.native().starts_with(card.native())) {
                const std::lock_guard lock(mutex);
                ++openedOnCard[path.lexically_relative(card)];
            }
            return 0;
        };
    }

    std::mutex mutex;
    std::map<fs::path, int> openedOnCard; ///< Guarded by mutex.
};

TEST_F(GoOnTest, AResumedOffloadCopiesOnlyWhatIsMissingAndEndsVerified)
{
    const Uuid job = runWithAFault();
    EXPECT_EQ(unfinished(), job);
    const std::size_t before = files.changedPaths().size();
    watchCard();

    const auto outcome = resume(job);
    ASSERT_TRUE(outcome) << outcome.error().describe();
    EXPECT_TRUE(outcome->verdict.allVerified);
    EXPECT_EQ(outcome->result.plan.jobId, job);
    // The heads of all are looked at; only what is missing is opened to be copied.
    EXPECT_EQ(openedOnCard, (std::map<fs::path, int>{{clipPath("A001C001"), 1},
                                                     {clipPath("A001C002"), 2},
                                                     {clipPath("A001C003"), 1}}));
    for (const std::string clip : {"A001C001", "A001C003"}) {
        for (const fs::path& place : {first, second}) {
            const auto changed = files.changedPaths();
            EXPECT_EQ(std::find(changed.begin() + static_cast<std::ptrdiff_t>(before),
                                changed.end(), copyOf(place, clip)),
                      changed.end());
        }
    }
    EXPECT_TRUE(fs::exists(copyOf(second, "A001C002")));
    EXPECT_EQ(generationsAt(first), 1U); // Its seal still says all there is to say.
    EXPECT_EQ(generationsAt(second), 1U);
    EXPECT_EQ(levelsInProject(job), std::set{EvidenceLevel::Verified});
    EXPECT_EQ(unfinished(), std::nullopt);
    EXPECT_EQ(problemsOfProject(), std::vector<std::string>());
}

TEST_F(GoOnTest, ACopyThatWentMissingMeanwhileIsCopiedAgain)
{
    const Uuid job = runWithAFault();
    fs::remove(copyOf(first, "A001C003"));
    const auto outcome = resume(job);
    ASSERT_TRUE(outcome) << outcome.error().describe();
    EXPECT_TRUE(outcome->verdict.allVerified);
    EXPECT_TRUE(fs::exists(copyOf(first, "A001C003")));
}

TEST_F(GoOnTest, ACardThatIsNotWhatItWasIsRefusedAndTheProjectIsAsItWas)
{
    const Uuid job = runWithAFault();
    const std::size_t entries = project->ledger()->size();
    const auto refused = [&](const char* what) {
        const auto outcome = resume(job);
        ASSERT_FALSE(outcome);
        EXPECT_EQ(outcome.error().code, ErrorCode::InvalidArgument);
        EXPECT_NE(outcome.error().message.find(what), std::string::npos)
            << outcome.error().describe();
    };
    addClip("A001C004");
    refused("is new");
    fs::remove(card / clipPath("A001C004"));

    const fs::path clip = card / clipPath("A001C002");
    const auto time = fs::last_write_time(clip);
    fs::last_write_time(clip, time + std::chrono::seconds(2));
    refused("has changed");
    fs::last_write_time(clip, time);

    const auto shiftAll = [this](std::chrono::hours shift) {
        for (const auto& entry : fs::directory_iterator(card / kRoll))
            fs::last_write_time(entry.path(), entry.last_write_time() + shift);
    };
    shiftAll(std::chrono::hours(1));
    refused("are 1 h later than when the offload began, as after a change of time zone");
    shiftAll(std::chrono::hours(-1));

    fs::remove(clip);
    EXPECT_FALSE(resume(job));
    EXPECT_EQ(project->ledger()->size(), entries);
}

TEST_F(GoOnTest, AnUnknownOffloadIsNotFound)
{
    EXPECT_EQ(resume(Uuid::generate(clock.now())).error().code, ErrorCode::NotFound);
    EXPECT_EQ(verify(Uuid::generate(clock.now())).error().code, ErrorCode::NotFound);
}

TEST_F(GoOnTest, CopiesToBeVerifiedLaterAreVerifiedAndSealedWhenTheCardIsGone)
{
    request.options.mode = offload::Mode::VerifyLater;
    const auto copied = offload();
    ASSERT_TRUE(copied) << copied.error().describe();
    const Uuid job = copied->result.plan.jobId;
    EXPECT_FALSE(copied->verdict.allVerified);
    EXPECT_FALSE(copied->verdict.safeToFormat);
    EXPECT_EQ(levelsInProject(job), std::set{EvidenceLevel::Hashed});
    EXPECT_FALSE(fs::exists(first / kRoll / "ascmhl"));
    EXPECT_EQ(unfinished(), job);

    fs::rename(card, temp.path() / "in the camera again");
    const auto verified = verify(job);
    ASSERT_TRUE(verified) << verified.error().describe();
    EXPECT_TRUE(verified->verdict.allVerified);
    EXPECT_EQ(levelsInProject(job), std::set{EvidenceLevel::Verified});
    EXPECT_EQ(generationsAt(first), 1U);
    EXPECT_EQ(generationsAt(second), 1U);
    EXPECT_EQ(unfinished(), std::nullopt);
    EXPECT_EQ(problemsOfProject(), std::vector<std::string>());
}

TEST_F(GoOnTest, AByteThatChangedBeforeItWasReadBackIsFoundAndNothingIsSealedThere)
{
    request.options.mode = offload::Mode::VerifyLater;
    const auto copied = offload();
    ASSERT_TRUE(copied) << copied.error().describe();
    std::fstream(copyOf(second, "A001C001"), std::ios::in | std::ios::out) << 'X';

    const auto verified = verify(copied->result.plan.jobId);
    ASSERT_TRUE(verified) << verified.error().describe();
    EXPECT_FALSE(verified->verdict.allVerified);
    EXPECT_TRUE(verified->result.destinations.at(0).good());
    ASSERT_TRUE(verified->result.destinations.at(1).error);
    EXPECT_EQ(verified->result.destinations.at(1).error->code, ErrorCode::DataCorrupted);
    EXPECT_FALSE(fs::exists(copyOf(second, "A001C001")));
    EXPECT_FALSE(fs::exists(second / kRoll / "ascmhl"));
    EXPECT_EQ(problemsOfProject(), std::vector<std::string>());
}

TEST_F(GoOnTest, WithoutACopyThereIsNothingToVerifyLater)
{
    files.failWith = [](test::Operation operation, const fs::path&) {
        return operation == test::Operation::SyncGroup ? EIO : 0;
    };
    const auto outcome = offload();
    ASSERT_TRUE(outcome) << outcome.error().describe();
    files.failWith = {};
    EXPECT_EQ(verify(outcome->result.plan.jobId).error().code, ErrorCode::InvalidArgument);
}

} // namespace
} // namespace tailslate::app
