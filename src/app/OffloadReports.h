// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/OffloadCard.h"
#include "app/Services.h"
#include "base/Uuid.h"
#include "jobs/JobContext.h"
#include "media/Card.h"
#include "project/Project.h"
#include "report/OffloadReport.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace tailslate::app {

/// The files of a report.
struct ReportFiles {
    std::optional<std::filesystem::path> pdf; ///< Nothing in a build without Qt.
    std::filesystem::path csv;
};

/// Reads every clip, as ClipReader, and says in words what is known of it: codec, size, rate, start
/// timecode, duration. Without thumbnails.
/// @param mediaRoot The card, or a copy of it.
[[nodiscard]] Result<std::vector<report::ClipDetail>>
clipDetails(const Services& services, const media::Card& card,
            const std::filesystem::path& mediaRoot, jobs::JobContext context);

/// Writes the PDF and CSV of an offload into `folder` (made if missing) as
/// `<roll>_offload_<date>_<time>Z.pdf` / `.csv`. Media is looked at on the first good destination;
/// thumbnails that the project has already are not made again.
/// Existing reports are replaced. Recorded in the project.
/// @return NotFound for a job the project does not have; Io, NoSpace.
[[nodiscard]] Result<ReportFiles> writeOffloadReport(const Services& services,
                                                     project::Project& project, Uuid jobId,
                                                     const std::filesystem::path& folder,
                                                     jobs::JobContext context);

} // namespace tailslate::app
