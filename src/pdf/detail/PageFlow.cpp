// SPDX-License-Identifier: Apache-2.0
#include "pdf/detail/PageFlow.h"

#include "pdf/detail/TextFit.h"

#include <fmt/format.h>
#include <QPen>

namespace tailslate::pdf::detail {
namespace {

using Face = Typography::Face;

// A4, ISO 216: 210 mm × 297 mm; all in points.
constexpr qreal kPaperWidth = 210.0 / 25.4 * 72.0;
constexpr qreal kPaperHeight = 297.0 / 25.4 * 72.0;
constexpr qreal kSide = 45.0;
constexpr qreal kTop = 54.0;
constexpr qreal kBottom = 56.0;
constexpr qreal kRunningTop = 30.0;
constexpr qreal kFooterTop = kPaperHeight - 38.0;

/// What must stand on one page from strip `index` on: itself and all it keeps with, and the header
/// that a new page would need.
qreal chainHeight(const Strips& strips, std::size_t index)
{
    qreal height = strips[index].height;
    while (strips[index].keepWithNext && index + 1 < strips.size()) {
        ++index;
        height += strips[index].gapBefore + strips[index].height;
    }
    return height;
}

} // namespace

QRectF textArea(const Typography& type)
{
    return {type.pt(kSide), type.pt(kTop), type.pt(kPaperWidth - 2.0 * kSide),
            type.pt(kPaperHeight - kTop - kBottom)};
}

std::vector<Page> flow(const Strips& strips, qreal height)
{
    std::vector<Page> pages(1);
    qreal y = 0.0;
    for (std::size_t i = 0; i < strips.size(); ++i) {
        const Strip& strip = strips[i];
        const qreal gap = pages.back().empty() ? 0.0 : strip.gapBefore;
        const qreal chain = chainHeight(strips, i);
        // A chain longer than a page cannot be kept; then only the strip itself counts.
        const qreal needed = chain <= height ? chain : strip.height;
        if (!pages.back().empty() && y + gap + needed > height) {
            pages.emplace_back();
            y = 0.0;
            if (strip.header) {
                pages.back().push_back({strip.header.get(), 0.0});
                y = strip.header->height;
            }
        } else {
            y += gap;
        }
        pages.back().push_back({&strip, y});
        y += strip.height;
    }
    return pages;
}

void drawRunningText(QPainter& painter, const Typography& type,
                     const report::ReportDocument& document, std::size_t page,
                     std::size_t pageCount)
{
    const QRectF area = textArea(type);
    const auto line = [&](qreal y) {
        painter.setPen(QPen(ink::kRule, type.pt(0.5), Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    };
    const auto pair = [&](const std::string& left, const std::string& right, qreal top) {
        const auto rightText = fitText(type, right, Face::Running, area.width() * 0.45, 1);
        const auto leftText = fitText(type, left, Face::Running, area.width() * 0.52, 1);
        drawText(painter, type, leftText, {area.left(), top}, ink::kQuiet);
        drawTextRight(painter, type, rightText, {area.right(), top}, ink::kQuiet);
        return leftText.height();
    };
    if (page > 1) {
        const qreal top = type.pt(kRunningTop);
        const qreal height = pair(document.title, document.subtitle, top);
        line(top + height + type.pt(3.0));
    }
    const qreal top = type.pt(kFooterTop);
    line(top - type.pt(4.0));
    pair(document.footer, fmt::format("Page {} of {}", page, pageCount), top);
}

} // namespace tailslate::pdf::detail
