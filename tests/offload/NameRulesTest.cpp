// SPDX-License-Identifier: Apache-2.0
#include "offload/NameRules.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <stop_token>
#include <utility>

namespace tailslate::offload {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;

// `é` as one character and as `e` with an accent behind it.
constexpr const char* kComposed = "Caf\xc3\xa9.mov";
constexpr const char* kDecomposed = "Cafe\xcc\x81.mov";

NameRules rulesOf(std::string type, std::size_t longestName = 255)
{
    io::Volume volume;
    volume.mountPoint = "/media/raid";
    volume.fileSystem = std::move(type);
    volume.longestName = longestName;
    return nameRulesFor(volume);
}

std::vector<NameProblem> problemsOf(const NameRules& rules, const std::vector<std::string>& names,
                                    std::uint64_t size = 1,
                                    const std::vector<std::string>& dirs = {})
{
    std::vector<SizedName> files;
    for (const std::string& name : names)
        files.push_back({name, size});
    const std::vector<std::string_view> folders(dirs.begin(), dirs.end());
    return findNameProblems(rules, files, folders, "/media/raid/A001");
}

std::vector<NameProblemKind> kindsOf(const std::vector<NameProblem>& problems)
{
    std::vector<NameProblemKind> kinds;
    for (const NameProblem& problem : problems)
        kinds.push_back(problem.kind);
    return kinds;
}

std::vector<NameProblemKind> kindsOf(const std::string& type, const std::vector<std::string>& names)
{
    return kindsOf(problemsOf(rulesOf(type), names));
}

using Kinds = std::vector<NameProblemKind>;

TEST(NameRules, KnowsWhereTheTimesOfFilesMoveWithTheTimeZone)
{
    for (const char* type : {"vfat", "msdos", "exfat"})
        EXPECT_TRUE(rulesOf(type).keepsLocalTime) << type;
    for (const char* type : {"ext4", "xfs", "ntfs3", "apfs", "hfsplus", "cifs", "some-other"})
        EXPECT_FALSE(rulesOf(type).keepsLocalTime) << type;
}

const std::vector<std::string> kNative{"ext2", "ext3", "ext4", "xfs",     "btrfs",
                                       "f2fs", "zfs",  "nfs4", "overlay", "fuse.sshfs"};
const std::vector<std::string> kWindows{"vfat",  "msdos",   "exfat", "ntfs",
                                        "ntfs3", "fuseblk", "cifs",  "smb3"};

TEST(NameRules, NameTheLargestFile)
{
    EXPECT_EQ(rulesOf("vfat").largestFile, 4 * kGiB - 1);
    EXPECT_EQ(rulesOf("msdos").largestFile, 4'294'967'295U);
    EXPECT_EQ(rulesOf("ext3").largestFile, 2048 * kGiB - 4096);
    EXPECT_EQ(rulesOf("ext4").largestFile, 16384 * kGiB - 4096);
    EXPECT_EQ(rulesOf("ntfs3").largestFile, 16384 * kGiB - 65536);
    EXPECT_EQ(rulesOf("exfat").largestFile, 9'223'372'036'854'775'807U);
    EXPECT_EQ(rulesOf("").largestFile, 9'223'372'036'854'775'807U);
}

TEST(NameRules, NameTheResolutionOfTimes)
{
    EXPECT_EQ(rulesOf("vfat").timeResolution, 2s);
    EXPECT_EQ(rulesOf("exfat").timeResolution, 10ms);
    EXPECT_EQ(rulesOf("ntfs").timeResolution, 100ns);
    EXPECT_EQ(rulesOf("fuseblk").timeResolution, 10ms);
    EXPECT_EQ(rulesOf("hfsplus").timeResolution, 1s);
    EXPECT_EQ(rulesOf("apfs").timeResolution, 1ns);
    EXPECT_EQ(rulesOf("ext4").timeResolution, 1ns);
    EXPECT_EQ(rulesOf("ext3").timeResolution, 1s);
    EXPECT_EQ(rulesOf("somefs").timeResolution, 2s);
}

TEST(NameRules, TakeTheLongestNameFromTheVolumeAndNoMoreThanTheFormatHas)
{
    EXPECT_EQ(rulesOf("ext4", 143).longestName, 143U);
    EXPECT_EQ(rulesOf("zfs", 1023).longestName, 1023U);
    EXPECT_EQ(rulesOf("vfat", 1530).longestName, 255U);
    EXPECT_EQ(rulesOf("msdos", 12).longestName, 12U);
    EXPECT_EQ(rulesOf("ext4").nameUnit, NameUnit::Bytes);
    EXPECT_EQ(rulesOf("exfat").nameUnit, NameUnit::Utf16Units);
    EXPECT_EQ(rulesOf("hfsplus").nameUnit, NameUnit::DecomposedUtf16Units);
}

TEST(NameRules, TakeAnUnknownFileSystemForOneThatFolds)
{
    for (const std::string type : {"", "somefs"}) {
        const NameRules rules = rulesOf(type);
        EXPECT_TRUE(rules.foldsCase);
        EXPECT_TRUE(rules.foldsNormalisation);
        EXPECT_TRUE(problemsOf(rules, {"a:b", "aux.mov", "end.", "caf\xe9.mov"}).empty());
    }
}

TEST(NameRules, FoldCaseAsUnicodeDoesWithoutALanguage)
{
    NameRules rules;
    rules.foldsCase = true;
    EXPECT_EQ(foldedName(rules, "A001C001_R2EC.MOV"), "a001c001_r2ec.mov");
    EXPECT_EQ(foldedName(rules, "STRASSE"), foldedName(rules, "Stra\xc3\x9f"
                                                              "e"));
    // Greek sigma has two small forms.
    EXPECT_EQ(foldedName(rules, "\xce\xa3"), foldedName(rules, "\xcf\x82"));
    EXPECT_EQ(foldedName(rules, "\xc3\x89"), foldedName(rules, "\xc3\xa9"));
    // Turkish dotless i is a letter of its own, and I folds to the dotted one.
    EXPECT_EQ(foldedName(rules, "I"), "i");
    EXPECT_NE(foldedName(rules, "\xc4\xb1"), foldedName(rules, "I"));
    EXPECT_NE(foldedName(rules, "\xc4\xb0"), foldedName(rules, "I"));
    EXPECT_NE(foldedName(rules, kComposed), foldedName(rules, kDecomposed));
    EXPECT_EQ(foldedName(rules, "Caf\xe9.MOV"), "caf\xe9.mov");
}

TEST(NameRules, FoldNormalisationWithoutCase)
{
    NameRules rules;
    EXPECT_NE(foldedName(rules, kComposed), foldedName(rules, kDecomposed));
    rules.foldsNormalisation = true;
    EXPECT_EQ(foldedName(rules, kComposed), foldedName(rules, kDecomposed));
    EXPECT_EQ(foldedName(rules, "Clip"), "Clip");
}

TEST(NameProblems, AreNoneForCameraNamesAnywhere)
{
    std::vector<std::string> types = kNative;
    types.insert(types.end(), kWindows.begin(), kWindows.end());
    types.insert(types.end(), {"apfs", "hfsplus", "", "somefs"});
    for (const std::string& type : types)
        EXPECT_TRUE(problemsOf(rulesOf(type, type == "msdos" ? 1530 : 255),
                               {"A001R2EC/A001C001_261121_R2EC.mov", "DCIM/100MEDIA/DJI_0001.MP4",
                                "A001_1121.RDM/A001_C001.RDC/A001_C001_001.R3D", ".hidden",
                                "PRIVATE/M4ROOT/CLIP/C0001M01.XML", "Scene 1 (take 2) [x];,+=.wav"},
                               2 * kGiB)
                        .empty())
            << type;
}

TEST(NameProblems, AreNoneForWindowsWordsOnNativeFileSystems)
{
    for (const std::string& type : kNative)
        EXPECT_TRUE(problemsOf(rulesOf(type),
                               {"AUX", "a:b", "a?b", "clip.", "clip ", "Clip", "clip", kComposed,
                                kDecomposed, "caf\xe9", "Icon\r"},
                               8 * kGiB)
                        .empty())
            << type;
}

TEST(NameProblems, FindNamesThatDifferOnlyInCase)
{
    std::vector<std::string> types = kWindows;
    types.insert(types.end(), {"apfs", "hfsplus", ""});
    for (const std::string& type : types) {
        const auto problems = problemsOf(rulesOf(type), {"a/CLIP.MOV", "a/clip.mov", "b/clip.mov"});
        ASSERT_EQ(kindsOf(problems), Kinds{NameProblemKind::Collision}) << type;
        EXPECT_EQ(problems[0].paths, (std::vector<fs::path>{"a/CLIP.MOV", "a/clip.mov"}));
    }
    EXPECT_EQ(problemsOf(rulesOf("exfat"), {"CLIP.MOV", "clip.mov"})[0].sentence,
              "CLIP.MOV and clip.mov can become one on exFAT; choose a destination with a file "
              "system that tells them apart, for example ext4");
}

TEST(NameProblems, FindAccentFormsWhereTheFileSystemFoldsThem)
{
    for (const std::string type : {"apfs", "hfsplus", "smb3", "", "somefs"})
        EXPECT_EQ(kindsOf(type, {kComposed, kDecomposed}), Kinds{NameProblemKind::Collision})
            << type;
    for (const std::string type : {"vfat", "exfat", "ntfs3", "ext4"})
        EXPECT_TRUE(kindsOf(type, {kComposed, kDecomposed}).empty()) << type;
    // Both at once: a composed capital and a decomposed small letter.
    EXPECT_EQ(kindsOf("apfs", {"CAF\xc3\x89.mov", kDecomposed}), Kinds{NameProblemKind::Collision});
    EXPECT_EQ(kindsOf("exfat", {"CAF\xc3\x89.mov", kComposed}), Kinds{NameProblemKind::Collision});
}

TEST(NameProblems, TellEachOfSeveralCollidingNamesOnceInTheGivenOrder)
{
    const auto problems = problemsOf(rulesOf("exfat"), {"A", "B", "a", "b", "c"}, 1, {});
    ASSERT_EQ(problems.size(), 2U);
    EXPECT_EQ(problems[0].paths, (std::vector<fs::path>{"A", "a"}));
    EXPECT_EQ(problems[1].paths, (std::vector<fs::path>{"B", "b"}));
    const auto three = problemsOf(rulesOf("exfat"), {"CLIP", "Clip", "clip"});
    ASSERT_EQ(three.size(), 2U);
    EXPECT_EQ(three[0].paths, (std::vector<fs::path>{"CLIP", "Clip"}));
    EXPECT_EQ(three[1].paths, (std::vector<fs::path>{"CLIP", "clip"}));
}

TEST(NameProblems, TellOfCollidingFoldersOnceAndNotOfTheirFiles)
{
    const auto problems = problemsOf(rulesOf("vfat"), {"DCIM/a.mov", "dcim/a.mov", "dcim/b.mov"}, 1,
                                     {"DCIM", "dcim"});
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].paths, (std::vector<fs::path>{"DCIM", "dcim"}));
}

