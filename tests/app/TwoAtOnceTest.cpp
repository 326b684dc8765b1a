// SPDX-License-Identifier: Apache-2.0
#include "OffloadUseCase.h"

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>

namespace tailslate::app {
namespace {

namespace fs = std::filesystem;
using offload::EvidenceLevel;

/// A second program that works at the same roll while the first is at it.
class TwoAtOnceTest : public OffloadUseCase {
protected:
    /// Runs `second` once, in the middle of the first run's writing.
    template <class Run>
    void whileTheFirstWrites(Run run)
    {
        files.failWith = [this, run](test::Operation operation, const fs::path&) {
            if (operation == test::Operation::CreateNew && !m_began.exchange(true))
                other.emplace(run());
            return 0;
        };
    }

    void expectRefused() const
    {
        ASSERT_TRUE(other.has_value()) << "the second run never began";
        ASSERT_FALSE(*other);
        EXPECT_EQ(other->error().code, ErrorCode::AlreadyExists) << other->error().describe();
        EXPECT_NE(other->error().message.find("another offload"), std::string::npos);
    }

    /// The second program: no faults, counters and a connection of its own.
    Services otherServices{disk, clock, {}};
    jobs::Progress otherProgress;
    OffloadMonitor otherMonitor{2};
    std::optional<Result<OffloadOutcome>> other;

private:
    std::atomic<bool> m_began{false};
};

TEST_F(TwoAtOnceTest, TheSecondToResumeAJobEntersNothingAndTheFirstEndsIt)
{
    const Uuid job = cutOffAtSecond();
    auto connection = project::Project::open(project->path(), clock);
    ASSERT_TRUE(connection) << connection.error().describe();
    whileTheFirstWrites([&] {
        return resumeOffload(otherServices, goOnWith(job), **connection, {{}, otherProgress},
                             otherMonitor);
    });

    const auto ended = resume(job);
    expectRefused();
    ASSERT_TRUE(ended) << ended.error().describe();
    EXPECT_FALSE(ended->projectError) << ended->projectError->describe();
    EXPECT_TRUE(ended->verdict.allVerified);
    EXPECT_TRUE(project->verdict(job)->allVerified);
    EXPECT_EQ(levelsInProject(job), std::set{EvidenceLevel::Verified});
    EXPECT_EQ(problemsOfProject(), std::vector<std::string>());
}

TEST_F(TwoAtOnceTest, TheSecondToOffloadACardEntersNothingAndTheFirstEndsIt)
{
    auto connection = project::Project::open(project->path(), clock);
    ASSERT_TRUE(connection) << connection.error().describe();
    whileTheFirstWrites([&] {
        return offloadCard(otherServices, request, connection->get(), {{}, otherProgress},
                           otherMonitor);
    });

    const auto ended = offload();
    expectRefused();
    ASSERT_TRUE(ended) << ended.error().describe();
    EXPECT_FALSE(ended->projectError) << ended->projectError->describe();
    EXPECT_TRUE(ended->verdict.allVerified);
    EXPECT_EQ(project->offloads()->size(), 1U);
    EXPECT_EQ(problemsOfProject(), std::vector<std::string>());
}

TEST_F(TwoAtOnceTest, ToReadBackAJobThatIsToBeVerifiedLaterKeepsWhatItIsToProve)
{
    request.options.mode = offload::Mode::VerifyLater;
    const auto copied = offload();
    ASSERT_TRUE(copied) << copied.error().describe();
    ASSERT_TRUE(verify(copied->result.plan.jobId));
    EXPECT_EQ(project->offloads()->front().mode, offload::Mode::VerifyLater);
}

TEST_F(TwoAtOnceTest, WhoTookAJobUpBeforeAnotherRunEndedItIsSentBack)
{
    const Uuid job = cutOffAtSecond();
    auto connection = project::Project::open(project->path(), clock);
    ASSERT_TRUE(connection) << connection.error().describe();
    // The evidence is loaded, and no folder is held yet. The other one does not see this one's hold
    // on the job, as from another computer.
    fs::path lockFile = project->path();
    lockFile += "-lock";
    files.failWith = [&](test::Operation operation, const fs::path&) {
        if (operation == test::Operation::CreateFolders && !other && fs::remove(lockFile))
            other.emplace(resumeOffload(otherServices, goOnWith(job), **connection,
                                        {{}, otherProgress}, otherMonitor));
        return 0;
    };
    const auto late = resume(job);
    ASSERT_TRUE(other && *other) << other->error().describe();
    EXPECT_TRUE((*other)->verdict.allVerified);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, ErrorCode::AlreadyExists);
    EXPECT_NE(late.error().message.find("resume it once more"), std::string::npos)
        << late.error().describe();
    EXPECT_TRUE(project->verdict(job)->allVerified);
    EXPECT_EQ(problemsOfProject(), std::vector<std::string>());
    EXPECT_TRUE(resume(job));
}

TEST_F(TwoAtOnceTest, WhoGoesOnWithAJobThatIsTakenUpAlreadyIsRefusedBeforeAnythingIsRead)
{
    const Uuid job = cutOffAtSecond();
    auto connection = project::Project::open(project->path(), clock);
    ASSERT_TRUE(connection) << connection.error().describe();
    std::optional<Result<OffloadOutcome>> readBack;
    // No folder is held yet.
    files.failWith = [&](test::Operation operation, const fs::path&) {
        if (operation != test::Operation::CreateFolders || other)
            return 0;
        other.emplace(resumeOffload(otherServices, goOnWith(job), **connection, {{}, otherProgress},
                                    otherMonitor));
        readBack.emplace(verifyOffload(otherServices, goOnWith(job), **connection,
                                       {{}, otherProgress}, otherMonitor));
        return 0;
    };
    const auto ended = resume(job);
    expectRefused();
    ASSERT_TRUE(readBack && !*readBack);
    EXPECT_EQ(readBack->error().code, ErrorCode::AlreadyExists);
    EXPECT_EQ(otherProgress.snapshot().bytesDone, 0U);
    ASSERT_TRUE(ended) << ended.error().describe();
    EXPECT_FALSE(ended->projectError) << ended->projectError->describe();
    EXPECT_TRUE(ended->verdict.allVerified);
    EXPECT_EQ(problemsOfProject(), std::vector<std::string>());
    EXPECT_TRUE(resume(job)) << "the hold outlived its run";
}

TEST_F(TwoAtOnceTest, AJobThatRunsForTheFirstTimeCannotBeTakenUp)
{
    auto connection = project::Project::open(project->path(), clock);
    ASSERT_TRUE(connection) << connection.error().describe();
    std::optional<Result<io::NumberLock>> hold;
    std::once_flag once; // Every destination has a thread of its own.
    files.failWith = [&](test::Operation operation, const fs::path&) {
        if (operation == test::Operation::CreateNew)
            std::call_once(once, [&] {
                hold.emplace((*connection)->holdJob((*connection)->newestUnfinished()->value()));
            });
        return 0;
    };
    const auto ended = offload();
    ASSERT_TRUE(hold && ended);
    ASSERT_FALSE(*hold);
    EXPECT_EQ(hold->error().code, ErrorCode::AlreadyExists);
    EXPECT_TRUE(ended->verdict.allVerified);
}

/// Says what it knows of a moment when the project asks for the time, right before it records.
class AskedClock final : public Clock {
public:
    [[nodiscard]] TimePoint now() const override
    {
        if (whenAsked)
            whenAsked();
        return test::FixedClock().now();
    }

