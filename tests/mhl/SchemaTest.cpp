// SPDX-License-Identifier: Apache-2.0
//
// Asks xmllint whether what is written follows the published schemas.
#include "io/DiskFileSystem.h"
#include "mhl/Collection.h"
#include "mhl/History.h"
#include "mhl/ListedFiles.h"
#include "mhl/MhlTestData.h"
#include "support/TempDir.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <utility>

namespace tailslate::mhl {
namespace {

namespace fs = std::filesystem;

class Schema : public testing::Test {
protected:
    void SetUp() override
    {
        if (!fs::exists(m_schemas / "ASCMHL.xsd"))
            GTEST_SKIP() << "no schemas at " << m_schemas;
        if (std::system("xmllint --version >/dev/null 2>&1") != 0)
            GTEST_SKIP() << "xmllint is not installed";
    }

    [[nodiscard]] bool isValid(const std::string& xml, const char* schema)
    {
        const fs::path document = m_temp.path() / "document.xml";
        test::writeFile(document, xml);
        const std::string command = "xmllint --nonet --noout --schema '" +
                                    (m_schemas / schema).string() + "' '" + document.string() +
                                    "' 2>'" + (m_temp.path() / "log").string() + "'";
        const bool valid = std::system(command.c_str()) == 0;
        m_log = test::readFile(m_temp.path() / "log");
        return valid;
    }

    fs::path m_schemas = test::referenceData() / "schemas";
    tailslate::test::TempDir m_temp;
    std::string m_log;
};

TEST_F(Schema, TheSmallestManifestIsValid)
{
    const std::string xml = toXml(test::smallManifest()).value();
    EXPECT_TRUE(isValid(xml, "ASCMHL.xsd")) << m_log;

    // The check itself can say no.
    std::string broken = xml;
    broken.replace(broken.find("<process>transfer"), 17, "<process>copied");
    EXPECT_FALSE(isValid(broken, "ASCMHL.xsd"));
}

TEST_F(Schema, AManifestWithEverythingIsValid)
{
    Manifest manifest = test::smallManifest("Q&A <1> \"x\" .mov");
    manifest.creator.authors = {
        {.name = "Jo", .role = "DIT", .email = "jo@example.org", .phone = "1"},
        {.name = "", .role = "", .email = "", .phone = ""}};
    manifest.creator.location = "Stage 4";
    manifest.creator.comment = "a\nb\r\n";
    FileRecord& file = manifest.files.front();
    file.created = test::moment("1601-01-01T00:00:00.000001Z");
    file.previousPath = "before";
    file.hashes.clear();
    DirectoryRecord directory = test::directoryRecord("d");
    directory.content.clear();
    directory.structure.clear();
    directory.previousPath = "c";
    directory.created = directory.modified = test::moment("9999-12-31T23:59:59.999999Z");
    // In the order of speed, which is not the order of the schema.
    for (const hash::Algorithm algorithm : hash::kAllAlgorithms) {
        HashEntry entry{.digest = test::digestOfText(algorithm, "x"),
                        .action = Action::Verified,
                        .hashedAt = test::moment("2026-01-16T09:15:02.5Z")};
        file.hashes.push_back(entry);
        entry.action.reset();
        directory.content.push_back(entry);
        directory.structure.insert(directory.structure.begin(), entry);
    }
    manifest.directories = {directory, test::directoryRecord("e")};
    manifest.directories[1].content.clear();
    manifest.directories[1].structure.clear();
    manifest.rootHash = RootHash{.content = directory.content, .structure = directory.structure};
    manifest.references = {
        {.path = "A/ascmhl/0001.mhl", .c4 = test::digestOfText(hash::Algorithm::C4, "")}};
    EXPECT_TRUE(isValid(toXml(manifest).value(), "ASCMHL.xsd")) << m_log;

    manifest.files.clear();
    manifest.directories.clear();
    manifest.ignorePatterns.clear();
    EXPECT_TRUE(isValid(toXml(manifest).value(), "ASCMHL.xsd")) << m_log;
}

TEST_F(Schema, AChainIsValid)
{
    std::vector<ChainEntry> chain;
    for (std::uint32_t generation = 1; generation <= 3; ++generation)
        chain.push_back(
            {.generation = generation,
             .fileName = manifestFileName(generation, "Q&A", test::moment("2026-01-16T09:15:00Z")),
             .c4 = test::digestOfText(hash::Algorithm::C4, std::to_string(generation))});
    EXPECT_TRUE(isValid(chainToXml(chain), "ASCMHLDirectory.xsd")) << m_log;
}

TEST_F(Schema, APackingListAndItsCollectionAreValid)
{
    Manifest manifest = test::smallManifest();
    manifest.process = Process::Flatten;
    manifest.files.push_back(test::fileRecord(" gr\xC3\xB6\xC3\x9F"
                                              "e & <1>"));
    test::ListedFiles files(std::exchange(manifest.files, {}));
    io::DiskFileSystem disk;
    const auto written = writePackingList(disk, m_temp.path() / "out", "Q&A <1>", manifest, files,
                                          test::moment("2026-01-16T09:15:00Z"));
    ASSERT_TRUE(written) << written.error().describe();
    EXPECT_TRUE(isValid(test::readFile(written->manifestPath), "ASCMHL.xsd")) << m_log;
    EXPECT_TRUE(isValid(test::readFile(written->collectionPath), "ASCMHLDirectory.xsd")) << m_log;
}

TEST_F(Schema, EveryProcessAndEveryActionIsValid)
{
    for (const Process process : {Process::InPlace, Process::Transfer, Process::Flatten}) {
        Manifest manifest = test::smallManifest();
        manifest.process = process;
        manifest.files.clear();
        for (const Action action : {Action::Original, Action::Verified, Action::Failed}) {
            FileRecord file = test::fileRecord("f" + std::to_string(static_cast<int>(action)));
            file.hashes[0].action = action;
            file.hashes[0].hashedAt.reset();
            file.size = 18'446'744'073'709'551'615ULL;
            manifest.files.push_back(file);
        }
        EXPECT_TRUE(isValid(toXml(manifest).value(), "ASCMHL.xsd")) << m_log;
    }
}

} // namespace
} // namespace tailslate::mhl
