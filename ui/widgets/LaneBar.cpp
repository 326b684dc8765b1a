// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/LaneBar.h"

#include <QPainter>

#include <algorithm>

namespace tailslate::ui {
namespace {

constexpr int kWordWidth = 44;
constexpr int kPercentWidth = 44;
constexpr int kBarHeight = 4;

} // namespace

LaneBar::LaneBar(const QString& word, QWidget* parent)
    : QWidget(parent)
    , m_word(word)
{
    setFixedHeight(20);
    setMinimumWidth(160);
}

void LaneBar::setProgress(double fraction, State state)
{
    m_fraction = std::clamp(fraction, 0.0, 1.0);
    m_state = state;
    update();
}

QSize LaneBar::sizeHint() const
{
    return {280, 20};
}

void LaneBar::paintEvent(QPaintEvent*)
{
    const Tokens tokens = currentTokens();
    QPainter painter(this);
    painter.setFont(textFont());
    painter.setPen(tokens.quiet);
    painter.drawText(QRect(0, 0, kWordWidth, height()), Qt::AlignVCenter | Qt::AlignLeft, m_word);

    const QRect bar(kWordWidth, (height() - kBarHeight) / 2,
                    width() - kWordWidth - kPercentWidth - 8, kBarHeight);
    painter.fillRect(bar, tokens.raised);
    const QColor fill = m_state == State::Good || m_state == State::Bad
                            ? stateColor(m_state, tokens)
                            : tokens.quiet;
    painter.fillRect(
        QRect(bar.topLeft(), QSize(static_cast<int>(bar.width() * m_fraction + 0.5), kBarHeight)),
        fill);

    painter.setPen(m_fraction > 0.0 ? tokens.text : tokens.quiet);
    // Rounded down: 100 % means all of it.
    paintFigures(painter, QRect(width() - kPercentWidth, 0, kPercentWidth, height()),
                 Qt::AlignRight, QStringLiteral("%1 %").arg(static_cast<int>(m_fraction * 100.0)));
}

} // namespace tailslate::ui
