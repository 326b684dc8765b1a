// SPDX-License-Identifier: Apache-2.0
#include "bench/BuiltinBenches.h"
#include "bench/Measure.h"
#include "bench/Program.h"
#include "io/DiskFileSystem.h"
#include "media/ReadCard.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace tailslate::bench {
namespace {

namespace fs = std::filesystem;

constexpr double kTimesFind = 2.0;
constexpr double kBytesPerFile = 300.0;

/// Makes the files of a card, all without contents on the disk.
class CardMaker {
public:
    explicit CardMaker(fs::path card)
        : m_card(std::move(card))
    {
    }

    /// @param path Relative to the card; its folders are made where they are missing.
    Result<void> file(const std::string& path, std::int64_t size)
    {
        const std::string folder = path.substr(0, path.rfind('/'));
        if (folder != m_folder) {
            std::error_code error;
            fs::create_directories(m_card / folder, error);
            if (error)
                return osFailure(error.value(), "cannot make a folder", m_card / folder);
            m_folder = folder;
        }
        const fs::path target = m_card / path;
        const int file = ::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        if (file < 0)
            return osFailure(errno, "cannot make a file", target);
        const int failed = ::ftruncate(file, size) == 0 ? 0 : errno;
        ::close(file);
        if (failed != 0)
            return osFailure(failed, "cannot give a file its size", target);
        ++m_files;
        return {};
    }

    [[nodiscard]] std::size_t files() const noexcept { return m_files; }

private:
    fs::path m_card;
    std::string m_folder;
    std::size_t m_files = 0;
};

constexpr std::int64_t kSize = 1000;

Result<void> makeArriraw(CardMaker& card, int files)
{
    constexpr int kFrames = 2000;
    for (int file = 0; file < files; ++file) {
        const std::string clip = fmt::format("A001C{:03}_261121_R2EC", file / kFrames + 1);
        TAILSLATE_CHECK(
            card.file(fmt::format("A001R2EC/{}/{}.{:07}.ari", clip, clip, file % kFrames), kSize));
    }
    return {};
}

Result<void> makeRed(CardMaker& card, int files)
{
    constexpr int kSegments = 20;
    for (int file = 0; file < files; ++file) {
        const int number = file / kSegments;
        const std::string clip =
            fmt::format("B001_C{:03}_1121{:02}", number % 999 + 1, number / 999);
        TAILSLATE_CHECK(card.file(
            fmt::format("B001_1121AB.RDM/{}.RDC/{}_{:03}.R3D", clip, clip, file % kSegments + 1),
            kSize));
    }
    return {};
}

Result<void> makeDng(CardMaker& card, int files)
{
    constexpr int kFrames = 1500;
    for (int file = 0; file < files; ++file) {
        const std::string clip = fmt::format("C001_0105{:04}_C001", file / kFrames);
        TAILSLATE_CHECK(
            card.file(fmt::format("{}/{}_{:06}.dng", clip, clip, file % kFrames), kSize));
    }
    return {};
}

Result<void> makeXdroot(CardMaker& card, int files)
{
    for (int file = 0; file < files; file += 4) {
        const std::string clip =
            fmt::format("D015C{:03}_2601{:02}AB", file / 4 % 999 + 1, file / 4 / 999 + 1);
        TAILSLATE_CHECK(card.file(fmt::format("XDROOT/Clip/{}.MXF", clip), kSize));
        TAILSLATE_CHECK(card.file(fmt::format("XDROOT/Clip/{}M01.XML", clip), kSize));
        TAILSLATE_CHECK(card.file(fmt::format("XDROOT/Clip/{}R01.BIM", clip), kSize));
        TAILSLATE_CHECK(card.file(fmt::format("XDROOT/Sub/{}S03.MP4", clip), kSize));
    }
    return {};
}

Result<void> makeStills(CardMaker& card, int files)
{
    constexpr int kInFolder = 1000;
    for (int file = 0; file < files; ++file)
        TAILSLATE_CHECK(card.file(fmt::format("DCIM/{}CANON/IMG_{:04}.{}", 100 + file / kInFolder,
                                              file / 2 % 9999 + 1, file % 2 == 0 ? "CR3" : "JPG"),
                                  kSize));
    return {};
}

Result<void> makeP2(CardMaker& card, int files)
{
    for (int file = 0; file < files; file += 5) {
        const std::string clip = fmt::format("{:04}AB", file / 5 % 9999);
        TAILSLATE_CHECK(card.file(fmt::format("CONTENTS/CLIP/{}.XML", clip), kSize));
        TAILSLATE_CHECK(card.file(fmt::format("CONTENTS/VIDEO/{}.MXF", clip), kSize));
        TAILSLATE_CHECK(card.file(fmt::format("CONTENTS/AUDIO/{}00.MXF", clip), kSize));
        TAILSLATE_CHECK(card.file(fmt::format("CONTENTS/AUDIO/{}01.MXF", clip), kSize));
        TAILSLATE_CHECK(card.file(fmt::format("CONTENTS/ICON/{}.BMP", clip), kSize));
    }
    return {};
}

Result<void> makeSound(CardMaker& card, int files)
{
    for (int file = 0; file < files; ++file)
        TAILSLATE_CHECK(card.file(
            fmt::format("SOUND_001/{:03}A-T{:03}.WAV", file / 99 + 1, file % 99 + 1), kSize));
    return {};
}

/// A card that several cameras and a recorder filled: all ways of grouping at once.
Result<std::size_t> makeCard(const fs::path& folder, int count)
{
    CardMaker card(folder);
    const auto percent = [count](int share) { return count / 100 * share; };
    TAILSLATE_CHECK(makeArriraw(card, percent(40)));
    TAILSLATE_CHECK(makeRed(card, percent(15)));
    TAILSLATE_CHECK(makeDng(card, percent(15)));
    TAILSLATE_CHECK(makeXdroot(card, percent(10)));
    TAILSLATE_CHECK(makeStills(card, percent(10)));
    TAILSLATE_CHECK(makeP2(card, percent(5)));
    TAILSLATE_CHECK(makeSound(card, percent(5)));
    return card.files();
}

Result<media::Card> read(const fs::path& card, const jobs::JobContext& context)
{
    io::DiskFileSystem files;
    jobs::Progress progress;
    return media::readCard(files, card, media::builtinRecognisers(), {context.stop, progress});
}

/// What /proc says of this process's memory, in bytes; nothing where it does not.
std::optional<std::uint64_t> memory(std::string_view key)
{
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        std::uint64_t kibibytes = 0;
        if (word == key && status >> kibibytes)
            return kibibytes * 1024;
    }
    return std::nullopt;
}

