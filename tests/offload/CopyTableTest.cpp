// SPDX-License-Identifier: Apache-2.0
#include "offload/CopyTable.h"

#include "hash/Hasher.h"

#include <gtest/gtest.h>

#include <span>
#include <string>

namespace tailslate::offload {
namespace {

hash::Digest digest(const std::string& text, hash::Algorithm algorithm = hash::Algorithm::Xxh64)
{
    return hash::digestOf(algorithm, std::as_bytes(std::span(text)));
}

CopyEvidence verified(std::size_t file, std::size_t destination, const hash::Digest& source)
{
    CopyEvidence copy;
    copy.file = file;
    copy.destination = destination;
    copy.level = EvidenceLevel::Verified;
    copy.sourceDigest = source;
    copy.readBackDigest = source;
    copy.readBack = io::Transfer::Direct;
    copy.written = io::Transfer::Cached;
    copy.sourceRead = io::Transfer::CacheDropped;
    copy.fromCopy = true;
    copy.at = TimePoint(std::chrono::seconds(1'795'230'366));
    return copy;
}

void expectSame(const CopyEvidence& one, const CopyEvidence& other)
{
    EXPECT_EQ(one.file, other.file);
    EXPECT_EQ(one.destination, other.destination);
    EXPECT_EQ(one.level, other.level);
    EXPECT_EQ(one.sourceDigest, other.sourceDigest);
    EXPECT_EQ(one.sourceConfirmed, other.sourceConfirmed);
    EXPECT_EQ(one.sourceRead, other.sourceRead);
    EXPECT_EQ(one.fromCopy, other.fromCopy);
    EXPECT_EQ(one.readBackDigest, other.readBackDigest);
    EXPECT_EQ(one.readBack, other.readBack);
    EXPECT_EQ(one.written, other.written);
    EXPECT_EQ(one.at, other.at);
    ASSERT_EQ(one.error.has_value(), other.error.has_value());
    if (one.error) {
        EXPECT_EQ(one.error->message, other.error->message);
    }
}

TEST(CopyTable, StartsWithEveryCopyAsGiven)
{
    CopyEvidence notReached;
    notReached.error = Error{ErrorCode::Cancelled, "not reached", {}, 0};
    const CopyTable table(3, 2, notReached);
    EXPECT_EQ(table.size(), 6U);
    EXPECT_EQ(table.files(), 3U);
    std::size_t index = 0;
    for (const CopyEvidence& copy : table) {
        EXPECT_EQ(copy.file, index / 2);
        EXPECT_EQ(copy.destination, index % 2);
        EXPECT_EQ(copy.level, EvidenceLevel::None);
        EXPECT_EQ(copy.error->message, "not reached");
        ++index;
    }
    EXPECT_EQ(index, 6U);
}

TEST(CopyTable, GivesBackWhatWasPut)
{
    for (const hash::Algorithm algorithm : hash::kAllAlgorithms) {
        CopyTable table(2, 2, {});
        CopyEvidence good = verified(1, 0, digest("clip", algorithm));
        good.sourceConfirmed = true;
        table.put(good);
        expectSame(table.at(1, 0), good);
        EXPECT_FALSE(table.at(1, 1).sourceDigest) << "the other copy has no evidence";
        EXPECT_FALSE(table.at(0, 0).sourceDigest);
    }
}

TEST(CopyTable, KeepsADigestThatDiffersBetweenTheCopiesOfAFile)
{
    CopyTable table(2, 2, {});
    const CopyEvidence first = verified(0, 0, digest("as first read"));
    const CopyEvidence second = verified(0, 1, digest("as read anew"));
    table.put(first);
    table.put(second);
    expectSame(table.at(0, 0), first);
    expectSame(table.at(0, 1), second);
}

TEST(CopyTable, KeepsAReadBackThatDiffersFromTheSource)
{
    CopyTable table(1, 1, {});
    CopyEvidence bad = verified(0, 0, digest("card"));
    bad.level = EvidenceLevel::None;
    bad.readBackDigest = digest("copy");
    bad.error = Error{ErrorCode::DataCorrupted, "differs", "/raid/clip.mov", 0};
    table.put(bad);
    expectSame(table.at(0, 0), bad);
    EXPECT_TRUE(table.hasError(0, 0));
    EXPECT_EQ(table.error(0, 0)->path, "/raid/clip.mov");
}

TEST(CopyTable, TheLastWordOnACopyTakesThePlaceOfTheOneBefore)
{
    CopyTable table(1, 1, {});
    CopyEvidence bad = verified(0, 0, digest("card"));
    bad.readBackDigest = digest("copy");
    bad.error = Error{ErrorCode::DataCorrupted, "differs", {}, 0};
    table.put(bad);
    const CopyEvidence good = verified(0, 0, digest("card"));
    table.put(good);
    expectSame(table.at(0, 0), good);
    CopyEvidence none;
    table.put(none);
    expectSame(table.at(0, 0), none);
}

} // namespace
} // namespace tailslate::offload
