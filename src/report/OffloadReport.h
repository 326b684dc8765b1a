// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Result.h"
#include "offload/Verdict.h"
#include "report/ReportDocument.h"

#include <cstddef>
#include <string>
#include <vector>

namespace tailslate::report {

/// What is known of a clip beyond its files; index into Plan::card.clips.
struct ClipDetail {
    std::size_t clip = 0;
    std::string codec;                    ///< `ProRes 422 HQ 1920×1080 24`; may be empty.
    std::string timecode;                 ///< Start; may be empty.
    std::string duration;                 ///< `00:00:04:00`; may be empty.
    std::vector<std::byte> thumbnailJpeg; ///< May be empty.
};

/// What an offload report is made from.
struct OffloadReportInput {
    std::string show;
    std::string unit;
    std::string programVersion;
    offload::OffloadResult result;
    offload::Verdict verdict;
    std::vector<ClipDetail> clips;
    std::vector<offload::JobNotice> notices; ///< Oldest first.
};

/// The report of one offload: verdict and warnings first, then project, card, destinations,
/// what happened on the way, clips with thumbnails, files with digests and evidence per
/// destination.
[[nodiscard]] ReportDocument offloadReport(const OffloadReportInput& input);

/// The same copies as a table for spreadsheets: one line per file × destination, RFC 4180, UTF-8
/// with CRLF. Cells that a spreadsheet would run as a formula are quoted with a leading apostrophe.
[[nodiscard]] std::string offloadCsv(const OffloadReportInput& input);

} // namespace tailslate::report
