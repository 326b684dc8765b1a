// SPDX-License-Identifier: Apache-2.0
#include "offload/Plan.h"

#include "offload/detail/CopyNames.h"
#include "OffloadFixture.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <stop_token>

namespace tailslate::offload {
namespace {

namespace fs = std::filesystem;
using PlanTest = test::OffloadFixture;

TEST_F(PlanTest, PutsTheRollInAFolderOfItsNameAtEachDestination)
{
    const auto made = plan();
    ASSERT_TRUE(made) << made.error().describe();
    ASSERT_EQ(made->destinations.size(), 2U);
    EXPECT_EQ(made->destinations[0].rollFolder, first / "A001R2EC");
    EXPECT_EQ(made->destinations[1].rollFolder, second / "A001R2EC");
    EXPECT_FALSE(made->destinations[0].volume.deviceId.empty());
    EXPECT_TRUE(files.changedPaths().empty()) << "planning touched the disk";
    EXPECT_FALSE(fs::exists(first / "A001R2EC"));
}

TEST_F(PlanTest, RefusesADestinationThatIsTheCard)
{
    destinations = {{card, "primary"}};
    EXPECT_EQ(plan().error().code, ErrorCode::InvalidArgument);
}

TEST_F(PlanTest, RefusesADestinationInsideTheCard)
{
    destinations = {{card / "A001R2EC" / "new" / "folder", "primary"}};
    const auto made = plan();
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(made.error().path, card / "A001R2EC" / "new" / "folder");
}

TEST_F(PlanTest, RefusesADestinationInsideTheCardThroughALink)
{
    fs::create_directory_symlink(card / "A001R2EC", temp.path() / "innocent");
    destinations = {{temp.path() / "innocent" / "x", "primary"}};
    EXPECT_EQ(plan().error().code, ErrorCode::InvalidArgument);
}

TEST_F(PlanTest, RefusesARollFolderThatIsALinkToTheCard)
{
    fs::create_directory_symlink(card, first / "A001R2EC");
    destinations = {{first, "primary"}};
    EXPECT_EQ(plan().error().code, ErrorCode::InvalidArgument);
}

TEST_F(PlanTest, RefusesACardInsideTheDestinationsRollFolder)
{
    const fs::path inner = first / "A001R2EC" / "card";
    fs::create_directories(inner.parent_path());
    fs::rename(card, inner);
    card = inner;
    destinations = {{first, "primary"}};
    EXPECT_EQ(plan().error().code, ErrorCode::InvalidArgument);
}

TEST_F(PlanTest, RefusesADestinationAroundTheCardAlsoThroughALink)
{
    fs::create_directory_symlink(temp.path(), first / "around");
    for (const fs::path& around : {temp.path(), first / "around"}) {
        destinations = {{around, "primary"}};
        EXPECT_EQ(plan().error().code, ErrorCode::InvalidArgument);
    }
}

TEST_F(PlanTest, RefusesTwoEqualDestinationsHoweverTheyAreWritten)
{
    fs::create_directory_symlink(first, temp.path() / "link");
    for (const fs::path& other : {first, first / ".", first / ".." / "raid-1", temp.path() / "link",
                                  fs::path(first.native() + "/")}) {
        destinations = {{first, "primary"}, {other, "backup"}};
        EXPECT_EQ(plan().error().code, ErrorCode::InvalidArgument) << other;
    }
}

TEST_F(PlanTest, RefusesADestinationInsideAnothersCopy)
{
    destinations = {{first, "primary"}, {first / "A001R2EC", "backup"}};
    EXPECT_EQ(plan().error().code, ErrorCode::InvalidArgument);
}

TEST_F(PlanTest, RefusesADifferentFileUnderAFinalName)
{
    fs::create_directories(second / "A001R2EC" / "A001R2EC");
    const fs::path taken = second / "A001R2EC" / "A001R2EC" / "A001R2EC_AVID.ale";
    std::ofstream(taken) << "somebody else's";
    const auto made = plan();
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::AlreadyExists);
    EXPECT_EQ(made.error().path, taken);
    EXPECT_EQ(contentOf(taken), "somebody else's");
}

/// What lies in the first roll folder already: some files of the card, all so much younger.
class TimesOfCopies : public test::OffloadFixture {
protected:
    void copyToFirst(const std::vector<std::string>& names, std::chrono::seconds younger)
    {
        for (const std::string& name : names) {
            const fs::path from = card / "A001R2EC" / name;
            const fs::path to = first / "A001R2EC" / "A001R2EC" / name;
            fs::create_directories(to.parent_path());
            fs::copy_file(from, to);
            fs::last_write_time(to, fs::last_write_time(from) + younger);
        }
    }