TEST(NameProblems, FindAFileThatMeetsAFolder)
{
    const auto problems = problemsOf(rulesOf("exfat"), {"clip", "CLIP/a.mov"}, 1, {"CLIP"});
    ASSERT_EQ(kindsOf(problems), Kinds{NameProblemKind::Collision});
    EXPECT_EQ(problems[0].paths, (std::vector<fs::path>{"clip", "CLIP"}));
}

TEST(NameProblems, FindEveryCharacterThatWindowsFileSystemsRefuse)
{
    for (const std::string& type : kWindows)
        for (const char c : std::string_view("\"*:<>?\\|\x01\r\x1f"))
            EXPECT_EQ(kindsOf(type, {fmt::format("a/x{}y", c)}),
                      Kinds{NameProblemKind::RefusedCharacter})
                << type << ' ' << int{c};
    EXPECT_EQ(problemsOf(rulesOf("vfat"), {"a/12:30.wav"})[0].sentence,
              "a/12:30.wav has a ':' in its name, which FAT32 cannot store; choose a destination "
              "with another file system, for example ext4");
    EXPECT_NE(problemsOf(rulesOf("vfat"), {"Icon\r"})[0].sentence.find("has a '\\x0d' in"),
              std::string::npos);
    EXPECT_TRUE(kindsOf("hfsplus", {"a:b"}).empty());
    EXPECT_TRUE(kindsOf("apfs", {"a:b"}).empty());
}

