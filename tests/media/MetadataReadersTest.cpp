// SPDX-License-Identifier: Apache-2.0
#include "io/DiskFileSystem.h"
#include "media/AleTable.h"
#include "media/BroadcastWaveReader.h"
#include "media/BroadcastWaveWriter.h"
#include "media/CanonMetadata.h"
#include "media/P2Metadata.h"
#include "media/SonyMetadata.h"
#include "support/TempDir.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace tailslate::media {
namespace {

using tailslate::test::TempDir;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

std::string littleEndianBytes(std::uint64_t value, int size)
{
    std::string bytes;
    for (int byte = 0; byte < size; ++byte) {
        bytes.push_back(static_cast<char>(value & 0xFF));
        value >>= 8;
    }
    return bytes;
}

std::string field(std::string text, std::size_t size)
{
    text.resize(size, '\0');
    return text;
}

std::string chunk(const std::string& id, const std::string& content)
{
    return id + littleEndianBytes(content.size(), 4) + content +
           std::string(content.size() % 2, '\0');
}

// EBU Tech 3285, section 2.3.
std::string extensionChunk()
{
    return field("sSCENE=12A\r\nsTAKE=03", 256) + field("788T SN:HA0402", 32) + field("ref", 32) +
           "2026-11-21" + "10:00:03" + littleEndianBytes(0x1'0000'0002, 8) +
           littleEndianBytes(1, 2) + std::string(254, '\0') + "A=PCM,F=48000,W=24\r\n";
}

Result<WaveFile> readBytes(const std::string& bytes)
{
    const TempDir folder;
    const auto path = folder.path() / "take.wav";
    std::ofstream(path, std::ios::binary) << bytes;
    io::DiskFileSystem files;
    return readWaveFile(files, path);
}

TEST(BroadcastWaveReader, ReadsWhatTheWriterWrites)
{
    const TempDir folder;
    const auto path = folder.path() / "12A-T003.wav";
    io::DiskFileSystem files;
    BroadcastWave take{.description = "Scene 12A take 3",
                       .originator = "Recorder",
                       .originationDate = "2026-11-21",
                       .originationTime = "10:00:03",
                       .start = timing::Timecode::parse("10:00:03:12", timing::FrameRate()).value(),
                       .project = "Rock & <Roll>",
                       .scene = "12A",
                       .take = "3",
                       .tape = "SOUND_001",
                       .note = "wind",
                       .tracks = {"Mix", "Zo\xC3\xAB"}};
    ASSERT_TRUE(writeBroadcastWave(files, path, take, std::vector<std::int32_t>(96, 1)));
    const auto wave = readWaveFile(files, path);

    ASSERT_TRUE(wave) << wave.error().describe();
    EXPECT_FALSE(wave->isLong);
    EXPECT_EQ(wave->channels, 2U);
    EXPECT_EQ(wave->sampleRate, 48000U);
    EXPECT_EQ(wave->bitsPerSample, 24U);
    EXPECT_EQ(wave->sampleCount(), 48U);
    EXPECT_EQ(wave->dataStart + wave->dataSize, wave->fileSize);
    ASSERT_TRUE(wave->extension);
    EXPECT_EQ(wave->extension->description, "Scene 12A take 3");
    EXPECT_EQ(wave->extension->originator, "Recorder");
    EXPECT_EQ(wave->extension->originationDate, "2026-11-21");
    EXPECT_EQ(wave->extension->timeReference, samplesSinceMidnight(take.start, 48000));
    ASSERT_TRUE(wave->notes);
    EXPECT_EQ(wave->notes->project, "Rock & <Roll>");
    EXPECT_EQ(wave->notes->scene, "12A");
    EXPECT_EQ(wave->notes->take, "3");
    EXPECT_EQ(wave->notes->tape, "SOUND_001");
    EXPECT_EQ(wave->notes->samplesSinceMidnight, samplesSinceMidnight(take.start, 48000));
    ASSERT_EQ(wave->notes->tracks.size(), 2U);
    EXPECT_EQ(wave->notes->tracks[1].name, "Zo\xC3\xAB");
    EXPECT_EQ(wave->notes->tracks[1].interleave, 2U);
}

TEST(BroadcastWaveReader, ReadsTheSizesOfLongFilesFromTheirOwnChunk)
{
    // EBU Tech 3306: sizes of 0xFFFFFFFF stand in ds64.
    constexpr std::uint64_t kLong = 0x1'2345'6780;
    for (const char* kind : {"RF64", "BW64"}) {
        const auto wave =
            readBytes(kind + std::string(4, '\xFF') + "WAVE" +
                      chunk("ds64", littleEndianBytes(kLong + 72, 8) + littleEndianBytes(kLong, 8) +
                                        littleEndianBytes(0, 12)) +
                      chunk("fmt ", littleEndianBytes(1, 2) + littleEndianBytes(8, 2) +
                                        littleEndianBytes(96000, 4) + littleEndianBytes(0, 6) +
                                        littleEndianBytes(24, 2)) +
                      "data" + std::string(4, '\xFF') + std::string(480, 'x'));
        ASSERT_TRUE(wave);
        EXPECT_TRUE(wave->isLong);
        EXPECT_EQ(wave->channels, 8U);
        EXPECT_EQ(wave->sampleRate, 96000U);
        EXPECT_EQ(wave->dataSize, kLong);
        EXPECT_EQ(wave->sampleCount(), 480U / 24); // No more than there are.
    }
}

TEST(BroadcastWaveReader, ReadsChunksBehindTheSoundAndOfOddSize)
{
    const auto wave =
        readBytes("RIFF" + std::string(4, '\0') + "WAVE" + chunk("junk", "odd") +
                  chunk("data", std::string(333, 'x')) + chunk("bext", extensionChunk()) +
                  chunk("iXML", "<BWFXML><SCENE>7</SCENE></BWFXML>" + std::string(5, '\0')));
    ASSERT_TRUE(wave);
    EXPECT_EQ(wave->dataSize, 333U);
    ASSERT_TRUE(wave->extension);
    EXPECT_EQ(wave->extension->originator, "788T SN:HA0402");
    EXPECT_EQ(wave->extension->originatorReference, "ref");
    EXPECT_EQ(wave->extension->timeReference, 0x1'0000'0002U);
    EXPECT_EQ(wave->extension->version, 1U);
    EXPECT_EQ(wave->extension->codingHistory, "A=PCM,F=48000,W=24");
    ASSERT_TRUE(wave->notes);
    EXPECT_EQ(wave->notes->scene, "7");
}

TEST(BroadcastWaveReader, ReadsAllThatTakeNotesMayHoldAndNeedsNoneOfIt)
{
    // Names of elements: iXML 2.10, gallery.co.uk/ixml.
    const auto notes = parseTakeNotes(
        "<?xml version=\"1.0\"?><BWFXML><IXML_VERSION>1.61</IXML_VERSION><CIRCLED>TRUE</CIRCLED>"
        "<NO_GOOD>FALSE</NO_GOOD><FALSE_START>true</FALSE_START><WILD_TRACK>TRUE</WILD_TRACK>"
        "<FILE_UID>UID1</FILE_UID><UBITS>26112100</UBITS><SPEED><TIMECODE_RATE>30000/1001"
        "</TIMECODE_RATE><TIMECODE_FLAG>DF</TIMECODE_FLAG><FILE_SAMPLE_RATE>48048"
        "</FILE_SAMPLE_RATE><TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>1"
        "</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI><TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>4294967295"
        "</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO></SPEED><FILE_SET><TOTAL_FILES>4</TOTAL_FILES>"
        "<FAMILY_UID>FAM</FAMILY_UID><FAMILY_NAME>12A-T003</FAMILY_NAME><FILE_SET_INDEX>A"
        "</FILE_SET_INDEX></FILE_SET><TRACK_LIST><TRACK><CHANNEL_INDEX>3</CHANNEL_INDEX>"
        "<FUNCTION>M-MID_SIDE</FUNCTION></TRACK></TRACK_LIST></BWFXML>");
    ASSERT_TRUE(notes);
    EXPECT_TRUE(notes->circled && notes->falseStart && notes->wildTrack);
    EXPECT_FALSE(notes->noGood);
    EXPECT_EQ(notes->timecodeFlag, "DF");
    EXPECT_EQ(notes->sampleRate, 48048U);
    EXPECT_EQ(notes->samplesSinceMidnight, 0x1'FFFF'FFFFU);
    EXPECT_EQ(notes->familyFiles, 4U);
    EXPECT_EQ(notes->familyIndex, "A");
    ASSERT_EQ(notes->tracks.size(), 1U);
    EXPECT_EQ(notes->tracks[0].channel, 3U);
    EXPECT_EQ(notes->tracks[0].function, "M-MID_SIDE");

    const auto nothing = parseTakeNotes("<BWFXML/>");
    ASSERT_TRUE(nothing);
    EXPECT_FALSE(nothing->samplesSinceMidnight || nothing->familyFiles || nothing->sampleRate);
    EXPECT_FALSE(parseTakeNotes("<OTHER/>"));
    EXPECT_FALSE(parseTakeNotes("<BWFXML>"));
    EXPECT_FALSE(parseTakeNotes(""));
}

TEST(BroadcastWaveReader, ReadsNotesWithBlanksAroundTheirTexts)
{
    const auto notes = parseTakeNotes(
        "<BWFXML><CIRCLED> true </CIRCLED><NOTE>\n  two words \n</NOTE><SCENE>   </SCENE>"
        "<SPEED><TIMECODE_RATE> 24000/1001 </TIMECODE_RATE>"
        "<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>7\t</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO></SPEED>"
        "<FILE_SET><TOTAL_FILES>2 </TOTAL_FILES></FILE_SET></BWFXML>");
    ASSERT_TRUE(notes);
    EXPECT_TRUE(notes->circled);
    EXPECT_EQ(notes->note, "two words");
    EXPECT_EQ(notes->scene, "");
    EXPECT_EQ(notes->timecodeRate, "24000/1001");
    EXPECT_EQ(notes->samplesSinceMidnight, 7U);
    EXPECT_EQ(notes->familyFiles, 2U);
}

TEST(BroadcastWaveReader, ReadsNotesInUtf16)
{
    const std::string xml = "<?xml version=\"1.0\"?><BWFXML><SCENE>12A</SCENE></BWFXML>";
    std::string little;
    std::string big;
    for (const char c : xml) {
        little += {c, '\0'};
        big += {'\0', c};
    }
    for (const std::string& text : {"\xFF\xFE" + little, "\xFE\xFF" + big, little, big}) {
        for (const std::size_t zeros : {0U, 1U, 64U}) {
            const auto notes = parseTakeNotes(text + std::string(zeros, '\0'));
            ASSERT_TRUE(notes) << notes.error().describe();
            EXPECT_EQ(notes->scene, "12A");
        }
    }
    EXPECT_FALSE(parseTakeNotes(std::string("<\0", 2)));
    EXPECT_FALSE(parseTakeNotes(std::string("\xFF\xFE", 2)));
}

TEST(BroadcastWaveReader, DescribesACutFileAsFarAsItGoesAndRefusesOthers)
{
    const std::string whole = "RIFF" + std::string(4, '\0') + "WAVE" +
                              chunk("bext", extensionChunk()) + chunk("iXML", "<BWFXML/>") +
                              chunk("data", std::string(64, 'x'));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto wave = readBytes(whole.substr(0, size));
        EXPECT_EQ(wave.has_value(), size >= 12) << size;
    }
    EXPECT_FALSE(parseBroadcastExtension(extensionChunk().substr(0, 601)));
    EXPECT_FALSE(readBytes("RIFX" + whole.substr(4)));
}

