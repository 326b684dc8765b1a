// SPDX-License-Identifier: Apache-2.0
#include "ui/OffloadCase.h"
#include "ui/views/offload/OffloadView.h"
#include "ui/widgets/LaneBar.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/StatusLine.h"
#include "ui/widgets/VerdictLine.h"

#include <gtest/gtest.h>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QTest>

#include <set>

namespace tailslate::ui::test {
namespace {

using OffloadWindow = OffloadCase;

TEST_F(OffloadWindow, TwoCopiesOnTwoDevicesMakeTheCardSafeToFormat)
{
    const auto card = bench.smallCard("A001R2EC", 3, 300'000);
    bench.makeProject(QStringLiteral("MIDNIGHT SUN"), QStringLiteral("Unit A"));
    addDestination(disk("RAID-1", "a"));
    addDestination(disk("RAID-2", "b"));
    addCard(card);
    offload();
    EXPECT_EQ(verdict().headline().toStdString(), "SAFE TO FORMAT");
    EXPECT_EQ(verdict().state(), State::Good);
    for (const char* destination : {"RAID-1", "RAID-2"})
        for (const char* file : {"CLIP0.BIN", "CLIP1.BIN", "CLIP2.BIN"})
            EXPECT_EQ(readFile(bench.dir.path() / destination / "A001R2EC" / file),
                      readFile(card / file))
                << destination << " " << file;
    ASSERT_TRUE(waitUntil([&] { return bench.workbench->session().offloads().size() == 1; }));
    EXPECT_EQ(bench.workbench->session().offloads().front().headline, "SAFE TO FORMAT");
    EXPECT_TRUE(
        bench.find<StatusLine>("status").jobText().contains(QStringLiteral("safe to format")));

    const auto reports = bench.folder("reports");
    bench.prompts.folders.push_back(reports);
    bench.click("writeReport");
    auto& note = bench.find<Notice>("reportNote");
    ASSERT_TRUE(waitUntil([&] { return note.state() == State::Good; }, 60))
        << note.text().toStdString();
    std::set<std::string> written;
    for (const auto& entry : std::filesystem::directory_iterator(reports))
        written.insert(entry.path().extension());
    EXPECT_EQ(written, (std::set<std::string>{".csv", ".pdf"}));
    keepPicture(bench.window(), "offload-report.png");
}

TEST_F(OffloadWindow, TheVerdictHoldsForTheFilesThatWereOffloadedAndNoOthers)
{
    const auto card = bench.smallCard("A001R2EC", 2, 50'000);
    bench.makeProject(QStringLiteral("MIDNIGHT SUN"), {});
    addDestination(disk("RAID-1", "a"));
    addDestination(disk("RAID-2", "b"));
    addCard(card);
    offload();
    ASSERT_EQ(verdict().state(), State::Good);

    bench.click("stopOffload1"); // "Clear" takes the row away, not the verdict.
    ASSERT_TRUE(bench.workbench->queue().entries().empty());
    EXPECT_EQ(verdict().state(), State::Good);

    writeFile(card / "NEW.BIN", 1000, 9);
    bench.click("readCardAgain");
    ASSERT_TRUE(waitUntil([&] { return verdict().state() != State::Good; }));
    EXPECT_EQ(verdict().headline().toStdString(), "Not offloaded yet");
    std::filesystem::remove(card / "NEW.BIN");
    bench.click("readCardAgain");
    EXPECT_TRUE(waitUntil([&] { return verdict().state() == State::Good; }));
}

TEST_F(OffloadWindow, AnotherCardInTheSamePlaceHasNoVerdict)
{
    const auto place = bench.smallCard("A001R2EC", 1, 50'000);
    bench.makeProject(QStringLiteral("MIDNIGHT SUN"), {});
    addDestination(disk("RAID-1", "a"));
    addDestination(disk("RAID-2", "b"));
    addCard(place);
    offload();
    ASSERT_EQ(verdict().state(), State::Good);
    bench.workbench->shelf().removeFolder(bench.workbench->shelf().cards().front().id);
    addCard(place); // The same files even: it may be a copy of a card that was already formatted.
    EXPECT_NE(verdict().state(), State::Good);
    EXPECT_TRUE(
        waitUntil([&] { return verdict().headline() == QStringLiteral("Not offloaded again"); }));
    EXPECT_EQ(verdict().state(), State::None);
}

TEST_F(OffloadWindow, TwoCopiesOnOneDeviceAreVerifiedButNotSafe)
{
    bench.makeProject(QStringLiteral("MIDNIGHT SUN"), {});
    addDestination(disk("RAID-1", "a"));
    addDestination(disk("RAID-2", "a"));
    addCard(bench.smallCard("A001R2EC", 2, 100'000));
    ASSERT_TRUE(waitUntil([&] {
        return bench.find<Notice>("destinationWarning")
            .text()
            .contains(QStringLiteral("share one device"));
    }));
    offload();
    EXPECT_EQ(verdict().headline().toStdString(), "NOT SAFE TO FORMAT");
    EXPECT_EQ(verdict().state(), State::Bad);
    EXPECT_NE(notices().find("device"), std::string::npos) << notices();
    keepPicture(bench.window(), "offload-not-safe.png");
}

TEST_F(OffloadWindow, AnImpossibleOffloadIsRefusedInOneSentence)
{
    const auto card = bench.smallCard("A001R2EC", 1, 1000);
    bench.makeProject(QStringLiteral("MIDNIGHT SUN"), {});
    addDestination(card / "inside");
    addCard(card);
    offload();
    EXPECT_EQ(verdict().headline().toStdString(), "NOT SAFE TO FORMAT");
    EXPECT_TRUE(bench.workbench->queue().entries().back().error.has_value());
    EXPECT_FALSE(std::filesystem::exists(card / "inside"));
    keepPicture(bench.window(), "offload-refused.png");
}

TEST_F(OffloadWindow, SaysWhatIsMissingBeforeTheButtonWorks)
{
    auto& button = bench.find<QPushButton>("offload");
    auto& blocked = bench.find<Notice>("offloadBlocked");
    EXPECT_FALSE(button.isEnabled());
    EXPECT_EQ(blocked.text().toStdString(), "Choose a card");
    addCard(bench.smallCard("A001R2EC", 1, 1000));
    EXPECT_EQ(blocked.text().toStdString(), "Open or make a project first");
    keepPicture(bench.window(), "offload-no-project.png");
    bench.makeProject(QStringLiteral("MIDNIGHT SUN"), {});
    EXPECT_EQ(blocked.text().toStdString(), "Choose at least one destination");
    addDestination(disk("RAID-1", "a"));
    EXPECT_TRUE(button.isEnabled());
    EXPECT_TRUE(button.text().contains(QStringLiteral("A001R2EC")));
    EXPECT_FALSE(bench.find<QWidget>("projectOffer").isVisible());
}

TEST_F(OffloadWindow, OffloadsRunOneAfterTheOther)
{
    bench.makeProject(QStringLiteral("MIDNIGHT SUN"), {});
    addDestination(disk("RAID-1", "a"));
    addDestination(disk("RAID-2", "b"));
    addCard(bench.smallCard("A001R2EC", 2, 4'000'000));
    bench.click("offload");
    addCard(bench.smallCard("A002R2EC", 2, 200'000));
    bench.click("offload");
    ASSERT_TRUE(waitUntil([&] { return bench.workbench->queue().entries().size() == 2; }));
    ASSERT_TRUE(waitUntil([&] { return bench.workbench->queue().entries().back().over(); }, 120));
    for (const OffloadEntry& entry : bench.workbench->queue().entries())
        EXPECT_TRUE(entry.outcome && entry.outcome->verdict.safeToFormat)
            << entry.roll.toStdString();
    EXPECT_EQ(verdict().roll().toStdString(), "A002R2EC");
}

TEST_F(OffloadWindow, AStoppedOffloadIsNeverSafe)
{
    bench.makeProject(QStringLiteral("MIDNIGHT SUN"), {});
    addDestination(disk("RAID-1", "a"));
    addDestination(disk("RAID-2", "b"));
    addCard(bench.smallCard("A001R2EC", 40, 8'000'000));
    bench.click("offload");
    ASSERT_TRUE(waitUntil([&] {
        const auto& entries = bench.workbench->queue().entries();
        return !entries.empty() && entries.back().fraction > 0.02;
    }));
    keepPicture(bench.window(), "offload-running.png");
    bench.click("stopOffload1");
    ASSERT_TRUE(waitUntil([&] { return bench.workbench->queue().entries().back().over(); }, 60));
    EXPECT_EQ(verdict().headline().toStdString(), "NOT SAFE TO FORMAT");
    keepPicture(bench.window(), "offload-stopped.png");
    bench.click("stopOffload1"); // Now "Clear".
    EXPECT_TRUE(waitUntil([&] { return bench.workbench->queue().entries().empty(); }));
}

TEST_F(OffloadWindow, ClosingTheWindowAsksWhileAnOffloadRuns)
{
    bench.makeProject(QStringLiteral("MIDNIGHT SUN"), {});
    addDestination(disk("RAID-1", "a"));
    addCard(bench.smallCard("A001R2EC", 40, 8'000'000));
    bench.click("offload");
    ASSERT_TRUE(waitUntil([&] { return bench.workbench->queue().running() != nullptr; }));
    const int asked = bench.prompts.asked;
    EXPECT_FALSE(bench.window().close());
    EXPECT_EQ(bench.prompts.asked, asked + 1);
    EXPECT_TRUE(bench.window().isVisible());
    bench.prompts.confirmations = 1;
    bench.window().close();
    EXPECT_TRUE(waitUntil([&] { return !bench.window().isVisible(); }));
}

TEST_F(OffloadWindow, ACardShowsItsTypeWhyItsClipsAndWhatIsWrongWithIt)
{
    bench.makeProject(QStringLiteral("MIDNIGHT SUN"), QStringLiteral("Unit A"));
    addDestination(disk("RAID-1", "a"));
    addDestination(disk("RAID-2", "b"));
    const auto card = bench.folder("A001R2EC");
    writeFile(card / "A001C001_261121_R2EC.mxf", 100'000, 1);
    writeFile(card / "A001C002_261121_R2EC.mxf", 0, 2);
    addCard(card);
    EXPECT_EQ(bench.find<QLabel>("cardRoll").text().toStdString(), "A001R2EC");
    EXPECT_TRUE(bench.find<QLabel>("cardType").text().startsWith(QStringLiteral("ARRI")));
    EXPECT_TRUE(bench.find<QLabel>("cardType").text().contains(QStringLiteral("2 clips")));
    EXPECT_TRUE(bench.find<QLabel>("cardReason")
                    .text()
                    .contains(QStringLiteral("A001C001_261121_R2EC.mxf")));
    EXPECT_EQ(bench.find<QListView>("clips").model()->rowCount(), 2);
    EXPECT_TRUE(bench.find<Notice>("finding0")
                    .text()
                    .startsWith(QStringLiteral("A001C002_261121_R2EC.mxf is empty")));
    EXPECT_EQ(bench.find<Notice>("finding0").state(), State::Warning);
    keepPicture(bench.window(), "card-findings.png");

    offload();
    EXPECT_EQ(verdict().headline().toStdString(), "NOT SAFE TO FORMAT");
}

TEST_F(OffloadWindow, ACardThatCannotBeReadSaysWhy)
{
    bench.prompts.folders.push_back(bench.dir.path() / "nowhere");
    bench.click("addCardFolder");
    ASSERT_TRUE(waitUntil([&] {
        return bench.find<Notice>("offloadBlocked").text() ==
               QStringLiteral("The card cannot be read");
    }));
    EXPECT_FALSE(bench.find<QPushButton>("offload").isEnabled());
}

TEST_F(OffloadWindow, LooksRightInEveryBlackOutLevel)
{
    addCard(bench.smallCard("A001R2EC", 1, 1000));
    QTest::keyClick(&bench.window(), Qt::Key_F8);
    keepPicture(bench.window(), "offload-half.png");
    const QColor half = currentTokens().text;
    QTest::keyClick(&bench.window(), Qt::Key_F8);
    EXPECT_LT(currentTokens().text.lightness(), half.lightness());
    keepPicture(bench.window(), "offload-deep.png");
    QTest::keyClick(&bench.window(), Qt::Key_F8);
    EXPECT_EQ(currentTokens().text, QColor(0xd6, 0xd6, 0xd6));
    QTest::keyClick(&bench.window(), Qt::Key_F9);
    EXPECT_TRUE(bench.find<QWidget>("log").isVisible());
    keepPicture(bench.window(), "offload-log.png");
}

} // namespace
} // namespace tailslate::ui::test
