// SPDX-License-Identifier: Apache-2.0
#include "pdf/detail/GalleryLayout.h"

#include "pdf/detail/TextFit.h"

#include <QBuffer>
#include <QByteArray>
#include <QImage>
#include <QImageReader>

#include <algorithm>
#include <span>
#include <utility>

namespace tailslate::pdf::detail {
namespace {

using Face = Typography::Face;

constexpr std::size_t kPicturesInARow = 4;
constexpr std::size_t kLinesOfACaption = 3;
constexpr qreal kGutter = 10.0; // Points, as all lengths named below.
constexpr qreal kCaptionGap = 3.0;
constexpr qreal kBoxAspect = 16.0 / 9.0;
constexpr int kPixelsPerInch = 220;

struct Cell {
    std::span<const std::byte> jpeg;
    std::vector<FittedText> caption;
};

/// The picture, no larger than the paper can show; null when it is none.
QImage decode(std::span<const std::byte> jpeg, QSizeF box)
{
    QByteArray bytes = QByteArray::fromRawData(reinterpret_cast<const char*>(jpeg.data()),
                                               static_cast<qsizetype>(jpeg.size()));
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer, "jpeg");
    reader.setAutoTransform(true);
    const QSize size = reader.size();
    if (!size.isValid() || size.isEmpty())
        return {};
    const QSize wanted = size.scaled(box.toSize(), Qt::KeepAspectRatio);
    if (wanted.isEmpty())
        return {};
    if (wanted.width() < size.width())
        reader.setScaledSize(wanted);
    return reader.read();
}

void drawPicture(QPainter& painter, const Typography& type, const Cell& cell, const QRectF& box)
{
    painter.fillRect(box, ink::kPictureGround);
    const qreal pixelsPerUnit = kPixelsPerInch / (type.pt(72.0));
    const QImage image = decode(cell.jpeg, box.size() * pixelsPerUnit);
    if (image.isNull()) {
        const auto text = fitText(type, "no picture", Face::Caption, box.width(), 1);
        const qreal textWidth = type.metrics(Face::Caption).horizontalAdvance(text.lines.front());
        drawText(painter, type, text, box.center() - QPointF(textWidth / 2.0, text.height() / 2.0),
                 ink::kRule);
        return;
    }
    QRectF target(QPointF(), QSizeF(image.size()).scaled(box.size(), Qt::KeepAspectRatio));
    target.moveCenter(box.center());
    painter.drawImage(target, image);
}

} // namespace

Strips layoutGallery(const Typography& type, const report::Gallery& gallery, qreal width)
{
    const qreal gutter = type.pt(kGutter);
    const qreal cellWidth =
        (width - gutter * static_cast<qreal>(kPicturesInARow - 1)) / kPicturesInARow;
    const qreal boxHeight = cellWidth / kBoxAspect;

    Strips strips;
    for (std::size_t begin = 0; begin < gallery.pictures.size(); begin += kPicturesInARow) {
        const std::size_t end = std::min(begin + kPicturesInARow, gallery.pictures.size());
        std::vector<Cell> cells;
        qreal captionHeight = 0.0;
        for (std::size_t i = begin; i < end; ++i) {
            const auto& picture = gallery.pictures[i];
            Cell cell{picture.jpeg, {}};
            qreal height = 0.0;
            for (std::size_t line = 0; line < std::min(picture.caption.size(), kLinesOfACaption);
                 ++line) {
                if (picture.caption[line].empty())
                    continue;
                cell.caption.push_back(fitText(type, picture.caption[line],
                                               line == 0 ? Face::CaptionBold : Face::Caption,
                                               cellWidth, 1));
                height += cell.caption.back().height();
            }
            captionHeight = std::max(captionHeight, height);
            cells.push_back(std::move(cell));
        }
        Strip strip;
        strip.gapBefore = type.pt(begin == 0 ? 8.0 : 9.0);
        strip.height = boxHeight + type.pt(kCaptionGap) + captionHeight;
        strip.paint = [&type, cells = std::move(cells), cellWidth, boxHeight,
                       gutter](QPainter& painter, QPointF topLeft) {
            for (const Cell& cell : cells) {
                drawPicture(painter, type, cell, QRectF(topLeft, QSizeF(cellWidth, boxHeight)));
                QPointF at = topLeft + QPointF(0.0, boxHeight + type.pt(kCaptionGap));
                for (std::size_t line = 0; line < cell.caption.size(); ++line) {
                    drawText(painter, type, cell.caption[line], at,
                             line == 0 ? ink::kText : ink::kQuiet);
                    at.ry() += cell.caption[line].height();
                }
                topLeft.rx() += cellWidth + gutter;
            }
        };
        strips.push_back(std::move(strip));
    }
    return strips;
}

} // namespace tailslate::pdf::detail
