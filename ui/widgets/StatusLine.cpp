// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/StatusLine.h"

#include <QFontMetrics>
#include <QMouseEvent>
#include <QPainter>

namespace tailslate::ui {

StatusLine::StatusLine(QWidget* parent)
    : QWidget(parent)
{
    setFixedHeight(28);
    setCursor(Qt::PointingHandCursor);
}

void StatusLine::setJob(State state, const QString& text, double fraction)
{
    m_jobState = state;
    m_job = text;
    m_fraction = fraction;
    setAccessibleName(stateCharacter(state) + QLatin1Char(' ') + text);
    update();
}

void StatusLine::setAttention(State state, const QString& text)
{
    m_attentionState = state;
    m_attention = text;
    update();
}

QSize StatusLine::sizeHint() const
{
    return {800, 28};
}

void StatusLine::paintEvent(QPaintEvent*)
{
    const Tokens tokens = currentTokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.panel);
    painter.fillRect(0, 0, width(), 1, tokens.line);
    if (m_fraction >= 0.0)
        painter.fillRect(0, 0, static_cast<int>(width() * m_fraction), 1, tokens.text);

    painter.setFont(textFont());
    int right = width() - 12;
    if (!m_attention.isEmpty()) {
        const int textWidth = QFontMetrics(painter.font()).horizontalAdvance(m_attention);
        painter.setPen(tokens.text);
        painter.drawText(QRect(right - textWidth, 0, textWidth, height()), Qt::AlignVCenter,
                         m_attention);
        right -= textWidth + 18;
        paintState(painter, QRectF(right, (height() - 10) / 2.0, 10, 10), m_attentionState,
                   stateColor(m_attentionState, tokens));
        right -= 12;
    }
    int x = 12;
    if (m_jobState != State::None) {
        paintState(painter, QRectF(x, (height() - 10) / 2.0, 10, 10), m_jobState,
                   stateColor(m_jobState, tokens));
        x += 18;
    }
    painter.setPen(m_jobState == State::None ? tokens.quiet : tokens.text);
    const QRect room(x, 0, right - x, height());
    if (figuresWidth(painter.font(), m_job) <= room.width())
        paintFigures(painter, room, Qt::AlignLeft, m_job);
    else
        painter.drawText(room, Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(m_job, Qt::ElideRight, room.width()));
}

void StatusLine::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        emit clicked();
}

} // namespace tailslate::ui
