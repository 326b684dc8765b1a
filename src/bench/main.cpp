// SPDX-License-Identifier: Apache-2.0
#include "bench/BuiltinBenches.h"
#include "bench/OffloadOnce.h"
#include "bench/Rival.h"
#include "bench/ScratchFolder.h"
#include "jobs/Job.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <span>
#include <system_error>
#include <unistd.h>

namespace tailslate::bench {
namespace {

// The same numbers as tailslate-cli.
constexpr int kExitOk = 0;
constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;
constexpr int kExitCancelled = 130;

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
Result<Findings> runUntilSignal(const Bench& bench, const BenchOptions& options)
{
    // Blocked before the first thread starts, so that every thread inherits it and only the wait
    // below takes them.
    const ::sigset_t signals = endingSignals();
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    const bool terminal = ::isatty(STDERR_FILENO) == 1;

    jobs::Job<Findings> job(
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
Result<Findings> measure(const Bench& bench, BenchOptions options,
                         const std::filesystem::path& parent)
{
    TAILSLATE_TRY(const ScratchFolder scratch, ScratchFolder::create(parent));
    options.folder = scratch.path();
    return runUntilSignal(bench, options);
}

int report(const Result<Findings>& findings, bool json)
{
    if (!findings) {
        fmt::print(stderr, "tailslate-bench: {}\n", findings.error().describe());
        return findings.error().code == ErrorCode::Cancelled ? kExitCancelled : kExitFailed;
    }
    for (const std::string& note : findings->notes)
        fmt::print(stderr, "tailslate-bench: {}\n", note);
    if (!json) {
        fmt::print("{}", tableText(findings->rows));
        return kExitOk;
    }
    for (const Row& row : findings->rows)
        fmt::print("{}\n", toJson(row).dump());
    return kExitOk;
}

/// The names of all rivals, and `none` for going without.
std::vector<std::string> rivalWords()
{
    std::vector<std::string> words{"none"};
    for (const Rival& rival : allRivals())
        words.push_back(rival.name);
    return words;
}

int runCommandLine(int argc, char** argv)
{
    CLI::App program("Times Tailslate against the machine it runs on and prints medians and ratios",
                     "tailslate-bench");
    std::string name;
    BenchOptions options;
    bool json = false;
    std::filesystem::path folder;
    program.add_option("name", name, "What to measure; without it, the list of names");
    program.add_flag("--quick", options.quick, "Smaller data and fewer rounds: ends within 45 s");
    program.add_flag("--json", json, "Print one JSON object a row instead of a table");
    program
        .add_option("--dir", folder,
                    "Measure on the disk of this folder instead of the system's temporary folder")
        ->check(CLI::ExistingDirectory);
    const std::vector<const CLI::Option*> forOffload{
        program
            .add_option("--load", options.part.loads, "offload: only these of large,frames,small")
            ->delimiter(',')
            ->check(CLI::IsMember({"large", "frames", "small"})),
        program
            .add_option("--copies", options.part.copies,
                        "offload: only these numbers of destinations, of 1,2,3")
            ->delimiter(',')
            ->check(CLI::Range(1, 3)),
        program
            .add_option("--rounds", options.part.rounds,
                        "offload: measure each way at most so many times")
            ->check(CLI::Range(1, 99)),
        program
            .add_option("--large-mib", options.part.largeMib,
                        "offload: size of the large file, where a disk cannot hold 8192 MiB")
            ->check(CLI::Range(16, 65536)),
        program
            .add_option("--rivals", options.part.rivals,
                        "offload: only these of cp,rsync,rclone,dc3dd, or none")
            ->delimiter(',')
            ->check(CLI::IsMember(rivalWords()))};
    const CLI::Option* const forMillion =
        program.add_flag("--flat", options.flat, "million: all files in one folder");
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
    const bool offloadOptions =
        std::ranges::any_of(forOffload, [](const CLI::Option* one) { return one->count() > 0; });
    if ((offloadOptions && name != "offload") || (forMillion->count() > 0 && name != "million")) {
        fmt::print(stderr, "tailslate-bench: an option is for another bench than \"{}\"\n", name);
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
    return report(measure(**bench, options, folder), json);
}

} // namespace
} // namespace tailslate::bench

int main(int argc, char** argv)
{
    using namespace tailslate::bench;
    const std::span<char* const> arguments(argv, static_cast<std::size_t>(argc));
    if (arguments.size() > 1 && arguments[1] == kOffloadOnce)
        return runOffloadOnce(arguments.subspan(2));
    return runCommandLine(argc, argv);
}
