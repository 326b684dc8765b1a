// SPDX-License-Identifier: Apache-2.0
#include "app/CardHistory.h"

#include "app/HashLists.h"
#include "app/OffloadUseCase.h"
#include "support/FileContent.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace tailslate::app {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class CardHistoryTest : public OffloadUseCase {
protected:
    CardHistoryTest()
    {
        // Three devices, and media that is only text.
        files.volumeSeen = devices;
        request.rule.allowOpenWarnings = true;
    }

    /// What the project knows of the card in this folder, as it is now.
    std::vector<EarlierOffload> historyOf(const fs::path& folder)
    {
        const auto listed = showCard(services, folder, {{}, progress});
        EXPECT_TRUE(listed) << listed.error().describe();
        const auto history = cardHistory(services, *project, *listed, {{}, progress});
        EXPECT_TRUE(history) << history.error().describe();
        return *history;
    }

    /// The card is offloaded, and that is all the project knows.
    EarlierOffload offloadedOnce()
    {
        const auto outcome = offload();
        EXPECT_TRUE(outcome && outcome->verdict.allVerified);
        const auto history = historyOf(card);
        EXPECT_EQ(history.size(), 1U);
        return history.empty() ? EarlierOffload{} : history.front();
    }

    /// Says what the card's volume is formatted with.
    void formatCard(const std::string& fileSystem)
    {
        files.volumeSeen = [this, fileSystem, before = devices](const fs::path& path,
                                                                io::Volume volume) {
            volume = before(path, std::move(volume));
            if (path.native().starts_with(card.native()))
                volume.fileSystem = fileSystem;
            return volume;
        };
    }

    void shiftTimes(std::chrono::seconds shift) const { shiftTimes(card, shift); }

    /// Shows all times as a mount with another time zone does.
    static void shiftTimes(const fs::path& folder, std::chrono::seconds shift)
    {
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            if (entry.is_regular_file())
                fs::last_write_time(entry.path(), entry.last_write_time() + shift);
    }

    std::function<io::Volume(const fs::path&, io::Volume)> devices = [this](const fs::path& path,
                                                                            io::Volume volume) {
        const std::string& place = path.native();
        if (place.starts_with(first.native()))
            volume.deviceId = volume.volumeId = "raid-1";
        else if (place.starts_with(second.native()))
            volume.deviceId = volume.volumeId = "raid-2";
        return volume;
    };

    static void expectWords(const EarlierOffload& earlier, const std::vector<std::string>& words)
    {
        for (const std::string& word : words)
            EXPECT_NE(earlier.sentence().find(word), std::string::npos)
                << word << " in: " << earlier.sentence();
    }
};

TEST_F(CardHistoryTest, NothingIsKnownOfANewCard)
{
    EXPECT_TRUE(historyOf(card).empty());
}

TEST_F(CardHistoryTest, TheVeryCardIsKnownWithItsVerdictAndItsCopies)
{
    const EarlierOffload earlier = offloadedOnce();
    EXPECT_EQ(earlier.match, CardMatch::Same);
    EXPECT_EQ(earlier.verified(), 2U);
    EXPECT_EQ(earlier.present(), 2U);
    EXPECT_EQ(earlier.copy(), first / kRoll);
    EXPECT_TRUE(earlier.wasSafe);
    EXPECT_TRUE(earlier.settled());
    expectWords(earlier, {"Already offloaded", "verified at 2 destinations",
                          "SAFE TO FORMAT then, and every copy is still there"});
}

TEST_F(CardHistoryTest, TheVeryCardIsKnownAlsoWhereAFolderOfItHasAHistory)
{
    HashListRequest sealed;
    sealed.scope = card / kRoll;
    ASSERT_TRUE(createHashList(services, sealed, {{}, progress}));
    fs::create_directories(card / "notes");
    test::writeFile(card / "notes" / "take.txt", "around the folder with the history");
    const EarlierOffload earlier = offloadedOnce();
    EXPECT_EQ(earlier.match, CardMatch::Same) << earlier.sentence();
    EXPECT_TRUE(earlier.settled()) << earlier.sentence();
}

TEST_F(CardHistoryTest, TheCardIsKnownWhereverItIsMounted)
{
    offloadedOnce();
    const fs::path elsewhere = temp.path() / "reader-2";
    fs::rename(card, elsewhere);
    const auto history = historyOf(elsewhere);
    ASSERT_EQ(history.size(), 1U);
    EXPECT_EQ(history.front().match, CardMatch::Same);
}

TEST_F(CardHistoryTest, SaysWhereTheCopiesLieAndWhereOneIsMissing)
{
    EXPECT_EQ(offloadedOnce().placesWords(),
              "Copies: " + (first / kRoll).string() + "; " + (second / kRoll).string());
    fs::remove(copyOf(first, "A001C002"));
    EXPECT_EQ(historyOf(card).front().placesWords(), "Copies: " + (first / kRoll).string() +
                                                         " (not all there now); " +
                                                         (second / kRoll).string());
}

