// SPDX-License-Identifier: Apache-2.0
#include "DeviceSweep.h"
#include "hash/Hasher.h"
#include "mhl/History.h"
#include "OffloadScene.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cerrno>
#include <functional>
#include <memory>

namespace tailslate::test {
namespace {

namespace fs = std::filesystem;
using offload::EvidenceLevel;
using offload::OffloadResult;
using testing::HasSubstr;

const fs::path kClipOnCard = fs::path("/card") / kClip;

std::size_t indexOf(const OffloadResult& result, const char* name)
{
    const auto& files = result.plan.files();
    return static_cast<std::size_t>(std::ranges::find(files, name, &media::CardFile::path) -
                                    files.begin());
}

TEST(CardTrouble, AReadThatFailsOnceCostsNothingAndTheFileIsOpenedAnew)
{
    OffloadScene scene(smallCard(), 2);
    std::atomic<int> reads{0};
    scene.disks.before = [&](const OperationRecord& call) {
        if (call.operation == Operation::Read && call.path == kClipOnCard && ++reads == 2)
            scene.disks.faultAt(call.index, Fault::error(EIO));
    };
    const auto result = scene.offload();
    ASSERT_TRUE(result);
    EXPECT_TRUE(scene.disks.faultFired());
    EXPECT_EQ(falseClaims(scene, *result, smallCard()), "");
    EXPECT_TRUE(allVerified(result));
    EXPECT_EQ(reads, 3);
    EXPECT_EQ(callsTo(scene.disks, Operation::OpenForReading, kClipOnCard).size(), 2U);
}

TEST(CardTrouble, ABlockThatCannotBeReadIsReportedWithItsOffsetAndTheOtherFilesAreVerified)
{
    OffloadScene scene(smallCard(), 2);
    std::atomic<int> reads{0};
    scene.disks.before = [&](const OperationRecord& call) {
        if (call.operation == Operation::Read && call.path == kClipOnCard && ++reads > 1)
            scene.disks.faultAt(call.index, Fault::error(EIO));
    };
    const auto result = scene.offload();
    ASSERT_TRUE(result);
    EXPECT_EQ(falseClaims(scene, *result, smallCard()), "");
    EXPECT_EQ(reads, 2 + static_cast<int>(scene.settings.readRetries));
    for (std::size_t i = 0; i < 2; ++i) {
        const offload::CopyEvidence copy = result->copy(indexOf(*result, kClip), i);
        ASSERT_TRUE(copy.error);
        EXPECT_EQ(copy.error->code, ErrorCode::Io);
        EXPECT_EQ(copy.error->path, kClipOnCard);
        EXPECT_THAT(copy.error->message, HasSubstr("4194304"));
        EXPECT_EQ(result->destinations.at(i).filesVerified, 2U);
        EXPECT_EQ(result->destinations.at(i).filesFailed, 1U);
    }
    EXPECT_FALSE(allVerified(result));
}

/// Pulls the card right before the `count`th call of `operation` about the clip, and plugs it in
/// again once the engine looks for it the third time.
void pullCardFor(OffloadScene& scene, Operation operation, int count)
{
    auto calls = std::make_shared<std::atomic<int>>(0);
    auto looks = std::make_shared<std::atomic<int>>(0);
    scene.disks.before = [&scene, operation, count, calls, looks](const OperationRecord& call) {
        if (call.operation == operation && call.path == kClipOnCard && ++*calls == count)
            scene.disks.takeAway("/card");
        if (*calls >= count && call.operation == Operation::Info && call.path == "/card" &&
            ++*looks == 3) {
            EXPECT_TRUE(scene.lanes->cardLost.load());
            scene.disks.bringBack("/card");
        }
    };
}

TEST(CardTrouble, ACardThatGoesAwayAndComesBackIsReadToItsEnd)
{
    OffloadScene scene(smallCard(), 2);
    scene.settings.deviceWait = std::chrono::minutes(1);
    pullCardFor(scene, Operation::Read, 2);
    const auto result = scene.offload();
    ASSERT_TRUE(result);
    EXPECT_TRUE(allVerified(result));
    EXPECT_EQ(falseClaims(scene, *result, smallCard()), "");
    EXPECT_FALSE(scene.lanes->cardLost.load());
}

// From the first look at the card to the last.
TEST(CardTrouble, ACardThatGoesAwayAtAnyMomentIsReadToItsEndWhenItIsBack)
{
    leaveAtEveryMoment(
        {.mountPoint = "/card",
         .prepare = {},
         .leave = [](OffloadScene& scene) { scene.disks.takeAway("/card"); },
         .mayReturn = [](const OffloadScene& scene) { return scene.lanes->cardLost.load(); },
         .comeBack = [](OffloadScene& scene) { scene.disks.bringBack("/card"); }},
        15);
}

TEST(CardTrouble, TheOperatorIsToldOnceThatTheCardIsGoneAndOnceThatItIsBack)
{
    CardContent content; // Small files: several threads find that the card is gone.
    for (int i = 0; i < 20; ++i)
        content[fmt::format("A001R2EC/frame-{:02}.dpx", i)] = noise(50'000, 7);
    content[kClip] = "short";
    OffloadScene scene(content, 1);
    scene.settings.deviceWait = std::chrono::minutes(1);
    pullCardFor(scene, Operation::Read, 1);
    const auto result = scene.offload();
    EXPECT_TRUE(allVerified(result));
    ASSERT_EQ(scene.events.notices.size(), 2U);
    EXPECT_FALSE(scene.events.notices[0].first);
    EXPECT_THAT(scene.events.notices[0].second, HasSubstr("the card went away"));
    EXPECT_FALSE(scene.events.notices[1].first);
    EXPECT_THAT(scene.events.notices[1].second, HasSubstr("the card is back"));
}

TEST(CardTrouble, ACardThatWasWaitedForInVainIsNotWaitedForAgain)
{
    CardContent content; // Each is read by itself.
    for (int i = 0; i < 8; ++i)
        content[fmt::format("A001R2EC/A001C{:03}_261121_R2EC.mov", i)] =
            noise((std::size_t{1} << 20) + 1, static_cast<unsigned>(i));
    OffloadScene scene(content, 1);
    constexpr std::chrono::seconds kWait{2};
    scene.settings.deviceWait = kWait;
    std::atomic<bool> pulled{false};
    scene.disks.before = [&](const OperationRecord& call) {
        if (call.operation == Operation::Read && call.path.native().starts_with("/card") &&
            !pulled.exchange(true))
            scene.disks.takeAway("/card");
    };
    const auto start = std::chrono::steady_clock::now();
    const auto result = scene.offload();
    ASSERT_TRUE(result);
    EXPECT_FALSE(allVerified(result));
    EXPECT_LT(std::chrono::steady_clock::now() - start, kWait * 4);
    EXPECT_EQ(scene.events.notices.size(), 1U);
}

TEST(CardTrouble, ACardThatGoesAwayAfterTheLastByteOfAFileIsWaitedForToo)
{
    OffloadScene scene(smallCard(), 1);
    // What is asked of the clip: twice for the plan and its opening, then the last check.
    OffloadScene rehearsal(smallCard(), 1);
    ASSERT_TRUE(allVerified(rehearsal.offload()));
    const auto checks = callsTo(rehearsal.disks, Operation::Info, kClipOnCard);
    scene.settings.deviceWait = std::chrono::minutes(1);
    pullCardFor(scene, Operation::Info, static_cast<int>(checks.size()));
    EXPECT_TRUE(allVerified(scene.offload()));
}

TEST(CardTrouble, ACardThatStaysAwayFailsWhatWasNotReadAndKeepsWhatWas)
{
    OffloadScene scene(smallCard(), 1);
    scene.disks.before = [&](const OperationRecord& call) {
        if (call.operation == Operation::OpenForReading && call.path == fs::path("/card") / kEmpty)
            scene.disks.takeAway("/card");
    };
    const auto result = scene.offload();
    ASSERT_TRUE(result);
    EXPECT_EQ(falseClaims(scene, *result, smallCard()), "");
    EXPECT_EQ(result->copy(indexOf(*result, kClip), 0).level, EvidenceLevel::Verified);
    const offload::CopyEvidence lost = result->copy(indexOf(*result, kEmpty), 0);
    ASSERT_TRUE(lost.error);
    EXPECT_EQ(lost.error->code, ErrorCode::DeviceLost);
}

[[nodiscard]] std::size_t partsAt(const OffloadScene& scene, std::size_t destination)
{
    const auto tree = scene.disks.tree(OffloadScene::mountPoint(destination));
    return static_cast<std::size_t>(std::ranges::count_if(
        tree, [](const auto& file) { return file.first.extension() == ".tailslate-part"; }));
}

/// A clip of five blocks that cannot be read to its end: the fourth read of it meets `trouble`.
struct BrokenOff {
    static constexpr std::size_t kBlock = std::size_t{4} << 20;
    static constexpr std::size_t kBlocks = 5;

    explicit BrokenOff(const std::function<void(OffloadScene&, const OperationRecord&)>& trouble)
        : content{{kClip, noise((kBlocks - 1) * kBlock + 123)}}
        , scene(content, 2)
    {
        scene.settings.readRetries = 0;
        auto reads = std::make_shared<std::atomic<int>>(0);
        scene.disks.before = [this, trouble, reads](const OperationRecord& call) {
            if (call.operation == Operation::Read && call.path == fs::path("/card") / kClip &&
                ++*reads == 4)
                trouble(scene, call);
        };
        auto ended = scene.offload();
        scene.disks.before = nullptr;
        if (ended)
            scene.events.record.end(*ended);
        result = std::move(ended);
        before = scene.disks.operationCount();
    }

    /// Blocks written to a destination since then.
    [[nodiscard]] std::size_t blocksWritten(std::size_t destination) const
    {
        return callsTo(scene.disks, Operation::Append, scene.rollFolder(destination) / "A001R2EC",
                       before)
            .size();
    }

    CardContent content;
    OffloadScene scene;
    Result<offload::OffloadResult> result{offload::OffloadResult{}};
    std::size_t before = 0;
};

TEST(CardTrouble, ALargeFileThatTheCardBrokeOffIsContinuedWhenTheOffloadIsResumed)
{
    using Trouble = std::function<void(OffloadScene&, const OperationRecord&)>;
    const Trouble pulled = [](OffloadScene& scene, const OperationRecord&) {
        scene.disks.takeAway("/card");
    };
    const Trouble unreadable = [](OffloadScene& scene, const OperationRecord& call) {
        scene.disks.faultAt(call.index, Fault::error(EIO));
    };
    for (const Trouble& trouble : {pulled, unreadable}) {
        BrokenOff job(trouble);
        ASSERT_TRUE(job.result);
        EXPECT_EQ(falseClaims(job.scene, *job.result, job.content), "");
        EXPECT_FALSE(allVerified(job.result));
        job.scene.disks.bringBack("/card");

        const auto resumed = job.scene.resume();
        ASSERT_TRUE(allVerified(resumed)) << resumed.error().describe();
        EXPECT_EQ(falseClaims(job.scene, *resumed, job.content), "");
        // Blocks are read several at once: at least the first was there.
        EXPECT_LT(job.blocksWritten(0), job.kBlocks) << "written anew from its beginning";
        EXPECT_LT(job.blocksWritten(1), job.kBlocks);
    }
}

TEST(CardTrouble, AStoppedOffloadLeavesNoPartThoughTheCardBrokeOff)
{
    const BrokenOff job([](OffloadScene& scene, const OperationRecord&) {
        scene.stop.request_stop();
        scene.disks.takeAway("/card");
    });
    ASSERT_TRUE(job.result);
    EXPECT_EQ(partsAt(job.scene, 0) + partsAt(job.scene, 1), 0U);
}

TEST(CardTrouble, ClipsThatTheCardGaveNothingOfHoldNoRoom)
{
    CardContent content;
    for (int i = 0; i < 4; ++i)
        content[fmt::format("A001R2EC/A001C{:03}_261121_R2EC.mov", i)] =
            noise(std::size_t{17} << 20, static_cast<unsigned>(i));
    OffloadScene scene(content, 1);
    std::atomic<int> reads{0};
    scene.disks.before = [&](const OperationRecord& call) {
        if (call.operation == Operation::Read && call.path.native().starts_with("/card") &&
            ++reads == 4)
            scene.disks.takeAway("/card");
    };
    ASSERT_TRUE(scene.offload());
    EXPECT_EQ(partsAt(scene, 0), 1U) << "of the one that was begun";
}

TEST(CardTrouble, ACardPulledDuringTheSecondReadSparesWhatWasWritten)
{
    constexpr std::size_t kBlock = std::size_t{4} << 20;
    const CardContent content{{kClip, noise(4 * kBlock + 123)}};
    OffloadScene scene(content, 1);
    scene.options.mode = offload::Mode::VerifySecondRead;
    std::atomic<int> reads{0};
    scene.disks.before = [&](const OperationRecord& call) {
        if (call.operation == Operation::Read && call.path == fs::path("/card") / kClip &&
            ++reads == 7)
            scene.disks.takeAway("/card");
    };
    auto result = scene.offload();
    scene.disks.before = nullptr;
    ASSERT_TRUE(result);
    EXPECT_EQ(falseClaims(scene, *result, content), "");
    EXPECT_FALSE(allVerified(result));
    EXPECT_EQ(partsAt(scene, 0), 1U);
    scene.events.record.end(*result);
    scene.disks.bringBack("/card");
    const std::uint64_t before = scene.disks.operationCount();
    ASSERT_TRUE(allVerified(scene.resume()));
    EXPECT_LE(
        callsTo(scene.disks, Operation::Append, scene.rollFolder(0) / "A001R2EC", before).size(),
        1U)
        << "only the last block is written again";
}

/// Does something when the engine lists the card once more after everything was copied.
void whenListedAgain(OffloadScene& scene, const std::function<void(const OperationRecord&)>& act)
{
    auto done = std::make_shared<std::atomic<bool>>(false);
    scene.disks.before = [&scene, act, done](const OperationRecord& call) {
        const bool runs = scene.lanes.has_value(); // The plan is made.
        if (runs && call.operation == Operation::List && call.path == "/card" &&
            !done->exchange(true))
            act(call);
    };
}

TEST(CardTrouble, ACardPulledWhenAllIsCopiedCannotBeConfirmedAndResumingFinishes)
{
    OffloadScene scene(smallCard(), 2);
    whenListedAgain(scene, [&](const auto&) { scene.disks.takeAway("/card"); });
    const auto result = scene.offload();
    ASSERT_TRUE(result);
    EXPECT_EQ(falseClaims(scene, *result, smallCard()), "");
    for (const offload::DestinationOutcome& outcome : result->destinations) {
        EXPECT_EQ(outcome.filesVerified, 3U);
        EXPECT_FALSE(outcome.manifest);
        ASSERT_TRUE(outcome.error);
        EXPECT_EQ(outcome.error->code, ErrorCode::DeviceLost);
        EXPECT_THAT(outcome.error->message, HasSubstr("resume the offload"));
    }
    EXPECT_FALSE(allVerified(result));

    scene.disks.before = nullptr;
    scene.disks.bringBack("/card");
    const std::size_t before = scene.disks.operationCount();
    const auto resumed = scene.run(result->plan, result->copies);
    EXPECT_TRUE(allVerified(resumed));
    EXPECT_EQ(falseClaims(scene, *resumed, smallCard()), "");
    EXPECT_TRUE(callsTo(scene.disks, Operation::Read, "/card", before).empty());
}

TEST(CardTrouble, ACardPulledWhenAllIsCopiedIsWaitedFor)
{
    OffloadScene scene(smallCard(), 1);
    scene.settings.deviceWait = std::chrono::minutes(1);
    std::atomic<bool> pulled{false};
    whenListedAgain(scene, [&](const auto&) {
        scene.disks.takeAway("/card");
        pulled = true;
    });
    std::atomic<int> looks{0};
    scene.disks.before = [&, inner = scene.disks.before](const OperationRecord& call) {
        inner(call);
        if (pulled && call.operation == Operation::Info && call.path == "/card" && ++looks == 2)
            scene.disks.bringBack("/card");
    };
    EXPECT_TRUE(allVerified(scene.offload()));
    EXPECT_EQ(scene.events.notices.size(), 2U);
}

TEST(CardTrouble, AnEmptyMountPointIsNoCardThatLostItsFiles)
{
    OffloadScene scene(smallCard(), 1);
    whenListedAgain(scene, [&](const auto&) {
        // Another volume, and nothing on it: as the folder that a card was mounted on.
        for (const auto& [path, bytes] : smallCard())
            EXPECT_TRUE(scene.disks.remove(fs::path("/card") / path));
        scene.disks.change("/card", [](VolumeSetup& setup) { setup.volumeId = "root"; });
    });
    const auto result = scene.offload();
    ASSERT_TRUE(result);
    ASSERT_TRUE(result->destinations.at(0).error);
    EXPECT_EQ(result->destinations.at(0).error->code, ErrorCode::DeviceLost);
}

TEST(CardTrouble, AListingThatFailsOnceIsDoneAnew)
{
    OffloadScene scene(smallCard(), 2);
    whenListedAgain(scene, [&](const OperationRecord& call) {
        scene.disks.faultAt(call.index, Fault::error(EIO));
    });
    EXPECT_TRUE(allVerified(scene.offload()));
    EXPECT_TRUE(scene.disks.faultFired());
}

TEST(CardTrouble, StoppedWhileTheCardIsListedAgainNothingIsSealed)
{
    OffloadScene scene(smallCard(), 2);
    whenListedAgain(scene, [&](const auto&) { scene.stop.request_stop(); });
    const auto result = scene.offload();
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->cancelled);
    for (const offload::DestinationOutcome& outcome : result->destinations)
        EXPECT_FALSE(outcome.manifest);
}

TEST(CardTrouble, CopiesToBeVerifiedLaterAreNotCompleteWhenTheCardHasChanged)
{
    OffloadScene scene(smallCard(), 1);
    scene.options.mode = offload::Mode::VerifyLater;
    whenListedAgain(scene, [&](const auto&) {
        scene.disks.makeFile("/card/A001R2EC/new.mov", "new", TimePoint{});
    });
    const auto result = scene.offload();
    ASSERT_TRUE(result);
    EXPECT_FALSE(result->destinations.at(0).complete());
}

TEST(CardTrouble, ANameThatIsNotUtf8IsCopiedAndVerifiedAndCountedAsNotSealed)
{
    const std::string odd = "A001R2EC/caf\xe9.mov";
    const CardContent content{{odd, "odd"}, {kSidecar, "ale"}};
    OffloadScene scene(content, 1);
    scene.options.rollFolder = "A001R2EC";
    const auto result = scene.offload();
    ASSERT_TRUE(result);
    EXPECT_TRUE(allVerified(result));
    EXPECT_EQ(scene.incomplete(0, content), "");
    EXPECT_EQ(result->destinations.at(0).unsealedNames, 1U);
    EXPECT_EQ(scene.sealDamage(0, {{kSidecar, "ale"}}), "");
    EXPECT_NE(scene.sealDamage(0, content), "");
}

class CardManifestEvidence : public testing::Test {
protected:
    static std::string digestOf(const std::string& content, hash::Algorithm algorithm)
    {
        return hash::digestOf(algorithm, std::as_bytes(std::span(content))).toText();
    }

