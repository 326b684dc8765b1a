// SPDX-License-Identifier: Apache-2.0
#include "offload/Engine.h"

#include "hash/Hasher.h"
#include "mhl/History.h"
#include "offload/detail/CopyNames.h"
#include "OffloadFixture.h"

#include <fstream>
#include <set>
#include <sys/stat.h>

namespace tailslate::offload {
namespace {

namespace fs = std::filesystem;
using EngineTest = test::OffloadFixture;

/// What stat(2) shows of every entry below a folder: everything a write, or a read that marks its
/// time, would change.
std::map<std::string, std::string> traces(const fs::path& folder)
{
    std::map<std::string, std::string> seen;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        struct ::stat status{};
        EXPECT_EQ(::lstat(entry.path().c_str(), &status), 0);
        const auto time = [](const struct ::timespec& at) {
            return std::to_string(at.tv_sec) + "." + std::to_string(at.tv_nsec) + " ";
        };
        std::string text = std::to_string(status.st_mode) + " " + std::to_string(status.st_size) +
                           " " + time(status.st_mtim) + time(status.st_ctim);
        if (entry.is_regular_file())
            text += time(status.st_atim);
        seen[entry.path().native()] = text;
    }
    return seen;
}

TEST_F(EngineTest, CopiesEveryFileToEveryDestinationAndProvesEachCopy)
{
    const OffloadResult result = run();
    EXPECT_EQ(copyAt(first), tree(card));
    EXPECT_EQ(copyAt(second), tree(card));
    EXPECT_TRUE(fs::is_directory(first / "A001R2EC" / "A001R2EC" / "EMPTY"));
    ASSERT_EQ(result.copies.size(), 6U);
    for (const CopyEvidence& copy : result.copies) {
        EXPECT_EQ(copy.level, EvidenceLevel::Verified);
        EXPECT_FALSE(copy.error);
        ASSERT_TRUE(copy.sourceDigest && copy.readBackDigest);
        EXPECT_EQ(*copy.sourceDigest, *copy.readBackDigest);
        EXPECT_NE(copy.readBack, io::Transfer::Cached);
    }
    EXPECT_FALSE(result.cancelled);
    EXPECT_TRUE(judge(result, {}).allVerified);
    EXPECT_EQ(observer.copies.size(), 6U);
    EXPECT_EQ(observer.destinations, (std::vector<std::size_t>{0, 1}));
}

TEST_F(EngineTest, RecordsTheDigestOfTheFilesBytes)
{
    const OffloadResult result = run();
    for (std::size_t i = 0; i < result.plan.files().size(); ++i) {
        const std::string content = contentOf(card / result.plan.files()[i].path);
        EXPECT_EQ(
            *result.copy(i, 0).sourceDigest,
            hash::digestOf(algorithm, std::as_bytes(std::span(content.data(), content.size()))));
    }
}

TEST_F(EngineTest, PreservesTimesAndPermissions)
{
    const fs::path name = "A001R2EC/A001C001_261121_R2EC.mov";
    fs::permissions(card / name, fs::perms(0444));
    fs::last_write_time(card / name, fs::file_time_type::clock::now() - std::chrono::hours(1000));
    run();
    const auto source = disk.info(card / name);
    const auto copy = disk.info(first / "A001R2EC" / name);
    ASSERT_TRUE(source && copy);
    EXPECT_EQ(copy->modified, source->modified);
    EXPECT_EQ(copy->permissions, 0644U);
}

TEST_F(EngineTest, LeavesTheCardExactlyAsItWas)
{
    const auto before = traces(card);
    run();
    EXPECT_EQ(traces(card), before);
    for (const fs::path& path : files.changedPaths())
        EXPECT_FALSE(path.native().starts_with(card.native())) << path;
}

TEST_F(EngineTest, ReadsTheCardOnlyOnce)
{
    std::mutex mutex; // Small files are read by several threads.
    std::map<std::string, int> opened;
    files.failWith = [&](test::Operation operation, const fs::path& path) {
        const std::lock_guard lock(mutex);
        if (operation == test::Operation::OpenForReading &&
            path.native().starts_with(card.native()))
            ++opened[path.filename().native()];
        return 0;
    };
    run();
    EXPECT_EQ(opened.size(), 3U);
    for (const auto& [name, times] : opened)
        EXPECT_EQ(times, 1) << name;
}

TEST_F(EngineTest, GivesAFileItsNameOnlyAfterItWasReadBack)
{
    const auto planned = plan();
    ASSERT_TRUE(planned);
    std::map<fs::path, fs::path> partOf; // By the final name.
    for (const PlannedDestination& destination : planned->destinations) {
        for (const media::CardFile& file : planned->files()) {
            const fs::path path = destination.rollFolder / file.path;
            partOf[path] = path.parent_path() / detail::partName(file);
        }
    }
    std::mutex mutex;
    std::set<fs::path> readBack; // Parts, since they were last written to.
    std::set<fs::path> named;
    std::vector<fs::path> namedTooEarly;
    files.failWith = [&](test::Operation operation, const fs::path& path) {
        const std::lock_guard lock(mutex);
        if (operation == test::Operation::Append)
            readBack.erase(path);
        else if (operation == test::Operation::Read)
            readBack.insert(path);
        else if (operation == test::Operation::Rename && partOf.contains(path)) {
            named.insert(path);
            if (!readBack.contains(partOf[path]))
                namedTooEarly.push_back(path);
        }
        return 0;
    };
    run(*planned);
    EXPECT_EQ(named.size(), 6U);
    EXPECT_EQ(namedTooEarly, std::vector<fs::path>{});
}

TEST_F(EngineTest, SealsEachDestinationWithGenerationOneOfATransfer)
{
    const OffloadResult result = run();
    for (const fs::path& destination : {first, second}) {
        const auto history = mhl::readHistory(disk, destination / "A001R2EC");
        ASSERT_TRUE(history) << history.error().describe();
        ASSERT_EQ(history->size(), 1U);
        const mhl::Manifest& manifest = history->front().manifest;
        EXPECT_EQ(manifest.process, mhl::Process::Transfer);
        EXPECT_EQ(manifest.creator.authors.at(0).role, "DIT");
        EXPECT_NE(manifest.creator.comment.find(result.plan.jobId.toString()), std::string::npos);
        ASSERT_EQ(manifest.files.size(), 3U);
        ASSERT_TRUE(manifest.rootHash);
        EXPECT_EQ(manifest.directories.size(), 2U); // A001R2EC and A001R2EC/EMPTY.
        for (const mhl::FileRecord& record : manifest.files)
            EXPECT_EQ(record.hashes.at(0).action, mhl::Action::Original);
    }
    EXPECT_EQ(result.destinations.at(0).manifest->parent_path(), first / "A001R2EC" / "ascmhl");
}

TEST_F(EngineTest, OffloadedAgainRewritesNothingAndAddsAVerifiedGeneration)
{
    run();
    const fs::path copy = first / "A001R2EC/A001R2EC/A001C001_261121_R2EC.mov";
    const auto before = disk.info(copy);
    const OffloadResult again = run();
    EXPECT_TRUE(judge(again, {}).allVerified);
    EXPECT_EQ(disk.info(copy)->identity, before->identity);

    const auto history = mhl::readHistory(disk, first / "A001R2EC");
    ASSERT_TRUE(history) << history.error().describe();
    ASSERT_EQ(history->size(), 2U);
    for (const mhl::FileRecord& record : history->at(1).manifest.files)
        EXPECT_EQ(record.hashes.at(0).action, mhl::Action::Verified);
}

TEST_F(EngineTest, LeavesAFileOfTheSameSizeButOtherContentAloneAndSaysSo)
{
    const fs::path name = "A001R2EC/A001R2EC_AVID.ale";
    fs::create_directories((second / "A001R2EC" / name).parent_path());
    std::ofstream(second / "A001R2EC" / name) << "heading\r\n";
    // With another time it would be taken for a file of another card.
    fs::last_write_time(second / "A001R2EC" / name, fs::last_write_time(card / name));
    const OffloadResult result = run();
    EXPECT_EQ(contentOf(second / "A001R2EC" / name), "heading\r\n");
    EXPECT_TRUE(result.destinations.at(0).good());
    ASSERT_TRUE(result.destinations.at(1).error);
    EXPECT_EQ(result.destinations.at(1).error->code, ErrorCode::AlreadyExists);
    EXPECT_EQ(result.destinations.at(1).filesFailed, 1U);
    EXPECT_FALSE(result.destinations.at(1).manifest);
}

TEST_F(EngineTest, CopiesNamesThatNeedCareByteForByte)
{
    const fs::path folder = card / "A001R2EC";
    for (const char* name : {" leading", "a&b<c>\"d'.xml",
                             "gr\xC3\xB6\xC3\x9F"
                             "e.txt",
                             "gro\xCC\x88sse.txt", "%41.txt"})
        std::ofstream(folder / name) << name;
    const OffloadResult result = run();
    EXPECT_EQ(copyAt(first), tree(card));
    EXPECT_TRUE(judge(result, {}).allVerified);
}

TEST_F(EngineTest, ContinuesTheHistoryThatCameWithTheCard)
{
    // The camera (or an earlier copy) sealed the card's tree itself.
    destinations = {{first, "primary"}};
    run();
    const fs::path sealed = first / "A001R2EC";
    destinations = {{second, "backup"}};
    card = sealed;
    const OffloadResult result = run();
    EXPECT_TRUE(judge(result, {}).allVerified);
    const auto history = mhl::readHistory(disk, result.plan.destinations.at(0).rollFolder);
    ASSERT_TRUE(history) << history.error().describe();
    ASSERT_EQ(history->size(), 2U);
    EXPECT_EQ(history->at(1).manifest.files.at(0).hashes.at(0).action, mhl::Action::Verified);
}

TEST_F(EngineTest, ACardWithAHistoryCanBeOffloadedAgain)
{
    destinations = {{first, "primary"}};
    run();
    card = first / "A001R2EC";
    destinations = {{second, "backup"}};
    EXPECT_TRUE(judge(run(), {}).allVerified);
    const OffloadResult again = run();
    EXPECT_TRUE(judge(again, {}).allVerified);
    EXPECT_EQ(mhl::readHistory(disk, again.plan.destinations.at(0).rollFolder)->size(), 3U);
}

TEST_F(EngineTest, SyncsAFileThatWasAlreadyThereBeforeItIsReadBack)
{
    run();
    std::mutex mutex;
    std::set<fs::path> synced;
    files.failWith = [&](test::Operation operation, const fs::path& path) {
        const std::lock_guard lock(mutex);
        if (operation == test::Operation::Sync && path.extension() == ".mov")
            synced.insert(path);
        return 0;
    };
    run();
    EXPECT_EQ(synced.size(), 2U);
}

TEST_F(EngineTest, SaysWhatAFileSystemCannotPromise)
{
    run();
    EXPECT_TRUE(observer.notices.empty());
    files.hasLocks = false;
    files.syncsFolders = false;
    EXPECT_TRUE(judge(run(), {}).allVerified);
    ASSERT_EQ(observer.notices.size(), 4U);
    EXPECT_NE(observer.notices.at(0).find("no locks"), std::string::npos);
    EXPECT_NE(observer.notices.at(1).find("eject it"), std::string::npos);
}

TEST_F(EngineTest, AChainThatWasWrittenBadlyNeverTakesThePlaceOfTheGoodOne)
{
    ASSERT_TRUE(judge(run(), {}).allVerified);
    std::ofstream(card / "late.txt") << "one more file";
    files.afterClose = [this](const fs::path& written) {
        if (!written.native().starts_with((first / "").native()) ||
            !written.filename().native().starts_with(".ascmhl_chain.xml"))
            return;
        std::fstream file(written, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(40);
        file.put('#');
    };
    const OffloadResult result = run();
    ASSERT_TRUE(result.destinations.at(0).error);
    EXPECT_EQ(result.destinations.at(0).error->code, ErrorCode::DataCorrupted);
    EXPECT_TRUE(result.destinations.at(1).good());
    const fs::path scope = result.plan.destinations.at(0).rollFolder;
    const auto history = mhl::readHistory(disk, scope);
    ASSERT_TRUE(history) << history.error().describe();
    EXPECT_EQ(history->size(), 1U);

    files.afterClose = {};
    EXPECT_TRUE(judge(run(), {}).allVerified);
    EXPECT_EQ(mhl::readHistory(disk, scope)->size(), 2U);
}

TEST_F(EngineTest, CountsEveryByteReadAndReadBack)
{
    const OffloadResult result = run();
    const auto counted = progress.snapshot();
    const std::uint64_t bytes = result.plan.card.totalBytes();
    EXPECT_EQ(counted.bytesTotal, bytes * 3);
    EXPECT_EQ(counted.bytesDone, bytes * 3);
}

TEST_F(EngineTest, WorksWithEveryAlgorithm)
{
    for (const hash::Algorithm one : hash::kAllAlgorithms) {
        algorithm = one;
        destinations = {{first / std::string(hash::algorithmName(one)), "primary"}};
        EXPECT_TRUE(judge(run(), {}).allVerified) << hash::algorithmName(one);
    }
}

} // namespace
} // namespace tailslate::offload
