// SPDX-License-Identifier: Apache-2.0
#include "app/ClipReader.h"

#include "app/OffloadCard.h"
#include "ExpectFact.h"
#include "io/DiskFileSystem.h"
#include "media/BroadcastWaveWriter.h"
#include "stills/StillFile.h"
#include "support/FileContent.h"
#include "support/FixedClock.h"
#include "support/Movies.h"
#include "support/TempDir.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <stop_token>
#include <string>
#include <vector>

namespace tailslate::app {
namespace {

namespace fs = std::filesystem;
using media::ClipMetadata;
using media::Origin;

class ClipReaderTest : public testing::Test {
protected:
    /// What is known of the clips of the card, in their order.
    std::vector<ClipMetadata> readAll()
    {
        const auto listed = showCard(services, root, {{}, progress});
        EXPECT_TRUE(listed) << listed.error().describe();
        card = *listed;
        ClipReader reader(files, card, card.root);
        std::vector<ClipMetadata> known;
        for (std::size_t clip = 0; clip < card.clips.size(); ++clip)
            known.push_back(reader.read(clip, {{}, progress}).value());
        return known;
    }

    void writeMovie(const fs::path& path, int frames,
                    av::MovieSettings settings = test::smallMovie())
    {
        fs::create_directories((root / path).parent_path());
        // The writer goes by its settings, so that any name will do.
        ASSERT_TRUE(test::writeMovie(root / path, settings, frames));
    }

    void writeText(const fs::path& path, const std::string& text)
    {
        fs::create_directories((root / path).parent_path());
        test::writeFile(root / path, text);
    }

