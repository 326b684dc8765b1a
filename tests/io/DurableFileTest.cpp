// SPDX-License-Identifier: Apache-2.0
#include "io/DurableFile.h"

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

TEST(WriteDurably, PutsTheWholeContentUnderTheName)
{
    const test::TempDir temp;
    DiskFileSystem files;
    const std::string content(10'001, 'c');
    ASSERT_TRUE(writeDurably(files, temp.path() / "chain.xml", content, Existing::Keep));
    EXPECT_EQ(readWholeFile(files, temp.path() / "chain.xml", 1 << 20).value(), content);
    EXPECT_EQ(temp.entries(), 1U);
}

TEST(WriteDurably, KeepsOrReplacesWhatIsThereAsAsked)
{
    const test::TempDir temp;
    DiskFileSystem files;
    const fs::path path = temp.path() / "grade.cdl";
    ASSERT_TRUE(writeDurably(files, path, "first", Existing::Keep));
    EXPECT_EQ(writeDurably(files, path, "second", Existing::Keep).error().code,
              ErrorCode::AlreadyExists);
    EXPECT_EQ(readWholeFile(files, path, 100).value(), "first");
    ASSERT_TRUE(writeDurably(files, path, "third", Existing::Replace));
    EXPECT_EQ(readWholeFile(files, path, 100).value(), "third");
    EXPECT_EQ(temp.entries(), 1U);
}

TEST(WriteDurably, LeavesTheOldContentAndNoTraceWhicheverStepFails)
{
    for (const Operation step : {Operation::CreateNew, Operation::Append, Operation::Sync,
                                 Operation::Close, Operation::Rename}) {
        const test::TempDir temp;
        DiskFileSystem disk;
        const fs::path path = temp.path() / "grade.cdl";
        ASSERT_TRUE(writeDurably(disk, path, "old", Existing::Keep));

        test::FaultyFileSystem files(disk);
        files.failWith = [&](Operation operation, const fs::path&) {
            return operation == step ? ENOSPC : 0;
        };
        const auto written = writeDurably(files, path, "new", Existing::Replace);
        ASSERT_FALSE(written);
        EXPECT_EQ(written.error().code, ErrorCode::NoSpace);
        EXPECT_EQ(readWholeFile(disk, path, 100).value(), "old");
        EXPECT_EQ(temp.entries(), 1U);
    }
}

TEST(ReadWholeFile, RefusesAFileOverTheLimit)
{
    const test::TempDir temp;
    DiskFileSystem files;
    std::ofstream(temp.path() / "big") << std::string(101, 'x');
    EXPECT_EQ(readWholeFile(files, temp.path() / "big", 100).error().code, ErrorCode::BadFormat);
    EXPECT_EQ(readWholeFile(files, temp.path() / "big", 101).value().size(), 101U);
}

} // namespace
} // namespace tailslate::io
