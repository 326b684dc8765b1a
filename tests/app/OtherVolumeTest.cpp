// SPDX-License-Identifier: Apache-2.0
#include "OffloadUseCase.h"

#include <map>

namespace tailslate::app {
namespace {

namespace fs = std::filesystem;
using offload::EvidenceLevel;

/// Destinations that are drives of their own, which can be unplugged: their mount points then lead
/// to the system disk.
class OtherVolumeTest : public OffloadUseCase {
protected:
    OtherVolumeTest()
    {
        for (const fs::path& place : {first, second}) {
            fs::create_directories(place);
            io::Volume& drive = mounted[place];
            drive.mountPoint = place;
            drive.fileSystem = "exfat";
            drive.label = place.filename();
            drive.deviceId = "dev of " + place.filename().native();
            drive.deviceName = "SSD";
            drive.volumeId = "1234-" + place.filename().native();
        }
        files.volumeSeen = [this](const fs::path& path, io::Volume truth) {
            for (const auto& [place, volume] : mounted) {
                if (path.native().starts_with(place.native()))
                    return volume;
            }
            truth.deviceId = "system disk";
            truth.volumeId = systemVolumeId;
            return truth;
        };
    }

    void unplug(const fs::path& place)
    {
        mounted.erase(place);
        fs::rename(place, place.native() + " on the shelf");
        fs::create_directories(place); // The mount point stays.
    }

    Uuid copyToVerifyLater()
    {
        request.options.mode = offload::Mode::VerifyLater;
        const auto copied = offload();
        EXPECT_TRUE(copied) << copied.error().describe();
        return copied->result.plan.jobId;
    }

    static bool isEmpty(const fs::path& folder) { return fs::is_empty(folder); }

    std::map<fs::path, io::Volume> mounted;
    std::string systemVolumeId = "uuid of the system disk";
};

TEST_F(OtherVolumeTest, ToVerifyNeverFillsTheDiskBelowAnUnpluggedDrive)
{
    for (const bool identifierKnown : {true, false}) {
        SCOPED_TRACE(identifierKnown ? "identifier known" : "identifier unknown");
        if (!identifierKnown) {
            fs::remove_all(first);
            fs::remove_all(second);
            fs::create_directories(first);
            fs::rename(second.native() + " on the shelf", second);
            fs::remove_all(second / kRoll);
            mounted[second] = mounted[first];
            mounted[second].mountPoint = second;
            mounted[second].label.clear();
            mounted[second].volumeId.clear();
            systemVolumeId.clear();
        }
        const Uuid job = copyToVerifyLater();
        unplug(second);

        const auto verified = verify(job);
        ASSERT_TRUE(verified) << verified.error().describe();
        EXPECT_TRUE(verified->result.destinations.at(0).good());
        EXPECT_FALSE(verified->verdict.allVerified);
        const auto& error = verified->result.destinations.at(1).error;
        ASSERT_TRUE(error);
        EXPECT_EQ(error->code, ErrorCode::DeviceLost);
        EXPECT_EQ(error->path, second);
        EXPECT_NE(error->message.find("plug it in"), std::string::npos) << error->describe();
        if (identifierKnown) {
            EXPECT_NE(error->message.find("\"raid-2\" (exfat, 1234-raid-2)"), std::string::npos)
                << error->describe();
        }
        EXPECT_TRUE(isEmpty(second));
        EXPECT_EQ(problemsOfProject(), std::vector<std::string>());
    }
}

TEST_F(OtherVolumeTest, ToOffloadNeverFillsTheDiskBelowADriveThatWasUnpluggedSinceItWasChosen)
{
    request.destinations.at(0).volume = mounted[first];
    request.destinations.at(1).volume = mounted[second];
    unplug(second);
    const auto refused = offload();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::DeviceLost);
    EXPECT_EQ(refused.error().path, second);
    EXPECT_TRUE(isEmpty(second));
    EXPECT_TRUE(isEmpty(first));
    EXPECT_TRUE(project->offloads()->empty());
}

TEST_F(OtherVolumeTest, WhatWasProvedOfADriveOnTheShelfStaysAndIsVerifiedWhenItIsBack)
{
    const Uuid job = copyToVerifyLater();
    const io::Volume drive = mounted[second];
    unplug(second);
    ASSERT_TRUE(verify(job));
    EXPECT_EQ(levelsInProject(job), (std::set{EvidenceLevel::Hashed, EvidenceLevel::Verified}));

    fs::remove(second);
    fs::rename(second.native() + " on the shelf", second);
    mounted[second] = drive;
    const auto verified = verify(job);
    ASSERT_TRUE(verified) << verified.error().describe();
    EXPECT_TRUE(verified->verdict.allVerified);
    EXPECT_EQ(levelsInProject(job), std::set{EvidenceLevel::Verified});
}

TEST_F(OtherVolumeTest, WithoutAnyOfItsDrivesThereIsNothingToVerify)
{
    const Uuid job = copyToVerifyLater();
    const std::size_t entries = project->ledger()->size();
    unplug(first);
    unplug(second);
    EXPECT_EQ(verify(job).error().code, ErrorCode::DeviceLost);
    EXPECT_EQ(project->ledger()->size(), entries);
}

TEST_F(OtherVolumeTest, ToResumeWithAnUnpluggedDriveIsRefusedAndNamesTheDrive)
{
    failRenameAtSecond("A001C002");
    const auto cutOff = offload();
    ASSERT_TRUE(cutOff) << cutOff.error().describe();
    files.failWith = {};
    const std::size_t entries = project->ledger()->size();
    unplug(second);

    const auto refused = resume(cutOff->result.plan.jobId);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::DeviceLost);
    EXPECT_EQ(refused.error().path, second);
    EXPECT_NE(refused.error().message.find("\"raid-2\" (exfat, 1234-raid-2)"), std::string::npos)
        << refused.error().describe();
    EXPECT_TRUE(isEmpty(second));
    EXPECT_EQ(project->ledger()->size(), entries);
}

