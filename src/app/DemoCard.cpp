// SPDX-License-Identifier: Apache-2.0
#include "app/DemoCard.h"

#include "app/detail/DemoScene.h"
#include "av/MovieWriter.h"
#include "io/DiskFileSystem.h"
#include "io/DurableFile.h"
#include "media/BroadcastWaveWriter.h"
#include "timing/Timecode.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

namespace tailslate::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kReel = "A001R2EC";
constexpr const char* kSoundRoll = "SOUND_001";
constexpr int kSampleRate = 48'000;

/// A clip of the demo card, and the sound take that belongs to it.
struct Clip {
    const char* name; ///< Camera, reel, clip, date, camera id: ARRI's classic naming.
    av::MovieCodec codec;
    av::MovieContainer container;
    const char* start;
    int frames;
    double exposureStops;
    const char* take;      ///< Empty for a clip without sound.
    const char* timeOfDay; ///< Of the first frame.
};

constexpr std::array kClips{
    Clip{"A001C001_261121_R2EC", av::MovieCodec::ProRes422Hq, av::MovieContainer::Mov,
         "14:26:10:00", 36, 0.0, "1", "14:26:10"},
    Clip{"A001C002_261121_R2EC", av::MovieCodec::ProRes422Hq, av::MovieContainer::Mov,
         "14:31:44:12", 24, -1.0, "2", "14:31:44"},
    Clip{"A001C003_261121_R2EC", av::MovieCodec::DnxhrHqx, av::MovieContainer::Mxf, "14:40:02:05",
         24, 0.5, "", "14:40:02"},
};

constexpr const char* kScene = "12A";

std::string fileName(const Clip& clip)
{
    return std::string(clip.name) + (clip.container == av::MovieContainer::Mxf ? ".mxf" : ".mov");
}

std::string soundName(const Clip& clip)
{
    return fmt::format("{}-T{:0>3}.wav", kScene, clip.take);
}

Result<timing::Timecode> startOf(const Clip& clip)
{
    return timing::Timecode::parse(clip.start, timing::FrameRate());
}

Result<void> prepareFolder(io::FileSystem& files, const fs::path& folder)
{
    const auto entries = files.list(folder);
    if (entries && !entries->empty())
        return failure(ErrorCode::AlreadyExists,
                       "the folder for the demo card is not empty; name a new one", folder);
    if (!entries && entries.error().code != ErrorCode::NotFound)
        return std::unexpected(entries.error());
    TAILSLATE_CHECK(files.createFolders(folder / kReel));
    return files.createFolders(folder / kSoundRoll);
}

Result<void> writeClip(const fs::path& path, const Clip& clip, const jobs::JobContext& context)
{
    TAILSLATE_TRY(const timing::Timecode start, startOf(clip));
    TAILSLATE_TRY(const auto scene, detail::DemoScene::create(clip.exposureStops));
    TAILSLATE_TRY(const auto movie,
                  av::MovieWriter::create(path, {.codec = clip.codec,
                                                 .container = clip.container,
                                                 .width = detail::DemoScene::kWidth,
                                                 .height = detail::DemoScene::kHeight,
                                                 .startTimecode = start,
                                                 .reel = kReel,
                                                 .signal = {}}));
    for (int number = 0; number < clip.frames; ++number) {
        TAILSLATE_CHECK(context.checkStop());
        TAILSLATE_CHECK(movie->write(scene.frame(number, clip.frames)));
        context.progress.addItems(1);
    }
    return movie->finish();
}

/// A sine per track, each at its own pitch, that the mix adds up; -20 dBFS.
std::vector<std::int32_t> tones(int frames)
{
    constexpr std::array kHertz{1000.0, 440.0, 660.0};
    constexpr double kLevel = 0.1 * (1 << 23);
    const int count = frames * kSampleRate / 24;
    std::vector<std::int32_t> samples;
    samples.reserve(static_cast<std::size_t>(count) * (kHertz.size() + 1));
    for (int i = 0; i < count; ++i) {
        double mix = 0.0;
        std::array<double, kHertz.size()> track{};
        for (std::size_t t = 0; t < kHertz.size(); ++t) {
            track[t] = kLevel * std::sin(2.0 * std::numbers::pi * kHertz[t] * i / kSampleRate);
            mix += track[t] / static_cast<double>(kHertz.size());
        }
        samples.push_back(static_cast<std::int32_t>(std::lround(mix)));
        for (const double value : track)
            samples.push_back(static_cast<std::int32_t>(std::lround(value)));
    }
    return samples;
}

