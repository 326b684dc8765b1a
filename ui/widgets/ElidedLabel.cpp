// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/ElidedLabel.h"

#include "ui/widgets/Paint.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace tailslate::ui {

ElidedLabel::ElidedLabel(const QFont& font, Ink ink, QWidget* parent)
    : QWidget(parent)
    , m_font(font)
    , m_ink(ink)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ElidedLabel::setText(const QString& text)
{
    if (text == m_text)
        return;
    m_text = text;
    setToolTip(text);
    updateGeometry();
    update();
}

void ElidedLabel::setAlignment(Qt::Alignment alignment)
{
    m_alignment = alignment;
    update();
}

void ElidedLabel::setFigures(bool on)
{
    m_figures = on;
    update();
}

QSize ElidedLabel::sizeHint() const
{
    const QFontMetrics metrics(m_font);
    return {std::max(figuresWidth(m_font, m_text), metrics.horizontalAdvance(m_text)) + 2,
            metrics.height() + 2};
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {QFontMetrics(m_font).averageCharWidth() * 4, QFontMetrics(m_font).height() + 2};
}

void ElidedLabel::paintEvent(QPaintEvent*)
{
    const Tokens tokens = currentTokens();
    QPainter painter(this);
    painter.setFont(m_font);
    painter.setPen(m_ink == Ink::Text ? tokens.text : tokens.quiet);
    if (m_figures && figuresWidth(m_font, m_text) <= width())
        return paintFigures(painter, rect(), m_alignment, m_text);
    const QString shown = QFontMetrics(m_font).elidedText(m_text, Qt::ElideMiddle, width());
    painter.drawText(rect(), static_cast<int>(m_alignment | Qt::AlignVCenter), shown);
}

} // namespace tailslate::ui
