// SPDX-License-Identifier: Apache-2.0
#include "offload/detail/DeviceWatch.h"

#include "support/SimulatedDisks.h"

#include <gtest/gtest.h>

#include <string>

namespace tailslate::offload::detail {
namespace {

using test::SimulatedDisks;

/// A machine with one volume that has a folder for the roll, as its first.
struct Machine {
    explicit Machine(const std::string& volumeId, const std::string& fileSystem = "ext4")
    {
        disks.addVolume({.mountPoint = "/raid",
                         .deviceId = "usb",
                         .volumeId = volumeId,
                         .fileSystem = fileSystem});
        EXPECT_TRUE(disks.createFolders("/raid/A001"));
    }

    [[nodiscard]] io::FileIdentity identity()
    {
        const auto info = disks.info("/raid/A001");
        EXPECT_TRUE(info);
        return info ? info->identity : io::FileIdentity{};
    }

    /// Whether a folder that was seen with `before` on `volume` counts as the one that is there.
    [[nodiscard]] bool isThere(const io::FileIdentity& before, const io::Volume& volume)
    {
        return DeviceWatch(disks, "/raid/A001", before, volume).isThere();
    }

    [[nodiscard]] io::Volume volume() { return disks.volume("/raid").value(); }

    SimulatedDisks disks;
};

TEST(DeviceWatch, KnowsAVolumeByItsIdentifierWhateverItsDeviceNumber)
{
    Machine now("volume-1");
    io::FileIdentity before = now.identity();
    EXPECT_TRUE(now.isThere(before, now.volume()));
    ++before.device;
    EXPECT_TRUE(now.isThere(before, now.volume()));
    before.inode += 100;
    EXPECT_FALSE(now.isThere(before, now.volume()));
}

TEST(DeviceWatch, SaysThatAVolumeWasAwayWhenItsDeviceHasAnotherNumber)
{
    Machine now("volume-1");
    io::FileIdentity before = now.identity();
    EXPECT_TRUE(DeviceWatch(now.disks, "/raid/A001", before, now.volume()).wasNeverAway());
    ++before.device;
    const DeviceWatch replugged(now.disks, "/raid/A001", before, now.volume());
    EXPECT_TRUE(replugged.isThere());
    EXPECT_FALSE(replugged.wasNeverAway());
}

TEST(DeviceWatch, NeverTakesAnotherVolumeWithTheSameNumbersForTheOneThatWasThere)
{
    for (const char* const fileSystem : {"ext4", "exfat"}) {
        Machine before("volume-1", fileSystem);
        Machine now("volume-2", fileSystem);
        ASSERT_EQ(before.identity(), now.identity());
        EXPECT_FALSE(now.isThere(before.identity(), before.volume())) << fileSystem;
    }
}

TEST(DeviceWatch, KnowsAVolumeWithoutIdentifierByItsDeviceNumberOnly)
{
    for (const char* const fileSystem : {"ext4", "exfat"}) {
        Machine now("", fileSystem);
        io::FileIdentity before = now.identity();
        EXPECT_TRUE(now.isThere(before, now.volume())) << fileSystem;
        ++before.device;
        EXPECT_FALSE(now.isThere(before, now.volume())) << fileSystem;
    }
}

TEST(DeviceWatch, KnowsAVolumeAgainThatMakesUpItsInodeNumbersAtEachMount)
{
    for (const char* const fileSystem : {"vfat", "exfat", "fuseblk", "fuse.exfat", "cifs"}) {
        Machine now("volume-1", fileSystem);
        io::FileIdentity before = now.identity();
        before.inode += 100;
        EXPECT_TRUE(now.isThere(before, now.volume())) << fileSystem;
    }
}

TEST(DeviceWatch, TellsTwoFoldersApartWhereInodeNumbersLast)
{
    for (const char* const fileSystem : {"ext4", "xfs", "btrfs", "apfs", "hfsplus", "ntfs3"}) {
        Machine now("volume-1", fileSystem);
        io::FileIdentity before = now.identity();
        before.inode += 100;
        EXPECT_FALSE(now.isThere(before, now.volume())) << fileSystem;
    }
}

} // namespace
} // namespace tailslate::offload::detail
