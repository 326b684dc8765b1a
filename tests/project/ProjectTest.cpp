// SPDX-License-Identifier: Apache-2.0
#include "GradeBuilder.h"
#include "ProjectFixture.h"

#include <atomic>
#include <chrono>
#include <limits>
#include <string>
#include <thread>
#include <vector>

namespace tailslate::project {
namespace {

using ProjectTest = ProjectFixture;

TEST_F(ProjectTest, SaysWhatItIs)
{
    const auto info = project->info();
    ASSERT_TRUE(info) << info.error().describe();
    EXPECT_FALSE(info->id.isNil());
    EXPECT_EQ(info->show, "MIDNIGHT SUN");
    EXPECT_EQ(info->unit, "2nd unit");
    EXPECT_EQ(info->schemaVersion, 2);
    EXPECT_EQ(info->created, test::at("2026-11-21T03:06:06Z"));
    EXPECT_EQ(info->offloads, 0U);
    EXPECT_EQ(info->copies, 0U);
    EXPECT_EQ(info->grades, 0U);
    EXPECT_EQ(info->ledgerEntries, 1U);
    expectSound();
}

TEST_F(ProjectTest, KeepsGradesExactly)
{
    GradeRow grade;
    grade.name = "Tag außen, „Ägypten“";
    grade.input = "logc3";
    grade.output = "rec709";
    grade.style = color::CdlStyle::NoClamp;
    grade.cdl.slope = {1.0 / 3.0, 0.1, 1.0e-300};
    grade.cdl.offset = {-0.1, 0.2, -1.0 / 7.0};
    grade.cdl.power = {1.1, 0.9, 1.0 + 0x1p-52};
    grade.cdl.saturation = 0.7;
    const auto saved = project->saveGrade(grade);
    ASSERT_TRUE(saved) << saved.error().describe();
    clock.set(clock.now() + std::chrono::seconds(1));
    ASSERT_TRUE(project->saveGrade(test::grade("second")));
    reopen();

    const auto grades = project->grades();
    ASSERT_TRUE(grades);
    ASSERT_EQ(grades->size(), 2U);
    EXPECT_EQ(grades->at(0).name, "second");
    const GradeRow& stored = grades->at(1);
    EXPECT_EQ(stored.id, saved->id);
    EXPECT_EQ(stored.created, test::at("2026-11-21T03:06:06Z"));
    EXPECT_EQ(stored.name, grade.name);
    EXPECT_EQ(stored.input, "logc3");
    EXPECT_EQ(stored.output, "rec709");
    EXPECT_EQ(stored.style, color::CdlStyle::NoClamp);
    EXPECT_EQ(stored.cdl, grade.cdl);
    expectSound();
}

TEST_F(ProjectTest, RefusesAGradeThatIsNoCdl)
{
    GradeRow grade;
    grade.cdl.offset[1] = std::numeric_limits<double>::quiet_NaN();
    const auto saved = project->saveGrade(grade);
    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(project->info()->grades, 0U);
}

TEST_F(ProjectTest, SurvivesTextThatLooksLikeSql)
{
    const std::string nasty = "'); DROP TABLE ledger; -- :id %s";
    auto plan = test::plan(1);
    plan.card.roll = nasty;
    ASSERT_TRUE(project->recordStarted(plan));
    EXPECT_EQ(project->offload(plan.jobId)->plan.card.roll, nasty);
    expectSound();
}

TEST_F(ProjectTest, ServesSeveralThreadsAtOnce)
{
    constexpr int kThreads = 4;
    constexpr int kActs = 20;
    std::vector<std::jthread> threads;
    std::atomic<int> failures = 0;
    for (int i = 0; i < kThreads; ++i) {
        threads.emplace_back([&, i] {
            for (int act = 0; act < kActs; ++act) {
                if (!project->recordAct("test.act", std::to_string(i), "{}") || !project->info())
                    ++failures;
            }
        });
    }
    threads.clear();
    EXPECT_EQ(failures, 0);
    EXPECT_EQ(project->ledger()->size(), 1U + kThreads * kActs);
    expectSound();
}

TEST_F(ProjectTest, SharesTheFileWithASecondProgram)
{
    auto second = Project::open(path, clock);
    ASSERT_TRUE(second) << second.error().describe();
    ASSERT_TRUE(project->recordAct("first.act", "1", "{}"));
    ASSERT_TRUE((*second)->recordAct("second.act", "2", "{}"));
    ASSERT_TRUE(project->recordAct("third.act", "3", "{}"));
    EXPECT_EQ((*second)->ledger()->size(), 4U);
    expectSound();
}

} // namespace
} // namespace tailslate::project
