// SPDX-License-Identifier: Apache-2.0
#include "bench/VerifyRows.h"

#include "bench/CardShape.h"
#include "bench/CopyScene.h"
#include "bench/DiskWork.h"
#include "bench/Measure.h"
#include "bench/Program.h"
#include "io/DiskFileSystem.h"
#include "mhl/CheckScope.h"

#include <fmt/format.h>

#include <optional>
#include <sched.h>
#include <utility>

namespace tailslate::bench {
namespace {

namespace fs = std::filesystem;

constexpr double kAim = 1.1; ///< Of the wall time of xxhsum.

/// Keeps this thread, and what it starts, on the first core that it may use, while it lives.
class OneCore {
public:
    OneCore()
    {
        if (::sched_getaffinity(0, sizeof m_before, &m_before) != 0)
            return;
        for (int core = 0; core < CPU_SETSIZE; ++core) {
            if (!CPU_ISSET(core, &m_before))
                continue;
            cpu_set_t one;
            CPU_ZERO(&one);
            CPU_SET(core, &one);
            m_isSet = ::sched_setaffinity(0, sizeof one, &one) == 0;
            return;
        }
    }

    ~OneCore()
    {
        if (m_isSet)
            ::sched_setaffinity(0, sizeof m_before, &m_before);
    }

    OneCore(const OneCore&) = delete;
    OneCore& operator=(const OneCore&) = delete;

private:
    cpu_set_t m_before{};
    bool m_isSet = false;
};

/// Large files with a history.
class Scene {
public:
    Scene(const BenchOptions& options, jobs::JobContext context)
        : m_folder(options.folder / "large")
        , m_output(options.folder / "xxhsum.txt")
        , m_shape{.count = 8, .fileSize = std::uint64_t{options.quick ? 16U : 1024U} << 20}
        , m_context(context)
        , m_work(m_disk, context)
    {
    }

    [[nodiscard]] const CardShape& shape() const { return m_shape; }

    Result<void> make()
    {
        TAILSLATE_CHECK(ensureRoom(m_folder.parent_path(), m_shape.room()));
        TAILSLATE_CHECK(m_work.makeFolders(m_shape, m_folder));
        TAILSLATE_CHECK(m_work.writeAll(m_shape, m_folder));
        TAILSLATE_CHECK(syncVolume(m_folder));
        TAILSLATE_TRY(const mhl::CheckReport report,
                      mhl::createGeneration(m_disk, SystemClock(), request(), counted()));
        if (report.appended.empty())
            return failure(ErrorCode::Internal, report.notAppended, m_folder);
        return {};
    }

    void remove()
    {
        std::error_code error;
        fs::remove_all(m_folder, error);
    }

    /// @param file Only this one; nothing for all.
    Result<double> verify(std::optional<std::size_t> file)
    {
        TAILSLATE_CHECK(m_work.dropFromCache(m_shape, m_folder));
        mhl::CheckRequest check = request();
        check.append = false;
        if (file)
            check.only = {m_shape.pathOf(*file).native()};
        const Stopwatch watch;
        TAILSLATE_TRY(const mhl::CheckReport report,
                      mhl::verifyScope(m_disk, SystemClock(), check, counted()));
        const double seconds = watch.seconds();
        const std::size_t proved =
            report.count(mhl::Verdict::Match) + report.count(mhl::Verdict::NotFromMedium);
        if (proved != (file ? 1 : m_shape.count))
            return failure(ErrorCode::Internal, "the files did not agree with their history",
                           m_folder);
        return seconds;
    }

    Result<double> xxhsum(std::optional<std::size_t> file)
    {
        TAILSLATE_CHECK(m_work.dropFromCache(m_shape, m_folder));
        Command command{"xxhsum", "-H1"};
        for (std::size_t i = 0; i < m_shape.count; ++i)
            if (!file || *file == i)
                command.push_back((m_folder / m_shape.pathOf(i)).native());
        const Stopwatch watch;
        TAILSLATE_CHECK(runProgram(command, m_output, m_context.stop));
        return watch.seconds();
    }

private:
    [[nodiscard]] mhl::CheckRequest request() const
    {
        mhl::CheckRequest request;
        request.scope = m_folder;
        request.formats = {hash::Algorithm::Xxh64};
        request.creator.hostname = "bench";
        request.creator.toolName = "Tailslate";
        return request;
    }

    /// Counts bytes where nobody reads them.
    [[nodiscard]] jobs::JobContext counted() { return {m_context.stop, m_bytes, m_context.gate}; }

    io::DiskFileSystem m_disk;
    fs::path m_folder;
    fs::path m_output;
    CardShape m_shape;
    jobs::JobContext m_context;
    jobs::Progress m_bytes;
    DiskWork m_work;
};

Row verifyRow(std::string name, double ours, double reference, std::optional<double> target)
{
    return {.name = std::move(name),
            .against = "xxhsum",
            .unit = "s",
            .better = Better::Lower,
            .ours = ours,
            .reference = reference,
            .target = target};
}

} // namespace

Result<Findings> measureVerify(const BenchOptions& options, jobs::JobContext context)
{
    if (!isInstalled("xxhsum"))
        return Findings{.rows = {}, .notes = {"xxhsum is not installed and was left out"}};
    Scene scene(options, context);
    TAILSLATE_CHECK(scene.make());
    const auto onOneCore = [&](bool ours) {
        const OneCore core;
        return ours ? scene.verify({}) : scene.xxhsum({});
    };
    const std::vector<Timed> things{
        [&] { return scene.verify({}); }, [&] { return scene.xxhsum({}); },
        [&] { return scene.verify(0); },  [&] { return scene.xxhsum(0); },
        [&] { return onOneCore(true); },  [&] { return onOneCore(false); }};
    const Rounds rounds =
        options.quick ? Rounds{3, std::chrono::seconds(10)} : Rounds{5, std::chrono::minutes(10)};
    TAILSLATE_TRY(const auto seconds, medianSeconds(things, rounds, std::move(context)));
    scene.remove();
    const auto mebibytes = scene.shape().fileSize >> 20;
    // Files this small end before their reading has got going.
    const std::optional<double> target = options.quick ? std::nullopt : std::optional(kAim);
    return Findings{
        .rows = {verifyRow(fmt::format("verify {} files of {} MiB", scene.shape().count, mebibytes),
                           seconds[0], seconds[1], target),
                 verifyRow(fmt::format("verify one file of {} MiB", mebibytes), seconds[2],
                           seconds[3], target),
                 verifyRow(fmt::format("verify {} files of {} MiB on one core", scene.shape().count,
                                       mebibytes),
                           seconds[4], seconds[5], target)},
        .notes = {}};
}

} // namespace tailslate::bench
