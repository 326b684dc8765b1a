// SPDX-License-Identifier: Apache-2.0
#include "media/ReadCard.h"

#include "io/DiskFileSystem.h"
#include "Listing.h"
#include "support/FaultyFileSystem.h"
#include "support/TempDir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <fstream>
#include <functional>
#include <sys/stat.h>

namespace tailslate::media::test {
namespace {

using tailslate::test::FaultyFileSystem;
using tailslate::test::Operation;
using tailslate::test::TempDir;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace fs = std::filesystem;

class ReadCard : public testing::Test {
protected:
    /// Makes files, and folders for paths that end with a slash.
    void make(const std::vector<Entry>& entries)
    {
        for (const Entry& entry : entries) {
            const fs::path path = root / entry.path;
            fs::create_directories(path.parent_path());
            if (entry.path.back() != '/') {
                std::ofstream(path).close();
                fs::resize_file(path, entry.size);
            }
        }
    }

    Result<Card> read(const fs::path& path)
    {
        return readCard(files, path, builtinRecognisers(), {stop.get_token(), progress});
    }

    Card readRoot()
    {
        auto card = read(root);
        EXPECT_TRUE(card) << card.error().describe();
        return card ? std::move(*card) : Card{};
    }

    /// `! sentence` for warnings, `sentence` for notes.
    static std::vector<std::string> sentencesOf(const Card& card)
    {
        std::vector<std::string> sentences;
        for (const Finding& finding : card.findings)
            sentences.push_back((finding.severity == Severity::Warning ? "! " : "") +
                                finding.sentence);
        return sentences;
    }

    static std::vector<std::string> pathsIn(const Card& card)
    {
        std::vector<std::string> paths;
        for (const CardFile& file : card.files)
            paths.push_back(file.path);
        return paths;
    }

