// SPDX-License-Identifier: Apache-2.0
#include "base/Clock.h"
#include "base/DisplayText.h"
#include "bench/BuiltinBenches.h"
#include "bench/DiskWork.h"
#include "bench/Measure.h"
#include "bench/Program.h"
#include "io/DiskFileSystem.h"
#include "io/Machine.h"
#include "media/ReadCard.h"
#include "offload/Engine.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

namespace tailslate::bench {
namespace {

namespace fs = std::filesystem;

constexpr double kTargetOfLimit = 1.15;
constexpr double kTargetOfRivalsTwoCopies = 0.42;

/// What lies on a card.
struct Load {
    std::string name;
    std::size_t count;
    std::uint64_t fileSize;
};

class SilentObserver final : public offload::Observer {
public:
    void copyDone(const offload::Plan& /*plan*/, const offload::CopyEvidence& /*evidence*/) override
    {
    }

    void destinationDone(const offload::Plan& /*plan*/, std::size_t /*destination*/,
                         const offload::DestinationOutcome& /*outcome*/) override
    {
    }
};

/// A card on the disk and the ways to bring it to a number of folders on the same disk. Each way
/// starts with nothing there and nothing of the card in memory.
class Scene {
public:
    Scene(fs::path folder, Load load, jobs::JobContext context)
        : m_folder(std::move(folder))
        , m_load(std::move(load))
        , m_context(std::move(context))
        , m_disk(m_files, m_context)
    {
    }

    Result<void> makeCard()
    {
        TAILSLATE_CHECK(m_files.createFolders(card()));
        for (std::size_t i = 0; i < m_load.count; ++i)
            TAILSLATE_CHECK(m_disk.write(card() / fileName(i), m_load.fileSize));
        return {};
    }

    /// Everything that an offload does from the listing of the card to the sealed manifests.
    Result<double> offload(std::size_t copies)
    {
        TAILSLATE_CHECK(prepare(copies));
        const Stopwatch watch;
        jobs::Progress progress;
        const jobs::JobContext context{m_context.stop, progress};
        TAILSLATE_TRY(media::Card card,
                      media::readCard(m_files, this->card(), media::builtinRecognisers(), context));
        std::vector<offload::DestinationRequest> requests;
        for (std::size_t copy = 0; copy < copies; ++copy)
            requests.push_back({.folder = destination(copy)});
        TAILSLATE_TRY(
            const offload::Plan plan,
            offload::makePlan(m_files, std::move(card), requests, hash::Algorithm::Xxh64, m_clock));
        const offload::SealInfo seal{.toolName = "Tailslate",
                                     .toolVersion = "bench",
                                     .hostname = io::hostName(),
                                     .authors = {},
                                     .location = {}};
        offload::Lanes lanes(copies);
        SilentObserver observer;
        offload::Engine engine(m_files, m_clock);
        TAILSLATE_TRY(const offload::OffloadResult result,
                      engine.run(plan, seal, context, lanes, observer));
        const double seconds = watch.seconds();
        TAILSLATE_CHECK(m_context.checkStop());
        TAILSLATE_CHECK(checkGood(result));
        TAILSLATE_CHECK(clear(copies));
        return seconds;
    }

    /// One plain step after the other past the page cache: read the card, write each copy, read
    /// each back.
    Result<double> deviceLimit(std::size_t copies)
    {
        TAILSLATE_CHECK(prepare(copies));
        for (std::size_t copy = 0; copy < copies; ++copy)
            TAILSLATE_CHECK(m_files.createFolders(copyOfCard(copy)));
        const Stopwatch watch;
        TAILSLATE_CHECK(readAll(card(), nullptr));
        for (std::size_t copy = 0; copy < copies; ++copy) {
            for (std::size_t i = 0; i < m_load.count; ++i)
                TAILSLATE_CHECK(m_disk.write(copyOfCard(copy) / fileName(i), m_load.fileSize));
        }
        for (std::size_t copy = 0; copy < copies; ++copy)
            TAILSLATE_CHECK(readAll(copyOfCard(copy), nullptr));
        const double seconds = watch.seconds();
        TAILSLATE_CHECK(clear(copies));
        return seconds;
    }

    /// `cp` for each copy, one sync of the volume, then every copy read back past the cache and
    /// hashed: nearly the proof that an offload gives (nothing hashed the card).
    Result<double> copyWithCp(std::size_t copies)
    {
        TAILSLATE_CHECK(prepare(copies));
        const Stopwatch watch;
        for (std::size_t copy = 0; copy < copies; ++copy)
            TAILSLATE_CHECK(runProgram(
                {"cp", "-r", "--reflink=never", card().native(), destination(copy).native()},
                m_context.stop));
        TAILSLATE_CHECK(syncVolume(m_folder));
        for (std::size_t copy = 0; copy < copies; ++copy) {
            const auto hasher = hash::makeHasher(hash::Algorithm::Xxh64);
            TAILSLATE_CHECK(readAll(copyOfCard(copy), hasher.get()));
        }
        const double seconds = watch.seconds();
        TAILSLATE_CHECK(clear(copies));
        return seconds;
    }

private:
    [[nodiscard]] fs::path card() const { return m_folder / "A001R2EC"; }

