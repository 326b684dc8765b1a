// SPDX-License-Identifier: Apache-2.0

// What every recogniser must keep to. A new one takes part by its line in builtinRecognisers(), and
// by a card of its family in wholeCards().

#include "base/DisplayText.h"
#include "CardFixtures.h"
#include "Listing.h"
#include "media/detail/Essence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace tailslate::media::test {
namespace {

/// For each recogniser a card that it must name.
std::map<std::string, std::vector<Entry>> typicalCards()
{
    std::map<std::string, std::vector<Entry>> cards;
    for (CardFixture& card : wholeCards())
        cards.try_emplace(card.typeId, std::move(card.entries));
    return cards;
}

/// Names that no camera makes.
std::vector<Entry> hostileCard()
{
    return {{"\xFF\xFE.mov", 0},
            {".mov"},
            {"..."},
            {"a"},
            {".R3D"},
            {".RDC/.R3D"},
            {"_001.R3D"},
            {".RDM/x"},
            {"x.RDC/_001.R3D"},
            {"_1.wav"},
            {"_Tr1.wav"},
            {"_D.wav"},
            {"_Tr1_D.wav"},
            {"1/2/_1_2_3_4.wav"},
            {"line\nbreak/A001C001_261121_R2EC.mov"},
            {"A001C001_261121_R2EC"},
            {"A001C001_261121_R2EC."},
            {"A001C001_261121_R2EC..mov"},
            {"A001C001_261121_R2EC.99999999999999999999.ari"},
            {"A001C001_261121_R2EC.0000000.ari"},
            {"A001C001_261121_R2EC.999999999.ari"},
            {"A_0001C006_260105_161929_p1CJ5"},
            {"0000.dng"},
            {"_0000.dng"},
            {"9999999999.dng"},
            {std::string(255, 'x') + "/" + std::string(251, 'y') + ".mov"},
            {"caf\xC3\xA9.mov"},
            {"cafe\xCC\x81.mov"}};
}

Listing withNames(const std::vector<Entry>& entries, std::string (*change)(std::string))
{
    std::vector<Entry> changed;
    for (const Entry& entry : entries)
        changed.push_back({change(entry.path), entry.size});
    return makeListing(changed);
}

std::string inOneMoreFolder(std::string path)
{
    return "From the loader/" + path;
}

/// What holds for any answer to any card.
void expectSound(const Recognition& found, const Listing& card)
{
    std::vector<int> uses(card.files.size(), 0);
    for (const Clip& clip : found.clips) {
        EXPECT_FALSE(clip.name.empty());
        EXPECT_FALSE(clip.roll.empty());
        EXPECT_TRUE(isUtf8(clip.name)) << clip.name;
        EXPECT_TRUE(isUtf8(clip.roll)) << clip.roll;
        EXPECT_FALSE(clip.files.empty()) << clip.name;
        for (const std::size_t index : clip.files) {
            ASSERT_LT(index, uses.size()) << clip.name;
            ++uses[index];
        }
    }
    for (std::size_t index = 0; index < uses.size(); ++index)
        EXPECT_LE(uses[index], 1) << card.files[index].path << " is in two clips";

    EXPECT_FALSE(found.roll.empty());
    EXPECT_EQ(found.roll.find('/'), std::string::npos) << "a roll names a folder";
    EXPECT_TRUE(isUtf8(found.roll));
    EXPECT_FALSE(found.reason.empty());
    EXPECT_TRUE(isUtf8(found.reason));
    EXPECT_NE(found.reason.back(), '.');
    for (const Finding& finding : found.findings) {
        EXPECT_FALSE(finding.sentence.empty());
        EXPECT_TRUE(isUtf8(finding.sentence));
        EXPECT_NE(finding.sentence.back(), '.') << finding.sentence;
        for (const std::string& path : finding.files) {
            const bool isFile = std::ranges::any_of(
                card.files, [&path](const CardFile& file) { return file.path == path; });
            EXPECT_TRUE(isFile ||
                        std::ranges::count(card.folders, std::filesystem::path(path)) == 1)
                << path;
        }
    }
}

class RecogniserConformance : public testing::TestWithParam<std::string> {
protected:
    [[nodiscard]] std::vector<Entry> typicalCard() const
    {
        const auto cards = typicalCards();
        const auto found = cards.find(GetParam());
        return found == cards.end() ? std::vector<Entry>{} : found->second;
    }