    const std::string clip = "A001C001_261121_R2EC.mov";
};

TEST_F(TimesOfCopies, RefusesToAddToARollOfTheSameNamesAndSizesFromAnotherDay)
{
    copyToFirst({clip}, std::chrono::hours(49));
    const auto made = plan();
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::AlreadyExists);
    EXPECT_EQ(made.error().path, first / "A001R2EC");
    EXPECT_NE(made.error().message.find("choose another roll folder"), std::string::npos);
}

TEST_F(TimesOfCopies, OneOfTheCardsOwnTimesShowsThatItIsTheSameCard)
{
    copyToFirst({clip}, std::chrono::hours(0));
    copyToFirst({"A001R2EC_AVID.ale"}, std::chrono::hours(49));
    EXPECT_TRUE(plan());
}

TEST_F(TimesOfCopies, AnotherTimeZoneOfTheMountIsNoOtherTime)
{
    copyToFirst({clip}, -std::chrono::minutes(5 * 60 + 45));
    EXPECT_TRUE(plan());
}

TEST_F(TimesOfCopies, AWholeCopyIsComparedWhateverItsTimes)
{
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(card / "A001R2EC")) {
        if (entry.is_regular_file())
            names.push_back(entry.path().lexically_relative(card / "A001R2EC").native());
    }
    copyToFirst(names, std::chrono::hours(49));
    EXPECT_TRUE(plan());
}

TEST_F(PlanTest, CountsWhatWillBeContinuedAsThere)
{
    const fs::path large = card / "A001R2EC" / "A001C002_261121_R2EC.mov";
    std::ofstream(large).close();
    fs::resize_file(large, 20 << 20);
    const auto before = plan();
    ASSERT_TRUE(before) << before.error().describe();
    const auto known = std::ranges::find(before->files(), "A001R2EC/" + large.filename().native(),
                                         &media::CardFile::path);
    ASSERT_NE(known, before->files().end());
    const fs::path part = first / "A001R2EC" / "A001R2EC" / detail::partName(*known);
    fs::create_directories(part.parent_path());
    std::ofstream(part).close();
    fs::resize_file(part, 12 << 20);
    const auto after = plan();
    ASSERT_TRUE(after) << after.error().describe();
    EXPECT_EQ(after->missingBytes.at(0) + (12U << 20), before->missingBytes.at(0));
    EXPECT_EQ(after->missingBytes.at(1), before->missingBytes.at(1));
}

TEST_F(PlanTest, RefusesAVolumeThatIsMountedReadOnly)
{
    files.volumeSeen = [&](const fs::path& path, io::Volume volume) {
        volume.readOnly = path.native().starts_with(second.native());
        return volume;
    };
    const auto made = plan();
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::PermissionDenied);
    EXPECT_EQ(made.error().path, second);
    EXPECT_FALSE(fs::exists(first / "A001R2EC"));
}

TEST_F(PlanTest, RefusesADestinationThatIsAFile)
{
    std::ofstream(temp.path() / "file") << "x";
    destinations = {{temp.path() / "file", "primary"}};
    EXPECT_EQ(plan().error().code, ErrorCode::InvalidArgument);
}

