// SPDX-License-Identifier: Apache-2.0
#include "bench/BuiltinBenches.h"
#include "bench/Measure.h"
#include "bench/VerifyRows.h"
#include "hash/Hasher.h"
#include "io/DiskFileSystem.h"
#include "mhl/History.h"
#include "mhl/LoadedHistory.h"
#include "mhl/ReadManifest.h"
#include "mhl/WriteManifest.h"

#include <fmt/format.h>

#include <optional>
#include <span>
#include <utility>

namespace tailslate::bench {
namespace {

constexpr std::size_t kRecords = 100'000;
constexpr double kAim = 500'000.0; ///< Records a second.
constexpr TimePoint kMoment{std::chrono::seconds(1'795'000'000)};

/// What an offload of a long image sequence knows: folders of 1,000 frames, each with one digest.
class Frames final : public mhl::FileSource {
public:
    Frames()
    {
        for (std::size_t i = 0; i < kRecords; ++i) {
            m_paths.push_back(fmt::format("A001C{:03}_261121_R2EC/A001C{:03}_261121_R2EC.{:07}.ari",
                                          i / 1000 + 1, i / 1000 + 1, 86'400 + i % 1000));
            m_digests.push_back(
                hash::digestOf(hash::Algorithm::Xxh64, std::as_bytes(std::span(m_paths.back()))));
        }
        m_actions.assign(kRecords, mhl::Action::Original);
    }

    [[nodiscard]] std::size_t count() const override { return m_paths.size(); }

    [[nodiscard]] mhl::FileView at(std::size_t index) override
    {
        m_entry = mhl::HashEntry{m_digests[index], m_actions[index], kMoment};
        mhl::FileView view;
        view.path = m_paths[index];
        view.size = 25'165'824;
        view.modified = kMoment;
        view.hashes = std::span(&*m_entry, 1);
        return view;
    }

    /// Decides of each file what the next generation says, as a verification of all of them does.
    /// @return How many agree with the history.
    [[nodiscard]] std::size_t verifyAgainst(const mhl::LoadedHistory& history)
    {
        std::size_t verified = 0;
        for (std::size_t i = 0; i < m_paths.size(); ++i) {
            const auto file = history.find(m_paths[i]);
            const auto reference =
                file ? history.reference(*file, m_digests[i].algorithm()) : std::nullopt;
            m_actions[i] = !reference                          ? mhl::Action::Original
                           : reference->digest == m_digests[i] ? mhl::Action::Verified
                                                               : mhl::Action::Failed;
            verified += m_actions[i] == mhl::Action::Verified ? 1 : 0;
        }
        return verified;
    }

private:
    std::vector<std::string> m_paths;
    std::vector<hash::Digest> m_digests;
    std::vector<mhl::Action> m_actions;
    std::optional<mhl::HashEntry> m_entry; ///< Of the file asked for last.
};

/// Counts records.
class Counter final : public mhl::RecordSink {
public:
    Result<void> takeFile(const mhl::FileView& file) override
    {
        keep(file);
        ++count;
        return {};
    }

    Result<void> takeDirectory(const mhl::DirectoryRecord&) override { return {}; }

    std::size_t count = 0;
};

mhl::Manifest emptyManifest()
{
    mhl::Manifest manifest;
    manifest.creator.created = kMoment;
    manifest.creator.hostname = "cart";
    manifest.creator.toolName = "Tailslate";
    manifest.process = mhl::Process::Transfer;
    manifest.ignorePatterns.assign(mhl::kDefaultIgnorePatterns.begin(),
                                   mhl::kDefaultIgnorePatterns.end());
    return manifest;
}

Result<void> expectAll(std::size_t count)
{
    if (count != kRecords)
        return failure(ErrorCode::Internal, "the manifest did not come back whole");
    return {};
}

Row row(std::string name, double seconds)
{
    return {.name = std::move(name),
            .against = "the aim",
            .unit = "records/s",
            .better = Better::Higher,
            .ours = static_cast<double>(kRecords) / seconds,
            .reference = kAim,
            .target = 1.0};
}

class MhlBench final : public Bench {
public:
    std::string name() const override { return "mhl"; }

    std::string description() const override
    {
        return "an ASC MHL history of 100,000 files: writing, parsing, loading and comparing, "
               "against "
               "500,000 records a second; and verifying 8 GiB of large files, against xxhsum";
    }

    Result<Findings> run(const BenchOptions& options, jobs::JobContext context) const override
    {
        io::DiskFileSystem disk;
        Frames frames;
        const mhl::Manifest manifest = emptyManifest();
        std::string xml;
        TAILSLATE_CHECK(
            mhl::writeXml(manifest, frames, [&xml](std::string_view piece) -> Result<void> {
                xml += piece;
                return {};
            }));
        TAILSLATE_CHECK(mhl::appendGeneration(disk, options.folder, manifest, frames, kMoment, {}));
        TAILSLATE_TRY(const auto history, mhl::LoadedHistory::load(disk, options.folder));

        const std::vector<Timed> things{
            [&]() -> Result<double> {
                const Stopwatch watch;
                std::size_t size = 0;
                TAILSLATE_CHECK(mhl::writeXml(manifest, frames,
                                              [&size](std::string_view piece) -> Result<void> {
                                                  size += piece.size();
                                                  return {};
                                              }));
                keep(size);
                return watch.seconds();
            },
            [&]() -> Result<double> {
                const Stopwatch watch;
                Counter counter;
                mhl::ManifestReader reader(counter);
                TAILSLATE_CHECK(reader.feed(xml));
                TAILSLATE_CHECK(reader.finish());
                const double seconds = watch.seconds();
                TAILSLATE_CHECK(expectAll(counter.count));
                return seconds;
            },
            [&]() -> Result<double> {
                const Stopwatch watch;
                TAILSLATE_TRY(const auto loaded, mhl::LoadedHistory::load(disk, options.folder));
                const double seconds = watch.seconds();
                TAILSLATE_CHECK(expectAll(loaded.fileCount()));
                return seconds;
            },
            [&]() -> Result<double> {
                const Stopwatch watch;
                const std::size_t verified = frames.verifyAgainst(history);
                const double seconds = watch.seconds();
                TAILSLATE_CHECK(expectAll(verified));
                return seconds;
            }};
        const Rounds rounds = options.quick ? Rounds{5, std::chrono::seconds(25)}
                                            : Rounds{15, std::chrono::seconds(120)};
        TAILSLATE_TRY(const auto seconds, medianSeconds(things, rounds, context));
        Row load = row("load a history of 100,000 files, C4 ID checked", seconds[2]);
        load.target.reset();
        Findings findings{.rows = {row("write 100,000 records", seconds[0]),
                                   row("parse 100,000 records", seconds[1]), std::move(load),
                                   row("compare 100,000 files with their history", seconds[3])},
                          .notes = {}};
        TAILSLATE_TRY(const Findings large, measureVerify(options, std::move(context)));
        findings.rows.insert(findings.rows.end(), large.rows.begin(), large.rows.end());
        findings.notes.insert(findings.notes.end(), large.notes.begin(), large.notes.end());
        return findings;
    }
};

} // namespace

std::unique_ptr<Bench> makeMhlBench()
{
    return std::make_unique<MhlBench>();
}

} // namespace tailslate::bench
