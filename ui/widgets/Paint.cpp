// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/Paint.h"

#include <QFontMetrics>
#include <QPainterPath>

#include <algorithm>

namespace tailslate::ui {
namespace {

int digitWidth(const QFontMetrics& metrics)
{
    int widest = 0;
    for (char digit = '0'; digit <= '9'; ++digit)
        widest = std::max(widest, metrics.horizontalAdvance(QLatin1Char(digit)));
    return widest;
}

bool isFigure(QChar character)
{
    return (character >= u'0' && character <= u'9') || character == QChar(0x2007);
}

} // namespace

QColor stateColor(State state, const Tokens& tokens)
{
    switch (state) {
    case State::Good:
        return tokens.good;
    case State::Warning:
        return tokens.warn;
    case State::Bad:
        return tokens.bad;
    case State::Working:
        return tokens.text;
    case State::Waiting:
    case State::None:
        break;
    }
    return tokens.quiet;
}

QString stateCharacter(State state)
{
    switch (state) {
    case State::Waiting:
        return QStringLiteral("◌");
    case State::Working:
        return QStringLiteral("◐");
    case State::Good:
        return QStringLiteral("●");
    case State::Warning:
        return QStringLiteral("▲");
    case State::Bad:
        return QStringLiteral("■");
    case State::None:
        break;
    }
    return {};
}

void paintState(QPainter& painter, const QRectF& box, State state, const QColor& color)
{
    const double side = std::min(box.width(), box.height());
    const QRectF area(box.center().x() - side / 2, box.center().y() - side / 2, side, side);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double stroke = std::max(1.0, side / 9.0);
    switch (state) {
    case State::Good:
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(area.adjusted(side * 0.06, side * 0.06, -side * 0.06, -side * 0.06));
        break;
    case State::Warning: {
        QPainterPath triangle;
        triangle.moveTo(area.center().x(), area.top() + side * 0.06);
        triangle.lineTo(area.right(), area.bottom() - side * 0.06);
        triangle.lineTo(area.left(), area.bottom() - side * 0.06);
        triangle.closeSubpath();
        painter.fillPath(triangle, color);
        break;
    }
    case State::Bad:
        painter.fillRect(area.adjusted(side * 0.1, side * 0.1, -side * 0.1, -side * 0.1), color);
        break;
    case State::Working: {
        const QRectF ring = area.adjusted(stroke, stroke, -stroke, -stroke);
        painter.setPen(QPen(color, stroke));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(ring);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawPie(ring, 90 * 16, 180 * 16);
        break;
    }
    case State::Waiting: {
        QPen pen(color, stroke);
        pen.setDashPattern({1.6, 1.6});
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(area.adjusted(stroke, stroke, -stroke, -stroke));
        break;
    }
    case State::None:
        break;
    }
    painter.restore();
}

int figuresWidth(const QFont& font, const QString& text)
{
    const QFontMetrics metrics(font);
    const int cell = digitWidth(metrics);
    int width = 0;
    for (const QChar character : text)
        width += isFigure(character) ? cell : metrics.horizontalAdvance(character);
    return width;
}

void paintFigures(QPainter& painter, const QRect& box, Qt::Alignment alignment, const QString& text)
{
    const QFontMetrics metrics(painter.font());
    const int cell = digitWidth(metrics);
    const int width = figuresWidth(painter.font(), text);
    int x = box.left();
    if (alignment.testFlag(Qt::AlignRight))
        x = box.right() + 1 - width;
    else if (alignment.testFlag(Qt::AlignHCenter))
        x = box.left() + (box.width() - width) / 2;
    const int baseline = box.top() + (box.height() + metrics.ascent() - metrics.descent()) / 2;
    for (const QChar character : text) {
        const int advance = metrics.horizontalAdvance(character);
        if (isFigure(character)) {
            painter.drawText(x + (cell - advance) / 2, baseline, QString(character));
            x += cell;
        } else {
            painter.drawText(x, baseline, QString(character));
            x += advance;
        }
    }
}

void paintRow(QPainter& painter, const QRect& box, bool selected, const Tokens& tokens)
{
    if (selected) {
        painter.fillRect(box, tokens.raised);
        painter.fillRect(box.left(), box.top(), 2, box.height(), tokens.accent);
    }
    painter.fillRect(box.left(), box.bottom(), box.width(), 1, tokens.raised);
}

void paintElided(QPainter& painter, const QRect& box, Qt::Alignment alignment, const QString& text,
                 Qt::TextElideMode where)
{
    painter.drawText(box, static_cast<int>(alignment),
                     painter.fontMetrics().elidedText(text, where, box.width()));
}

void paintFocus(QPainter& painter, const QRect& box, const Tokens& tokens)
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(tokens.accent);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(box.adjusted(0, 0, -1, -1));
}

} // namespace tailslate::ui
