// SPDX-License-Identifier: Apache-2.0
#include "offload/NameRules.h"

#include "base/DisplayText.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <initializer_list>
#include <memory>
#include <utility>

namespace tailslate::offload {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// --- What file systems do ------------------------------------------------------------------------

constexpr std::uint64_t kKiB = std::uint64_t{1} << 10;
constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;
constexpr std::uint64_t kTiB = std::uint64_t{1} << 40;

/// In one name on the file systems of Windows and on HFS+, in UTF-16 units.
constexpr std::size_t kLongestUtf16Name = 255;

constexpr std::string_view kRefusedByWindows = "\"*:<>?\\|";

NameRules named(std::string_view name)
{
    NameRules rules;
    rules.fileSystem = name;
    return rules;
}

/// Names are bytes; only `/` and NUL are special.
NameRules native(std::string_view name, std::uint64_t largestFile)
{
    NameRules rules = named(name);
    rules.largestFile = largestFile;
    return rules;
}

/// ext2 and ext3 count file sizes in sectors of 32 bits and times in seconds.
NameRules olderExt(std::string_view name)
{
    NameRules rules = native(name, 2 * kTiB - 4 * kKiB);
    rules.timeResolution = 1s;
    return rules;
}

/// A server of Unix decides; what it keeps of times is not known.
NameRules unixServer(std::string_view name)
{
    NameRules rules = named(name);
    rules.timeResolution = 1s;
    return rules;
}

/// What FAT, exFAT, NTFS and SMB have in common.
NameRules windows(std::string_view name)
{
    NameRules rules = named(name);
    rules.foldsCase = true;
    rules.needsUtf8 = true;
    rules.refusesControl = true;
    rules.refused = kRefusedByWindows;
    rules.refusedEndings = ". ";
    rules.nameUnit = NameUnit::Utf16Units;
    rules.longestName = kLongestUtf16Name;
    return rules;
}

/// Linux drops dots at the end and refuses blanks there; device names it stores.
NameRules fat()
{
    NameRules rules = windows("FAT32");
    rules.largestFile = 4 * kGiB - 1;
    rules.timeResolution = 2s;
    rules.keepsLocalTime = true;
    return rules;
}

/// Linux drops or refuses dots at the end, by its version; blanks and device names it stores.
NameRules exfat()
{
    NameRules rules = windows("exFAT");
    rules.refusedEndings = ".";
    rules.timeResolution = 10ms;
    rules.keepsLocalTime = true;
    return rules;
}

/// Three drivers with options of their own; some store what Windows can then not open.
NameRules ntfs(std::string_view name, std::chrono::nanoseconds timeResolution)
{
    NameRules rules = windows(name);
    rules.refusesDevices = true;
    rules.largestFile = 16 * kTiB - 64 * kKiB;
    rules.timeResolution = timeResolution;
    return rules;
}

/// The server may be Windows, a Mac or Samba.
NameRules smb()
{
    NameRules rules = windows("SMB");
    rules.foldsNormalisation = true;
    rules.refusesDevices = true;
    rules.timeResolution = 2s;
    return rules;
}

/// Volumes that tell case apart are rare and look the same from here.
NameRules apple(std::string_view name)
{
    NameRules rules = named(name);
    rules.foldsCase = true;
    rules.foldsNormalisation = true;
    rules.needsUtf8 = true;
    return rules;
}

NameRules hfsPlus()
{
    NameRules rules = apple("HFS+");
    rules.nameUnit = NameUnit::DecomposedUtf16Units;
    rules.longestName = kLongestUtf16Name;
    rules.timeResolution = 1s;
    return rules;
}

NameRules unknown(std::string_view type)
{
    NameRules rules = type.empty() ? NameRules{} : named(type);
    rules.foldsCase = true;
    rules.foldsNormalisation = true;
    rules.timeResolution = 2s;
    return rules;
}

NameRules rulesOfType(std::string_view type)
{
    const auto isOneOf = [type](std::initializer_list<std::string_view> types) {
        return std::ranges::find(types, type) != types.end();
    };
    if (type == "ext4")
        return native(type, 16 * kTiB - 4 * kKiB);
    if (isOneOf({"ext2", "ext3"}))
        return olderExt(type);
    if (type == "xfs")
        return named("XFS");
    if (isOneOf({"btrfs", "zfs", "bcachefs", "jfs", "tmpfs", "overlay"}))
        return named(type);
    if (type == "f2fs") // Blocks of 4 KiB, reached over three tables of 1018 entries.
        return native(type, std::uint64_t{1018} * 1018 * 1018 * 4 * kKiB);
    if (isOneOf({"nfs", "nfs4"}))
        return unixServer("NFS");
    if (isOneOf(
            {"9p", "virtiofs", "ceph", "lustre", "gpfs", "beegfs", "fuse.glusterfs", "fuse.sshfs"}))
        return unixServer(type);
    if (isOneOf({"vfat", "msdos"}))
        return fat();
    if (type == "exfat")
        return exfat();
    if (isOneOf({"ntfs", "ntfs3"}))
        return ntfs("NTFS", 100ns);
    if (type == "fuseblk")
        return ntfs("NTFS or exFAT", 10ms);
    if (isOneOf({"cifs", "smb2", "smb3", "smbfs"}))
        return smb();
    if (type == "apfs")
        return apple("APFS");
    if (type == "hfsplus")
        return hfsPlus();
    return unknown(type);
}

// --- What a name is like -------------------------------------------------------------------------

bool isAscii(std::string_view text) noexcept
{
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

constexpr char toLower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view nameOf(std::string_view path) noexcept
{
    return path.substr(path.rfind('/') + 1);
}

/// The text as utf8proc transforms it. Only for UTF-8; then it cannot fail but for want of memory.
std::string mapped(std::string_view text, int options)
{
    utf8proc_uint8_t* bytes = nullptr;
    const utf8proc_ssize_t length =
        utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                     static_cast<utf8proc_ssize_t>(text.size()), &bytes,
                     static_cast<utf8proc_option_t>(options));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(bytes, &std::free);
    return length < 0 ? std::string(text)
                      : std::string(reinterpret_cast<const char*>(bytes),
                                    static_cast<std::size_t>(length));
}

/// UTF-16 units of UTF-8 text: one for each lead byte, two where the sequence has four bytes.
std::size_t utf16Length(std::string_view text) noexcept
{
    std::size_t units = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        units += (byte & 0xC0U) != 0x80 ? 1 : 0;
        units += byte >= 0xF0 ? 1 : 0;
    }
    return units;
}