Result<void> writeSound(io::FileSystem& files, const fs::path& path, const Clip& clip)
{
    TAILSLATE_TRY(const timing::Timecode start, startOf(clip));
    const media::BroadcastWave wave{.sampleRate = kSampleRate,
                                    .description =
                                        fmt::format("Scene {} take {}", kScene, clip.take),
                                    .originator = "Tailslate demo",
                                    .originationDate = "2026-11-21",
                                    .originationTime = clip.timeOfDay,
                                    .start = start,
                                    .project = "TAILSLATE DEMO",
                                    .scene = kScene,
                                    .take = clip.take,
                                    .tape = kSoundRoll,
                                    .note = "Made by the demo, not recorded",
                                    .tracks = {"Mix", "Boom", "Lav Anna", "Lav Ben"}};
    return media::writeBroadcastWave(files, path, wave, tones(clip.frames));
}

/// The log that the camera leaves beside its clips (Avid Log Exchange, tab separated).
Result<std::string> ale()
{
    std::string text = "Heading\r\nFIELD_DELIM\tTABS\r\nVIDEO_FORMAT\t1080\r\n"
                       "AUDIO_FORMAT\t48khz\r\nFPS\t24\r\n\r\n"
                       "Column\r\nName\tTape\tTracks\tStart\tEnd\tDuration\tScene\tTake\t"
                       "Source File\tManufacturer\tCamera_index\tEI\tColor_space\r\n\r\nData\r\n";
    for (const Clip& clip : kClips) {
        TAILSLATE_TRY(const timing::Timecode start, startOf(clip));
        TAILSLATE_TRY(const timing::Timecode duration,
                      timing::Timecode::fromFrames(clip.frames, start.rate(), start.drop()));
        text += fmt::format("{0}\t{0}\tV\t{1}\t{2}\t{3}\t{4}\t{5}\t{6}\tARRI\tA\t800\tLogC3\r\n",
                            clip.name, start.toString(), start.advancedBy(clip.frames).toString(),
                            duration.toString(), kScene, clip.take, fileName(clip));
    }
    return text;
}

std::uint64_t itemCount()
{
    std::uint64_t items = 0;
    for (const Clip& clip : kClips)
        items += static_cast<std::uint64_t>(clip.frames) + (*clip.take != '\0' ? 1 : 0);
    return items;
}

} // namespace

Result<DemoCard> makeDemoCard(const fs::path& folder, jobs::JobContext context)
{
    io::DiskFileSystem files;
    TAILSLATE_CHECK(prepareFolder(files, folder));
    context.progress.setTotals(0, itemCount());

    DemoCard card{.root = folder, .files = {}};
    for (const Clip& clip : kClips) {
        card.files.push_back(fs::path(kReel) / fileName(clip));
        TAILSLATE_CHECK(writeClip(folder / card.files.back(), clip, context));
    }

    card.files.push_back(fs::path(kReel) / fmt::format("{}_AVID.ale", kReel));
    TAILSLATE_TRY(const std::string log, ale());
    TAILSLATE_CHECK(io::writeDurably(files, folder / card.files.back(), log, io::Existing::Keep));

    for (const Clip& clip : kClips) {
        if (*clip.take == '\0')
            continue;
        TAILSLATE_CHECK(context.checkStop());
        card.files.push_back(fs::path(kSoundRoll) / soundName(clip));
        TAILSLATE_CHECK(writeSound(files, folder / card.files.back(), clip));
        context.progress.addItems(1);
    }
    return card;
}

} // namespace tailslate::app
