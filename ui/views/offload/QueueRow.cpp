// SPDX-License-Identifier: Apache-2.0
#include "ui/views/offload/QueueRow.h"

#include "ui/views/offload/StandingState.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QPainter>

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

/// Room for a shape before a word.
QHBoxLayout* marked(QWidget* word)
{
    auto* const row = new QHBoxLayout;
    row->setContentsMargins(kMark, 0, 0, 0);
    row->addWidget(word);
    return row;
}

State stateOf(const LaneView& lane)
{
    return lane.failed ? State::Bad
           : lane.lost ? State::Warning
                       : (lane.sealed ? State::Good : State::None);
}

} // namespace

QueueRow::QueueRow(OffloadQueue& queue, const QueueRowView& view, QWidget* parent)
    : QWidget(parent)
    , m_queue(queue)
    , m_view(view)
    , m_roll(
          new ElidedLabel(textFont(TypeSize::Title, Weight::Medium), ElidedLabel::Ink::Text, this))
    , m_word(new ElidedLabel(textFont(), ElidedLabel::Ink::Text, this))
    , m_rate(new ElidedLabel(textFont(), ElidedLabel::Ink::Text, this))
    , m_read(laneBar(QStringLiteral("read"), this))
    , m_notes(new QVBoxLayout)
    , m_giveUpCard(button(QStringLiteral("Give up on it"),
                          QStringLiteral("Do not wait for the card any longer")))
    , m_first(button(QStringLiteral("First"),
                     QStringLiteral("Run this one before all others that wait (Ctrl+Home)")))
    , m_up(button(QStringLiteral("↑"), QStringLiteral("Run earlier (Ctrl+Up)")))
    , m_down(button(QStringLiteral("↓"), QStringLiteral("Run later (Ctrl+Down)")))
    , m_goOn(button({}, {}))
    , m_verifyAgain(button(QStringLiteral("Verify again"),
                           QStringLiteral("Read every copy back from its drive once more; the card "
                                          "is not needed")))
    , m_pause(button({}, QStringLiteral("Hold the offload up, or let it go on (Space)")))
    , m_stop(button({}, {}))
{
    setFocusPolicy(Qt::StrongFocus);
    m_rate->setObjectName(QStringLiteral("rate%1").arg(view.id));
    m_word->setObjectName(QStringLiteral("word%1").arg(view.id));
    m_giveUpCard->setObjectName(QStringLiteral("giveUpCard%1").arg(view.id));
    m_first->setObjectName(QStringLiteral("moveFirst%1").arg(view.id));
    m_up->setObjectName(QStringLiteral("moveUp%1").arg(view.id));
    m_down->setObjectName(QStringLiteral("moveDown%1").arg(view.id));
    m_goOn->setObjectName(QStringLiteral("goOn%1").arg(view.id));
    m_verifyAgain->setObjectName(QStringLiteral("verifyAgain%1").arg(view.id));
    m_pause->setObjectName(QStringLiteral("pauseOffload%1").arg(view.id));
    m_stop->setObjectName(QStringLiteral("stopOffload%1").arg(view.id));
    m_up->setAccessibleName(QStringLiteral("Run earlier"));
    m_down->setAccessibleName(QStringLiteral("Run later"));
    m_up->setFixedWidth(28);
    m_down->setFixedWidth(28);
    m_rate->setFigures(true);
    m_rate->setAlignment(Qt::AlignRight);
    layOut();
    connectButtons();
    refresh(view);
}

QToolButton* QueueRow::button(const QString& word, const QString& tip)
{
    auto* const made = new QToolButton(this);
    made->setProperty("kind", "button");
    made->setText(word);
    made->setToolTip(tip);
    made->setMinimumWidth(72);
    return made;
}

