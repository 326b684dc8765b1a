// SPDX-License-Identifier: Apache-2.0
#include "hash/Hasher.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace tailslate::hash {
namespace {

std::span<const std::byte> bytesOf(std::string_view text)
{
    return std::as_bytes(std::span(text));
}

struct Vector {
    Algorithm algorithm;
    std::string_view input;
    std::string_view digest;
};

// "" and "hello" in every format: output of ascmhl 1.1, the reference implementation of ASC MHL.
constexpr Vector kReference[] = {
    {Algorithm::Md5, "", "d41d8cd98f00b204e9800998ecf8427e"},
    {Algorithm::Sha1, "", "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
    {Algorithm::Xxh64, "", "ef46db3751d8e999"},
    {Algorithm::Xxh3, "", "2d06800538d394c2"},
    {Algorithm::Xxh128, "", "99aa06d3014798d86001c324468d497f"},
    {Algorithm::C4, "",
     "c459dsjfscH38cYeXXYogktxf4Cd9ibshE3BHUo6a58hBXmRQdZrAkZzsWcbWtDg5oQstpDuni4Hirj75GEmTc1sFT"},
    {Algorithm::Md5, "hello", "5d41402abc4b2a76b9719d911017c592"},
    {Algorithm::Sha1, "hello", "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"},
    {Algorithm::Xxh64, "hello", "26c7827d889f6da3"},
    {Algorithm::Xxh3, "hello", "9555e8555c62dcfd"},
    {Algorithm::Xxh128, "hello", "b5e9c1ad071b3e7fc779cfaa5e523818"},
    {Algorithm::C4, "hello",
     "c447Fm3BJZQ62765jMZJH4m28hrDM7Szbj9CUmj4F4gnvyDYXYz4WfnK2nYRhFvRgYEectEXYBYWLDpLo6XGNAfKdt"},
};

// RFC 1321, A.5.
constexpr Vector kRfc1321[] = {
    {Algorithm::Md5, "a", "0cc175b9c0f1b6a831c399e269772661"},
    {Algorithm::Md5, "abc", "900150983cd24fb0d6963f7d28e17f72"},
    {Algorithm::Md5, "message digest", "f96b697d7cb7938d525a2f31aaf161d0"},
    {Algorithm::Md5, "abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"},
    {Algorithm::Md5, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
     "d174ab98d277d9f5a5611c2c9f419d9f"},
    {Algorithm::Md5,
     "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
     "57edf4a22be3c955ac49da2e2107b67a"},
};

// FIPS 180-1, appendices A and B.
constexpr Vector kFips180[] = {
    {Algorithm::Sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"},
    {Algorithm::Sha1, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
};

void expectVectors(std::span<const Vector> vectors)
{
    for (const auto& [algorithm, input, expected] : vectors) {
        EXPECT_EQ(digestOf(algorithm, bytesOf(input)).toText(), expected)
            << algorithmName(algorithm) << " of \"" << input << '"';
        const auto hasher = makeHasher(algorithm);
        hasher->update(bytesOf(input));
        EXPECT_EQ(hasher->finish().toText(), expected)
            << algorithmName(algorithm) << " stream of \"" << input << '"';
    }
}

TEST(Hasher, AgreesWithTheReferenceImplementation)
{
    expectVectors(kReference);
}

TEST(Hasher, AgreesWithThePublishedVectorsOfMd5)
{
    expectVectors(kRfc1321);
}

TEST(Hasher, AgreesWithThePublishedVectorsOfSha1)
{
    expectVectors(kFips180);
}

TEST(Hasher, C4IsTheSha512OfTheBytes)
{
    // FIPS 180-2, C.1: SHA-512 of "abc".
    const Digest digest = digestOf(Algorithm::C4, bytesOf("abc"));
    std::string hex;
    for (const std::byte value : digest.bytes()) {
        constexpr std::string_view kHex = "0123456789abcdef";
        hex += kHex[std::to_integer<std::size_t>(value >> 4)];
        hex += kHex[std::to_integer<std::size_t>(value & std::byte{15})];
    }
    EXPECT_EQ(hex, "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                   "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

TEST(Hasher, GivesTheSameDigestWhateverTheChunking)
{
    // Longer than XXH3's internal stripes and blocks, which chunks then straddle in many ways.
    std::vector<std::byte> data(70'001);
    for (std::size_t i = 0; i < data.size(); ++i)
        data[i] = static_cast<std::byte>(i * i % 251);
    for (const Algorithm algorithm : kAllAlgorithms) {
        const Digest whole = digestOf(algorithm, data);
        for (const std::size_t chunk : {std::size_t{1}, std::size_t{31}, std::size_t{255},
                                        std::size_t{1024}, std::size_t{65'536}}) {
            const auto hasher = makeHasher(algorithm);
            for (std::size_t at = 0; at < data.size(); at += chunk)
                hasher->update(std::span(data).subspan(at, std::min(chunk, data.size() - at)));
            EXPECT_EQ(hasher->finish(), whole) << algorithmName(algorithm) << " by " << chunk;
        }
        data[35'000] ^= std::byte{1};
        EXPECT_NE(digestOf(algorithm, data), whole) << algorithmName(algorithm);
        data[35'000] ^= std::byte{1};
    }
}

TEST(Hasher, IgnoresEmptyPortions)
{
    for (const Algorithm algorithm : kAllAlgorithms) {
        const auto hasher = makeHasher(algorithm);
        hasher->update({});
        hasher->update(bytesOf("hel"));
        hasher->update({});
        hasher->update(bytesOf("lo"));
        EXPECT_EQ(hasher->finish(), digestOf(algorithm, bytesOf("hello")));
        EXPECT_EQ(makeHasher(algorithm)->finish(), digestOf(algorithm, {}));
    }
}

} // namespace
} // namespace tailslate::hash