TEST(NameProblems, FindEndingsThatAreNotKept)
{
    for (const std::string& type : kWindows)
        EXPECT_EQ(kindsOf(type, {"clip."}), Kinds{NameProblemKind::RefusedEnding}) << type;
    for (const std::string type : {"vfat", "ntfs3", "cifs"})
        EXPECT_EQ(kindsOf(type, {"clip "}), Kinds{NameProblemKind::RefusedEnding}) << type;
    // Linux stores a blank at the end on exFAT.
    EXPECT_TRUE(kindsOf("exfat", {"clip "}).empty());
    EXPECT_EQ(problemsOf(rulesOf("exfat"), {"clip."})[0].sentence,
              "clip. ends in a dot, which exFAT does not keep; choose a destination with another "
              "file system, for example ext4");
}

TEST(NameProblems, FindDeviceNamesWhereWindowsMayDecide)
{
    const std::vector<std::string> devices{"CON",  "prn",    "Aux.mov", "NUL.tar.gz", "COM1",
                                           "com9", "LPT1.x", "lpt9",    "aux .mov"};
    for (const std::string type : {"ntfs", "ntfs3", "fuseblk", "cifs", "smb3"})
        for (const std::string& name : devices)
            EXPECT_EQ(kindsOf(type, {name}), Kinds{NameProblemKind::DeviceName}) << type << name;
    for (const std::string name : {"CONS", "COM0", "COM10", "LPT", "A_AUX", "con_1.mov", ".aux"})
        EXPECT_TRUE(kindsOf("ntfs3", {name}).empty()) << name;
    // Linux stores them on FAT and exFAT.
    EXPECT_TRUE(kindsOf("vfat", devices).empty());
    EXPECT_TRUE(kindsOf("exfat", devices).empty());
}