TEST(AleTable, ReadsHeadingColumnsAndRows)
{
    const auto table = parseAle("Heading\nFIELD_DELIM\tTABS\nVIDEO_FORMAT\t1080\nFPS\t23.976\n\n"
                                "Column\nName\tTracks\tStart\tEnd\t\n\nData\n"
                                "A001C001_261121_R2EC\tV\t10:00:00:00\t10:00:05:00\t\n"
                                "Data\tV\t\t\nshort\n");
    ASSERT_TRUE(table);
    EXPECT_THAT(table->columns, ElementsAre("Name", "Tracks", "Start", "End"));
    EXPECT_EQ(table->headingOf("fps"), "23.976");
    EXPECT_EQ(table->headingOf("TAPE"), "");
    ASSERT_EQ(table->rows.size(), 3U);
    EXPECT_EQ(table->cell(0, "start"), "10:00:00:00");
    EXPECT_EQ(table->cell(0, "Reel"), "");
    EXPECT_EQ(table->cell(1, "Name"), "Data");
    EXPECT_EQ(table->cell(2, "End"), "");
}

TEST(AleTable, TakesEveryKindOfLineEndAndAByteOrderMark)
{
    for (const std::string end : {"\n", "\r\n", "\r"}) {
        const auto table = parseAle("\xEF\xBB\xBFHeading" + end + "FPS\t25" + end + "Column" + end +
                                    "Name" + end + "Data" + end + "A" + end + "B");
        ASSERT_TRUE(table);
        EXPECT_EQ(table->headingOf("FPS"), "25");
        EXPECT_EQ(table->rows.size(), 2U);
    }
}

