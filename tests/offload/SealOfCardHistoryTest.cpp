// SPDX-License-Identifier: Apache-2.0
#include "mhl/History.h"
#include "offload/Resume.h"
#include "OffloadFixture.h"

#include <gmock/gmock.h>

#include <fstream>
#include <string>

namespace tailslate::offload {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// Cards that bring files of a history along, whole ones and parts, sealed by this program or not.
class SealOfCardHistoryTest : public test::OffloadFixture {
protected:
    SealOfCardHistoryTest() { options.useCardManifests = false; }

    static fs::path historyAt(const fs::path& destination)
    {
        return destination / "A001R2EC" / "ascmhl";
    }

    static fs::path chainAt(const fs::path& destination)
    {
        return historyAt(destination) / "ascmhl_chain.xml";
    }

    /// Seals the card at the first destination; that copy is the card of the next offload, to the
    /// second.
    void goOnFromASealedCopy()
    {
        destinations = {{first, "primary"}};
        EXPECT_TRUE(judge(run(), {}).allVerified);
        card = first / "A001R2EC";
        destinations = {{second, "backup"}};
    }

    static std::string onlyManifestIn(const fs::path& history)
    {
        std::string name;
        for (const auto& entry : fs::directory_iterator(history)) {
            if (entry.path().extension() != ".mhl")
                continue;
            EXPECT_EQ(name, "");
            name = entry.path().filename();
        }
        return name;
    }

    static void put(const fs::path& path, const std::string& content)
    {
        fs::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << content;
    }

    /// Every file is good at the only destination, and the destination is not.
    static void expectOnlyTheSealFailed(const OffloadResult& result, const std::string& why)
    {
        ASSERT_EQ(result.destinations.size(), 1U);
        const DestinationOutcome& outcome = result.destinations.front();
        EXPECT_EQ(outcome.filesFailed, 0U);
        EXPECT_FALSE(outcome.complete());
        EXPECT_FALSE(judge(result, {}).allVerified);
        ASSERT_TRUE(outcome.error);
        EXPECT_THAT(outcome.error->describe(), HasSubstr(why));
        EXPECT_THAT(outcome.error->describe(), HasSubstr("offload the card"));
    }

