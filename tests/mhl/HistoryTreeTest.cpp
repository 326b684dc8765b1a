// SPDX-License-Identifier: Apache-2.0
#include "mhl/HistoryTree.h"

#include "io/DiskFileSystem.h"
#include "mhl/History.h"
#include "mhl/MhlTestData.h"
#include "support/TempDir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class HistoryTrees : public testing::Test {
protected:
    /// Appends a generation to the history of a folder.
    SealedGeneration append(const fs::path& folder, const std::vector<Reference>& references = {})
    {
        fs::create_directories(m_temp.path() / folder);
        Manifest manifest = test::smallManifest("f");
        manifest.references = references;
        const auto sealed = appendGeneration(m_files, m_temp.path() / folder, manifest, m_moment);
        EXPECT_TRUE(sealed) << (sealed ? "" : sealed.error().describe());
        m_moment += std::chrono::hours(1);
        return sealed.value();
    }

    [[nodiscard]] Reference referenceTo(const SealedGeneration& sealed) const
    {
        return {.path = sealed.manifestPath.lexically_relative(m_temp.path()).native(),
                .c4 = sealed.c4};
    }

    [[nodiscard]] HistoryTree load()
    {
        const auto nested = findNestedScopes(m_files, m_temp.path());
        EXPECT_TRUE(nested);
        auto tree = HistoryTree::load(m_files, m_temp.path(), nested.value());
        EXPECT_TRUE(tree) << (tree ? "" : tree.error().describe());
        return std::move(tree).value();
    }

    static std::vector<std::string> folders(const HistoryTree& tree)
    {
        std::vector<std::string> folders;
        for (const HistoryTree::Node& node : tree.nodes())
            folders.push_back(node.folder);
        return folders;
    }

    tailslate::test::TempDir m_temp;
    io::DiskFileSystem m_files;
    TimePoint m_moment = test::moment("2026-01-16T09:15:00Z");
};

TEST_F(HistoryTrees, InnerHistoriesComeBeforeTheOnesAroundThem)
{
    append("Day/A001/inner/deep");
    append("Day/A001");
    append("Day/B001");
    append("");
    append("Day");
    fs::create_directories(m_temp.path() / "Day" / "C001" / "ascmhl"); // Holds nothing.
    fs::create_directories(m_temp.path() / "ascmhl" / "ascmhl");
    const HistoryTree tree = load();
    EXPECT_THAT(folders(tree),
                ElementsAre("Day/A001/inner/deep", "Day/A001", "Day/B001", "Day", ""));
    EXPECT_THAT(tree.problems(), IsEmpty());
    EXPECT_EQ(tree.parentOf(0), 1U);
    EXPECT_EQ(tree.parentOf(1), 3U);
    EXPECT_EQ(tree.parentOf(3), 4U);
    EXPECT_FALSE(tree.parentOf(4));
}

TEST_F(HistoryTrees, APathBelongsToTheNearestHistory)
{
    append("A");
    append("A/b");
    const HistoryTree tree = load();
    const auto expectPlace = [&](std::string_view path, std::string_view folder,
                                 std::string_view inside) {
        const HistoryTree::Place place = tree.place(path);
        EXPECT_EQ(tree.nodes()[place.node].folder, folder) << path;
        EXPECT_EQ(place.path, inside) << path;
    };
    expectPlace("x", "", "x");
    expectPlace("A", "", "A");
    expectPlace("AB/x", "", "AB/x");
    expectPlace("A/x", "A", "x");
    expectPlace("A/b", "A", "b");
    expectPlace("A/b/c/d", "A/b", "c/d");
    EXPECT_FALSE(tree.nodes().back().history.exists()) << "nothing around them yet";
}

TEST_F(HistoryTrees, ReferencesToOlderManifestsAreGood)
{
    const SealedGeneration inner = append("A001");
    append("", {referenceTo(inner)});
    append("A001");
    EXPECT_THAT(load().problems(), IsEmpty());
}

TEST_F(HistoryTrees, AReferenceWithoutItsManifestIsReported)
{
    const SealedGeneration inner = append("A001");
    append("", {referenceTo(inner)});
    fs::remove_all(m_temp.path() / "A001" / "ascmhl");
    const auto problems = load().problems();
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].fault, HistoryFault::ReferenceMissing);
    EXPECT_EQ(problems[0].path, inner.manifestPath);
}

TEST_F(HistoryTrees, AManifestThatChangedWithItsChainIsReportedByTheReference)
{
    const SealedGeneration inner = append("A001");
    append("", {referenceTo(inner)});
    // Somebody edits the manifest and makes the chain fit.
    const std::string edited = test::readFile(inner.manifestPath) + "<!-- -->";
    test::writeFile(inner.manifestPath, edited);
    test::writeFile(inner.chainPath,
                    chainToXml({{.generation = 1,
                                 .fileName = inner.manifestPath.filename().native(),
                                 .c4 = test::digestOfText(hash::Algorithm::C4, edited)}}));
    const HistoryTree tree = load();
    EXPECT_TRUE(tree.nodes()[0].history.isSound());
    const auto problems = tree.problems();
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].fault, HistoryFault::ReferenceModified);
}

TEST_F(HistoryTrees, ProblemsOfEveryHistoryAreReported)
{
    const SealedGeneration inner = append("A001");
    append("B001");
    append("");
    fs::remove(inner.manifestPath);
    fs::remove(m_temp.path() / "B001" / "ascmhl" / "ascmhl_chain.xml");
    std::vector<HistoryFault> faults;
    for (const HistoryProblem& problem : load().problems())
        faults.push_back(problem.fault);
    EXPECT_THAT(faults, ElementsAre(HistoryFault::ManifestMissing, HistoryFault::ChainMissing));
}

} // namespace
} // namespace tailslate::mhl
