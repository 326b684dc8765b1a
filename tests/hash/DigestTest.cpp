// SPDX-License-Identifier: Apache-2.0
#include "hash/Digest.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

namespace tailslate::hash {
namespace {

TEST(Digest, EveryAlgorithmIsFoundByItsOwnName)
{
    for (const Algorithm algorithm : kAllAlgorithms) {
        const auto found = algorithmFromName(algorithmName(algorithm));
        ASSERT_TRUE(found) << algorithmName(algorithm);
        EXPECT_EQ(*found, algorithm);
    }
}

TEST(Digest, NamesTheKnownAlgorithmsWhenAskedForAnotherOne)
{
    const auto sha256 = algorithmFromName("sha256");
    ASSERT_FALSE(sha256);
    EXPECT_EQ(sha256.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(sha256.error().message,
              "unknown checksum \"sha256\", known are xxh3, xxh128, xxh64, sha1, c4, md5");
    EXPECT_FALSE(algorithmFromName("XXH64")) << "element names are case-sensitive";
    EXPECT_FALSE(algorithmFromName(""));
}

TEST(Digest, TextOfEveryAlgorithmSurvivesARoundTrip)
{
    for (const Algorithm algorithm : kAllAlgorithms) {
        std::array<std::byte, 64> bytes{};
        for (std::size_t i = 0; i < bytes.size(); ++i)
            bytes[i] = static_cast<std::byte>(255 - 7 * i);
        const Digest digest(algorithm, std::span(bytes).first(digestSize(algorithm)));
        const auto back = Digest::fromText(algorithm, digest.toText());
        ASSERT_TRUE(back) << algorithmName(algorithm);
        EXPECT_EQ(*back, digest);
        EXPECT_TRUE(std::ranges::equal(back->bytes(), digest.bytes()));
    }
}

TEST(Digest, ReadsHexadecimalInEitherCaseAndWritesLowerCase)
{
    const auto digest = Digest::fromText(Algorithm::Xxh64, "EF46db3751D8E999");
    ASSERT_TRUE(digest);
    EXPECT_EQ(digest->toText(), "ef46db3751d8e999");
    EXPECT_EQ(digest->bytes()[0], std::byte{0xEF});
    EXPECT_EQ(digest->bytes()[7], std::byte{0x99});
}

TEST(Digest, RefusesAWrongLengthOrAlphabet)
{
    for (const std::string text : {"", "ef46db3751d8e99", "ef46db3751d8e9990", "ef46db3751d8e99g",
                                   " f46db3751d8e999", "-f46db3751d8e999", "0xef46db3751d8e9"}) {
        const auto digest = Digest::fromText(Algorithm::Xxh64, text);
        ASSERT_FALSE(digest) << text;
        EXPECT_EQ(digest.error().code, ErrorCode::BadFormat);
    }
}

TEST(Digest, DigestsOfDifferentAlgorithmsAreNeverEqual)
{
    const auto a = Digest::fromText(Algorithm::Xxh64, "0123456789abcdef");
    const auto b = Digest::fromText(Algorithm::Xxh3, "0123456789abcdef");
    const auto c = Digest::fromText(Algorithm::Xxh64, "0123456789abcdee");
    ASSERT_TRUE(a && b && c);
    EXPECT_NE(*a, *b);
    EXPECT_NE(*a, *c);
    EXPECT_EQ(*a, *Digest::fromText(Algorithm::Xxh64, "0123456789ABCDEF"));
}

TEST(Digest, C4IdsReachFromAllOnesToTheLargestNumber)
{
    // The extremes follow from the definition (SMPTE ST 2114): zero is 88 times the digit `1`; the
    // other was computed with Python's integers from 2**512 - 1.
    const std::array<std::byte, 64> zeros{};
    EXPECT_EQ(Digest(Algorithm::C4, zeros).toText(), "c4" + std::string(88, '1'));

    std::array<std::byte, 64> ones{};
    ones.fill(std::byte{0xFF});
    const std::string largest = Digest(Algorithm::C4, ones).toText();
    EXPECT_EQ(largest, "c467rpwLCuS5DGA8KGZXKsVQ7dnPb9goRLoKfgGbLfQg9WoLUgNY77E2jT11fem3coV9nAkguBA"
                       "CzrU1iyZM4B8roQ");
}

TEST(Digest, RefusesAC4IdThatIsNotA512BitNumber)
{
    const std::string one = "c4" + std::string(87, '1') + "2";
    ASSERT_TRUE(Digest::fromText(Algorithm::C4, one));

    const std::array<std::string, 6> bad{
        "c4" + std::string(88, 'z'), // 58^88 - 1 needs 516 bits.
        "c467rpwLCuS5DGA8KGZXKsVQ7dnPb9goRLoKfgGbLfQg9WoLUgNY77E2jT11fem3coV9nAkguBACzrU1iyZM4B8ro"
        "R", // 2^512
        "C4" + std::string(88, '1'),
        "c4" + std::string(87, '1'),
        "c4" + std::string(89, '1'),
        "c4" + std::string(87, '1') + "0", // 0, O, I and l are no digits.
    };
    for (const std::string& text : bad) {
        const auto digest = Digest::fromText(Algorithm::C4, text);
        ASSERT_FALSE(digest) << text;
        EXPECT_EQ(digest.error().code, ErrorCode::BadFormat);
    }
}

} // namespace
} // namespace tailslate::hash
