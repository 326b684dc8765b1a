// SPDX-License-Identifier: Apache-2.0
#include "report/OffloadReport.h"

#include "base/DisplayText.h"
#include "support/OffloadBuilder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace tailslate::report {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

OffloadReportInput input(offload::OffloadResult result, offload::Verdict verdict)
{
    OffloadReportInput input;
    input.show = "MIDNIGHT SUN";
    input.unit = "main";
    input.programVersion = "0.1.0";
    input.result = std::move(result);
    input.verdict = std::move(verdict);
    return input;
}

template <class T>
std::vector<T> blocksOf(const ReportDocument& document)
{
    std::vector<T> result;
    for (const Block& block : document.blocks) {
        if (const T* found = std::get_if<T>(&block))
            result.push_back(*found);
    }
    return result;
}

/// All text of a report, a line per piece.
std::string textOf(const ReportDocument& document)
{
    std::string text = document.title + "\n" + document.subtitle + "\n" + document.footer + "\n";
    const auto add = [&](const std::string& piece) { text += piece + "\n"; };
    for (const Block& block : document.blocks) {
        if (const auto* heading = std::get_if<Heading>(&block)) {
            add(heading->text);
        } else if (const auto* facts = std::get_if<Facts>(&block)) {
            for (const auto& row : facts->rows)
                add(row.label + ": " + row.value);
        } else if (const auto* statement = std::get_if<Statement>(&block)) {
            add(statement->headline);
            add(statement->text);
        } else if (const auto* table = std::get_if<Table>(&block)) {
            for (const auto& column : table->columns)
                add(column.title);
            for (const auto& row : table->rows) {
                for (const auto& cell : row.cells)
                    add(cell);
            }
        } else if (const auto* gallery = std::get_if<Gallery>(&block)) {
            for (const auto& picture : gallery->pictures) {
                for (const auto& line : picture.caption)
                    add(line);
            }
        }
    }
    return text;
}

/// The table whose first column has this title.
Table tableOf(const ReportDocument& document, const std::string& title)
{
    for (const Table& table : blocksOf<Table>(document)) {
        if (!table.columns.empty() && table.columns.front().title == title)
            return table;
    }
    return {};
}

TEST(OffloadReport, BeginsWithTheVerdict)
{
    auto result = test::goodResult();
    result.plan.destinations[1].volume.deviceId = result.plan.destinations[0].volume.deviceId;
    const auto report = offloadReport(input(result, test::safe()));
    EXPECT_EQ(report.title, "Offload report A001R2EC");
    EXPECT_EQ(report.subtitle, "MIDNIGHT SUN · main · 2026-11-21");
    EXPECT_THAT(report.footer, AllOf(HasSubstr("0.1.0"), HasSubstr(test::jobId().toString())));
    const auto& first = std::get<Statement>(report.blocks.at(0));
    EXPECT_EQ(first.tone, Tone::Good);
    EXPECT_EQ(first.headline, "SAFE TO FORMAT");
    EXPECT_THAT(first.text,
                HasSubstr("All 3 files were read back from 2 destinations on 1 device and found"));
}

TEST(OffloadReport, ThenNamesTheWarningsAndWhatIsNotVerified)
{
    const auto report = offloadReport(input(test::badResult(), test::notSafe()));
    const auto& verdict = std::get<Statement>(report.blocks.at(0));
    EXPECT_EQ(verdict.tone, Tone::Bad);
    EXPECT_EQ(verdict.headline, "NOT SAFE TO FORMAT");
    EXPECT_THAT(verdict.text, HasSubstr("/mnt/two is not complete."));

    const auto& warnings = std::get<Statement>(report.blocks.at(1));
    EXPECT_EQ(warnings.tone, Tone::Warning);
    EXPECT_EQ(warnings.headline, "1 warning");
    EXPECT_THAT(warnings.text, AllOf(HasSubstr("clip 4 is missing"), HasSubstr("caf\\xe9")));
    EXPECT_THAT(warnings.text, Not(HasSubstr("one empty folder"))); // A note.

    EXPECT_EQ(std::get<Heading>(report.blocks.at(2)).text, "1 copy is not verified");
    const auto& failures = std::get<Table>(report.blocks.at(3));
    ASSERT_EQ(failures.rows.size(), 1U);
    EXPECT_EQ(failures.rows[0].tone, Tone::Bad);
    EXPECT_EQ(failures.rows[0].cells.at(0), "A001R2EC/clip1.mov");
    EXPECT_EQ(failures.rows[0].cells.at(1), "2 shuttle");
    EXPECT_THAT(failures.rows[0].cells.at(2), HasSubstr("No copy: the copy differs"));
}