    void expectUnsealedNames(const OffloadResult& result, std::size_t count) const
    {
        ASSERT_EQ(result.destinations.size(), destinations.size());
        for (const DestinationOutcome& outcome : result.destinations) {
            EXPECT_TRUE(outcome.good()) << outcome.error.value_or(Error{}).describe();
            EXPECT_EQ(outcome.unsealedNames, count);
        }
        EXPECT_THAT(judge(result, {}).reasons,
                    testing::Contains(HasSubstr("no manifest can hold")));
    }
};

TEST_F(SealOfCardHistoryTest, AManifestOfTheCardWithoutItsChainIsNeverTakenForAnInterruptedSeal)
{
    goOnFromASealedCopy();
    const std::string name = onlyManifestIn(historyAt(first));
    fs::remove(chainAt(first));
    expectOnlyTheSealFailed(run(), "without its chain");
    EXPECT_EQ(contentOf(historyAt(second) / name), contentOf(historyAt(first) / name));
    expectOnlyTheSealFailed(run(), "without its chain");
    EXPECT_EQ(onlyManifestIn(historyAt(second)), name);
}

TEST_F(SealOfCardHistoryTest, ANewGenerationNeverTakesTheNameOfAFileOfTheCard)
{
    goOnFromASealedCopy();
    const std::string name = mhl::manifestFileName(2, "A001R2EC", clock.now());
    put(historyAt(first) / name, "a manifest that the chain does not list");
    expectOnlyTheSealFailed(run(), name);
    EXPECT_EQ(contentOf(historyAt(second) / name), contentOf(historyAt(first) / name));
}

TEST_F(SealOfCardHistoryTest, AChainFileOfTheCardThatCannotBeUsedIsNeverDroppedInSilence)
{
    destinations = {{first, "primary"}};
    put(card / "ascmhl" / "ascmhl_chain.xml", "no chain at all");
    for (const Mode mode : {Mode::Verify, Mode::VerifyLater}) {
        options.mode = mode;
        expectOnlyTheSealFailed(run(), (card / "ascmhl" / "ascmhl_chain.xml").native());
    }
}

TEST_F(SealOfCardHistoryTest, AHistoryThatTheCardGotAfterTheSealIsNeverDroppedInSilence)
{
    destinations = {{second, "backup"}};
    options.rollFolder = "by the camera";
    EXPECT_TRUE(judge(run(), {}).allVerified);
    destinations = {{first, "primary"}};
    options.rollFolder = "A001R2EC";
    EXPECT_TRUE(judge(run(), {}).allVerified);

    fs::copy(second / "by the camera" / "ascmhl", card / "ascmhl");
    expectOnlyTheSealFailed(run(), (card / "ascmhl" / "ascmhl_chain.xml").native());

    options.rollFolder = "A001R2EC with its history";
    EXPECT_TRUE(judge(run(), {}).allVerified) << "the way out";
}

TEST_F(SealOfCardHistoryTest, ACardWhoseHistoryWentOnSinceItWasCopiedKeepsAllOfIt)
{
    const fs::path source = card;
    goOnFromASealedCopy();
    options.mode = Mode::VerifyLater; // Brings the chain, and seals nothing yet.
    EXPECT_TRUE(run().destinations.at(0).complete());
    options.mode = Mode::Verify;

    card = source;
    destinations = {{first, "primary"}};
    EXPECT_TRUE(judge(run(), {}).allVerified);
    card = first / "A001R2EC";
    destinations = {{second, "backup"}};
    EXPECT_TRUE(judge(run(), {}).allVerified);
    const auto ofCard = mhl::readHistory(disk, first / "A001R2EC");
    const auto history = mhl::readHistory(disk, second / "A001R2EC");
    ASSERT_TRUE(history) << history.error().describe();
    ASSERT_EQ(ofCard->size(), 2U);
    ASSERT_EQ(history->size(), 3U);
    EXPECT_EQ(history->at(1).entry.c4, ofCard->at(1).entry.c4);
}

TEST_F(SealOfCardHistoryTest, ResumingASealedOffloadStillCountsTheNamesThatAreNotInTheSeal)
{
    put(card / "A001R2EC" / "caf\xe9.mov", "odd");
    const OffloadResult result = run();
    expectUnsealedNames(result, 1);
    const auto taken = takeUp(files, result, listCard(), {}, clock, {{}, progress});
    ASSERT_TRUE(taken) << taken.error().describe();
    expectUnsealedNames(run(taken->plan, {}, taken->known), 1);
}

TEST_F(SealOfCardHistoryTest, ASealThatItsChainNoLongerListsIsWrittenAgainByAResumedOffload)
{
    const OffloadResult result = run();
    fs::remove(chainAt(first));
    const auto taken = takeUp(files, result, listCard(), {}, clock, {{}, progress});
    ASSERT_TRUE(taken) << taken.error().describe();
    EXPECT_TRUE(judge(run(taken->plan, {}, taken->known), {}).allVerified);
    EXPECT_EQ(mhl::readHistory(disk, first / "A001R2EC")->size(), 1U);
}

TEST_F(SealOfCardHistoryTest, NamesThatXmlCannotHoldAreCopiedAndVerifiedAndCountedAsNotSealed)
{
    put(card / "A001R2EC" / "bell\x07.mov", "odd");
    put(card / "A001R2EC" / "\x1b[31m" / "clip.mov", "odd");
    put(card / "A001R2EC" / "\xef\xbf\xbf.mov", "odd");
    fs::create_directories(card / "A001R2EC" / "empty\x01");
    expectUnsealedNames(run(), 3);
    EXPECT_EQ(copyAt(first), tree(card));
    const auto history = mhl::readHistory(disk, first / "A001R2EC");
    ASSERT_TRUE(history) << history.error().describe();
    EXPECT_EQ(history->front().manifest.files.size(), 3U);
}

} // namespace
} // namespace tailslate::offload
