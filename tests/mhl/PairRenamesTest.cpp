// SPDX-License-Identifier: Apache-2.0
#include "mhl/detail/PairRenames.h"

#include "mhl/MhlTestData.h"

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <vector>

namespace tailslate::mhl::detail {
namespace {

using hash::Algorithm;

class PairRenames : public testing::Test {
protected:
    void lose(std::string_view path, std::string_view content,
              Algorithm algorithm = Algorithm::Xxh64, std::size_t history = 0)
    {
        m_lost.push_back(
            {.path = path, .history = history, .digest = test::digestOfText(algorithm, content)});
    }

    void find(std::string_view path, std::string_view content)
    {
        m_digests.push_back({test::digestOfText(Algorithm::Xxh64, content),
                             test::digestOfText(Algorithm::Md5, content)});
        m_files.push_back(
            {.path = path, .history = 0, .size = content.size(), .digests = m_digests.back()});
    }

    std::vector<Pairing> pair()
    {
        auto pairings = pairRenames(m_lost, m_files, m_context);
        EXPECT_TRUE(pairings);
        return pairings.value_or(std::vector<Pairing>{});
    }

    std::vector<LostFile> m_lost;
    std::vector<NewFile> m_files;
    std::deque<std::vector<hash::Digest>> m_digests;
    jobs::Progress m_progress;
    std::stop_source m_stop;
    jobs::JobContext m_context{m_stop.get_token(), m_progress};
};

TEST_F(PairRenames, OneThatIsLostAndOneThatIsNewBelongTogether)
{
    lose("a", "one");
    lose("b", "two");
    lose("c", "three");
    lose("d", "four", Algorithm::Xxh64, 1);
    find("x", "two");
    find("y", "one");
    find("z", "four");
    const auto pairings = pair();
    EXPECT_EQ(pairings[0].file, 1U);
    EXPECT_EQ(pairings[1].file, 0U);
    EXPECT_FALSE(pairings[2].file);
    EXPECT_FALSE(pairings[2].isAmbiguous);
    EXPECT_FALSE(pairings[3].file) << "of another history";
}

TEST_F(PairRenames, OneNewFileIsNotTwoLostOnesThatWereRecordedInTwoFormats)
{
    lose("a", "same");
    lose("b", "same", Algorithm::Md5);
    find("x", "same");
    const auto pairings = pair();
    EXPECT_FALSE(pairings[0].file);
    EXPECT_FALSE(pairings[1].file);
    EXPECT_TRUE(pairings[0].isAmbiguous);
    EXPECT_TRUE(pairings[1].isAmbiguous);
}

TEST_F(PairRenames, WhatIsLeftAfterEqualNamesIsPaired)
{
    lose("A/one", "same");
    lose("A/two", "same");
    find("B/one", "same");
    find("B/other", "same");
    const auto pairings = pair();
    EXPECT_EQ(pairings[0].file, 0U);
    EXPECT_EQ(pairings[1].file, 1U);
}

TEST_F(PairRenames, ManyEqualFilesTakeNoTimeOfTheirProduct)
{
    // Compared each with each they would be ten thousand million pairs.
    constexpr std::size_t kMany = 100'000;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < 2 * kMany; ++i)
        names.push_back((i < kMany ? "old" : "new") + std::to_string(i));
    find(names[0], "same");
    const NewFile equal = m_files[0];
    m_files.clear();
    lose("", "same");
    const LostFile lost = m_lost[0];
    m_lost.clear();
    for (std::size_t i = 0; i < kMany; ++i) {
        m_lost.push_back(lost);
        m_lost.back().path = names[i];
        m_files.push_back(equal);
        m_files.back().path = names[kMany + i];
    }
    m_lost.back().path = m_files.back().path;
    const auto pairings = pair();
    EXPECT_EQ(pairings.back().file, kMany - 1);
    EXPECT_TRUE(pairings.front().isAmbiguous);
}

TEST_F(PairRenames, AStopEndsIt)
{
    lose("a", "one");
    m_stop.request_stop();
    const auto pairings = pairRenames(m_lost, m_files, m_context);
    ASSERT_FALSE(pairings);
    EXPECT_EQ(pairings.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace tailslate::mhl::detail