TEST(OffloadReport, WarnsWhereEverythingIsVerifiedButNotEnoughWasAsked)
{
    const auto report = offloadReport(
        input(test::goodResult(), {false, true, {"Open warning: clip 4 is missing"}}));
    const auto& verdict = std::get<Statement>(report.blocks.at(0));
    EXPECT_EQ(verdict.tone, Tone::Warning);
    EXPECT_EQ(verdict.text, "Somebody must look at the warnings below.");
}

TEST(OffloadReport, SaysExactlyWhatWasProvedAtEachDestination)
{
    using offload::EvidenceLevel;
    auto result = test::goodResult(6);
    const auto at = [&](std::size_t file) -> offload::CopyEvidence& {
        return result.copies[file * 2 + 1];
    };
    at(0).level = EvidenceLevel::None;
    at(1).level = EvidenceLevel::Copied;
    at(2).level = EvidenceLevel::Hashed;
    at(3).level = EvidenceLevel::SourceVerified;
    at(4).level = EvidenceLevel::Reverified;
    at(5).readBack = io::Transfer::Cached;
    const auto report = offloadReport(input(result, test::notSafe()));

    std::vector<Table> proofs;
    for (const Table& table : blocksOf<Table>(report)) {
        if (table.columns.front().title == "What was proved")
            proofs.push_back(table);
    }
    ASSERT_EQ(proofs.size(), 2U);
    ASSERT_EQ(proofs[0].rows.size(), 1U);
    EXPECT_EQ(proofs[0].rows[0].cells[0], "Verified: read back from the disk, xxh64 equal");
    EXPECT_EQ(proofs[0].rows[0].cells[1], "6");
    EXPECT_EQ(proofs[0].rows[0].tone, Tone::Good);

    std::vector<std::string> words;
    for (const auto& row : proofs[1].rows)
        words.push_back(row.cells[0]);
    EXPECT_THAT(words,
                testing::UnorderedElementsAre(
                    "No copy", "Copied, not verified: sizes equal",
                    "Hashed, not read back: xxh64 of the card only",
                    "Source-verified: read back from the disk, xxh64 equal; the card agrees a "
                    "second time",
                    "Re-verified: read back from the disk again later, xxh64 equal",
                    "Verified: read back through the memory cache, xxh64 equal"));

    const Table files = blocksOf<Table>(report).back();
    ASSERT_EQ(files.columns.size(), 5U);
    EXPECT_EQ(files.columns[2].title, "xxh64");
    EXPECT_TRUE(files.columns[2].monospace);
    EXPECT_EQ(files.columns[3].title, "1 primary");
    EXPECT_EQ(files.columns[4].title, "2 shuttle");
    EXPECT_EQ(files.rows.at(2).cells.at(2), test::digest("content of file 2").toText());
    EXPECT_EQ(files.rows.at(2).cells.at(3), "verified");
    EXPECT_EQ(files.rows.at(2).cells.at(4), "hashed, not read back");
    EXPECT_EQ(files.rows.at(2).tone, Tone::Bad);
    EXPECT_EQ(files.rows.at(4).tone, Tone::Plain);
}

TEST(OffloadReport, NeverSaysVerifiedWithoutTwoEqualDigests)
{
    auto result = test::goodResult(3);
    result.copies[0].readBackDigest.reset();
    result.copies[2].sourceDigest.reset();
    result.copies[4].readBackDigest = test::digest("other");
    const auto report = offloadReport(input(result, test::safe()));
    EXPECT_EQ(std::get<Statement>(report.blocks.at(0)).tone, Tone::Warning);
    const Table files = blocksOf<Table>(report).back();
    for (const auto& row : files.rows) {
        EXPECT_EQ(row.cells.at(3), "not proved");
        EXPECT_EQ(row.cells.at(4), "verified");
    }
    EXPECT_THAT(textOf(report), HasSubstr("its digests are missing or differ"));
}

