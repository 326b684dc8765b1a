// SPDX-License-Identifier: Apache-2.0
#include "ui/Harness.h"
#include "ui/widgets/ElidedLabel.h"
#include "ui/widgets/Notice.h"

#include <gtest/gtest.h>
#include <QTest>

#include <fstream>

namespace tailslate::ui::test {
namespace {

class ProjectWindow : public testing::Test {
protected:
    /// Opens a project that cannot be opened; returns the sentence on the screen.
    std::string refusal(const std::filesystem::path& path)
    {
        bench.window().openProject(path);
        auto& problem = bench.find<Notice>("projectProblem");
        EXPECT_TRUE(waitUntil([&] { return problem.isVisible(); }));
        EXPECT_EQ(problem.state(), State::Bad);
        return problem.text().toStdString();
    }

    Bench bench;
};

TEST_F(ProjectWindow, ShowsTheProjectInTitleAndHeader)
{
    EXPECT_EQ(bench.find<ElidedLabel>("projectTitle").text().toStdString(), "No project");
    bench.makeProject(QStringLiteral("MIDNIGHT SUN"), QStringLiteral("Unit A"));
    EXPECT_EQ(bench.find<ElidedLabel>("projectTitle").text().toStdString(),
              "MIDNIGHT SUN · Unit A");
    EXPECT_TRUE(bench.window().windowTitle().startsWith(QStringLiteral("MIDNIGHT SUN · Unit A")));
    EXPECT_EQ(bench.settings->recentProjects(),
              std::vector<std::filesystem::path>{bench.dir.path() / "day.tailslate"});
}

TEST_F(ProjectWindow, ACorruptProjectIsRefusedInOneSentenceAndLeftAlone)
{
    const auto corrupt = bench.dir.path() / "corrupt.tailslate";
    writeFile(corrupt, 20'000, 3);
    const std::string before = readFile(corrupt);
    const std::string sentence = refusal(corrupt);
    EXPECT_NE(sentence.find("corrupt.tailslate"), std::string::npos) << sentence;
    EXPECT_EQ(sentence.find('\n'), std::string::npos) << sentence;
    EXPECT_EQ(readFile(corrupt), before);
    EXPECT_EQ(bench.workbench->session().project(), nullptr);
    keepPicture(bench.window(), "project-corrupt.png");
}

TEST_F(ProjectWindow, ATruncatedProjectIsRefused)
{
    bench.makeProject(QStringLiteral("MIDNIGHT SUN"), {});
    const auto cut = bench.dir.path() / "cut.tailslate";
    std::ofstream(cut, std::ios::binary)
        << readFile(bench.dir.path() / "day.tailslate").substr(0, 3000);
    EXPECT_NE(refusal(cut).find("cut.tailslate"), std::string::npos);
    EXPECT_EQ(bench.workbench->session().path(), bench.dir.path() / "day.tailslate")
        << "the open project must stay";
}

TEST_F(ProjectWindow, AMissingProjectIsNamed)
{
    EXPECT_NE(refusal(bench.dir.path() / "nothing.tailslate").find("nothing.tailslate"),
              std::string::npos);
}

TEST_F(ProjectWindow, NeverOverwritesAFileWithANewProject)
{
    const auto taken = bench.dir.path() / "taken.tailslate";
    std::ofstream(taken) << "precious";
    bench.prompts.projects.push_back({.show = QStringLiteral("S"), .unit = {}, .path = taken});
    bench.click("offerNewProject");
    auto& problem = bench.find<Notice>("projectProblem");
    ASSERT_TRUE(waitUntil([&] { return problem.isVisible(); }));
    EXPECT_EQ(readFile(taken), "precious");
}

TEST_F(ProjectWindow, OpensAProjectAgainWithWhatIsInIt)
{
    bench.makeProject(QStringLiteral("MIDNIGHT SUN"), QStringLiteral("Unit A"));
    Bench other;
    other.window().openProject(bench.dir.path() / "day.tailslate");
    ASSERT_TRUE(waitUntil([&] { return other.workbench->session().project() != nullptr; }));
    EXPECT_EQ(other.workbench->session().title().toStdString(), "MIDNIGHT SUN · Unit A");
}

} // namespace
} // namespace tailslate::ui::test
