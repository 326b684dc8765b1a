// SPDX-License-Identifier: Apache-2.0
#include "ui/OffloadCase.h"
#include "ui/views/offload/OffloadView.h"
#include "ui/widgets/ComboBox.h"
#include "ui/widgets/ElidedLabel.h"

#include <gtest/gtest.h>
#include <QLineEdit>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace tailslate::ui::test {
namespace {

class QueueWindow : public OffloadCase {
protected:
    void SetUp() override
    {
        bench.makeProject(QStringLiteral("MIDNIGHT SUN"), QStringLiteral("Unit A"));
        addDestination(disk("RAID-1", "a"));
        addDestination(disk("RAID-2", "b"));
    }

    [[nodiscard]] const std::vector<OffloadEntry>& entries()
    {
        return bench.workbench->queue().entries();
    }

    /// Asks for an offload of a new card and waits until it is in the queue.
    void enqueue(const std::filesystem::path& card)
    {
        const std::size_t before = entries().size();
        addCard(card);
        bench.click("offload");
        ASSERT_TRUE(waitUntil([&] { return entries().size() == before + 1; }));
    }

    /// Starts an offload that gets no further than its first file until the disks are released.
    void enqueueHeldUp(const std::filesystem::path& card)
    {
        bench.disks.hold(card);
        enqueue(card);
        ASSERT_TRUE(
            waitUntil([&] { return entries().front().phase == app::OffloadPhase::Copying; }));
    }

    /// What the row of an offload says below its lanes.
    [[nodiscard]] std::string note(int id)
    {
        const QByteArray name = QByteArrayLiteral("note") + QByteArray::number(id) + "_0";
        const auto* const notice = bench.window().findChild<Notice*>(QString::fromLatin1(name));
        return notice && notice->isVisible() ? notice->text().toStdString() : std::string();
    }

    void waitUntilAllAreOver()
    {
        ASSERT_TRUE(
            waitUntil([&] { return std::ranges::all_of(entries(), &OffloadEntry::over); }, 120));
    }

    [[nodiscard]] std::string words(const char* label)
    {
        return bench.find<ElidedLabel>(label).text().toStdString();
    }

