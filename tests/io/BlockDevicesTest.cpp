// SPDX-License-Identifier: Apache-2.0
#include "io/detail/BlockDevices.h"

#include "io/detail/Mounts.h"
#include "support/TempDir.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace tailslate::io::detail {
namespace {

namespace fs = std::filesystem;

/// A sysfs of our own: disks sda (8:0) to sdd (8:48), each with one partition.
class BlockDevicesTest : public testing::Test {
protected:
    BlockDevicesTest()
    {
        for (const char letter : {'a', 'b', 'c', 'd'}) {
            const std::string disk = std::string("sd") + letter;
            const int minor = (letter - 'a') * 16;
            addDevice(disk, "8:" + std::to_string(minor));
            const fs::path partition = sysfs / "devices" / disk / (disk + "1");
            fs::create_directories(partition);
            std::ofstream(partition / "partition") << "1\n";
            setNumber(partition, "8:" + std::to_string(minor + 1));
        }
    }

    void setNumber(const fs::path& device, const std::string& number) const
    {
        std::ofstream(device / "dev") << number << '\n';
        fs::create_directories(sysfs / "dev/block");
        fs::create_directory_symlink(device, sysfs / "dev/block" / number);
    }

    void addDevice(const std::string& name, const std::string& number) const
    {
        const fs::path device = sysfs / "devices" / name;
        fs::create_directories(device / "slaves");
        fs::create_directories(sysfs / "block");
        fs::create_directory_symlink(device, sysfs / "block" / name);
        setNumber(device, number);
    }

    /// A volume that lies on other devices, each given as below `devices`.
    void addVolume(const std::string& name, const std::string& number,
                   const std::vector<std::string>& below) const
    {
        addDevice(name, number);
        for (const std::string& one : below)
            fs::create_directory_symlink(sysfs / "devices" / one, sysfs / "devices" / name /
                                                                      "slaves" /
                                                                      fs::path(one).filename());
    }

    [[nodiscard]] std::string idOf(unsigned majorNumber, unsigned minorNumber) const
    {
        const BlockDevices devices(sysfs);
        const auto disk = devices.diskOf(majorNumber, minorNumber);
        return disk ? devices.idOf(*disk) : "none";
    }

    test::TempDir temp;
    fs::path sysfs = temp.path() / "sys";
};

TEST_F(BlockDevicesTest, APartitionIsItsDisk)
{
    EXPECT_EQ(idOf(8, 1), "8:0");
    EXPECT_EQ(idOf(8, 0), "8:0");
    EXPECT_EQ(idOf(8, 17), "8:16");
    EXPECT_EQ(idOf(9, 9), "none");
}

TEST_F(BlockDevicesTest, AnEncryptedVolumeIsTheDiskItLiesOn)
{
    addVolume("dm-0", "253:0", {"sdb/sdb1"});
    addVolume("dm-1", "253:1", {"dm-0"});
    EXPECT_EQ(idOf(253, 1), "8:16");
    EXPECT_EQ(BlockDevices(sysfs).diskOf(253, 1)->filename(), "sdb");
}

TEST_F(BlockDevicesTest, TwoLogicalVolumesOverTheSameDisksAreOneDevice)
{
    addVolume("dm-0", "253:0", {"sda/sda1", "sdb/sdb1"});
    addVolume("dm-1", "253:1", {"sdb/sdb1", "sda/sda1"});
    EXPECT_EQ(idOf(253, 0), idOf(253, 1));
    EXPECT_NE(idOf(253, 0), idOf(8, 33));
    EXPECT_EQ(BlockDevices(sysfs).diskOf(253, 0)->filename(), "dm-0");
}

TEST_F(BlockDevicesTest, WhatSharesOnlyOneOfTheDisksIsThatDeviceToo)
{
    addVolume("dm-0", "253:0", {"sda/sda1", "sdb/sdb1"});
    addVolume("dm-1", "253:1", {"sdb/sdb1"}); // Another volume of the group.
    addVolume("md0", "9:0", {"sdb", "sdc"});
    EXPECT_EQ(idOf(253, 0), idOf(253, 1));
    EXPECT_EQ(idOf(253, 0), idOf(8, 17));
    EXPECT_EQ(idOf(253, 0), idOf(8, 33)) << "joined by way of the second disk";
    EXPECT_EQ(idOf(8, 49), "8:48");
}

TEST_F(BlockDevicesTest, AFileSystemOverSeveralDisksJoinsThem)
{
    const fs::path devices = sysfs / "fs/btrfs/0a1b/devices";
    fs::create_directories(devices);
    for (const char* const one : {"sdb/sdb1", "sdd"})
        fs::create_directory_symlink(sysfs / "devices" / one, devices / fs::path(one).filename());
    fs::create_directories(sysfs / "fs/btrfs/features");
    EXPECT_EQ(idOf(8, 17), idOf(8, 49));
    EXPECT_NE(idOf(8, 17), idOf(8, 1));
}

TEST_F(BlockDevicesTest, AnImageThatIsReadThroughThePageCacheIsToldFromOneThatIsNot)
{
    addVolume("loop0", "7:0", {});
    addVolume("loop1", "7:1", {});
    addVolume("dm-0", "253:0", {"loop0"});
    addVolume("md0", "9:0", {"sda", "loop0"});
    for (const char* const loop : {"loop0", "loop1"})
        fs::create_directories(sysfs / "devices" / loop / "loop");
    std::ofstream(sysfs / "devices/loop0/loop/dio") << "0\n";
    std::ofstream(sysfs / "devices/loop1/loop/dio") << "1\n";
    const BlockDevices devices(sysfs);
    EXPECT_TRUE(devices.isImageInCache(7, 0));
    EXPECT_TRUE(devices.isImageInCache(253, 0));
    EXPECT_TRUE(devices.isImageInCache(9, 0));
    EXPECT_FALSE(devices.isImageInCache(7, 1));
    EXPECT_FALSE(devices.isImageInCache(8, 1));
    EXPECT_FALSE(devices.isImageInCache(42, 42));
}

TEST(Servers, AreTheSameWhoeverIsLoggedInAndHoweverTheyAreMounted)
{
    for (const char* const source : {"nas:/cards", "ada@nas:", "grace@nas:/home/grace", "NAS:/x",
                                     "//nas/cards", "//ada@nas/cards", "//nas"})
        EXPECT_EQ(serverOf(source), "nas") << source;
    EXPECT_EQ(serverOf("[fe80::1]:/cards"), "fe80::1");
    EXPECT_EQ(serverOf("ada@[fe80::1]:/cards"), "fe80::1");
    EXPECT_EQ(serverOf("backup:/cards"), "backup");
}

TEST(Servers, AreNotWhatIsNoShare)
{
    for (const char* const source :
         {"/dev/sda1", "tmpfs", "overlay", "/mnt/a:b", "gvfsd-fuse", "", "ada@nas"})
        EXPECT_EQ(serverOf(source), "") << source;
}

} // namespace
} // namespace tailslate::io::detail
