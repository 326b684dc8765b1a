// SPDX-License-Identifier: Apache-2.0
#include "CheckContentsFixture.h"
#include "media/detail/SoundCheck.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <limits>
#include <optional>

namespace tailslate::media::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

std::string riffChunk(const std::string& id, const std::string& content)
{
    return id + littleEndianBytes(content.size(), 4) + content +
           std::string(content.size() % 2, '\0');
}

/// @param more Added to what the head says of the file's size; nothing where it says zero.
std::string riff(const std::string& chunks, std::optional<int> more = 0)
{
    return "RIFF" +
           littleEndianBytes(more ? 4 + chunks.size() + static_cast<std::size_t>(*more) : 0, 4) +
           "WAVE" + chunks;
}

const std::string kFormat = riffChunk(
    "fmt ", littleEndianBytes(1, 2) + littleEndianBytes(1, 2) + littleEndianBytes(48000, 4) +
                littleEndianBytes(144000, 4) + littleEndianBytes(3, 2) + littleEndianBytes(24, 2));

struct FileNotes {
    std::string family = "F1";
    std::string take = "1";
    int files = 2;
    std::string familyName{};
    std::string date{};
};

/// The chunk of a Broadcast Wave file that says when it began.
std::string dateChunk(const std::string& date)
{
    return riffChunk("bext", std::string(320, '\0') + date + std::string(272, '\0'));
}

std::string notesChunk(const FileNotes& notes)
{
    return riffChunk(
        "iXML", fmt::format("<BWFXML><SCENE>12A</SCENE><TAKE>{}</TAKE><FILE_SET><TOTAL_FILES>{}"
                            "</TOTAL_FILES><FAMILY_UID>{}</FAMILY_UID><FAMILY_NAME>{}</FAMILY_NAME>"
                            "</FILE_SET></BWFXML>",
                            notes.take, notes.files, notes.family, notes.familyName));
}

std::string sound(std::size_t bytes = 900)
{
    return kFormat + riffChunk("data", std::string(bytes, 'x'));
}

class CheckSound : public CheckContents {
protected:
    void makeTake(const std::string& path, const FileNotes& notes)
    {
        make(path,
             riff((notes.date.empty() ? "" : dateChunk(notes.date)) + sound() + notesChunk(notes)));
    }
};

TEST_F(CheckSound, SaysNothingOfWholeFilesHoweverTheirHeadsCount)
{
    const std::string notes = notesChunk({.files = 1});
    const std::string longSizes = littleEndianBytes(2000, 8) + littleEndianBytes(900, 8) +
                                  littleEndianBytes(300, 8) + littleEndianBytes(0, 4);
    int count = 0;
    for (const std::string& bytes :
         {riff(sound() + notes), riff(sound() + notes, 8), riff(sound() + notes, {}),
          riff(sound() + notes, -20),
          // The size of a stream, which is not known when it begins.
          "RIFF" + littleEndianBytes(0xFFFFFFFF, 4) + "WAVE" + sound() + notes,
          // An odd length that is not filled up, as the last chunk and before another.
          riff(kFormat + "data" + littleEndianBytes(901, 4) + std::string(901, 'x')),
          riff(kFormat + "data" + littleEndianBytes(901, 4) + std::string(901, 'x'), 1),
          riff(kFormat + "data" + littleEndianBytes(901, 4) + std::string(901, 'x') + notes),
          riff(kFormat + "data" + littleEndianBytes(901, 4) + std::string(901, 'x') +
               riffChunk("bext", std::string(323, '\0') + "any text" + std::string(271, '\0'))),
          // What other programs put behind the end.
          riff(sound()) + "TAGSong by nobody" + std::string(111, ' '),
          riff(sound()) + std::string(3000, '\0'),
          "RF64" + littleEndianBytes(0xFFFFFFFF, 4) + "WAVE" +
              riffChunk("ds64", littleEndianBytes(0, 8) + longSizes.substr(8)) + kFormat + "data" +
              littleEndianBytes(0xFFFFFFFF, 4) + std::string(900, 'x') + notes})
        make(fmt::format("T{:02}.WAV", ++count), bytes);
    EXPECT_THAT(sentences(), IsEmpty());
}