/// The most memory that reading the card takes at once. To be measured before all else: later the
/// heap holds what earlier work left.
Result<std::optional<std::uint64_t>> peakBytes(const fs::path& card,
                                               const jobs::JobContext& context)
{
    const auto before = memory("VmRSS:");
    const auto peakBefore = memory("VmHWM:");
    TAILSLATE_TRY(const media::Card found, read(card, context));
    keep(found.clips.size());
    const auto peak = memory("VmHWM:");
    if (!before || !peakBefore || !peak || *peak <= *peakBefore)
        return std::optional<std::uint64_t>();
    return std::optional(*peak - *before);
}

class CardBench final : public Bench {
public:
    std::string name() const override { return "cards"; }

    std::string description() const override
    {
        return "a card of 200,000 files listed, recognised and grouped into clips, against find";
    }

    Result<Findings> run(const BenchOptions& options, jobs::JobContext context) const override
    {
        // So that the program itself is in memory.
        TAILSLATE_CHECK(read(options.folder, context));
        const fs::path card = options.folder / "CARD";
        TAILSLATE_TRY(const std::size_t count, makeCard(card, options.quick ? 10'000 : 200'000));
        Findings findings;
        TAILSLATE_TRY(const auto peak, peakBytes(card, context));
        context.progress.addItems(1);
        if (peak)
            findings.rows.push_back(
                {.name = fmt::format("memory to read {} files", count),
                 .against = "the aim",
                 .unit = "B/file",
                 .better = Better::Lower,
                 .ours = static_cast<double>(*peak) / static_cast<double>(count),
                 .reference = kBytesPerFile,
                 .target = 1.0});
        else
            findings.notes.emplace_back("the system does not tell how much memory was held");
        if (!isInstalled("find")) {
            findings.notes.emplace_back("find is not installed and was left out");
            return findings;
        }
        TAILSLATE_CHECK(measureTime(card, count, options.quick, context, findings));
        return findings;
    }

private:
    static Result<void> measureTime(const fs::path& card, std::size_t count, bool quick,
                                    const jobs::JobContext& context, Findings& findings)
    {
        const auto ours = [&]() -> Result<double> {
            const Stopwatch watch;
            TAILSLATE_TRY(const media::Card found, read(card, context));
            keep(found.clips.size());
            return watch.seconds();
        };
        const auto find = [&]() -> Result<double> {
            const Stopwatch watch;
            TAILSLATE_CHECK(runProgram({"find", card.native(), "-printf", "%s %T@ %p\n"},
                                       "/dev/null", context.stop));
            return watch.seconds();
        };
        constexpr int kRounds = 9;
        TAILSLATE_TRY(
            const std::vector<double> seconds,
            medianSeconds({ours, find},
                          {.most = quick ? 3 : kRounds, .budget = std::chrono::seconds(60)},
                          context));
        findings.rows.push_back({.name = fmt::format("{} files listed and grouped", count),
                                 .against = "find -printf",
                                 .unit = "s",
                                 .better = Better::Lower,
                                 .ours = seconds[0],
                                 .reference = seconds[1],
                                 .target = kTimesFind});
        return {};
    }
};

} // namespace

std::unique_ptr<Bench> makeCardBench()
{
    return std::make_unique<CardBench>();
}

} // namespace tailslate::bench
