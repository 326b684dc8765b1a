// SPDX-License-Identifier: Apache-2.0
#include "ui/OffloadCase.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace tailslate::ui::test {
namespace {

namespace fs = std::filesystem;

/// A card that was offloaded to two disks, taken out, and put in again.
class CardHistoryWindow : public OffloadCase {
protected:
    void SetUp() override
    {
        bench.makeProject(QStringLiteral("MIDNIGHT SUN"), QStringLiteral("Unit A"));
        addDestination(disk("RAID-1", "a"));
        addDestination(disk("RAID-2", "b"));
        card = bench.smallCard("A001R2EC", 3, 50'000);
        addCard(card);
        offload();
        takeOut();
    }

    void takeOut()
    {
        CardShelf& shelf = bench.workbench->shelf();
        shelf.removeFolder(shelf.cards().front().id);
    }

    /// What the card's panel says in this line of the card's past, once it does.
    std::string line(const char* name)
    {
        const auto* const notice = bench.window().findChild<Notice*>(QString::fromLatin1(name));
        return notice && notice->isVisible() ? notice->text().toStdString() : std::string();
    }

    bool says(const char* name, const std::string& words)
    {
        const bool said =
            waitUntil([&] { return line(name).find(words) != std::string::npos; }, 10);
        EXPECT_TRUE(said) << words << " in: " << line(name);
        return said;
    }

    fs::path card;
};

TEST_F(CardHistoryWindow, ACardThatIsKnownSaysWhenAndWhereItWasOffloaded)
{
    addCard(card);
    EXPECT_TRUE(says("history0", "Already offloaded 20"));
    EXPECT_TRUE(says("history0", "SAFE TO FORMAT then, and every copy is still there"));
    EXPECT_TRUE(says("history0", (bench.dir.path() / "RAID-1" / "A001R2EC").string()));
    EXPECT_TRUE(says("history0", (bench.dir.path() / "RAID-2" / "A001R2EC").string()));
    EXPECT_EQ(bench.find<Notice>("history0").state(), State::Good);
    EXPECT_EQ(verdict().headline().toStdString(), "Not offloaded again");
    EXPECT_EQ(line("history1"), "");
    keepPicture(bench.window(), "card-known.png");
}

TEST_F(CardHistoryWindow, ACardWithMissingCopiesIsNotShownAsDone)
{
    fs::remove(bench.dir.path() / "RAID-1" / "A001R2EC" / "CLIP1.BIN");
    addCard(card);
    EXPECT_TRUE(says("history0", "found at 1 of 2 destinations only"));
    EXPECT_TRUE(says("history0", "RAID-1/A001R2EC (not all there now)"));
    EXPECT_EQ(bench.find<Notice>("history0").state(), State::Warning);
}

TEST_F(CardHistoryWindow, ACardThatWentOnRecordingSaysHowManyAreNew)
{
    writeFile(card / "CLIP8.BIN", 1000, 8);
    writeFile(card / "CLIP9.BIN", 1000, 9);
    addCard(card);
    EXPECT_TRUE(says("history0", "2 files more, which are not copied"));
    EXPECT_TRUE(says("history0", "NOT SAFE TO FORMAT"));
    EXPECT_EQ(bench.find<Notice>("history0").state(), State::Warning);
    keepPicture(bench.window(), "card-grown.png");
}

TEST_F(CardHistoryWindow, ACardWhoseFilesChangedSaysSo)
{
    fs::remove(card / "CLIP0.BIN");
    addCard(card);
    EXPECT_TRUE(says("history0", "1 file of the card is gone or changed"));
    EXPECT_EQ(bench.find<Notice>("history0").state(), State::Warning);
}

TEST_F(CardHistoryWindow, AnotherCardOfTheSameRollNameIsToldApart)
{
    const fs::path other = bench.folder("reader-2") / "A001R2EC";
    fs::create_directories(other);
    writeFile(other / "CLIP0.BIN", 70'000, 99);
    addCard(other);
    EXPECT_TRUE(says("history0", "Another card with the roll name A001R2EC was offloaded"));
    EXPECT_EQ(bench.find<Notice>("history0").state(), State::Warning);
    keepPicture(bench.window(), "card-other.png");
}

TEST_F(CardHistoryWindow, NothingIsSaidOfANewCardNorWhereTheVerdictSaysIt)
{
    addCard(bench.smallCard("B001R2EC", 2, 1000));
    offload();
    EXPECT_EQ(verdict().state(), State::Good);
    ASSERT_TRUE(waitUntil([&] { return bench.workbench->session().offloads().size() == 2; }));
    ASSERT_TRUE(waitUntil([&] { return bench.workbench->background().running() == 0; }));
    EXPECT_EQ(line("history0"), "");
}

TEST_F(CardHistoryWindow, AnotherProjectKnowsNothingOfTheCard)
{
    addCard(card);
    EXPECT_TRUE(says("history0", "Already offloaded"));
    bench.workbench->session().create(bench.dir.path() / "other.tailslate",
                                      QStringLiteral("ANOTHER SHOW"), {});
    EXPECT_TRUE(waitUntil([&] { return line("history0").empty(); }));
}

} // namespace
} // namespace tailslate::ui::test
