// SPDX-License-Identifier: Apache-2.0
#include "io/DiskFileSystem.h"

#include "io/AlignedBuffer.h"
#include "support/TempDir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <linux/magic.h>
#include <string>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <vector>

namespace tailslate::io {
namespace {

namespace fs = std::filesystem;

std::string pattern(std::size_t size)
{
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
        text[i] = static_cast<char>((i * 131 + i / 4096) & 0xFF);
    return text;
}

std::string contentOf(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// What the system, asked without the module, says of the file system that a folder lies on.
class Probe {
public:
    explicit Probe(const fs::path& folder)
        : m_path(folder / "probe")
        , m_file(::open(m_path.c_str(), O_RDWR | O_CREAT | O_EXCL, 0600))
    {
        EXPECT_GE(m_file, 0);
    }

    Probe(const Probe&) = delete;
    Probe& operator=(const Probe&) = delete;

    ~Probe()
    {
        ::close(m_file);
        ::unlink(m_path.c_str());
    }

    /// Bytes go between memory and medium when O_DIRECT asks for it. Some file systems take the
    /// flag and use the cache; these do not.
    [[nodiscard]] bool movesDirectly() const
    {
        constexpr std::array<std::uint32_t, 3> kHonest{EXT4_SUPER_MAGIC, XFS_SUPER_MAGIC,
                                                       BTRFS_SUPER_MAGIC};
        struct ::statfs volume{};
        const int flags = ::fcntl(m_file, F_GETFL);
        AlignedBuffer buffer(4096);
        return ::fstatfs(m_file, &volume) == 0 &&
               std::ranges::find(kHonest, static_cast<std::uint32_t>(volume.f_type)) !=
                   kHonest.end() &&
               ::fcntl(m_file, F_SETFL, flags | O_DIRECT) == 0 &&
               ::pwrite(m_file, buffer.bytes().data(), 4096, 0) == 4096 &&
               ::pread(m_file, buffer.bytes().data(), 4096, 0) == 4096;
    }

    /// Room can be set aside for a file.
    [[nodiscard]] bool reserves() const
    {
        constexpr off_t kSize = 1 << 20;
        struct ::stat status{};
        return ::fallocate(m_file, FALLOC_FL_KEEP_SIZE, 0, kSize) == 0 &&
               ::fstat(m_file, &status) == 0 && status.st_blocks * 512 >= kSize;
    }

private:
    fs::path m_path;
    int m_file;
};

/// How many pages of a file the page cache holds.
std::ptrdiff_t cachedPages(const fs::path& path)
{
    const int file = ::open(path.c_str(), O_RDONLY);
    const auto size = static_cast<std::size_t>(fs::file_size(path));
    void* const memory = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file, 0);
    EXPECT_NE(memory, MAP_FAILED);
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    std::vector<unsigned char> resident((size + page - 1) / page);
    EXPECT_EQ(::mincore(memory, size, resident.data()), 0);
    ::munmap(memory, size);
    ::close(file);
    return std::ranges::count_if(resident, [](unsigned char one) { return (one & 1U) != 0; });
}

/// Writes `content` through the module in blocks of 8192 bytes.
Result<void> writeFile(DiskFileSystem& files, const fs::path& path, const std::string& content)
{
    TAILSLATE_TRY(const auto file, files.createNew(path, content.size()));
    AlignedBuffer buffer(8192);
    for (std::size_t at = 0; at < content.size(); at += 8192) {
        const std::size_t count = std::min<std::size_t>(8192, content.size() - at);
        std::memcpy(buffer.bytes().data(), content.data() + at, count);
        TAILSLATE_CHECK(file->append(buffer.bytes().first(count)));
    }
    TAILSLATE_CHECK(file->sync());
    return file->close();
}

TEST(DiskFileSystem, WritesAndReadsBackEveryLengthAroundABlock)
{
    const test::TempDir temp;
    DiskFileSystem files;
    for (const std::size_t size : {0U, 1U, 4095U, 4096U, 4097U, 8191U, 8192U, 12289U, 100'000U}) {
        const fs::path path = temp.path() / std::to_string(size);
        const std::string content = pattern(size);
        ASSERT_TRUE(writeFile(files, path, content));
        EXPECT_EQ(contentOf(path), content) << size;

        for (const auto from : {ReadFrom::Anywhere, ReadFrom::Medium}) {
            const auto file = files.openForReading(path, from);
            ASSERT_TRUE(file);
            AlignedBuffer buffer(4096);
            std::string read;
            for (std::uint64_t offset = 0;; offset += 4096) {
                const auto count = (*file)->readAt(offset, buffer.bytes());
                ASSERT_TRUE(count) << count.error().describe();
                read.append(reinterpret_cast<const char*>(buffer.bytes().data()), *count);
                if (*count < 4096)
                    break;
            }
            EXPECT_EQ(read, content) << size;
        }
    }
}

TEST(DiskFileSystem, ReadingFromTheMediumSaysSoAndIsNotServedFromMemory)
{
    const test::TempDir temp;
    if (!Probe(temp.path()).movesDirectly())
        GTEST_SKIP() << "the temporary folder lies on a file system without direct reading";
    DiskFileSystem files;
    const fs::path path = temp.path() / "clip";
    const std::string content = pattern(1 << 20);
    ASSERT_TRUE(writeFile(files, path, content));
    ASSERT_EQ(contentOf(path), content);
    ASSERT_GT(cachedPages(path), 0);

    const auto file = files.openForReading(path, ReadFrom::Medium);
    ASSERT_TRUE(file);
    EXPECT_EQ(cachedPages(path), 0);
    AlignedBuffer buffer(content.size());
    ASSERT_EQ((*file)->readAt(0, buffer.bytes()).value(), content.size());
    EXPECT_EQ(std::memcmp(buffer.bytes().data(), content.data(), content.size()), 0);
    EXPECT_EQ((*file)->transfer(), Transfer::Direct);
    EXPECT_EQ(cachedPages(path), 0);
}

TEST(DiskFileSystem, ReadingFromAnywhereNeverSaysThatItWasFromTheMedium)
{
    const test::TempDir temp;
    DiskFileSystem files;
    const fs::path path = temp.path() / "clip";
    ASSERT_TRUE(writeFile(files, path, pattern(1 << 20)));
    const auto file = files.openForReading(path, ReadFrom::Anywhere);
    ASSERT_TRUE(file);
    AlignedBuffer buffer(4096);
    ASSERT_TRUE((*file)->readAt(0, buffer.bytes()));
    EXPECT_EQ((*file)->transfer(), Transfer::Cached);
}

TEST(DiskFileSystem, NeverOpensWhatIsNotARegularFile)
{
    const test::TempDir temp;
    DiskFileSystem files;
    fs::create_symlink("/etc/passwd", temp.path() / "link");
    ASSERT_EQ(::mkfifo((temp.path() / "pipe").c_str(), 0600), 0);
    fs::create_directory(temp.path() / "folder");

    EXPECT_FALSE(files.openForReading(temp.path() / "link", ReadFrom::Anywhere));
    EXPECT_EQ(files.openForReading(temp.path() / "pipe", ReadFrom::Anywhere).error().code,
              ErrorCode::InvalidArgument);
    EXPECT_EQ(files.openForReading(temp.path() / "folder", ReadFrom::Anywhere).error().code,
              ErrorCode::InvalidArgument);
    EXPECT_EQ(files.openForReading(temp.path() / "nothing", ReadFrom::Anywhere).error().code,
              ErrorCode::NotFound);
}

TEST(DiskFileSystem, NeverCreatesOverAnythingNotEvenADanglingLink)
{
    const test::TempDir temp;
    DiskFileSystem files;
    ASSERT_TRUE(writeFile(files, temp.path() / "clip", "first"));
    fs::create_symlink(temp.path() / "elsewhere", temp.path() / "link");

    EXPECT_EQ(files.createNew(temp.path() / "clip", 1).error().code, ErrorCode::AlreadyExists);
    EXPECT_EQ(files.createNew(temp.path() / "link", 1).error().code, ErrorCode::AlreadyExists);
    EXPECT_EQ(contentOf(temp.path() / "clip"), "first");
    EXPECT_FALSE(fs::exists(temp.path() / "elsewhere"));
}

TEST(DiskFileSystem, RefusesAFileThatCannotFitAndLeavesNothing)
{
    const test::TempDir temp;
    if (!Probe(temp.path()).reserves())
        GTEST_SKIP() << "the temporary folder lies on a file system that reserves nothing";
    DiskFileSystem files;
    const auto space = files.space(temp.path());
    ASSERT_TRUE(space);
    const auto file = files.createNew(temp.path() / "huge", space->totalBytes * 2);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().code, ErrorCode::NoSpace);
    EXPECT_FALSE(fs::exists(temp.path() / "huge"));
}

TEST(DiskFileSystem, WritesSmallFilesThroughTheCacheWithoutReservingRoom)
{
    const test::TempDir temp;
    DiskFileSystem files;
    const auto small = files.createNew(temp.path() / "small", (1 << 20) - 1);
    ASSERT_TRUE(small);
    EXPECT_EQ((*small)->transfer(), Transfer::Cached);
    struct ::stat status{};
    ASSERT_EQ(::stat((temp.path() / "small").c_str(), &status), 0);
    EXPECT_EQ(status.st_blocks, 0);
}

TEST(DiskFileSystem, ReservesRoomForLargeFilesAndWritesThemDirectly)
{
    const test::TempDir temp;
    const bool movesDirectly = Probe(temp.path()).movesDirectly();
    if (!movesDirectly || !Probe(temp.path()).reserves())
        GTEST_SKIP() << "the temporary folder lies on a file system without direct writing or "
                        "without reservations";
    DiskFileSystem files;
    const auto large = files.createNew(temp.path() / "large", 1 << 20);
    ASSERT_TRUE(large);
    struct ::stat status{};
    ASSERT_EQ(::stat((temp.path() / "large").c_str(), &status), 0);
    EXPECT_GE(status.st_blocks * 512, 1 << 20);
    EXPECT_EQ(status.st_size, 0);
    AlignedBuffer buffer(1 << 20);
    ASSERT_TRUE((*large)->append(buffer.bytes()));
    EXPECT_EQ((*large)->transfer(), Transfer::Direct);
    EXPECT_EQ(cachedPages(temp.path() / "large"), 0);
}

TEST(DiskFileSystem, GivesBackTheRoomOfAFileThatWasBrokenOff)
{
    constexpr std::uint64_t kRoom = std::uint64_t{64} << 20;
    const test::TempDir temp;
    DiskFileSystem files;
    const fs::path path = temp.path() / "clip";
    auto file = files.createNew(path, kRoom);
    ASSERT_TRUE(file) << file.error().describe();
    AlignedBuffer block(std::size_t{1} << 20);
    ASSERT_TRUE((*file)->append(block.bytes()));
    const auto begun = files.info(path);
    ASSERT_TRUE(begun);
    file->reset();
    const auto left = files.info(path);
    ASSERT_TRUE(left);
    EXPECT_EQ(left->size, block.bytes().size());
    EXPECT_LT(left->allocated, kRoom / 2);
    if (begun->allocated < kRoom)
        GTEST_SKIP() << "this file system sets no room aside";
}

TEST(DiskFileSystem, ContinuesAFileFromABlockOnAndCutsWhatFollowsIt)
{
    const test::TempDir temp;
    DiskFileSystem files;
    for (const std::uint64_t expected : {std::uint64_t{30'000}, std::uint64_t{2} << 20}) {
        const fs::path path = temp.path() / std::to_string(expected);
        const std::string content = pattern(8192);
        ASSERT_TRUE(writeFile(files, path, content + std::string(20'000, 'x')));

        const auto file = files.continueWriting(path, 8192, expected);
        ASSERT_TRUE(file) << file.error().describe();
        EXPECT_EQ(fs::file_size(path), 8192U);
        AlignedBuffer buffer(8192);
        std::memset(buffer.bytes().data(), 'y', buffer.bytes().size());
        ASSERT_TRUE((*file)->append(buffer.bytes().first(4096)));
        ASSERT_TRUE((*file)->append(buffer.bytes().first(4097)));
        ASSERT_TRUE((*file)->sync());
        ASSERT_TRUE((*file)->close());
        EXPECT_EQ(contentOf(path), content + std::string(8193, 'y'));
    }
}

TEST(DiskFileSystem, RefusesToContinueWhatIsNoFileOrEndsBefore)
{
    const test::TempDir temp;
    DiskFileSystem files;
    ASSERT_TRUE(writeFile(files, temp.path() / "clip", pattern(5000)));
    fs::create_symlink(temp.path() / "clip", temp.path() / "link");
    ASSERT_EQ(::mkfifo((temp.path() / "pipe").c_str(), 0600), 0);

    EXPECT_EQ(files.continueWriting(temp.path() / "clip", 8192, 0).error().code,
              ErrorCode::InvalidArgument);
    EXPECT_EQ(files.continueWriting(temp.path() / "clip", 100, 0).error().code,
              ErrorCode::InvalidArgument);
    for (const char* const name : {"link", "pipe", "."})
        EXPECT_EQ(files.continueWriting(temp.path() / name, 0, 0).error().code,
                  ErrorCode::InvalidArgument)
            << name;
    EXPECT_EQ(files.continueWriting(temp.path() / "none", 0, 0).error().code, ErrorCode::NotFound);
    EXPECT_EQ(contentOf(temp.path() / "clip"), pattern(5000));
}

TEST(DiskFileSystem, KeepsAFileThatCannotBeContinuedForLackOfRoom)
{
    const test::TempDir temp;
    if (!Probe(temp.path()).reserves())
        GTEST_SKIP() << "the temporary folder lies on a file system that reserves nothing";
    DiskFileSystem files;
    ASSERT_TRUE(writeFile(files, temp.path() / "part", pattern(4096)));
    const auto space = files.space(temp.path());
    ASSERT_TRUE(space);
    const auto file = files.continueWriting(temp.path() / "part", 4096, space->totalBytes * 2);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().code, ErrorCode::NoSpace);
    EXPECT_EQ(contentOf(temp.path() / "part"), pattern(4096));
}

TEST(DiskFileSystem, SyncsTheFilesOfAGroupTogether)
{
    const test::TempDir temp;
    DiskFileSystem files;
    const auto group = files.startSyncGroup(temp.path());
    ASSERT_TRUE(group) << group.error().describe();
    fs::create_directory(temp.path() / "below");
    const std::vector<fs::path> written{temp.path() / "a", temp.path() / "below" / "b"};
    for (const fs::path& path : written)
        ASSERT_TRUE(writeFile(files, path, pattern(9000)));

    const auto synced = (*group)->sync(written);
    EXPECT_TRUE(synced) << synced.error().describe();
    EXPECT_TRUE((*group)->sync({}));
    const std::vector<fs::path> missing{temp.path() / "a", temp.path() / "none"};
    EXPECT_EQ((*group)->sync(missing).error().code, ErrorCode::NotFound);
}

TEST(DiskFileSystem, TellsWhereFoldersCannotBeSyncedAndWhetherALockHolds)
{
    const test::TempDir temp;
    DiskFileSystem files;
    EXPECT_TRUE(files.canSyncFolder(temp.path()).value());
    EXPECT_TRUE(files.lockFolder(temp.path()).value()->keepsOthersOut());
    EXPECT_FALSE(files.canSyncFolder("/proc").value());
    EXPECT_EQ(files.canSyncFolder(temp.path() / "gone").error().code, ErrorCode::NotFound);
}

TEST(DiskFileSystem, StartsNoSyncGroupWhereThereIsNoFolder)
{
    const test::TempDir temp;
    DiskFileSystem files;
    ASSERT_TRUE(writeFile(files, temp.path() / "clip", "x"));
    EXPECT_EQ(files.startSyncGroup(temp.path() / "none").error().code, ErrorCode::NotFound);
    EXPECT_EQ(files.startSyncGroup(temp.path() / "clip").error().code, ErrorCode::NotFound);
}

TEST(DiskFileSystem, ReadsOnInAFileThatGrewWhileItWasOpen)
{
    const test::TempDir temp;
    DiskFileSystem files;
    const fs::path path = temp.path() / "clip";
    ASSERT_TRUE(writeFile(files, path, pattern(4096)));
    const auto file = files.openForReading(path, ReadFrom::Medium);
    ASSERT_TRUE(file);
    AlignedBuffer buffer(65536);
    EXPECT_EQ((*file)->readAt(0, buffer.bytes()).value(), 4096U);
    EXPECT_EQ((*file)->readAt(4096, buffer.bytes()).value(), 0U);
    std::ofstream(path, std::ios::app) << std::string(10'000, 'x') << std::flush;
    EXPECT_EQ((*file)->readAt(4096, buffer.bytes()).value(), 10'000U);
}

TEST(DiskFileSystem, RenamesOntoAFreeNameOnly)
{
    const test::TempDir temp;
    DiskFileSystem files;
    ASSERT_TRUE(writeFile(files, temp.path() / "a", "a"));
    ASSERT_TRUE(writeFile(files, temp.path() / "b", "b"));

    EXPECT_EQ(files.renameWithoutReplacing(temp.path() / "a", temp.path() / "b").error().code,
              ErrorCode::AlreadyExists);
    EXPECT_EQ(contentOf(temp.path() / "b"), "b");
    ASSERT_TRUE(files.renameWithoutReplacing(temp.path() / "a", temp.path() / "c"));
    EXPECT_EQ(contentOf(temp.path() / "c"), "a");
    EXPECT_FALSE(fs::exists(temp.path() / "a"));
    ASSERT_TRUE(files.renameReplacing(temp.path() / "c", temp.path() / "b"));
    EXPECT_EQ(contentOf(temp.path() / "b"), "a");
}

TEST(DiskFileSystem, ListsInByteOrderAndKeepsNamesThatAreNotUtf8)
{
    const test::TempDir temp;
    DiskFileSystem files;
    const std::string odd = "caf\xE9.mov";
    for (const std::string& name : {std::string("b"), std::string("B"), std::string("a"), odd})
        ASSERT_TRUE(writeFile(files, temp.path() / name, "x"));
    fs::create_directory(temp.path() / "folder");
    fs::create_symlink("a", temp.path() / "link");

    const auto entries = files.list(temp.path());
    ASSERT_TRUE(entries);
    std::vector<std::string> names;
    for (const DirectoryEntry& entry : *entries)
        names.push_back(entry.name.native());
    EXPECT_EQ(names, (std::vector<std::string>{"B", "a", "b", odd, "folder", "link"}));
    EXPECT_EQ(entries->at(4).kind, FileKind::Directory);
    EXPECT_EQ(entries->at(5).kind, FileKind::Symlink);
    EXPECT_EQ(files.list(temp.path() / "none").error().code, ErrorCode::NotFound);
}

TEST(DiskFileSystem, TellsOfWhatLiesInAnOpenFolderWhatItTellsByPath)
{
    const test::TempDir temp;
    DiskFileSystem files;
    ASSERT_TRUE(writeFile(files, temp.path() / "file", "12345"));
    fs::create_directory(temp.path() / "folder");
    fs::create_symlink("file", temp.path() / "link");
    const auto folder = files.openFolder(temp.path());
    ASSERT_TRUE(folder);

    const auto entries = (*folder)->list();
    ASSERT_TRUE(entries);
    ASSERT_EQ(entries->size(), 3U);
    for (const DirectoryEntry& entry : *entries) {
        const auto inFolder = (*folder)->info(entry.name);
        const auto byPath = files.info(temp.path() / entry.name);
        ASSERT_TRUE(inFolder && byPath) << entry.name;
        EXPECT_EQ(inFolder->kind, entry.kind);
        EXPECT_EQ(inFolder->size, byPath->size);
        EXPECT_EQ(inFolder->modified, byPath->modified);
        EXPECT_EQ(inFolder->identity, byPath->identity);
    }
    EXPECT_EQ((*folder)->list()->size(), 3U) << "a second time too";
    const auto gone = (*folder)->info("none");
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().code, ErrorCode::NotFound);
    EXPECT_EQ(gone.error().path, temp.path() / "none");
    EXPECT_EQ(files.openFolder(temp.path() / "none").error().code, ErrorCode::NotFound);
    EXPECT_EQ(files.openFolder(temp.path() / "file").error().code, ErrorCode::NotFound);
}

TEST(DiskFileSystem, SetsTimeToTheMicrosecondAndKeepsTheCopyReadable)
{
    const test::TempDir temp;
    DiskFileSystem files;
    const fs::path path = temp.path() / "clip";
    const auto file = files.createNew(path, 0);
    ASSERT_TRUE(file);
    const TimePoint modified = TimePoint(std::chrono::microseconds(1'600'000'000'123'456));
    ASSERT_TRUE((*file)->setAttributes(modified, 0444));
    ASSERT_TRUE((*file)->sync());
    ASSERT_TRUE((*file)->close());

    const auto info = files.info(path);
    ASSERT_TRUE(info);
    EXPECT_EQ(info->modified, modified);
    EXPECT_EQ(info->permissions, 0644U);
    EXPECT_EQ(info->size, 0U);
}

TEST(DiskFileSystem, DescribesALinkWithoutFollowingIt)
{
    const test::TempDir temp;
    DiskFileSystem files;
    fs::create_symlink("nowhere", temp.path() / "link");
    const auto info = files.info(temp.path() / "link");
    ASSERT_TRUE(info);
    EXPECT_EQ(info->kind, FileKind::Symlink);
}

TEST(DiskFileSystem, ResolvesLinksAndKeepsWhatDoesNotExistYet)
{
    const test::TempDir temp;
    DiskFileSystem files;
    fs::create_directory(temp.path() / "real");
    fs::create_directory_symlink(temp.path() / "real", temp.path() / "link");
    EXPECT_EQ(files.resolve(temp.path() / "link" / "new" / "roll").value(),
              temp.path() / "real/new/roll");
    EXPECT_EQ(files.resolve(temp.path() / "link" / ".." / "x" / "").value(), temp.path() / "x");
}

TEST(DiskFileSystem, MakesFoldersUpToTheLastAndRefusesAFileInTheWay)
{
    const test::TempDir temp;
    DiskFileSystem files;
    ASSERT_TRUE(files.createFolders(temp.path() / "a/b/c"));
    ASSERT_TRUE(files.createFolders(temp.path() / "a/b/c"));
    EXPECT_TRUE(fs::is_directory(temp.path() / "a/b/c"));
    ASSERT_TRUE(writeFile(files, temp.path() / "file", "x"));
    EXPECT_EQ(files.createFolders(temp.path() / "file/below").error().code,
              ErrorCode::AlreadyExists);
}

TEST(DiskFileSystem, NamesTheVolumeAndDeviceOfAPathThatDoesNotExistYet)
{
    const test::TempDir temp;
    DiskFileSystem files;
    const auto volume = files.volume(temp.path() / "not" / "yet");
    ASSERT_TRUE(volume);
    EXPECT_FALSE(volume->deviceId.empty());
    EXPECT_GT(volume->longestName, 0U);
    EXPECT_LE(volume->longestName, 255U);
    EXPECT_EQ(files.volume(temp.path())->deviceId, volume->deviceId);
    if (volume->fileSystem.empty())
        GTEST_SKIP() << "the mount table does not show this root, as in a chroot";
    EXPECT_TRUE(temp.path().native().starts_with(volume->mountPoint.native()));
    EXPECT_EQ(files.volume(temp.path())->deviceId, volume->deviceId);
    EXPECT_FALSE(mountedVolumes().value().empty());
}

TEST(DiskFileSystem, TakesADiskImageForTheDeviceItsFileLiesOnAndItsContentForMemory)
{
    const test::TempDir temp;
    const fs::path image = temp.path() / "image";
    const fs::path mount = temp.path() / "mount";
    fs::create_directory(mount);
    const std::string make = "truncate -s 16M '" + image.native() + "' && mkfs.ext4 -q '" +
                             image.native() + "' && mount -o loop '" + image.native() + "' '" +
                             mount.native() + "' 2>/dev/null";
    if (std::system(make.c_str()) != 0)
        GTEST_SKIP() << "mounting a disk image needs root and a loop device";
    DiskFileSystem files;
    const auto inImage = files.volume(mount);
    const auto outside = files.volume(temp.path());
    ASSERT_TRUE(writeFile(files, mount / "clip", std::string(2'000'000, 'x')));
    {
        const auto file = files.openForReading(mount / "clip", ReadFrom::Medium);
        EXPECT_TRUE(file && (*file)->transfer() == Transfer::Cached)
            << "the kernel reads the image through its page cache";
    }
    ASSERT_EQ(std::system(("umount '" + mount.native() + "'").c_str()), 0);
    ASSERT_TRUE(inImage && outside);
    EXPECT_EQ(inImage->mountPoint, mount);
    EXPECT_EQ(inImage->fileSystem, "ext4");
    EXPECT_EQ(inImage->deviceId, outside->deviceId);
}

} // namespace
} // namespace tailslate::io