std::size_t lengthOf(std::string_view name, NameUnit unit)
{
    if (unit == NameUnit::Bytes || isAscii(name))
        return name.size();
    if (unit == NameUnit::DecomposedUtf16Units && isUtf8(name))
        return utf16Length(mapped(name, UTF8PROC_DECOMPOSE | UTF8PROC_STABLE));
    return utf16Length(name);
}

/// True for `aux`, `AUX.mov`, `com1 .txt`: what follows the first dot, and blanks before it, do not
/// matter to Windows.
bool isDeviceName(std::string_view name)
{
    name = name.substr(0, name.find('.'));
    name = name.substr(0, name.find_last_not_of(' ') + 1);
    if (name.size() < 3 || name.size() > 4)
        return false;
    std::string lower(name);
    std::ranges::transform(lower, lower.begin(), toLower);
    if (lower.size() == 3)
        return lower == "con" || lower == "prn" || lower == "aux" || lower == "nul";
    return (lower.starts_with("com") || lower.starts_with("lpt")) && lower[3] >= '1' &&
           lower[3] <= '9';
}

// --- Judging -------------------------------------------------------------------------------------

/// Collects problems of one destination until there are enough of them.
class Findings {
public:
    explicit Findings(const NameRules& rules)
        : m_rules(rules)
    {
    }

    [[nodiscard]] bool full() const noexcept { return m_problems.size() >= kNameProblemsMax; }

    void add(NameProblemKind kind, std::initializer_list<std::string_view> paths,
             std::string sentence)
    {
        if (!full())
            m_problems.push_back({kind, {paths.begin(), paths.end()}, std::move(sentence)});
    }

    /// The name itself: `path` without its folders.
    void judgeName(std::string_view path);
    void judgeNameLength(std::string_view path, std::string_view name);
    void judgePathLength(std::string_view path, std::size_t bytesBefore);
    void judgeSize(const SizedName& file);
    void judgeCollision(std::string_view first, std::string_view second);

    [[nodiscard]] std::vector<NameProblem> take() && { return std::move(m_problems); }

private:
    const NameRules& m_rules;
    std::vector<NameProblem> m_problems;
};

