// SPDX-License-Identifier: Apache-2.0
#include "ui/Harness.h"
#include "ui/models/CardListModel.h"
#include "ui/models/ClipModel.h"
#include "ui/models/DestinationModel.h"
#include "ui/models/EventLogModel.h"
#include "ui/models/GradeModel.h"
#include "ui/models/QueueModel.h"

#include <gtest/gtest.h>
#include <QAbstractItemModelTester>

namespace tailslate::ui::test {
namespace {

/// Disks, background and services without a window.
struct Core {
    tailslate::test::TempDir dir;
    PretendDisks disks;
    SystemClock clock;
    app::Services services{.files = disks, .clock = clock, .writePdf = {}};
    Background background;
};

constexpr auto kReport = QAbstractItemModelTester::FailureReportingMode::Fatal;

PretendDisks::Device device(const std::filesystem::path& folder, const std::string& id,
                            std::uint64_t freeBytes)
{
    return {.folder = folder,
            .volume = {.mountPoint = folder,
                       .fileSystem = "xfs",
                       .label = {},
                       .deviceId = id,
                       .deviceName = "Disk " + id,
                       .volumeId = {}},
            .space = {.freeBytes = freeBytes, .totalBytes = freeBytes}};
}

bool lookedUp(const DestinationModel& model)
{
    for (int row = 0; row < model.rowCount(); ++row)
        if (model.index(row).data(DestinationModel::SpaceRole).toString().isEmpty())
            return false;
    return model.rowCount() > 0;
}

TEST(DestinationModel, WarnsWhenTwoDestinationsShareADevice)
{
    Core core;
    for (const auto& one : {device("/raid1", "a", 5'000'000), device("/raid2", "b", 5'000'000),
                            device("/shuttle", "b", 5'000'000)})
        core.disks.pretend(one);
    DestinationModel model(core.services, core.background);
    const QAbstractItemModelTester tester(&model, kReport);
    model.add({.folder = "/raid1", .role = QStringLiteral("primary")});
    model.add({.folder = "/raid2"});
    ASSERT_TRUE(waitUntil([&] { return lookedUp(model); }));
    EXPECT_TRUE(model.warnings().isEmpty());

    model.add({.folder = "/shuttle", .role = QStringLiteral("shuttle")});
    ASSERT_TRUE(waitUntil([&] { return lookedUp(model); }));
    ASSERT_EQ(model.warnings().size(), 1);
    EXPECT_TRUE(model.warnings().front().startsWith(QStringLiteral("raid2 and shuttle share")))
        << model.warnings().front().toStdString();

    model.setData(model.index(1), false, DestinationModel::EnabledRole);
    EXPECT_TRUE(model.warnings().isEmpty());
    model.remove(0);
    EXPECT_EQ(model.requests().size(), 1U);
}

TEST(DestinationModel, ShowsTheRoomBeforeAndAfter)
{
    Core core;
    for (const auto& one : {device("/raid1", "a", 5'000'000'000)})
        core.disks.pretend(one);
    DestinationModel model(core.services, core.background);
    const QAbstractItemModelTester tester(&model, kReport);
    model.add({.folder = "/raid1"});
    ASSERT_TRUE(waitUntil([&] { return lookedUp(model); }));
    const auto space = [&] {
        return model.index(0).data(DestinationModel::SpaceRole).toString().toStdString();
    };
    EXPECT_EQ(space(), "5.0 GB free");
    model.setCardBytes(2'000'000'000);
    EXPECT_EQ(space(), "5.0 GB → 3.0 GB free");
    model.setCardBytes(6'000'000'000);
    EXPECT_EQ(model.index(0).data(DestinationModel::ProblemRole).toString().toStdString(),
              "1.0 GB too little");
    EXPECT_EQ(model.index(0).data(DestinationModel::StandingRole).value<Standing>(), Standing::Bad);
}

TEST(DestinationModel, TakesAFolderOnce)
{
    Core core;
    DestinationModel model(core.services, core.background);
    model.add({.folder = "/tmp", .enabled = false});
    model.add({.folder = "/tmp"});
    ASSERT_EQ(model.rowCount(), 1);
    EXPECT_EQ(model.requests().size(), 1U);
    EXPECT_FALSE(
        model.setData(model.index(0), QStringLiteral("toaster"), DestinationModel::RoleRole));
}

TEST(CardListModel, FollowsCardsThatComeAndGo)
{
    Core core;
    CardShelf shelf(core.services, core.background);
    OffloadQueue queue(core.services);
    CardListModel model(shelf, queue);
    const QAbstractItemModelTester tester(&model, kReport);

    const io::Volume card{.mountPoint = "/media/dit/A001R2EC",
                          .fileSystem = "exfat",
                          .label = "A001R2EC",
                          .deviceId = "sdx",
                          .deviceName = "Reader",
                          .volumeId = {}};
    const io::Volume system{.mountPoint = "/",
                            .fileSystem = "ext4",
                            .label = {},
                            .deviceId = "sda",
                            .deviceName = "System",
                            .volumeId = {}};
    shelf.setVolumes({system, card});
    ASSERT_EQ(model.rowCount(), 1) << "the system's own volume is no card";
    EXPECT_EQ(model.index(0).data(CardListModel::NameRole).toString().toStdString(), "A001R2EC");

    std::filesystem::create_directories(core.dir.path() / "B002");
    const int folder = shelf.addFolder(core.dir.path() / "B002");
    EXPECT_EQ(model.rowCount(), 2);
    ASSERT_TRUE(waitUntil([&] { return shelf.find(folder)->reading != CardSlot::Reading::Now; }));

    shelf.addFolder("/media/dit/A001R2EC/A001");
    EXPECT_EQ(model.rowCount(), 3);
    shelf.setVolumes({system});
    ASSERT_EQ(model.rowCount(), 1) << "a folder goes with the volume it is on";
    EXPECT_EQ(model.index(0).data(CardListModel::IdRole).toInt(), folder);
    shelf.removeFolder(folder);
    EXPECT_EQ(model.rowCount(), 0);
}

TEST(CardListModel, SaysThatACardCannotBeRead)
{
    Core core;
    CardShelf shelf(core.services, core.background);
    OffloadQueue queue(core.services);
    CardListModel model(shelf, queue);
    const int id = shelf.addFolder(core.dir.path() / "nowhere");
    ASSERT_TRUE(waitUntil([&] { return shelf.find(id)->reading == CardSlot::Reading::Failed; }));
    EXPECT_EQ(model.index(0).data(CardListModel::WordRole).toString().toStdString(),
              "cannot be read");
    EXPECT_TRUE(shelf.find(id)->error.has_value());
}

TEST(QueueModel, FollowsTheQueueThroughSeveralOffloads)
{
    Core core;
    OffloadQueue queue(core.services);
    QueueModel model(queue);
    const QAbstractItemModelTester tester(&model, kReport);
    media::Card card;
    card.root = core.dir.path() / "nowhere";
    card.roll = "A001";
    app::OffloadRequest request;
    request.card = card.root;
    request.destinations = {{.folder = core.dir.path() / "to"}};
    const int first = queue.add(card, request, nullptr);
    const int second = queue.add(card, request, nullptr);
    EXPECT_EQ(model.rowCount(), 2);
    EXPECT_EQ(model.index(1).data(QueueModel::ViewRole).value<QueueRowView>().word.toStdString(),
              "in the queue");
    queue.remove(second);
    EXPECT_EQ(model.rowCount(), 1);
    ASSERT_TRUE(waitUntil([&] { return queue.find(first)->over(); }));
    const auto view = model.index(0).data(QueueModel::ViewRole).value<QueueRowView>();
    EXPECT_EQ(view.word.toStdString(), "did not begin");
    EXPECT_EQ(view.standing, Standing::Bad);
    ASSERT_EQ(view.notes.size(), 1U);
    EXPECT_EQ(view.notes.front().standing, Standing::Bad);
    queue.remove(first);
    EXPECT_EQ(model.rowCount(), 0);
}

TEST(QueueRowView, NeverCallsAnOffloadSafeThatTheVerdictDoesNot)
{
    OffloadEntry entry;
    entry.roll = QStringLiteral("A001");
    entry.state = OffloadEntry::State::Finished;
    entry.lanes.resize(1);
    entry.outcome.emplace();
    entry.outcome->result.destinations.resize(1);
    entry.outcome->verdict.allVerified = true;
    EXPECT_EQ(queueRowView(entry).standing, Standing::Warning);
    entry.outcome->verdict.safeToFormat = true;
    EXPECT_EQ(queueRowView(entry).standing, Standing::Good);
    entry.outcome->verdict = {};
    EXPECT_EQ(queueRowView(entry).standing, Standing::Bad);
    EXPECT_TRUE(queueRowView(entry).lanes.front().failed) << "no manifest is no good destination";
}

TEST(QueueModel, MovesWhatWaitsAndNothingElse)
{
    Core core;
    OffloadQueue queue(core.services);
    QueueModel model(queue);
    const QAbstractItemModelTester tester(&model, kReport);
    app::OffloadRequest request;
    request.card = core.dir.path() / "nowhere";
    request.destinations = {{.folder = core.dir.path() / "to"}};
    std::vector<int> ids;
    for (const char* roll : {"RUNS", "A", "B", "C"}) {
        media::Card card;
        card.root = request.card;
        card.roll = roll;
        ids.push_back(queue.add(card, request, nullptr));
    }
    const auto order = [&] {
        std::string rolls;
        for (int row = 0; row < model.rowCount(); ++row)
            rolls += model.index(row).data().toString().toStdString() + " ";
        return rolls;
    };
    queue.move(ids[3], QueueMove::First);
    EXPECT_EQ(order(), "RUNS C A B ");
    queue.move(ids[3], QueueMove::Up);
    EXPECT_EQ(order(), "RUNS C A B ") << "what runs keeps its place";
    queue.move(ids[3], QueueMove::Down);
    EXPECT_EQ(order(), "RUNS A C B ");
    queue.move(ids[0], QueueMove::Down);
    EXPECT_EQ(order(), "RUNS A C B ");
}

TEST(QueueRowView, NamesTheDestinationThatIsBehindOrAway)
{
    OffloadEntry entry;
    entry.state = OffloadEntry::State::Running;
    entry.phase = app::OffloadPhase::Copying;
    entry.bytes = 100;
    entry.lanes.resize(3);
    entry.lanes[0].state = offload::LaneState::Behind;
    entry.lanes[1].state = offload::LaneState::Lost;
    entry.lanes[2].state = offload::LaneState::Copied;
    const QueueRowView view = queueRowView(entry);
    EXPECT_EQ(view.lanes[0].word.toStdString(), "behind; filled after the others");
    EXPECT_EQ(view.lanes[1].word.toStdString(), "device away; plug it in");
    EXPECT_TRUE(view.lanes[1].lost);
    EXPECT_EQ(view.lanes[2].word.toStdString(), "copied, not verified");
    EXPECT_FALSE(view.lanes[2].sealed);
    entry.cardLost = true;
    EXPECT_EQ(queueRowView(entry).word.toStdString(), "card away; plug it in");
    EXPECT_EQ(queueRowView(entry).standing, Standing::Warning);
}

TEST(QueueRowView, NeverCallsACopyVerifiedThatIsToBeReadBackLater)
{
    OffloadEntry entry;
    entry.state = OffloadEntry::State::Running;
    entry.request.options.mode = offload::Mode::VerifyLater;
    entry.bytes = 100;
    entry.lanes.resize(1);
    entry.lanes[0].copied = entry.lanes[0].verified = 100;
    EXPECT_EQ(queueRowView(entry).lanes[0].verified, 0.0);

    entry.state = OffloadEntry::State::Finished;
    entry.outcome.emplace();
    entry.outcome->result.destinations.resize(1);
    entry.outcome->result.destinations[0].filesUnverified = 3;
    const QueueRowView view = queueRowView(entry);
    EXPECT_EQ(view.word.toStdString(), "copied, not verified");
    EXPECT_EQ(view.standing, Standing::Warning);
    EXPECT_FALSE(view.lanes[0].sealed);
    EXPECT_FALSE(view.lanes[0].failed);
    EXPECT_EQ(view.lanes[0].verified, 0.0);
}

TEST(ClipModel, KeepsItsRowsWhenOnlyTheContentsAreNew)
{
    ClipModel model;
    const QAbstractItemModelTester tester(&model, kReport);
    int resets = 0;
    QObject::connect(&model, &QAbstractItemModel::modelReset, [&] { ++resets; });
    std::vector<ClipView> clips(2);
    clips[0].name = QStringLiteral("A001C001");
    clips[1].name = QStringLiteral("A001C002");
    model.setClips(clips);
    clips[0].codec = QStringLiteral("ProRes 422 HQ");
    model.setClips(clips);
    EXPECT_EQ(resets, 1);
    EXPECT_EQ(model.index(0).data(ClipModel::FactsRole).toString().toStdString(), "ProRes 422 HQ");
    EXPECT_EQ(model.index(1).data(ClipModel::FactsRole).toString().toStdString(), "picture");
}

TEST(EventLogModel, DropsTheOldestLinesWhenItGetsLong)
{
    const SystemClock clock;
    EventLogModel model(clock);
    const QAbstractItemModelTester tester(&model, kReport);
    for (int i = 0; i < EventLogModel::kMostLines + 5; ++i)
        model.add(QString::number(i), Standing::Plain);
    EXPECT_EQ(model.rowCount(), EventLogModel::kMostLines);
    EXPECT_EQ(model.index(0).data(EventLogModel::SentenceRole).toString().toStdString(), "5");
}

TEST(GradeModel, ShowsTheGradesOfAProject)
{
    GradeModel model;
    const QAbstractItemModelTester tester(&model, kReport);
    std::vector<project::GradeRow> grades(2);
    grades[0].name = "Night";
    grades[1].name = "Day";
    model.setGrades(grades);
    EXPECT_EQ(model.rowCount(), 2);
    EXPECT_EQ(model.index(0).data().toString().toStdString(), "Night");
    EXPECT_EQ(model.grade(1).name, "Day");
}

TEST(QueueModel, ANoticeOfTheJobAsAWholeStandsInItsRowWhileItRuns)
{
    OffloadEntry entry;
    entry.state = OffloadEntry::State::Running;
    entry.notice = QStringLiteral("The machine may fall asleep");
    const std::vector<NoteView> said{{Standing::Warning, entry.notice}};
    EXPECT_EQ(queueRowView(entry).notes, said);
    entry.cardLost = true; // Told in more words, with a way out.
    ASSERT_EQ(queueRowView(entry).notes.size(), 1U);
    EXPECT_NE(queueRowView(entry).notes, said);
    entry.state = OffloadEntry::State::Refused;
    entry.cardLost = false;
    entry.error = Error{.code = ErrorCode::Io, .message = "the card cannot be read", .path = {}};
    EXPECT_EQ(queueRowView(entry).notes,
              (std::vector<NoteView>{{Standing::Bad, QStringLiteral("The card cannot be read")}}));
}

} // namespace
} // namespace tailslate::ui::test
