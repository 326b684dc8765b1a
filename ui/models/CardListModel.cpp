// SPDX-License-Identifier: Apache-2.0
#include "ui/models/CardListModel.h"

#include "ui/bridge/Text.h"

namespace tailslate::ui {

CardListModel::CardListModel(const CardShelf& shelf, const OffloadQueue& queue, QObject* parent)
    : QAbstractListModel(parent)
    , m_shelf(shelf)
    , m_queue(queue)
{
    connect(&shelf, &CardShelf::cardAboutToBeAdded, this,
            [this](int row) { beginInsertRows({}, row, row); });
    connect(&shelf, &CardShelf::cardAdded, this, [this] { endInsertRows(); });
    connect(&shelf, &CardShelf::cardAboutToBeRemoved, this,
            [this](int row) { beginRemoveRows({}, row, row); });
    connect(&shelf, &CardShelf::cardRemoved, this, [this] { endRemoveRows(); });
    connect(&shelf, &CardShelf::cardChanged, this,
            [this](int row) { emit dataChanged(index(row), index(row)); });
    connect(&queue, &OffloadQueue::entryAdded, this, &CardListModel::updateAll);
    connect(&queue, &OffloadQueue::entryChanged, this, &CardListModel::updateAll);
    connect(&queue, &OffloadQueue::entryRemoved, this, &CardListModel::updateAll);
}

int CardListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shelf.cards().size());
}

QVariant CardListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const CardSlot& card = m_shelf.cards()[static_cast<std::size_t>(index.row())];
    switch (role) {
    case IdRole:
        return card.id;
    case Qt::DisplayRole:
    case NameRole:
        return card.name;
    case WordRole:
        return word(card);
    case DetailRole:
        if (card.card)
            return QStringLiteral("%1 · %2").arg(sizeText(card.card->totalBytes()),
                                                 screenText(card.card->typeName));
        return card.device.isEmpty() ? QStringLiteral("folder") : card.device;
    case Qt::ToolTipRole:
    case PathRole:
        return pathText(card.path);
    case StandingRole:
        return QVariant::fromValue(standing(card));
    default:
        return {};
    }
}

QModelIndex CardListModel::indexOfCard(int id) const
{
    for (std::size_t row = 0; row < m_shelf.cards().size(); ++row)
        if (m_shelf.cards()[row].id == id)
            return index(static_cast<int>(row));
    return {};
}

QString CardListModel::word(const CardSlot& card) const
{
    if (const OffloadEntry* entry = m_queue.newestFor(card.path, card.card.get())) {
        switch (entry->state) {
        case OffloadEntry::State::CutOff:
            break;
        case OffloadEntry::State::Waiting:
            return entry->problem ? QStringLiteral("cannot begin") : QStringLiteral("in the queue");
        case OffloadEntry::State::Running:
            if (entry->paused)
                return QStringLiteral("paused");
            return QStringLiteral("offloading %1 %").arg(static_cast<int>(entry->fraction * 100.0));
        case OffloadEntry::State::Stopping:
            return QStringLiteral("stopping");
        case OffloadEntry::State::Refused:
            return QStringLiteral("not offloaded");
        case OffloadEntry::State::Finished:
            if (entry->copiedOnly())
                return QStringLiteral("copied, not verified");
            return entry->outcome->verdict.safeToFormat ? QStringLiteral("safe to format")
                                                        : QStringLiteral("not safe");
        }
    }
    switch (card.reading) {
    case CardSlot::Reading::NotYet:
        return QStringLiteral("not read yet");
    case CardSlot::Reading::Now:
        return QStringLiteral("reading");
    case CardSlot::Reading::Failed:
        return QStringLiteral("cannot be read");
    case CardSlot::Reading::Done:
        break;
    }
    return QStringLiteral("ready");
}

Standing CardListModel::standing(const CardSlot& card) const
{
    if (const OffloadEntry* entry = m_queue.newestFor(card.path, card.card.get())) {
        switch (entry->state) {
        case OffloadEntry::State::CutOff:
            break;
        case OffloadEntry::State::Waiting:
            return entry->problem ? Standing::Warning : Standing::Waiting;
        case OffloadEntry::State::Running:
        case OffloadEntry::State::Stopping:
            return Standing::Working;
        case OffloadEntry::State::Refused:
            return Standing::Bad;
        case OffloadEntry::State::Finished:
            if (entry->copiedOnly())
                return Standing::Warning;
            return entry->outcome->verdict.safeToFormat ? Standing::Good : Standing::Bad;
        }
    }
    switch (card.reading) {
    case CardSlot::Reading::Now:
        return Standing::Working;
    case CardSlot::Reading::Failed:
        return Standing::Bad;
    case CardSlot::Reading::NotYet:
    case CardSlot::Reading::Done:
        break;
    }
    return Standing::Waiting;
}

void CardListModel::updateAll()
{
    if (rowCount() > 0)
        emit dataChanged(index(0), index(rowCount() - 1));
}

} // namespace tailslate::ui