    std::function<void()> whenAsked;
};

TEST_F(TwoAtOnceTest, TheFoldersAreHeldUntilTheEndOfTheJobIsRecorded)
{
    AskedClock asked;
    auto connection = project::Project::open(project->path(), asked);
    ASSERT_TRUE(connection) << connection.error().describe();
    OffloadMonitor monitor(2);
    std::size_t held = 0;
    std::size_t free = 0;
    asked.whenAsked = [&] {
        if (monitor.phase() != OffloadPhase::Recording)
            return;
        for (const fs::path& place : {first, second})
            ++(disk.lockFolder(place / kRoll) ? free : held);
    };
    const auto ended = offloadCard(services, request, connection->get(), {{}, progress}, monitor);
    ASSERT_TRUE(ended) << ended.error().describe();
    EXPECT_FALSE(ended->projectError);
    EXPECT_GT(held, 0U);
    EXPECT_EQ(free, 0U);
    EXPECT_TRUE(project->verdict(ended->result.plan.jobId)->allVerified);
    EXPECT_TRUE(disk.lockFolder(first / kRoll));
}

/// A project that lies where the card is.
class ProjectOnCardTest : public OffloadUseCase {
protected:
    /// Everything at and below the card, with times.
    std::set<std::pair<fs::path, fs::file_time_type>> cardAsItIs() const
    {
        std::set<std::pair<fs::path, fs::file_time_type>> all{{card, fs::last_write_time(card)}};
        for (const auto& entry : fs::recursive_directory_iterator(card))
            all.emplace(entry.path(), entry.last_write_time());
        return all;
    }

    /// A job that can be resumed, and its project moved onto the card.
    fs::path moveToCard()
    {
        job = cutOffAtSecond();
        const fs::path from = project->path();
        project.reset(); // Closed, so that it is one file.
        const fs::path to = card / kRoll / "a %show?.tailslate";
        fs::rename(from, to);
        return to;
    }

    Uuid job;
};

TEST_F(ProjectOnCardTest, IsFoundOutWithoutTouchingTheCard)
{
    const fs::path path = moveToCard();
    const auto before = cardAsItIs();
    for (const std::optional<Uuid> which : {std::optional<Uuid>(), std::optional(job)}) {
        const auto allowed = ensureNotOnItsCard(services, path, which);
        ASSERT_FALSE(allowed);
        EXPECT_EQ(allowed.error().code, ErrorCode::InvalidArgument) << allowed.error().describe();
    }
    EXPECT_EQ(cardAsItIs(), before);
}

TEST_F(ProjectOnCardTest, ElsewhereIsFine)
{
    const fs::path path = moveToCard();
    fs::rename(path, temp.path() / "show.tailslate");
    const auto allowed = ensureNotOnItsCard(services, temp.path() / "show.tailslate", {});
    EXPECT_TRUE(allowed) << allowed.error().describe();
    EXPECT_TRUE(
        ensureNotOnItsCard(services, temp.path() / "show.tailslate", Uuid::generate(clock.now())));
    fs::rename(card, temp.path() / "in the camera");
    EXPECT_TRUE(ensureNotOnItsCard(services, temp.path() / "show.tailslate", job));
}

} // namespace
} // namespace tailslate::app
