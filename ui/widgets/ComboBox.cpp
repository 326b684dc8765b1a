// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/ComboBox.h"

#include "ui/widgets/Paint.h"

#include <QFontMetrics>
#include <QListView>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>

namespace tailslate::ui {

ComboBox::ComboBox(QWidget* parent)
    : QComboBox(parent)
{
    setFixedHeight(kControlHeight);
    setFocusPolicy(Qt::StrongFocus);
    // A view of one's own, or the style sheet does not reach the list.
    setView(new QListView(this));
}

void ComboBox::setCaption(const QString& caption)
{
    m_caption = caption;
    updateGeometry();
    update();
}

QSize ComboBox::sizeHint() const
{
    const QFontMetrics metrics(textFont());
    int widest = 0;
    for (int i = 0; i < count(); ++i)
        widest = std::max(widest, metrics.horizontalAdvance(itemText(i)));
    const int caption = m_caption.isEmpty() ? 0 : metrics.horizontalAdvance(m_caption) + 8;
    return {widest + caption + 36, kControlHeight};
}

void ComboBox::paintEvent(QPaintEvent*)
{
    const Tokens tokens = currentTokens();
    QPainter painter(this);
    painter.fillRect(rect(), isEnabled() ? tokens.raised : tokens.panel);
    painter.setPen(hasFocus() ? tokens.accent : underMouse() ? tokens.quiet : tokens.line);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));

    painter.setFont(textFont());
    QRect room = rect().adjusted(8, 0, -22, 0);
    if (!m_caption.isEmpty()) {
        painter.setPen(tokens.quiet);
        painter.drawText(room, Qt::AlignVCenter, m_caption);
        room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(m_caption) + 8);
    }
    painter.setPen(isEnabled() ? tokens.text : tokens.quiet);
    painter.drawText(room, Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(currentText(), Qt::ElideRight, room.width()));

    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(tokens.quiet, 1.25));
    const QPointF tip(width() - 13.0, height() / 2.0 + 2.0);
    painter.drawPolyline(QPolygonF({tip + QPointF(-4, -4), tip, tip + QPointF(4, -4)}));
}

void ComboBox::wheelEvent(QWheelEvent* event)
{
    if (hasFocus())
        QComboBox::wheelEvent(event);
    else
        event->ignore();
}

} // namespace tailslate::ui
