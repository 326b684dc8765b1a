// SPDX-License-Identifier: Apache-2.0

// Every type of card, laid out on disk and read with all recognisers of this build.

#include "CardFixtures.h"
#include "io/DiskFileSystem.h"
#include "media/ReadCard.h"
#include "support/TempDir.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace tailslate::media::test {
namespace {

using testing::ElementsAreArray;

namespace fs = std::filesystem;

Card readCardOnDisk(const fs::path& root, const std::vector<Entry>& entries)
{
    makeCard(root, entries);
    io::DiskFileSystem files;
    jobs::Progress progress;
    auto card = readCard(files, root, builtinRecognisers(), {{}, progress});
    EXPECT_TRUE(card) << card.error().describe();
    return card ? std::move(*card) : Card{};
}

std::vector<std::string> clipsOf(const Card& card)
{
    std::vector<std::string> clips;
    for (const Clip& clip : card.clips)
        clips.push_back(fmt::format("{} ({}) {}", clip.name, clip.roll, clip.files.size()));
    return clips;
}

std::vector<std::string> findingsOf(const Card& card)
{
    std::vector<std::string> findings;
    for (const Finding& finding : card.findings)
        findings.push_back((finding.severity == Severity::Warning ? "! " : "") + finding.sentence);
    return findings;
}

std::vector<Entry> changed(const std::vector<Entry>& entries, std::string (*change)(std::string))
{
    std::vector<Entry> result;
    for (const Entry& entry : entries)
        result.emplace_back(change(entry.path), entry.size);
    return result;
}

class EveryCard : public testing::TestWithParam<CardFixture> {
protected:
    tailslate::test::TempDir temp;
    fs::path root = temp.path() / "CARD";
};

TEST_P(EveryCard, IsRecognisedWithItsClipsAndWhatIsWrongWithIt)
{
    const CardFixture& fixture = GetParam();
    const Card card = readCardOnDisk(root, fixture.entries);

    EXPECT_EQ(card.typeId, fixture.typeId);
    EXPECT_EQ(card.roll, fixture.roll);
    EXPECT_THAT(clipsOf(card), ElementsAreArray(fixture.clips));
    EXPECT_THAT(findingsOf(card), ElementsAreArray(fixture.findings));
    EXPECT_FALSE(card.reason.empty());
}

INSTANTIATE_TEST_SUITE_P(Whole, EveryCard, testing::ValuesIn(wholeCards()),
                         [](const auto& test) { return test.param.name; });
INSTANTIATE_TEST_SUITE_P(Odd, EveryCard, testing::ValuesIn(oddCards()),
                         [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(Damaged, EveryCard, testing::ValuesIn(damagedCards()),
                         [](const auto& test) { return test.param.name; });

class WholeCard : public EveryCard {};

TEST_P(WholeCard, IsTheSameInSmallLettersAndInCapitals)
{
    const CardFixture& fixture = GetParam();
    for (const auto change : {inSmallLetters, inCapitals}) {
        const Card card =
            readCardOnDisk(temp.path() / change("Letters"), changed(fixture.entries, change));
        EXPECT_EQ(card.typeId, fixture.typeId);
        EXPECT_EQ(card.clips.size(), fixture.clips.size());
        EXPECT_THAT(findingsOf(card), ElementsAreArray(fixture.findings));
    }
}

TEST_P(WholeCard, IsTheSameOneFolderDown)
{
    const CardFixture& fixture = GetParam();
    const Card card = readCardOnDisk(
        root, changed(fixture.entries, [](std::string path) { return "A001 from Anna/" + path; }));
    EXPECT_EQ(card.typeId, fixture.typeId);
    EXPECT_EQ(card.clips.size(), fixture.clips.size());
    EXPECT_THAT(findingsOf(card), ElementsAreArray(fixture.findings));
}

TEST_P(WholeCard, IsTheSameInAFolderNamedLikeOneOfItsOwn)
{
    const CardFixture& fixture = GetParam();
    std::set<std::string> names;
    for (const Entry& entry : fixture.entries)
        for (const fs::path& folder : fs::path(entry.path).parent_path())
            names.insert(folder.native());
    for (const std::string& name : names) {
        for (const std::string& wrapper : {name, inSmallLetters(name)}) {
            SCOPED_TRACE(wrapper);
            const Card card = readCardOnDisk(temp.path() / "around" / wrapper, fixture.entries);
            EXPECT_EQ(card.typeId, fixture.typeId);
            EXPECT_EQ(card.clips.size(), fixture.clips.size());
            EXPECT_NE(card.roll, "around");
            EXPECT_THAT(findingsOf(card), ElementsAreArray(fixture.findings));
            fs::remove_all(temp.path() / "around");
        }
    }
}

TEST_P(WholeCard, IsTheSameWhenAFolderInItIsNamed)
{
    const CardFixture& fixture = GetParam();
    makeCard(root, fixture.entries);
    for (const std::string& folder : fixture.inner) {
        SCOPED_TRACE(folder);
        const Card card = readCardOnDisk(root / folder, {});
        EXPECT_EQ(card.typeId, fixture.typeId);
        EXPECT_EQ(card.roll, fixture.roll);
        EXPECT_THAT(clipsOf(card), ElementsAreArray(fixture.clips));
        EXPECT_THAT(findingsOf(card), ElementsAreArray(fixture.findings));
    }
}

INSTANTIATE_TEST_SUITE_P(Types, WholeCard, testing::ValuesIn(wholeCards()),
                         [](const auto& test) { return test.param.name; });

} // namespace
} // namespace tailslate::media::test
