// SPDX-License-Identifier: Apache-2.0
#include "pdf/detail/BlockLayout.h"

#include "pdf/detail/GalleryLayout.h"
#include "pdf/detail/Marks.h"
#include "pdf/detail/TableLayout.h"
#include "pdf/detail/TextFit.h"

#include <algorithm>
#include <ranges>
#include <string_view>
#include <utility>

namespace tailslate::pdf::detail {
namespace {

using Face = Typography::Face;

constexpr qreal kLabelWidth = 70.0; // Points, as all lengths named below.
constexpr qreal kPanelPadding = 11.0;
constexpr qreal kPanelBar = 3.5;
constexpr int kLinesOfAFact = 4;
constexpr int kLinesOfAParagraph = 12;

std::vector<std::string> paragraphs(const std::string& text)
{
    std::vector<std::string> result;
    if (text.empty())
        return result;
    for (const auto part : std::views::split(std::string_view(text), '\n'))
        result.emplace_back(part.begin(), part.end());
    return result;
}

class Layout {
public:
    Layout(const Typography& type, qreal width)
        : m_type(type)
        , m_width(width)
    {
    }

    Strips run(const report::ReportDocument& document)
    {
        addText(document.title, Face::Title, ink::kText, 0.0, 2);
        addText(document.subtitle, Face::Subtitle, ink::kQuiet, 1.0, 2);
        const auto& blocks = document.blocks;
        for (std::size_t i = 0; i < blocks.size(); ++i) {
            std::visit([this](const auto& content) { add(content); }, blocks[i]);
            m_underHeading = std::holds_alternative<report::Heading>(blocks[i]);
            // Facts above a table say what the table is about.
            if (std::holds_alternative<report::Facts>(blocks[i]) && i + 1 < blocks.size() &&
                std::holds_alternative<report::Table>(blocks[i + 1]) && !m_strips.empty())
                m_strips.back().keepWithNext = true;
        }
        return std::move(m_strips);
    }

private:
    [[nodiscard]] qreal pt(qreal points) const { return m_type.pt(points); }

    void addText(const std::string& text, Face face, QColor color, qreal gap, int maxLines)
    {
        if (text.empty())
            return;
        FittedText fitted = fitText(m_type, text, face, m_width, maxLines);
        Strip strip;
        strip.height = fitted.height();
        strip.gapBefore = pt(gap);
        strip.keepWithNext = true;
        strip.paint = [&type = m_type, fitted = std::move(fitted), color](QPainter& painter,
                                                                          QPointF topLeft) {
            drawText(painter, type, fitted, topLeft, color);
        };
        m_strips.push_back(std::move(strip));
    }

    void add(const report::Heading& heading)
    {
        addText(heading.text, Face::Heading, ink::kText, 20.0, 2);
    }

    void add(const report::Table& table)
    {
        for (Strip& strip : layoutTable(m_type, table, m_width))
            m_strips.push_back(std::move(strip));
    }

    void add(const report::Gallery& gallery)
    {
        for (Strip& strip : layoutGallery(m_type, gallery, m_width))
            m_strips.push_back(std::move(strip));
    }

    // --- facts --------------------------------------------------------------------------------

    struct Fact {
        FittedText label;
        FittedText value;
    };

    void add(const report::Facts& facts)
    {
        const qreal gap = m_underHeading ? 7.0 : 14.0;
        for (std::size_t i = 0; i < facts.rows.size(); ++i) {
            const bool last = i + 1 == facts.rows.size();
            addFact({fitText(m_type, facts.rows[i].label, Face::Label, pt(kLabelWidth - 6.0), 2),
                     fitText(m_type, facts.rows[i].value, Face::Body, m_width - pt(kLabelWidth),
                             kLinesOfAFact)},
                    pt(i == 0 ? gap : 2.0), last);
        }
    }

