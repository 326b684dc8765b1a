// SPDX-License-Identifier: Apache-2.0
#include "bench/BuiltinBenches.h"
#include "bench/Measure.h"
#include "hash/Hasher.h"
#include "mhl/Manifest.h"

#include <fmt/format.h>

#include <utility>

namespace tailslate::bench {
namespace {

constexpr int kRecords = 100'000;
constexpr double kAim = 500'000.0; ///< Records a second.

/// What an offload of a long image sequence seals: folders of 1,000 frames.
mhl::Manifest longManifest()
{
    const TimePoint moment{std::chrono::seconds(1'795'000'000)};
    mhl::Manifest manifest;
    manifest.creator = {.created = moment,
                        .hostname = "cart",
                        .toolName = "Tailslate",
                        .toolVersion = "0",
                        .authors = {},
                        .location = {},
                        .comment = {}};
    manifest.process = mhl::Process::Transfer;
    manifest.ignorePatterns.assign(mhl::kDefaultIgnorePatterns.begin(),
                                   mhl::kDefaultIgnorePatterns.end());
    for (int i = 0; i < kRecords; ++i) {
        mhl::FileRecord record;
        record.path = fmt::format("A001C{:03}_261121_R2EC/A001C{:03}_261121_R2EC.{:07}.ari",
                                  i / 1000 + 1, i / 1000 + 1, 86'400 + i % 1000);
        record.size = 25'165'824;
        record.modified = moment;
        const auto digest =
            hash::digestOf(hash::Algorithm::Xxh64, std::as_bytes(std::span(record.path)));
        record.hashes.push_back({digest, mhl::Action::Original, moment});
        manifest.files.push_back(std::move(record));
    }
    return manifest;
}

Row row(std::string name, double seconds)
{
    return {.name = std::move(name),
            .against = "the aim",
            .unit = "records/s",
            .better = Better::Higher,
            .ours = kRecords / seconds,
            .reference = kAim,
            .target = 1.0};
}

class MhlBench final : public Bench {
public:
    std::string name() const override { return "mhl"; }

    std::string description() const override
    {
        return "writing and reading an ASC MHL manifest of 100,000 files, against 500,000 records "
               "a second";
    }

    Result<Findings> run(const BenchOptions& options, jobs::JobContext context) const override
    {
        const mhl::Manifest manifest = longManifest();
        TAILSLATE_TRY(const std::string xml, mhl::toXml(manifest));
        const std::vector<Timed> things{
            [&manifest]() -> Result<double> {
                const Stopwatch watch;
                TAILSLATE_TRY(const std::string written, mhl::toXml(manifest));
                keep(written);
                return watch.seconds();
            },
            [&xml]() -> Result<double> {
                const Stopwatch watch;
                TAILSLATE_TRY(const mhl::Manifest read, mhl::fromXml(xml));
                const double seconds = watch.seconds();
                if (read.files.size() != static_cast<std::size_t>(kRecords))
                    return failure(ErrorCode::Internal, "the manifest did not come back whole");
                return seconds;
            }};
        const Rounds rounds = options.quick ? Rounds{5, std::chrono::seconds(25)}
                                            : Rounds{15, std::chrono::seconds(120)};
        TAILSLATE_TRY(const auto seconds, medianSeconds(things, rounds, std::move(context)));
        return Findings{.rows = {row("write 100,000 records", seconds[0]),
                                 row("read 100,000 records", seconds[1])},
                        .notes = {}};
    }
};

} // namespace

std::unique_ptr<Bench> makeMhlBench()
{
    return std::make_unique<MhlBench>();
}

} // namespace tailslate::bench
