// SPDX-License-Identifier: Apache-2.0
#include "pdf/detail/TextFit.h"

#include <QTextLayout>
#include <QTextOption>

#include <algorithm>

namespace tailslate::pdf::detail {
namespace {

/// Room between baselines, of the font's own height.
constexpr qreal kLeading = 1.06;

/// Nothing longer is set: it would only be left out again, after much work.
constexpr qsizetype kLongestText = 4000;

QStringList wrap(const QString& text, const QFont& font, QPaintDevice* device, qreal width)
{
    QTextLayout layout(text, font, device);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    QStringList lines;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        lines.append(text.mid(line.textStart(), line.textLength()).trimmed());
    }
    layout.endLayout();
    return lines;
}

/// One line of text without line ends, short enough to be worth setting.
QString oneLine(const std::string& utf8)
{
    QString text = QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
    for (QChar& c : text) {
        if (c.category() == QChar::Other_Control || c == QChar::LineSeparator ||
            c == QChar::ParagraphSeparator)
            c = QLatin1Char(' ');
    }
    if (text.size() > kLongestText)
        text = text.left(kLongestText / 2) + QChar(0x2026) + text.right(kLongestText / 2);
    return text;
}

} // namespace

FittedText fitText(const Typography& type, const std::string& utf8, Typography::Face face,
                   qreal width, int maxLines)
{
    const QFontMetricsF metrics = type.metrics(face);
    FittedText result;
    result.face = face;
    result.lineHeight = metrics.height() * kLeading;
    result.ascent = metrics.ascent() + metrics.height() * (kLeading - 1.0) / 2.0;

    const QString text = oneLine(utf8);
    if (metrics.horizontalAdvance(text) <= width) {
        result.lines.append(text);
        return result;
    }
    result.lines = wrap(text, type.font(face), type.device(), width);
    // Lines end early where a word does, so the room that the shortened text may take is found by
    // trying; a tenth less each time ends after a few.
    qreal room = width * maxLines;
    while (result.lines.size() > maxLines && room > width * 0.1) {
        const QString shorter = metrics.elidedText(text, Qt::ElideMiddle, room);
        result.lines = wrap(shorter, type.font(face), type.device(), width);
        room *= 0.9;
    }
    return result;
}

void drawText(QPainter& painter, const Typography& type, const FittedText& text, QPointF topLeft,
              const QColor& color)
{
    painter.setFont(type.font(text.face));
    painter.setPen(color);
    qreal baseline = topLeft.y() + text.ascent;
    for (const QString& line : text.lines) {
        painter.drawText(QPointF(topLeft.x(), baseline), line);
        baseline += text.lineHeight;
    }
}

void drawTextRight(QPainter& painter, const Typography& type, const FittedText& text,
                   QPointF topRight, const QColor& color)
{
    const QFontMetricsF metrics = type.metrics(text.face);
    painter.setFont(type.font(text.face));
    painter.setPen(color);
    qreal baseline = topRight.y() + text.ascent;
    for (const QString& line : text.lines) {
        painter.drawText(QPointF(topRight.x() - metrics.horizontalAdvance(line), baseline), line);
        baseline += text.lineHeight;
    }
}

} // namespace tailslate::pdf::detail
