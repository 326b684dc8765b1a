// SPDX-License-Identifier: Apache-2.0
#include "media/MatchSound.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tailslate::media {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr int kSampleRate = 48'000;

timing::FrameRate rate(std::int64_t numerator, std::int64_t denominator = 1)
{
    return timing::FrameRate::create(numerator, denominator).value();
}

const timing::FrameRate k24 = rate(24);
const timing::FrameRate k23976 = rate(24000, 1001);
const timing::FrameRate k2997 = rate(30000, 1001);

timing::Timecode label(const char* text, timing::FrameRate frames)
{
    return timing::Timecode::parse(text, frames).value();
}

/// Clips of a day and what is known of them.
class MatchSoundTest : public testing::Test {
protected:
    void addPicture(const char* start, double seconds, timing::FrameRate frames = k24,
                    const char* day = "")
    {
        ClipMetadata& clip = add(ClipKind::Picture, day);
        clip.rate = {frames, Origin::Media};
        clip.start = {label(start, frames), Origin::Media};
        clip.frames = {std::llround(seconds * frames.ratio().toDouble()), Origin::Media};
    }

    /// A recorder counts from midnight the samples of so many frames.
    void addTake(const char* start, double seconds, timing::FrameRate frames = k24,
                 const char* day = "", bool tellsRate = true)
    {
        ClipMetadata& take = add(ClipKind::Sound, day);
        const timing::Timecode first = label(start, frames);
        take.sound = {SoundFormat{2, kSampleRate, 0, ""}, Origin::Media};
        take.samples = {std::llround(seconds * kSampleRate), Origin::Media};
        take.startSamples = {
            static_cast<std::uint64_t>(std::llround(static_cast<double>(first.frames()) /
                                                    frames.ratio().toDouble() * kSampleRate)),
            Origin::WaveChunk};
        if (tellsRate) {
            take.rate = {frames, Origin::WaveChunk};
            take.start = {first, Origin::WaveChunk};
        }
    }

    /// `picture+take offset overlap`, in seconds to the millisecond; `!` where rates differ.
    [[nodiscard]] std::vector<std::string> matches() const
    {
        std::vector<std::string> found;
        for (const SoundMatch& match : matchSound(clips, known).matches)
            found.push_back(fmt::format("{}+{} {:+.3f} {:.3f}{}", match.picture, match.take,
                                        match.offset, match.overlap,
                                        match.ratesDiffer ? " !" : ""));
        return found;
    }

    std::vector<Clip> clips;
    std::vector<ClipMetadata> known;

private:
    ClipMetadata& add(ClipKind kind, const char* day)
    {
        clips.push_back(
            {.name = fmt::format("clip {}", clips.size()), .roll = {}, .kind = kind, .files = {}});
        ClipMetadata& clip = known.emplace_back();
        if (*day != '\0')
            clip.created = {day, Origin::Media};
        return clip;
    }
};

TEST_F(MatchSoundTest, TellsWhatRanWithWhatAndForHowLong)
{
    addPicture("10:00:05:12", 20);
    addPicture("10:05:00:00", 20);
    addTake("10:00:00:00", 15); // Began first, ended first.
    addTake("10:00:20:00", 60);
    addTake("10:00:25:12", 60); // Begins as the picture ends.
    addTake("11:00:00:00", 60);
    const SoundMatches found = matchSound(clips, known);
    EXPECT_THAT(matches(), ElementsAre("0+2 -5.500 9.500", "0+3 +14.500 5.500"));
    EXPECT_THAT(found.silentPictures, ElementsAre(1U));
    EXPECT_THAT(found.takesAlone, ElementsAre(4U, 5U));
    EXPECT_THAT(found.untimed, IsEmpty());
}

TEST_F(MatchSoundTest, SeveralCamerasOnOneTakeAndSeveralTakesOfOnePicture)
{
    addPicture("10:00:05:00", 20);
    addPicture("10:00:08:00", 40);
    addPicture("10:00:09:00", 1, rate(50));
    addTake("10:00:00:00", 30);
    addTake("10:00:31:00", 60);
    // Of one picture the longest first.
    EXPECT_THAT(matches(), ElementsAre("0+3 -5.000 20.000", "1+3 -8.000 22.000",
                                       "1+4 +23.000 17.000", "2+3 -9.000 1.000 !"));
}

TEST_F(MatchSoundTest, FalseTakesAreMatchedLikeAllOthers)
{
    addPicture("10:00:00:00", 20);
    addTake("10:00:00:00", 20);
    known.back().falseTake = {true, Origin::WaveChunk};
    EXPECT_THAT(matches(), ElementsAre("0+1 +0.000 20.000"));
}

TEST_F(MatchSoundTest, TimeGoesOnAcrossMidnight)
{
    addPicture("23:59:50:00", 30);
    addPicture("00:00:05:00", 10);
    addTake("23:59:45:00", 60);
    addTake("00:00:10:00", 60);
    EXPECT_THAT(matches(), ElementsAre("0+2 -5.000 30.000", "0+3 +20.000 10.000",
                                       "1+2 -20.000 10.000", "1+3 +5.000 5.000"));
}

