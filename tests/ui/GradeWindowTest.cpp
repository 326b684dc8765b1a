// SPDX-License-Identifier: Apache-2.0
#include "color/CdlFile.h"
#include "ui/Harness.h"
#include "ui/views/grade/GradeView.h"
#include "ui/widgets/ColorWheel.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/NumberField.h"
#include "ui/widgets/Viewer.h"

#include <gtest/gtest.h>
#include <QListView>
#include <QTest>

namespace tailslate::ui::test {
namespace {

/// A still test picture: every frame is the same, so that only the grade changes pixels.
const av::SourceSpec kStill{.kind = av::SourceKind::Pattern,
                            .location = "smptehdbars=size=320x180:rate=24"};

class GradeWindow : public testing::Test {
protected:
    void SetUp() override
    {
        if (!Viewer::supported())
            GTEST_SKIP() << "no OpenGL 4.0 on this display";
        bench = std::make_unique<Bench>();
        bench->window().openSource(kStill);
        bench->window().showWorkspace(Workspace::Grade);
        viewer = &bench->find<Viewer>("viewer");
        ASSERT_TRUE(pictureSettles());
    }

    bool pictureSettles()
    {
        return waitUntil([&] {
            if (viewer->pictureRect().isEmpty() || !viewer->upToDate())
                return false;
            const QImage picture = viewer->grabFramebuffer();
            return picture.pixelColor(whiteBar()) != QColor(0x2b, 0x2b, 0x2b);
        });
    }

    /// In the 75 % white bar, the second from the left (SMPTE RP 219).
    [[nodiscard]] QPoint whiteBar() const
    {
        const QRect picture = viewer->pictureRect();
        return {picture.left() + picture.width() * 19 / 100,
                picture.top() + picture.height() * 25 / 100};
    }

    [[nodiscard]] QColor whiteColor() { return viewer->grabFramebuffer().pixelColor(whiteBar()); }

    void dragWheel(const char* name, QPoint by)
    {
        auto& wheel = bench->find<ColorWheel>(name);
        const QPoint middle = wheel.rect().center();
        QTest::mousePress(&wheel, Qt::LeftButton, {}, middle);
        QTest::mouseMove(&wheel, middle + by / 2);
        QTest::mouseMove(&wheel, middle + by);
        QTest::mouseRelease(&wheel, Qt::LeftButton, {}, middle + by);
    }

    [[nodiscard]] const color::Cdl& cdl() const
    {
        return bench->window().gradeView().state().settings().cdl;
    }

    [[nodiscard]] Notice& note() { return bench->find<Notice>("gradeNote"); }

