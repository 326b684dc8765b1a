// SPDX-License-Identifier: Apache-2.0
#include "bench/BuiltinBenches.h"
#include "bench/CopyScene.h"
#include "bench/Measure.h"
#include "bench/ScratchFolder.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace tailslate::bench {
namespace {

constexpr double kLargeOfPlain = 1.15;
constexpr double kLargeOfBestRival = 0.42; ///< At two destinations.
constexpr double kLargeOfDc3dd = 0.65;     ///< At two destinations.
constexpr double kSmallOfRsync = 0.6;
constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;

/// What lies on a card, and what it is called.
struct Load {
    std::string word; ///< On the command line.
    std::string name;
    CardShape shape;
};

std::vector<Load> allLoads(const BenchOptions& options)
{
    const bool quick = options.quick;
    const std::uint64_t usual = quick ? 128 : 8192;
    const std::uint64_t large = options.part.largeMib > 0 ? options.part.largeMib : usual;
    const std::uint64_t frame = quick ? 4 : 25;
    const std::size_t frames = quick ? 12 : 300;
    const std::size_t small = quick ? 300 : 50'000;
    return {{"large", fmt::format("one file of {} MiB", large), {1, large * kMiB}},
            {"frames", fmt::format("{} files of {} MiB", frames, frame), {frames, frame * kMiB}},
            {"small", fmt::format("{} files of 32 KiB", small), {small, 32 << 10}}};
}

/// Where a rival is one of those that an offload with two copies is to leave behind together.
bool isInBest(const Rival& rival)
{
    return !rival.onlyOneFile;
}

/// What is measured of one load.
struct Work {
    Load load;
    std::vector<std::size_t> copies;
    std::vector<Rival> rivals;
    Rounds rounds;
};

/// The medians of one load at one number of destinations.
struct Medians {
    double ours = 0.0;
    double plain = 0.0;
    std::vector<double> rivals; ///< In the order of the rivals.
    std::uint64_t peakBytes = 0;
};

Result<Medians> measureOne(CopyScene& scene, const Work& work, std::size_t copies,
                           const jobs::JobContext& context)
{
    Medians medians;
    std::vector<Timed> ways{[&]() -> Result<double> {
                                TAILSLATE_TRY(const double seconds, scene.offload(copies));
                                medians.peakBytes =
                                    std::max(medians.peakBytes, scene.lastOffload().peakBytes);
                                return seconds;
                            },
                            [&] { return scene.plain(copies); }};
    for (const Rival& rival : work.rivals)
        ways.emplace_back([&] { return scene.copyWith(rival, copies); });
    TAILSLATE_TRY(const auto seconds, medianSeconds(ways, work.rounds, context));
    medians.ours = seconds[0];
    medians.plain = seconds[1];
    medians.rivals.assign(seconds.begin() + 2, seconds.end());
    return medians;
}

std::optional<double> targetAgainst(const Load& load, const Rival& rival, std::size_t copies)
{
    if (load.word == "small" && rival.name == "rsync")
        return kSmallOfRsync;
    if (load.word == "large" && rival.name == "dc3dd" && copies == 2)
        return kLargeOfDc3dd;
    return std::nullopt;
}

void addRows(const Work& work, std::size_t copies, const Medians& medians, std::vector<Row>& rows)
{
    const Load& load = work.load;
    const std::string name =
        fmt::format("{}, {} {}", load.name, copies, copies == 1 ? "copy" : "copies");
    const auto add = [&](std::string against, double reference, std::optional<double> target) {
        rows.push_back({.name = name,
                        .against = std::move(against),
                        .unit = "s",
                        .better = Better::Lower,
                        .ours = medians.ours,
                        .reference = reference,
                        .target = target});
    };
    const bool large = load.word == "large";
    add("plain I/O", medians.plain, large ? std::optional(kLargeOfPlain) : std::nullopt);

    std::vector<std::string> names;
    std::vector<double> seconds;
    for (std::size_t i = 0; i < work.rivals.size(); ++i) {
        const Rival& rival = work.rivals[i];
        add(rival.name, medians.rivals[i], targetAgainst(load, rival, copies));
        if (isInBest(rival)) {
            names.push_back(rival.name);
            seconds.push_back(medians.rivals[i]);
        }
    }
    if (!seconds.empty())
        add(fmt::format("best of {}", fmt::join(names, ", ")), *std::ranges::min_element(seconds),
            large && copies == 2 ? std::optional(kLargeOfBestRival) : std::nullopt);

    const double allowed = 256.0 + static_cast<double>(load.shape.count) / 1024.0;
    rows.push_back({.name = name + ": peak memory",
                    .against = "256 MiB and 1 KiB a file",
                    .unit = "MiB",
                    .better = Better::Lower,
                    .ours = static_cast<double>(medians.peakBytes) / static_cast<double>(kMiB),
                    .reference = allowed,
                    .target = 1.0});
}

Result<void> measure(const std::filesystem::path& folder, const Work& work,
                     const jobs::JobContext& context, std::vector<Row>& rows)
{
    TAILSLATE_TRY(const ScratchFolder scratch, ScratchFolder::create(folder));
    CopyScene scene(scratch.path(), work.load.shape, context);
    TAILSLATE_CHECK(scene.makeCard());
    for (const std::size_t copies : work.copies) {
        TAILSLATE_TRY(const Medians medians, measureOne(scene, work, copies, context));
        addRows(work, copies, medians, rows);
    }
    return {};
}

template <class T>
bool contains(const std::vector<T>& values, const T& value)
{
    return std::ranges::find(values, value) != values.end();
}

/// The rivals that were asked for and are there; says which are not.
std::vector<Rival> installedRivals(const BenchOptions& options, std::vector<std::string>& notes)
{
    std::vector<std::string> wanted = options.part.rivals;
    if (wanted.empty() && options.quick)
        wanted = {"cp", "rsync"};
    std::vector<Rival> rivals;
    for (Rival& rival : allRivals()) {
        if (!wanted.empty() && !contains(wanted, rival.name))
            continue;
        if (isInstalled(rival.name))
            rivals.push_back(std::move(rival));
        else
            notes.push_back(fmt::format("{} is not installed and was left out", rival.name));
    }
    return rivals;
}

class OffloadBench final : public Bench {
public:
    std::string name() const override { return "offload"; }

