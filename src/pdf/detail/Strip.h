// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPainter>
#include <QPointF>

#include <functional>
#include <memory>
#include <vector>

namespace tailslate::pdf::detail {

/// A horizontal piece of the report as wide as the text area, which never breaks across pages.
struct Strip {
    qreal height = 0.0;
    qreal gapBefore = 0.0; ///< White space above it; none at the top of a page.
    bool keepWithNext = false;
    std::function<void(QPainter& painter, QPointF topLeft)> paint;
    std::shared_ptr<const Strip> header; ///< Repeated above it when it begins a page; may be null.
};

using Strips = std::vector<Strip>;

} // namespace tailslate::pdf::detail