TEST(AleTable, ReadsUtf16)
{
    const std::u16string text = u"\uFEFFColumn\r\nName\r\nData\r\nA\u00E9\U0001F3AC\xD83C\r\n";
    for (const bool isBigEndian : {false, true}) {
        std::string bytes;
        for (const char16_t unit : text)
            for (const unsigned shift : {isBigEndian ? 8U : 0U, isBigEndian ? 0U : 8U})
                bytes.push_back(static_cast<char>(static_cast<unsigned>(unit) >> shift & 0xFFU));
        for (const char* end : {"", "x"}) {
            const auto table = parseAle(bytes + end);
            ASSERT_TRUE(table);
            ASSERT_EQ(table->rows.size(), 1U);
            EXPECT_EQ(table->cell(0, "Name"), "A\u00E9\U0001F3AC\uFFFD");
        }
    }
}

TEST(AleTable, RefusesWhatEndsBeforeItsRows)
{
    EXPECT_TRUE(parseAle("Heading\nFPS\t24\n\nColumn\nName\n\nData\n"));
    const auto cut = parseAle("Heading\nFPS\t24\n\nColumn\nName\tDuration\n\nDat");
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().message, "an ALE ends before its rows");
}

TEST(AleTable, RefusesWhatHasNoColumnsOrTooManyFields)
{
    EXPECT_FALSE(parseAle(""));
    EXPECT_FALSE(parseAle("Heading\nFPS\t24\nData\nA\n"));
    EXPECT_FALSE(parseAle("Column\nName\nData\nA\tB\n"));
    EXPECT_EQ(parseAle("").error().code, ErrorCode::BadFormat);
}