    test::TempDir temp;
    fs::path root = temp.path() / "card";
    io::DiskFileSystem files;
    test::FixedClock clock;
    Services services{files, clock, {}};
    jobs::Progress progress;
    media::Card card;
};

TEST_F(ClipReaderTest, TakesWhatTheMediaTellsBeforeTheCamerasListAndTheListBeforeTheName)
{
    writeMovie("A001R2EC/A001C001_261121_R2EC.mov", 12);
    writeText(
        "A001R2EC/A001R2EC_AVID.ale",
        "Heading\r\nFIELD_DELIM\tTABS\r\nFPS\t24\r\n\r\nColumn\r\n"
        "Name\tStart\tReel\tCamera_model\tASC_SOP\tScene\r\n\r\nData\r\n"
        "A001C001_261121_R2EC\t11:00:00:00\tWRONG\tALEXA Mini\t(1 1 1)(0 0 0)(1 1 1)\t12A\r\n");
    const auto known = readAll();
    ASSERT_EQ(known.size(), 1U);
    const ClipMetadata& clip = known.front();
    expectFact(clip.codec, std::string("prores HQ"), Origin::Media);
    expectFact(clip.size, {320, 180}, Origin::Media);
    expectFact(clip.frames, std::int64_t{12}, Origin::Media);
    expectFact(clip.reel, std::string("A001R2EC"), Origin::Media);
    ASSERT_TRUE(clip.start);
    EXPECT_EQ(clip.start->value.toString(), "10:00:00:00");
    expectFact(clip.camera, std::string("ALEXA Mini"), Origin::CameraLog);
    expectFact(clip.scene, std::string("12A"), Origin::CameraLog);
    expectFact(clip.created, std::string("2026-11-21"), Origin::Name);
    ASSERT_EQ(clip.items.size(), 1U);
    EXPECT_EQ(clip.items.front().name, "ASC_SOP");
    EXPECT_EQ(clip.unreadable, "");
    EXPECT_DOUBLE_EQ(clip.seconds().value_or(0), 0.5);
}

TEST_F(ClipReaderTest, OfMediaThatCannotBeReadTellsWhatListAndNameGive)
{
    writeText("A001R2EC/A001C001_261121_R2EC.mxf", std::string(5000, 'x'));
    writeText("A001R2EC/A001R2EC_AVID.ale",
              "Heading\nFIELD_DELIM\tTABS\nFPS\t23.976\n\nColumn\nName\tStart\tDuration\tTape\n\n"
              "Data\nA001C001_261121_R2EC\t23:59:59:12\t00:00:10:00\tA001R2EC\n");
    const ClipMetadata clip = readAll().at(0);
    EXPECT_NE(clip.unreadable, "");
    EXPECT_FALSE(clip.codec);
    expectFact(clip.rate, timing::FrameRate::create(24000, 1001).value(), Origin::CameraLog);
    expectFact(clip.frames, std::int64_t{240}, Origin::CameraLog);
    ASSERT_TRUE(clip.start);
    EXPECT_EQ(clip.start->value.toString(), "23:59:59:12");
    expectFact(clip.reel, std::string("A001R2EC"), Origin::CameraLog);
}

TEST_F(ClipReaderTest, AddsUpThePartsOfASpannedClipAndNoProxy)
{
    writeMovie("DCIM/100GOPRO/GH010042.MP4", 10);
    writeMovie("DCIM/100GOPRO/GH020042.MP4", 7);
    writeMovie("DCIM/100GOPRO/GL010042.LRV", 10, test::smallMovie(160, 90));
    const auto known = readAll();
    ASSERT_EQ(known.size(), 1U);
    expectFact(known.front().frames, std::int64_t{17}, Origin::Media);
}

TEST_F(ClipReaderTest, DoesNotGuessTheLengthOfAClipWithAPartThatCannotBeRead)
{
    writeMovie("DCIM/100GOPRO/GH010042.MP4", 10);
    writeText("DCIM/100GOPRO/GH020042.MP4", "cut off");
    const ClipMetadata clip = readAll().at(0);
    EXPECT_FALSE(clip.frames);
    EXPECT_NE(clip.unreadable, "");
    EXPECT_TRUE(clip.codec);
}

TEST_F(ClipReaderTest, ReadsWhatASonyCameraWroteBesideAClip)
{
    writeText("PRIVATE/M4ROOT/CLIP/C0001.MP4", "no media here");
    writeText("PRIVATE/M4ROOT/CLIP/C0001M01.XML",
              R"(<?xml version="1.0" encoding="UTF-8"?>
<NonRealTimeMeta xmlns="urn:schemas-professionalDisc:nonRealTimeMeta:ver.2.00">
  <Duration value="240"/>
  <LtcChangeTable tcFps="24" halfStep="false"><LtcChange frameCount="0" value="12032610" status="increment"/></LtcChangeTable>
  <CreationDate value="2026-11-21T14:26:10+01:00"/>
  <VideoFormat><VideoFrame videoCodec="AVC_3840_2160_HP@L51" captureFps="23.98p" formatFps="23.98p"/>
    <VideoLayout pixel="3840" numOfVerticalLine="2160" aspectRatio="16:9"/></VideoFormat>
  <Device manufacturer="Sony" modelName="ILME-FX3" serialNo="5012345"/>
</NonRealTimeMeta>)");
    const auto known = readAll();
    ASSERT_EQ(known.size(), 1U);
    const ClipMetadata& clip = known.front();
    expectFact(clip.size, {3840, 2160}, Origin::Sidecar);
    expectFact(clip.rate, timing::FrameRate::create(24000, 1001).value(), Origin::Sidecar);
    expectFact(clip.frames, std::int64_t{240}, Origin::Sidecar);
    ASSERT_TRUE(clip.start);
    EXPECT_EQ(clip.start->value.toString(), "10:26:03:12");
    expectFact(clip.camera, std::string("Sony ILME-FX3"), Origin::Sidecar);
    expectFact(clip.serial, std::string("5012345"), Origin::Sidecar);
    expectFact(clip.created, std::string("2026-11-21T14:26:10+01:00"), Origin::Sidecar);
}

TEST_F(ClipReaderTest, CountsTheFramesThatShareALabelAsSonyCamerasWriteThem)
{
    struct Case {
        const char* rate;
        const char* table;
        const char* start;
    };

    // halfStep: above 30 frames a second LTC counts half as many labels (SMPTE ST 12-1, section
    // 12). What the cameras wrote: FDR-AX100 at 59.94p, ILCE-7SM3 at 119.88p (whose drop-frame
    // labels no timecode of 120 has).
    const Case cases[] = {
        {"59.94p", R"(tcFps="30" halfStep="true"><LtcChange value="48544103"/>)", "03:41:54;16"},
        {"59.94p", R"(tcFps="30" halfStep="true"><LtcChange value="54830000"/>)", "00:00:03;29"},
        {"59.94p", R"(tcFps="30" halfStep="true"><LtcChange value="08544103"/>)", "03:41:54:16"},
        {"50p", R"(tcFps="25" halfStep="true"><LtcChange value="24595923"/>)", "23:59:59:48"},
        {"50p", R"(tcFps="25" halfStep="true"><LtcChange value="245959A3"/>)", "23:59:59:49"},
        {"47.95p", R"(tcFps="24" halfStep="true"><LtcChange value="23161514"/>)", "14:15:16:46"},
        {"119.88p", R"(tcFps="30" halfStep="true"><LtcChange value="01000001"/>)", "01:00:00:004"},
        {"119.88p", R"(tcFps="30" halfStep="true"><LtcChange value="48544103"/>)", ""},
        {"59.94i", R"(tcFps="30" halfStep="false"><LtcChange value="48544103"/>)", "03:41:54;08"},
        {"29.97p", R"(tcFps="30" halfStep="false"><LtcChange value="48544103"/>)", "03:41:54;08"}};
    writeText("PRIVATE/M4ROOT/CLIP/C0001.MP4", "no media here");
    for (const Case& one : cases) {
        SCOPED_TRACE(fmt::format("{} {}", one.rate, one.table));
        writeText("PRIVATE/M4ROOT/CLIP/C0001M01.XML",
                  fmt::format(R"(<NonRealTimeMeta><LtcChangeTable {}</LtcChangeTable><VideoFormat>)"
                              R"(<VideoFrame formatFps="{}"/></VideoFormat></NonRealTimeMeta>)",
                              one.table, one.rate));
        const ClipMetadata clip = readAll().at(0);
        EXPECT_EQ(clip.start ? clip.start->value.toString() : "", one.start);
    }
}

TEST_F(ClipReaderTest, TakesTheFrameOfASharedLabelFromTheSidecarWhereTheMediaKeepsTheLabel)
{
    const auto startOf = [&](const char* inMedia) {
        av::MovieSettings settings = test::smallMovie();
        settings.startTimecode = test::timecode(inMedia, 60000, 1001);
        fs::remove(root / "PRIVATE/M4ROOT/CLIP/C0001.MP4");
        writeMovie("PRIVATE/M4ROOT/CLIP/C0001.MP4", 5, settings);
        const ClipMetadata clip = readAll().at(0);
        return clip.start.value_or(media::Known<timing::Timecode>{{}, Origin::Name});
    };
    writeText("PRIVATE/M4ROOT/CLIP/C0001M01.XML",
              R"(<NonRealTimeMeta><LtcChangeTable tcFps="30" halfStep="true">)"
              R"(<LtcChange value="48544103"/></LtcChangeTable></NonRealTimeMeta>)");
    EXPECT_EQ(startOf("03:41:54;08").value.toString(), "03:41:54;16");
    EXPECT_EQ(startOf("03:41:54;08").origin, Origin::Sidecar);
    // The frame itself, or anything else that the media says.
    EXPECT_EQ(startOf("03:41:54;16").value.toString(), "03:41:54;16");
    EXPECT_EQ(startOf("03:41:54;16").origin, Origin::Media);
    EXPECT_EQ(startOf("10:00:00;07").value.toString(), "10:00:00;07");
}

TEST_F(ClipReaderTest, ReadsWhatAP2CameraWroteBesideAClip)
{
    writeText("CONTENTS/VIDEO/0001AB.MXF", "no media here");
    writeText("CONTENTS/AUDIO/0001AB00.MXF", "no media here");
    writeText("CONTENTS/CLIP/0001AB.XML",
              R"(<P2Main xmlns="urn:schemas-Professional-Plug-in:P2:ClipMetadata:v3.1"><ClipContent>
<ClipName>0001AB</ClipName><GlobalClipID>060A2B34AA</GlobalClipID><Duration>14472</Duration>
<EditUnit>1001/30000</EditUnit><EssenceList><Video><Codec Class="100">AVC-I_1080/59.94i</Codec>
<FrameRate DropFrameFlag="true">59.94i</FrameRate><StartTimecode>10:00:00:08</StartTimecode></Video>
<Audio><SamplingRate>48000</SamplingRate><BitsPerSample>24</BitsPerSample></Audio><Audio/>
</EssenceList><ClipMetadata><UserClipName>Harbour</UserClipName><Access>
<CreationDate>2026-01-05T16:19:29+01:00</CreationDate></Access><Device>
<Manufacturer>Panasonic</Manufacturer><SerialNo.>A1234</SerialNo.><ModelName>AG-HPX250</ModelName>
</Device><Scenario><SceneNo.>12A</SceneNo.><TakeNo.>3</TakeNo.></Scenario></ClipMetadata>
<Relation><Connection><Next><ClipName>0002CD</ClipName></Next></Connection></Relation>
</ClipContent></P2Main>)");
    const auto known = readAll();
    ASSERT_EQ(known.size(), 1U);
    const ClipMetadata& clip = known.front();
    expectFact(clip.codec, std::string("AVC-I_1080/59.94i 100"), Origin::Sidecar);
    expectFact(clip.rate, timing::FrameRate::create(30000, 1001).value(), Origin::Sidecar);
    expectFact(clip.frames, std::int64_t{14472}, Origin::Sidecar);
    expectFact(clip.start, test::timecode("10:00:00;08", 30000, 1001), Origin::Sidecar);
    expectFact(clip.camera, std::string("Panasonic AG-HPX250"), Origin::Sidecar);
    expectFact(clip.serial, std::string("A1234"), Origin::Sidecar);
    expectFact(clip.created, std::string("2026-01-05T16:19:29+01:00"), Origin::Sidecar);
    expectFact(clip.scene, std::string("12A"), Origin::Sidecar);
    expectFact(clip.take, std::string("3"), Origin::Sidecar);
    expectFact(clip.sound, {2, 48000, 24, ""}, Origin::Sidecar);
    const std::vector<media::ClipItem> items{{"umid", "060A2B34AA", Origin::Sidecar},
                                             {"title", "Harbour", Origin::Sidecar},
                                             {"next clip", "0002CD", Origin::Sidecar}};
    EXPECT_EQ(clip.items, items);

    const auto list = readClipFile(files, root / "CONTENTS/CLIP/0001AB.XML");
    ASSERT_TRUE(list) << list.error().describe();
    expectFact(list->camera, std::string("Panasonic AG-HPX250"), Origin::Sidecar);
}

TEST_F(ClipReaderTest, CountsP2LabelsUpTo30Only)
{
    // Panasonic's operating instructions for P2 camcorders, "Setting the time code": labels go up
    // to 23:59:59:29 at 59.94 Hz, 23:59:59:24 at 50 Hz, whatever is recorded.
    const auto startOf = [&](const char* rate, const char* unit, const char* drop,
                             const char* label) {
        writeText("CONTENTS/VIDEO/0001AB.MXF", "no media here");
        writeText("CONTENTS/CLIP/0001AB.XML",
                  fmt::format("<P2Main><ClipContent><EditUnit>{}</EditUnit><EssenceList><Video>"
                              "<FrameRate DropFrameFlag=\"{}\">{}</FrameRate><StartTimecode>{}"
                              "</StartTimecode></Video></EssenceList></ClipContent></P2Main>",
                              unit, drop, rate, label));
        const ClipMetadata clip = readAll().at(0);
        return clip.start ? clip.start->value.toString() : "";
    };
    EXPECT_EQ(startOf("59.94p", "1001/60000", "true", "23:59:59:29"), "23:59:59;58");
    EXPECT_EQ(startOf("59.94p", "1001/60000", "false", "10:00:00:08"), "10:00:00:16");
    EXPECT_EQ(startOf("50p", "1/50", "false", "23:59:59:24"), "23:59:59:48");
    EXPECT_EQ(startOf("50i", "1/25", "false", "23:59:59:24"), "23:59:59:24");
    EXPECT_EQ(startOf("50i", "", "false", "23:59:59:24"), "23:59:59:24");
    EXPECT_EQ(startOf("23.98p", "1001/24000", "false", "23:59:59:23"), "23:59:59:23");
}

TEST_F(ClipReaderTest, ReadsWhatACanonCameraWroteBesideAClip)
{
    writeText("CONTENTS/CLIPS001/INDEX.MIF", "list");
    writeText("CONTENTS/CLIPS001/AA0001/AA000101.MXF", "no media here");
    writeText("CONTENTS/CLIPS001/AA0001/AA0001.XML",
              R"(<VideoClip xmlns="http://www.canon.com/ns/VideoClip"><Title>Harbour</Title>
<Device><Manufacturer>Canon</Manufacturer><ModelName>XF305</ModelName><SerialNo>0012</SerialNo>
<FirmVersion>1.0.3.0</FirmVersion></Device><Location><PlaceName>Pier</PlaceName></Location>
</VideoClip>)");
    const auto known = readAll();
    ASSERT_EQ(known.size(), 1U);
    const ClipMetadata& clip = known.front();
    expectFact(clip.camera, std::string("Canon XF305"), Origin::Sidecar);
    expectFact(clip.serial, std::string("0012"), Origin::Sidecar);
    const std::vector<media::ClipItem> items{{"title", "Harbour", Origin::Sidecar},
                                             {"firmware", "1.0.3.0", Origin::Sidecar},
                                             {"place", "Pier", Origin::Sidecar}};
    EXPECT_EQ(clip.items, items);
    EXPECT_TRUE(readClipFile(files, root / "CONTENTS/CLIPS001/AA0001/AA0001.XML"));
}

TEST_F(ClipReaderTest, ReadsATakeAsTheRecorderDescribesIt)
{
    media::BroadcastWave wave;
    wave.start = test::timecode("23:59:59:12");
    wave.originationDate = "2026-11-21";
    wave.originationTime = "23:59:59";
    wave.originator = "788T";
    wave.scene = "12A";
    wave.take = "3";
    wave.tape = "26Y11M21";
    wave.tracks = {"Mix", "Boom"};
    fs::create_directories(root / "26Y11M21/FALSETAKES");
    fs::create_directories(root / "SOUNDDEV");
    const std::vector<std::int32_t> samples(96'000);
    ASSERT_TRUE(media::writeBroadcastWave(files, root / "26Y11M21/12AT03.WAV", wave, samples));
    ASSERT_TRUE(
        media::writeBroadcastWave(files, root / "26Y11M21/FALSETAKES/12AT02.WAV", wave, samples));
    const auto known = readAll();
    ASSERT_EQ(known.size(), 2U);
    const bool falseFirst = card.clips[0].name.ends_with("T02");
    const ClipMetadata& take = known[falseFirst ? 1 : 0];
    const ClipMetadata& falseTake = known[falseFirst ? 0 : 1];
    expectFact(take.scene, std::string("12A"), Origin::WaveChunk);
    expectFact(take.take, std::string("3"), Origin::WaveChunk);
    expectFact(take.soundRoll, std::string("26Y11M21"), Origin::WaveChunk);
    expectFact(take.startSamples,
               media::samplesSinceMidnight(test::timecode("23:59:59:12"), 48'000),
               Origin::WaveChunk);
    ASSERT_TRUE(take.start);
    EXPECT_EQ(take.start->value.toString(), "23:59:59:12");
    expectFact(take.samples, std::int64_t{48'000}, Origin::Media);
    ASSERT_TRUE(take.sound);
    EXPECT_EQ(take.sound->value.channels, 2);
    ASSERT_TRUE(take.tracks);
    EXPECT_EQ(take.tracks->value.at(1).name, "Boom");
    EXPECT_FALSE(take.falseTake);
    expectFact(falseTake.falseTake, true, Origin::Name);
    EXPECT_DOUBLE_EQ(take.seconds().value_or(0), 1.0);

    root = root / "26Y11M21/FALSETAKES";
    expectFact(readAll().at(0).falseTake, true, Origin::Name);
}

TEST_F(ClipReaderTest, SaysWhyATakeHasNoTimecode)
{
    media::BroadcastWave wave;
    wave.start =
        timing::Timecode::parse("10:00:00:00", timing::FrameRate::create(30, 1).value()).value();
    wave.tracks = {"Mix"};
    fs::create_directories(root / "26Y11M21");
    const fs::path path = root / "26Y11M21/12AT03.WAV";
    ASSERT_TRUE(media::writeBroadcastWave(files, path, wave, std::vector<std::int32_t>(4'800)));
    ASSERT_TRUE(readAll().at(0).start);
    std::string bytes = test::readFile(path);
    bytes.replace(bytes.find(">NDF<"), 5, "> DF<");
    test::writeFile(path, bytes);

    const ClipMetadata take = readAll().at(0);
    EXPECT_FALSE(take.start);
    ASSERT_EQ(take.items.size(), 1U);
    EXPECT_EQ(take.items[0].name, "timecode");
    EXPECT_EQ(take.items[0].value, "there is no drop-frame timecode at 30 frames per second, only "
                                   "at 29.97 and 59.94");
}

TEST_F(ClipReaderTest, AddsUpTheChannelsOfAMonoTake)
{
    media::BroadcastWave wave;
    wave.tracks = {"Boom"};
    fs::create_directories(root / "SOUNDDEV");
    const std::vector<std::int32_t> samples(4'800);
    for (const char* const name : {"12AT03_1.WAV", "12AT03_2.WAV", "12AT03_3.WAV"}) {
        ASSERT_TRUE(media::writeBroadcastWave(files, root / name, wave, samples));
        wave.tracks = {name == std::string_view("12AT03_1.WAV") ? "Lav 1" : "Lav 2"};
    }
    const auto known = readAll();
    ASSERT_EQ(known.size(), 1U);
    EXPECT_EQ(known.front().sound->value.channels, 3);
    ASSERT_TRUE(known.front().tracks);
    EXPECT_EQ(known.front().tracks->value.size(), 3U);
    EXPECT_EQ(known.front().tracks->value.back().name, "Lav 2");
    expectFact(known.front().samples, std::int64_t{4'800}, Origin::Media);
}

TEST_F(ClipReaderTest, CountsTheFramesOfASequence)
{
    const auto image = image::makeRgbImage(64, 36).value();
    fs::create_directories(root / "shot");
    for (int frame = 0; frame < 5; ++frame)
        ASSERT_TRUE(
            stills::writeStill(root / "shot" / ("shot.000010" + std::to_string(frame) + ".exr"),
                               image, stills::StillDepth::Bits16, {}));
    const auto known = readAll();
    ASSERT_EQ(known.size(), 1U);
    expectFact(known.front().frames, std::int64_t{5}, Origin::Name);
    expectFact(known.front().size, {64, 36}, Origin::Media);
    expectFact(known.front().codec, std::string("openexr 16 bit float"), Origin::Media);
}

TEST_F(ClipReaderTest, StopsWhenAsked)
{
    writeMovie("A001R2EC/A001C001_261121_R2EC.mov", 2);
    static_cast<void>(readAll());
    std::stop_source stop;
    stop.request_stop();
    ClipReader reader(files, card, card.root);
    EXPECT_EQ(reader.read(0, {stop.get_token(), progress}).error().code, ErrorCode::Cancelled);
}

TEST_F(ClipReaderTest, OfASingleFileRefusesWhatIsNoMedia)
{
    writeMovie("clip.mov", 3);
    writeText("notes.txt", "no media");
    writeText("broken.mov", "no media");
    const auto clip = readClipFile(files, root / "clip.mov");
    ASSERT_TRUE(clip) << clip.error().describe();
    expectFact(clip->frames, std::int64_t{3}, Origin::Media);
    EXPECT_EQ(readClipFile(files, root / "notes.txt").error().code, ErrorCode::BadFormat);
    EXPECT_EQ(readClipFile(files, root / "broken.mov").error().code, ErrorCode::BadFormat);
    EXPECT_EQ(readClipFile(files, root / "gone.mov").error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace tailslate::app
