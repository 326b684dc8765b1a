// SPDX-License-Identifier: Apache-2.0
#include "app/DemoCard.h"
#include "jobs/Progress.h"
#include "ui/bridge/CardShelf.h"
#include "ui/Harness.h"
#include "ui/views/offload/OffloadView.h"
#include "ui/widgets/ColorWheel.h"
#include "ui/widgets/VerdictLine.h"
#include "ui/widgets/Viewer.h"

#include <gtest/gtest.h>
#include <QImage>
#include <QTest>

#include <algorithm>

namespace tailslate::ui::test {
namespace {

constexpr std::uint64_t kGiga = 1'000'000'000;

/// The demo card's first clip.
std::filesystem::path firstMovie(const std::filesystem::path& card)
{
    std::filesystem::path first;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(card))
        if (entry.path().extension() == ".mov" && (first.empty() || entry.path() < first))
            first = entry.path();
    return first;
}

TEST(Screenshot, OffloadShowsTheVerdictOfARealCard)
{
    Bench bench;
    bench.window().resize(1600, 1000);
    const auto card = bench.dir.path() / "A001R2EC";
    jobs::Progress progress;
    ASSERT_TRUE(app::makeDemoCard(card, {.stop = {}, .progress = progress}));
    const auto raid = bench.folder("RAID-1");
    const auto backup = bench.folder("RAID-2");
    bench.disks.pretend({.folder = raid,
                         .volume = {.mountPoint = raid,
                                    .fileSystem = "xfs",
                                    .label = "RAID-1",
                                    .deviceId = "md0",
                                    .deviceName = "Areca ARC-8050 (sdb)",
                                    .volumeId = {}},
                         .space = {.freeBytes = 3100 * kGiga, .totalBytes = 8000 * kGiga}});
    bench.disks.pretend({.folder = backup,
                         .volume = {.mountPoint = backup,
                                    .fileSystem = "exfat",
                                    .label = "RAID-2",
                                    .deviceId = "sdc",
                                    .deviceName = "Samsung SSD T7 (sdc)",
                                    .volumeId = {}},
                         .space = {.freeBytes = 1200 * kGiga, .totalBytes = 2000 * kGiga}});

    bench.makeProject(QStringLiteral("MIDNIGHT SUN"), QStringLiteral("Unit A"));
    bench.prompts.folders = {raid, backup};
    bench.click("addDestination");
    bench.click("addDestination");
    bench.window().offloadView().setChoices(
        {.rollFolder = {.folderTemplate = QStringLiteral("Day{day}/Camera_Media"),
                        .day = QStringLiteral("012")}});
    bench.window().offloadView().addCardFolder(card);
    const auto thumbnails = [&] {
        const auto& cards = bench.workbench->shelf().cards();
        return !cards.empty() && !cards.front().clips.empty() &&
               std::ranges::all_of(cards.front().clips,
                                   [](const ClipView& clip) { return clip.pictures != nullptr; });
    };
    ASSERT_TRUE(waitUntil(thumbnails, 120));
    bench.click("offload");
    auto& verdict = bench.find<VerdictLine>("verdict");
    ASSERT_TRUE(waitUntil([&] { return verdict.state() == State::Good; }, 120))
        << verdict.headline().toStdString();
    QTest::qWait(300);
    keepPicture(bench.window(), "offload.png");
}

TEST(Screenshot, GradeShowsThePictureInTheGrab)
{
    if (!Viewer::supported())
        GTEST_SKIP() << "no OpenGL 4.0 on this display";
    Bench bench;
    bench.window().resize(1600, 1000);
    bench.makeProject(QStringLiteral("MIDNIGHT SUN"), QStringLiteral("Unit A"));
    const auto card = bench.dir.path() / "A001R2EC";
    jobs::Progress progress;
    ASSERT_TRUE(app::makeDemoCard(card, {.stop = {}, .progress = progress}));
    bench.window().openSource(
        {.kind = av::SourceKind::File, .location = firstMovie(card).native()});
    bench.window().showWorkspace(Workspace::Grade);
    auto& viewer = bench.find<Viewer>("viewer");
    ASSERT_TRUE(waitUntil([&] { return !viewer.pictureRect().isEmpty() && viewer.upToDate(); }));

    auto& wheel = bench.find<ColorWheel>("slopeWheel");
    const QPoint middle = wheel.rect().center();
    QTest::mousePress(&wheel, Qt::LeftButton, {}, middle);
    QTest::mouseMove(&wheel, middle + QPoint(-4, -5));
    QTest::mouseRelease(&wheel, Qt::LeftButton, {}, middle + QPoint(-4, -5));
    bench.prompts.texts = {QStringLiteral("Bar, tungsten")};
    bench.click("saveGrade");
    ASSERT_TRUE(waitUntil([&] { return bench.workbench->session().grades().size() == 1; }));
    bench.window().setFocus();
    QTest::qWait(1500);

    const QImage window = bench.window().grab().toImage();
    const QRect picture = viewer.pictureRect();
    const QPoint corner = viewer.mapTo(&bench.window(), picture.topLeft());
    // A picture, and not one flat color where it should be.
    const QRgb first = window.pixel(corner + QPoint(4, 4));
    bool varies = false;
    for (int x = 0; x < picture.width(); x += 7)
        varies = varies || window.pixel(corner + QPoint(x, picture.height() / 2)) != first;
    EXPECT_TRUE(varies);
    keepPicture(bench.window(), "grade.png");
}

} // namespace
} // namespace tailslate::ui::test