TEST(SonyMetadata, ReadsWhatACameraWritesOfAClip)
{
    const auto data = parseSonyMetadata(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><NonRealTimeMeta "
        "xmlns=\"urn:schemas-professionalDisc:nonRealTimeMeta:ver.2.20\" "
        "lastUpdate=\"2026-01-05T16:19:29+01:00\"><TargetMaterial umidRef=\"060A2B34\"/>"
        "<Duration value=\"390\"/><LtcChangeTable tcFps=\"24\" halfStep=\"false\">"
        "<LtcChange frameCount=\"0\" value=\"12032610\" status=\"increment\"/>"
        "<LtcChange frameCount=\"389\" value=\"17192610\" status=\"end\"/></LtcChangeTable>"
        "<CreationDate value=\"2026-01-05T16:19:29+01:00\"/><VideoFormat>"
        "<VideoFrame videoCodec=\"AVC_3840_2160_HP@L51\" captureFps=\"23.98p\" "
        "formatFps=\"23.98p\"/><VideoLayout pixel=\"3840\" numOfVerticalLine=\"2160\"/>"
        "</VideoFormat><AudioFormat numOfChannel=\"4\"/>"
        "<Device manufacturer=\"Sony\" modelName=\"ILME-FX6V\" serialNo=\"1234567\"/>"
        "<AcquisitionRecord><Group name=\"CameraUnitMetadataSet\">"
        "<Item name=\"CaptureGammaEquation\" value=\"s-log3-cine\"/></Group></AcquisitionRecord>"
        "</NonRealTimeMeta>");
    ASSERT_TRUE(data) << data.error().describe();
    EXPECT_EQ(data->frames, 390U);
    EXPECT_EQ(data->umid, "060A2B34");
    EXPECT_EQ(data->firstTimecode, "10:26:03:12");
    EXPECT_EQ(data->timecodeRate, "24");
    EXPECT_FALSE(data->halfStep);
    EXPECT_EQ(data->codec, "AVC_3840_2160_HP@L51");
    EXPECT_EQ(data->captureRate, "23.98p");
    EXPECT_EQ(data->width, 3840U);
    EXPECT_EQ(data->height, 2160U);
    EXPECT_EQ(data->audioChannels, 4U);
    EXPECT_EQ(data->model, "ILME-FX6V");
    EXPECT_EQ(data->serial, "1234567");
    EXPECT_THAT(data->acquisition, ElementsAre(Pair("CaptureGammaEquation", "s-log3-cine")));
}