TEST_F(MatchSoundTest, DropFrameEndsItsDayAtMidnight)
{
    addPicture("23:59:59;00", 20, k2997);
    addPicture("00:00:05;00", 20, k2997);
    addTake("00:00:00;15", 20, k2997); // 45 frames after the first, at 29.97.
    addTake("23:59:50;00", 60, k2997);
    EXPECT_THAT(matches(), ElementsAre("0+3 -9.009 19.987", "0+2 +1.502 18.485",
                                       "1+3 -15.015 19.987", "1+2 -4.505 15.496"));

    // Beside one that counts every frame.
    for (const char* const hour : {"00", "06", "12", "23"}) {
        clips.clear();
        known.clear();
        addPicture((hour + std::string(":00:00;00")).c_str(), 20, k2997);
        addTake((hour + std::string(":00:00:00")).c_str(), 20, k2997);
        const auto found = matchSound(clips, known).matches;
        ASSERT_EQ(found.size(), 1U);
        EXPECT_NEAR(found[0].offset, 0.0, 1e-4) << hour;
    }
}

TEST_F(MatchSoundTest, LabelsCountWhateverTheRates)
{
    // 10:00:00:00 at 23.976 is 36036 seconds of frames, at 25 it is 36000, and so it is nearly in
    // drop frame.
    for (const timing::FrameRate camera : {k23976, k24, rate(25), rate(48000, 1001), rate(50)}) {
        for (const timing::FrameRate recorder : {k23976, k24, rate(25), rate(30)}) {
            SCOPED_TRACE(camera.toString() + " " + recorder.toString());
            clips.clear();
            known.clear();
            addPicture("10:00:05:00", 20, camera);
            addTake("10:00:00:00", 60, recorder);
            const auto found = matchSound(clips, known).matches;
            ASSERT_EQ(found.size(), 1U);
            EXPECT_NEAR(found[0].offset, -5.0, 1e-4);
            EXPECT_NEAR(found[0].overlap, 20.0, 0.03);
            EXPECT_EQ(found[0].ratesDiffer, camera != recorder);
        }
    }
    clips.clear();
    known.clear();
    addPicture("10:00:05;00", 20, k2997);
    addPicture("10:00:05;00", 20, rate(60000, 1001));
    addTake("10:00:00;00", 60, k2997);
    EXPECT_THAT(matches(), ElementsAre("0+2 -5.005 19.987", "1+2 -5.005 20.003 !"));
}

TEST_F(MatchSoundTest, ARecorderThatTellsNoRateCountsAsTheCameraDoes)
{
    addPicture("10:00:05:00", 20, k23976);
    addTake("10:00:00:00", 60, k23976, "", false);
    const auto found = matchSound(clips, known).matches;
    ASSERT_EQ(found.size(), 1U);
    EXPECT_NEAR(found[0].offset, -5.0, 1e-4);
    EXPECT_FALSE(found[0].ratesDiffer);
}

TEST_F(MatchSoundTest, OtherDaysAreOtherTakes)
{
    addPicture("10:00:00:00", 20, k24, "2026-11-21");
    addTake("10:00:00:00", 20, k24, "2026-11-21T10:00:00");
    addTake("10:00:00:00", 20, k24, "2026-11-20T10:00:00");
    addTake("10:00:00:00", 20, k24, "20261121");
    addTake("10:00:00:00", 20, k24, "2026:11:22");
    addTake("10:00:00:00", 20, k24);
    addTake("10:00:00:00", 20, k24, "some day");
    EXPECT_THAT(matches(), ElementsAre("0+1 +0.000 20.000", "0+3 +0.000 20.000",
                                       "0+5 +0.000 20.000", "0+6 +0.000 20.000"));
}

TEST_F(MatchSoundTest, ADayOfUtcOrARecordingAcrossMidnightMayBeOneOff)
{
    addPicture("10:00:00:00", 20, k24, "2026-11-20T23:00:00.000000Z"); // Morning in Tokyo.
    addTake("10:00:00:00", 20, k24, "2026-11-21");
    addTake("10:00:00:00", 20, k24, "2026-11-22");
    EXPECT_THAT(matches(), ElementsAre("0+1 +0.000 20.000"));

    clips.clear();
    known.clear();
    addPicture("00:00:05:00", 10, k24, "2026-11-22");
    addPicture("23:59:50:00", 30, k24, "2026-11-22"); // Dated when it ended, or the night after.
    addTake("23:59:00:00", 120, k24, "2026-11-21");
    addPicture("23:59:10:00", 10, k24, "2026-11-22"); // The night after.
    EXPECT_THAT(matches(), ElementsAre("0+2 -65.000 10.000", "1+2 -50.000 30.000"));
}

TEST_F(MatchSoundTest, SaysOfWhichClipsNobodyCanTell)
{
    addPicture("10:00:00:00", 20);
    known.back().start.reset();
    addPicture("10:00:00:00", 20);
    known.back().frames.reset();
    addTake("10:00:00:00", 20);
    known.back().startSamples.reset();
    addTake("10:00:00:00", 20);
    const SoundMatches found = matchSound(clips, known);
    EXPECT_THAT(found.matches, IsEmpty());
    EXPECT_THAT(found.untimed, ElementsAre(0U, 1U, 2U));
    EXPECT_THAT(found.takesAlone, ElementsAre(3U));
    EXPECT_THAT(found.silentPictures, IsEmpty());
}

} // namespace
} // namespace tailslate::media
