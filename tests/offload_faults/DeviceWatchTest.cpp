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
    explicit Machine(const std::string& volumeId)
    {
        disks.addVolume({.mountPoint = "/raid", .deviceId = "usb", .volumeId = volumeId});
        EXPECT_TRUE(disks.createFolders("/raid/A001"));
    }

    [[nodiscard]] io::FileIdentity identity()
    {
        const auto info = disks.info("/raid/A001");
        EXPECT_TRUE(info);
        return info ? info->identity : io::FileIdentity{};
    }

    SimulatedDisks disks;
};

TEST(DeviceWatch, KnowsAVolumeByItsIdentifierWhateverItsDeviceNumber)
{
    Machine now("volume-1");
    io::FileIdentity before = now.identity();
    EXPECT_TRUE(DeviceWatch(now.disks, "/raid/A001", before, "volume-1").isThere());
    ++before.device;
    EXPECT_TRUE(DeviceWatch(now.disks, "/raid/A001", before, "volume-1").isThere());
    before.inode += 100;
    EXPECT_FALSE(DeviceWatch(now.disks, "/raid/A001", before, "volume-1").isThere());
}

TEST(DeviceWatch, NeverTakesAnotherVolumeWithTheSameNumbersForTheOneThatWasThere)
{
    Machine before("volume-1");
    Machine now("volume-2");
    ASSERT_EQ(before.identity().device, now.identity().device);
    ASSERT_EQ(before.identity().inode, now.identity().inode);
    EXPECT_FALSE(DeviceWatch(now.disks, "/raid/A001", before.identity(), "volume-1").isThere());
}

TEST(DeviceWatch, KnowsAVolumeWithoutIdentifierByItsDeviceNumberOnly)
{
    Machine now("");
    io::FileIdentity before = now.identity();
    EXPECT_TRUE(DeviceWatch(now.disks, "/raid/A001", before, "").isThere());
    ++before.device;
    EXPECT_FALSE(DeviceWatch(now.disks, "/raid/A001", before, "").isThere());
}

} // namespace
} // namespace tailslate::offload::detail
