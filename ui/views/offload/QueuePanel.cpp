// SPDX-License-Identifier: Apache-2.0
#include "ui/views/offload/QueuePanel.h"

#include "ui/views/offload/QueueRow.h"

#include <QScrollArea>

#include <algorithm>

namespace tailslate::ui {

QueuePanel::QueuePanel(OffloadQueue& queue, QueueModel& model, QWidget* parent)
    : QWidget(parent)
    , m_queue(queue)
    , m_model(model)
    , m_header(new SectionHeader(QStringLiteral("Queue"), this))
    , m_rows(new QVBoxLayout)
    , m_empty(new QLabel(QStringLiteral("Nothing is being copied."), this))
{
    m_empty->setProperty("tone", "quiet");
    m_empty->setContentsMargins(16, 12, 16, 12);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
    m_rows->addWidget(m_empty);
    m_rows->addStretch(1);
    auto* const inner = new QWidget(this);
    inner->setLayout(m_rows);
    auto* const scroll = new QScrollArea(this);
    scroll->setWidget(inner);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setAutoFillBackground(false);
    inner->setAutoFillBackground(false);

    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(scroll, 1);

    connect(&m_model, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex&, int first, int last) { insertRows(first, last); });
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex&, int first, int last) { removeRows(first, last); });
    connect(&m_queue, &OffloadQueue::entryMoved, this, &QueuePanel::moveRow);
    connect(&m_model, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex& index) {
        m_shown.at(static_cast<std::size_t>(index.row()))
            ->refresh(index.data(QueueModel::ViewRole).value<QueueRowView>());
        arrange();
    });
    insertRows(0, m_model.rowCount() - 1);
}

void QueuePanel::insertRows(int first, int last)
{
    for (int row = first; row <= last; ++row) {
        auto* const shown = new QueueRow(
            m_queue, m_model.index(row).data(QueueModel::ViewRole).value<QueueRowView>(), this);
        connect(shown, &QueueRow::goOnWanted, this, &QueuePanel::goOnWanted);
        connect(shown, &QueueRow::verifyAgainWanted, this, &QueuePanel::verifyAgainWanted);
        m_shown.insert(m_shown.begin() + row, shown);
    }
    arrange();
}

void QueuePanel::removeRows(int first, int last)
{
    for (int row = first; row <= last; ++row)
        m_shown[static_cast<std::size_t>(row)]->deleteLater();
    m_shown.erase(m_shown.begin() + first, m_shown.begin() + last + 1);
    arrange();
}

void QueuePanel::moveRow(int from, int to)
{
    QueueRow* const moved = m_shown[static_cast<std::size_t>(from)];
    m_shown.erase(m_shown.begin() + from);
    m_shown.insert(m_shown.begin() + to, moved);
    arrange();
}

void QueuePanel::arrange()
{
    constexpr int kOver = 3;
    std::vector<QueueRow*> order;
    for (int group = 0; group <= kOver; ++group) {
        std::vector<QueueRow*> members;
        for (QueueRow* const row : m_shown)
            if (row->group() == group)
                members.push_back(row);
        if (group == kOver)
            std::ranges::reverse(members);
        order.insert(order.end(), members.begin(), members.end());
    }
    const auto waiting =
        std::ranges::count_if(m_shown, [](const auto* row) { return row->group() == 1; });
    m_header->setRemark(waiting == 0 ? QString() : QStringLiteral("%1 waiting").arg(waiting));
    if (order == m_arranged)
        return;
    m_arranged = order;
    QWidget* above = nullptr;
    for (std::size_t i = 0; i < order.size(); ++i) {
        m_rows->removeWidget(order[i]);
        m_rows->insertWidget(static_cast<int>(i), order[i]);
        order[i]->setVisible(true);
        if (above)
            setTabOrder(above, order[i]);
        above = order[i];
    }
    m_empty->setVisible(order.empty());
}

} // namespace tailslate::ui