    [[nodiscard]] fs::path destination(std::size_t copy) const
    {
        return m_folder / fmt::format("run{}-copy{}", m_run, copy + 1);
    }

    [[nodiscard]] fs::path copyOfCard(std::size_t copy) const
    {
        return destination(copy) / card().filename();
    }

    static std::string fileName(std::size_t index) { return fmt::format("{:07}.bin", index); }

    Result<void> readAll(const fs::path& folder, hash::Hasher* hasher)
    {
        for (std::size_t i = 0; i < m_load.count; ++i)
            TAILSLATE_CHECK(m_disk.read(folder / fileName(i), hasher));
        return {};
    }

    Result<void> prepare(std::size_t copies)
    {
        for (std::size_t copy = 0; copy < copies; ++copy)
            TAILSLATE_CHECK(m_files.createFolders(destination(copy)));
        for (std::size_t i = 0; i < m_load.count; ++i)
            TAILSLATE_CHECK(dropFromCache(card() / fileName(i)));
        // What earlier work left for the disk to do is not to be paid by the next.
        return syncVolume(m_folder);
    }

    /// Makes room for the next way. Copies of many files stay until all is measured: a file system
    /// may look out for files that were just removed (ext4 without a journal does) when it makes
    /// new ones, and the next way would pay for that.
    Result<void> clear(std::size_t copies)
    {
        if (m_load.count > 1) {
            ++m_run;
            return {};
        }
        for (std::size_t copy = 0; copy < copies; ++copy) {
            std::error_code error;
            fs::remove_all(destination(copy), error);
            if (error)
                return osFailure(error.value(), "cannot remove a measured copy", destination(copy));
        }
        return {};
    }

    static Result<void> checkGood(const offload::OffloadResult& result)
    {
        for (const offload::DestinationOutcome& outcome : result.destinations) {
            if (outcome.error)
                return std::unexpected(*outcome.error);
            if (!outcome.good())
                return failure(ErrorCode::Internal, "the offload did not verify every file");
        }
        return {};
    }

    fs::path m_folder;
    Load m_load;
    std::size_t m_run = 1; ///< Part of the names of copies, so that none is met again.
    jobs::JobContext m_context;
    io::DiskFileSystem m_files;
    SystemClock m_clock;
    DiskWork m_disk;
};

/// Measures one card with one and with two copies. `targets` says whether the aims for large files
/// apply.
Result<void> measure(Scene& scene, const Load& load, bool targets, Rounds rounds,
                     const jobs::JobContext& context, std::vector<Row>& rows)
{
    TAILSLATE_CHECK(scene.makeCard());
    for (const std::size_t copies : {1U, 2U}) {
        TAILSLATE_TRY(const auto seconds, medianSeconds({[&] { return scene.offload(copies); },
                                                         [&] { return scene.deviceLimit(copies); },
                                                         [&] { return scene.copyWithCp(copies); }},
                                                        rounds, context));
        const std::string name =
            fmt::format("{}, {}", load.name, copies == 1 ? "1 copy" : "2 copies");
        const auto add = [&](std::string against, double reference, std::optional<double> target) {
            rows.push_back({.name = name,
                            .against = std::move(against),
                            .unit = "s",
                            .better = Better::Lower,
                            .ours = seconds[0],
                            .reference = reference,
                            .target = target});
        };
        const auto aim = [targets](double target) {
            return targets ? std::optional(target) : std::nullopt;
        };
        add("plain direct I/O", seconds[1], aim(kTargetOfLimit));
        add("cp, sync, read back", seconds[2],
            copies == 2 ? aim(kTargetOfRivalsTwoCopies) : std::nullopt);
    }
    return {};
}

class OffloadBench final : public Bench {
public:
    std::string name() const override { return "offload"; }

    std::string description() const override
    {
        return "a verified offload within one disk, against plain direct reading and writing of "
               "the same bytes, and against cp";
    }

    Result<std::vector<Row>> run(const BenchOptions& options,
                                 jobs::JobContext context) const override
    {
        const std::uint64_t largeSize = std::uint64_t{options.quick ? 256U : 4096U} << 20;
        const std::size_t smallCount = options.quick ? 300 : 5000;
        const Load large{fmt::format("one file of {} MiB", largeSize >> 20), 1, largeSize};
        const Load small{fmt::format("{} files of 64 KiB", smallCount), smallCount, 64 << 10};
        const Rounds rounds = options.quick ? Rounds{3, std::chrono::seconds(7)}
                                            : Rounds{5, std::chrono::seconds(300)};
        std::vector<Row> rows;
        for (const Load& load : {large, small}) {
            const fs::path folder = options.folder / fmt::format("{}", load.count);
            Scene scene(folder, load, context);
            TAILSLATE_CHECK(measure(scene, load, load.count == 1, rounds, context, rows));
        }
        return rows;
    }
};

} // namespace

std::unique_ptr<Bench> makeOffloadBench()
{
    return std::make_unique<OffloadBench>();
}

} // namespace tailslate::bench