    /// The rolls of the queue's rows from top to bottom of the screen.
    [[nodiscard]] std::vector<std::string> rowsOnScreen()
    {
        QTest::qWait(50); // Layouts settle in the event loop.
        std::vector<std::pair<int, std::string>> rows;
        for (const OffloadEntry& entry : entries()) {
            const QByteArray name = QByteArrayLiteral("word") + QByteArray::number(entry.id);
            auto& word = bench.find<ElidedLabel>(name.constData());
            rows.emplace_back(word.mapTo(&bench.window(), QPoint()).y(), entry.roll.toStdString());
        }
        std::ranges::sort(rows);
        std::vector<std::string> rolls;
        for (const auto& row : rows)
            rolls.push_back(row.second);
        return rolls;
    }
};

TEST_F(QueueWindow, PauseHoldsTheCopyingUpAndResumeEndsVerified)
{
    enqueueHeldUp(bench.smallCard("A001R2EC", 12, 1'000'000));
    bench.click("pauseOffload1");
    EXPECT_EQ(words("word1"), "paused");
    bench.disks.release();
    QTest::qWait(1000);
    EXPECT_FALSE(entries().front().over());
    EXPECT_LT(entries().front().lanes[0].verified, entries().front().bytes);
    EXPECT_EQ(verdict().headline().toStdString(), "PAUSED");
    EXPECT_EQ(words("lane1_0"), "paused");
    keepPicture(bench.window(), "queue-paused.png");
    bench.click("pauseOffload1"); // Now "Resume".
    EXPECT_NE(words("word1"), "paused");
    EXPECT_NE(words("lane1_0"), "paused");
    waitUntilAllAreOver();
    EXPECT_EQ(verdict().headline().toStdString(), "SAFE TO FORMAT");
}

TEST_F(QueueWindow, VerifyAgainReadsEveryCopyBackWithoutTheCardAndShowsTheVerdict)
{
    const auto card = bench.smallCard("A001R2EC", 4, 1'500'000);
    enqueue(card);
    waitUntilAllAreOver();
    ASSERT_EQ(verdict().headline().toStdString(), "SAFE TO FORMAT");
    EXPECT_TRUE(bench.find<QToolButton>("verifyAgain1").isVisible());
    keepPicture(bench.window(), "verify-again-offered.png");

    std::filesystem::rename(card, bench.dir.path() / "in the camera");
    bench.disks.hold(bench.dir.path() / "RAID-1");
    bench.click("verifyAgain1");
    ASSERT_TRUE(waitUntil([&] { return words("lane2_1") == "read back"; }));
    EXPECT_EQ(words("word2"), "reading copies back");
    EXPECT_EQ(words("lane2_0"), "reading back");
    EXPECT_EQ(verdict().headline().toStdString(), "VERIFYING");
    EXPECT_FALSE(bench.find<QToolButton>("verifyAgain2").isVisible());
    keepPicture(bench.window(), "verify-again-running.png");
    bench.disks.release();
    waitUntilAllAreOver();

    ASSERT_EQ(entries().size(), 1U);
    EXPECT_EQ(verdict().headline().toStdString(), "SAFE TO FORMAT");
    EXPECT_EQ(words("word2"), "safe to format");
    const auto& copies = entries().front().outcome->result.copies;
    EXPECT_TRUE(std::ranges::all_of(copies, [](const offload::CopyEvidence& copy) {
        return copy.level == offload::EvidenceLevel::Reverified && !copy.error;
    }));
    keepPicture(bench.window(), "verify-again-done.png");
}

TEST_F(QueueWindow, VerifyAgainFindsACopyThatWentBad)
{
    enqueue(bench.smallCard("A001R2EC", 4, 1'500'000));
    waitUntilAllAreOver();
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(bench.dir.path() / "RAID-2")) {
        if (entry.path().extension() != ".BIN")
            continue;
        const auto time = entry.last_write_time();
        std::fstream(entry.path(), std::ios::in | std::ios::out | std::ios::binary) << 'X';
        std::filesystem::last_write_time(entry.path(), time);
        break;
    }
    bench.click("verifyAgain1");
    waitUntilAllAreOver();
    EXPECT_EQ(words("word2"), "failed");
    EXPECT_EQ(words("lane2_0"), "verified, sealed");
    EXPECT_EQ(words("lane2_1"), "failed");
    EXPECT_EQ(verdict().headline().toStdString(), "NOT SAFE TO FORMAT");
    EXPECT_TRUE(bench.find<QToolButton>("goOn2").isVisible());
    keepPicture(bench.window(), "verify-again-bad.png");
}

TEST_F(QueueWindow, APausedOffloadCanBeStopped)
{
    enqueueHeldUp(bench.smallCard("A001R2EC", 12, 1'000'000));
    bench.click("pauseOffload1");
    bench.disks.release();
    bench.click("stopOffload1");
    waitUntilAllAreOver();
    EXPECT_EQ(words("word1"), "stopped");
    EXPECT_EQ(verdict().headline().toStdString(), "NOT SAFE TO FORMAT");
}

