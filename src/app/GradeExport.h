// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/Services.h"
#include "av/Source.h"
#include "color/CdlFile.h"
#include "color/Pipeline.h"
#include "image/Frame.h"

#include <filesystem>
#include <stop_token>
#include <string>

namespace tailslate::app {

/// Writes a CDL; the extension (.cc, .ccc, .cdl) chooses the file. An existing file is replaced in
/// one step.
[[nodiscard]] Result<void> exportCdl(const Services& services, const std::filesystem::path& path,
                                     const color::ColorCorrection& correction);

/// Bakes a pipeline to `edge`³ and writes a .cube. An existing file is replaced in one step.
[[nodiscard]] Result<void> exportCube(const Services& services, const std::filesystem::path& path,
                                      const color::PipelineSettings& settings, int edge,
                                      const std::string& title);

/// Grades one frame exactly and writes it as a still; the extension chooses the format (see
/// stills::writeStill()).
[[nodiscard]] Result<void> exportStill(const Services& services, const std::filesystem::path& path,
                                       const image::Frame& frame,
                                       const color::PipelineSettings& settings);

/// What `feed grab` does: opens a source, takes its `skip`-th frame (0 is the first), grades it and
/// writes it.
/// @return As FrameReader::open() and next(); NotFound when the source ends before that frame.
[[nodiscard]] Result<void> grabStill(const Services& services, const av::SourceSpec& source,
                                     std::int64_t skip, const color::PipelineSettings& settings,
                                     const std::filesystem::path& path, std::stop_token stop);

} // namespace tailslate::app