TEST(OffloadReport, TellsOfTheCardTheDestinationsAndTheirSeals)
{
    const std::string text = textOf(offloadReport(input(test::badResult(), test::notSafe())));
    EXPECT_THAT(text, HasSubstr("Type: ARRI ALEXA classic naming"));
    EXPECT_THAT(text, HasSubstr("Known by: folder A001R2EC holds"));
    EXPECT_THAT(text, HasSubstr("Clips: 2 picture, 1 sound"));
    EXPECT_THAT(text, HasSubstr("Files: 3"));
    EXPECT_THAT(text, HasSubstr("(3,003 bytes)"));
    EXPECT_THAT(text, HasSubstr("Started: 2026-11-21 03:07:00 UTC"));
    EXPECT_THAT(text, HasSubstr("Took: 13 min 00 s"));
    EXPECT_THAT(text, HasSubstr("Device: Samsung SSD T7 (sdb) · RAID\\x09A · exfat"));
    EXPECT_THAT(text, HasSubstr("0001_A001R2EC.mhl"));
    EXPECT_THAT(text, HasSubstr("Seal: none: this copy is not sealed"));
    EXPECT_THAT(text, HasSubstr("Failed: the medium failed: /mnt/two (Input/output error)"));
    EXPECT_THAT(text, HasSubstr("one empty folder"));
    EXPECT_TRUE(isUtf8(text));
}

TEST(OffloadReport, ShowsClipsWithTheirPictures)
{
    auto data = input(test::goodResult(), test::safe());
    const std::vector jpeg(10, std::byte{1});
    data.clips = {
        {.clip = 2,
         .codec = "ProRes 422 HQ 1920×1080 24",
         .timecode = "10:00:00:00",
         .duration = "00:00:04:00",
         .thumbnailJpeg = jpeg},
        {.clip = 99, .codec = "none", .timecode = "", .duration = "", .thumbnailJpeg = jpeg}};
    const auto report = offloadReport(data);
    const auto galleries = blocksOf<Gallery>(report);
    ASSERT_EQ(galleries.size(), 1U);
    ASSERT_EQ(galleries[0].pictures.size(), 1U);
    EXPECT_EQ(galleries[0].pictures[0].jpeg, jpeg);
    EXPECT_THAT(galleries[0].pictures[0].caption,
                testing::ElementsAre("A001C002", "10:00:00:00", "00:00:04:00"));
    const Table clips = tableOf(report, "Clip");
    ASSERT_EQ(clips.rows.size(), 3U);
    EXPECT_EQ(clips.rows[2].cells[4], "ProRes 422 HQ 1920×1080 24");
    EXPECT_EQ(clips.rows[1].cells[1], "sound");
    EXPECT_EQ(clips.rows[0].cells[5], "2");
}

TEST(OffloadReport, KeepsTheFrontShortWhenADestinationIsLost)
{
    auto result = test::goodResult(500);
    for (auto& copy : result.copies) {
        if (copy.destination == 1)
            copy.level = offload::EvidenceLevel::None;
    }
    const auto report = offloadReport(input(result, test::notSafe()));
    EXPECT_EQ(tableOf(report, "File").rows.size(), 40U);
    EXPECT_THAT(textOf(report),
                AllOf(HasSubstr("500 copies are not verified"), HasSubstr("And 460 more")));
    EXPECT_EQ(blocksOf<Table>(report).back().rows.size(), 500U);
}

TEST(OffloadReport, SurvivesAResultThatIsIncomplete)
{
    auto result = test::goodResult();
    result.copies.resize(1);
    result.copies.push_back(test::verifiedCopy(77, 0));
    result.destinations.clear();
    const auto report = offloadReport(input(result, test::notSafe()));
    EXPECT_EQ(blocksOf<Table>(report).back().rows.at(1).cells.at(3), "no copy");

    offload::OffloadResult nothing;
    EXPECT_FALSE(offloadReport(input(nothing, {})).blocks.empty());
}

} // namespace
} // namespace tailslate::report
