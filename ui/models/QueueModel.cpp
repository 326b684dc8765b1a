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
        const bool read = std::any_of(entry.lanes.begin(), entry.lanes.end(), [&](const auto& l) {
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

LaneView laneView(const LaneSample& lane, const OffloadEntry& entry, std::size_t index)
{
    LaneView view{.name = lane.name,
                  .copied = share(lane.copied, entry.bytes),
                  .verified = share(lane.verified, entry.bytes),
                  .word = {}};
    if (entry.outcome && index < entry.outcome->result.destinations.size()) {
        const offload::DestinationOutcome& outcome = entry.outcome->result.destinations[index];
        view.sealed = outcome.good();
        view.failed = !outcome.good() && !entry.outcome->result.cancelled;
        if (outcome.good())
            view.copied = view.verified = 1.0;
        else if (!view.failed)
            view.word = QStringLiteral("stopped");
    } else {
        view.sealed = lane.state == offload::LaneState::Sealed;
        view.failed = lane.state == offload::LaneState::Failed;
    }
    if (!view.word.isEmpty())
        return view;
    if (view.failed)
        view.word = QStringLiteral("failed");
    else if (view.sealed)
        view.word = QStringLiteral("verified, sealed");
    else if (lane.state == offload::LaneState::Waiting)
        view.word = QStringLiteral("waiting");
    else
        view.word = view.copied < 1.0 ? QStringLiteral("copying") : QStringLiteral("reading back");
    return view;
}

} // namespace

QueueRowView queueRowView(const OffloadEntry& entry)
{
    QueueRowView view;
    view.id = entry.id;
    view.roll = entry.roll;
    view.fraction = entry.fraction;
    view.active = entry.active();
    view.waiting = entry.state == OffloadEntry::State::Waiting;
    for (std::size_t i = 0; i < entry.lanes.size(); ++i) {
        view.lanes.push_back(laneView(entry.lanes[i], entry, i));
        view.read = std::max(view.read, view.lanes.back().copied);
    }
    if (entry.bytesPerSecond)
        view.rate = rateText(*entry.bytesPerSecond);
    if (entry.timeLeft)
        view.timeLeft = durationText(*entry.timeLeft);
    view.limit = entry.limit;

    switch (entry.state) {
    case OffloadEntry::State::Waiting:
        view.word = QStringLiteral("in the queue");
        break;
    case OffloadEntry::State::Running:
        view.word = phaseWord(entry);
        view.standing = Standing::Working;
        break;
    case OffloadEntry::State::Stopping:
        view.word = QStringLiteral("stopping");
        view.standing = Standing::Working;
        break;
    case OffloadEntry::State::Refused:
        view.word = entry.error->code == ErrorCode::Cancelled ? QStringLiteral("stopped")
                                                              : QStringLiteral("did not begin");
        view.standing =
            entry.error->code == ErrorCode::Cancelled ? Standing::Warning : Standing::Bad;
        view.note = errorSentence(*entry.error);
        break;
    case OffloadEntry::State::Finished:
        view.fraction = 1.0;
        if (entry.outcome->result.cancelled) {
            view.word = QStringLiteral("stopped");
            view.standing = Standing::Warning;
        } else if (entry.outcome->verdict.safeToFormat) {
            view.word = QStringLiteral("safe to format");
            view.standing = Standing::Good;
        } else if (entry.outcome->verdict.allVerified) {
            view.word = QStringLiteral("verified, not safe to format");
            view.standing = Standing::Warning;
        } else {
            view.word = QStringLiteral("failed");
            view.standing = Standing::Bad;
        }
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
