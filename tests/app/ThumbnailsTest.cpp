// SPDX-License-Identifier: Apache-2.0
#include "app/Thumbnails.h"

#include "app/OffloadCard.h"
#include "av/MovieWriter.h"
#include "io/DiskFileSystem.h"
#include "jobs/Job.h"
#include "stills/StillFile.h"
#include "support/FaultyFileSystem.h"
#include "support/FileContent.h"
#include "support/FixedClock.h"
#include "support/Movies.h"
#include "support/TempDir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fcntl.h>
#include <filesystem>
#include <numeric>
#include <stop_token>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace tailslate::app {
namespace {

namespace fs = std::filesystem;

constexpr std::uint16_t kOther = 300;

/// A gray frame of one luma code value.
image::Frame grayFrame(std::uint16_t luma)
{
    image::Frame frame =
        image::makeFrame(320, 180, {image::Matrix::Bt709, image::Range::Legal}).value();
    std::ranges::fill(frame.y, luma);
    std::ranges::fill(frame.cb, std::uint16_t{512});
    std::ranges::fill(frame.cr, std::uint16_t{512});
    return frame;
}

double mean(const std::vector<std::byte>& jpeg)
{
    const auto picture = stills::decodeJpeg(jpeg);
    EXPECT_TRUE(picture);
    if (!picture)
        return -1.0;
    return std::accumulate(picture->pixels.begin(), picture->pixels.end(), 0.0) /
           static_cast<double>(picture->pixels.size());
}

/// What a code value of legal range is between black and white.
double level(std::uint16_t luma)
{
    return (luma - 64.0) / 876.0;
}

class ThumbnailsTest : public testing::Test {
protected:
    static constexpr const char* kClip = "A001R2EC/A001C001_261121_R2EC.mov";

    /// A movie whose frames have these luma values.
    void writeGrays(const fs::path& path, const std::vector<std::uint16_t>& lumas) const
    {
        fs::create_directories((root / path).parent_path());
        const auto writer = av::MovieWriter::create(root / path, test::smallMovie());
        ASSERT_TRUE(writer) << writer.error().describe();
        for (const std::uint16_t luma : lumas)
            ASSERT_TRUE((*writer)->write(grayFrame(luma)));
        ASSERT_TRUE((*writer)->finish());
    }

    /// Nine frames, of which the first, the fifth and the last are known.
    void writeKnown(const fs::path& path, std::uint16_t first, std::uint16_t middle,
                    std::uint16_t last) const
    {
        writeGrays(path, {first, kOther, kOther, kOther, middle, kOther, kOther, kOther, last});
    }

    /// Makes a copy of the card, with its times, that counts as verified.
    void copyCard()
    {
        settings.copy = temp.path() / "copy";
        fs::copy(root, settings.copy, fs::copy_options::recursive);
        for (const auto& entry : fs::recursive_directory_iterator(root))
            if (entry.is_regular_file())
                fs::last_write_time(settings.copy / fs::relative(entry.path(), root),
                                    entry.last_write_time());
    }

    /// Makes a file unreadable that keeps its size and time.
    static void spoil(const fs::path& path)
    {
        const auto time = fs::last_write_time(path);
        test::writeFile(path, std::string(fs::file_size(path), 'x'));
        fs::last_write_time(path, time);
    }

    /// Lists the card anew and looks at one of its clips.
    ClipPictures look(std::size_t clip = 0)
    {
        list();
        EXPECT_LT(clip, card.clips.size());
        const auto made = Thumbnails::create(services, card, settings);
        EXPECT_TRUE(made) << made.error().describe();
        const auto pictures = (*made)->of(clip, {});
        EXPECT_TRUE(pictures) << pictures.error().describe();
        return *pictures;
    }

    void list()
    {
        const auto listed = showCard(services, root, {{}, progress});
        ASSERT_TRUE(listed) << listed.error().describe();
        card = *listed;
    }

    Result<void> makeAll(const std::stop_token& stop)
    {
        list();
        const auto made = Thumbnails::create(services, card, settings);
        EXPECT_TRUE(made);
        return makeThumbnails(**made, tray, ThumbnailPace::AtOnce, {stop, progress});
    }

    /// The files of the cache.
    [[nodiscard]] std::vector<fs::path> cached() const
    {
        std::vector<fs::path> found;
        for (const auto& entry : fs::directory_iterator(settings.cacheFolder))
            found.push_back(entry.path());
        std::ranges::sort(found);
        return found;
    }

