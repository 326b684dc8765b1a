// SPDX-License-Identifier: Apache-2.0
#include "CheckContentsFixture.h"
#include "media/detail/ListCheck.h"
#include "media/ReadCard.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <cstddef>
#include <span>

namespace tailslate::media::test {
namespace {

using tailslate::test::Operation;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace fs = std::filesystem;

std::string box(const std::string& type, std::size_t content)
{
    return bigEndianBytes(content + 8, 4) + type + std::string(content, 'x');
}

std::string wholeMovie()
{
    return box("ftyp", 16) + box("mdat", 100000) + box("moov", 500);
}

std::string boxOf(const std::string& type, const std::string& content)
{
    return bigEndianBytes(content.size() + 8, 4) + type + content;
}

/// With a size of 64 bits.
std::string longBoxOf(const std::string& type, const std::string& content)
{
    return bigEndianBytes(1, 4) + type + bigEndianBytes(content.size() + 16, 8) + content;
}

/// The index of a movie whose one track has its media in this file or in another.
/// @param outer Makes the boxes that hold others.
std::string movieIndex(bool isInSameFile,
                       std::string (*outer)(const std::string&, const std::string&) = boxOf)
{
    const std::string reference =
        boxOf("alis", std::string(3, '\0') + (isInSameFile ? '\1' : '\0'));
    const std::string references =
        outer("dref", bigEndianBytes(0, 4) + bigEndianBytes(1, 4) + reference);
    const std::string media =
        box("mdhd", 24) + outer("minf", box("vmhd", 12) + outer("dinf", references));
    return outer("moov", box("mvhd", 100) + outer("trak", box("tkhd", 84) + outer("mdia", media)));
}

/// A partition pack of SMPTE ST 377-1 and what stands behind it.
/// @param metadata How many bytes of metadata follow, and how many of an index table.
std::string partition(char kind, char state, std::uint64_t here, std::uint64_t footer,
                      std::uint64_t metadata = 0, std::uint64_t index = 0)
{
    constexpr int kLength = 88;
    std::string pack("\x06\x0E\x2B\x34\x02\x05\x01\x01\x0D\x01\x02\x01\x01", 13);
    pack.push_back(kind);
    pack.push_back(state);
    pack.push_back('\0');
    pack += '\x83' + bigEndianBytes(kLength, 3);
    pack += bigEndianBytes(0x00010003, 4) + bigEndianBytes(1, 4) + bigEndianBytes(here, 8) +
            bigEndianBytes(0, 8) + bigEndianBytes(footer, 8) + bigEndianBytes(metadata, 8) +
            bigEndianBytes(index, 8);
    return pack + std::string(kLength - 48, '\0');
}

constexpr std::size_t kPackSize = 16 + 4 + 88;

std::string randomIndex(std::uint64_t footer)
{
    std::string pack("\x06\x0E\x2B\x34\x02\x05\x01\x01\x0D\x01\x02\x01\x01\x11\x01\x00", 16);
    pack += '\x1C' + bigEndianBytes(1, 4) + bigEndianBytes(0, 8) + bigEndianBytes(0, 4) +
            bigEndianBytes(footer, 8);
    return pack + bigEndianBytes(pack.size() + 4, 4);
}

std::string wholeMxf(std::uint64_t footer = kPackSize + 50000)
{
    return partition(2, 4, 0, footer) + std::string(50000, 'x') + partition(4, 4, footer, footer);
}

/// One set of metadata or segment of an index.
std::string packet(std::size_t length)
{
    return std::string("\x06\x0E\x2B\x34\x02\x53\x01\x01\x0D\x01\x02\x01\x01\x10\x01\x00", 16) +
           '\x83' + bigEndianBytes(length, 3) + std::string(length, 'i');
}

/// With metadata and two segments of an index behind the footer's pack.
std::string mxfWithIndex(const std::string& end)
{
    const std::uint64_t footer = kPackSize + 5000;
    return partition(2, 4, 0, footer) + std::string(5000, 'x') +
           partition(4, 4, footer, footer, 120, 340) + packet(100) + packet(200) + packet(100) +
           end;
}

TEST_F(CheckContents, SaysNothingOfWholeFiles)
{
    make("A001/A001_01051619_C001.braw", wholeMovie());
    make("A001/clip.mov", box("wide", 0) + box("mdat", 9000) + box("moov", 100));
    make("A001/long.mp4", box("ftyp", 16) + bigEndianBytes(1, 4) + "mdat" +
                              bigEndianBytes(70016, 8) + std::string(70000, 'x') + box("moov", 9));
    make("A001/fragmented.mp4", box("ftyp", 16) + box("moov", 100) + bigEndianBytes(0, 4) + "mdat" +
                                    std::string(5000, 'x'));
    make("A001/clip.mxf", wholeMxf());
    make("A001/live.mxf", partition(2, 1, 0, 0) + std::string(50000, 'x') +
                              partition(4, 4, kPackSize + 50000, 0) +
                              randomIndex(kPackSize + 50000));
    makeWave("S1/T1.WAV");

    EXPECT_THAT(sentences(), IsEmpty());
}

TEST_F(CheckContents, FindsAMovieThatWasCutShortAtAnyByte)
{
    const std::string whole = wholeMovie();
    make("clip.mov", whole);
    for (const std::size_t cutBytes : {std::size_t{1}, std::size_t{499}, std::size_t{509},
                                       std::size_t{100000}, whole.size() - 12}) {
        make("clip.mov", whole.substr(0, whole.size() - cutBytes));
        EXPECT_THAT(sentences(), ElementsAre(testing::StartsWith("! clip.mov "))) << cutBytes;
    }
}

TEST_F(CheckContents, TakesWhatACameraPutsBehindAWholeMovieForNoDamage)
{
    // Insta360: behind the last box the way the camera was turned, then a mark of 32 characters.
    const std::string trailer =
        "\x0A\x10\x7F\xF0" + std::string(5000, 'm') + "8db42d694ccc418790edff439fe026bf";
    const std::string start = box("moov", 500) + box("mdat", 9000);
    make("DCIM/Camera01/VID_20260105_161929_00_001.insv", wholeMovie() + trailer);
    make("DCIM/Camera01/VID_20260105_161929_10_001.insv", box("ftyp", 16) + start + trailer);
    make("clip.mov", wholeMovie() + "\xFF\xFF\xFF\xFF" + std::string(40, '\xFF'));
    make("clip.mp4", wholeMovie() + "end");
    make("clip.360", wholeMovie() + std::string(4096, '\0'));
    EXPECT_THAT(sentences(), IsEmpty());
}

TEST_F(CheckContents, TakesNoBoxThatIsCutShortForSomethingBehindAMovie)
{
    const std::string whole = box("ftyp", 16) + box("moov", 500) + box("mdat", 9000);
    for (const std::string& last : {box("mdat", 900), box("moof", 900), box("free", 900)}) {
        make("clip.mp4", (whole + last).substr(0, whole.size() + 500));
        EXPECT_THAT(sentences(), ElementsAre(HasSubstr("clip.mp4 is cut short"))) << last;
    }
    make("clip.mp4",
         box("ftyp", 16) + box("mdat", 9000) + "\x0A\x10\x7F\xF0" + std::string(5000, 'm'));
    EXPECT_THAT(sentences(), ElementsAre(testing::StartsWith("! clip.mp4 ")));
}

TEST_F(CheckContents, FindsAMovieThatWasCutBehindItsIndex)
{
    make("clip.mp4", box("ftyp", 16) + movieIndex(true) + box("free", 100));
    EXPECT_THAT(sentences(), ElementsAre("! clip.mp4 is cut short: it has an index, and neither "
                                         "picture nor sound"));
    make("clip.mp4", box("ftyp", 16) + movieIndex(true, longBoxOf));
    EXPECT_THAT(sentences(), ElementsAre("! clip.mp4 is cut short: it has an index, and neither "
                                         "picture nor sound"));
    make("clip.mp4", box("ftyp", 16) + movieIndex(true) + box("mdat", 100));
    EXPECT_THAT(sentences(), IsEmpty());
    make("clip.mp4", box("ftyp", 16) + movieIndex(false));
    EXPECT_THAT(sentences(), IsEmpty());
}

TEST_F(CheckContents, FindsAMovieWhoseLengthWasNeverWritten)
{
    const std::string start = box("ftyp", 16) + box("wide", 0) + box("mdat", 0);
    for (const std::string& picture :
         {bigEndianBytes(0x90000000, 4) + "icpf", bigEndianBytes(1, 4) + "icpf" + "long size",
          bigEndianBytes(2, 4) + "icpf", bigEndianBytes(0, 4) + "icpf"}) {
        make("clip.mov", start + picture + std::string(5000, 'x'));
        EXPECT_THAT(sentences(),
                    ElementsAre("! clip.mov has no index: the recording was not finished"))
            << picture;
    }
}

TEST_F(CheckContents, FindsARecordingThatWasNeverFinished)
{
    make("clip.mov", box("ftyp", 16) + bigEndianBytes(0, 4) + "mdat" + std::string(5000, 'x'));
    make("clip.mxf", partition(2, 1, 0, 0) + std::string(50000, 'x'));
    make("zeros.mp4", std::string(5000, '\0'));
    make("zeros.mxf", std::string(5000, '\0'));

    EXPECT_THAT(sentences(), ElementsAre("! clip.mov has no index: the recording was not finished",
                                         "! clip.mxf has no footer: the recording was not finished",
                                         "! zeros.mp4 does not begin as a movie does",
                                         "! zeros.mxf does not begin as an MXF file does"));
}

TEST_F(CheckContents, FindsAnMxfFileThatWasCutShortAtAnyByte)
{
    const std::string whole = wholeMxf();
    for (const std::size_t size : {std::size_t{16}, std::size_t{40}, kPackSize, std::size_t{30000},
                                   kPackSize + 50000, kPackSize + 50000 + 15}) {
        make("clip.mxf", whole.substr(0, size));
        EXPECT_THAT(sentences(), ElementsAre(testing::StartsWith("! clip.mxf "))) << size;
    }
    std::string noFooter = whole;
    noFooter[kPackSize + 50000] = 'x';
    make("clip.mxf", noFooter);
    EXPECT_THAT(sentences(), ElementsAre("! clip.mxf has no footer where its head says it is"));
}

TEST_F(CheckContents, FindsAnMxfFileThatWasCutShortBehindItsFooter)
{
    const std::string whole = mxfWithIndex(randomIndex(kPackSize + 5000));
    const std::size_t index = mxfWithIndex("").size();
    for (std::size_t size = kPackSize + 5000 + 16; size < whole.size(); ++size) {
        if (size == index) // The random index may be left out.
            continue;
        make("clip.mxf", whole.substr(0, size));
        ASSERT_THAT(sentences(), ElementsAre(testing::StartsWith("! clip.mxf is cut short: ")))
            << size;
    }
}

TEST_F(CheckContents, TakesAnMxfFileForWholeWhateverItEndsIn)
{
    const std::string foreign = std::string("\x06\x0E\x2B\x34", 4) + std::string(12, '\1') + '\xFF';
    make("index.mxf", mxfWithIndex(randomIndex(kPackSize + 5000)));
    make("none.mxf", mxfWithIndex(""));
    make("zeros.mxf", mxfWithIndex(std::string(4096, '\0')));
    make("own.mxf", mxfWithIndex("camera"));
    make("length.mxf", mxfWithIndex(foreign + std::string(500, '\xFF')));
    // Lengths that are told wrong, where the end shows that nothing is missing.
    make("lies.mxf", partition(2, 4, 0, kPackSize) +
                         partition(4, 4, kPackSize, kPackSize, ~std::uint64_t{0}, 9) +
                         randomIndex(kPackSize));
    EXPECT_THAT(sentences(), IsEmpty());
}

/// Packets of a transport stream, with the time before each that cameras write.
std::string packets(std::size_t count, std::size_t time = 4)
{
    std::string stream;
    for (std::size_t packet = 0; packet < count; ++packet)
        stream += std::string(time, '\0') + "G" + std::string(187, 'x');
    return stream;
}

TEST_F(CheckContents, FindsATransportStreamThatIsCutInAPacketOrIsNone)
{
    make("PRIVATE/AVCHD/BDMV/STREAM/00000.MTS", packets(32));
    make("PRIVATE/AVCHD/BDMV/STREAM/00001.MTS", packets(1));
    make("PRIVATE/AVCHD/BDMV/STREAM/00002.M2TS", packets(32, 0));
    EXPECT_THAT(sentences(), IsEmpty());

    for (const std::size_t size :
         {std::size_t{5}, std::size_t{191}, std::size_t{193}, std::size_t{6143}}) {
        make("PRIVATE/AVCHD/BDMV/STREAM/00000.MTS", packets(32).substr(0, size));
        EXPECT_THAT(sentences(),
                    ElementsAre("! 00000.MTS is cut short: its last packet is not whole"))
            << size;
    }
    for (const std::string& bytes :
         {std::string(6144, '\0'), std::string(3, '\0'), packets(1) + std::string(192, 'x')}) {
        make("PRIVATE/AVCHD/BDMV/STREAM/00000.MTS", bytes);
        EXPECT_THAT(sentences(),
                    ElementsAre("! 00000.MTS does not begin as a transport stream does"));
    }
}

/// A RIFF chunk of an AVI file.
std::string aviChunk(const std::string& form, std::size_t size)
{
    return "RIFF" + littleEndianBytes(size + 4, 4) + form + std::string(size, 'x');
}

TEST_F(CheckContents, FindsAnAviFileThatIsCutShortOrWasNeverFinished)
{
    const std::string whole = aviChunk("AVI ", 9000) + aviChunk("AVIX", 900);
    make("clip.avi", whole);
    EXPECT_THAT(sentences(), IsEmpty());
    for (const std::size_t size : {std::size_t{13}, std::size_t{9000}, whole.size() - 1}) {
        make("clip.avi", whole.substr(0, size));
        EXPECT_THAT(sentences(), ElementsAre(testing::StartsWith("! clip.avi is cut short: ")))
            << size;
    }
    make("clip.avi", "RIFF" + std::string(4, '\0') + "AVI " + std::string(900, 'x'));
    make("none.avi", std::string(900, '\0'));
    EXPECT_THAT(sentences(), ElementsAre("! clip.avi has a head that was never completed: the "
                                         "recording was not finished",
                                         "! none.avi does not begin as an AVI file does"));
}

TEST_F(CheckContents, FindsMetadataOfAClipThatIsCutShort)
{
    const std::string whole = "<?xml version=\"1.0\"?><NonRealTimeMeta><Duration value=\"9\"/>"
                              "</NonRealTimeMeta>";
    make("XDROOT/Clip/C0001.MXF", wholeMxf());
    make("CONTENTS/CLIPS001/AA0001/AA000101.MXF", wholeMxf());
    make("CONTENTS/CLIPS001/INDEX.MIF", "x");
    make("XDROOT/Clip/C0001M01.XML", whole);
    make("CONTENTS/CLIPS001/AA0001/AA0001.XML", "<VideoClip/>");
    make("notes/ITEM01.XML", "no XML");
    EXPECT_THAT(sentences(), IsEmpty());

    make("CONTENTS/CLIPS001/AA0001/AA0001.XML", "<VideoClip><Title>A");
    for (const std::string& text : {whole.substr(0, 30), whole.substr(0, whole.size() - 1),
                                    std::string(whole.size(), '\0')}) {
        make("XDROOT/Clip/C0001M01.XML", text);
        EXPECT_THAT(sentences(), ElementsAre("! the metadata file AA0001.XML is cut short or "
                                             "damaged: it is not XML",
                                             "! the metadata file C0001M01.XML is cut short or "
                                             "damaged: it is not XML"));
    }
}

TEST_F(CheckContents, HoldsAnAleAgainstTheClips)
{
    make("A001R2EC/A001C001_261121_R2EC.mov", wholeMovie());
    for (int frame = 0; frame < 24; ++frame)
        make(fmt::format("A001R2EC/A001C003_261121_R2EC/A001C003_261121_R2EC.{:07}.ari", frame),
             "x");
    make("A001R2EC/A001R2EC_AVID.ale",
         "Heading\r\nFIELD_DELIM\tTABS\r\nFPS\t24\r\n\r\nColumn\r\nName\tDuration\tSource File\r\n"
         "\r\nData\r\nA001C001_261121_R2EC\t00:00:01:00\tA001C001_261121_R2EC.mov\r\n"
         "A001C002_261121_R2EC\t00:00:01:00\t\r\nA001C003_261121_R2EC\t00:00:02:00\t\r\n");

    EXPECT_THAT(
        sentences(),
        ElementsAre("! A001R2EC_AVID.ale lists A001C003_261121_R2EC with 48 frames; the card has "
                    "24",
                    "! A001R2EC_AVID.ale lists 1 clip that is not on the card: "
                    "A001C002_261121_R2EC"));
}

TEST_F(CheckContents, HoldsAMediaProfileAgainstTheClips)
{
    make("PRIVATE/M4ROOT/CLIP/C0001.MP4", wholeMovie());
    make("PRIVATE/M4ROOT/CLIP/C0003.MP4", wholeMovie());
    make("PRIVATE/M4ROOT/MEDIAPRO.XML",
         "<?xml version=\"1.0\"?><MediaProfile "
         "xmlns=\"http://xmlns.sony.net/pro/metadata/mediaprofile\"><Contents>"
         "<Material uri=\"./CLIP/C0001.MP4\" type=\"MP4\"/>"
         "<Material uri=\"./CLIP/C0002.MP4\" type=\"MP4\"/></Contents></MediaProfile>");

    EXPECT_THAT(sentences(),
                ElementsAre("! MEDIAPRO.XML lists 1 clip that is not on the card: C0002",
                            "! MEDIAPRO.XML does not list 1 clip, which the camera may not have "
                            "finished: C0003"));
}

TEST_F(CheckContents, ReadsAMediaProfileWhateverPrefixItsElementsHave)
{
    make("XDROOT/Clip/C0001.MXF", wholeMxf());
    make("XDROOT/MEDIAPRO.XML",
         "<mp:MediaProfile xmlns:mp=\"http://xmlns.sony.net/pro/metadata/mediaprofile\">"
         "<mp:Contents><mp:Material uri=\"./Clip/C0001.MXF\"/>"
         "<mp:Material uri=\"./Clip/C0002.MXF\"/></mp:Contents></mp:MediaProfile>");
    EXPECT_THAT(sentences(),
                ElementsAre("! MEDIAPRO.XML lists 1 clip that is not on the card: C0002"));
}

TEST_F(CheckContents, ReadsPathsInAMediaProfileHoweverTheyAreSpelled)
{
    make("PRIVATE/M4ROOT/CLIP/My Clip0001.MP4", wholeMovie());
    make("PRIVATE/M4ROOT/CLIP/100%20.MP4", wholeMovie());
    make("PRIVATE/M4ROOT/CLIP/C0002.MP4", wholeMovie());
    make("PRIVATE/M4ROOT/MEDIAPRO.XML",
         "<MediaProfile><Contents><Material uri=\"CLIP/My%20Clip0001.MP4\"/>"
         "<Material uri=\"/CLIP/C0002.MP4\"/><Material uri=\"./CLIP/100%20.MP4\"/>"
         "<Material uri=\"./CLIP/C%2\"/></Contents></MediaProfile>");

    EXPECT_THAT(sentences(),
                ElementsAre("! MEDIAPRO.XML lists 1 clip that is not on the card: C%2"));
}

TEST_F(CheckContents, TakesNoMoreOfAListIntoMemoryThanCamerasWrite)
{
    constexpr std::uintmax_t kLong = std::uintmax_t{9} << 20U;
    for (const char* list : {"XDROOT/MEDIAPRO.XML", "A001R2EC/A001R2EC_AVID.ale"}) {
        make(list, "<MediaProfile/>");
        fs::resize_file(root / list, kLong);
    }
    EXPECT_THAT(sentences(),
                ElementsAre(HasSubstr("A001R2EC_AVID.ale cannot be read: the file is larger"),
                            HasSubstr("MEDIAPRO.XML cannot be read: the file is larger")));
}

TEST_F(CheckContents, HoldsP2ListsAgainstTheSoundAndFollowsSpans)
{
    make("CONTENTS/VIDEO/0001AB.MXF", wholeMxf());
    make("CONTENTS/AUDIO/0001AB00.MXF", wholeMxf());
    make("CONTENTS/CLIP/0001AB.XML",
         "<P2Main><ClipContent><GlobalClipID>ONE</GlobalClipID><EssenceList><Video/><Audio/>"
         "<Audio/></EssenceList><Relation><Connection><Next><GlobalClipID>TWO</GlobalClipID>"
         "</Next></Connection></Relation></ClipContent></P2Main>");

    EXPECT_THAT(sentences(),
                ElementsAre("! clip 0001AB lacks 1 of 2 sound files: 0001AB01.MXF",
                            "clip 0001AB goes on on another card; keep both together"));

    make("CONTENTS/VIDEO/0002CD.MXF", wholeMxf());
    make("CONTENTS/AUDIO/0001AB01.MXF", wholeMxf());
    make("CONTENTS/CLIP/0002CD.XML",
         "<P2Main><ClipContent><GlobalClipID>TWO</GlobalClipID><Relation><Connection><Previous>"
         "<GlobalClipID>ONE</GlobalClipID></Previous></Connection></Relation></ClipContent>"
         "</P2Main>");
    EXPECT_THAT(sentences(), IsEmpty());
}

TEST_F(CheckContents, SaysThatAListCannotBeUnderstood)
{
    make("A001R2EC/A001R2EC_AVID.ale", std::string(600, '\0'));
    make("XDROOT/MEDIAPRO.XML", "<MediaProfile");
    EXPECT_THAT(sentences(), ElementsAre(HasSubstr("the list A001R2EC_AVID.ale cannot be"),
                                         HasSubstr("the list MEDIAPRO.XML cannot be")));
}

TEST_F(CheckContents, GoesOnPastAFileThatCannotBeReadButNotWithoutTheCard)
{
    make("bad.mov", wholeMovie());
    make("cut.mov", wholeMovie().substr(0, 5000));
    files.failWith = [this](Operation operation, const fs::path& path) {
        return operation == Operation::OpenForReading && path == root / "bad.mov" ? EIO : 0;
    };
    EXPECT_THAT(sentences(), ElementsAre(HasSubstr("bad.mov cannot be read"),
                                         HasSubstr("cut.mov is cut short")));

    files.failWith = [](Operation operation, const fs::path&) {
        return operation == Operation::OpenForReading ? ENODEV : 0;
    };
    const auto gone = check();
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().code, ErrorCode::DeviceLost);
}

TEST_F(CheckContents, Stops)
{
    make("clip.mov", wholeMovie());
    stop.request_stop();
    const auto stopped = check();
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
}

TEST_F(CheckContents, StopsInTheMiddleOfAFileOfManyParts)
{
    std::string parts = box("ftyp", 16) + box("moov", 500);
    for (int part = 0; part < 100; ++part)
        parts += box("moof", 16) + box("mdat", 100000);
    make("clip.mp4", parts);
    int reads = 0;
    files.afterRead = [&](const fs::path&, std::uint64_t, std::span<std::byte>) {
        ++reads;
        stop.request_stop();
    };
    const auto stopped = check();
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(reads, 1);
}

TEST_F(CheckContents, StopsInTheMiddleOfALongList)
{
    std::string rows;
    for (int row = 0; row < 5000; ++row)
        rows += fmt::format("<Material uri=\"./Clip/C{}.MXF\"/>", row);
    make("XDROOT/Clip/C0001.MXF", wholeMxf());
    const std::string list = "<MediaProfile><Contents>" + rows + "</Contents></MediaProfile>";
    const auto card = readCard(disk, root, builtinRecognisers(), {{}, progress});
    ASSERT_TRUE(card);
    stop.request_stop();
    const jobs::JobContext context{stop.get_token(), progress};
    detail::ListCheck check(*card, context);
    const auto stopped = check.add("XDROOT/MEDIAPRO.XML", list);
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace tailslate::media::test
