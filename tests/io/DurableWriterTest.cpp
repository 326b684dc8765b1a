// SPDX-License-Identifier: Apache-2.0
#include "io/DurableWriter.h"

#include "io/DiskFileSystem.h"
#include "support/FaultyFileSystem.h"
#include "support/TempDir.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <fstream>

namespace tailslate::io {
namespace {

namespace fs = std::filesystem;
using test::Operation;

constexpr std::uint64_t kLimit = std::uint64_t{64} << 20;

TEST(DurableWriter, PutsPiecesOfAnySizeTogether)
{
    const test::TempDir temp;
    DiskFileSystem files;
    // Pieces that never end with a block, one over several blocks, and an empty one.
    std::string content;
    for (const std::size_t atLeast : {std::size_t{0}, std::size_t{9'000'000}}) {
        content.clear();
        const fs::path path = temp.path() / std::to_string(atLeast);
        auto writer = DurableWriter::begin(files, path, atLeast);
        ASSERT_TRUE(writer) << writer.error().describe();
        for (const std::size_t size : {3U, 0U, 1'000'001U, 9'000'000U, 7U}) {
            const std::string piece(size, static_cast<char>('a' + size % 26));
            ASSERT_TRUE(writer->append(piece));
            content += piece;
        }
        EXPECT_FALSE(fs::exists(path)) << "nothing has the name before it is whole";
        ASSERT_TRUE(writer->finish(Existing::Keep));
        EXPECT_EQ(readWholeFile(files, path, kLimit).value(), content);
    }
    EXPECT_EQ(temp.entries(), 2U);
}

TEST(DurableWriter, AnEmptyFileIsAFileToo)
{
    const test::TempDir temp;
    DiskFileSystem files;
    auto writer = DurableWriter::begin(files, temp.path() / "empty", 0);
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->finish(Existing::Keep));
    EXPECT_EQ(readWholeFile(files, temp.path() / "empty", 0).value(), "");
}

TEST(DurableWriter, KeepsOrReplacesWhatIsThereAsAsked)
{
    const test::TempDir temp;
    DiskFileSystem files;
    const fs::path path = temp.path() / "chain.xml";
    const auto write = [&](std::string_view content, Existing existing) -> Result<void> {
        TAILSLATE_TRY(auto writer, DurableWriter::begin(files, path, 0));
        TAILSLATE_CHECK(writer.append(content));
        return writer.finish(existing);
    };
    ASSERT_TRUE(write("first", Existing::Keep));
    EXPECT_EQ(write("second", Existing::Keep).error().code, ErrorCode::AlreadyExists);
    EXPECT_EQ(readWholeFile(files, path, 100).value(), "first");
    ASSERT_TRUE(write("third", Existing::Replace));
    EXPECT_EQ(readWholeFile(files, path, 100).value(), "third");
    EXPECT_EQ(temp.entries(), 1U);
}

/// Flips a bit of what was written, on the medium, in the block that holds byte `at`.
void spoil(const fs::path& path, std::streamoff at)
{
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(at);
    const int byte = file.get();
    file.seekp(at);
    file.put(static_cast<char>(byte ^ 1));
}

TEST(DurableWriter, ABadWriteNeverTakesThePlaceOfAGoodFile)
{
    const test::TempDir temp;
    DiskFileSystem disk;
    test::FaultyFileSystem files(disk);
    const fs::path path = temp.path() / "chain.xml";
    ASSERT_TRUE(writeDurably(files, path, "the good one", Existing::Keep));
    const std::string large(9'000'000, 'x');
    for (const std::streamoff at : {0, 5'000'000, 8'999'999}) {
        files.afterClose = [at](const fs::path& written) { spoil(written, at); };
        const auto replaced = writeDurably(files, path, large, Existing::Replace);
        ASSERT_FALSE(replaced);
        EXPECT_EQ(replaced.error().code, ErrorCode::DataCorrupted);
        EXPECT_EQ(replaced.error().path, path);
        EXPECT_EQ(readWholeFile(disk, path, kLimit).value(), "the good one");
        EXPECT_EQ(temp.entries(), 1U);
    }
}

TEST(DurableWriter, AFileCutShortOnTheMediumIsNoGoodWrite)
{
    const test::TempDir temp;
    DiskFileSystem disk;
    test::FaultyFileSystem files(disk);
    files.afterClose = [](const fs::path& written) { fs::resize_file(written, 100); };
    EXPECT_EQ(writeDurably(files, temp.path() / "a", std::string(5'000'000, 'x'), Existing::Keep)
                  .error()
                  .code,
              ErrorCode::DataCorrupted);
    EXPECT_EQ(temp.entries(), 0U);
}

TEST(DurableWriter, AReadThatIsWrongOnceIsNoFaultOfTheFile)
{
    const test::TempDir temp;
    DiskFileSystem disk;
    test::FaultyFileSystem files(disk);
    files.afterRead = [reads = 0](const fs::path&, std::uint64_t,
                                  std::span<std::byte> bytes) mutable {
        if (reads++ == 0)
            bytes.front() ^= std::byte{1};
    };
    EXPECT_TRUE(writeDurably(files, temp.path() / "a", "what is read", Existing::Keep));
}

TEST(DurableWriter, LeavesNoTraceWhenItIsGivenUp)
{
    const test::TempDir temp;
    DiskFileSystem files;
    {
        auto writer = DurableWriter::begin(files, temp.path() / "a", 0);
        ASSERT_TRUE(writer);
        ASSERT_TRUE(writer->append("half of it"));
        const DurableWriter moved = *std::move(writer);
        EXPECT_EQ(temp.entries(), 1U);
    }
    EXPECT_EQ(temp.entries(), 0U);
}

TEST(DurableWriter, LeavesTheOldContentAndNoTraceWhicheverStepFails)
{
    for (const Operation step : {Operation::CreateNew, Operation::Append, Operation::Sync,
                                 Operation::Close, Operation::Rename}) {
        const test::TempDir temp;
        DiskFileSystem disk;
        const fs::path path = temp.path() / "chain.xml";
        ASSERT_TRUE(writeDurably(disk, path, "old", Existing::Keep));

        test::FaultyFileSystem files(disk);
        files.failWith = [&](Operation operation, const fs::path&) {
            return operation == step ? ENOSPC : 0;
        };
        const auto write = [&]() -> Result<void> {
            TAILSLATE_TRY(auto writer, DurableWriter::begin(files, path, 0));
            TAILSLATE_CHECK(writer.append(std::string(5'000'000, 'n')));
            return writer.finish(Existing::Replace);
        };
        const auto written = write();
        ASSERT_FALSE(written);
        EXPECT_EQ(written.error().code, ErrorCode::NoSpace);
        EXPECT_EQ(readWholeFile(disk, path, 100).value(), "old");
        EXPECT_EQ(temp.entries(), 1U);
    }
}

} // namespace
} // namespace tailslate::io
