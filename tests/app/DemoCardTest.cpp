// SPDX-License-Identifier: Apache-2.0
#include "app/DemoCard.h"

#include "av/FrameReader.h"
#include "av/Probe.h"
#include "support/TempDir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace tailslate::app {
namespace {

using test::TempDir;

/// Made once: it takes a few seconds.
class DemoCardTest : public testing::Test {
protected:
    static void SetUpTestSuite()
    {
        s_folder = std::make_unique<TempDir>();
        s_progress = std::make_unique<jobs::Progress>();
        auto made = makeDemoCard(s_folder->path() / "card", {{}, *s_progress});
        ASSERT_TRUE(made) << made.error().describe();
        s_card = *made;
    }

    static void TearDownTestSuite()
    {
        s_folder.reset();
        s_progress.reset();
    }

    static std::filesystem::path at(const char* name) { return s_card.root / name; }

    static inline std::unique_ptr<TempDir> s_folder;
    static inline std::unique_ptr<jobs::Progress> s_progress;
    static inline DemoCard s_card;
};

TEST_F(DemoCardTest, HoldsWhatACardHoldsAndNothingElse)
{
    std::vector<std::string> found;
    std::uintmax_t bytes = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(s_card.root))
        if (entry.is_regular_file()) {
            found.push_back(entry.path().lexically_relative(s_card.root).string());
            bytes += entry.file_size();
        }
    EXPECT_THAT(found, testing::UnorderedElementsAre(
                           "A001R2EC/A001C001_261121_R2EC.mov", "A001R2EC/A001C002_261121_R2EC.mov",
                           "A001R2EC/A001C003_261121_R2EC.mxf", "A001R2EC/A001R2EC_AVID.ale",
                           "SOUND_001/12A-T001.wav", "SOUND_001/12A-T002.wav"));
    std::vector<std::string> told;
    for (const auto& file : s_card.files)
        told.push_back(file.string());
    EXPECT_THAT(told, testing::UnorderedElementsAreArray(found));
    EXPECT_LT(bytes, 60'000'000U);
    EXPECT_EQ(s_progress->snapshot().itemsDone, s_progress->snapshot().itemsTotal);
}

TEST_F(DemoCardTest, ClipsCarryTimecodeAndReel)
{
    struct Expected {
        const char* name;
        const char* codec;
        const char* start;
        std::int64_t frames;
    };

    for (const Expected& expected :
         {Expected{"A001R2EC/A001C001_261121_R2EC.mov", "prores", "14:26:10:00", 36},
          {"A001R2EC/A001C002_261121_R2EC.mov", "prores", "14:31:44:12", 24},
          {"A001R2EC/A001C003_261121_R2EC.mxf", "dnxhd", "14:40:02:05", 24}}) {
        const auto info = av::probe(at(expected.name));
        ASSERT_TRUE(info) << info.error().describe();
        EXPECT_EQ(info->video->codec, expected.codec);
        EXPECT_EQ(info->video->width, 1920);
        EXPECT_EQ(info->video->height, 1080);
        EXPECT_EQ(info->video->rate, timing::FrameRate());
        EXPECT_EQ(info->video->frames, expected.frames);
        EXPECT_EQ(info->reel, "A001R2EC");
        ASSERT_TRUE(info->startTimecode);
        EXPECT_EQ(info->startTimecode->toString(), expected.start);
    }
}

TEST_F(DemoCardTest, SoundIsInSyncWithItsClipByTimecode)
{
    for (const auto& [sound, clip] :
         {std::pair{"SOUND_001/12A-T001.wav", "A001R2EC/A001C001_261121_R2EC.mov"},
          {"SOUND_001/12A-T002.wav", "A001R2EC/A001C002_261121_R2EC.mov"}}) {
        const auto heard = av::probe(at(sound));
        const auto seen = av::probe(at(clip));
        ASSERT_TRUE(heard && seen);
        EXPECT_EQ(heard->audio->channels, 4);
        EXPECT_EQ(heard->audio->sampleRate, 48000);
        EXPECT_EQ(heard->audio->bitsPerSample, 24);
        EXPECT_EQ(heard->audio->samples, seen->video->frames * 2000); // 48000 / 24
        EXPECT_EQ(heard->samplesSinceMidnight, seen->startTimecode->frames() * 2000);
    }
}

TEST_F(DemoCardTest, PicturesAreLogC3)
{
    const auto reader = av::FrameReader::open(
        {av::SourceKind::File, at("A001R2EC/A001C001_261121_R2EC.mov").string()}, {});
    ASSERT_TRUE(reader);
    const auto frame = (*reader)->next();
    ASSERT_TRUE(frame && *frame);
    // The gray ramp: 18 % is 0.391 in LogC3 EI 800 (ARRI, ALEXA LogC curve), 64 + 876 · 0.391 =
    // 407; five stops up 5.76 is 0.760, code 730; five stops down 0.005625 is 0.123, code 172.
    const auto luma = [&](int step) {
        return (*frame)->y[static_cast<std::size_t>(945) * 1920 +
                           static_cast<std::size_t>(170 + 1580 * step / 11 + 70)];
    };
    EXPECT_NEAR(luma(5), 407, 4);
    EXPECT_NEAR(luma(10), 730, 4);
    EXPECT_NEAR(luma(0), 172, 4);
    // Nothing reaches black or white, as is usual in log.
    const auto [darkest, brightest] = std::ranges::minmax((*frame)->y);
    EXPECT_GT(darkest, 120);
    EXPECT_LT(brightest, 900);
    // Something moves.
    const auto second = (*reader)->next();
    ASSERT_TRUE(second && *second);
    EXPECT_NE((*second)->y, (*frame)->y);
}

TEST_F(DemoCardTest, TheCameraLogListsEveryClip)
{
    std::ifstream file(at("A001R2EC/A001R2EC_AVID.ale"), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_TRUE(text.starts_with("Heading\r\nFIELD_DELIM\tTABS\r\n"));
    EXPECT_THAT(text, testing::HasSubstr("A001C001_261121_R2EC\tA001C001_261121_R2EC\tV\t"
                                         "14:26:10:00\t14:26:11:12\t00:00:01:12\t"));
    EXPECT_THAT(text, testing::HasSubstr("\tA001C003_261121_R2EC.mxf\t"));
    // As many cells in every row as there are columns.
    const std::size_t columns = text.find("Column\r\n") + 8;
    const auto cells = [&](std::size_t from) {
        return std::ranges::count(text.substr(from, text.find("\r\n", from) - from), '\t');
    };
    for (std::size_t row = text.find("Data\r\n") + 6; row < text.size();
         row = text.find("\r\n", row) + 2)
        EXPECT_EQ(cells(row), cells(columns));
}

TEST_F(DemoCardTest, RefusesAFolderThatIsNotEmpty)
{
    jobs::Progress progress;
    const auto again = makeDemoCard(s_card.root, {{}, progress});
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::AlreadyExists);
}

TEST_F(DemoCardTest, StopsWhenAsked)
{
    const auto stop = std::make_unique<std::stop_source>();
    stop->request_stop();
    jobs::Progress progress;
    const auto stopped = makeDemoCard(s_folder->path() / "stopped", {stop->get_token(), progress});
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace tailslate::app