    TempDir temp;
    fs::path root = temp.path() / "CARD";
    io::DiskFileSystem disk;
    FaultyFileSystem files{disk};
    jobs::Progress progress;
    std::stop_source stop;
};

TEST_F(ReadCard, NamesTheDemoCardAfterItsCameraAndListsItsSoundToo)
{
    make(demoCard());
    const Card card = readRoot();

    EXPECT_EQ(card.root, root);
    EXPECT_EQ(card.typeId, "arri_classic");
    EXPECT_EQ(card.typeName, "ARRI ALEXA classic naming");
    EXPECT_EQ(card.reason, "folder A001R2EC holds A001C001_261121_R2EC.mov");
    EXPECT_EQ(card.roll, "A001R2EC");
    EXPECT_EQ(card.files.size(), 6U);
    EXPECT_EQ(card.totalBytes(), 6000U);
    EXPECT_THAT(card.folders, ElementsAre("A001R2EC", "SOUND_001"));
    EXPECT_THAT(namesOf(card.clips),
                ElementsAre("A001C001_261121_R2EC (A001R2EC)", "A001C002_261121_R2EC (A001R2EC)",
                            "A001C003_261121_R2EC (A001R2EC)", "12A-T001 (SOUND_001)",
                            "12A-T002 (SOUND_001)"));
    EXPECT_THAT(sentencesOf(card), IsEmpty());
    EXPECT_EQ(card.ignorePatterns, systemFilePatterns());
    EXPECT_EQ(progress.snapshot().itemsDone, 6U);
}

TEST_F(ReadCard, TakesTheRollFolderAndAFolderAroundTheCardToo)
{
    make(demoCard());

    const auto roll = read(root / "A001R2EC");
    ASSERT_TRUE(roll);
    EXPECT_EQ(roll->roll, "A001R2EC");
    EXPECT_EQ(roll->clips.size(), 3U);

    const auto around = read(temp.path());
    ASSERT_TRUE(around);
    EXPECT_EQ(around->roll, "A001R2EC");
    EXPECT_EQ(around->clips.size(), 5U);
}

TEST_F(ReadCard, OpensAndChangesNothing)
{
    make(demoCard());
    files.failWith = [](Operation operation, const fs::path&) {
        return operation == Operation::Info || operation == Operation::List ? 0 : EIO;
    };

    EXPECT_TRUE(read(root));
    EXPECT_THAT(files.changedPaths(), IsEmpty());
}

TEST_F(ReadCard, SortsByTheBytesOfTheWholePathAndListsEveryFolder)
{
    make({"a/b", "a-b", "a.b", "B", "a/c/", "a/b2/x", "z/y/"});
    const Card card = readRoot();

    EXPECT_THAT(pathsIn(card), ElementsAre("B", "a-b", "a.b", "a/b", "a/b2/x"));
    EXPECT_THAT(card.folders, ElementsAre("a", "a/b2", "a/c", "z", "z/y"));
}

TEST_F(ReadCard, KeepsNamesAsBytesAndSizesTimesAndPermissions)
{
    make({{"\xFF\xFE name.mov", 5}});
    const fs::path path = root / "\xFF\xFE name.mov";
    fs::permissions(path, fs::perms{0640});
    const auto info = disk.info(path);
    ASSERT_TRUE(info);
    const Card card = readRoot();

    ASSERT_EQ(card.files.size(), 1U);
    EXPECT_EQ(card.files[0].path, "\xFF\xFE name.mov");
    EXPECT_EQ(card.files[0].size, 5U);
    EXPECT_EQ(card.files[0].permissions, 0640U);
    EXPECT_EQ(card.files[0].modified, info->modified);
}

TEST_F(ReadCard, JoinsNamesThatAreNotUtf8ByTheirBytes)
{
    make({{"\xFE folder/\xFF name.mov", 5}});
    const Card card = readRoot();

    ASSERT_THAT(pathsIn(card), ElementsAre("\xFE folder/\xFF name.mov"));
    const auto info = files.info(card.root / card.files[0].path);
    ASSERT_TRUE(info);
    EXPECT_EQ(info->size, 5U);
}

TEST_F(ReadCard, LeavesOutSystemFilesAtAnyDepthButNoHistory)
{
    make({".Spotlight-V100/Store-V2/x", ".Trashes/501/clip.mov", "A/._clip.mov", "A/.DS_Store",
          "A/clip.mov", "ascmhl/ascmhl_chain.xml", "System Volume Information/WPSettings.dat"});

    EXPECT_THAT(pathsIn(readRoot()), ElementsAre("A/clip.mov", "ascmhl/ascmhl_chain.xml"));
}

TEST_F(ReadCard, SaysThatACardIsEmpty)
{
    make({"A/B/"});
    EXPECT_THAT(sentencesOf(readRoot()), ElementsAre("! the card holds no files"));

    make({".fseventsd/1", ".DS_Store"});
    const Card card = readRoot();
    EXPECT_THAT(card.files, IsEmpty());
    EXPECT_EQ(card.typeId, "generic");
    EXPECT_EQ(card.roll, "CARD");
    EXPECT_THAT(sentencesOf(card),
                ElementsAre("! the card holds nothing but what operating systems leave"));
}

TEST_F(ReadCard, WarnsOfMediaWithoutAByte)
{
    make({{"A001R2EC/A001C001_261121_R2EC.mov", 0}, {"A001R2EC/note.txt", 0}});
    const Card card = readRoot();

    EXPECT_THAT(sentencesOf(card),
                ElementsAre("! A001C001_261121_R2EC.mov is empty: it hashes fine and is still a "
                            "lost take"));
    EXPECT_THAT(card.findings.front().files, ElementsAre("A001R2EC/A001C001_261121_R2EC.mov"));
}

TEST_F(ReadCard, WarnsOfLinksAndSpecialFilesAndFollowsNone)
{
    make({"A/clip.mov"});
    fs::create_symlink(temp.path(), root / "A/up");
    fs::create_symlink("clip.mov", root / "A/alias.mov");
    fs::create_symlink("nowhere", root / "broken");
    ASSERT_EQ(mkfifo((root / "pipe").c_str(), 0600), 0);
    const Card card = readRoot();

    EXPECT_THAT(pathsIn(card), ElementsAre("A/clip.mov"));
    EXPECT_THAT(card.folders, ElementsAre("A"));
    ASSERT_EQ(card.findings.size(), 2U);
    EXPECT_THAT(card.findings[0].sentence, HasSubstr("3 symbolic links"));
    EXPECT_THAT(card.findings[0].files, ElementsAre("A/alias.mov", "A/up", "broken"));
    EXPECT_THAT(card.findings[1].files, ElementsAre("pipe"));
    EXPECT_EQ(card.findings[1].severity, Severity::Warning);
}

TEST_F(ReadCard, FollowsALinkThatTheOperatorNames)
{
    make(demoCard());
    fs::create_directory_symlink(root, temp.path() / "link");
    const auto card = read(temp.path() / "link");

    ASSERT_TRUE(card);
    EXPECT_EQ(card->root, root);
    EXPECT_EQ(card->files.size(), 6U);
}

TEST_F(ReadCard, NotesNamesThatCollideWhereCaseDoesNotCount)
{
    make({"A/clip.mov", "A/Clip.mov", "B/clip.mov", "caf\xC3\xA9.txt", "CAFE\xCC\x81.txt", "D/x",
          "d/y"});
    const Card card = readRoot();

    ASSERT_EQ(card.findings.size(), 1U);
    EXPECT_EQ(card.findings[0].severity, Severity::Note);
    EXPECT_THAT(card.findings[0].files, ElementsAre("A/Clip.mov", "A/clip.mov", "CAFE\xCC\x81.txt",
                                                    "D", "caf\xC3\xA9.txt", "d"));
}

TEST_F(ReadCard, ListsSoundThatOnlyTheLastRecogniserKnowsAndEachClipOnce)
{
    std::vector<Entry> entries = demoCard();
    entries.emplace_back("SOUND_002/memo 1.m4a");
    entries.emplace_back("SOUND_002/memo 2.m4a");
    make(entries);
    const Card card = readRoot();

    EXPECT_EQ(card.typeId, "arri_classic");
    EXPECT_THAT(namesOf(card.clips),
                ElementsAre("A001C001_261121_R2EC (A001R2EC)", "A001C002_261121_R2EC (A001R2EC)",
                            "A001C003_261121_R2EC (A001R2EC)", "12A-T001 (SOUND_001)",
                            "12A-T002 (SOUND_001)", "memo 1 (CARD)", "memo 2 (CARD)"));
}

TEST_F(ReadCard, NamesACardWithUnknownPicturesGenericThoughThereIsSound)
{
    make({"DCIM/DJI_0001.MP4", "SOUND/T1.WAV"});
    const Card card = readRoot();

    EXPECT_EQ(card.typeId, "generic");
    EXPECT_THAT(namesOf(card.clips), ElementsAre("DJI_0001 (CARD)", "T1 (SOUND)"));
}

TEST_F(ReadCard, NamesACardWithSoundAloneAfterItsRecorderFolder)
{
    make({"SR042/T1.WAV", "SR042/T1.xml", "report.pdf"});
    const Card card = readRoot();

    EXPECT_EQ(card.typeId, "sound");
    EXPECT_EQ(card.roll, "SR042");
}

TEST_F(ReadCard, ListsTheClipsOfASecondCameraFamilyAndSaysWhatStrayMediaAre)
{
    make({"A001R2EC/A001C001_261121_R2EC.mov",
          "A001_1121AB.RDM/A001_C001_1121AB.RDC/A001_C001_1121AB_001.R3D", "stray.mp4"});
    const Card card = readRoot();

    EXPECT_EQ(card.typeId, "red");
    EXPECT_THAT(namesOf(card.clips),
                ElementsAre("A001_C001_1121AB (A001_1121AB)", "A001C001_261121_R2EC (A001R2EC)"));
    ASSERT_EQ(card.findings.size(), 2U);
    EXPECT_THAT(card.findings[0].sentence,
                HasSubstr("1 clip of another kind: ARRI ALEXA classic naming"));
    EXPECT_THAT(card.findings[1].files, ElementsAre("stray.mp4"));
    EXPECT_EQ(card.findings[1].severity, Severity::Note);
}

TEST_F(ReadCard, RefusesWhatIsNotThereAndWhatIsNoFolder)
{
    make({"file"});
    const auto missing = read(root / "missing");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);

