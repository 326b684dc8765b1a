// SPDX-License-Identifier: Apache-2.0
#include "ui/views/offload/QueuePanel.h"

#include "ui/views/offload/StandingState.h"
#include "ui/widgets/ElidedLabel.h"
#include "ui/widgets/Icon.h"
#include "ui/widgets/LaneBar.h"
#include "ui/widgets/Section.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolButton>

namespace tailslate::ui {
namespace {

constexpr int kNameWidth = 160;
constexpr int kMark = 18; ///< A shape and the gap after it.

LaneBar* laneBar(const QString& word, QWidget* parent)
{
    auto* const bar = new LaneBar(word, parent);
    bar->setMaximumWidth(440);
    return bar;
}

} // namespace

/// One offload.
class QueuePanel::Row final : public QWidget {
public:
    Row(QueuePanel& panel, const QueueRowView& view)
        : QWidget(&panel)
        , m_roll(new ElidedLabel(textFont(TypeSize::Title, Weight::Medium), ElidedLabel::Ink::Text,
                                 this))
        , m_word(new ElidedLabel(textFont(), ElidedLabel::Ink::Text, this))
        , m_rate(new ElidedLabel(textFont(TypeSize::Title), ElidedLabel::Ink::Text, this))
        , m_read(laneBar(QStringLiteral("read"), this))
        , m_note(new QLabel(this))
        , m_stop(new QToolButton(this))
    {
        m_rate->setFigures(true);
        m_rate->setAlignment(Qt::AlignRight);
        m_note->setWordWrap(true);
        m_note->setTextFormat(Qt::PlainText);
        m_stop->setProperty("kind", "button");
        m_stop->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        m_stop->setIconSize({18, 12});
        m_stop->setMinimumWidth(88);

        auto* const grid = new QGridLayout(this);
        grid->setContentsMargins(12, 8, 12, 9);
        grid->setHorizontalSpacing(24);
        grid->setVerticalSpacing(2);
        grid->setColumnMinimumWidth(0, kNameWidth);
        grid->setColumnStretch(1, 3);
        grid->setColumnStretch(2, 3);
        grid->setColumnStretch(3, 2);
        m_roll->setContentsMargins(0, 0, 0, 0);
        grid->addWidget(m_roll, 0, 0);
        grid->addWidget(m_read, 0, 1);
        auto* const wordRow = new QHBoxLayout; // Room for the shape before the word.
        wordRow->setContentsMargins(kMark, 0, 0, 0);
        wordRow->addWidget(m_word);
        grid->addLayout(wordRow, 0, 2);
        grid->addWidget(m_rate, 0, 3);
        grid->addWidget(m_stop, 0, 4);
        int line = 1;
        for (const LaneView& lane : view.lanes) {
            Lane shown{.name = new ElidedLabel(textFont(), ElidedLabel::Ink::Text, this),
                       .copy = laneBar(QStringLiteral("copy"), this),
                       .verify = laneBar(QStringLiteral("verify"), this),
                       .word = new ElidedLabel(textFont(), ElidedLabel::Ink::Quiet, this)};
            shown.name->setText(lane.name);
            grid->addWidget(shown.name, line, 0);
            grid->addWidget(shown.copy, line, 1);
            grid->addWidget(shown.verify, line, 2);
            grid->addWidget(shown.word, line, 3, 1, 2);
            m_lanes.push_back(shown);
            ++line;
        }
        grid->addWidget(m_note, line, 0, 1, 5);

        connect(m_stop, &QToolButton::clicked, this, [this, &panel] {
            if (m_over)
                emit panel.removeWanted(m_id);
            else
                emit panel.stopWanted(m_id);
        });
        refresh(view);
    }

