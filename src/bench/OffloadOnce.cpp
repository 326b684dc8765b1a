// SPDX-License-Identifier: Apache-2.0
#include "bench/OffloadOnce.h"

#include "bench/Program.h"
#include "io/DiskFileSystem.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <string>

namespace tailslate::bench {
namespace {

constexpr const char* kPeakKey = "peakBytes";

/// The most memory that this process ever held, in bytes; 0 where the system does not say.
std::uint64_t peakOfThisProcess()
{
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        std::uint64_t kibibytes = 0;
        if (word == "VmHWM:" && status >> kibibytes)
            return kibibytes * 1024;
    }
    return 0;
}

Result<OffloadRun> parse(const std::filesystem::path& output)
{
    std::ifstream file(output);
    const auto json = nlohmann::json::parse(file, nullptr, false);
    OffloadRun run;
    run.peakBytes = json.is_object() ? json.value(kPeakKey, std::uint64_t{0}) : 0;
    if (run.peakBytes == 0)
        return failure(ErrorCode::Internal, "the offload did not say what it took", output);
    for (const OffloadStep step : kTimedSteps)
        run.seconds.of(step) = json.value(stepName(step), 0.0);
    return run;
}

} // namespace

Result<OffloadRun> offloadOnce(const std::filesystem::path& card,
                               const std::vector<std::filesystem::path>& destinations,
                               const std::filesystem::path& output, const std::stop_token& stop)
{
    Command command{"/proc/self/exe", std::string(kOffloadOnce), card.native()};
    for (const std::filesystem::path& destination : destinations)
        command.push_back(destination.native());
    TAILSLATE_CHECK(runProgram(command, output, stop));
    return parse(output);
}

int runOffloadOnce(std::span<char* const> arguments)
{
    if (arguments.size() < 2)
        return 2;
    io::DiskFileSystem files;
    auto seconds = VerifiedOffload(files).run(
        arguments.front(), {arguments.begin() + 1, arguments.end()}, std::stop_token{});
    if (!seconds) {
        fmt::print("{}\n", seconds.error().describe());
        return 1;
    }
    nlohmann::json json{{kPeakKey, peakOfThisProcess()}};
    for (const OffloadStep step : kTimedSteps)
        json[std::string(stepName(step))] = seconds->of(step);
    fmt::print("{}\n", json.dump());
    return 0;
}

} // namespace tailslate::bench