    test::TempDir temp;
    fs::path root = temp.path() / "card";
    io::DiskFileSystem disk;
    test::FaultyFileSystem files{disk};
    test::FixedClock clock;
    Services services{files, clock, {}};
    ThumbnailSettings settings{.mediaRoot = root,
                               .cacheFolder = thumbnailFolder(temp.path() / "show.tailslate")};
    jobs::Progress progress;
    ThumbnailTray tray;
    media::Card card;
};

void expectLevels(const ClipPictures& pictures, const std::vector<std::uint16_t>& lumas)
{
    EXPECT_EQ(pictures.problem, "");
    ASSERT_EQ(pictures.frames.size(), lumas.size());
    for (std::size_t i = 0; i < lumas.size(); ++i)
        EXPECT_NEAR(mean(pictures.frames[i].logged), level(lumas[i]), 0.01) << i;
}

TEST_F(ThumbnailsTest, ShowsTheFirstTheMiddleAndTheLastFrame)
{
    writeKnown(kClip, 150, 500, 900);
    const ClipPictures pictures = look();
    EXPECT_FALSE(pictures.cached);
    expectLevels(pictures, {150, 500, 900});
    ASSERT_EQ(pictures.frames.size(), 3U);
    EXPECT_EQ(pictures.frames[0].frame, 0);
    EXPECT_EQ(pictures.frames[1].frame, 4);
    EXPECT_EQ(pictures.frames[2].frame, 8);
}

TEST_F(ThumbnailsTest, AShortClipShowsEachFrameOnce)
{
    writeGrays(kClip, {150});
    writeGrays("A001R2EC/A001C002_261121_R2EC.mov", {150, 700});
    expectLevels(look(0), {150});
    expectLevels(look(1), {150, 700});
}

TEST_F(ThumbnailsTest, TheGradedPictureIsTheLoggedOneThroughTheLook)
{
    writeKnown(kClip, 300, 400, 600);
    settings.look.cdl.offset = {0.1, 0.1, 0.1};
    const ClipPictures pictures = look();
    ASSERT_EQ(pictures.frames.size(), 3U);
    const auto pipeline = color::Pipeline::create(settings.look).value();
    for (const FramePictures& frame : pictures.frames) {
        auto expected = stills::decodeJpeg(frame.logged).value();
        ASSERT_TRUE(pipeline->apply(expected));
        EXPECT_NEAR(mean(frame.graded), expected.at(9, 9)[0], 0.02);
        EXPECT_GT(std::abs(mean(frame.graded) - mean(frame.logged)), 0.02);
    }
}

TEST_F(ThumbnailsTest, WhatIsInTheCacheNeedsNoMedia)
{
    writeKnown(kClip, 150, 500, 900);
    const ClipPictures first = look();
    const auto before = cached();
    ASSERT_EQ(before.size(), 1U);
    settings.mediaRoot = temp.path() / "gone";
    const ClipPictures again = look();
    EXPECT_TRUE(again.cached);
    EXPECT_EQ(again.problem, "");
    ASSERT_EQ(again.frames.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(again.frames[i].frame, first.frames[i].frame);
        EXPECT_EQ(again.frames[i].logged, first.frames[i].logged);
        EXPECT_EQ(again.frames[i].graded, first.frames[i].graded);
    }
    EXPECT_EQ(cached(), before);
}

TEST_F(ThumbnailsTest, AnotherLookIsPutOnCachedPicturesWithoutTheMedia)
{
    writeKnown(kClip, 150, 500, 900);
    const ClipPictures plain = look();
    settings.mediaRoot = temp.path() / "gone";
    settings.look.cdl.slope = {0.5, 0.5, 0.5};
    const ClipPictures darker = look();
    EXPECT_TRUE(darker.cached);
    ASSERT_EQ(darker.frames.size(), 3U);
    EXPECT_EQ(darker.frames[1].logged, plain.frames[1].logged);
    EXPECT_LT(mean(darker.frames[1].graded), mean(plain.frames[1].graded) - 0.05);
    EXPECT_EQ(cached().size(), 1U);

    // As if the look had come first.
    settings.cacheFolder = temp.path() / "other";
    settings.mediaRoot = root;
    EXPECT_EQ(look().frames[1].graded, darker.frames[1].graded);
}

TEST_F(ThumbnailsTest, AFileThatChangedIsDecodedAnew)
{
    writeKnown(kClip, 150, 500, 900);
    expectLevels(look(), {150, 500, 900});
    fs::remove(root / kClip);
    writeKnown(kClip, 700, 200, 400);
    const ClipPictures changed = look();
    EXPECT_FALSE(changed.cached);
    expectLevels(changed, {700, 200, 400});

    // The same bytes with another time are another recording too, for all that is known.
    fs::last_write_time(root / kClip, fs::last_write_time(root / kClip) + std::chrono::seconds(2));
    EXPECT_FALSE(look().cached);
}

TEST_F(ThumbnailsTest, ACopyOfAnotherSizeIsNotTakenForTheClip)
{
    writeKnown(kClip, 150, 500, 900);
    settings.mediaRoot = temp.path() / "copy";
    fs::create_directories((settings.mediaRoot / kClip).parent_path());
    fs::copy_file(root / kClip, settings.mediaRoot / kClip);
    expectLevels(look(), {150, 500, 900});

    settings.cacheFolder.clear();
    std::ofstream(settings.mediaRoot / kClip, std::ios::app) << "more";
    const ClipPictures pictures = look();
    EXPECT_TRUE(pictures.frames.empty());
    EXPECT_NE(pictures.problem.find("another size"), std::string::npos) << pictures.problem;
}

TEST_F(ThumbnailsTest, AClipWithAVerifiedCopyIsReadThereAndNotFromTheCard)
{
    writeKnown(kClip, 150, 500, 900);
    copyCard();
    spoil(root / kClip);
    expectLevels(look(), {150, 500, 900});
}

TEST_F(ThumbnailsTest, ACopyOfAnotherSizeOrTimeIsLeftForTheCard)
{
    writeKnown(kClip, 150, 500, 900);
    settings.cacheFolder.clear();
    copyCard();
    const fs::path copy = settings.copy / kClip;
    spoil(copy);
    fs::last_write_time(copy, fs::last_write_time(copy) + std::chrono::seconds(2));
    expectLevels(look(), {150, 500, 900});
    fs::last_write_time(copy, fs::last_write_time(root / kClip));
    EXPECT_NE(look().problem, "");

    const auto time = fs::last_write_time(copy);
    std::ofstream(copy, std::ios::app) << "more";
    fs::last_write_time(copy, time);
    expectLevels(look(), {150, 500, 900});
    fs::remove(copy);
    expectLevels(look(), {150, 500, 900});
    fs::remove_all(settings.copy);
    expectLevels(look(), {150, 500, 900});
}

TEST_F(ThumbnailsTest, AClipThatIsNewSinceTheCopyIsReadFromTheCard)
{
    writeKnown(kClip, 150, 500, 900);
    copyCard();
    writeGrays("A001R2EC/A001C002_261121_R2EC.mov", {700});
    spoil(root / kClip);
    expectLevels(look(0), {150, 500, 900});
    expectLevels(look(1), {700});
}

TEST_F(ThumbnailsTest, MediaThatCannotBeDecodedSaysWhyOnceAndIsNotCached)
{
    fs::create_directories(root / "A001R2EC");
    test::writeFile(root / kClip, std::string(5000, 'x'));
    const ClipPictures pictures = look();
    EXPECT_TRUE(pictures.frames.empty());
    EXPECT_FALSE(pictures.problem.empty());
    EXPECT_EQ(pictures.problem.find('\n'), std::string::npos) << pictures.problem;
    EXPECT_TRUE(cached().empty());
}

TEST_F(ThumbnailsTest, AClipThatWasCutShortShowsWhatIsThereAndSaysSo)
{
    std::vector<std::uint16_t> lumas(40, kOther);
    lumas.front() = 150;
    writeGrays(kClip, lumas);
    // The index is written last, so that the rest of the file goes, and comes back as nothing.
    const auto whole = test::readFile(root / kClip);
    const auto index = whole.rfind("moov");
    ASSERT_NE(index, std::string::npos);
    std::string holed = whole;
    const std::size_t middle = index / 4;
    std::fill(holed.begin() + static_cast<std::ptrdiff_t>(middle),
              holed.begin() + static_cast<std::ptrdiff_t>(index - 4), '\0');
    test::writeFile(root / kClip, holed);
    const ClipPictures pictures = look();
    EXPECT_FALSE(pictures.problem.empty());
    ASSERT_FALSE(pictures.frames.empty());
    EXPECT_EQ(pictures.frames.front().frame, 0);
    EXPECT_TRUE(cached().empty());
}

TEST_F(ThumbnailsTest, ABrokenCacheFileIsMadeAgain)
{
    writeKnown(kClip, 150, 500, 900);
    const ClipPictures first = look();
    ASSERT_EQ(cached().size(), 1U);
    const fs::path kept = cached().front();
    const std::string whole = test::readFile(kept);

    std::string flipped = whole;
    flipped[whole.size() / 2] ^= 1;
    for (const std::string& broken :
         {whole.substr(0, whole.size() / 2), whole.substr(0, 30), std::string(), flipped,
          "Tailslate thumbnails 0\n" + whole.substr(whole.find('\n') + 1)}) {
        test::writeFile(kept, broken);
        const ClipPictures again = look();
        EXPECT_FALSE(again.cached);
        expectLevels(again, {150, 500, 900});
        EXPECT_EQ(test::readFile(kept), whole);
    }
}

TEST_F(ThumbnailsTest, WhatAnInterruptedWriterLeftIsInNobodysWay)
{
    writeKnown(kClip, 150, 500, 900);
    look();
    ASSERT_EQ(cached().size(), 1U);
    const fs::path kept = cached().front();
    fs::path begun = kept;
    begun += ".writing";
    fs::rename(kept, begun);
    EXPECT_FALSE(look().cached);
    EXPECT_EQ(cached(), std::vector{kept});
    EXPECT_TRUE(look().cached);
}

TEST_F(ThumbnailsTest, ACacheThatCannotBeWrittenKeepsNobodyFromSeeing)
{
    writeKnown(kClip, 150, 500, 900);
    files.failWith = [](test::Operation operation, const fs::path&) {
        return operation == test::Operation::Append ? ENOSPC : 0;
    };
    expectLevels(look(), {150, 500, 900});
    files.failWith = [](test::Operation operation, const fs::path&) {
        return operation == test::Operation::CreateFolders ? EROFS : 0;
    };
    settings.cacheFolder = temp.path() / "nowhere";
    expectLevels(look(), {150, 500, 900});
    EXPECT_FALSE(fs::exists(settings.cacheFolder));
}

TEST_F(ThumbnailsTest, NothingIsWrittenToTheCard)
{
    writeKnown(kClip, 150, 500, 900);
    const auto access = [&] {
        struct stat status{};
        EXPECT_EQ(::stat((root / kClip).c_str(), &status), 0);
        return status.st_atim.tv_sec;
    };
    // So long ago that every reader but one that asks for no trace would set it.
    const timespec times[2] = {{.tv_sec = 1'000'000'000, .tv_nsec = 0},
                               {.tv_sec = 0, .tv_nsec = UTIME_OMIT}};
    ASSERT_EQ(::utimensat(AT_FDCWD, (root / kClip).c_str(), times, 0), 0);
    settings.cacheFolder = thumbnailFolder(root / "show.tailslate");
    expectLevels(look(), {150, 500, 900});
    EXPECT_FALSE(fs::exists(settings.cacheFolder));
    EXPECT_TRUE(files.changedPaths().empty());
    EXPECT_EQ(access(), 1'000'000'000);
}

TEST_F(ThumbnailsTest, AClipOfSeveralMoviesIsSeenAsOne)
{
    writeGrays("DCIM/100GOPRO/GH010042.MP4", {150, kOther, kOther, kOther});
    writeGrays("DCIM/100GOPRO/GH020042.MP4", {kOther, 500, kOther, kOther, 900});
    const ClipPictures pictures = look();
    ASSERT_EQ(card.clips.size(), 1U);
    // Nine frames: the middle one is the fifth, the first of the second file.
    expectLevels(pictures, {150, kOther, 900});
    EXPECT_EQ(pictures.frames.back().frame, 8);
}

TEST_F(ThumbnailsTest, AnImageSequenceIsSeenWithoutReadingAllOfIt)
{
    fs::create_directories(root / "shot");
    for (int frame = 0; frame < 9; ++frame) {
        auto image = image::makeRgbImage(64, 36).value();
        std::ranges::fill(image.pixels, static_cast<float>(frame) / 10.0F);
        const fs::path path = root / "shot" / ("shot.000010" + std::to_string(frame) + ".tif");
        ASSERT_TRUE(stills::writeStill(path, image, stills::StillDepth::Bits16, {}));
    }
    const ClipPictures pictures = look();
    ASSERT_EQ(card.clips.size(), 1U);
    ASSERT_EQ(pictures.frames.size(), 3U) << pictures.problem;
    EXPECT_NEAR(mean(pictures.frames[0].logged), 0.0, 0.01);
    EXPECT_NEAR(mean(pictures.frames[1].logged), 0.4, 0.01);
    EXPECT_NEAR(mean(pictures.frames[2].logged), 0.8, 0.01);
}

TEST_F(ThumbnailsTest, SoundHasNoPicturesAndSaysSo)
{
    fs::create_directories(root);
    test::writeFile(root / "12AT03.WAV", std::string(100, 'x'));
    const ClipPictures pictures = look();
    EXPECT_TRUE(pictures.frames.empty());
    EXPECT_EQ(pictures.problem, "sound has no pictures");
}

TEST_F(ThumbnailsTest, MakesThoseOfAllClipsAndCountsThem)
{
    for (int clip = 1; clip <= 7; ++clip)
        writeGrays("A001R2EC/A001C00" + std::to_string(clip) + "_261121_R2EC.mov",
                   {static_cast<std::uint16_t>(100 * clip)});
    ASSERT_TRUE(makeAll({}));
    auto made = tray.take();
    std::ranges::sort(made, {}, [](const auto& entry) { return entry.first; });
    ASSERT_EQ(made.size(), 7U);
    for (std::size_t i = 0; i < made.size(); ++i) {
        EXPECT_EQ(made[i].first, i);
        expectLevels(made[i].second, {static_cast<std::uint16_t>(100 * (i + 1))});
    }
    EXPECT_TRUE(tray.take().empty());
    EXPECT_EQ(cached().size(), 7U);
}

TEST_F(ThumbnailsTest, AStopLeavesTheRestUndone)
{
    for (int clip = 1; clip <= 9; ++clip)
        writeGrays("A001R2EC/A001C00" + std::to_string(clip) + "_261121_R2EC.mov", {500});
    std::stop_source stop;
    files.failWith = [&](test::Operation operation, const fs::path&) {
        // The first clip goes into the cache.
        if (operation == test::Operation::CreateNew)
            stop.request_stop();
        return 0;
    };
    const auto stopped = makeAll(stop.get_token());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    // Those that were begun at the same time may have come to their end.
    EXPECT_LE(tray.take().size(), 3U);

    files.failWith = {};
    ASSERT_TRUE(makeAll({}));
    const auto rest = tray.take();
    EXPECT_EQ(rest.size(), 9U);
    EXPECT_TRUE(std::ranges::any_of(rest, [](const auto& entry) { return entry.second.cached; }));
}

TEST_F(ThumbnailsTest, WhileItIsPausedNoClipIsBegun)
{
    writeGrays(kClip, {500});
    list();
    const auto thumbnails = Thumbnails::create(services, card, settings).value();
    jobs::PauseGate gate;
    gate.pause();
    std::stop_source stop;
    const jobs::Worker worker("thumbnails", [&](const std::stop_token&) {
        static_cast<void>(makeThumbnails(*thumbnails, tray, ThumbnailPace::Background,
                                         {stop.get_token(), progress, &gate}));
    });
    EXPECT_TRUE(jobs::sleepFor({}, std::chrono::milliseconds(50)));
    EXPECT_TRUE(cached().empty());
    EXPECT_TRUE(tray.take().empty());
    stop.request_stop();
}

TEST_F(ThumbnailsTest, TheCacheDoesNotGrowBeyondItsLimit)
{
    for (int clip = 1; clip <= 4; ++clip)
        writeGrays("A001R2EC/A001C00" + std::to_string(clip) + "_261121_R2EC.mov", {500});
    ASSERT_TRUE(makeAll({}));
    auto all = cached();
    ASSERT_EQ(all.size(), 4U);
    test::writeFile(settings.cacheFolder / "notes.txt", "not ours");
    const auto now = fs::last_write_time(all.front());
    std::uint64_t size = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        size = std::max<std::uint64_t>(size, fs::file_size(all[i]));
        fs::last_write_time(all[i], now - std::chrono::hours(i));
    }
    settings.cacheLimit = 2 * size;
    list();
    Thumbnails::create(services, card, settings).value()->prune();
    EXPECT_TRUE(fs::exists(all[0]));
    EXPECT_TRUE(fs::exists(all[1]));
    EXPECT_FALSE(fs::exists(all[2]));
    EXPECT_FALSE(fs::exists(all[3]));
    EXPECT_TRUE(fs::exists(settings.cacheFolder / "notes.txt"));
}

} // namespace
} // namespace tailslate::app