void Findings::judgeName(std::string_view path)
{
    const std::string_view name = nameOf(path);
    if (m_rules.needsUtf8 && !isUtf8(name))
        add(NameProblemKind::NotUtf8, {path},
            fmt::format("{} has a name that is not UTF-8, which {} cannot store; choose a "
                        "destination that keeps names as bytes, for example ext4",
                        displayText(path), m_rules.fileSystem));
    const auto refused = std::ranges::find_if(name, [this](char c) {
        return (m_rules.refusesControl && static_cast<unsigned char>(c) < 0x20) ||
               m_rules.refused.find(c) != std::string_view::npos;
    });
    if (refused != name.end())
        add(NameProblemKind::RefusedCharacter, {path},
            fmt::format("{} has a '{}' in its name, which {} cannot store; choose a destination "
                        "with another file system, for example ext4",
                        displayText(path), displayText(std::string_view(&*refused, 1)),
                        m_rules.fileSystem));
    if (!name.empty() && m_rules.refusedEndings.find(name.back()) != std::string_view::npos)
        add(NameProblemKind::RefusedEnding, {path},
            fmt::format("{} ends in a {}, which {} does not keep; choose a destination with "
                        "another file system, for example ext4",
                        displayText(path), name.back() == '.' ? "dot" : "blank",
                        m_rules.fileSystem));
    if (m_rules.refusesDevices && isDeviceName(name))
        add(NameProblemKind::DeviceName, {path},
            fmt::format("{} has a name that Windows keeps for a device, so {} may refuse it; "
                        "choose a destination with another file system, for example ext4",
                        displayText(path), m_rules.fileSystem));
    judgeNameLength(path, name);
}

void Findings::judgeNameLength(std::string_view path, std::string_view name)
{
    // No unit is shorter than a byte, but decomposing can lengthen a name.
    if (name.size() <= m_rules.longestName &&
        (m_rules.nameUnit != NameUnit::DecomposedUtf16Units || isAscii(name)))
        return;
    const std::size_t length = lengthOf(name, m_rules.nameUnit);
    if (length <= m_rules.longestName)
        return;
    add(NameProblemKind::NameTooLong, {path},
        fmt::format(
            "{} has a name of {} {}, and {} takes {}; choose a destination that takes longer "
            "names{}",
            displayText(path), length, m_rules.nameUnit == NameUnit::Bytes ? "bytes" : "characters",
            m_rules.fileSystem, m_rules.longestName,
            utf16Length(name) <= kLongestUtf16Name ? ", for example one with exFAT" : ""));
}

void Findings::judgePathLength(std::string_view path, std::size_t bytesBefore)
{
    const std::size_t length = bytesBefore + path.size();
    if (length > m_rules.longestPath)
        add(NameProblemKind::PathTooLong, {path},
            fmt::format("{} would have a path of {} bytes at the destination, and {} is the most; "
                        "choose a destination folder with a shorter path",
                        displayText(path), length, m_rules.longestPath));
}

void Findings::judgeSize(const SizedName& file)
{
    if (file.size > m_rules.largestFile)
        add(NameProblemKind::FileTooLarge, {file.path},
            fmt::format("{} is {}, more than {} takes in one file ({} bytes); choose a destination "
                        "with another file system, for example exFAT",
                        displayText(file.path), displaySize(file.size), m_rules.fileSystem,
                        m_rules.largestFile));
}

void Findings::judgeCollision(std::string_view first, std::string_view second)
{
    add(NameProblemKind::Collision, {first, second},
        fmt::format("{} and {} can become one on {}; choose a destination with a file system "
                    "that tells them apart, for example ext4",
                    displayText(first), displayText(second), m_rules.fileSystem));
}

// --- Names that become one -----------------------------------------------------------------------

/// What two entries of one folder have in common when they collide.
std::string collisionKey(const NameRules& rules, std::string_view path)
{
    const std::string_view name = nameOf(path);
    std::string key(path.substr(0, path.size() - name.size()));
    key += foldedName(rules, name);
    return key;
}

