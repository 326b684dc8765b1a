// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tailslate::io::detail {

/// The block devices of this machine as sysfs shows them (Linux kernel documentation,
/// ABI/stable/sysfs-block): partitions, and volumes that lie on other devices, led back to disks.
/// Immutable; holds no state of the machine.
class BlockDevices {
public:
    /// @param sysfs Where it is mounted.
    explicit BlockDevices(std::filesystem::path sysfs = "/sys");

    /// The folder of the whole disk of a device, or nothing for a number without one. A partition
    /// leads to its disk, an encrypted or logical volume to the one device it lies on; one that
    /// lies on several is its own.
    [[nodiscard]] std::optional<std::filesystem::path> diskOf(unsigned majorNumber,
                                                              unsigned minorNumber) const;

    /// What stands for the disks that `disk`, a folder as diskOf() gives, lies on: equal for two
    /// that share one, and for two that a volume across several joins. `8:0`, the lowest of them.
    [[nodiscard]] std::string idOf(const std::filesystem::path& disk) const;

    /// Whether a device lies, wholly or in part, on a file that the kernel reads through its page
    /// cache: on a loop device without direct I/O.
    [[nodiscard]] bool isImageInCache(unsigned majorNumber, unsigned minorNumber) const;

private:
    using Disks = std::set<std::string>;

    void collectDisks(const std::filesystem::path& device, std::set<std::filesystem::path>& disks,
                      int depth) const;
    [[nodiscard]] Disks numbersBelow(const std::vector<std::filesystem::path>& devices) const;
    [[nodiscard]] std::vector<Disks> joinedDisks() const;

    std::filesystem::path m_sysfs;
};

} // namespace tailslate::io::detail