    const auto file = read(root / "file");
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(file.error().path, root / "file");
}

TEST_F(ReadCard, GivesNoHalfCardWhenAFolderOrFileCannotBeRead)
{
    make({"A/B/clip.mov"});
    files.failWith = [this](Operation operation, const fs::path& path) {
        return operation == Operation::List && path == root / "A/B" ? EACCES : 0;
    };
    const auto refused = read(root);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::PermissionDenied);
    EXPECT_EQ(refused.error().path, root / "A/B");

    files.failWith = [](Operation operation, const fs::path& path) {
        return operation == Operation::Info && path.filename() == "clip.mov" ? EIO : 0;
    };
    const auto broken = read(root);
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().code, ErrorCode::Io);
}

TEST_F(ReadCard, KeepsWhatASecondFamilyMissesWhoeverNamesTheCard)
{
    make({"XDROOT/Clip/A015C001_260105AB.MXF", "XDROOT/Clip/A015C001_260105ABM01.XML",
          "CONTENTS/CLIP/0002CD.XML", "CONTENTS/VIDEO/", "CONTENTS/AUDIO/", "CONTENTS/ICON/",
          "CONTENTS/PROXY/", "CONTENTS/VOICE/", "LASTCLIP.TXT",
          "B001_1121AB.RDM/B001_C001_1121AB.RDC/B001_C001_1121AB.mov"});
    const Card card = readRoot();

    EXPECT_EQ(card.typeId, "sony_xdroot");
    EXPECT_THAT(sentencesOf(card),
                ElementsAre("! there is a clip folder without R3D file: B001_C001_1121AB.RDC",
                            "! there are sidecars but no picture for 0002CD",
                            HasSubstr("1 file of picture or sound belongs to no clip")));
}

