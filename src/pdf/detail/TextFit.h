// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pdf/detail/Typography.h"

#include <QPainter>
#include <QPointF>
#include <QString>
#include <QStringList>

#include <string>

namespace tailslate::pdf::detail {

/// Text as it will stand in a column: lines that fit its width.
struct FittedText {
    QStringList lines;
    Typography::Face face = Typography::Face::Body;
    qreal lineHeight = 0.0;
    qreal ascent = 0.0;

    [[nodiscard]] qreal height() const { return lineHeight * static_cast<qreal>(lines.size()); }
};

/// Breaks text at words, or anywhere in words too long for a line (paths, digests). Where it needs
/// more than `maxLines` lines its middle is left out, because the ends of a path tell most. Never
/// wider than `width`.
[[nodiscard]] FittedText fitText(const Typography& type, const std::string& utf8,
                                 Typography::Face face, qreal width, int maxLines);

/// Draws the lines with the top left corner of the first at `topLeft`.
void drawText(QPainter& painter, const Typography& type, const FittedText& text, QPointF topLeft,
              const QColor& color);

/// The same with the right ends at `topRight`.
void drawTextRight(QPainter& painter, const Typography& type, const FittedText& text,
                   QPointF topRight, const QColor& color);

} // namespace tailslate::pdf::detail
