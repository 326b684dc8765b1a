// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report/ReportDocument.h"

#include <QPainter>
#include <QRectF>

namespace tailslate::pdf::detail {

/// Draws the shape of a tone into a square: a disc for good, a triangle for a warning, a square for
/// bad; nothing for plain. Drawn and not a letter, because not every font has them.
void drawMark(QPainter& painter, report::Tone tone, const QRectF& square);

} // namespace tailslate::pdf::detail
