// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "report/ReportDocument.h"

#include <filesystem>

namespace tailslate::pdf {

/// Lays a report out on A4 pages and writes it. The file appears under its name only when complete;
/// one that is there is replaced. Needs a QGuiApplication (the offscreen platform will do); call it
/// on any one thread at a time.
/// @return InvalidArgument without a QGuiApplication; Unsupported without any font; NotFound (no
/// such folder), Io, NoSpace, PermissionDenied.
[[nodiscard]] Result<void> writePdf(const report::ReportDocument& document,
                                    const std::filesystem::path& path);

} // namespace tailslate::pdf
