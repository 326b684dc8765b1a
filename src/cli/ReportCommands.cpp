// SPDX-License-Identifier: Apache-2.0
#include "app/ProjectPlace.h"
#include "base/DisplayText.h"
#include "cli/Commands.h"
#include "cli/Console.h"
#include "cli/ExitCode.h"
#include "cli/Foreground.h"
#include "project/Project.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tailslate::cli {
namespace {

struct Options {
    std::string project;
    std::string job;
    std::string folder;
};

/// The job asked for, or the newest.
Result<Uuid> chooseJob(project::Project& project, const std::string& text, const std::string& path)
{
    if (!text.empty())
        return Uuid::parse(text);
    TAILSLATE_TRY(const auto offloads, project.offloads());
    if (offloads.empty())
        return failure(ErrorCode::NotFound, "there is no offload in the project yet", path);
    return offloads.front().jobId;
}

Result<int> make(const CommandContext& context, const Options& options)
{
    TAILSLATE_TRY(const auto project, app::openProject(context.services, options.project));
    TAILSLATE_TRY(const Uuid job, chooseJob(*project, options.job, options.project));
    context.reports.prepare();
    TAILSLATE_TRY(const app::ReportFiles files,
                  runInForeground<app::ReportFiles>(
                      "report",
                      [&](jobs::JobContext jobContext) {
                          return context.reports.write(context.services, *project, job,
                                                       options.folder, std::move(jobContext));
                      },
                      [](const jobs::Progress&) {}));
    if (files.pdf)
        context.console->say(displayText(*files.pdf));
    else
        context.console->say("this build writes no PDF; the CSV has the same copies");
    context.console->say(displayText(files.csv));
    context.console->send(
        {{"type", "report"},
         {"pdf", files.pdf ? nlohmann::json(displayText(*files.pdf)) : nlohmann::json()},
         {"csv", displayText(files.csv)}});
    return kExitOk;
}

} // namespace

void addReportCommands(CLI::App& program, const CommandContext& context)
{
    CLI::App* const noun =
        program.add_subcommand("report", "Write reports for production and post");
    noun->require_subcommand(1);
    CLI::App* const verb = noun->add_subcommand("make", "Write the PDF and CSV of an offload");
    const auto options = std::make_shared<Options>();
    verb->add_option("--project", options->project, "The project file")->required();
    verb->add_option("--job", options->job, "The offload's identifier; the newest without it");
    verb->add_option("--out", options->folder, "The folder to write into")->required();
    verb->callback([context, options] {
        const auto exitCode = make(context, *options);
        context.exitCode = exitCode ? *exitCode : context.console->fail(exitCode.error());
    });
}

} // namespace tailslate::cli
