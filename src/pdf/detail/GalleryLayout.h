// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pdf/detail/Strip.h"
#include "pdf/detail/Typography.h"
#include "report/ReportDocument.h"

namespace tailslate::pdf::detail {

/// Pictures in rows, each row a strip. A picture is decoded only when it is painted, scaled to the
/// page; one that cannot be decoded leaves a box that says so. Borrows gallery and typography.
[[nodiscard]] Strips layoutGallery(const Typography& type, const report::Gallery& gallery,
                                   qreal width);

} // namespace tailslate::pdf::detail
