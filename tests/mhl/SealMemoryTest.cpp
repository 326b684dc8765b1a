// SPDX-License-Identifier: Apache-2.0
#include "io/DiskFileSystem.h"
#include "mhl/CountedAllocations.h"
#include "mhl/DirectoryHash.h"
#include "mhl/History.h"
#include "mhl/MhlTestData.h"
#include "mhl/ReadManifest.h"
#include "support/TempDir.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <stop_token>

namespace tailslate::mhl {
namespace {

/// What a caller has of a long image sequence: paths, and digests that it makes up when asked.
class Frames final : public FileSource {
public:
    explicit Frames(std::size_t count)
    {
        m_paths.reserve(count);
        for (std::size_t i = 0; i < count; ++i)
            m_paths.push_back(fmt::format("A001C{:03}_261121_R2EC/A001C{:03}_261121_R2EC.{:07}.ari",
                                          i / 1000 + 1, i / 1000 + 1, 86'400 + i % 1000));
    }

    [[nodiscard]] std::size_t count() const override { return m_paths.size(); }

    [[nodiscard]] FileView at(std::size_t index) override
    {
        const std::string& path = m_paths[index];
        m_hash.clear();
        m_hash.push_back({.digest = test::digestOfText(hash::Algorithm::Xxh64, path),
                          .action = Action::Original,
                          .hashedAt = TimePoint{std::chrono::seconds(index)}});
        FileView view;
        view.path = path;
        view.size = 25'165'824;
        view.hashes = m_hash;
        return view;
    }

private:
    std::vector<std::string> m_paths;
    std::vector<HashEntry> m_hash;
};

TEST(SealMemory, SealingNeedsLittleBesidesTheListOfFiles)
{
    constexpr std::size_t kFiles = 100'000;
    constexpr std::size_t kMost = 100; ///< Bytes a file.
    const tailslate::test::TempDir temp;
    io::DiskFileSystem disk;
    Frames frames(kFiles);
    const std::size_t before = test::allocated().live;
    test::allocated().peak = before;

    const auto digests = directoryDigests(frames, {}, hash::Algorithm::Xxh64);
    ASSERT_TRUE(digests) << digests.error().describe();
    EXPECT_EQ(digests->size(), kFiles / 1000 + 1);
    Manifest manifest = test::smallManifest();
    manifest.files.clear();
    const auto sealed =
        appendGeneration(disk, temp.path(), manifest, frames, test::moment("2026-01-16T09:15:00Z"));
    ASSERT_TRUE(sealed) << sealed.error().describe();

    EXPECT_GT(std::filesystem::file_size(sealed->manifestPath), kFiles * 200);
    const std::size_t peak = test::allocated().peak;
    EXPECT_GT(peak, before) << "nothing was counted";
    EXPECT_LT((peak - before) / kFiles, kMost);
}

/// Looks at records and keeps none.
class Counter final : public RecordSink {
public:
    Result<void> takeFile(const FileView& file) override
    {
        bytes += file.path.size();
        ++files;
        return {};
    }

    Result<void> takeDirectory(const DirectoryRecord& /*directory*/) override { return {}; }

    std::size_t files = 0;
    std::size_t bytes = 0;
};

TEST(SealMemory, GoingThroughAHistoryNeedsLittleForEachFile)
{
    constexpr std::size_t kFiles = 100'000;
    constexpr std::size_t kMost = 50;                             ///< Bytes a file.
    constexpr std::size_t kBlocks = std::size_t{8} * 1024 * 1024; ///< Whatever the number of files.
    const tailslate::test::TempDir temp;
    io::DiskFileSystem disk;
    Frames frames(kFiles);
    Manifest manifest = test::smallManifest();
    manifest.files.clear();
    for (const char* started : {"2026-01-16T09:15:00Z", "2026-01-16T10:15:00Z"})
        ASSERT_TRUE(appendGeneration(disk, temp.path(), manifest, frames, test::moment(started)));
    const std::size_t before = test::allocated().live;
    test::allocated().peak = before;

    Counter counter;
    const auto history = readHistory(disk, temp.path(), counter, {});
    ASSERT_TRUE(history) << history.error().describe();
    ASSERT_EQ(history->size(), 2U);
    EXPECT_TRUE(history->front().manifest.files.empty());
    EXPECT_EQ(counter.files, 2 * kFiles);
    EXPECT_LT(test::allocated().peak - before, kFiles * kMost + kBlocks);
}

TEST(SealMemory, GoingThroughAHistoryEndsWhenItIsStopped)
{
    const tailslate::test::TempDir temp;
    io::DiskFileSystem disk;
    Frames frames(10);
    Manifest manifest = test::smallManifest();
    manifest.files.clear();
    ASSERT_TRUE(appendGeneration(disk, temp.path(), manifest, frames,
                                 test::moment("2026-01-16T09:15:00Z")));
    std::stop_source stop;
    stop.request_stop();
    Counter counter;
    EXPECT_EQ(readHistory(disk, temp.path(), counter, stop.get_token()).error().code,
              ErrorCode::Cancelled);
}

} // namespace
} // namespace tailslate::mhl