    std::string description() const override
    {
        return "a verified offload within one disk, against plainly moving the same bytes, and "
               "against cp, rsync, rclone and dc3dd";
    }

    Result<Findings> run(const BenchOptions& options, jobs::JobContext context) const override
    {
        Findings findings;
        const std::vector<Rival> rivals = installedRivals(options, findings.notes);
        std::vector<std::size_t> copies = options.part.copies;
        if (copies.empty())
            copies =
                options.quick ? std::vector<std::size_t>{1, 2} : std::vector<std::size_t>{1, 2, 3};

        std::vector<Work> all;
        std::uint64_t room = 0;
        for (const Load& load : allLoads(options)) {
            if (!options.part.loads.empty() && !contains(options.part.loads, load.word))
                continue;
            Work work{.load = load,
                      .copies = copies,
                      .rivals = {},
                      .rounds = options.quick ? Rounds{3, std::chrono::seconds(3)}
                                              : Rounds{3, std::chrono::minutes(25)}};
            if (options.part.rounds > 0)
                work.rounds.most = options.part.rounds;
            std::ranges::copy_if(rivals, std::back_inserter(work.rivals), [&](const Rival& rival) {
                return load.shape.count == 1 || !rival.onlyOneFile;
            });
            room = std::max(room, CopyScene::roomFor(load.shape, std::ranges::max(copies)));
            all.push_back(std::move(work));
        }
        // Before the first byte, not after an hour.
        TAILSLATE_CHECK(ensureRoom(options.folder, room));
        for (const Work& work : all)
            TAILSLATE_CHECK(measure(options.folder, work, context, findings.rows));
        return findings;
    }
};

} // namespace

std::unique_ptr<Bench> makeOffloadBench()
{
    return std::make_unique<OffloadBench>();
}

} // namespace tailslate::bench