    [[nodiscard]] std::size_t clipsOn(const Listing& card) const
    {
        const auto found = recognise(GetParam(), card);
        return found ? found->clips.size() : 0;
    }
};

TEST_P(RecogniserConformance, HasANameAndAnIdForMachines)
{
    const auto recogniser = recogniserNamed(GetParam());
    EXPECT_FALSE(recogniser->name().empty());
    EXPECT_EQ(GetParam().find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"),
              std::string::npos);
}

TEST_P(RecogniserConformance, IsTheFirstToAnswerForItsTypicalCard)
{
    ASSERT_FALSE(typicalCard().empty()) << "add a card of this family to wholeCards()";
    const Listing card = makeListing(typicalCard());
    for (const auto& recogniser : builtinRecognisers()) {
        const auto found = recogniser->recognise({card.root, card.files, card.folders});
        if (!found)
            continue;
        EXPECT_EQ(recogniser->id(), GetParam());
        EXPECT_GE(found->clips.size(), 2U);
        break;
    }
}

TEST_P(RecogniserConformance, GivesSoundAnswersForEveryCard)
{
    auto cards = typicalCards();
    cards["hostile"] = hostileCard();
    cards["nothing"] = {};
    for (const auto& [name, entries] : cards) {
        SCOPED_TRACE(name);
        for (const char* root : {"/media/operator/CARD", "/media/operator/CARD/", "/", "CARD", "",
                                 "/Volumes/A001R2EC", "/Volumes/A001_1121AB.RDM", "/x/\xFF"}) {
            SCOPED_TRACE(root);
            const Listing card = makeListing(entries, root);
            const auto found = recognise(GetParam(), card);
            if (found)
                expectSound(*found, card);
        }
    }
}

TEST_P(RecogniserConformance, AnswersTheSameEachTime)
{
    const Listing card = makeListing(typicalCard());
    const auto recogniser = recogniserNamed(GetParam());
    const auto first = recogniser->recognise({card.root, card.files, card.folders});
    const Listing other = makeListing(hostileCard());
    (void)recogniser->recognise({other.root, other.files, other.folders});
    const auto second = recogniser->recognise({card.root, card.files, card.folders});
    ASSERT_TRUE(first && second);
    EXPECT_EQ(namesOf(first->clips), namesOf(second->clips));
    EXPECT_EQ(first->reason, second->reason);
}

TEST_P(RecogniserConformance, PutsEssenceFirstInAClip)
{
    const Listing card = makeListing(typicalCard());
    const auto found = recognise(GetParam(), card);
    ASSERT_TRUE(found);
    for (const Clip& clip : found->clips) {
        const std::string first = pathsOf(clip, card.files).front();
        EXPECT_TRUE(detail::essenceKind(first) || detail::isStillFile(first)) << clip.name;
    }
}

TEST_P(RecogniserConformance, FindsTheSameClipsWhateverTheCaseOfTheNames)
{
    const std::size_t clips = clipsOn(makeListing(typicalCard()));
    EXPECT_EQ(clipsOn(withNames(typicalCard(), inSmallLetters)), clips);
    EXPECT_EQ(clipsOn(withNames(typicalCard(), inCapitals)), clips);
}

TEST_P(RecogniserConformance, FindsTheSameClipsOneFolderDown)
{
    EXPECT_EQ(clipsOn(withNames(typicalCard(), inOneMoreFolder)),
              clipsOn(makeListing(typicalCard())));
}

TEST_P(RecogniserConformance, IsNotDistractedByOtherFiles)
{
    std::vector<Entry> entries = typicalCard();
    entries.insert(entries.end(), {{"readme.txt"},
                                   {"ascmhl/0001_CARD_2026-11-21_030606Z.mhl"},
                                   {"MISC/settings.bin"},
                                   {"MISC/empty/"}});
    EXPECT_EQ(clipsOn(makeListing(entries)), clipsOn(makeListing(typicalCard())));
}

TEST_P(RecogniserConformance, GroupsTwoHundredThousandFiles)
{
    // Quadratic work would take hours and run into the test's time limit.
    constexpr std::size_t kFiles = 200000;
    std::vector<Entry> entries;
    entries.reserve(kFiles);
    for (std::size_t index = 0; index < kFiles / 4; ++index) {
        const std::string number = std::to_string(10000000 + index).substr(1);
        entries.emplace_back("A001R2EC/A001C001_261121_R2EC/A001C001_261121_R2EC." + number +
                             ".ari");
        entries.emplace_back("A001_1121AB.RDM/A001_C001_1121AB.RDC/" + number + ".R3D");
        entries.emplace_back("SOUND/T" + number + ".wav");
        entries.emplace_back("DCIM/" + number + "/x.mp4");
    }
    const Listing card = makeListing(entries);
    const auto found = recognise(GetParam(), card);
    if (!found)
        return;
    const std::map<std::string, std::size_t> expected = {
        {"arri_classic", 1}, {"red", 1}, {"sound", kFiles / 4}, {"generic", 3 * (kFiles / 4) + 1}};
    const auto known = expected.find(GetParam());
    if (known != expected.end()) {
        EXPECT_EQ(found->clips.size(), known->second);
    }
}

TEST_P(RecogniserConformance, AnswersSoonForNamesThatAreMeantToCostTime)
{
    // What compared each folder with each other, or named each of ten thousand parts that a clip
    // lacks, would run into the test's time limit.
    constexpr int kFolders = 20000;
    std::vector<Entry> entries;
    for (int index = 0; index < kFolders; ++index) {
        const std::string number = std::to_string(100000 + index).substr(1);
        entries.emplace_back("F" + number + "/CONTENTS/VIDEO/0001AB.MXF");
        entries.emplace_back("F" + number + "/CONTENTS/CLIPS001/AA0001/AA000199.MXF");
        entries.emplace_back("A001/A001C0004_202601051" + number + "_9999.MOV");
        entries.emplace_back("A001_C" + number + "_1121AB.RDC/A001_C001_1121AB_999.R3D");
        entries.emplace_back("DCIM/100GOPRO/GX9" + number + ".MP4");
    }
    const Listing card = makeListing(entries);
    const auto found = recognise(GetParam(), card);
    if (GetParam() == "zcam" || GetParam() == "panasonic_p2" || GetParam() == "canon_xf") {
        ASSERT_TRUE(found);
        EXPECT_EQ(found->clips.size(), std::size_t{kFolders});
    }
}

std::vector<std::string> allIds()
{
    std::vector<std::string> ids;
    for (const auto& recogniser : builtinRecognisers())
        ids.push_back(recogniser->id());
    return ids;
}

INSTANTIATE_TEST_SUITE_P(Builtin, RecogniserConformance, testing::ValuesIn(allIds()),
                         [](const auto& test) { return test.param; });

TEST(BuiltinRecognisers, HaveIdsOfTheirOwnAndEndWithTheGenericOne)
{
    std::vector<std::string> ids = allIds();
    ASSERT_FALSE(ids.empty());
    EXPECT_EQ(ids.back(), "generic");
    std::ranges::sort(ids);
    EXPECT_EQ(std::ranges::adjacent_find(ids), ids.end());
}

} // namespace
} // namespace tailslate::media::test