TEST_F(PlanTest, RefusesARollFolderWhosePathLeavesNoRoomForItsHistory)
{
    constexpr std::size_t kMost = 4095 - 8 - 255;
    destinations = {{first, "primary"}};
    for (const std::size_t tooMany : {std::size_t{0}, std::size_t{1}, std::size_t{2'000}}) {
        // Names of 200 bytes, and one of what is left.
        fs::path inside;
        std::size_t left = kMost + tooMany - first.native().size() - 1;
        for (; left > 255; left -= 201)
            inside /= std::string(200, 'x');
        options.rollFolder = inside / std::string(left, 'y');
        const auto made = plan();
        ASSERT_EQ(made.has_value(), tooMany == 0);
        if (!made) {
            EXPECT_EQ(made.error().code, ErrorCode::InvalidArgument);
            EXPECT_EQ(made.error().path, first / options.rollFolder);
            EXPECT_NE(made.error().message.find(std::to_string(kMost + tooMany) + " bytes, and " +
                                                std::to_string(kMost)),
                      std::string::npos)
                << made.error().message;
        }
    }
}

TEST_F(PlanTest, RefusesAVolumeWithTooLittleRoomAndSaysHowMuchThereIs)
{
    files.spaceSeen = [](io::Space) { return io::Space{9'000'000, 1'000'000'000}; };
    const auto made = plan();
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::NoSpace);
    EXPECT_NE(made.error().message.find("9.0 MB free"), std::string::npos) << made.error().message;
}

TEST_F(PlanTest, RefusesALinkInsideTheRollFolderThatLeadsOntoTheCard)
{
    fs::create_directories(first / "A001R2EC");
    fs::create_directory_symlink(card / "A001R2EC", first / "A001R2EC" / "A001R2EC");
    EXPECT_EQ(plan().error().code, ErrorCode::InvalidArgument);
    fs::remove(first / "A001R2EC" / "A001R2EC");
    fs::create_directory_symlink(card, first / "A001R2EC" / "A001R2EC");
    EXPECT_EQ(plan().error().code, ErrorCode::InvalidArgument);
}

TEST_F(PlanTest, RefusesAFileThatIsTheCardsOwnUnderAnotherName)
{
    const fs::path name = "A001R2EC/A001C001_261121_R2EC.mov";
    fs::create_directories((first / "A001R2EC" / name).parent_path());
    fs::create_hard_link(card / name, first / "A001R2EC" / name);
    EXPECT_EQ(plan().error().code, ErrorCode::InvalidArgument);
}

TEST_F(PlanTest, RefusesTwoDestinationsThatShareAFolderOrAFile)
{
    fs::create_directories(first / "A001R2EC" / "A001R2EC");
    fs::create_directories(second / "A001R2EC");
    fs::create_directory_symlink(first / "A001R2EC" / "A001R2EC", second / "A001R2EC" / "A001R2EC");
    EXPECT_EQ(plan().error().code, ErrorCode::InvalidArgument);

    fs::remove(second / "A001R2EC" / "A001R2EC");
    fs::create_directories(second / "A001R2EC" / "A001R2EC");
    const fs::path name = "A001R2EC/A001R2EC/A001R2EC_AVID.ale";
    const fs::path source = card / "A001R2EC/A001R2EC_AVID.ale";
    fs::copy_file(source, first / name);
    fs::last_write_time(first / name, fs::last_write_time(source));
    fs::create_hard_link(first / name, second / name);
    EXPECT_EQ(plan().error().code, ErrorCode::InvalidArgument);
}

TEST_F(PlanTest, NoPlaceOfOursMayLieOnTheCard)
{
    const media::Card listed = listCard();
    EXPECT_FALSE(ensureNotOnCard(files, listed, card / "show.tailslate"));
    EXPECT_FALSE(ensureNotOnCard(files, listed, card / "A001R2EC" / "new" / "reports"));
    EXPECT_TRUE(ensureNotOnCard(files, listed, temp.path() / "show.tailslate"));
}

TEST_F(PlanTest, RefusesBeforeTheFirstByteWhenTheCardsHistoryNeedsAnotherHash)
{
    destinations = {{first, "primary"}};
    algorithm = hash::Algorithm::Md5;
    run();
    card = first / "A001R2EC";
    destinations = {{second, "backup"}};
    algorithm = hash::Algorithm::Xxh64;
    options.useCardManifests = false;
    const auto made = plan();
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::Unsupported);
    EXPECT_NE(made.error().message.find("--hash md5"), std::string::npos);
    options.useCardManifests = true;
    EXPECT_TRUE(plan()) << "compared with what it records, any will do";
}

TEST_F(PlanTest, StoppedWhileTheHistoryOfADestinationIsReadItSaysSo)
{
    ASSERT_TRUE(run().destinations.at(1).good());
    std::stop_source stop;
    std::size_t read = 0;
    files.afterRead = [&](const fs::path& path, std::uint64_t, std::span<std::byte>) {
        if (path.extension() == ".mhl") {
            ++read;
            stop.request_stop();
        }
    };
    const auto made =
        makePlan(files, listCard(), destinations, options, clock, {stop.get_token(), progress});
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(read, 1U);
}

TEST_F(PlanTest, RefusesAnEmptyCardAndNoDestinations)
{
    media::Card empty = listCard();
    empty.files.clear();
    EXPECT_EQ(makePlan(files, empty, destinations, options, clock, {{}, progress}).error().code,
              ErrorCode::InvalidArgument);
    EXPECT_EQ(makePlan(files, listCard(), {}, options, clock, {{}, progress}).error().code,
              ErrorCode::InvalidArgument);
}

TEST_F(PlanTest, RefusesARollNameThatWouldLeaveTheDestination)
{
    for (const char* name : {"", "..", ".", "../A001", "/etc", "a/b"}) {
        media::Card odd = listCard();
        odd.roll = name;
        EXPECT_EQ(makePlan(files, odd, destinations, options, clock, {{}, progress}).error().code,
                  ErrorCode::InvalidArgument)
            << name;
    }
}

io::Volume volumeAt(const char* mountPoint, const char* deviceId, const char* volumeId)
{
    io::Volume volume;
    volume.mountPoint = mountPoint;
    volume.deviceId = deviceId;
    volume.volumeId = volumeId;
    return volume;
}

TEST(SameVolume, IsToldByIdentifiersWhereBothAreKnown)
{
    const io::Volume drive = volumeAt("/media/SSD", "8:16", "1234");
    EXPECT_TRUE(isSameVolume(drive, volumeAt("/mnt", "8:32", "1234")));
    EXPECT_FALSE(isSameVolume(drive, volumeAt("/media/SSD", "8:16", "5678")));
}

TEST(SameVolume, IsToldByItsMountPointWhereTheIdentifiersAreOfTwoKinds)
{
    const io::Volume drive = volumeAt("/media/SSD", "8:16", "1234");
    EXPECT_TRUE(isSameVolume(drive, volumeAt("/media/SSD", "8:16", "fsid 22ba8ae6727fd7da")));
    EXPECT_FALSE(isSameVolume(drive, volumeAt("/", "8:1", "fsid 22ba8ae6727fd7da")));
    EXPECT_FALSE(isSameVolume(volumeAt("/media/SSD", "8:16", "fsid 1"),
                              volumeAt("/media/SSD", "8:16", "fsid 2")));
}

TEST(SameVolume, IsToldByItsMountPointWhereAnIdentifierIsUnknown)
{
    const io::Volume drive = volumeAt("/media/SSD", "8:16", "1234");
    const io::Volume share = volumeAt("/media/SSD", "", "");
    EXPECT_TRUE(isSameVolume(drive, share));
    EXPECT_TRUE(isSameVolume(share, drive));
    // What is left when it was unmounted, even where no device is known or an image lies on it.
    EXPECT_FALSE(isSameVolume(share, volumeAt("/", "", "")));
    EXPECT_FALSE(isSameVolume(drive, volumeAt("/", "8:16", "")));
}

} // namespace
} // namespace tailslate::offload