void QueueRow::layOut()
{
    auto* const buttons = new QHBoxLayout;
    buttons->setSpacing(4);
    buttons->addStretch(1);
    for (QToolButton* const one : {m_first, m_up, m_down, m_goOn, m_verifyAgain, m_pause, m_stop})
        buttons->addWidget(one);

    auto* const grid = new QGridLayout(this);
    grid->setContentsMargins(12, 6, 12, 7);
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(2);
    grid->setColumnMinimumWidth(0, kNameWidth);
    grid->setColumnStretch(1, 3);
    grid->setColumnStretch(2, 3);
    grid->setColumnStretch(3, 4);
    grid->setColumnMinimumWidth(4, 216);
    grid->addWidget(m_roll, 0, 0);
    grid->addWidget(m_read, 0, 1);
    grid->addLayout(marked(m_word), 0, 2);
    grid->addWidget(m_rate, 0, 3);
    grid->addLayout(buttons, 0, 4);
    int line = 1;
    for (const LaneView& lane : m_view.lanes) {
        Lane shown{.name = new ElidedLabel(textFont(), ElidedLabel::Ink::Text, this),
                   .copy = laneBar(QStringLiteral("copy"), this),
                   .verify = laneBar(QStringLiteral("verify"), this),
                   .word = new ElidedLabel(textFont(), ElidedLabel::Ink::Quiet, this),
                   .giveUp = button(
                       QStringLiteral("Give up on it"),
                       QStringLiteral("Do not wait for this device any longer; its copies fail"))};
        shown.name->setText(lane.name);
        shown.word->setObjectName(QStringLiteral("lane%1_%2").arg(m_view.id).arg(line - 1));
        shown.giveUp->setObjectName(QStringLiteral("giveUp%1_%2").arg(m_view.id).arg(line - 1));
        connect(shown.giveUp, &QToolButton::clicked, this, [this, at = m_lanes.size()] {
            m_queue.giveUp(m_view.id, at);
            m_lanes[at].giveUp->setEnabled(false);
        });
        grid->addWidget(shown.name, line, 0);
        grid->addWidget(shown.copy, line, 1);
        grid->addWidget(shown.verify, line, 2);
        grid->addLayout(marked(shown.word), line, 3);
        grid->addWidget(shown.giveUp, line, 4, Qt::AlignRight);
        m_lanes.push_back(shown);
        ++line;
    }
    m_notes->setSpacing(0);
    grid->addLayout(m_notes, line, 0, 1, 4);
    grid->addWidget(m_giveUpCard, line, 4, Qt::AlignRight);
}

void QueueRow::connectButtons()
{
    connect(m_giveUpCard, &QToolButton::clicked, this, [this] {
        m_queue.giveUp(m_view.id, std::nullopt);
        m_giveUpCard->setEnabled(false);
    });
    connect(m_first, &QToolButton::clicked, this,
            [this] { m_queue.move(m_view.id, QueueMove::First); });
    connect(m_up, &QToolButton::clicked, this, [this] { m_queue.move(m_view.id, QueueMove::Up); });
    connect(m_down, &QToolButton::clicked, this,
            [this] { m_queue.move(m_view.id, QueueMove::Down); });
    connect(m_goOn, &QToolButton::clicked, this, [this] { emit goOnWanted(m_view.id); });
    connect(m_verifyAgain, &QToolButton::clicked, this,
            [this] { emit verifyAgainWanted(m_view.id); });
    connect(m_pause, &QToolButton::clicked, this, &QueueRow::pauseOrResume);
    connect(m_stop, &QToolButton::clicked, this, [this] {
        if (m_view.active)
            m_queue.stop(m_view.id);
        else
            m_queue.remove(m_view.id);
    });
}

void QueueRow::refresh(const QueueRowView& view)
{
    m_view = view;
    m_roll->setText(view.roll);
    m_word->setText(view.word);
    setAccessibleName(view.roll + QLatin1Char(' ') + view.word);
    QStringList figures;
    if (!view.toDo.isEmpty())
        figures << view.toDo;
    if (!view.rate.isEmpty())
        figures << view.rate;
    if (!view.timeLeft.isEmpty())
        figures << view.timeLeft + QStringLiteral(" left");
    if (!view.limit.isEmpty())
        figures << QStringLiteral("limit: ") + view.limit;
    m_rate->setText(figures.join(QStringLiteral("  ·  ")));
    m_read->setProgress(view.read, State::Working);
    m_read->setVisible(!view.waiting && !view.cutOff);
    m_giveUpCard->setVisible(view.cardLost);
    refreshNotes();
    refreshLanes();
    refreshButtons();
    update();
}

