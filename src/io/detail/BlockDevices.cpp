// SPDX-License-Identifier: Apache-2.0
#include "io/detail/BlockDevices.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <system_error>
#include <utility>

namespace tailslate::io::detail {
namespace {

namespace fs = std::filesystem;

/// Volumes on volumes on partitions, and so on.
constexpr int kDeepestStack = 8;

/// What lies in a folder, links followed; empty where there is no such folder.
std::vector<fs::path> targetsIn(const fs::path& folder)
{
    std::vector<fs::path> targets;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code ignored;
        if (fs::path target = fs::canonical(entry->path(), ignored); !ignored)
            targets.push_back(std::move(target));
    }
    return targets;
}

/// A partition's disk; what is none, itself.
fs::path wholeDisk(const fs::path& device)
{
    std::error_code ignored;
    return fs::exists(device / "partition", ignored) ? device.parent_path() : device;
}

std::string numberOf(const fs::path& device)
{
    std::ifstream file(device / "dev");
    std::string number;
    std::getline(file, number);
    return number.empty() ? device.filename().string() : number;
}

bool isReadThroughCache(const fs::path& disk)
{
    std::ifstream file(disk / "loop/dio");
    return file.get() == '0';
}

} // namespace

BlockDevices::BlockDevices(fs::path sysfs)
    : m_sysfs(std::move(sysfs))
{
}

std::optional<fs::path> BlockDevices::diskOf(unsigned majorNumber, unsigned minorNumber) const
{
    std::error_code error;
    fs::path device = fs::canonical(
        m_sysfs / "dev/block" / fmt::format("{}:{}", majorNumber, minorNumber), error);
    if (error)
        return std::nullopt;
    for (int level = 0; level < kDeepestStack; ++level) {
        device = wholeDisk(device);
        const auto below = targetsIn(device / "slaves");
        if (below.size() != 1)
            break;
        device = below.front();
    }
    return device;
}

void BlockDevices::collectDisks(const fs::path& device, std::set<fs::path>& disks, int depth) const
{
    const fs::path disk = wholeDisk(device);
    const auto below = depth < kDeepestStack ? targetsIn(disk / "slaves") : std::vector<fs::path>();
    if (below.empty())
        disks.insert(disk);
    for (const fs::path& one : below)
        collectDisks(one, disks, depth + 1);
}

BlockDevices::Disks BlockDevices::numbersBelow(const std::vector<fs::path>& devices) const
{
    std::set<fs::path> disks;
    for (const fs::path& device : devices)
        collectDisks(device, disks, 0);
    Disks numbers;
    for (const fs::path& disk : disks)
        numbers.insert(numberOf(disk));
    return numbers;
}

/// The disks of every volume of this machine that lies on several: of the kernel's own making, or
/// of a file system that puts its devices together by itself.
std::vector<BlockDevices::Disks> BlockDevices::joinedDisks() const
{
    std::vector<Disks> joined;
    const auto add = [&](const std::vector<fs::path>& devices) {
        Disks disks = numbersBelow(devices);
        if (disks.size() > 1)
            joined.push_back(std::move(disks));
    };
    for (const fs::path& device : targetsIn(m_sysfs / "block"))
        add({device});
    for (const fs::path& fileSystem : targetsIn(m_sysfs / "fs/btrfs"))
        add(targetsIn(fileSystem / "devices"));
    return joined;
}

std::string BlockDevices::idOf(const fs::path& disk) const
{
    Disks disks = numbersBelow({disk});
    const std::vector<Disks> joined = joinedDisks();
    for (bool grew = true; grew;) {
        const std::size_t before = disks.size();
        for (const Disks& others : joined) {
            if (std::ranges::any_of(others, [&](const auto& one) { return disks.contains(one); }))
                disks.insert(others.begin(), others.end());
        }
        grew = disks.size() > before;
    }
    return *disks.begin();
}

bool BlockDevices::isImageInCache(unsigned majorNumber, unsigned minorNumber) const
{
    const auto disk = diskOf(majorNumber, minorNumber);
    if (!disk)
        return false;
    std::set<fs::path> disks;
    collectDisks(*disk, disks, 0);
    return std::ranges::any_of(disks, isReadThroughCache);
}

} // namespace tailslate::io::detail