    void addFact(Fact fact, qreal gap, bool last)
    {
        Strip strip;
        strip.gapBefore = gap;
        strip.keepWithNext = !last;
        strip.height = std::max(fact.label.height(), fact.value.height());
        strip.paint = [&type = m_type, fact = std::move(fact)](QPainter& painter, QPointF topLeft) {
            // Label and value stand on one baseline though their sizes differ.
            const qreal drop = fact.value.ascent - fact.label.ascent;
            drawText(painter, type, fact.label, topLeft + QPointF(0.0, drop), ink::kQuiet);
            drawText(painter, type, fact.value, topLeft + QPointF(type.pt(kLabelWidth), 0.0),
                     ink::kText);
        };
        m_strips.push_back(std::move(strip));
    }

    // --- statements ---------------------------------------------------------------------------

    void add(const report::Statement& statement)
    {
        const auto texts = paragraphs(statement.text);
        if (statement.tone == report::Tone::Plain && statement.headline.empty()) {
            for (std::size_t i = 0; i < texts.size(); ++i)
                addText(texts[i], Face::Body, ink::kText, i == 0 ? 7.0 : 3.0, kLinesOfAParagraph);
            return;
        }
        const bool isVerdict = std::exchange(m_verdictIsNext, false);
        const Face face = isVerdict ? Face::Verdict : Face::Headline;
        const qreal markSize = pt(isVerdict ? 19.0 : 8.5);
        const qreal left = pt(kPanelBar + kPanelPadding);
        const qreal indent = left + markSize + pt(isVerdict ? 10.0 : 6.5);
        const qreal width = m_width - indent - pt(kPanelPadding);

        struct Line {
            FittedText text;
            bool headline;
        };

        std::vector<Line> lines;
        if (!statement.headline.empty())
            lines.push_back({fitText(m_type, statement.headline, face, width, 3), true});
        for (const std::string& text : texts)
            lines.push_back({fitText(m_type, text, Face::Body, width, kLinesOfAParagraph), false});

        // One strip a paragraph, so that a long list of reasons can go on overleaf; their grounds
        // meet without a seam.
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const bool first = i == 0;
            const bool last = i + 1 == lines.size();
            const qreal above = first ? pt(kPanelPadding - 1.0) : pt(lines[i].headline ? 0.0 : 2.5);
            const qreal below = last ? pt(kPanelPadding) : 0.0;
            Strip strip;
            strip.gapBefore = first ? pt(isVerdict ? 16.0 : 9.0) : 0.0;
            strip.height = above + lines[i].text.height() + below;
            strip.keepWithNext = lines[i].headline && !last;
            strip.paint = [type = &m_type, line = std::move(lines[i]), tone = statement.tone, above,
                           height = strip.height, width = m_width, left, indent, markSize,
                           first](QPainter& painter, QPointF topLeft) {
                painter.fillRect(QRectF(topLeft, QSizeF(width, height)), ink::tint(tone));
                painter.fillRect(QRectF(topLeft, QSizeF(type->pt(kPanelBar), height)),
                                 ink::strong(tone));
                const QPointF textAt = topLeft + QPointF(indent, above);
                if (first) {
                    const qreal capHeight = type->metrics(line.text.face).capHeight();
                    const qreal middle = textAt.y() + line.text.ascent - capHeight / 2.0;
                    drawMark(
                        painter, tone,
                        QRectF(topLeft.x() + left, middle - markSize / 2.0, markSize, markSize));
                }
                drawText(painter, *type, line.text, textAt,
                         line.headline ? ink::strong(tone) : ink::kText);
            };
            m_strips.push_back(std::move(strip));
        }
    }

    const Typography& m_type;
    qreal m_width;
    Strips m_strips;
    bool m_underHeading = false;
    bool m_verdictIsNext = true; ///< The first statement of a report is what it is about.
};

} // namespace

Strips layoutDocument(const Typography& type, const report::ReportDocument& document, qreal width)
{
    return Layout(type, width).run(document);
}

} // namespace tailslate::pdf::detail
