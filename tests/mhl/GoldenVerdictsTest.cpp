// SPDX-License-Identifier: Apache-2.0
//
// The verdicts on trees that ascmhl 1.1, the reference implementation, has written.
#include "mhl/CheckScope.h"
#include "mhl/Flatten.h"
#include "mhl/ScopeFixture.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <iostream>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;

class GoldenVerdicts : public test::ScopeTest {
protected:
    void SetUp() override
    {
        if (!fs::exists(m_trees))
            GTEST_SKIP() << "no trees of the reference implementation at " << m_trees;
    }

    /// Puts a copy of a tree in place, so that it can be written to.
    void take(const std::string& tree, const std::string& scope = "A001R2EC")
    {
        fs::copy(m_trees / tree, m_temp.path(),
                 fs::copy_options::recursive | fs::copy_options::overwrite_existing);
        for (const auto& entry : fs::recursive_directory_iterator(m_temp.path()))
            fs::permissions(entry, fs::perms::owner_write, fs::perm_options::add);
        m_scope = m_temp.path() / scope;
    }

    /// Verifies twice: what was appended must not change the verdict.
    void expectFindings(const std::map<std::string, Verdict>& expected, std::size_t matches)
    {
        for (const char* run : {"first", "again"}) {
            SCOPED_TRACE(run);
            const CheckReport report = verify();
            EXPECT_EQ(findings(report), expected);
            EXPECT_EQ(report.count(Verdict::Match), matches);
            EXPECT_THAT(report.problems, IsEmpty());
            EXPECT_EQ(report.notAppended, "");
            ASSERT_FALSE(report.appended.empty());
            for (const SealedGeneration& sealed : report.appended) {
                expectValid(sealed.manifestPath, "ASCMHL.xsd");
                expectValid(sealed.chainPath, "ASCMHLDirectory.xsd");
            }
        }
    }

    void expectValid(const fs::path& document, const char* schema)
    {
        if (std::system("xmllint --version >/dev/null 2>&1") != 0) {
            std::cout << "xmllint is not installed, " << document.filename() << " is not checked\n";
            return;
        }
        const std::string command = "xmllint --nonet --noout --schema '" +
                                    (test::referenceData() / "schemas" / schema).string() + "' '" +
                                    document.string() + "' 2>'" + (m_temp.path() / "log").string() +
                                    "'";
        EXPECT_EQ(std::system(command.c_str()), 0) << test::readFile(m_temp.path() / "log");
    }

    fs::path m_trees = test::referenceData() / "golden" / "asc-mhl";
};

TEST_F(GoldenVerdicts, OneGenerationMatches)
{
    take("01-create");
    expectFindings({}, 4);
    EXPECT_EQ(recorded("empty.bin"), "xxh64 verified");
}

TEST_F(GoldenVerdicts, AllFormatsMatch)
{
    take("02-all-formats");
    CheckRequest all = request();
    all.formats.assign(hash::kAllAlgorithms.begin(), hash::kAllAlgorithms.end());
    const CheckReport report = verify(all);
    EXPECT_EQ(report.count(Verdict::Match), 4U);
    // Our digests of folders are those of the reference.
    const auto generations = history();
    ASSERT_EQ(generations.size(), 2U);
    const RootHash& theirs = generations[0].manifest.rootHash.value();
    const RootHash& ours = generations[1].manifest.rootHash.value();
    ASSERT_EQ(ours.content.size(), 6U);
    for (std::size_t i = 0; i < 6; ++i) {
        EXPECT_EQ(ours.content[i].digest, theirs.content[i].digest);
        EXPECT_EQ(ours.structure[i].digest, theirs.structure[i].digest);
    }
    expectFindings({}, 4);
}

TEST_F(GoldenVerdicts, AnAppendedGenerationMatches)
{
    take("03-append-verified");
    expectFindings({}, 4);
}

TEST_F(GoldenVerdicts, AChangedClipIsAMismatch)
{
    take("04-append-failed");
    expectFindings({{"Clips/A001C001_261121_R2EC.mov", Verdict::Mismatch}}, 3);
}

TEST_F(GoldenVerdicts, NestedHistoriesMatch)
{
    take("05-nested", "Day01");
    expectFindings({}, 9);
    EXPECT_EQ(history().back().manifest.references.size(), 2U);
}

TEST_F(GoldenVerdicts, BothMissingAndNewAreReported)
{
    take("06-missing-and-new");
    const CheckReport report = verify();
    EXPECT_EQ(report.count(Verdict::Missing), 1U);
    EXPECT_EQ(report.count(Verdict::New), 1U);
    EXPECT_EQ(report.count(Verdict::Mismatch), 0U);
    EXPECT_EQ(findings(verify()), findings(report));
}

TEST_F(GoldenVerdicts, AnEditedManifestIsModified)
{
    take("07-tampered-manifest");
    const CheckReport report = verify();
    ASSERT_EQ(report.problems.size(), 1U);
    EXPECT_EQ(report.problems[0].fault, HistoryFault::ManifestModified);
    EXPECT_THAT(report.appended, IsEmpty());
}

TEST_F(GoldenVerdicts, APackingListMatches)
{
    take("08-flattened");
    fs::path list;
    for (const auto& entry : fs::recursive_directory_iterator(m_temp.path() / "out"))
        if (entry.path().extension() == ".mhl")
            list = entry.path();
    const CheckReport report =
        done(verifyPackingList(m_files, m_clock, request(), list, m_context));
    EXPECT_THAT(findings(report), IsEmpty());
    EXPECT_EQ(report.count(Verdict::Match), 4U);

    // Ours says the same as theirs.
    const FlattenReport flat = done(flattenHistory(
        m_files, m_clock, m_scope, m_temp.path() / "ours", request().creator, m_context));
    ASSERT_TRUE(flat.written);
    expectValid(flat.written->manifestPath, "ASCMHL.xsd");
    expectValid(flat.written->collectionPath, "ASCMHLDirectory.xsd");
    const auto theirs = fromXml(test::readFile(list)).value();
    const auto ours = fromXml(test::readFile(flat.written->manifestPath)).value();
    ASSERT_EQ(ours.files.size(), theirs.files.size());
    for (std::size_t i = 0; i < ours.files.size(); ++i) {
        EXPECT_EQ(ours.files[i].path, theirs.files[i].path);
        ASSERT_EQ(ours.files[i].hashes.size(), theirs.files[i].hashes.size());
        for (std::size_t k = 0; k < ours.files[i].hashes.size(); ++k) {
            EXPECT_EQ(ours.files[i].hashes[k].digest, theirs.files[i].hashes[k].digest);
            EXPECT_EQ(ours.files[i].hashes[k].action, theirs.files[i].hashes[k].action);
        }
    }
}

} // namespace
} // namespace tailslate::mhl
