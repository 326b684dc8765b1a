// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pdf/detail/Strip.h"
#include "pdf/detail/Typography.h"
#include "report/ReportDocument.h"

namespace tailslate::pdf::detail {

/// The whole document as strips of `width`, title first. Borrows the document and the typography:
/// both must outlive the strips.
[[nodiscard]] Strips layoutDocument(const Typography& type, const report::ReportDocument& document,
                                    qreal width);

} // namespace tailslate::pdf::detail
