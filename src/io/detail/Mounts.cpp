// SPDX-License-Identifier: Apache-2.0
// Volumes from /proc/self/mountinfo (proc_pid_mountinfo(5)). One line of it:
//   36 35 98:0 /mnt1 /mnt/parent rw,noatime master:1 - ext3 /dev/root rw,errors=continue
#include "io/detail/Mounts.h"

#include "base/DisplayText.h"
#include "base/PathWithin.h"
#include "io/detail/BlockDevices.h"
#include "io/detail/Descriptor.h"
#include "io/VolumeId.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <fstream>
#include <linux/magic.h>
#include <optional>
#include <sstream>
#include <string>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unordered_set>

namespace tailslate::io::detail {
namespace {

namespace fs = std::filesystem;

struct Mount {
    unsigned majorNumber = 0;
    unsigned minorNumber = 0;
    fs::path root;
    fs::path mountPoint;
    bool readOnly = false;
    std::string fileSystem;
    std::string source;
    std::string options; ///< Of the file system itself.
};

/// Undoes mountinfo's octal escapes of blank, tab, newline and backslash.
std::string unescape(const std::string& field)
{
    std::string text;
    for (std::size_t i = 0; i < field.size(); ++i) {
        const bool octal = field[i] == '\\' && i + 3 < field.size() &&
                           std::all_of(field.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                       field.begin() + static_cast<std::ptrdiff_t>(i) + 4,
                                       [](char c) { return c >= '0' && c <= '7'; });
        if (octal) {
            text += static_cast<char>((field[i + 1] - '0') * 64 + (field[i + 2] - '0') * 8 +
                                      (field[i + 3] - '0'));
            i += 3;
        } else {
            text += field[i];
        }
    }
    return text;
}

std::optional<Mount> parseMount(const std::string& line)
{
    std::istringstream stream(line);
    Mount mount;
    std::string id, parent, device, root, point, options, field;
    if (!(stream >> id >> parent >> device >> root >> point >> options))
        return std::nullopt;
    while (stream >> field && field != "-") {
        // Optional fields end at the hyphen.
    }
    std::string source, superOptions;
    if (!(stream >> mount.fileSystem >> source >> superOptions))
        return std::nullopt;
    if (std::sscanf(device.c_str(), "%u:%u", &mount.majorNumber, &mount.minorNumber) != 2)
        return std::nullopt;
    const auto isReadOnly = [](const std::string& text) {
        return text == "ro" || text.starts_with("ro,");
    };
    mount.root = unescape(root);
    mount.mountPoint = unescape(point);
    mount.source = unescape(source);
    mount.options = superOptions;
    mount.readOnly = isReadOnly(options) || isReadOnly(superOptions);
    return mount;
}

std::vector<Mount> readMounts()
{
    std::vector<Mount> mounts;
    std::ifstream file("/proc/self/mountinfo");
    for (std::string line; std::getline(file, line);) {
        if (auto mount = parseMount(line))
            mounts.push_back(std::move(*mount));
    }
    return mounts;
}

std::string firstLine(const fs::path& path)
{
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    while (!line.empty() && line.back() == ' ')
        line.pop_back();
    return line;
}

/// The name that udev gave a volume in `folder`, found by the node it points to; empty without one.
std::string nameIn(const fs::path& folder, const std::string& source)
{
    std::error_code error;
    const fs::path node = fs::canonical(source, error);
    if (error)
        return {};
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code ignored;
        if (fs::canonical(entry->path(), ignored) == node)
            return entry->path().filename().string();
    }
    return {};
}

/// A disk image in a file lies on the device of that file: it is no second copy.
std::optional<std::string> deviceOfImage(const fs::path& disk)
{
    const std::string image = firstLine(disk / "loop/backing_file");
    if (image.empty())
        return std::nullopt;
    const auto volume = volumeOf(fs::path(image).parent_path());
    return volume ? std::optional(volume->deviceId) : std::nullopt;
}

/// The value of one mount option, as in `rw,upperdir=/a,workdir=/b`.
std::string optionOf(const Mount& mount, std::string_view name)
{
    std::istringstream options(mount.options);
    for (std::string option; std::getline(options, option, ',');) {
        if (option.starts_with(name) && option.size() > name.size() && option[name.size()] == '=')
            return unescape(option.substr(name.size() + 1));
    }
    return {};
}

/// What stands for the device of a volume that the kernel shows none of. Where nothing is known,
/// all such volumes count as one device: they must never add up to two copies.
std::string deviceIdWithoutDisk(const Mount& mount)
{
    if (std::string server = serverOf(mount.source); !server.empty())
        return server;
    if (const std::string upper = optionOf(mount, "upperdir"); !upper.empty()) {
        if (const auto volume = volumeOf(upper))
            return volume->deviceId;
    }
    // btrfs and its like: an anonymous number, but a real device as source.
    struct ::stat status{};
    if (::stat(mount.source.c_str(), &status) == 0 && S_ISBLK(status.st_mode)) {
        const BlockDevices devices;
        if (const auto disk = devices.diskOf(major(status.st_rdev), minor(status.st_rdev)))
            return devices.idOf(*disk);
    }
    return {};
}

/// The disk of a virtual machine, or one made of files: what is below is not known, and the kernel
/// calls it spinning for want of better knowledge.
bool isVirtualDisk(const fs::path& disk)
{
    const std::string name = disk.filename().string();
    return name.starts_with("vd") || name.starts_with("xvd") || name.starts_with("loop") ||
           name.starts_with("nbd");
}

void describeDevice(Volume& volume, const Mount& mount)
{
    const BlockDevices devices;
    const auto disk = devices.diskOf(mount.majorNumber, mount.minorNumber);
    if (!disk) {
        volume.deviceId = deviceIdWithoutDisk(mount);
        volume.deviceName = displayText(std::string_view(mount.source));
        return;
    }
    const std::string kernelName = disk->filename().string();
    volume.deviceId = devices.idOf(*disk);
    if (auto below = deviceOfImage(*disk))
        volume.deviceId = std::move(*below);
    std::string model = firstLine(*disk / "device/vendor");
    if (const std::string name = firstLine(*disk / "device/model"); !name.empty())
        model += (model.empty() ? "" : " ") + name;
    volume.deviceName = model.empty() ? kernelName : fmt::format("{} ({})", model, kernelName);
    volume.rotational = !isVirtualDisk(*disk) && firstLine(*disk / "queue/rotational") == "1";
    volume.removable = firstLine(*disk / "removable") == "1";
}

std::size_t longestNameOn(const fs::path& mountPoint)
{
    constexpr std::size_t kUsual = 255;
    struct ::statvfs status{};
    if (::statvfs(mountPoint.c_str(), &status) != 0 || status.f_namemax == 0)
        return kUsual;
    // exFAT and some shares answer with the bytes that so many characters may take at most.
    return std::min<std::size_t>(status.f_namemax, kUsual);
}

/// What FS_IOC_GETFSUUID fills in (linux/fs.h from Linux 6.9 on, which older headers lack).
struct FileSystemUuid {
    std::uint8_t size = 0;
    std::array<std::uint8_t, 16> bytes{};
};

/// The UUID that the file system itself knows, written as udev does; empty where it has none.
std::string uuidOf(const fs::path& mountPoint)
{
    const Descriptor folder = openRetrying(mountPoint, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
    FileSystemUuid uuid;
    if (!folder.valid() || ::ioctl(folder.get(), _IOR(0x15, 0, FileSystemUuid), &uuid) != 0 ||
        uuid.size != uuid.bytes.size() ||
        std::ranges::all_of(uuid.bytes, [](std::uint8_t byte) { return byte == 0; }))
        return {};
    std::string text;
    for (std::size_t i = 0; i < uuid.bytes.size(); ++i)
        text += fmt::format("{}{:02x}", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
                            uuid.bytes[i]);
    return text;
}

/// What ext4 makes of its UUID, for kernels that tell no more; other file systems put a number of
/// the device there, which says nothing about the medium. Empty for those.
std::string extIdOf(const fs::path& mountPoint)
{
    struct ::statfs status{};
    if (::statfs(mountPoint.c_str(), &status) != 0 || status.f_type != EXT4_SUPER_MAGIC)
        return {};
    const auto [low, high] = status.f_fsid.__val;
    if (low == 0 && high == 0)
        return {};
    return fmt::format("{}{:08x}{:08x}", kHashedIdMark, static_cast<std::uint32_t>(high),
                       static_cast<std::uint32_t>(low));
}

/// Of a share, what the server exports. Where udev names no volumes, as in containers, the file
/// system is asked.
std::string volumeIdOf(const Mount& mount)
{
    if (!serverOf(mount.source).empty())
        return mount.source;
    std::string name = nameIn("/dev/disk/by-uuid", mount.source);
    if (name.empty())
        name = uuidOf(mount.mountPoint);
    return name.empty() ? extIdOf(mount.mountPoint) : name;
}

Volume toVolume(const Mount& mount)
{
    Volume volume;
    volume.mountPoint = mount.mountPoint;
    volume.fileSystem = mount.fileSystem;
    volume.readOnly = mount.readOnly;
    volume.label = nameIn("/dev/disk/by-label", mount.source);
    volume.volumeId = volumeIdOf(mount);
    volume.longestName = longestNameOn(mount.mountPoint);
    describeDevice(volume, mount);
    return volume;
}

bool isPseudo(const Mount& mount)
{
    static constexpr std::array kPseudo{
        "proc",        "sysfs",     "devtmpfs",   "devpts",      "tmpfs",
        "cgroup",      "cgroup2",   "securityfs", "debugfs",     "tracefs",
        "mqueue",      "hugetlbfs", "pstore",     "bpf",         "configfs",
        "fusectl",     "autofs",    "efivarfs",   "ramfs",       "rpc_pipefs",
        "binfmt_misc", "nsfs",      "squashfs",   "fuse.portal", "fuse.gvfsd-fuse",
        "fuse.lxcfs"};
    return std::ranges::find(kPseudo, mount.fileSystem) != kPseudo.end();
}

/// Folders of the system itself, where no card and no destination volume is ever mounted.
bool isSystemPlace(const fs::path& mountPoint)
{
    static const std::array<fs::path, 8> kPlaces{"/boot", "/etc", "/proc",    "/sys",
                                                 "/dev",  "/usr", "/var/lib", "/snap"};
    return std::ranges::any_of(kPlaces,
                               [&](const fs::path& place) { return isWithin(mountPoint, place); });
}

} // namespace

std::string serverOf(std::string_view source)
{
    const bool isShare = source.starts_with("//");
    std::string_view rest = source.substr(isShare ? 2 : 0);
    std::string_view server = rest.substr(0, rest.find_first_of(isShare ? "/" : ":/"));
    if (const auto user = server.rfind('@'); user != server.npos)
        server.remove_prefix(user + 1);
    rest.remove_prefix(static_cast<std::size_t>(server.data() - rest.data()));
    if (rest.starts_with('[')) { // An address of IPv6 has colons of its own.
        server = rest.substr(1, rest.find(']') - 1);
        rest.remove_prefix(std::min(rest.size(), server.size() + 2));
    } else {
        rest.remove_prefix(server.size());
    }
    if (!isShare && !rest.starts_with(':'))
        return {};
    std::string name(server);
    std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return name;
}

Result<Volume> volumeOf(const fs::path& existing)
{
    std::error_code error;
    const fs::path path = fs::canonical(existing, error);
    if (error)
        return osFailure(error.value(), "cannot resolve the path", existing);

    // The longest mount point that holds the path; of several mounts on one point the last is on
    // top.
    std::optional<Mount> best;
    for (Mount& mount : readMounts()) {
        if (!isWithin(path, mount.mountPoint))
            continue;
        if (!best || mount.mountPoint.native().size() >= best->mountPoint.native().size())
            best = std::move(mount);
    }
    if (best)
        return toVolume(*best);

    // Inside a changed root (chroot) the table does not show what the root itself lies on; the
    // device number still tells.
    struct ::stat status{};
    if (::stat(path.c_str(), &status) != 0)
        return osFailure(errno, "cannot be read", existing);
    Mount root;
    root.majorNumber = major(status.st_dev);
    root.minorNumber = minor(status.st_dev);
    root.mountPoint = "/";
    return toVolume(root);
}

Result<std::vector<Volume>> userVolumes()
{
    std::vector<Volume> volumes;
    std::unordered_set<std::string> seen;
    for (const Mount& mount : readMounts()) {
        // A bind mount of a folder or file is not a volume of its own.
        if (isPseudo(mount) || isSystemPlace(mount.mountPoint) || mount.root != "/")
            continue;
        if (seen.insert(mount.mountPoint.native()).second)
            volumes.push_back(toVolume(mount));
    }
    return volumes;
}

} // namespace tailslate::io::detail
