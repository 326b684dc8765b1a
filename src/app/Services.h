// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/Clock.h"
#include "base/Result.h"
#include "io/FileSystem.h"
#include "report/ReportDocument.h"

#include <filesystem>
#include <functional>
#include <string>

namespace tailslate::app {

/// What every use case works with. The program makes one and lends it out; it must outlive all use.
struct Services {
    io::FileSystem& files;
    const Clock& clock;
    /// Writes a report as PDF; empty in a build without Qt. Called on the thread of the use case,
    /// one call at a time.
    std::function<Result<void>(const report::ReportDocument&, const std::filesystem::path&)>
        writePdf;
};

/// The program's version, for manifests and reports: `0.1.0`.
[[nodiscard]] std::string programVersion();

} // namespace tailslate::app