    static std::string legacy(const std::string& element, const std::string& clip,
                              const std::string& digest)
    {
        return fmt::format("<hashlist version=\"1.1\"><hash><file>{0}</file><size>{1}</size>"
                           "<{2}>{3}</{2}></hash></hashlist>",
                           clip, smallCard().at(clip).size(), element, digest);
    }

    /// The files of the ASC MHL history that a tool gave a card.
    static CardContent historyOf(const CardContent& card, const std::string& tool)
    {
        OffloadScene earlier(card, 1);
        earlier.seal.toolName = tool;
        EXPECT_TRUE(allVerified(earlier.offload()));
        CardContent history;
        for (const auto& [path, bytes] : earlier.disks.tree(earlier.rollFolder(0) / "ascmhl"))
            history[path.lexically_relative(earlier.rollFolder(0))] = bytes;
        return history;
    }

    /// Offloads a card with this beside its files; tells how the clip fared.
    offload::CopyEvidence offloadWith(const CardContent& manifests)
    {
        content = smallCard();
        content.insert(manifests.begin(), manifests.end());
        scene.emplace(content, 1);
        result = scene->offload();
        if (!result) {
            ADD_FAILURE() << result.error().describe();
            return {};
        }
        EXPECT_EQ(falseClaims(*scene, *result, content), "");
        EXPECT_EQ(scene->cardDamage(), "");
        return result->copy(indexOf(*result, kClip), 0);
    }

