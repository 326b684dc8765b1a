// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/OffloadCard.h"
#include "app/Services.h"
#include "jobs/JobContext.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tailslate::app {

/// Where the demo put what it made.
struct DemoFiles {
    std::filesystem::path card;
    std::vector<std::filesystem::path> destinations;
    std::vector<std::filesystem::path> manifests;
    std::filesystem::path project;
    std::filesystem::path cdl;
    std::filesystem::path lut;
    std::filesystem::path still;
    std::optional<std::filesystem::path> pdf;
    std::filesystem::path csv;
    offload::Verdict verdict;
};

/// The main job from end to end in an empty folder: makes a sample card, offloads it to two
/// destinations with read-back, seals them, grades a live test feed, writes CDL, LUT, still and
/// report, all recorded in a new project.
/// @param step Told in one sentence what begins next; called on the same thread.
/// @return AlreadyExists when `folder` is not empty, or the first error of any step.
[[nodiscard]] Result<DemoFiles> runDemo(const Services& services,
                                        const std::filesystem::path& folder,
                                        const std::function<void(const std::string&)>& step,
                                        jobs::JobContext context);

} // namespace tailslate::app