TEST_F(QueueWindow, TheOperatorDecidesWhatRunsNext)
{
    std::vector<std::string> ended;
    QObject::connect(&bench.workbench->queue(), &OffloadQueue::ended, &bench.window(), [&](int id) {
        ended.push_back(bench.workbench->queue().find(id)->roll.toStdString());
    });
    enqueueHeldUp(bench.smallCard("A001", 2, 50'000));
    for (const char* card : {"B001", "C001", "D001", "E001"})
        enqueue(bench.smallCard(card, 2, 50'000));
    EXPECT_EQ(words("word2"), "in the queue");
    bench.click("moveUp4");    // D001 before C001.
    bench.click("moveDown2");  // B001 after D001.
    bench.click("moveFirst3"); // C001 before all.
    keepPicture(bench.window(), "queue-waiting.png");
    EXPECT_EQ(rowsOnScreen(), (std::vector<std::string>{"A001", "C001", "D001", "B001", "E001"}));

    QWidget& row = *bench.find<QToolButton>("moveUp5").parentWidget();
    row.setFocus();
    QTest::keyClick(&row, Qt::Key_Up, Qt::ControlModifier); // E001 before B001.
    QTest::keyClick(&row, Qt::Key_Home, Qt::ControlModifier);
    QTest::keyClick(&row, Qt::Key_Down, Qt::ControlModifier);
    EXPECT_EQ(rowsOnScreen(), (std::vector<std::string>{"A001", "C001", "E001", "D001", "B001"}));
    bench.click("stopOffload4"); // "Remove" while it waits.
    bench.disks.release();
    waitUntilAllAreOver();
    EXPECT_EQ(ended, (std::vector<std::string>{"A001", "C001", "E001", "B001"}));
    EXPECT_FALSE(std::filesystem::exists(bench.dir.path() / "RAID-1" / "D001"));
}

TEST_F(QueueWindow, ACardThatDoesNotFitBesideTheQueueIsNotQueued)
{
    bench.workbench->destinations().remove(1);
    constexpr std::uint64_t kOneCardAndTheReserve = 21'000'000;
    addDestination(disk("SHUTTLE", "c", kOneCardAndTheReserve));
    enqueueHeldUp(bench.smallCard("A001", 1, 3'000'000));
    addCard(bench.smallCard("B001", 1, 3'000'000));
    bench.click("offload");
    auto& warning = bench.find<Notice>("destinationWarning");
    ASSERT_TRUE(waitUntil([&] {
        return warning.text().contains(QStringLiteral("room for the whole queue"));
    })) << warning.text().toStdString();
    EXPECT_EQ(warning.state(), State::Warning);
    EXPECT_EQ(entries().size(), 1U);
    keepPicture(bench.window(), "queue-no-room.png");
    bench.disks.release();
    waitUntilAllAreOver();
    EXPECT_TRUE(warning.text().isEmpty()) << warning.text().toStdString();
}

TEST_F(QueueWindow, ARollFolderThatAnotherCardInTheQueueTakesStandsInItsRowBeforeItsTurn)
{
    enqueueHeldUp(bench.smallCard("A001R2EC", 1, 50'000));
    enqueue(bench.smallCard("first/B001R3FD", 1, 40'000));
    enqueue(bench.smallCard("second/B001R3FD", 1, 30'000));
    EXPECT_EQ(words("word2"), "in the queue");
    EXPECT_EQ(note(2), "");
    EXPECT_EQ(words("word3"), "cannot begin as it stands");
    EXPECT_NE(note(3).find("first/B001R3FD"), std::string::npos) << note(3);
    EXPECT_EQ(bench.find<Notice>("note3_0").state(), State::Warning);
    EXPECT_NE(notices().find("first/B001R3FD"), std::string::npos) << notices();
    EXPECT_EQ(verdict().headline().toStdString(), "IN THE QUEUE");
    QTest::qWait(50); // Layouts settle in the event loop.
    keepPicture(bench.window(), "queue-collision.png");

    bench.click("moveFirst3"); // Now it is the other one that comes too late.
    ASSERT_TRUE(waitUntil([&] { return words("word3") == "in the queue"; }));
    EXPECT_EQ(words("word2"), "cannot begin as it stands");
    EXPECT_NE(note(2).find("second/B001R3FD"), std::string::npos) << note(2);
    bench.click("stopOffload3"); // "Remove" is the way out.
    ASSERT_TRUE(waitUntil([&] { return words("word2") == "in the queue"; }));
    EXPECT_EQ(note(2), "");
    bench.disks.release();
    waitUntilAllAreOver();
    EXPECT_EQ(words("word2"), "safe to format");
}

TEST_F(QueueWindow, ACardThatCannotBePlannedSaysSoAndKeepsTheRoomFromNobody)
{
    bench.workbench->destinations().remove(1);
    addDestination(disk("SHUTTLE", "c", 25'000'000));
    enqueueHeldUp(bench.smallCard("A001", 1, 3'000'000));
    const auto gone = bench.smallCard("B001", 1, 3'000'000);
    enqueue(gone);
    std::filesystem::remove_all(gone);
    enqueue(bench.smallCard("C001", 1, 3'000'000));
    EXPECT_EQ(words("word2"), "cannot begin as it stands");
    EXPECT_NE(note(2).find("B001"), std::string::npos) << note(2);
    EXPECT_EQ(words("word3"), "in the queue");
    addCard(bench.smallCard("D001", 1, 3'000'000));
    bench.click("offload");
    auto& warning = bench.find<Notice>("destinationWarning");
    EXPECT_TRUE(waitUntil([&] {
        return warning.text().contains(QStringLiteral("room for the whole queue"));
    })) << warning.text().toStdString();
    EXPECT_EQ(entries().size(), 3U);
    keepPicture(bench.window(), "queue-gone.png");
    bench.disks.release();
    waitUntilAllAreOver();
}

TEST_F(QueueWindow, AnOffloadThatGoesOnTakesItsRoomToo)
{
    bench.workbench->destinations().remove(1);
    constexpr std::uint64_t kOneCardAndTheReserve = 21'000'000;
    addDestination(disk("SHUTTLE", "c", kOneCardAndTheReserve));
    enqueueHeldUp(bench.smallCard("A001", 1, 3'000'000));
    bench.click("stopOffload1");
    bench.disks.release();
    waitUntilAllAreOver();

    const auto small = bench.smallCard("B001", 1, 1000);
    bench.disks.hold(small);
    enqueue(small);
    bench.click("goOn1");
    ASSERT_TRUE(waitUntil([&] { return words("word3") == "in the queue"; }));
    addCard(bench.smallCard("C001", 1, 3'000'000));
    bench.click("offload");
    auto& warning = bench.find<Notice>("destinationWarning");
    EXPECT_TRUE(waitUntil([&] {
        return warning.text().contains(QStringLiteral("room for the whole queue"));
    })) << warning.text().toStdString();
    EXPECT_EQ(entries().size(), 2U);
    bench.disks.release();
    waitUntilAllAreOver();
}

TEST_F(QueueWindow, ACardThatGoesAwayIsAskedForInItsRow)
{
    const auto card = bench.smallCard("A001R2EC", 40, 20'000);
    enqueueHeldUp(card);
    bench.disks.unplug(card);
    bench.disks.release();
    ASSERT_TRUE(waitUntil([&] { return words("word1") == "card away; plug it in"; }));
    EXPECT_TRUE(note(1).starts_with("The card's device went away")) << note(1);
    EXPECT_EQ(verdict().state(), State::Warning);
    EXPECT_TRUE(bench.find<QToolButton>("giveUpCard1").isVisible());
    keepPicture(bench.window(), "queue-card-away.png");
    bench.disks.plugIn();
    waitUntilAllAreOver();
    EXPECT_EQ(note(1), "");
    EXPECT_EQ(verdict().headline().toStdString(), "SAFE TO FORMAT") << notices();
}

TEST_F(QueueWindow, ADeviceThatComesBackIsFilled)
{
    enqueueHeldUp(bench.smallCard("A001R2EC", 4, 500'000));
    bench.disks.unplug(bench.dir.path() / "RAID-2");
    bench.disks.release();
    ASSERT_TRUE(waitUntil([&] { return words("lane1_1") == "device away; plug it in"; }));
    ASSERT_TRUE(waitUntil([&] { return bench.find<QToolButton>("giveUp1_1").isVisible(); }));
    EXPECT_FALSE(bench.find<QToolButton>("giveUp1_0").isVisible());
    EXPECT_EQ(words("word1"), "RAID-2 is away; plug it in");
    keepPicture(bench.window(), "queue-lost.png");
    bench.disks.plugIn();
    waitUntilAllAreOver();
    EXPECT_EQ(verdict().headline().toStdString(), "SAFE TO FORMAT");
}

TEST_F(QueueWindow, ADeviceThatIsGivenUpFailsAloneAndIsFilledByResume)
{
    enqueueHeldUp(bench.smallCard("A001R2EC", 4, 500'000));
    bench.disks.unplug(bench.dir.path() / "RAID-2");
    bench.disks.release();
    ASSERT_TRUE(waitUntil([&] { return bench.find<QToolButton>("giveUp1_1").isVisible(); }));
    bench.click("giveUp1_1");
    waitUntilAllAreOver();
    EXPECT_EQ(words("lane1_0"), "verified, sealed");
    EXPECT_EQ(words("lane1_1"), "failed");
    EXPECT_EQ(verdict().headline().toStdString(), "NOT SAFE TO FORMAT");
    bench.disks.plugIn();
    bench.click("goOn1");
    ASSERT_EQ(entries().size(), 1U);
    waitUntilAllAreOver();
    EXPECT_EQ(verdict().headline().toStdString(), "SAFE TO FORMAT") << notices();
}

TEST_F(QueueWindow, ReadingBackLaterIsNotVerifiedUntilVerifyIsDone)
{
    auto& proof = bench.find<ComboBox>("proof");
    proof.setFocus();
    QTest::keyClick(&proof, Qt::Key_End);
    EXPECT_EQ(proof.currentText().toStdString(), "read back later");
    EXPECT_EQ(bench.settings->proof(), offload::Mode::VerifyLater);
    addCard(bench.smallCard("A001R2EC", 3, 300'000));
    offload();
    EXPECT_EQ(words("word1"), "copied, not verified");
    EXPECT_EQ(words("lane1_0"), "copied, not verified");
    EXPECT_EQ(verdict().headline().toStdString(), "NOT SAFE TO FORMAT");
    EXPECT_EQ(verdict().state(), State::Bad);
    EXPECT_EQ(bench.find<QToolButton>("goOn1").text().toStdString(), "Verify");
    keepPicture(bench.window(), "queue-later.png");

    bench.click("goOn1");
    waitUntilAllAreOver();
    EXPECT_EQ(words("word2"), "safe to format");
    EXPECT_EQ(words("lane2_0"), "verified, sealed");
    EXPECT_EQ(verdict().headline().toStdString(), "SAFE TO FORMAT") << notices();
    EXPECT_FALSE(bench.find<QToolButton>("goOn2").isVisible());
}

TEST_F(QueueWindow, AnOffloadThatWasCutOffGoesOnWhenItsProjectIsOpenedAgain)
{
    const auto card = bench.smallCard("A001R2EC", 6, 200'000);
    enqueueHeldUp(card);
    bench.click("stopOffload1");
    bench.disks.release();
    waitUntilAllAreOver();

    Bench other;
    for (const auto& [name, id] : {std::pair{"RAID-1", "a"}, {"RAID-2", "b"}}) {
        const auto folder = bench.dir.path() / name;
        other.disks.pretend({.folder = folder,
                             .volume = bench.disks.volume(folder).value(),
                             .space = bench.disks.space(folder).value()});
    }
    other.window().openProject(bench.dir.path() / "day.tailslate");
    const OffloadQueue& queue = other.workbench->queue();
    ASSERT_TRUE(waitUntil([&] { return queue.entries().size() == 1; }));
    EXPECT_EQ(queue.entries().front().roll.toStdString(), "A001R2EC");
    EXPECT_TRUE(
        other.find<ElidedLabel>("word1").text().startsWith(QStringLiteral("cut off; began 2")));
    EXPECT_EQ(other.find<QToolButton>("goOn1").text().toStdString(), "Resume");
    keepPicture(other.window(), "queue-cut-off.png");
    other.click("goOn1");
    ASSERT_TRUE(waitUntil([&] { return queue.entries().front().over(); }));
    EXPECT_EQ(other.find<VerdictLine>("verdict").headline().toStdString(), "SAFE TO FORMAT");
    EXPECT_EQ(readFile(bench.dir.path() / "RAID-2" / "A001R2EC" / "CLIP5.BIN"),
              readFile(card / "CLIP5.BIN"));
}

TEST_F(QueueWindow, WhatWasCopiedToBeVerifiedLaterIsOfferedByTheProject)
{
    bench.window().offloadView().setChoices({.proof = offload::Mode::VerifyLater});
    addCard(bench.smallCard("A001R2EC", 2, 100'000));
    offload();
    Bench other;
    other.window().openProject(bench.dir.path() / "day.tailslate");
    ASSERT_TRUE(waitUntil([&] { return other.workbench->queue().entries().size() == 1; }));
    EXPECT_EQ(other.find<QToolButton>("goOn1").text().toStdString(), "Verify");
    EXPECT_TRUE(other.find<ElidedLabel>("word1").text().startsWith(
        QStringLiteral("copied, not verified; began 2")));
    other.click("stopOffload1"); // "Clear".
    EXPECT_TRUE(other.workbench->queue().entries().empty());
}

TEST_F(QueueWindow, ACardThatIsOffloadedAlreadyIsNotCopiedAgain)
{
    addCard(bench.smallCard("A001R2EC", 2, 100'000));
    offload();
    offload();
    EXPECT_EQ(words("word2"), "already offloaded, safe to format");
    EXPECT_EQ(verdict().headline().toStdString(), "SAFE TO FORMAT");
    keepPicture(bench.window(), "queue-already.png");
}

TEST_F(QueueWindow, TheTemplateShowsThePathAndWhatIsMissing)
{
    const auto card = bench.smallCard("A004R2EC", 1, 10'000);
    addCard(card);
    EXPECT_EQ(words("rollPath"), "/A004R2EC");
    bench.click("editPath");
    auto& text = bench.find<QLineEdit>("pathTemplate");
    auto& problem = bench.find<Notice>("pathProblem");
    QTest::keyClicks(&text, QStringLiteral("Day{day}/{unit}/{camera}"));
    EXPECT_TRUE(problem.text().contains(QStringLiteral("day"))) << problem.text().toStdString();
    EXPECT_FALSE(bench.find<QPushButton>("offload").isEnabled());
    QTest::keyClicks(&bench.find<QLineEdit>("pathDay"), QStringLiteral("012"));
    EXPECT_TRUE(problem.text().contains(QStringLiteral("camera"))) << problem.text().toStdString();
    keepPicture(bench.window(), "path-missing.png");
    QTest::keyClicks(&bench.find<QLineEdit>("pathCamera"), QStringLiteral("A"));
    EXPECT_EQ(words("rollPath"), "/Day012/Unit A/A/A004R2EC");
    EXPECT_FALSE(problem.isVisible());
    QTest::keyClicks(&text, QStringLiteral("/{lens}"));
    EXPECT_TRUE(problem.text().contains(QStringLiteral("lens"))) << problem.text().toStdString();
    for (int i = 0; i < 7; ++i)
        QTest::keyClick(&text, Qt::Key_Backspace);
    keepPicture(bench.window(), "path-edit.png");
    QTest::keyClick(&text, Qt::Key_Return);
    EXPECT_FALSE(text.isVisible());
    EXPECT_EQ(bench.settings->rollFolder().folderTemplate.toStdString(),
              "Day{day}/{unit}/{camera}");
    offload();
    EXPECT_EQ(readFile(bench.dir.path() / "RAID-1/Day012/Unit A/A/A004R2EC/CLIP0.BIN"),
              readFile(card / "CLIP0.BIN"));
}

TEST_F(QueueWindow, EachCustomTokenOfTheTemplateGetsAField)
{
    const auto card = bench.smallCard("A004R2EC", 1, 10'000);
    addCard(card);
    auto& edit = bench.find<QToolButton>("editPath");
    EXPECT_FALSE(edit.icon().isNull());
    EXPECT_TRUE(edit.text().isEmpty());
    EXPECT_EQ(edit.accessibleName().toStdString(), "Edit the path");
    EXPECT_FALSE(edit.toolTip().isEmpty());
    bench.click("editPath");
    auto& text = bench.find<QLineEdit>("pathTemplate");
    QTest::keyClicks(&text, QStringLiteral("{custom.lens}/{custom.set_no}"));
    EXPECT_FALSE(bench.find<QPushButton>("offload").isEnabled());
    QTest::keyClicks(&bench.find<QLineEdit>("pathCustom_lens"), QStringLiteral("50 mm"));
    QTest::keyClicks(&bench.find<QLineEdit>("pathCustom_set_no"), QStringLiteral("7"));
    EXPECT_EQ(words("rollPath"), "/50 mm/7/A004R2EC");
    keepPicture(bench.window(), "path-custom.png");

    text.setFocus();
    for (int i = 0; i < 16; ++i)
        QTest::keyClick(&text, Qt::Key_Backspace);
    EXPECT_EQ(words("rollPath"), "/50 mm/A004R2EC");
    EXPECT_EQ(bench.window().findChild<QLineEdit*>(QStringLiteral("pathCustom_set_no")), nullptr);
    QTest::keyClick(&text, Qt::Key_Return);
    EXPECT_EQ(bench.settings->rollFolder().custom.value(QStringLiteral("lens")).toStdString(),
              "50 mm");
    offload();
    EXPECT_EQ(readFile(bench.dir.path() / "RAID-1/50 mm/A004R2EC/CLIP0.BIN"),
              readFile(card / "CLIP0.BIN"));
}

} // namespace
} // namespace tailslate::ui::test
