// SPDX-License-Identifier: Apache-2.0
#include "io/DiskFileSystem.h"
#include "mhl/CountedAllocations.h"
#include "mhl/DirectoryHash.h"
#include "mhl/History.h"
#include "mhl/MhlTestData.h"
#include "support/TempDir.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

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

} // namespace
} // namespace tailslate::mhl