TEST_F(CheckSound, FindsAFileThatWasCutShortAtAnyByte)
{
    const std::string notes = notesChunk({.files = 1});
    const std::string whole = riff(sound() + riffChunk("LIST", "INFOxxxx") + notes);
    for (std::size_t size = 1; size < whole.size(); ++size) {
        make("T1.WAV", whole.substr(0, size));
        EXPECT_THAT(sentences(), ElementsAre(StartsWith("! T1.WAV "))) << size;
    }
    // Where the head does not tell, or tells too much, a chunk that is begun does.
    for (const std::optional<int> more : {std::optional<int>(), std::optional<int>(8)}) {
        make("T1.WAV", riff(sound() + notes, more).substr(0, whole.size() - 60));
        EXPECT_THAT(sentences(),
                    ElementsAre("! T1.WAV is cut short: its chunk iXML is incomplete"));
    }
}

TEST_F(CheckSound, SaysWhatIsMissing)
{
    const std::string whole = riff(sound() + notesChunk({.files = 1}));
    make("T1.WAV", whole.substr(0, whole.size() - 40));
    make("T2.WAV", riff(sound(), 4000));
    make("T3.WAV", riff(riffChunk("bext", std::string(602, '\0')) + sound()).substr(0, 622));
    const std::string tagged = riff(sound() + riffChunk("id3 ", std::string(80, 't')));
    make("T4.WAV", tagged.substr(0, tagged.size() - 40));
    EXPECT_THAT(sentences(), ElementsAre("! T1.WAV is cut short: its chunk iXML is incomplete",
                                         "! T2.WAV is cut short: 4.0 KB are missing",
                                         "! T3.WAV is cut short: all of its sound is missing",
                                         "! T4.WAV is cut short: its chunk id3 is incomplete"));
}

