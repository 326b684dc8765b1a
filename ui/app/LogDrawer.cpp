// SPDX-License-Identifier: Apache-2.0
#include "ui/app/LogDrawer.h"

#include "ui/widgets/Icon.h"
#include "ui/widgets/Paint.h"
#include "ui/widgets/Section.h"

#include <QPainter>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QVBoxLayout>

namespace tailslate::ui {
namespace {

/// One line: time, shape, sentence.
class LineDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {400, 20};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        const Tokens tokens = currentTokens();
        const QRect box = option.rect;
        painter->save();
        if (option.state.testFlag(QStyle::State_Selected))
            painter->fillRect(box, tokens.raised);
        painter->setFont(textFont());
        painter->setPen(tokens.quiet);
        paintFigures(*painter, QRect(box.left() + 12, box.top(), 64, box.height()), Qt::AlignLeft,
                     index.data(EventLogModel::TimeRole).toString());
        const bool bad = index.data(EventLogModel::StandingRole).value<Standing>() == Standing::Bad;
        if (bad)
            paintState(*painter, QRectF(box.left() + 80, box.center().y() - 4, 9, 9), State::Bad,
                       tokens.bad);
        painter->setPen(tokens.text);
        const QRect room(box.left() + 100, box.top(), box.width() - 112, box.height());
        paintElided(*painter, room, Qt::AlignVCenter,
                    index.data(EventLogModel::SentenceRole).toString(), Qt::ElideMiddle);
        painter->restore();
    }
};

} // namespace

LogDrawer::LogDrawer(EventLogModel& model, QWidget* parent)
    : QWidget(parent)
    , m_list(new QListView(this))
{
    setFixedHeight(200);
    auto* const header = new SectionHeader(QStringLiteral("Log"), this);
    auto* const close = new QToolButton(this);
    close->setIcon(themedIcon(QStringLiteral("remove")));
    close->setIconSize({12, 12});
    close->setProperty("kind", "flat");
    close->setToolTip(QStringLiteral("Close the log (F9)"));
    header->addControl(close);
    m_list->setObjectName(QStringLiteral("log"));
    m_list->setModel(&model);
    m_list->setItemDelegate(new LineDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(new Separator(Qt::Horizontal, this));
    column->addWidget(header);
    column->addWidget(m_list, 1);
    connect(close, &QToolButton::clicked, this, &LogDrawer::closeWanted);
    connect(&model, &QAbstractItemModel::rowsInserted, m_list, &QListView::scrollToBottom,
            Qt::QueuedConnection);
}

} // namespace tailslate::ui
