// SPDX-License-Identifier: Apache-2.0
#include "mhl/DirectoryHash.h"

#include "mhl/MhlTestData.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace tailslate::mhl {
namespace {

using hash::Algorithm;
using testing::HasSubstr;

struct Expected {
    std::string_view path;
    std::string_view content;
    std::string_view structure;
};

void expectDigests(const HashedTree& tree, Algorithm algorithm, std::vector<Expected> expected)
{
    const auto digests = directoryDigests(tree, algorithm);
    ASSERT_TRUE(digests) << digests.error().describe();
    ASSERT_EQ(digests->size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ((*digests)[i].path, expected[i].path);
        EXPECT_EQ((*digests)[i].content.toText(), expected[i].content) << expected[i].path;
        EXPECT_EQ((*digests)[i].structure.toText(), expected[i].structure) << expected[i].path;
    }
}

HashedTree::File file(std::string path, Algorithm algorithm, std::string_view content)
{
    return {.path = std::move(path), .digest = test::digestOfText(algorithm, content)};
}

TEST(DirectoryHash, AgreesWithTheReferenceInFourFormats)
{
    // Output of ascmhl 1.1, the reference implementation, for `b` = "world", `sub/a` = "hello".
    struct Case {
        Algorithm algorithm;
        std::vector<Expected> expected;
    };

    const Case cases[] = {
        {Algorithm::Xxh64,
         {{"sub", "c07c10338a825a5d", "dcb82f59a5630407"},
          {"", "9cb4e76e9d25ae61", "1931a523331f0124"}}},
        {Algorithm::Xxh3,
         {{"sub", "4e01c226b2333809", "8326003b08604972"},
          {"", "13a61bd9129c1f47", "29bd124cf07c3261"}}},
        {Algorithm::Xxh128,
         {{"sub", "f91fa2c012147a5094b7d1a3eb7f796d", "ef3736f9deed3da93e843aa0738b3aa9"},
          {"", "1cfece1379bf3ba726ab82a2f01a2862", "f59c3771718432a2da176d65b856d60e"}}},
        {Algorithm::Md5,
         {{"sub", "62109206880d38a4010a98e11243924a", "76212cb30c95055dde06a03caf240990"},
          {"", "578f42ba0dc4541401a181eda0864f6d", "d3965a2382a02322a1ebde619845da34"}}},
    };
    for (const auto& [algorithm, expected] : cases) {
        const HashedTree tree{
            .files = {file("b", algorithm, "world"), file("sub/a", algorithm, "hello")},
            .folders = {"sub"}};
        expectDigests(tree, algorithm, expected);
    }
}

TEST(DirectoryHash, AgreesWithThePublishedScenario)
{
    // https://github.com/ascmitc/mhl, examples/scenarios, scenario 02.
    const auto published = [](std::string path, std::string_view digest) {
        return HashedTree::File{.path = std::move(path),
                                .digest = *hash::Digest::fromText(Algorithm::Xxh64, digest)};
    };
    const HashedTree tree{
        .files = {published("Sidecar.txt", "3ab5a4166b9bde44"),
                  published("Clips/A002C007_141024_R2EC.mov", "7680e5f98f4a80fd"),
                  published("Clips/A002C006_141024_R2EC.mov", "0ea03b369a463d9d")},
        .folders = {}};
    expectDigests(tree, Algorithm::Xxh64,
                  {{"Clips", "4c226b42e27d7af3", "906faa843d591a9f"},
                   {"", "8d02114c32e28cbe", "f557f8ca8e5a88ef"}});
}

TEST(DirectoryHash, EmptyFoldersCount)
{
    // Computed with Python's hashlib after the definition in the specification.
    const HashedTree tree{.files = {file("a", Algorithm::Md5, "hello")}, .folders = {"e", "d/f"}};
    expectDigests(tree, Algorithm::Md5,
                  {{"d/f", "d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427e"},
                   {"d", "59adb24ef3cdbe0297f05b395827453f", "018eb1b409b3f72758cec07e11de72ee"},
                   {"e", "d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427e"},
                   {"", "47c2e172a68f1300bd9987bcf8b36bf9", "698d58afad8f93a0bf8d39cf82ab4084"}});
    // The digest of nothing.
    expectDigests({}, Algorithm::Xxh64, {{"", "ef46db3751d8e999", "ef46db3751d8e999"}});
}

TEST(DirectoryHash, NamesCountByTheirBytes)
{
    // One name, composed and decomposed. Computed with Python's hashlib.
    expectDigests({.files = {file("gr\xC3\xB6\xC3\x9F"
                                  "e",
                                  Algorithm::Md5, "hello")},
                   .folders = {}},
                  Algorithm::Md5,
                  {{"", "62109206880d38a4010a98e11243924a", "00ee62e9235f71f4b7c7a626f6dcb0c5"}});
    expectDigests({.files = {file("gro\xCC\x88\xC3\x9F"
                                  "e",
                                  Algorithm::Md5, "hello")},
                   .folders = {}},
                  Algorithm::Md5,
                  {{"", "62109206880d38a4010a98e11243924a", "57556f96835b85e13819f8d3c981a3a3"}});
}

TEST(DirectoryHash, ContentSurvivesARenameAndStructureDoesNot)
{
    const auto digests = [](std::string path) {
        return directoryDigests(
                   {.files = {file(std::move(path), Algorithm::C4, "hello")}, .folders = {}},
                   Algorithm::C4)
            .value();
    };
    const auto before = digests("sub/a");
    for (const char* renamed : {"sub/b", "bus/a"}) {
        const auto after = digests(renamed);
        EXPECT_EQ(after.back().content, before.back().content);
        EXPECT_NE(after.back().structure, before.back().structure);
    }
    EXPECT_EQ(before.back().content.algorithm(), Algorithm::C4);
}

TEST(DirectoryHash, TheOrderOfTheInputDoesNotMatter)
{
    HashedTree tree{.files = {}, .folders = {"z", "a", "a/b"}};
    for (const char* path : {"x", "a/b/1", "a/b/2", "a-b/3", "a/4"})
        tree.files.push_back(file(path, Algorithm::Xxh3, path));
    const auto forth = directoryDigests(tree, Algorithm::Xxh3).value();
    std::ranges::reverse(tree.files);
    std::ranges::reverse(tree.folders);
    const auto back = directoryDigests(tree, Algorithm::Xxh3).value();
    ASSERT_EQ(forth.size(), 5U);
    for (std::size_t i = 0; i < forth.size(); ++i) {
        EXPECT_EQ(forth[i].path, back[i].path);
        EXPECT_EQ(forth[i].content, back[i].content);
        EXPECT_EQ(forth[i].structure, back[i].structure);
    }
}

TEST(DirectoryHash, RefusesAFileHashedWithAnotherAlgorithm)
{
    const auto digests = directoryDigests(
        {.files = {file("a", Algorithm::Xxh64, "x"), file("b", Algorithm::Xxh3, "x")},
         .folders = {}},
        Algorithm::Xxh64);
    ASSERT_FALSE(digests);
    EXPECT_EQ(digests.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(digests.error().describe(), "no xxh64 digest of this file: b");
}

TEST(DirectoryHash, RefusesATreeThatCannotBe)
{
    const auto x = [](std::string path) { return file(std::move(path), Algorithm::Xxh64, "x"); };
    const std::pair<HashedTree, std::string_view> cases[] = {
        {{.files = {x("/a")}, .folders = {}}, "absolute"},
        {{.files = {x("a/../b")}, .folders = {}}, ". or .."},
        {{.files = {}, .folders = {"a//b"}}, "empty part"},
        {{.files = {}, .folders = {""}}, "is empty"},
        {{.files = {x("a"), x("a")}, .folders = {}}, "given twice"},
        {{.files = {x("a"), x("a/b")}, .folders = {}}, "as a folder too"},
    };
    for (const auto& [tree, reason] : cases) {
        const auto digests = directoryDigests(tree, Algorithm::Xxh64);
        ASSERT_FALSE(digests) << reason;
        EXPECT_EQ(digests.error().code, ErrorCode::InvalidArgument);
        EXPECT_THAT(digests.error().message, HasSubstr(reason));
    }
}

} // namespace
} // namespace tailslate::mhl