TEST(NameProblems, FindNamesThatAreNotUtf8AndShowThemEscaped)
{
    std::vector<std::string> types = kWindows;
    types.insert(types.end(), {"apfs", "hfsplus"});
    for (const std::string& type : types)
        EXPECT_EQ(kindsOf(type, {"caf\xe9.mov"}), Kinds{NameProblemKind::NotUtf8}) << type;
    const auto problems = problemsOf(rulesOf("exfat"), {"caf\xe9.mov"});
    EXPECT_EQ(problems[0].paths, std::vector<fs::path>{"caf\xe9.mov"});
    EXPECT_EQ(problems[0].sentence,
              "caf\\xe9.mov has a name that is not UTF-8, which exFAT cannot store; choose a "
              "destination that keeps names as bytes, for example ext4");
}

TEST(NameProblems, CountTheLengthOfANameInTheUnitOfTheFileSystem)
{
    const auto repeated = [](std::string_view text, std::size_t times) {
        std::string all;
        for (std::size_t i = 0; i < times; ++i)
            all += text;
        return all;
    };
    const Kinds tooLong{NameProblemKind::NameTooLong};
    for (const std::string type :
         {"ext4", "xfs", "btrfs", "apfs", "", "vfat", "exfat", "ntfs3", "cifs", "hfsplus"}) {
        EXPECT_TRUE(kindsOf(type, {std::string(255, 'x')}).empty()) << type;
        EXPECT_EQ(kindsOf(type, {std::string(256, 'x')}), tooLong) << type;
    }
    // Chinese: three bytes, one UTF-16 unit.
    EXPECT_TRUE(kindsOf("ext4", {repeated("\xe4\xb8\xad", 85)}).empty());
    EXPECT_EQ(kindsOf("ext4", {repeated("\xe4\xb8\xad", 86)}), tooLong);
    EXPECT_TRUE(kindsOf("exfat", {repeated("\xe4\xb8\xad", 255)}).empty());
    EXPECT_EQ(kindsOf("exfat", {repeated("\xe4\xb8\xad", 256)}), tooLong);
    // A pictograph: four bytes, two units.
    EXPECT_TRUE(kindsOf("exfat", {repeated("\xf0\x9f\x8e\xac", 127)}).empty());
    EXPECT_EQ(kindsOf("exfat", {repeated("\xf0\x9f\x8e\xac", 128)}), tooLong);
    // HFS+ stores the accent apart, and three units of the Greek iota with two accents.
    EXPECT_TRUE(kindsOf("hfsplus", {repeated("\xc3\xa9", 127)}).empty());
    EXPECT_EQ(kindsOf("hfsplus", {repeated("\xc3\xa9", 128)}), tooLong);
    EXPECT_TRUE(kindsOf("hfsplus", {repeated("\xce\x90", 85)}).empty());
    EXPECT_EQ(kindsOf("hfsplus", {repeated("\xce\x90", 86)}), tooLong);
}

