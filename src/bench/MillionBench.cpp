// SPDX-License-Identifier: Apache-2.0
#include "bench/BuiltinBenches.h"
#include "bench/CopyScene.h"
#include "bench/Measure.h"
#include "jobs/Worker.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <functional>
#include <sys/stat.h>
#include <system_error>
#include <utility>

namespace tailslate::bench {
namespace {

namespace fs = std::filesystem;

constexpr double kSealedRecordsPerSecond = 500'000.0;
constexpr double kSecondsToStop = 1.0;
constexpr double kBytesPerFile = 1024.0;
constexpr double kBytesPerOffload = 256.0 * 1024.0 * 1024.0;

/// When an offload is stopped.
struct Moment {
    OffloadStep step;
    double fraction; ///< Of the time that the step took when nothing stopped it.
};

constexpr std::array kMoments{Moment{OffloadStep::Listing, 0.5}, Moment{OffloadStep::Planning, 0.5},
                              Moment{OffloadStep::Copying, 0.1}, Moment{OffloadStep::Copying, 0.6},
                              Moment{OffloadStep::Sealing, 0.5}};

/// Names every file of a card and asks for its size and times: what no listing can go without.
Result<double> plainWalk(const fs::path& card, const jobs::JobContext& context)
{
    const Stopwatch watch;
    std::error_code error;
    for (auto entry = fs::recursive_directory_iterator(card, error);
         !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        TAILSLATE_CHECK(context.checkStop());
        struct ::stat about{};
        if (::lstat(entry->path().c_str(), &about) != 0)
            return osFailure(errno, "cannot ask for a file's size", entry->path());
        keep(about);
    }
    if (error)
        return osFailure(error.value(), "cannot list the card", card);
    return watch.seconds();
}

/// Offloads in this process and stops at a moment of a step. @return The seconds from the request
/// to the return; nothing when that step was over when the moment came.
Result<std::optional<double>> secondsToStop(CopyScene& scene, OffloadStep step, double delay,
                                            const jobs::JobContext& context)
{
    TAILSLATE_TRY(const auto destinations, scene.prepare(1));
    io::DiskFileSystem files;
    VerifiedOffload offload(files);
    Result<OffloadSeconds> ended;
    jobs::Worker worker("bench-offload", [&](const std::stop_token& stop) {
        ended = offload.run(scene.card(), destinations, stop);
    });
    const std::stop_callback stopAll(context.stop, [&worker] { worker.requestStop(); });
    offload.await(step);
    TAILSLATE_CHECK(pauseFor(std::chrono::duration<double>(delay), context.stop));
    const bool inStep = offload.step() == step;
    const Stopwatch watch;
    worker.requestStop();
    worker.join();
    const double seconds = watch.seconds();
    TAILSLATE_CHECK(context.checkStop());
    if (!ended && ended.error().code != ErrorCode::Cancelled)
        return std::unexpected(ended.error());
    return inStep ? std::optional(seconds) : std::nullopt;
}

class MillionBench final : public Bench {
public:
    std::string name() const override { return "million"; }

    std::string description() const override
    {
        return "an offload of a million tiny files to one destination: its steps, its memory, and "
               "how soon it stops";
    }

    Result<Findings> run(const BenchOptions& options, jobs::JobContext context) const override
    {
        const CardShape shape{.count = options.quick ? 20'000U : 1'000'000U,
                              .fileSize = 100,
                              .everyOtherEmpty = true,
                              .filesPerFolder = options.flat ? 0U : 1000U};
        // The card, two whole ways, and at most as much for each stop; nothing is removed before
        // the end.
        TAILSLATE_CHECK(ensureRoom(options.folder, shape.room() * (3 + kMoments.size())));
        CopyScene scene(options.folder / "million", shape, context);
        TAILSLATE_CHECK(scene.makeCard());
        Findings findings;
        TAILSLATE_CHECK(measureSteps(scene, shape, context, findings.rows));
        TAILSLATE_CHECK(measureStops(scene, context, findings));
        return findings;
    }

private:
    static Result<void> measureSteps(CopyScene& scene, const CardShape& shape,
                                     const jobs::JobContext& context, std::vector<Row>& rows)
    {
        TAILSLATE_TRY(const double walk, plainWalk(scene.card(), context));
        TAILSLATE_CHECK(scene.offload(1));
        context.progress.addItems(1);
        OffloadRun run = scene.lastOffload();
        TAILSLATE_TRY(const double plain, scene.plain(1));
        context.progress.addItems(1);

        const auto count = static_cast<double>(shape.count);
        const auto add = [&](OffloadStep step, std::string against, double reference) {
            rows.push_back({.name = fmt::format("{} {} files", stepName(step), shape.count),
                            .against = std::move(against),
                            .unit = "s",
                            .better = Better::Lower,
                            .ours = run.seconds.of(step),
                            .reference = reference,
                            .target = std::nullopt});
        };
        add(OffloadStep::Listing, "plain walk", walk);
        add(OffloadStep::Planning, "plain walk", walk);
        add(OffloadStep::Copying, "plain I/O", plain);
        add(OffloadStep::Sealing, "500,000 files a second", count / kSealedRecordsPerSecond);
        rows.push_back({.name = fmt::format("peak memory over {} files", shape.count),
                        .against = "256 MiB and 1 KiB a file",
                        .unit = "B/file",
                        .better = Better::Lower,
                        .ours = static_cast<double>(run.peakBytes) / count,
                        .reference = kBytesPerFile + kBytesPerOffload / count,
                        .target = 1.0});
        return {};
    }

    static Result<void> measureStops(CopyScene& scene, const jobs::JobContext& context,
                                     Findings& findings)
    {
        OffloadSeconds whole = scene.lastOffload().seconds;
        for (const Moment& moment : kMoments) {
            const std::string name = fmt::format("stop after {:.0f} % of {}",
                                                 moment.fraction * 100.0, stepName(moment.step));
            std::optional<double> seconds;
            // A step may be shorter this time; then the stop comes at its beginning.
            for (const double delay : {moment.fraction * whole.of(moment.step), 0.0}) {
                TAILSLATE_TRY(seconds, secondsToStop(scene, moment.step, delay, context));
                context.progress.addItems(1);
                if (seconds)
                    break;
            }
            if (!seconds) {
                findings.notes.push_back(name + " was not measured: the step was over too soon");
                continue;
            }
            findings.rows.push_back({.name = name,
                                     .against = "the aim",
                                     .unit = "s",
                                     .better = Better::Lower,
                                     .ours = *seconds,
                                     .reference = kSecondsToStop,
                                     .target = 1.0});
        }
        return {};
    }
};

} // namespace

std::unique_ptr<Bench> makeMillionBench()
{
    return std::make_unique<MillionBench>();
}

} // namespace tailslate::bench