TEST(SonyMetadata, KnowsDropFrameAndHalfSteps)
{
    // The drop-frame flag stands above the frames' tens (SMPTE ST 12-1).
    const auto data = parseSonyMetadata(
        "<NonRealTimeMeta><LtcChangeTable tcFps=\"30\" halfStep=\"true\"><LtcChange "
        "frameCount=\"0\" value=\"48544103\"/></LtcChangeTable></NonRealTimeMeta>");
    ASSERT_TRUE(data);
    EXPECT_EQ(data->firstTimecode, "03:41:54;08");
    EXPECT_TRUE(data->halfStep);
    EXPECT_FALSE(data->frames);
    EXPECT_THAT(data->acquisition, IsEmpty());
}

TEST(SonyMetadata, TellsTheFramesOfAPairApart)
{
    const auto read = [](const char* rate, const char* value) {
        return parseSonyMetadata(fmt::format("<NonRealTimeMeta><LtcChangeTable tcFps=\"{}\" "
                                             "halfStep=\"true\"><LtcChange value=\"{}\"/>"
                                             "</LtcChangeTable></NonRealTimeMeta>",
                                             rate, value))
            .value();
    };
    // What a Sony FDR-AX100 wrote of a clip of 210 frames at 59.94p: its first frame and its last,
    // the 210th, which is the second of label 104.
    EXPECT_EQ(read("30", "40000000").firstTimecode, "00:00:00;00");
    EXPECT_FALSE(read("30", "40000000").secondHalf);
    EXPECT_EQ(read("30", "54830000").firstTimecode, "00:00:03;14");
    EXPECT_TRUE(read("30", "54830000").secondHalf);
    // SMPTE ST 12-1, table 2: where 25 are counted the flag is bit 59, with the hours.
    EXPECT_FALSE(read("25", "12832610").secondHalf);
    EXPECT_TRUE(read("25", "12032690").secondHalf);
    EXPECT_EQ(read("25", "12032690").firstTimecode, "10:26:03:12");
    EXPECT_EQ(read("25", "1203269").firstTimecode, "1203269");
}

TEST(SonyMetadata, RefusesOtherFiles)
{
    EXPECT_FALSE(parseSonyMetadata(""));
    EXPECT_FALSE(parseSonyMetadata("<MediaProfile/>"));
    EXPECT_FALSE(parseSonyMetadata("<NonRealTimeMeta>"));
}

// Names of elements: P2 clip metadata 3.1 as public readers know it.
constexpr const char* kP2List =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>"
    "<P2Main xmlns=\"urn:schemas-Professional-Plug-in:P2:ClipMetadata:v3.1\"><ClipContent>"
    "<ClipName>0001AB</ClipName><GlobalClipID>060A2B34AA</GlobalClipID><Duration>14472</Duration>"
    "<EditUnit>1/25</EditUnit><EssenceList><Video><Codec Class=\"100\">AVC-I_1080/50i</Codec>"
    "<FrameRate DropFrameFlag=\"false\">50i</FrameRate><StartTimecode> 10:00:00:00 "
    "</StartTimecode></Video><Audio><SamplingRate>48000</SamplingRate><BitsPerSample>24"
    "</BitsPerSample></Audio><Audio/></EssenceList><ClipMetadata><UserClipName>Harbour"
    "</UserClipName><Access><Creator>Anna</Creator><CreationDate>2026-01-05T16:19:29+01:00"
    "</CreationDate></Access><Device><Manufacturer>Panasonic</Manufacturer><SerialNo.>A1234"
    "</SerialNo.><ModelName>AG-HPX250</ModelName></Device><Shoot><Shooter>Ben</Shooter>"
    "<StartDate>2026-01-05</StartDate><Location><PlaceName>Pier</PlaceName></Location></Shoot>"
    "<Scenario><ProgramName>Show</ProgramName><SceneNo.>12A</SceneNo.><TakeNo.>3</TakeNo.>"
    "</Scenario></ClipMetadata><Relation><Connection><Previous><ClipName>0000ZZ</ClipName>"
    "<GlobalClipID>060A2B34A9</GlobalClipID></Previous><Next><ClipName>0002CD</ClipName>"
    "<GlobalClipID>060A2B34AB</GlobalClipID></Next></Connection></Relation></ClipContent></P2Main>";