    void refresh(const QueueRowView& view)
    {
        m_id = view.id;
        m_over = !view.active && !view.waiting;
        m_state = stateOf(view.standing);
        m_roll->setText(view.roll);
        m_word->setText(view.word);
        QStringList figures;
        for (const QString& figure :
             {view.rate,
              view.timeLeft.isEmpty() ? QString() : view.timeLeft + QStringLiteral(" left")})
            if (!figure.isEmpty())
                figures << figure;
        if (!view.limit.isEmpty())
            figures << QStringLiteral("limit: ") + view.limit;
        m_rate->setText(figures.join(QStringLiteral("  ·  ")));
        m_read->setProgress(view.read, State::Working);
        for (std::size_t i = 0; i < m_lanes.size() && i < view.lanes.size(); ++i) {
            const LaneView& lane = view.lanes[i];
            const State state = lane.failed   ? State::Bad
                                : lane.sealed ? State::Good
                                              : State::Working;
            m_lanes[i].copy->setProgress(lane.copied, state);
            m_lanes[i].verify->setProgress(lane.verified, state);
            m_lanes[i].word->setText(lane.word);
        }
        m_note->setText(view.note);
        m_note->setVisible(!view.note.isEmpty());
        m_stop->setText(m_over ? QStringLiteral("Clear") : QStringLiteral("Stop"));
        m_stop->setIcon(themedIcon(m_over ? QStringLiteral("remove") : QStringLiteral("stop")));
        m_stop->setObjectName(QStringLiteral("stopOffload%1").arg(m_id));
        m_stop->setEnabled(view.active || view.waiting || m_over);
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Tokens tokens = currentTokens();
        QPainter painter(this);
        painter.fillRect(0, height() - 1, width(), 1, tokens.raised);
        const QRect beside = m_word->geometry();
        paintState(painter, QRectF(beside.left() - kMark, beside.center().y() - 4, 10, 10), m_state,
                   stateColor(m_state, tokens));
    }

private:
    struct Lane {
        ElidedLabel* name;
        LaneBar* copy;
        LaneBar* verify;
        ElidedLabel* word;
    };

    int m_id = 0;
    bool m_over = false;
    State m_state = State::Waiting;
    ElidedLabel* m_roll;
    ElidedLabel* m_word;
    ElidedLabel* m_rate;
    LaneBar* m_read;
    QLabel* m_note;
    QToolButton* m_stop;
    std::vector<Lane> m_lanes;
};

QueuePanel::QueuePanel(QueueModel& model, QWidget* parent)
    : QWidget(parent)
    , m_model(model)
    , m_rows(new QVBoxLayout)
    , m_empty(new QLabel(QStringLiteral("Nothing is being copied."), this))
{
    auto* const header = new SectionHeader(QStringLiteral("Queue"), this);
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
    column->addWidget(header);
    column->addWidget(scroll, 1);

    connect(&m_model, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex&, int first, int last) { insertRows(first, last); });
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex&, int first, int last) { removeRows(first, last); });
    connect(&m_model, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex& index) {
        m_shown.at(static_cast<std::size_t>(index.row()))
            ->refresh(index.data(QueueModel::ViewRole).value<QueueRowView>());
    });
    insertRows(0, m_model.rowCount() - 1);
}

void QueuePanel::insertRows(int first, int last)
{
    for (int row = first; row <= last; ++row) {
        auto* const shown =
            new Row(*this, m_model.index(row).data(QueueModel::ViewRole).value<QueueRowView>());
        m_shown.insert(m_shown.begin() + row, shown);
        // The newest on top: what was asked for last is what the operator looks for.
        m_rows->insertWidget(0, shown);
        shown->setVisible(true);
    }
    m_empty->setVisible(m_shown.empty());
}

void QueuePanel::removeRows(int first, int last)
{
    for (int row = first; row <= last; ++row)
        m_shown[static_cast<std::size_t>(row)]->deleteLater();
    m_shown.erase(m_shown.begin() + first, m_shown.begin() + last + 1);
    m_empty->setVisible(m_shown.empty());
}

} // namespace tailslate::ui