TEST_F(CardHistoryTest, ACopyThatIsGoneIsNotCountedOn)
{
    offloadedOnce();
    fs::remove(copyOf(first, "A001C002"));
    const auto history = historyOf(card);
    ASSERT_EQ(history.size(), 1U);
    EXPECT_EQ(history.front().present(), 1U);
    EXPECT_EQ(history.front().copy(), second / kRoll);
    EXPECT_FALSE(history.front().settled());
    expectWords(history.front(), {"SAFE TO FORMAT then, but", "at 1 of 2 destinations"});
}

TEST_F(CardHistoryTest, ADriveThatLeftIsNotCountedOn)
{
    offloadedOnce();
    fs::remove_all(first);
    fs::remove_all(second);
    const auto history = historyOf(card);
    ASSERT_EQ(history.size(), 1U);
    EXPECT_EQ(history.front().match, CardMatch::Same);
    EXPECT_EQ(history.front().present(), 0U);
    EXPECT_TRUE(history.front().copy().empty());
    EXPECT_FALSE(history.front().settled());
}

TEST_F(CardHistoryTest, ACardThatWentOnRecordingSaysWhatIsNew)
{
    offloadedOnce();
    addClip("A001C004");
    addClip("A001C005");
    const auto history = historyOf(card);
    ASSERT_EQ(history.size(), 1U);
    EXPECT_EQ(history.front().match, CardMatch::Grown);
    EXPECT_EQ(history.front().newClips, 2U);
    EXPECT_EQ(history.front().newFiles, 2U);
    EXPECT_FALSE(history.front().settled());
    expectWords(history.front(), {"2 clips more", "NOT SAFE TO FORMAT"});
}

TEST_F(CardHistoryTest, ACardWhoseFilesChangedIsNotTheSame)
{
    offloadedOnce();
    fs::remove(card / clipPath("A001C001"));
    fs::last_write_time(card / clipPath("A001C002"),
                        fs::last_write_time(card / clipPath("A001C002")) + std::chrono::hours(1));
    const auto history = historyOf(card);
    ASSERT_EQ(history.size(), 1U);
    EXPECT_EQ(history.front().match, CardMatch::Changed);
    EXPECT_EQ(history.front().lostFiles, 2U);
    EXPECT_FALSE(history.front().settled());
    expectWords(history.front(), {"2 files of the card are gone or changed", "NOT SAFE TO FORMAT"});
}

TEST_F(CardHistoryTest, AnotherCardWithTheSameRollNameIsToldFromThis)
{
    offloadedOnce();
    const fs::path other = temp.path() / "other";
    addClip(other, "A001C001", "something else altogether");
    const auto history = historyOf(other);
    ASSERT_EQ(history.size(), 1U);
    EXPECT_EQ(history.front().match, CardMatch::Other);
    EXPECT_FALSE(history.front().settled());
    EXPECT_TRUE(history.front().copy().empty());
    expectWords(history.front(), {"Another card with the roll name A001R2EC was offloaded"});
}

TEST_F(CardHistoryTest, AnOffloadThatFailedIsNoReasonToFormat)
{
    failRenameAtSecond("A001C002");
    ASSERT_TRUE(offload());
    files.failWith = {};
    const auto history = historyOf(card);
    ASSERT_EQ(history.size(), 1U);
    EXPECT_EQ(history.front().verified(), 1U);
    EXPECT_FALSE(history.front().wasSafe);
    EXPECT_FALSE(history.front().settled());
    expectWords(history.front(), {"verified at 1 destination of 2", ": NOT SAFE TO FORMAT"});
}

TEST_F(CardHistoryTest, ACardInAnotherTimeZoneIsTheSameCardAndSaysSo)
{
    formatCard("exfat");
    offloadedOnce();
    for (const std::chrono::minutes shift : {60min, -330min, 1560min}) {
        shiftTimes(shift);
        const auto history = historyOf(card);
        ASSERT_EQ(history.size(), 1U);
        EXPECT_EQ(history.front().match, CardMatch::Same) << shift.count();
        EXPECT_EQ(history.front().shift, shift);
        EXPECT_EQ(history.front().lostFiles, 0U);
        EXPECT_FALSE(history.front().settled()) << "its times are no proof any more";
        shiftTimes(-shift);
    }
    shiftTimes(-330min);
    expectWords(historyOf(card).front(), {"Already offloaded", "5 h 30 min earlier than then",
                                          "change of time zone", "compares every byte"});
    addClip("A001C004");
    const auto grown = historyOf(card);
    ASSERT_EQ(grown.size(), 1U);
    EXPECT_EQ(grown.front().match, CardMatch::Grown);
    EXPECT_EQ(grown.front().newClips, 1U);
    expectWords(grown.front(), {"NOT SAFE TO FORMAT", "change of time zone"});
}