    CardContent content;
    std::optional<OffloadScene> scene;
    Result<OffloadResult> result = failure(ErrorCode::NotFound, "nothing was offloaded");
};

TEST_F(CardManifestEvidence, ALegacyManifestThatAgreesMakesTheCopySourceVerified)
{
    const std::string& clip = smallCard().at(kClip);
    for (const std::string& xml :
         {legacy("xxhash64be", kClip, digestOf(clip, hash::Algorithm::Xxh64)),
          legacy("md5", kClip, digestOf(clip, hash::Algorithm::Md5))}) {
        EXPECT_EQ(offloadWith({{"A001.mhl", xml}}).level, EvidenceLevel::SourceVerified);
        EXPECT_EQ(result->copy(indexOf(*result, kSidecar), 0).level, EvidenceLevel::Verified);
        EXPECT_TRUE(allVerified(result));
    }
}

TEST_F(CardManifestEvidence, ALegacyManifestThatDisagreesKeepsTheFileFromHavingItsName)
{
    for (const auto& [element, algorithm] :
         {std::pair{"xxhash64be", hash::Algorithm::Xxh64}, {"md5", hash::Algorithm::Md5}}) {
        const auto copy =
            offloadWith({{"A001.mhl", legacy(element, kClip, digestOf("other", algorithm))}});
        ASSERT_TRUE(copy.error);
        EXPECT_EQ(copy.error->code, ErrorCode::DataCorrupted);
        EXPECT_FALSE(scene->disks.exists(scene->rollFolder(0) / kClip));
        EXPECT_EQ(result->destinations.at(0).filesFailed, 1U);
        EXPECT_FALSE(allVerified(result));
    }
}

TEST_F(CardManifestEvidence, TheHistoryOfACardMakesItsCopiesSourceVerifiedAndGoesOn)
{
    EXPECT_EQ(offloadWith(historyOf(smallCard(), "Other tool")).level,
              EvidenceLevel::SourceVerified);
    EXPECT_EQ(result->copy(indexOf(*result, kEmpty), 0).level, EvidenceLevel::SourceVerified);
    EXPECT_TRUE(allVerified(result));
    const auto generations = mhl::readHistory(scene->disks, scene->rollFolder(0));
    ASSERT_TRUE(generations);
    EXPECT_EQ(generations->size(), 2U);
}

TEST_F(CardManifestEvidence, TheHistoryOfACardGoesOnWhenItsCopiesAreVerifiedLaterWithoutIt)
{
    for (const char* const tool : {"Other tool", "Tailslate"}) {
        SCOPED_TRACE(tool);
        const CardContent history = historyOf(smallCard(), tool);
        content = smallCard();
        content.insert(history.begin(), history.end());
        scene.emplace(content, 1);
        scene->options.mode = offload::Mode::VerifyLater;
        const auto copied = scene->offload();
        ASSERT_TRUE(copied);
        scene->disks.takeAway("/card");
        const auto verified = scene->verifyCopies(copied->plan, copied->copies);
        ASSERT_TRUE(verified);
        EXPECT_TRUE(allVerified(verified))
            << verified->destinations.at(0).error.value_or(Error{}).describe();
        const auto generations = mhl::readHistory(scene->disks, scene->rollFolder(0));
        ASSERT_TRUE(generations) << generations.error().describe();
        EXPECT_EQ(generations->size(), 2U);
    }
}

TEST_F(CardManifestEvidence, TheHistoryOfACardThatCannotBeReadIsNeverPaintedOver)
{
    const CardContent history = historyOf(smallCard(), "Tailslate");
    content = smallCard();
    content.insert(history.begin(), history.end());
    scene.emplace(content, 1);
    scene->disks.before = [&](const OperationRecord& call) {
        if (scene->lanes && call.operation == Operation::Info &&
            call.path == "/card/ascmhl/ascmhl_chain.xml")
            scene->disks.faultAt(call.index, Fault::error(EIO));
    };
    EXPECT_FALSE(allVerified(scene->offload()));
    EXPECT_TRUE(scene->disks.faultFired());
    const std::string manifest = history.begin()->first;
    EXPECT_TRUE(scene->isWhole(0, manifest, content));

    scene->disks.before = nullptr;
    EXPECT_TRUE(allVerified(scene->offload()));
    EXPECT_TRUE(scene->isWhole(0, manifest, content));
    const auto generations = mhl::readHistory(scene->disks, scene->rollFolder(0));
    ASSERT_TRUE(generations);
    EXPECT_EQ(generations->size(), 2U);
}

TEST_F(CardManifestEvidence, AHistoryThatDisagreesKeepsTheFileFromHavingItsName)
{
    CardContent other = smallCard();
    other.at(kClip) = noise(other.at(kClip).size(), 9);
    const offload::CopyEvidence copy = offloadWith(historyOf(other, "Other tool"));
    ASSERT_TRUE(copy.error);
    EXPECT_EQ(copy.error->code, ErrorCode::DataCorrupted);
    EXPECT_FALSE(scene->disks.exists(scene->rollFolder(0) / kClip));
    EXPECT_FALSE(allVerified(result));
}

} // namespace
} // namespace tailslate::test
