// SPDX-License-Identifier: Apache-2.0
#include "app/Thumbnails.h"
#include "support/Movies.h"
#include "ui/models/ClipModel.h"
#include "ui/OffloadCase.h"

#include <gtest/gtest.h>
#include <QListView>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <string>

namespace tailslate::ui::test {
namespace {

namespace fs = std::filesystem;

/// A window with a project and two disks, and cards that hold movies.
class ThumbnailWindow : public OffloadCase {
protected:
    void SetUp() override
    {
        bench.makeProject(QStringLiteral("MIDNIGHT SUN"), QStringLiteral("Unit A"));
        addDestination(disk("RAID-1", "a"));
        addDestination(disk("RAID-2", "b"));
    }

    fs::path movieCard()
    {
        const fs::path card = bench.folder("B001R3FD");
        for (const char* clip : {"B001C001_261121_R3FD.mov", "B001C002_261121_R3FD.mov"})
            EXPECT_TRUE(tailslate::test::writeMovie(card / clip, tailslate::test::smallMovie(), 5));
        return card;
    }

    /// How many clips of the newest card have been looked at for pictures.
    long made()
    {
        return std::ranges::count_if(bench.workbench->shelf().cards().back().clips,
                                     [](const ClipView& clip) { return clip.pictures != nullptr; });
    }

    /// A picture of the first clip as the strip paints it.
    QImage picture(int which)
    {
        const QAbstractItemModel& clips = *bench.find<QListView>("clips").model();
        return clips.index(0, 0).data(ClipModel::PictureRole + which).value<QImage>();
    }

    fs::path cache() { return app::thumbnailFolder(bench.workbench->session().path()); }
};

TEST_F(ThumbnailWindow, OneButtonShowsThePicturesAsTheCameraRecordedThem)
{
    EXPECT_FALSE(bench.find<QToolButton>("loggedPictures").isVisible());
    addCard(movieCard());
    ASSERT_TRUE(waitUntil([&] { return made() == 2; }, 60));
    EXPECT_TRUE(bench.find<QToolButton>("loggedPictures").isVisible());
    const auto jpegs = bench.workbench->shelf().cards().back().clips.front().pictures->frames;
    ASSERT_EQ(jpegs.size(), 3U);
    const auto decoded = [](const std::vector<std::byte>& jpeg) {
        return QImage::fromData(reinterpret_cast<const uchar*>(jpeg.data()),
                                static_cast<int>(jpeg.size()))
            .scaledToWidth(240, Qt::SmoothTransformation);
    };
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(picture(i), decoded(jpegs[static_cast<std::size_t>(i)].graded)) << i;
    keepPicture(bench.window(), "strip-graded.png");
    bench.click("loggedPictures");
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(picture(i), decoded(jpegs[static_cast<std::size_t>(i)].logged)) << i;
    EXPECT_NE(decoded(jpegs[0].logged), decoded(jpegs[0].graded));
    keepPicture(bench.window(), "strip-logged.png");
    bench.click("loggedPictures");
    EXPECT_EQ(picture(0), decoded(jpegs[0].graded));
}

TEST_F(ThumbnailWindow, PicturesDimWithTheInterface)
{
    addCard(movieCard());
    ASSERT_TRUE(waitUntil([&] { return made() == 2; }, 60));
    QWidget& strip = *bench.find<QListView>("clips").viewport();
    // Within the first picture of the first clip.
    const auto brightness = [&] {
        const QImage seen = strip.grab(QRect(28, 28, 80, 40)).toImage();
        int brightest = 0;
        for (int x = 0; x < seen.width(); ++x)
            brightest = std::max(brightest, qGray(seen.pixel(x, seen.height() / 2)));
        return brightest;
    };
    const int normal = brightness();
    EXPECT_GT(normal, 60);
    QTest::keyClick(&bench.window(), Qt::Key_F8);
    const int half = brightness();
    EXPECT_LT(half, normal);
    QTest::keyClick(&bench.window(), Qt::Key_F8);
    EXPECT_LT(brightness(), half);
}

TEST_F(ThumbnailWindow, NoneIsMadeWhileAnOffloadRunsAndAllAreMadeAfterIt)
{
    const fs::path busy = bench.smallCard("A001R2EC", 2, 100'000);
    bench.disks.hold(busy);
    addCard(busy);
    bench.click("offload");
    ASSERT_TRUE(waitUntil([&] { return bench.workbench->queue().running() != nullptr; }));
    addCard(movieCard());
    QTest::qWait(1500);
    EXPECT_NE(bench.workbench->queue().running(), nullptr);
    EXPECT_EQ(made(), 0);
    EXPECT_FALSE(fs::exists(cache()) && !fs::is_empty(cache()));
    bench.disks.release();
    ASSERT_TRUE(waitUntil([&] { return made() == 2; }, 60));
    EXPECT_EQ(bench.workbench->queue().running(), nullptr);
    EXPECT_FALSE(fs::is_empty(cache()));
}

TEST_F(ThumbnailWindow, ACardWithAVerifiedCopyIsLeftAlone)
{
    const fs::path card = movieCard();
    addCard(card);
    offload();
    ASSERT_TRUE(waitUntil([&] { return made() == 2; }, 60));
    CardShelf& shelf = bench.workbench->shelf();
    shelf.removeFolder(shelf.cards().front().id);
    fs::remove_all(cache());
    for (const auto& entry : fs::directory_iterator(card)) {
        const auto time = entry.last_write_time();
        writeFile(entry.path(), entry.file_size(), 7);
        fs::last_write_time(entry.path(), time);
    }
    addCard(card);
    ASSERT_TRUE(waitUntil([&] { return made() == 2; }, 60));
    for (const ClipView& clip : shelf.cards().back().clips) {
        EXPECT_EQ(clip.pictures->frames.size(), 3U) << clip.name.toStdString();
        EXPECT_EQ(clip.pictures->problem, "") << clip.name.toStdString();
    }
}

} // namespace
} // namespace tailslate::ui::test
