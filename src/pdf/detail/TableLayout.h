// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pdf/detail/Strip.h"
#include "pdf/detail/Typography.h"
#include "report/ReportDocument.h"

namespace tailslate::pdf::detail {

/// A table as one strip per row, its column titles repeated on every page. Rows with too few cells
/// are filled with empty ones, cells too many are left out. Borrows the typography.
[[nodiscard]] Strips layoutTable(const Typography& type, const report::Table& table, qreal width);

} // namespace tailslate::pdf::detail
