// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/VerdictLine.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace tailslate::ui {
namespace {

constexpr int kShape = 28;

/// The verdict's type, made smaller only where the window is too narrow for it.
QFont fittingFont(TypeSize size, Weight weight, const QString& text, int room)
{
    QFont font = textFont(size, weight);
    while (font.pixelSize() > static_cast<int>(TypeSize::Title) &&
           QFontMetrics(font).horizontalAdvance(text) > room)
        font.setPixelSize(font.pixelSize() - 2);
    return font;
}

} // namespace

VerdictLine::VerdictLine(QWidget* parent)
    : QWidget(parent)
{
    setFixedHeight(64);
}

void VerdictLine::setVerdict(State state, const QString& roll, const QString& headline,
                             const QString& facts)
{
    m_state = state;
    m_roll = roll;
    m_headline = headline;
    m_facts = facts;
    setAccessibleName(QStringLiteral("%1 %2 %3").arg(stateCharacter(state), roll, headline));
    update();
}

QSize VerdictLine::sizeHint() const
{
    return {800, 64};
}

void VerdictLine::paintEvent(QPaintEvent*)
{
    const Tokens tokens = currentTokens();
    QPainter painter(this);
    const QColor color = stateColor(m_state, tokens);

    painter.setFont(textFont());
    const int factsWidth =
        std::min(painter.fontMetrics().horizontalAdvance(m_facts) + 2, width() / 3);
    painter.setPen(tokens.quiet);
    painter.drawText(QRect(width() - factsWidth, 0, factsWidth, height()),
                     Qt::AlignVCenter | Qt::AlignRight, m_facts);

    int x = 0;
    if (m_state != State::None) {
        paintState(painter, QRectF(0, (height() - kShape) / 2.0, kShape, kShape), m_state, color);
        x = kShape + 16;
    }
    if (!m_roll.isEmpty()) {
        painter.setFont(textFont(TypeSize::Large, Weight::Regular));
        painter.setPen(tokens.text);
        const int rollWidth = QFontMetrics(painter.font()).horizontalAdvance(m_roll);
        painter.drawText(QRect(x, 0, rollWidth, height()), Qt::AlignVCenter, m_roll);
        x += rollWidth + 24;
    }
    const int room = width() - x - factsWidth - 24;
    painter.setFont(fittingFont(m_state == State::None ? TypeSize::Large : TypeSize::Verdict,
                                m_state == State::None ? Weight::Regular : Weight::Bold, m_headline,
                                room));
    painter.setPen(m_state == State::None ? tokens.quiet : color);
    painter.drawText(QRect(x, 0, room, height()), Qt::AlignVCenter, m_headline);
}

} // namespace tailslate::ui