TEST(NameProblems, NameAnExampleForALongNameOnlyWhereItWouldDo)
{
    const NameRules encrypted = rulesOf("ext4", 143);
    EXPECT_NE(problemsOf(encrypted, {std::string(144, 'x')})[0].sentence.find(
                  "has a name of 144 bytes, and ext4 takes 143; choose a destination that takes "
                  "longer names, for example one with exFAT"),
              std::string::npos);
    EXPECT_TRUE(problemsOf(rulesOf("exfat"), {std::string(256, 'x')})[0].sentence.ends_with(
        "choose a destination that takes longer names"));
}

TEST(NameProblems, CountTheWholePathAtTheDestination)
{
    // 16 bytes of "/media/raid/A001" and a slash lie before the path on the card.
    std::string path;
    while (path.size() + 200 < 4095 - 17)
        path += std::string(199, 'd') + '/';
    path += std::string(4095 - 17 - path.size(), 'f');
    EXPECT_TRUE(kindsOf("ext4", {path}).empty());
    path += 'f';
    const auto problems = problemsOf(rulesOf("ext4"), {path});
    ASSERT_EQ(kindsOf(problems), Kinds{NameProblemKind::PathTooLong});
    EXPECT_NE(problems[0].sentence.find("a path of 4096 bytes at the destination, and 4095 is"),
              std::string::npos);
}

TEST(NameProblems, FindFilesThatAreTooLarge)
{
    EXPECT_TRUE(problemsOf(rulesOf("vfat"), {"a.mov"}, 4 * kGiB - 1).empty());
    const auto problems = problemsOf(rulesOf("vfat"), {"a.mov"}, 4 * kGiB);
    ASSERT_EQ(kindsOf(problems), Kinds{NameProblemKind::FileTooLarge});
    EXPECT_EQ(problems[0].sentence,
              "a.mov is 4.3 GB, more than FAT32 takes in one file (4294967295 bytes); choose a "
              "destination with another file system, for example exFAT");
    for (const std::string type : {"exfat", "ntfs3", "ext4", "apfs", "hfsplus", "cifs", "nfs", ""})
        EXPECT_TRUE(problemsOf(rulesOf(type), {"a.mov"}, 1024 * kGiB).empty()) << type;
    EXPECT_EQ(kindsOf(problemsOf(rulesOf("ext3"), {"a.mov"}, 2048 * kGiB)),
              Kinds{NameProblemKind::FileTooLarge});
}

