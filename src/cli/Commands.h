// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/OffloadReports.h"
#include "app/Services.h"

#include <CLI/App.hpp>

#include <functional>
#include <memory>

namespace tailslate::cli {

class Console;

/// How a program writes reports; empty in one that cannot, which then offers none.
struct ReportSupport {
    /// Makes PDF writing possible on this thread; called by commands that write one, before they
    /// start a job.
    std::function<void()> prepare;
    /// As app::writeOffloadReport().
    std::function<Result<app::ReportFiles>(const app::Services&, project::Project&, Uuid,
                                           const std::filesystem::path&, jobs::JobContext)>
        write;
};

/// What every command works with. Commands run after the whole command line was read; they leave
/// their exit code.
struct CommandContext {
    app::Services& services;
    std::unique_ptr<Console>& console; ///< Made once `--json` is known, before the command runs.
    int& exitCode;
    ReportSupport reports;
};

/// Each adds a noun with its verbs to the program.
void addCardCommands(CLI::App& program, const CommandContext& context);
void addClipCommands(CLI::App& program, const CommandContext& context);
void addDemoCommands(CLI::App& program, const CommandContext& context);
void addFeedCommands(CLI::App& program, const CommandContext& context);
void addMhlCommands(CLI::App& program, const CommandContext& context);
void addOffloadCommands(CLI::App& program, const CommandContext& context);
void addProjectCommands(CLI::App& program, const CommandContext& context);
void addReportCommands(CLI::App& program, const CommandContext& context);

} // namespace tailslate::cli