/// Hashes instead of names in a set: sixteen bytes for each of a million. Equal hashes are then
/// compared in full.
void findCollisions(const NameRules& rules, std::span<const SizedName> files,
                    std::span<const std::string_view> folders, Findings& findings,
                    const std::stop_token& stop)
{
    struct Hashed {
        std::size_t hash;
        std::size_t index;

        bool operator<(const Hashed& other) const noexcept
        {
            return std::pair(hash, index) < std::pair(other.hash, other.index);
        }
    };

    const auto pathOf = [&](std::size_t index) {
        return index < files.size() ? files[index].path : folders[index - files.size()];
    };
    std::vector<Hashed> hashes;
    hashes.reserve(files.size() + folders.size());
    for (std::size_t index = 0; index < files.size() + folders.size(); ++index) {
        if (stop.stop_requested())
            return;
        hashes.push_back({std::hash<std::string>{}(collisionKey(rules, pathOf(index))), index});
    }
    std::ranges::sort(hashes, std::less<>{});

    std::vector<std::pair<std::size_t, std::size_t>> collisions;
    for (std::size_t first = 0; first < hashes.size() && !stop.stop_requested();) {
        std::size_t end = first + 1;
        while (end < hashes.size() && hashes[end].hash == hashes[first].hash)
            ++end;
        if (end - first > 1) {
            std::vector<std::pair<std::string, std::size_t>> same;
            for (std::size_t at = first; at < end; ++at)
                same.emplace_back(collisionKey(rules, pathOf(hashes[at].index)), hashes[at].index);
            std::ranges::sort(same);
            std::size_t leader = 0;
            for (std::size_t at = 1; at < same.size(); ++at) {
                if (same[at].first == same[leader].first)
                    collisions.emplace_back(same[leader].second, same[at].second);
                else
                    leader = at;
            }
        }
        first = end;
    }
    std::ranges::sort(collisions);
    for (const auto& [first, second] : collisions) {
        if (findings.full())
            return;
        findings.judgeCollision(pathOf(first), pathOf(second));
    }
}

/// The roll's folder and those above it that lie on the volume.
void judgeRollFolder(const NameRules& rules, const fs::path& rollFolder, Findings& findings)
{
    const fs::path below = rollFolder.lexically_relative(rules.mountPoint);
    if (below.empty() || *below.begin() == "..") {
        findings.judgeName(rollFolder.native());
        return;
    }
    fs::path folder = rules.mountPoint;
    for (const fs::path& name : below) {
        if (name == ".")
            continue;
        folder /= name;
        findings.judgeName(folder.native());
    }
}

} // namespace

NameRules nameRulesFor(const io::Volume& volume)
{
    NameRules rules = rulesOfType(volume.fileSystem);
    rules.mountPoint = volume.mountPoint;
    // Drivers of file systems with a limit in characters tell one in bytes, several times higher.
    rules.longestName = rules.nameUnit == NameUnit::Bytes
                            ? volume.longestName
                            : std::min(rules.longestName, volume.longestName);
    return rules;
}

std::string foldedName(const NameRules& rules, std::string_view name)
{
    std::string folded(name);
    if (!rules.foldsCase && !rules.foldsNormalisation)
        return folded;
    if (!isAscii(name) && isUtf8(name))
        return mapped(name, UTF8PROC_STABLE | (rules.foldsCase ? UTF8PROC_CASEFOLD : 0) |
                                (rules.foldsNormalisation ? UTF8PROC_COMPOSE : 0));
    if (rules.foldsCase)
        std::ranges::transform(folded, folded.begin(), toLower);
    return folded;
}

std::vector<NameProblem> findNameProblems(const NameRules& rules, std::span<const SizedName> files,
                                          std::span<const std::string_view> folders,
                                          const fs::path& rollFolder, const std::stop_token& stop)
{
    Findings findings(rules);
    judgeRollFolder(rules, rollFolder, findings);
    const std::size_t bytesBefore = rollFolder.native().size() + 1;
    for (const std::string_view folder : folders) {
        if (findings.full() || stop.stop_requested())
            break;
        findings.judgeName(folder);
        findings.judgePathLength(folder, bytesBefore);
    }
    for (const SizedName& file : files) {
        if (findings.full() || stop.stop_requested())
            break;
        findings.judgeName(file.path);
        findings.judgePathLength(file.path, bytesBefore);
        findings.judgeSize(file);
    }
    if ((rules.foldsCase || rules.foldsNormalisation) && !findings.full())
        findCollisions(rules, files, folders, findings, stop);
    return std::move(findings).take();
}

} // namespace tailslate::offload
