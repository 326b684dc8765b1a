// SPDX-License-Identifier: Apache-2.0
#include "pdf/detail/Marks.h"

#include "pdf/detail/Typography.h"

#include <QPolygonF>

namespace tailslate::pdf::detail {

void drawMark(QPainter& painter, report::Tone tone, const QRectF& square)
{
    painter.save();
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink::strong(tone));
    switch (tone) {
    case report::Tone::Good:
        painter.drawEllipse(square);
        break;
    case report::Tone::Warning:
        painter.drawPolygon(QPolygonF({QPointF(square.center().x(), square.top()),
                                       square.bottomRight(), square.bottomLeft()}));
        break;
    case report::Tone::Bad: {
        // A square looks larger than a disc of its width.
        const qreal inset = square.width() * 0.06;
        painter.drawRect(square.adjusted(inset, inset, -inset, -inset));
        break;
    }
    case report::Tone::Plain:
        break;
    }
    painter.restore();
}

} // namespace tailslate::pdf::detail
