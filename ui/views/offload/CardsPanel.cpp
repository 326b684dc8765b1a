// SPDX-License-Identifier: Apache-2.0
#include "ui/views/offload/CardsPanel.h"

#include "ui/views/offload/StandingState.h"
#include "ui/widgets/Icon.h"
#include "ui/widgets/Section.h"

#include <QAction>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QVBoxLayout>

namespace tailslate::ui {
namespace {

/// Two lines: shape, name and word; below, what it is.
class CardDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {200, 52};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        const Tokens tokens = currentTokens();
        const QRect box = option.rect;
        painter->save();
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        if (!selected && option.state.testFlag(QStyle::State_MouseOver))
            painter->fillRect(box, tokens.panel);
        paintRow(*painter, box, selected, tokens);

        const State state = stateOf(index.data(CardListModel::StandingRole).value<Standing>());
        paintState(*painter, QRectF(box.left() + 14, box.top() + 12, 10, 10), state,
                   stateColor(state, tokens));

        const QString word = index.data(CardListModel::WordRole).toString();
        painter->setFont(textFont());
        const int wordWidth = figuresWidth(painter->font(), word);
        painter->setPen(state == State::Good || state == State::Bad || state == State::Warning
                            ? stateColor(state, tokens)
                            : tokens.quiet);
        paintFigures(*painter, QRect(box.right() - 12 - wordWidth, box.top() + 6, wordWidth, 22),
                     Qt::AlignLeft, word);

        painter->setFont(textFont(TypeSize::Title, Weight::Medium));
        painter->setPen(tokens.text);
        const QRect nameBox(box.left() + 34, box.top() + 6, box.width() - 34 - wordWidth - 24, 22);
        paintElided(*painter, nameBox, Qt::AlignVCenter,
                    index.data(CardListModel::NameRole).toString());
        painter->setFont(textFont(TypeSize::Caption));
        painter->setPen(tokens.quiet);
        const QRect detailBox(box.left() + 34, box.top() + 28, box.width() - 46, 16);
        paintElided(*painter, detailBox, Qt::AlignVCenter,
                    index.data(CardListModel::DetailRole).toString());
        painter->restore();
    }
};

QToolButton* headerButton(const QString& icon, const QString& tip, QWidget* parent)
{
    auto* const button = new QToolButton(parent);
    button->setIcon(themedIcon(icon));
    button->setIconSize({16, 16});
    button->setProperty("kind", "flat");
    button->setToolTip(tip);
    return button;
}

} // namespace

CardsPanel::CardsPanel(CardListModel& model, QWidget* parent)
    : QWidget(parent)
    , m_model(model)
    , m_list(new QListView(this))
{
    auto* const header = new SectionHeader(QStringLiteral("Cards"), this);
    auto* const refresh =
        headerButton(QStringLiteral("refresh"), QStringLiteral("Read the chosen card again"), this);
    refresh->setObjectName(QStringLiteral("readCardAgain"));
    header->addControl(refresh);

    setFocusProxy(m_list);
    m_list->setObjectName(QStringLiteral("cards"));
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new CardDelegate(m_list));
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* const removeAction = new QAction(QStringLiteral("Take folder off the list"), m_list);
    removeAction->setShortcut(QKeySequence::Delete);
    removeAction->setShortcutContext(Qt::WidgetShortcut);
    m_list->addAction(removeAction);

    auto* const empty =
        new QLabel(QStringLiteral("No card is mounted.\nPut one in, or add a folder."), this);
    empty->setProperty("tone", "quiet");
    empty->setContentsMargins(16, 12, 16, 12);

    auto* const add = new QPushButton(themedIcon(QStringLiteral("folder-add")),
                                      QStringLiteral("Add folder as card…"), this);
    add->setIconSize(kTextIconSize);
    add->setObjectName(QStringLiteral("addCardFolder"));
    auto* const footer = new QVBoxLayout;
    footer->setContentsMargins(12, 8, 12, 12);
    footer->addWidget(add);

    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    column->addWidget(empty);
    column->addWidget(m_list, 1);
    column->addLayout(footer);

    const auto showEmpty = [this, empty] { empty->setVisible(m_model.rowCount() == 0); };
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, showEmpty);
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, showEmpty);
    showEmpty();
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this] { emit cardSelected(selectedCard()); });
    connect(add, &QPushButton::clicked, this, &CardsPanel::addFolderWanted);
    connect(refresh, &QToolButton::clicked, this, &CardsPanel::refreshWanted);
    connect(removeAction, &QAction::triggered, this, [this] { emit removeWanted(selectedCard()); });
}

int CardsPanel::selectedCard() const
{
    return m_list->currentIndex().data(CardListModel::IdRole).toInt();
}

void CardsPanel::selectCard(int id)
{
    m_list->setCurrentIndex(m_model.indexOfCard(id));
}

} // namespace tailslate::ui