TEST_F(CardHistoryTest, TimesThatNoTimeZoneExplainsAreAnotherCards)
{
    formatCard("vfat");
    offloadedOnce();
    const auto matchAfter = [this](std::chrono::seconds shift) {
        shiftTimes(shift);
        const auto match = historyOf(card).front().match;
        shiftTimes(-shift);
        return match;
    };
    EXPECT_EQ(matchAfter(1h), CardMatch::Same);
    EXPECT_EQ(matchAfter(1h + 2s), CardMatch::Other);
    EXPECT_EQ(matchAfter(10min), CardMatch::Other);
    EXPECT_EQ(matchAfter(26h + 15min), CardMatch::Other);

    shiftTimes(1h);
    const fs::path clip = card / clipPath("A001C002");
    fs::last_write_time(clip, fs::last_write_time(clip) + 15min);
    EXPECT_EQ(historyOf(card).front().match, CardMatch::Other);
    fs::last_write_time(clip, fs::last_write_time(clip) - 15min);
    EXPECT_EQ(historyOf(card).front().match, CardMatch::Same);
    formatCard("ext4");
    EXPECT_EQ(historyOf(card).front().match, CardMatch::Other);
}

TEST_F(CardHistoryTest, OneFileAloneIsNotKnownByAShiftedTime)
{
    formatCard("exfat");
    fs::remove(card / clipPath("A001C002"));
    fs::remove(card / clipPath("A001C003"));
    offloadedOnce();
    shiftTimes(1h);
    EXPECT_EQ(historyOf(card).front().match, CardMatch::Other);
}

TEST_F(CardHistoryTest, ACardInAnotherTimeZoneIsReadAgainAndItsCopiesAreKept)
{
    formatCard("exfat");
    offloadedOnce();
    shiftTimes(1h);
    const auto again = offload();
    ASSERT_TRUE(again) << again.error().describe();
    EXPECT_FALSE(again->alreadyOffloaded) << "times say nothing here, bytes do";
    EXPECT_TRUE(again->verdict.allVerified);
    EXPECT_EQ(generationsAt(first), 2U);
    const auto history = historyOf(card);
    ASSERT_EQ(history.size(), 2U);
    EXPECT_EQ(history[0].match, CardMatch::Same);
    EXPECT_EQ(history[0].shift, 0min);
    EXPECT_EQ(history[1].match, CardMatch::Same);
    EXPECT_EQ(history[1].shift, 60min);
}

TEST_F(CardHistoryTest, AVerifiedCopyIsNamedWhileAllOfItIsThere)
{
    const auto copyNow = [this](const fs::path& folder) {
        const auto listed = showCard(services, folder, {{}, progress});
        EXPECT_TRUE(listed) << listed.error().describe();
        return verifiedCopyOf(services, *project, *listed, {{}, progress}).value();
    };
    EXPECT_EQ(copyNow(card), fs::path());
    offloadedOnce();
    EXPECT_EQ(copyNow(card), first / kRoll);
    addClip("A001C004");
    EXPECT_EQ(copyNow(card), first / kRoll);
    fs::remove(copyOf(first, "A001C002"));
    EXPECT_EQ(copyNow(card), second / kRoll);
    const fs::path other = temp.path() / "other";
    addClip(other, "A001C001", "something else altogether");
    EXPECT_EQ(copyNow(other), fs::path());
}

TEST_F(CardHistoryTest, TheFingerprintIsOfTheFilesAndNotOfThePlace)
{
    const auto fingerprint = [this](const fs::path& folder) {
        return cardFingerprint(showCard(services, folder, {{}, progress}).value());
    };
    const std::string before = fingerprint(card);
    EXPECT_EQ(before.size(), 32U);
    const fs::path elsewhere = temp.path() / "reader-2";
    fs::rename(card, elsewhere);
    EXPECT_EQ(fingerprint(elsewhere), before);
    const fs::path clip = elsewhere / clipPath("A001C001");
    const auto time = fs::last_write_time(clip);
    fs::last_write_time(clip, time + std::chrono::seconds(2));
    EXPECT_NE(fingerprint(elsewhere), before);
    fs::last_write_time(clip, time);
    EXPECT_EQ(fingerprint(elsewhere), before);
    shiftTimes(elsewhere, 5h + 45min);
    EXPECT_EQ(fingerprint(elsewhere), before) << "another time zone";
    shiftTimes(elsewhere, 1min);
    EXPECT_NE(fingerprint(elsewhere), before);
    shiftTimes(elsewhere, -(5h + 46min));
    fs::rename(clip, elsewhere / clipPath("A001C009"));
    EXPECT_NE(fingerprint(elsewhere), before);
}

} // namespace
} // namespace tailslate::app