TEST(P2Metadata, ReadsWhatACameraWritesOfAClip)
{
    const auto data = parseP2Metadata(kP2List);
    ASSERT_TRUE(data) << data.error().describe();
    EXPECT_EQ(data->name, "0001AB");
    EXPECT_EQ(data->id, "060A2B34AA");
    EXPECT_EQ(data->frames, 14472U);
    EXPECT_EQ(data->editUnit, "1/25");
    EXPECT_EQ(data->codec, "AVC-I_1080/50i");
    EXPECT_EQ(data->codecClass, "100");
    EXPECT_EQ(data->frameRate, "50i");
    EXPECT_FALSE(data->dropFrame);
    EXPECT_EQ(data->firstTimecode, "10:00:00:00");
    EXPECT_EQ(data->audioChannels, 2U);
    EXPECT_EQ(data->audioRate, "48000");
    EXPECT_EQ(data->audioBits, "24");
    EXPECT_EQ(data->title, "Harbour");
    EXPECT_EQ(data->created, "2026-01-05T16:19:29+01:00");
    EXPECT_EQ(data->creator, "Anna");
    EXPECT_EQ(data->manufacturer, "Panasonic");
    EXPECT_EQ(data->model, "AG-HPX250");
    EXPECT_EQ(data->serial, "A1234");
    EXPECT_EQ(data->shooter, "Ben");
    EXPECT_EQ(data->started, "2026-01-05");
    EXPECT_EQ(data->place, "Pier");
    EXPECT_EQ(data->program, "Show");
    EXPECT_EQ(data->scene, "12A");
    EXPECT_EQ(data->take, "3");
    EXPECT_EQ(data->previousId, "060A2B34A9");
    EXPECT_EQ(data->previousName, "0000ZZ");
    EXPECT_EQ(data->nextId, "060A2B34AB");
    EXPECT_EQ(data->nextName, "0002CD");
}

TEST(P2Metadata, KnowsDropFrameAndNeedsNothingOfIt)
{
    const auto drop = parseP2Metadata(
        "<p:P2Main xmlns:p=\"x\"><p:ClipContent><p:Duration>many</p:Duration><p:EssenceList>"
        "<p:Video><p:FrameRate DropFrameFlag=\"true\">59.94p</p:FrameRate></p:Video>"
        "</p:EssenceList></p:ClipContent></p:P2Main>");
    ASSERT_TRUE(drop);
    EXPECT_TRUE(drop->dropFrame);
    EXPECT_EQ(drop->frameRate, "59.94p");
    EXPECT_FALSE(drop->frames);
    EXPECT_TRUE(parseP2Metadata("<P2Main/>"));
    for (const char* other : {"", "<VideoClip/>", "<P2Main>"}) {
        const auto refused = parseP2Metadata(other);
        ASSERT_FALSE(refused) << other;
        EXPECT_EQ(refused.error().code, ErrorCode::BadFormat);
    }
}

TEST(CanonMetadata, ReadsWhatACameraWritesOfAClip)
{
    const auto data = parseCanonMetadata(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><VideoClip "
        "xmlns=\"http://www.canon.com/ns/VideoClip\"><Title>Harbour</Title><Creator>Anna"
        "</Creator><Description>two &amp; three</Description><Device><Manufacturer>Canon"
        "</Manufacturer><ModelName>Canon XF305</ModelName><SerialNo>0012</SerialNo><FirmVersion>"
        "1.0.3.0</FirmVersion></Device><Location><Source>MANUAL</Source><PlaceName>Pier"
        "</PlaceName><Latitude>N35.5</Latitude><Longitude>E139.7</Longitude><Altitude>12"
        "</Altitude></Location></VideoClip>");
    ASSERT_TRUE(data) << data.error().describe();
    EXPECT_EQ(data->title, "Harbour");
    EXPECT_EQ(data->creator, "Anna");
    EXPECT_EQ(data->description, "two & three");
    EXPECT_EQ(data->manufacturer, "Canon");
    EXPECT_EQ(data->model, "Canon XF305");
    EXPECT_EQ(data->serial, "0012");
    EXPECT_EQ(data->firmware, "1.0.3.0");
    EXPECT_EQ(data->place, "Pier");
    EXPECT_EQ(data->latitude, "N35.5");
    EXPECT_EQ(data->longitude, "E139.7");
    EXPECT_EQ(data->altitude, "12");
}

TEST(CanonMetadata, RefusesOtherFilesAndNeedsNothingOfItsOwn)
{
    const auto nothing = parseCanonMetadata("<c:VideoClip xmlns:c=\"x\"/>");
    ASSERT_TRUE(nothing);
    EXPECT_EQ(nothing->title, "");
    for (const char* other : {"", "<P2Main/>", "<VideoClip>"}) {
        const auto refused = parseCanonMetadata(other);
        ASSERT_FALSE(refused) << other;
        EXPECT_EQ(refused.error().code, ErrorCode::BadFormat);
    }
}

} // namespace
} // namespace tailslate::media
