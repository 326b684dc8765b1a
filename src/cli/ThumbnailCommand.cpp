// SPDX-License-Identifier: Apache-2.0
#include "cli/ThumbnailCommand.h"

#include "app/CardHistory.h"
#include "app/OffloadCard.h"
#include "app/ProjectPlace.h"
#include "app/Thumbnails.h"
#include "base/DisplayText.h"
#include "cli/Console.h"
#include "cli/ExitCode.h"
#include "cli/Foreground.h"
#include "io/DurableFile.h"
#include "offload/Plan.h"
#include "project/Project.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <string_view>

namespace tailslate::cli {
namespace {

namespace fs = std::filesystem;

struct ThumbnailOptions {
    std::string card;
    std::string folder;
    std::string project;
    std::string grade;
};

struct WrittenFrame {
    std::int64_t frame;
    fs::path logged;
    fs::path graded;
};

struct WrittenClip {
    std::vector<WrittenFrame> frames;
    std::string problem;
    bool cached = false;
};

struct Written {
    media::Card card;
    std::vector<WrittenClip> clips; ///< As Card::clips.
};

/// The newest grade of this name.
Result<color::PipelineSettings> lookNamed(project::Project& project, const std::string& name)
{
    TAILSLATE_TRY(const auto grades, project.grades());
    const auto found = std::ranges::find(grades, name, &project::GradeRow::name);
    if (found == grades.end())
        return failure(
            ErrorCode::NotFound,
            fmt::format("the project has no grade \"{}\"", displayText(std::string_view(name))),
            project.path());
    return color::PipelineSettings{
        .input = found->input, .cdl = found->cdl, .style = found->style, .output = found->output};
}

Result<app::ThumbnailSettings> settingsFor(const app::Services& services,
                                           const ThumbnailOptions& options, const media::Card& card,
                                           const jobs::JobContext& job)
{
    app::ThumbnailSettings settings{.mediaRoot = card.root};
    if (options.project.empty())
        return settings;
    TAILSLATE_CHECK(offload::ensureNotOnCard(services.files, card, options.project));
    TAILSLATE_TRY(const auto project, app::openProject(services, options.project));
    settings.cacheFolder = app::thumbnailFolder(options.project);
    TAILSLATE_TRY(settings.copy, app::verifiedCopyOf(services, *project, card, job));
    if (!options.grade.empty()) {
        TAILSLATE_TRY(settings.look, lookNamed(*project, options.grade));
    }
    return settings;
}

/// What the files of a clip begin with; each clip another.
std::string fileStem(const media::Clip& clip, std::map<std::string, int>& taken)
{
    std::string stem = clip.name;
    std::ranges::replace(stem, '/', '_');
    const int count = ++taken[stem];
    return count == 1 ? stem : fmt::format("{}-{}", stem, count);
}

Result<void> writeJpeg(const app::Services& services, const fs::path& path,
                       const std::vector<std::byte>& jpeg)
{
    return io::writeDurably(
        services.files, path,
        std::string_view(reinterpret_cast<const char*>(jpeg.data()), jpeg.size()),
        io::Existing::Replace);
}

Result<Written> writeAll(const app::Services& services, const ThumbnailOptions& options,
                         const jobs::JobContext& job)
{
    jobs::Progress listing;
    Written written;
    TAILSLATE_TRY(written.card, app::showCard(services, options.card, {job.stop, listing}));
    TAILSLATE_CHECK(offload::ensureNotOnCard(services.files, written.card, options.folder));
    TAILSLATE_CHECK(app::ensureNotOnAnyCard(services, options.folder));
    TAILSLATE_TRY(auto settings, settingsFor(services, options, written.card, job));
    TAILSLATE_CHECK(services.files.createFolders(options.folder));
    TAILSLATE_TRY(const auto thumbnails,
                  app::Thumbnails::create(services, written.card, std::move(settings)));
    app::ThumbnailTray tray;
    TAILSLATE_CHECK(app::makeThumbnails(*thumbnails, tray, app::ThumbnailPace::Background, job));
    auto made = tray.take();
    std::ranges::sort(made, {}, [](const auto& entry) { return entry.first; });
    std::map<std::string, int> taken;
    for (auto& [index, pictures] : made) {
        const std::string stem = fileStem(written.card.clips[index], taken);
        WrittenClip& clip = written.clips.emplace_back();
        clip.problem = std::move(pictures.problem);
        clip.cached = pictures.cached;
        for (const app::FramePictures& frame : pictures.frames) {
            const fs::path folder = options.folder;
            WrittenFrame files{
                .frame = frame.frame,
                .logged = folder / fmt::format("{}_{:07}_logged.jpg", stem, frame.frame),
                .graded = folder / fmt::format("{}_{:07}_graded.jpg", stem, frame.frame)};
            TAILSLATE_CHECK(writeJpeg(services, files.logged, frame.logged));
            TAILSLATE_CHECK(writeJpeg(services, files.graded, frame.graded));
            clip.frames.push_back(std::move(files));
        }
    }
    return written;
}

nlohmann::json thumbnailsToJson(const media::Clip& clip, const WrittenClip& written)
{
    nlohmann::json frames = nlohmann::json::array();
    for (const WrittenFrame& frame : written.frames)
        frames.push_back({{"frame", frame.frame},
                          {"logged", displayText(frame.logged)},
                          {"graded", displayText(frame.graded)}});
    return {
        {"name", displayText(std::string_view(clip.name))},
        {"frames", std::move(frames)},
        {"cached", written.cached},
        {"problem", written.problem.empty() ? nlohmann::json() : nlohmann::json(written.problem)}};
}

Result<int> writeThumbnails(const CommandContext& context, const ThumbnailOptions& options)
{
    Console& console = *context.console;
    if (!options.grade.empty() && options.project.empty())
        return failure(ErrorCode::InvalidArgument, "a grade is taken from a project: --project");
    TAILSLATE_TRY(
        const Written written,
        runInForeground<Written>(
            "clip-thumbnails",
            [&](jobs::JobContext job) { return writeAll(context.services, options, job); },
            [&](const jobs::Progress& progress) {
                const auto now = progress.snapshot();
                console.showProgress(fmt::format("{} of {} clips", now.itemsDone, now.itemsTotal));
            }));
    console.clearProgress();
    nlohmann::json clips = nlohmann::json::array();
    for (std::size_t i = 0; i < written.clips.size(); ++i) {
        const media::Clip& clip = written.card.clips[i];
        const WrittenClip& made = written.clips[i];
        clips.push_back(thumbnailsToJson(clip, made));
        const std::string problem =
            made.problem.empty() ? "" : "  " + displayText(std::string_view(made.problem));
        console.say(fmt::format("  {:<32} {} frames{}{}", displayText(std::string_view(clip.name)),
                                made.frames.size(), made.cached ? ", made before" : "", problem));
    }
    console.say(displayText(fs::path(options.folder)));
    console.send({{"type", "thumbnails"},
                  {"root", displayText(written.card.root)},
                  {"roll", displayText(std::string_view(written.card.roll))},
                  {"clips", std::move(clips)}});
    return kExitOk;
}

} // namespace

void addThumbnailVerb(CLI::App& noun, const CommandContext& context)
{
    CLI::App* const verb = noun.add_subcommand(
        "thumbnails", "Write the first, middle and last frame of each clip, logged and graded");
    const auto options = std::make_shared<ThumbnailOptions>();
    verb->add_option("CARD", options->card, "The card's folder, or a copy's")->required();
    verb->add_option("--out", options->folder, "The folder to write into")->required();
    verb->add_option("--project", options->project, "Keep them beside this project");
    verb->add_option("--grade", options->grade, "A grade of the project; else LogC3 to Rec.709");
    verb->callback([context, options] {
        const auto exitCode = writeThumbnails(context, *options);
        context.exitCode = exitCode ? *exitCode : context.console->fail(exitCode.error());
    });
}

} // namespace tailslate::cli
