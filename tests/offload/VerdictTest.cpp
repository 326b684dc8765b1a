// SPDX-License-Identifier: Apache-2.0
#include "offload/Verdict.h"

#include <gtest/gtest.h>

namespace tailslate::offload {
namespace {

/// One file, verified and sealed at destinations on the given devices.
OffloadResult goodResult(const std::vector<std::string>& devices)
{
    OffloadResult result;
    result.plan.card.files.resize(1);
    result.plan.card.files[0].path = "clip.mov";
    result.copies = CopyTable(1, devices.size(), {});
    for (std::size_t i = 0; i < devices.size(); ++i) {
        PlannedDestination destination;
        destination.folder = "/raid-" + std::to_string(i + 1);
        destination.volume.deviceId = devices[i];
        result.plan.destinations.push_back(destination);
        DestinationOutcome outcome;
        outcome.filesVerified = 1;
        outcome.manifest = "/seal.mhl";
        result.destinations.push_back(outcome);
        CopyEvidence copy;
        copy.destination = i;
        copy.level = EvidenceLevel::Verified;
        result.copies.put(copy);
    }
    return result;
}

TEST(Verdict, IsSafeWithTwoSealedCopiesOnTwoDevices)
{
    const Verdict verdict = judge(goodResult({"8:0", "8:16"}), {});
    EXPECT_TRUE(verdict.safeToFormat);
    EXPECT_TRUE(verdict.allVerified);
    EXPECT_TRUE(verdict.reasons.empty());
    EXPECT_EQ(verdict.headline(), "SAFE TO FORMAT");
}

TEST(Verdict, CountsTwoDestinationsOnOneDeviceAsOneCopy)
{
    const Verdict verdict = judge(goodResult({"8:0", "8:0"}), {});
    EXPECT_FALSE(verdict.safeToFormat);
    EXPECT_TRUE(verdict.allVerified);
    ASSERT_EQ(verdict.reasons.size(), 1U);
    EXPECT_NE(verdict.reasons[0].find("1 device;"), std::string::npos) << verdict.reasons[0];
    EXPECT_EQ(verdict.headline(), "NOT SAFE TO FORMAT");
}

TEST(Verdict, DoesNotCountACopyOnTheCardsOwnDevice)
{
    OffloadResult result = goodResult({"8:0", "8:16", "8:32"});
    result.plan.cardVolume.deviceId = "8:16";
    const Verdict verdict = judge(result, {});
    EXPECT_FALSE(verdict.safeToFormat);
    EXPECT_TRUE(verdict.allVerified);
    EXPECT_NE(verdict.reasons.at(0).find("/raid-2"), std::string::npos);
}

TEST(Verdict, NeverCountsADeviceItCannotTellApartAsASecondOne)
{
    EXPECT_FALSE(judge(goodResult({"8:0", ""}), {}).safeToFormat);
    EXPECT_FALSE(judge(goodResult({"", ""}), {}).safeToFormat);
    EXPECT_TRUE(judge(goodResult({"", "8:0", "8:16"}), {}).safeToFormat);
}

TEST(Verdict, IsNotSafeWithOneCopy)
{
    EXPECT_FALSE(judge(goodResult({"8:0"}), {}).safeToFormat);
    EXPECT_TRUE(judge(goodResult({"8:0"}), {.verifiedCopies = 1, .devices = 1}).safeToFormat);
}

TEST(Verdict, SaysOnceHowToGoOn)
{
    OffloadResult result = goodResult({"8:0", "8:16", "8:32"});
    const auto fails = [&](std::size_t destination, const char* message) {
        result.destinations[destination].manifest.reset();
        result.destinations[destination].error = Error{ErrorCode::Io, message, "/card", 0};
    };
    fails(0, "the card changed while it was offloaded; offload the card again");
    fails(1, "the card went away; put it in again and resume the offload");
    fails(2, "the drive went away");
    const Verdict verdict = judge(result, {});
    EXPECT_EQ(verdict.reasons.at(0), "/raid-1 is not sealed: the card changed while it was "
                                     "offloaded; offload the card again: /card.");
    EXPECT_EQ(verdict.reasons.at(1), "/raid-2 is not sealed: the card went away; put it in again "
                                     "and resume the offload: /card.");
    EXPECT_EQ(verdict.reasons.at(2), "/raid-3 is not sealed: the drive went away: /card. Cure the "
                                     "cause and offload the card again.");
}

TEST(Verdict, IsNotSafeWithoutASeal)
{
    OffloadResult result = goodResult({"8:0", "8:16", "8:32"});
    result.destinations[2].manifest.reset();
    const Verdict verdict = judge(result, {});
    EXPECT_FALSE(verdict.safeToFormat);
    EXPECT_FALSE(verdict.allVerified);
    EXPECT_NE(verdict.reasons.at(0).find("/raid-3"), std::string::npos);
}

TEST(Verdict, IsNotSafeAfterAStopEvenIfEverythingWasVerified)
{
    OffloadResult result = goodResult({"8:0", "8:16"});
    result.cancelled = true;
    EXPECT_FALSE(judge(result, {}).safeToFormat);
}

TEST(Verdict, IsNotSafeWhileAWarningIsOpenUnlessThePlanAllowsIt)
{
    OffloadResult result = goodResult({"8:0", "8:16"});
    result.plan.card.findings.push_back({media::Severity::Note, "nothing much", {}});
    EXPECT_TRUE(judge(result, {}).safeToFormat);
    result.plan.card.findings.push_back({media::Severity::Warning, "clip C009 is empty", {}});
    EXPECT_FALSE(judge(result, {}).safeToFormat);
    EXPECT_NE(judge(result, {}).reasons.at(0).find("clip C009 is empty"), std::string::npos);
    EXPECT_TRUE(judge(result, {.allowOpenWarnings = true}).safeToFormat);
}

TEST(Verdict, IsNotSafeForAnOffloadOfNothing)
{
    EXPECT_FALSE(judge(OffloadResult{}, {.verifiedCopies = 0, .devices = 0}).safeToFormat);
}

TEST(Evidence, NamesReadBackToTheirLevel)
{
    for (const auto level :
         {EvidenceLevel::None, EvidenceLevel::Copied, EvidenceLevel::Hashed,
          EvidenceLevel::Verified, EvidenceLevel::SourceVerified, EvidenceLevel::Reverified})
        EXPECT_EQ(evidenceFromName(evidenceName(level)).value(), level);
    EXPECT_EQ(evidenceFromName("probably").error().code, ErrorCode::BadFormat);
}

} // namespace
} // namespace tailslate::offload
