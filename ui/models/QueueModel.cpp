// SPDX-License-Identifier: Apache-2.0
#include "ui/models/QueueModel.h"

#include "ui/bridge/Text.h"

#include <algorithm>

namespace tailslate::ui {
namespace {

double share(std::uint64_t part, std::uint64_t whole)
{
    return whole == 0 ? 0.0 : std::min(1.0, static_cast<double>(part) / static_cast<double>(whole));
}

QString phaseWord(const OffloadEntry& entry)
{
    switch (entry.phase) {
    case app::OffloadPhase::ReadingCard:
        return QStringLiteral("reading the card's listing");
    case app::OffloadPhase::Planning:
        return QStringLiteral("checking destinations");
    case app::OffloadPhase::Copying: {
        if (entry.onlyReadsBack())
            return QStringLiteral("reading copies back");
        const bool later = entry.request.options.mode == offload::Mode::VerifyLater;
        const bool read =
            !later && std::any_of(entry.lanes.begin(), entry.lanes.end(), [&](const auto& l) {
                return l.copied + l.failed >= entry.bytes;
            });
        return read ? QStringLiteral("reading copies back") : QStringLiteral("copying");
    }
    case app::OffloadPhase::Recording:
        return QStringLiteral("recording in the project");
    case app::OffloadPhase::Done:
        break;
    }
    return QStringLiteral("done");
}

QString laneWord(const LaneSample& lane, const LaneView& view)
{
    if (view.failed)
        return QStringLiteral("failed");
    if (view.sealed)
        return QStringLiteral("verified, sealed");
    switch (lane.state) {
    case offload::LaneState::Waiting:
        return QStringLiteral("waiting");
    case offload::LaneState::Behind:
        return QStringLiteral("behind; filled after the others");
    case offload::LaneState::Lost:
        return QStringLiteral("device away; plug it in");
    case offload::LaneState::Copied:
        return QStringLiteral("copied, not verified");
    case offload::LaneState::Working:
    case offload::LaneState::Sealed:
    case offload::LaneState::Failed:
        break;
    }
    if (view.copied < 1.0)
        return QStringLiteral("copying");
    return view.verified < 1.0 ? QStringLiteral("reading back") : QStringLiteral("read back");
}

LaneView laneView(const LaneSample& lane, const OffloadEntry& entry, std::size_t index)
{
    // The copies are there already.
    const double copied = entry.onlyReadsBack() ? 1.0 : share(lane.copied, entry.bytes);
    LaneView view{.name = lane.name,
                  .copied = copied,
                  .verified = share(lane.verified, entry.bytes),
                  .word = {}};
    // What is to be read back later counts in the engine as done; it is not verified.
    if (entry.request.options.mode == offload::Mode::VerifyLater)
        view.verified = 0.0;
    if (!entry.outcome || index >= entry.outcome->result.destinations.size()) {
        view.sealed = lane.state == offload::LaneState::Sealed;
        view.failed = lane.state == offload::LaneState::Failed;
        view.lost = lane.state == offload::LaneState::Lost;
        const bool isHeldUp = entry.paused && lane.state == offload::LaneState::Working;
        view.word = isHeldUp ? QStringLiteral("paused") : laneWord(lane, view);
        return view;
    }
    const offload::DestinationOutcome& outcome = entry.outcome->result.destinations[index];
    const bool cancelled = entry.outcome->result.cancelled;
    view.sealed = outcome.good();
    const bool copiedOnly = !cancelled && outcome.complete() && outcome.filesUnverified > 0;
    view.failed = !outcome.good() && !copiedOnly && !cancelled;
    if (outcome.good())
        view.copied = view.verified = 1.0;
    view.word = view.failed   ? QStringLiteral("failed")
                : view.sealed ? QStringLiteral("verified, sealed")
                : copiedOnly  ? QStringLiteral("copied, not verified")
                              : QStringLiteral("stopped");
    return view;
}

/// What an offload that is over came to.
void sayOutcome(const OffloadEntry& entry, QueueRowView& view)
{
    const app::OffloadOutcome& outcome = *entry.outcome;
    if (outcome.result.cancelled) {
        view.word = QStringLiteral("stopped");
        view.standing = Standing::Warning;
    } else if (outcome.verdict.safeToFormat) {
        view.word = outcome.alreadyOffloaded ? QStringLiteral("already offloaded, safe to format")
                                             : QStringLiteral("safe to format");
        view.standing = Standing::Good;
    } else if (outcome.verdict.allVerified) {
        view.word = outcome.alreadyOffloaded
                        ? QStringLiteral("already offloaded, not safe to format")
                        : QStringLiteral("verified, not safe to format");
        view.standing = Standing::Warning;
    } else if (entry.copiedOnly()) {
        view.word = QStringLiteral("copied, not verified");
        view.standing = Standing::Warning;
    } else {
        view.word = QStringLiteral("failed");
        view.standing = Standing::Bad;
    }
}

/// What an offload that runs is busy with, or what it waits for.
void sayWork(const OffloadEntry& entry, QueueRowView& view)
{
    const auto lost = std::ranges::find(view.lanes, true, &LaneView::lost);
    if (entry.paused) {
        view.word = QStringLiteral("paused");
        view.standing = Standing::Waiting;
    } else if (entry.cardLost) {
        view.word = QStringLiteral("card away; plug it in");
        view.standing = Standing::Warning;
    } else if (lost != view.lanes.end()) {
        view.word = QStringLiteral("%1 is away; plug it in").arg(lost->name);
        view.standing = Standing::Warning;
    } else {
        view.word = phaseWord(entry);
        view.standing = Standing::Working;
    }
}

QString toDo(const OffloadEntry& entry)
{
    QStringList destinations;
    for (const LaneSample& lane : entry.lanes)
        destinations << lane.name;
    return QStringLiteral("%1 to %2")
        .arg(sizeText(entry.bytes), destinations.join(QStringLiteral(", ")));
}

/// What there is to know about an offload beside its word, worst first.
std::vector<NoteView> notesOf(const OffloadEntry& entry)
{
    std::vector<NoteView> notes;
    if (entry.error)
        notes.push_back(
            {entry.error->code == ErrorCode::Cancelled ? Standing::Warning : Standing::Bad,
             errorSentence(*entry.error)});
    if (entry.problem)
        notes.push_back({Standing::Warning, errorSentence(*entry.problem)});
    if (entry.cardLost)
        notes.push_back(
            {Standing::Warning, QStringLiteral("The card's device went away. Plug it in again to "
                                               "go on, or give up on it: what is missing then "
                                               "fails.")});
    else if (entry.active() && !entry.notice.isEmpty())
        notes.push_back({Standing::Warning, entry.notice});
    return notes;
}

QString waitingWord(const OffloadEntry& entry)
{
    if (!entry.problem)
        return QStringLiteral("in the queue");
    return entry.task == OffloadEntry::Task::Copy ? QStringLiteral("cannot begin as it stands")
                                                  : QStringLiteral("cannot go on as it stands");
}

QString refusedWord(const OffloadEntry& entry)
{
    if (entry.error->code == ErrorCode::Cancelled)
        return QStringLiteral("stopped");
    return entry.task == OffloadEntry::Task::Copy ? QStringLiteral("did not begin")
                                                  : QStringLiteral("did not go on");
}

} // namespace

QueueRowView queueRowView(const OffloadEntry& entry)
{
    QueueRowView view;
    view.id = entry.id;
    view.roll = entry.roll;
    view.fraction = entry.fraction;
    view.active = entry.active();
    view.stopping = entry.state == OffloadEntry::State::Stopping;
    view.paused = entry.paused;
    view.waiting = entry.state == OffloadEntry::State::Waiting;
    view.cutOff = entry.state == OffloadEntry::State::CutOff;
    view.cardLost = entry.cardLost;
    for (std::size_t i = 0; i < entry.lanes.size(); ++i) {
        view.lanes.push_back(laneView(entry.lanes[i], entry, i));
        view.read = std::max(view.read, view.lanes.back().copied);
    }
    if (entry.bytesPerSecond)
        view.rate = rateText(*entry.bytesPerSecond);
    if (entry.timeLeft)
        view.timeLeft = durationText(*entry.timeLeft);
    view.limit = entry.limit;
    view.notes = notesOf(entry);
    if (const auto next = entry.next())
        view.goOn = next == OffloadEntry::Task::Resume || next == OffloadEntry::Task::Copy
                        ? QStringLiteral("Resume")
                        : QStringLiteral("Verify");
    view.verifyAgain = entry.canVerifyAgain();

    if (view.waiting || view.cutOff)
        view.toDo = toDo(entry);

    switch (entry.state) {
    case OffloadEntry::State::CutOff:
        view.word = (entry.task == OffloadEntry::Task::ReadBack
                         ? QStringLiteral("copied, not verified; began %1")
                         : QStringLiteral("cut off; began %1"))
                        .arg(dateText(entry.began));
        view.standing = Standing::Warning;
        break;
    case OffloadEntry::State::Waiting:
        view.word = waitingWord(entry);
        if (entry.problem)
            view.standing = Standing::Warning;
        break;
    case OffloadEntry::State::Running:
        sayWork(entry, view);
        break;
    case OffloadEntry::State::Stopping:
        view.word = QStringLiteral("stopping");
        view.standing = Standing::Working;
        break;
    case OffloadEntry::State::Refused:
        view.word = refusedWord(entry);
        view.standing =
            entry.error->code == ErrorCode::Cancelled ? Standing::Warning : Standing::Bad;
        break;
    case OffloadEntry::State::Finished:
        view.fraction = 1.0;
        sayOutcome(entry, view);
        break;
    }
    return view;
}

QueueModel::QueueModel(const OffloadQueue& queue, QObject* parent)
    : QAbstractListModel(parent)
    , m_queue(queue)
    , m_rows(static_cast<int>(queue.entries().size()))
{
    // The queue tells of an addition when it is done; the count kept here makes it orderly.
    connect(&queue, &OffloadQueue::entryAdded, this, [this](int row) {
        beginInsertRows({}, row, row);
        ++m_rows;
        endInsertRows();
    });
    connect(&queue, &OffloadQueue::entryChanged, this,
            [this](int row) { emit dataChanged(index(row), index(row)); });
    connect(&queue, &OffloadQueue::entryAboutToBeRemoved, this, [this](int row) {
        beginRemoveRows({}, row, row);
        --m_rows;
    });
    connect(&queue, &OffloadQueue::entryRemoved, this, [this] { endRemoveRows(); });
    connect(&queue, &OffloadQueue::entryAboutToMove, this, [this](int from, int to) {
        beginMoveRows({}, from, from, {}, to > from ? to + 1 : to);
    });
    connect(&queue, &OffloadQueue::entryMoved, this, [this] { endMoveRows(); });
}

int QueueModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

QVariant QueueModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const OffloadEntry& entry = m_queue.entries()[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return entry.roll;
    case ViewRole:
        return QVariant::fromValue(queueRowView(entry));
    default:
        return {};
    }
}

} // namespace tailslate::ui
