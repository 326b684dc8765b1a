// SPDX-License-Identifier: Apache-2.0
#include "bench/BuiltinBenches.h"
#include "bench/ScratchFolder.h"
#include "jobs/Job.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <system_error>
#include <unistd.h>

namespace tailslate::bench {
namespace {

// The same numbers as tailslate-cli.
constexpr int kExitOk = 0;
constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;
constexpr int kExitCancelled = 130;

using Rows = std::vector<Row>;

void list(const std::vector<std::unique_ptr<Bench>>& benches, bool json)
{
    for (const auto& bench : benches) {
        if (json)
            fmt::print("{}\n", nlohmann::json{{"name", bench->name()},
                                              {"description", bench->description()}}
                                   .dump());
        else
            fmt::print("{:<10}{}\n", bench->name(), bench->description());
    }
}

/// The signals by which an operator or a shell ends a program.
::sigset_t endingSignals()
{
    ::sigset_t signals;
    ::sigemptyset(&signals);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        ::sigaddset(&signals, signal);
    return signals;
}

void showRounds(std::uint64_t rounds)
{
    fmt::print(stderr, "\r{} rounds measured", rounds);
    std::fflush(stderr);
}

/// Runs the bench on a thread of its own while this one waits for signals; one of them stops it.
Result<Rows> runUntilSignal(const Bench& bench, const BenchOptions& options)
{
    // Blocked before the first thread starts, so that every thread inherits it and only the wait
    // below takes them.
    const ::sigset_t signals = endingSignals();
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    const bool terminal = ::isatty(STDERR_FILENO) == 1;

    jobs::Job<Rows> job(
        "bench", [&](const jobs::JobContext& context) { return bench.run(options, context); });
    while (!job.finished()) {
        const ::timespec poll{.tv_sec = 0, .tv_nsec = 50'000'000};
        if (::sigtimedwait(&signals, nullptr, &poll) > 0)
            job.requestStop();
        if (terminal)
            showRounds(job.progress().snapshot().itemsDone);
    }
    if (terminal)
        fmt::print(stderr, "\r\x1b[K");
    return job.takeResult();
}

/// Measures in a folder of its own, which is gone before anything is said.
Result<Rows> measure(const Bench& bench, bool quick, const std::filesystem::path& parent)
{
    TAILSLATE_TRY(const ScratchFolder scratch, ScratchFolder::create(parent));
    return runUntilSignal(bench, {.quick = quick, .folder = scratch.path()});
}

int report(const Result<Rows>& rows, bool json)
{
    if (!rows) {
        fmt::print(stderr, "tailslate-bench: {}\n", rows.error().describe());
        return rows.error().code == ErrorCode::Cancelled ? kExitCancelled : kExitFailed;
    }
    if (!json) {
        fmt::print("{}", tableText(*rows));
        return kExitOk;
    }
    for (const Row& row : *rows)
        fmt::print("{}\n", toJson(row).dump());
    return kExitOk;
}

int runCommandLine(int argc, char** argv)
{
    CLI::App program("Times Tailslate against the machine it runs on and prints medians and ratios",
                     "tailslate-bench");
    std::string name;
    bool quick = false;
    bool json = false;
    std::filesystem::path folder;
    program.add_option("name", name, "What to measure; without it, the list of names");
    program.add_flag("--quick", quick, "Smaller data and fewer rounds: ends within 45 s");
    program.add_flag("--json", json, "Print one JSON object a row instead of a table");
    program
        .add_option("--dir", folder,
                    "Measure on the disk of this folder instead of the system's temporary folder")
        ->check(CLI::ExistingDirectory);
    program.footer("Exit codes: 0 measured, whether targets were reached or not, 1 failed, 2 wrong "
                   "command line,\n130 stopped.");
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? kExitOk : kExitUsage;
    }

    const auto benches = builtinBenches();
    if (name.empty()) {
        list(benches, json);
        return kExitOk;
    }
    const auto bench =
        std::ranges::find(benches, name, [](const auto& one) { return one->name(); });
    if (bench == benches.end()) {
        fmt::print(stderr,
                   "tailslate-bench: there is no bench \"{}\"; without a name it lists them\n",
                   name);
        return kExitUsage;
    }
    if (folder.empty()) {
        std::error_code error;
        folder = std::filesystem::temp_directory_path(error);
        if (error) {
            fmt::print(stderr,
                       "tailslate-bench: the system names no temporary folder; give --dir\n");
            return kExitUsage;
        }
    }
    return report(measure(**bench, quick, folder), json);
}

} // namespace
} // namespace tailslate::bench

int main(int argc, char** argv)
{
    return tailslate::bench::runCommandLine(argc, argv);
}
