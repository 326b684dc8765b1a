// SPDX-License-Identifier: Apache-2.0
#include "ui/models/EventLogModel.h"

#include <QDateTime>

#include <chrono>

namespace tailslate::ui {

EventLogModel::EventLogModel(const Clock& clock, QObject* parent)
    : QAbstractListModel(parent)
    , m_clock(clock)
{
}

void EventLogModel::add(const QString& sentence, Standing standing)
{
    if (rowCount() >= kMostLines) {
        beginRemoveRows({}, 0, 0);
        m_lines.pop_front();
        endRemoveRows();
    }
    beginInsertRows({}, rowCount(), rowCount());
    m_lines.push_back({.at = m_clock.now(), .sentence = sentence, .standing = standing});
    endInsertRows();
}

int EventLogModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

QVariant EventLogModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Line& line = m_lines[static_cast<std::size_t>(index.row())];
    switch (role) {
    case TimeRole:
        return QDateTime::fromSecsSinceEpoch(
                   std::chrono::duration_cast<std::chrono::seconds>(line.at.time_since_epoch())
                       .count())
            .toString(QStringLiteral("HH:mm:ss"));
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
    case SentenceRole:
        return line.sentence;
    case StandingRole:
        return QVariant::fromValue(line.standing);
    default:
        return {};
    }
}

} // namespace tailslate::ui
