// SPDX-License-Identifier: Apache-2.0
#include "app/Demo.h"

#include "app/DemoCard.h"
#include "app/GradeExport.h"
#include "app/OffloadReports.h"
#include "app/ProjectPlace.h"
#include "av/Source.h"

#include <utility>

namespace tailslate::app {
namespace {

namespace fs = std::filesystem;

constexpr int kCubeEdge = 33;
/// A frame of the pattern that shows its counter has moved.
constexpr std::int64_t kGrabbedFrame = 12;

/// A warm, slightly contrasty look that shows in every picture it touches.
color::Cdl demoGrade()
{
    return {.slope = {1.08, 1.0, 0.94},
            .offset = {0.01, 0.0, -0.012},
            .power = {1.05, 1.04, 1.06},
            .saturation = 1.1};
}

Result<void> ensureEmpty(io::FileSystem& files, const fs::path& folder)
{
    TAILSLATE_CHECK(files.createFolders(folder));
    TAILSLATE_TRY(const auto entries, files.list(folder));
    if (!entries.empty())
        return failure(ErrorCode::AlreadyExists, "the folder is not empty; name a new one", folder);
    return {};
}

Result<void> gradeFeed(const Services& services, const fs::path& folder, project::Project& project,
                       DemoFiles& made, std::stop_token stop)
{
    const color::PipelineSettings settings{.cdl = demoGrade()};
    made.cdl = folder / "A001_demo.cdl";
    made.lut = folder / "A001_demo_LogC3_to_Rec709_33.cube";
    made.still = folder / "A001_demo_still.png";
    TAILSLATE_CHECK(services.files.createFolders(folder));
    TAILSLATE_CHECK(exportCdl(services, made.cdl, {"A001_demo", "Demo grade, warm", settings.cdl}));
    TAILSLATE_CHECK(
        exportCube(services, made.lut, settings, kCubeEdge, "A001 demo LogC3 to Rec.709"));
    TAILSLATE_TRY(const av::SourceSpec pattern, av::parseSource("pattern"));
    TAILSLATE_CHECK(
        grabStill(services, pattern, kGrabbedFrame, settings, made.still, std::move(stop)));
    TAILSLATE_TRY(const auto saved, project.saveGrade({.id = {},
                                                       .name = "Demo grade, warm",
                                                       .created = {},
                                                       .input = settings.input,
                                                       .output = settings.output,
                                                       .style = settings.style,
                                                       .cdl = settings.cdl}));
    return project.recordAct("grade.exported", saved.id.toString(), "{}");
}

} // namespace

Result<DemoFiles> runDemo(const Services& services, const fs::path& folder,
                          const std::function<void(const std::string&)>& step,
                          jobs::JobContext context)
{
    TAILSLATE_CHECK(ensureEmpty(services.files, folder));
    DemoFiles made;

    step("Making a sample card with ProRes, DNxHR and sound");
    made.card = folder / "card";
    jobs::Progress cardProgress;
    TAILSLATE_CHECK(makeDemoCard(made.card, {context.stop, cardProgress}));

    step("Making a project");
    made.project = folder / "project.tailslate";
    TAILSLATE_TRY(const auto project,
                  createProject(services, made.project, "TAILSLATE DEMO", "Main"));

    step("Offloading the card to two destinations, reading every copy back, sealing with ASC MHL");
    made.destinations = {folder / "raid-1", folder / "raid-2"};
    OffloadRequest request;
    request.card = made.card;
    request.destinations = {{made.destinations[0], "primary"}, {made.destinations[1], "backup"}};
    OffloadMonitor monitor(request.destinations.size());
    TAILSLATE_TRY(const OffloadOutcome outcome,
                  offloadCard(services, request, project.get(), context, monitor));
    made.verdict = outcome.verdict;
    if (!outcome.verdict.allVerified)
        return failure(outcome.result.cancelled ? ErrorCode::Cancelled : ErrorCode::Io,
                       outcome.verdict.reasons.empty() ? "the offload failed"
                                                       : outcome.verdict.reasons.front());
    for (const offload::DestinationOutcome& destination : outcome.result.destinations)
        made.manifests.push_back(*destination.manifest);

    step("Grading a live test feed; writing CDL, LUT and still");
    TAILSLATE_CHECK(gradeFeed(services, folder / "grade", *project, made, context.stop));

    step("Writing the report");
    TAILSLATE_TRY(ReportFiles report,
                  writeOffloadReport(services, *project, outcome.result.plan.jobId,
                                     folder / "reports", std::move(context)));
    made.pdf = std::move(report.pdf);
    made.csv = std::move(report.csv);
    return made;
}

} // namespace tailslate::app