TEST(NameProblems, JudgeAFoldersNameOnceAndNotForEachOfItsFiles)
{
    const auto problems = problemsOf(rulesOf("exfat"), {"a:b/1.mov", "a:b/2.mov"}, 1, {"a:b"});
    ASSERT_EQ(kindsOf(problems), Kinds{NameProblemKind::RefusedCharacter});
    EXPECT_EQ(problems[0].paths, std::vector<fs::path>{"a:b"});
}

TEST(NameProblems, JudgeTheRollsFolderAndItsParentsOnTheVolumeOnly)
{
    NameRules rules = rulesOf("exfat");
    rules.mountPoint = "/mnt/odd:place";
    const auto problems = findNameProblems(rules, {}, {}, "/mnt/odd:place/Day 1?/A001.");
    ASSERT_EQ(kindsOf(problems),
              (Kinds{NameProblemKind::RefusedCharacter, NameProblemKind::RefusedEnding}));
    EXPECT_EQ(problems[0].paths, std::vector<fs::path>{"/mnt/odd:place/Day 1?"});
    EXPECT_EQ(problems[1].paths, std::vector<fs::path>{"/mnt/odd:place/Day 1?/A001."});
    EXPECT_TRUE(findNameProblems(rules, {}, {}, "/mnt/odd:place").empty());
    // Where the mount point is not known, only the roll's own folder.
    rules.mountPoint.clear();
    EXPECT_EQ(findNameProblems(rules, {}, {}, "/mnt/odd:place/A001.").size(), 1U);
}

TEST(NameProblems, FindSeveralOfOneName)
{
    EXPECT_EQ(kindsOf("ntfs3", {"con:.\xff."}),
              (Kinds{NameProblemKind::NotUtf8, NameProblemKind::RefusedCharacter,
                     NameProblemKind::RefusedEnding}));
}

TEST(NameProblems, FindTheTwoThatCollideAmongAHundredThousand)
{
    std::vector<std::string> names;
    for (int i = 0; i < 100'000; ++i)
        names.push_back(fmt::format("A001_1121.RDM/frame_{:07}.dpx", i));
    const auto last = names.size();
    names.emplace_back("A001_1121.RDM/FRAME_0077777.DPX");
    EXPECT_TRUE(kindsOf("ext4", names).empty());
    const auto problems = problemsOf(rulesOf("exfat"), names);
    ASSERT_EQ(kindsOf(problems), Kinds{NameProblemKind::Collision});
    EXPECT_EQ(problems[0].paths, (std::vector<fs::path>{names[77'777], names[last]}));
}

TEST(NameProblems, StopAtTheirLimit)
{
    std::vector<std::string> names;
    for (int i = 0; i < 1200; ++i)
        names.push_back(fmt::format("{:04}:", i));
    const auto problems = problemsOf(rulesOf("exfat"), names);
    ASSERT_EQ(problems.size(), kNameProblemsMax);
    EXPECT_EQ(problems.back().paths, std::vector<fs::path>{"0999:"});
    names.clear();
    for (int i = 0; i < 1200; ++i) {
        names.push_back(fmt::format("clip{:04}", i));
        names.push_back(fmt::format("CLIP{:04}", i));
    }
    EXPECT_EQ(problemsOf(rulesOf("exfat"), names).size(), kNameProblemsMax);
}

TEST(NameRules, StoppedTheSearchEndsAtOnce)
{
    const NameRules rules = rulesOf("exfat");
    const std::vector<SizedName> files{{"A:1", 1}, {"a", 1}, {"A", 1}};
    EXPECT_FALSE(findNameProblems(rules, files, {}, "/media/raid/A001").empty());
    std::stop_source stop;
    stop.request_stop();
    EXPECT_TRUE(findNameProblems(rules, files, {}, "/media/raid/A001", stop.get_token()).empty());
}

} // namespace
} // namespace tailslate::offload
