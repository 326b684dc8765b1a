// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pdf/detail/Strip.h"
#include "pdf/detail/Typography.h"
#include "report/ReportDocument.h"

#include <QPageLayout>
#include <QRectF>

#include <vector>

namespace tailslate::pdf::detail {

/// A strip with its place on a page.
struct PlacedStrip {
    const Strip* strip = nullptr;
    qreal y = 0.0; ///< From the top of the text area, downward.
};

using Page = std::vector<PlacedStrip>;

/// Fills pages of `height` from top to bottom. A strip that keeps with the next moves overleaf with
/// it; a strip that begins a page gets its header above it. There is always at least one page.
/// Borrows the strips.
[[nodiscard]] std::vector<Page> flow(const Strips& strips, qreal height);

/// The text area of A4 paper, in device units.
[[nodiscard]] QRectF textArea(const Typography& type);

/// Draws the running header (from the second page on) and the footer with the page number, counted
/// from 1.
void drawRunningText(QPainter& painter, const Typography& type,
                     const report::ReportDocument& document, std::size_t page,
                     std::size_t pageCount);

} // namespace tailslate::pdf::detail