TEST_F(ReadCard, ListsRawAndFramesOfOneMakerWithoutTakingOneForTheOthersSidecars)
{
    make({"A001_01051619_C001.braw", "A001_01051630_C002/A001_01051630_C002.wav",
          "A001_01051630_C002/A001_01051630_C002_000000.dng",
          "A001_01051630_C002/A001_01051630_C002_000002.dng"});
    const Card card = readRoot();

    EXPECT_EQ(card.typeId, "braw");
    EXPECT_THAT(namesOf(card.clips),
                ElementsAre("A001_01051619_C001 (A001)", "A001_01051630_C002 (A001)"));
    EXPECT_EQ(card.clips[1].files.size(), 3U);
    EXPECT_THAT(sentencesOf(card),
                ElementsAre(HasSubstr("! clip A001_01051630_C002 lacks 1 frame"),
                            HasSubstr("1 clip of another kind: Blackmagic CinemaDNG")));
}

TEST_F(ReadCard, LeavesAClipItsFramesWhenAnotherFamilyHasItsSidecars)
{
    make({"A001_01051630_C002/A001_01051630_C002.braw",
          "A001_01051630_C002/A001_01051630_C002_000000.dng",
          "A001_01051630_C002/A001_01051630_C002_000001.dng"});
    const Card card = readRoot();

    ASSERT_EQ(card.clips.size(), 2U);
    EXPECT_EQ(card.clips[0].files.size(), 1U);
    EXPECT_EQ(card.clips[1].files.size(), 2U);
}

TEST_F(ReadCard, NamesNoCardAfterALayoutThatHoldsNothingWhereAnotherHoldsClips)
{
    make({"DCIM/100CANON/", "SR042/T1.WAV"});
    const Card sound = readRoot();
    EXPECT_EQ(sound.typeId, "sound");
    EXPECT_EQ(sound.roll, "SR042");

    make({"Transfer/shot.mov"});
    EXPECT_EQ(readRoot().typeId, "generic");
}

TEST_F(ReadCard, NamesNoCardAfterASidecarThatAnyProgramMayHaveWritten)
{
    make({"notes.sidecar", "notes.txt"});
    const Card card = readRoot();
    EXPECT_EQ(card.typeId, "generic");
    EXPECT_THAT(sentencesOf(card), ElementsAre("! there are sidecars but no picture for NOTES"));

    make({"A001_01051619_C001.sidecar"});
    EXPECT_EQ(readRoot().typeId, "braw");
}

TEST_F(ReadCard, WarnsOfStillsAndContinuationsWithoutAByte)
{
    make({{"A001_01051619_C001.braw", 9}, {"A001_01051619_C001.braw2", 0}});
    EXPECT_THAT(sentencesOf(readRoot()), ElementsAre(HasSubstr("C001.braw2 is empty")));
    make({{"DCIM/100CANON/IMG_0001.CR3", 0}});
    EXPECT_THAT(sentencesOf(readRoot()).front(), HasSubstr("2 media files are empty"));
}

/// Does what a test wants while it is asked.
class Hook final : public Recogniser {
public:
    explicit Hook(std::function<void()> asked)
        : m_asked(std::move(asked))
    {
    }

    [[nodiscard]] std::string id() const override { return "hook"; }

    [[nodiscard]] std::string name() const override { return "Hook"; }

    [[nodiscard]] std::optional<Recognition> recognise(const CardView& /*card*/) const override
    {
        m_asked();
        return std::nullopt;
    }

private:
    std::function<void()> m_asked;
};

TEST_F(ReadCard, StopsBetweenTwoRecognisers)
{
    make(demoCard());
    bool goesOn = false;
    std::vector<std::unique_ptr<Recogniser>> recognisers;
    recognisers.push_back(std::make_unique<Hook>([this] { stop.request_stop(); }));
    recognisers.push_back(std::make_unique<Hook>([&goesOn] { goesOn = true; }));
    const auto card = readCard(files, root, recognisers, {stop.get_token(), progress});
    ASSERT_FALSE(card);
    EXPECT_EQ(card.error().code, ErrorCode::Cancelled);
    EXPECT_FALSE(goesOn);
}

TEST_F(ReadCard, StopsInTheMiddle)
{
    make({"A/1", "B/2", "C/3"});
    files.failWith = [this](Operation operation, const fs::path& path) {
        if (operation == Operation::List && path == root / "B")
            stop.request_stop();
        return 0;
    };
    const auto card = read(root);
    ASSERT_FALSE(card);
    EXPECT_EQ(card.error().code, ErrorCode::Cancelled);
}

TEST_F(ReadCard, WalksADeepTree)
{
    constexpr int kLevels = 500;
    std::string deep;
    for (int level = 0; level < kLevels; ++level)
        deep += "d/";
    make({deep + "clip.mov"});
    const Card card = readRoot();
    ASSERT_EQ(card.files.size(), 1U);
    EXPECT_EQ(card.files[0].path, deep + "clip.mov");
    EXPECT_EQ(card.folders.size(), std::size_t{kLevels});
}

} // namespace
} // namespace tailslate::media::test