TEST_F(OtherVolumeTest, WhatMayBeAnotherVolumeInItsPlaceIsReadBackAgain)
{
    mounted[second].volumeId.clear();
    failRenameAtSecond("A001C002");
    const auto cutOff = offload();
    ASSERT_TRUE(cutOff) << cutOff.error().describe();
    files.failWith = {};
    // On the same port, so that nothing tells it from the one before.
    std::fstream(copyOf(second, "A001C001"), std::ios::in | std::ios::out) << 'X';
    fs::last_write_time(copyOf(second, "A001C001"),
                        fs::last_write_time(card / clipPath("A001C001")));

    const auto resumed = resume(cutOff->result.plan.jobId);
    ASSERT_TRUE(resumed) << resumed.error().describe();
    EXPECT_FALSE(resumed->verdict.allVerified) << "a copy that is not on this device was believed";
}

TEST_F(OtherVolumeTest, WhatMayBeAnotherVolumeIsReadBackBeforeTheSameCardIsCalledOffloaded)
{
    mounted[second].volumeId.clear();
    const auto once = offload();
    ASSERT_TRUE(once) << once.error().describe();
    ASSERT_TRUE(once->verdict.allVerified);
    std::fstream(copyOf(second, "A001C001"), std::ios::in | std::ios::out) << 'X';
    fs::last_write_time(copyOf(second, "A001C001"),
                        fs::last_write_time(card / clipPath("A001C001")));

    const auto again = offload();
    ASSERT_TRUE(again) << again.error().describe();
    EXPECT_FALSE(again->verdict.allVerified);
}

TEST_F(OtherVolumeTest, TheSameCardAgainIsJudgedByTheDevicesOfToday)
{
    const auto once = offload();
    ASSERT_TRUE(once) << once.error().describe();
    EXPECT_TRUE(once->verdict.safeToFormat) << once->verdict.reasons.front();
    mounted[second].deviceId = mounted[first].deviceId; // Both in one case now.
    const auto again = offload();
    ASSERT_TRUE(again) << again.error().describe();
    EXPECT_TRUE(again->alreadyOffloaded);
    EXPECT_FALSE(again->verdict.safeToFormat);
}

TEST_F(OtherVolumeTest, EachDestinationKeepsTheRollFolderThatItHad)
{
    request.destinations = {{first, "primary", "Day 01/A001R2EC"}, {second, "backup"}};
    failRenameAtSecond("A001C002");
    const auto cutOff = offload();
    ASSERT_TRUE(cutOff) << cutOff.error().describe();
    files.failWith = {};
    const auto resumed = resume(cutOff->result.plan.jobId);
    ASSERT_TRUE(resumed) << resumed.error().describe();
    EXPECT_TRUE(resumed->verdict.allVerified);
    EXPECT_EQ(resumed->result.plan.destinations.at(0).rollFolder, first / "Day 01" / kRoll);
    EXPECT_EQ(resumed->result.plan.destinations.at(1).rollFolder, second / kRoll);
    EXPECT_TRUE(fs::exists(first / "Day 01" / kRoll / clipPath("A001C002")));
    EXPECT_FALSE(fs::exists(first / kRoll));
}

} // namespace
} // namespace tailslate::app