TEST_F(CheckSound, DoesNotBelieveSizesThatCannotBe)
{
    const auto longFile = [](std::uint64_t file, std::uint64_t data) {
        return "RF64" + littleEndianBytes(0xFFFFFFFF, 4) + "WAVE" +
               riffChunk("ds64", littleEndianBytes(file, 8) + littleEndianBytes(data, 8) +
                                     littleEndianBytes(0, 12)) +
               kFormat + "data" + littleEndianBytes(0xFFFFFFFF, 4) + std::string(900, 'x');
    };
    constexpr std::uint64_t kAll = std::numeric_limits<std::uint64_t>::max();
    make("T1.WAV", longFile(kAll, kAll));
    make("T2.WAV", longFile(1000, 0x7FFF'FFFF'FFFF'FFFF));
    make("T3.WAV",
         riff(kFormat + "data" + littleEndianBytes(0x7FFF'FFFF, 4) + std::string(900, 'x')));
    make("T4.WAV", longFile(0x1'0000'0400, 0x1'0000'0000));
    make("T5.WAV", "RF64" + littleEndianBytes(0xFFFFFFFF, 4) + "WAVE" + kFormat + "data" +
                       littleEndianBytes(0xFFFFFFFF, 4) + std::string(900, 'x'));
    EXPECT_THAT(sentences(),
                ElementsAre("! T1.WAV has a damaged head: it tells sizes that cannot be",
                            "! T2.WAV has a damaged head: it tells sizes that cannot be",
                            "! T3.WAV has a damaged head: it tells sizes that cannot be",
                            "! T4.WAV is cut short: 4.3 GB of sound are missing",
                            "! T5.WAV has a head that was never completed: the recording was not "
                            "finished"));
}

TEST_F(CheckSound, FindsTakesThatLackFilesWhereRecordersRepeatTheirUid)
{
    makeTake("DAY1/12A_1.WAV", {.take = "1", .familyName = "12A"});
    makeTake("DAY1/12A_2.WAV", {.take = "1", .familyName = "12A"});
    makeTake("DAY1/12B_1.WAV", {.take = "2", .familyName = "12B"});
    // A copy of what is left.
    makeTake("DAY1/12C_1.WAV", {.family = "F2", .take = "3", .files = 3});
    makeTake("DAY1/12C_2.WAV", {.family = "F2", .take = "3", .files = 3});
    makeTake("BACKUP/12C_1.WAV", {.family = "F2", .take = "3", .files = 3});
    EXPECT_THAT(sentences(),
                ElementsAre("! take 12C has 1 of its 3 files", "! take 12B has 1 of its 2 files",
                            "! take 12C has 2 of its 3 files"));
}

TEST_F(CheckSound, PutsTogetherATakeWhoseFilesLieInSeveralFolders)
{
    makeTake("MIX/12A_1.WAV", {});
    makeTake("ISO/12A_2.wav", {});
    makeTake("MIX/12B_1.WAV", {.family = "F2", .take = "2", .files = 3});
    makeTake("ISO/12B_2.WAV", {.family = "F2", .take = "2", .files = 3});
    // A recorder that counts from 1 every day and gives all takes one UID.
    makeTake("DAY1/T001_1.WAV", {.take = "7"});
    makeTake("DAY2/T001_1.WAV", {.take = "7"});
    makeTake("DAY2/T001_2.WAV", {.take = "7"});
    const auto findings = check();
    ASSERT_TRUE(findings) << findings.error().describe();
    ASSERT_EQ(findings->size(), 2U);
    EXPECT_EQ(findings->at(0).sentence, "take T001 has 1 of its 2 files");
    EXPECT_THAT(findings->at(0).files, ElementsAre("DAY1/T001_1.WAV"));
    EXPECT_EQ(findings->at(1).sentence, "take 12B has 2 of its 3 files");
    EXPECT_THAT(findings->at(1).files, ElementsAre("ISO/12B_2.WAV", "MIX/12B_1.WAV"));
}

TEST_F(CheckSound, TakesPartsOfATakeAndTheirCopiesForWholeWhereEachFileIsThere)
{
    makeTake("MIX/12A_1.WAV", {});
    makeTake("ISO/12A_2.WAV", {});
    makeTake("COPY/12a_1.wav", {});
    makeTake("MIX/12B_1.WAV", {.family = "F2", .take = "2"});
    makeTake("COPY/12B_1.WAV", {.family = "F2", .take = "2"});
    EXPECT_THAT(sentences(),
                ElementsAre("! take 12B has 1 of its 2 files", "! take 12B has 1 of its 2 files"));
}

TEST_F(CheckSound, CountsADamagedFileInAnotherFolderAsOneThatIsThere)
{
    const std::string whole = riff(sound() + notesChunk({}));
    makeTake("MIX/12A_1.WAV", {});
    make("ISO/12A_2.WAV", whole.substr(0, 500));
    // A copy of the file that is there is not the one that lacks.
    makeTake("MIX/12B_1.WAV", {.family = "F2", .take = "2"});
    make("COPY/12B_1.WAV", whole.substr(0, 500));
    // A folder with a take of its own of this name.
    makeTake("DAY1/T1_1.WAV", {.family = "F3"});
    makeTake("DAY2/T1_1.WAV", {.family = "F4"});
    make("DAY2/T1_2.WAV", whole.substr(0, 500));
    EXPECT_THAT(sentences(),
                ElementsAre(StartsWith("! 12B_1.WAV is cut short"),
                            StartsWith("! T1_2.WAV is cut short"),
                            StartsWith("! 12A_2.WAV is cut short"),
                            "! take T1 has 1 of its 2 files", "! take 12B has 1 of its 2 files"));
}

TEST_F(CheckSound, DoesNotPutTogetherTakesOfSeveralDays)
{
    makeTake("DAY1/T1_1.WAV", {.family = "0", .date = "2026-11-21"});
    makeTake("DAY2/T1_2.WAV", {.family = "0", .date = "2026-11-22"});
    makeTake("MIX/T2_1.WAV", {.family = "0", .take = "2", .date = "2026-11-22"});
    makeTake("ISO/T2_2.WAV", {.family = "0", .take = "2", .date = "2026-11-22"});
    EXPECT_THAT(sentences(),
                ElementsAre("! take T1 has 1 of its 2 files", "! take T1 has 1 of its 2 files"));
}

TEST_F(CheckSound, StopsWhileTakesArePutTogether)
{
    makeTake("12A_1.WAV", {});
    const jobs::JobContext context{stop.get_token(), progress};
    const auto isStopped = [](const detail::SoundCheck& sound) {
        const auto takes = sound.take();
        return !takes && takes.error().code == ErrorCode::Cancelled;
    };
    Card card;
    card.files.resize(1);
    card.files.front().path = "T1.WAV";
    const detail::SoundCheck ofFiles(card, context);
    const Card empty;
    detail::SoundCheck ofFamilies(empty, context);
    auto bytes = detail::FileBytes::open(disk, root / "12A_1.WAV");
    ASSERT_TRUE(bytes && ofFamilies.add("12A_1.WAV", *bytes));
    EXPECT_FALSE(isStopped(ofFiles));
    EXPECT_FALSE(isStopped(ofFamilies));
    stop.request_stop();
    EXPECT_TRUE(isStopped(ofFiles));
    EXPECT_TRUE(isStopped(ofFamilies));
}

TEST_F(CheckSound, TakesAUidForEachFileForNoLoss)
{
    makeTake("12A_1.WAV", {.family = "F1"});
    makeTake("12A_2.WAV", {.family = "F2"});
    // Takes that are numbered, of which one lacks a file.
    makeTake("12B_1.WAV", {.family = "F3", .take = "1", .files = 1});
    makeTake("12B_2.WAV", {.family = "F4", .take = "2", .files = 2});
    EXPECT_THAT(sentences(), ElementsAre("! take 12B has 1 of its 2 files"));
}

TEST_F(CheckSound, CountsADamagedFileOfATakeAsOneThatIsThere)
{
    const std::string whole = riff(sound() + notesChunk({}));
    makeTake("A_1.WAV", {.family = "FA"});
    make("A_2.WAV", whole.substr(0, 500));
    makeTake("B_Tr1.WAV", {.family = "FB"});
    make("B_Tr2.WAV", "");
    makeTake("C_1.WAV", {.family = "FC", .files = 3});
    make("C_2.WAV", whole.substr(0, 8));
    // Whole, and of no take.
    makeTake("D_1.WAV", {.family = "FD"});
    make("D_2.WAV", riff(sound()));
    EXPECT_THAT(sentences(),
                ElementsAre(StartsWith("! A_2.WAV is cut short"),
                            "! C_2.WAV does not begin as a sound file does",
                            "! take C has 2 of its 3 files", "! take D has 1 of its 2 files"));
}

TEST_F(CheckContents, FindsSoundThatWasCutShortOrNeverFinished)
{
    makeWave("S1/T1.WAV");
    cut("S1/T1.WAV", 2500);
    make("S1/T2.WAV", "RIFF" + std::string(4, '\0') + "WAVEfmt " + std::string("\x10\0\0\0", 4) +
                          std::string(16, '\1') + "data" + std::string(4, '\0') +
                          std::string(900, 'x'));
    make("S1/T3.WAV", "RIFF" + std::string(4, '\0') + "WAVE");
    make("S1/T4.WAV", "nonsense, but long enough for a head");

    EXPECT_THAT(sentences(),
                ElementsAre("! T1.WAV is cut short: 2.5 KB of sound are missing",
                            "! T2.WAV has a head that was never completed: the recording was not "
                            "finished",
                            "! T3.WAV holds no sound: the recording was not finished",
                            "! T4.WAV does not begin as a sound file does"));
}

TEST_F(CheckContents, TellsATakeWithoutSoundFromOneThatWasNotFinished)
{
    const std::string content = "WAVE" + riffChunk("data", "") + riffChunk("iXML", "<BWFXML/>");
    make("S1/T1.WAV", riffChunk("RIFF", content));
    make("S1/T2.WAV", "RIFF" + std::string(4, '\0') + content);
    make("S1/T3.WAV", "RIFF" + std::string(4, '\0') + "WAVE" + riffChunk("data", ""));
    make("S1/T4.WAV", "");

    EXPECT_THAT(sentences(),
                ElementsAre("! T1.WAV is empty: the take holds no sound",
                            "! T2.WAV has a head that was never completed: the recording was not "
                            "finished",
                            "! T3.WAV is empty: the take holds no sound"));
    const auto card = readCard(disk, root, builtinRecognisers(), {{}, progress});
    ASSERT_TRUE(card);
    ASSERT_EQ(card->findings.size(), 1U);
    EXPECT_THAT(card->findings[0].sentence, HasSubstr("T4.WAV is empty"));
}

TEST_F(CheckContents, FindsTakesWhoseFilesAreNotAllThere)
{
    const std::string notes =
        "<BWFXML><FILE_SET><TOTAL_FILES>3</TOTAL_FILES><FAMILY_UID>F1"
        "</FAMILY_UID><FAMILY_NAME>12A-T003</FAMILY_NAME></FILE_SET></BWFXML>";
    for (const char* name : {"S1/12A-T003_1.WAV", "S1/12A-T003_2.WAV"})
        make(name, "RIFF" + std::string(4, '\0') + "WAVE" + riffChunk("iXML", notes) +
                       riffChunk("data", std::string(900, 'x')));

    EXPECT_THAT(sentences(), ElementsAre("! take 12A-T003 has 2 of its 3 files"));
}

} // namespace
} // namespace tailslate::media::test
