// SPDX-License-Identifier: Apache-2.0
#include "pdf/detail/TableLayout.h"

#include "pdf/detail/Marks.h"
#include "pdf/detail/TextFit.h"

#include <QPen>

#include <algorithm>
#include <memory>
#include <utility>

namespace tailslate::pdf::detail {
namespace {

using Face = Typography::Face;

constexpr qreal kGutter = 8.0; // Points, as all lengths named below.
constexpr qreal kMarkColumn = 11.0;
constexpr qreal kMarkSize = 5.5;
constexpr qreal kRowPadding = 2.6;
constexpr int kLinesOfACell = 4;

/// Where the columns stand; shared by all rows of a table.
struct Columns {
    struct Column {
        qreal left = 0.0;
        qreal width = 0.0;
        report::Table::Align align = report::Table::Align::Left;
        Face face = Face::Cell;
    };

    std::vector<Column> list;
    qreal width = 0.0;
    bool marked = false; ///< A narrow column for marks comes first.
};

std::shared_ptr<const Columns> makeColumns(const Typography& type, const report::Table& table,
                                           qreal width)
{
    auto columns = std::make_shared<Columns>();
    columns->width = width;
    columns->marked = std::ranges::any_of(
        table.rows, [](const auto& row) { return row.tone != report::Tone::Plain; });
    double shares = 0.0;
    for (const auto& column : table.columns)
        shares += std::max(column.share, 0.01);
    const qreal gutters = type.pt(kGutter) * static_cast<qreal>(table.columns.size() - 1);
    qreal left = columns->marked ? type.pt(kMarkColumn) : 0.0;
    const qreal room = std::max(width - left - gutters, type.pt(1.0));
    for (const auto& column : table.columns) {
        const qreal columnWidth = room * std::max(column.share, 0.01) / shares;
        columns->list.push_back(
            {left, columnWidth, column.align, column.monospace ? Face::CellMono : Face::Cell});
        left += columnWidth + type.pt(kGutter);
    }
    return columns;
}

void drawCell(QPainter& painter, const Typography& type, const Columns::Column& column,
              const FittedText& text, QPointF rowTextTop, const QColor& color)
{
    if (column.align == report::Table::Align::Right) {
        drawTextRight(painter, type, text, rowTextTop + QPointF(column.left + column.width, 0.0),
                      color);
    } else {
        drawText(painter, type, text, rowTextTop + QPointF(column.left, 0.0), color);
    }
}

void drawRule(QPainter& painter, const QColor& color, qreal thickness, QPointF from, qreal width)
{
    painter.setPen(QPen(color, thickness, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(from, from + QPointF(width, 0.0));
}

Strip makeHeader(const Typography& type, const report::Table& table,
                 const std::shared_ptr<const Columns>& columns)
{
    std::vector<FittedText> titles;
    qreal height = 0.0;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        titles.push_back(
            fitText(type, table.columns[i].title, Face::ColumnTitle, columns->list[i].width, 2));
        height = std::max(height, titles.back().height());
    }
    Strip header;
    header.height = height + type.pt(2.0 * kRowPadding);
    header.gapBefore = type.pt(7.0);
    header.keepWithNext = true;
    header.paint = [&type, columns, titles = std::move(titles), textHeight = height,
                    stripHeight = header.height](QPainter& painter, QPointF topLeft) {
        for (std::size_t i = 0; i < titles.size(); ++i) {
            // Titles of one and of two lines end together, above the rule.
            const qreal drop = textHeight - titles[i].height();
            drawCell(painter, type, columns->list[i], titles[i],
                     topLeft + QPointF(0.0, type.pt(kRowPadding) + drop), ink::kQuiet);
        }
        drawRule(painter, ink::kStrongRule, type.pt(0.7), topLeft + QPointF(0.0, stripHeight),
                 columns->width);
    };
    return header;
}

Strip makeRow(const Typography& type, const report::Table::Row& row,
              const std::shared_ptr<const Columns>& columns)
{
    std::vector<FittedText> cells;
    qreal height = 0.0;
    qreal ascent = 0.0;
    for (std::size_t i = 0; i < columns->list.size(); ++i) {
        const Columns::Column& column = columns->list[i];
        cells.push_back(fitText(type, i < row.cells.size() ? row.cells[i] : std::string(),
                                column.face, column.width, kLinesOfACell));
        height = std::max(height, cells.back().height());
        ascent = std::max(ascent, cells.back().ascent);
    }
    Strip strip;
    strip.height = height + type.pt(2.0 * kRowPadding);
    strip.paint = [&type, columns, cells = std::move(cells), ascent, tone = row.tone,
                   stripHeight = strip.height](QPainter& painter, QPointF topLeft) {
        const QPointF textTop = topLeft + QPointF(0.0, type.pt(kRowPadding));
        for (std::size_t i = 0; i < cells.size(); ++i) {
            // All cells stand on the baseline of the largest face.
            drawCell(painter, type, columns->list[i], cells[i],
                     textTop + QPointF(0.0, ascent - cells[i].ascent), ink::kText);
        }
        if (columns->marked) {
            const qreal size = type.pt(kMarkSize);
            const qreal middle = textTop.y() + ascent - type.metrics(Face::Cell).capHeight() / 2.0;
            drawMark(painter, tone, QRectF(topLeft.x(), middle - size / 2.0, size, size));
        }
        drawRule(painter, ink::kRule, type.pt(0.35), topLeft + QPointF(0.0, stripHeight),
                 columns->width);
    };
    return strip;
}

} // namespace

Strips layoutTable(const Typography& type, const report::Table& table, qreal width)
{
    Strips strips;
    if (table.columns.empty())
        return strips;
    const auto columns = makeColumns(type, table, width);
    const auto header = std::make_shared<const Strip>(makeHeader(type, table, columns));
    strips.reserve(table.rows.size() + 1);
    strips.push_back(*header);
    for (const auto& row : table.rows) {
        strips.push_back(makeRow(type, row, columns));
        strips.back().header = header;
    }
    return strips;
}

} // namespace tailslate::pdf::detail