    std::unique_ptr<Bench> bench;
    Viewer* viewer = nullptr;
};

TEST_F(GradeWindow, AWheelChangesTheCdlAndThePictureInOneUndoStep)
{
    const QColor before = whiteColor();
    dragWheel("slopeWheel", {-4, -18}); // Towards red.
    EXPECT_GT(cdl().slope[0], 1.05);
    EXPECT_LT(cdl().slope[2], 1.0);
    ASSERT_TRUE(waitUntil([&] { return whiteColor().blue() < before.blue() - 5; }));
    EXPECT_GT(whiteColor().red(), before.red());

    QUndoStack& stack = bench->window().gradeView().state().undoStack();
    EXPECT_EQ(stack.count(), 1);
    stack.undo();
    EXPECT_EQ(cdl(), color::Cdl{});
    ASSERT_TRUE(waitUntil([&] { return whiteColor() == before; }));
    EXPECT_DOUBLE_EQ(bench->find<NumberField>("slopeR").value(), 1.0);
    stack.redo();
    EXPECT_GT(cdl().slope[0], 1.05);
}

TEST_F(GradeWindow, AMovingWheelBuildsNoShader)
{
    // setProgram() clears upToDate() until a program is linked; a wheel must only clear it until
    // the next paint. The picture during the drag shows the new grade at once.
    auto& wheel = bench->find<ColorWheel>("offsetWheel");
    const QColor before = whiteColor();
    QTest::mousePress(&wheel, Qt::LeftButton, {}, wheel.rect().center());
    QTest::mouseMove(&wheel, wheel.rect().center() + QPoint(0, -30));
    EXPECT_NE(whiteColor(), before) << "grabFramebuffer paints once; that must be enough";
    QTest::mouseRelease(&wheel, Qt::LeftButton, {}, wheel.rect().center() + QPoint(0, -30));
}

TEST_F(GradeWindow, BypassShowsThePictureWithoutItsGrade)
{
    const QColor before = whiteColor();
    QTest::keyClicks(&bench->find<NumberField>("offsetMaster"), QStringLiteral("-0.2"));
    QTest::keyClick(&bench->find<NumberField>("offsetMaster"), Qt::Key_Return);
    ASSERT_TRUE(waitUntil([&] { return whiteColor() != before; }));
    QTest::keyClick(&bench->find<ColorWheel>("slopeWheel"), Qt::Key_B);
    ASSERT_TRUE(waitUntil([&] { return whiteColor() == before; }));
    EXPECT_DOUBLE_EQ(cdl().offset[0], -0.2) << "bypass must not lose the grade";
    EXPECT_TRUE(bench->find<QLabel>("pipelineLine").text().contains(QStringLiteral("CDL off")));
}

TEST_F(GradeWindow, TheViewerIsInAPictureOfTheWindow)
{
    const QImage window = bench->window().grab().toImage();
    EXPECT_EQ(window.pixelColor(viewer->mapTo(&bench->window(), whiteBar())), whiteColor());
    EXPECT_EQ(window.pixelColor(viewer->mapTo(&bench->window(), QPoint(2, 2))),
              QColor(0x2b, 0x2b, 0x2b))
        << "the surround";
}

TEST_F(GradeWindow, ExportsTheGradeAsCdlAndTheWholePipelineAsCube)
{
    QTest::keyClicks(&bench->find<NumberField>("powerG"), QStringLiteral("1.25"));
    QTest::keyClick(&bench->find<NumberField>("powerG"), Qt::Key_Return);
    const auto cdlFile = bench->dir.path() / "night ext.cdl";
    const auto cubeFile = bench->dir.path() / "night.cube";
    bench->prompts.filesToSave = {cdlFile, cubeFile};

    bench->click("exportCdlButton");
    ASSERT_TRUE(waitUntil([&] { return note().state() == State::Good; }));
    const auto corrections = color::readCdlFile(cdlFile);
    ASSERT_TRUE(corrections) << corrections.error().describe();
    ASSERT_EQ(corrections->size(), 1U);
    EXPECT_EQ(corrections->front().cdl, cdl());
    EXPECT_EQ(corrections->front().id, "night_ext");

    bench->click("exportCubeButton");
    ASSERT_TRUE(waitUntil([&] {
        return note().state() == State::Good &&
               note().text().contains(QStringLiteral("night.cube"));
    }));
    const std::string cube = readFile(cubeFile);
    EXPECT_NE(cube.find("LUT_3D_SIZE 33"), std::string::npos);
}

TEST_F(GradeWindow, SaysInOneSentenceWhyAFileCannotBeWritten)
{
    bench->prompts.filesToSave = {bench->dir.path() / "no such folder" / "grade.cdl"};
    bench->click("exportCdlButton");
    ASSERT_TRUE(waitUntil([&] { return note().state() == State::Bad; }));
    EXPECT_TRUE(note().text().contains(QStringLiteral("no such folder")))
        << note().text().toStdString();
}

TEST_F(GradeWindow, SavesAStillWithItsGrade)
{
    const auto still = bench->dir.path() / "still.png";
    bench->prompts.filesToSave = {still};
    bench->click("saveStillButton");
    ASSERT_TRUE(waitUntil([&] { return note().state() == State::Good; }));
    QImage picture(QString::fromStdString(still.native()));
    EXPECT_EQ(picture.size(), QSize(320, 180));
}

TEST_F(GradeWindow, KeepsGradesInTheProjectAndAppliesThemAgain)
{
    bench->window().showWorkspace(Workspace::Offload);
    bench->makeProject(QStringLiteral("MIDNIGHT SUN"), {});
    bench->window().showWorkspace(Workspace::Grade);
    dragWheel("powerWheel", {12, 6});
    const color::Cdl saved = cdl();
    bench->prompts.texts = {QStringLiteral("Night")};
    bench->click("saveGrade");
    ASSERT_TRUE(waitUntil([&] { return bench->workbench->session().grades().size() == 1; }));
    bench->click("resetGradeButton");
    EXPECT_EQ(cdl(), color::Cdl{});

    auto& list = bench->find<QListView>("grades");
    emit list.activated(list.model()->index(0, 0));
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_NEAR(cdl().power[i], saved.power[i], 1e-12);
}

TEST_F(GradeWindow, AnotherDisplayIsAnotherPipeline)
{
    if (color::displaySpaces().size() < 2)
        GTEST_SKIP() << "this build knows one display only";
    const QColor before = whiteColor();
    auto& output = bench->find<ComboBox>("outputSpace");
    output.setCurrentIndex(1);
    emit output.activated(1);
    EXPECT_EQ(bench->window().gradeView().state().settings().output, color::displaySpaces()[1].id);
    EXPECT_TRUE(waitUntil([&] { return whiteColor() != before; }));
}

TEST_F(GradeWindow, ASourceThatDoesNotExistIsSaidInOneSentence)
{
    bench->window().openSource(
        {.kind = av::SourceKind::File, .location = bench->dir.path() / "nothing.mov"});
    auto& problem = bench->find<Notice>("sourceProblem");
    ASSERT_TRUE(waitUntil([&] { return problem.state() == State::Bad; }));
    EXPECT_TRUE(problem.text().contains(QStringLiteral("nothing.mov")))
        << problem.text().toStdString();
    keepPicture(bench->window(), "grade-lost.png");
}

} // namespace
} // namespace tailslate::ui::test