void QueueRow::refreshNotes()
{
    while (m_shownNotes.size() < m_view.notes.size()) {
        auto* const notice = new Notice(this);
        notice->setObjectName(QStringLiteral("note%1_%2").arg(m_view.id).arg(m_shownNotes.size()));
        m_notes->addWidget(notice);
        m_shownNotes.push_back(notice);
    }
    for (std::size_t i = 0; i < m_shownNotes.size(); ++i) {
        if (i < m_view.notes.size())
            m_shownNotes[i]->say(tailslate::ui::stateOf(m_view.notes[i].standing),
                                 m_view.notes[i].sentence);
        else
            m_shownNotes[i]->clear();
    }
}

void QueueRow::refreshLanes()
{
    for (std::size_t i = 0; i < m_lanes.size() && i < m_view.lanes.size(); ++i) {
        const LaneView& lane = m_view.lanes[i];
        Lane& shown = m_lanes[i];
        shown.state = stateOf(lane);
        const State bar = lane.failed || lane.sealed ? shown.state : State::Working;
        shown.copy->setProgress(lane.copied, bar);
        shown.verify->setProgress(lane.verified, bar);
        shown.word->setText(lane.word);
        if (!lane.lost)
            shown.giveUp->setEnabled(true);
        const bool visible = !m_view.waiting && !m_view.cutOff;
        for (QWidget* const part :
             std::initializer_list<QWidget*>{shown.name, shown.copy, shown.verify, shown.word})
            part->setVisible(visible);
        shown.giveUp->setVisible(visible && lane.lost);
    }
}

void QueueRow::refreshButtons()
{
    for (QToolButton* const one : {m_first, m_up, m_down})
        one->setVisible(m_view.waiting);
    m_goOn->setVisible(!m_view.goOn.isEmpty());
    m_goOn->setText(m_view.goOn);
    m_goOn->setToolTip(m_view.goOn == QStringLiteral("Verify")
                           ? QStringLiteral("Read the copies back; the card is not needed")
                           : QStringLiteral("Copy what is missing; what is verified is kept"));
    m_verifyAgain->setVisible(m_view.verifyAgain);
    m_pause->setVisible(m_view.active);
    m_pause->setEnabled(!m_view.stopping);
    m_pause->setText(m_view.paused ? QStringLiteral("Resume") : QStringLiteral("Pause"));
    m_stop->setText(m_view.active    ? QStringLiteral("Stop")
                    : m_view.waiting ? QStringLiteral("Remove")
                                     : QStringLiteral("Clear"));
    m_stop->setToolTip(m_view.active
                           ? QStringLiteral("Files that are done stay; unfinished ones are removed")
                       : m_view.waiting ? QStringLiteral("Take it out of the queue (Delete)")
                                        : QStringLiteral("Take this line off the list (Delete)"));
    m_stop->setEnabled(!m_view.stopping);
}

int QueueRow::group() const
{
    return m_view.active ? 0 : m_view.waiting ? 1 : (m_view.cutOff ? 2 : 3);
}

void QueueRow::pauseOrResume()
{
    if (m_view.paused)
        m_queue.resume(m_view.id);
    else
        m_queue.pause(m_view.id);
}

void QueueRow::keyPressEvent(QKeyEvent* event)
{
    const bool control = event->modifiers() == Qt::ControlModifier;
    if (control && event->key() == Qt::Key_Up)
        m_queue.move(m_view.id, QueueMove::Up);
    else if (control && event->key() == Qt::Key_Down)
        m_queue.move(m_view.id, QueueMove::Down);
    else if (control && event->key() == Qt::Key_Home)
        m_queue.move(m_view.id, QueueMove::First);
    else if (event->key() == Qt::Key_Space && m_view.active)
        pauseOrResume();
    else if (event->key() == Qt::Key_Delete)
        m_queue.remove(m_view.id);
    else
        QWidget::keyPressEvent(event);
}

void QueueRow::paintEvent(QPaintEvent*)
{
    const Tokens tokens = currentTokens();
    QPainter painter(this);
    painter.fillRect(0, height() - 1, width(), 1, tokens.raised);
    const auto mark = [&](const QWidget& word, State state) {
        const QRect beside = word.geometry();
        paintState(painter, QRectF(beside.left() - kMark, beside.center().y() - 4, 10, 10), state,
                   stateColor(state, tokens));
    };
    mark(*m_word, tailslate::ui::stateOf(m_view.standing));
    for (const Lane& lane : m_lanes)
        if (!m_view.waiting && !m_view.cutOff)
            mark(*lane.word, lane.state);
    if (hasFocus())
        paintFocus(painter, rect(), tokens);
}

} // namespace tailslate::ui
