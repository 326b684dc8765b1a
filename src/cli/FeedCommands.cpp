// SPDX-License-Identifier: Apache-2.0
#include "app/GradeExport.h"
#include "av/FrameReader.h"
#include "av/Source.h"
#include "base/DisplayText.h"
#include "cli/Commands.h"
#include "cli/Console.h"
#include "cli/ExitCode.h"
#include "cli/Foreground.h"
#include "color/CdlFile.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace tailslate::cli {
namespace {

constexpr const char* kSourceHelp = "A media file, srt:// rtsp:// udp:// rtp:// tcp:// address, "
                                    "v4l2:/dev/video0, or pattern (default)";

struct GrabOptions {
    std::string source = "pattern";
    std::string cdl;
    std::string id;
    std::string out;
    std::string input = "arri-logc3-ei800";
    std::string output = "rec709";
    std::int64_t skip = 0;
};

/// The correction to use: the first, or the one with the wanted id.
Result<color::Cdl> chooseCdl(const std::string& path, const std::string& id)
{
    TAILSLATE_TRY(const auto corrections, color::readCdlFile(path));
    if (id.empty())
        return corrections.front().cdl;
    const auto found = std::ranges::find(corrections, id, &color::ColorCorrection::id);
    if (found == corrections.end())
        return failure(ErrorCode::NotFound,
                       fmt::format("there is no correction \"{}\" in the file", id), path);
    return found->cdl;
}

Result<int> grab(const CommandContext& context, const GrabOptions& options)
{
    TAILSLATE_TRY(const av::SourceSpec source, av::parseSource(options.source));
    color::PipelineSettings settings;
    settings.input = options.input;
    settings.output = options.output;
    if (!options.cdl.empty()) {
        TAILSLATE_TRY(settings.cdl, chooseCdl(options.cdl, options.id));
    }
    using Done = std::monostate;
    TAILSLATE_CHECK(runInForeground<Done>(
        "feed-grab",
        [&](jobs::JobContext job) -> Result<Done> {
            TAILSLATE_CHECK(app::grabStill(context.services, source, options.skip, settings,
                                           options.out, job.stop));
            return Done{};
        },
        [](const jobs::Progress&) {}));
    context.console->say(fmt::format("{} graded to {}", av::describe(source), options.out));
    context.console->send(
        {{"type", "still"}, {"source", av::describe(source)}, {"path", options.out}});
    return kExitOk;
}

Result<int> probeFeed(const CommandContext& context, const std::string& text)
{
    TAILSLATE_TRY(const av::SourceSpec source, av::parseSource(text));
    TAILSLATE_TRY(const av::StreamInfo info,
                  runInForeground<av::StreamInfo>(
                      "feed-probe",
                      [&](jobs::JobContext job) -> Result<av::StreamInfo> {
                          TAILSLATE_TRY(const auto reader, av::FrameReader::open(source, job.stop));
                          return reader->info();
                      },
                      [](const jobs::Progress&) {}));
    const std::string timecode = info.startTimecode ? info.startTimecode->toString() : "";
    context.console->say(fmt::format("{}: {} {}×{} at {} fps{}{}", av::describe(source), info.codec,
                                     info.width, info.height, info.rate.toString(),
                                     timecode.empty() ? "" : ", from ", timecode));
    context.console->send({{"type", "feed"},
                           {"source", av::describe(source)},
                           {"codec", info.codec},
                           {"width", info.width},
                           {"height", info.height},
                           {"rate", info.rate.toString()},
                           {"timecode", timecode}});
    return kExitOk;
}

} // namespace

void addFeedCommands(CLI::App& program, const CommandContext& context)
{
    CLI::App* const noun = program.add_subcommand("feed", "Look at a camera feed");
    noun->require_subcommand(1);
    const auto finish = [context](const Result<int>& exitCode) {
        context.exitCode = exitCode ? *exitCode : context.console->fail(exitCode.error());
    };

    CLI::App* const grabVerb =
        noun->add_subcommand("grab", "Grade one frame of a feed and write it as a still");
    const auto options = std::make_shared<GrabOptions>();
    grabVerb->add_option("--source", options->source, kSourceHelp)->capture_default_str();
    grabVerb->add_option("--cdl", options->cdl, "The grade: a .cc, .ccc or .cdl file");
    grabVerb->add_option("--id", options->id,
                         "Which correction of that file; the first without it");
    grabVerb->add_option("--out", options->out, "The still: .png, .tif, .jpg or .exr")->required();
    grabVerb->add_option("--input", options->input, "The camera's signal")->capture_default_str();
    grabVerb->add_option("--output", options->output, "The display")->capture_default_str();
    grabVerb->add_option("--skip", options->skip, "Frames to let pass first")
        ->check(CLI::NonNegativeNumber);
    grabVerb->callback([context, options, finish] { finish(grab(context, *options)); });

    CLI::App* const probeVerb = noun->add_subcommand("probe", "Say what a feed sends");
    const auto source = std::make_shared<std::string>();
    probeVerb->add_option("SOURCE", *source, kSourceHelp)->required();
    probeVerb->callback([context, source, finish] { finish(probeFeed(context, *source)); });
}

} // namespace tailslate::cli
