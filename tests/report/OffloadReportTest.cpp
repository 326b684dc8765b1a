// SPDX-License-Identifier: Apache-2.0
#include "report/OffloadReport.h"

#include "base/DisplayText.h"
#include "support/OffloadBuilder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
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

TEST(OffloadReport, TellsWhatHappenedOnTheWay)
{
    auto given = input(test::goodResult(), test::safe());
    EXPECT_THAT(textOf(offloadReport(given)), Not(HasSubstr("On the way")));
    given.notices = {{given.result.started, "/mnt/two", "too slow to keep up"},
                     {given.result.started, "", "the card went away"}};
    EXPECT_THAT(textOf(offloadReport(given)),
                AllOf(HasSubstr("On the way"), HasSubstr("UTC: /mnt/two: too slow to keep up"),
                      HasSubstr("UTC: the card went away")));
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
    const auto setLevel = [&](std::size_t file, EvidenceLevel level) {
        test::changeCopy(result, file, 1, [&](offload::CopyEvidence& copy) {
            copy.level = level;
            copy.sourceConfirmed = level == EvidenceLevel::SourceVerified;
        });
    };
    setLevel(0, EvidenceLevel::None);
    setLevel(1, EvidenceLevel::Copied);
    setLevel(2, EvidenceLevel::Hashed);
    setLevel(3, EvidenceLevel::SourceVerified);
    setLevel(4, EvidenceLevel::Reverified);
    test::changeCopy(result, 5, 1, [](offload::CopyEvidence& copy) {
        copy.readBack = io::Transfer::Cached;
        copy.written = io::Transfer::Cached;
    });
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
                    "Source-verified: read back from the disk, xxh64 equal; a second read of the "
                    "card or its own manifest agrees",
                    "Re-verified: read back from the disk again later, xxh64 equal",
                    "Verified: read back through the memory cache, xxh64 equal"));

    const std::string text = textOf(report);
    EXPECT_THAT(text, HasSubstr("Written: 6 files past the memory cache\n"));
    EXPECT_THAT(text, HasSubstr("Written: 4 files past the memory cache, 1 file through the memory "
                                "cache, then synced\n"));

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
    test::changeCopy(result, 0, 0,
                     [](offload::CopyEvidence& copy) { copy.readBackDigest.reset(); });
    test::changeCopy(result, 1, 0, [](offload::CopyEvidence& copy) { copy.sourceDigest.reset(); });
    test::changeCopy(result, 2, 0, [](offload::CopyEvidence& copy) {
        copy.readBackDigest = test::digest("other");
    });
    const auto report = offloadReport(input(result, test::safe()));
    EXPECT_EQ(std::get<Statement>(report.blocks.at(0)).tone, Tone::Warning);
    const Table files = blocksOf<Table>(report).back();
    for (const auto& row : files.rows) {
        EXPECT_EQ(row.cells.at(3), "not proved");
        EXPECT_EQ(row.cells.at(4), "verified");
    }
    EXPECT_THAT(textOf(report), HasSubstr("its digests are missing or differ"));
}

TEST(OffloadReport, NeverSaysSourceVerifiedWithoutAnotherOpinionOfTheCard)
{
    auto result = test::goodResult(1);
    for (const std::size_t destination : {0U, 1U}) {
        test::changeCopy(result, 0, destination, [&](offload::CopyEvidence& copy) {
            copy.level = offload::EvidenceLevel::SourceVerified;
            copy.sourceConfirmed = destination == 0;
        });
    }
    const auto report = offloadReport(input(result, test::safe()));
    EXPECT_EQ(std::get<Statement>(report.blocks.at(0)).tone, Tone::Warning);
    const Table files = blocksOf<Table>(report).back();
    EXPECT_EQ(files.rows.at(0).cells.at(3), "source-verified");
    EXPECT_EQ(files.rows.at(0).cells.at(4), "not proved");
    EXPECT_EQ(files.rows.at(0).tone, Tone::Bad);
}

TEST(OffloadReport, CallsAJobToBeVerifiedLaterCopiedAndNothingMore)
{
    auto result = test::pendingResult();
    const auto report = offloadReport(input(result, test::notSafe()));
    const std::string text = textOf(report);
    EXPECT_THAT(text, HasSubstr("Mode: verify later: copies are hashed on the way"));
    EXPECT_THAT(text, HasSubstr("6 copies are not read back yet"));
    EXPECT_THAT(text, Not(HasSubstr("6 copies are not verified")));
    for (const Table& table : blocksOf<Table>(report)) {
        for (const auto& row : table.rows)
            EXPECT_NE(row.tone, Tone::Good);
    }
    const Table files = blocksOf<Table>(report).back();
    ASSERT_EQ(files.rows.size(), 3U);
    for (const auto& row : files.rows) {
        EXPECT_EQ(row.tone, Tone::Warning);
        EXPECT_EQ(row.cells.at(3), "copied, not read back");
        EXPECT_EQ(row.cells.at(4), "copied, not read back");
    }

    // A copy that failed is a failure in this mode too.
    test::changeCopy(result, 1, 1, [](offload::CopyEvidence& copy) {
        copy.error = Error{ErrorCode::Io, "the medium failed", "/mnt/two", 5};
    });
    const auto failed = offloadReport(input(result, test::notSafe()));
    EXPECT_EQ(tableOf(failed, "File").rows.at(0).tone, Tone::Bad);
    EXPECT_EQ(blocksOf<Table>(failed).back().rows.at(1).tone, Tone::Bad);
}

TEST(OffloadReport, SaysInWordsHowMuchWasAskedFor)
{
    auto result = test::goodResult(1);
    EXPECT_THAT(textOf(offloadReport(input(result, test::safe()))),
                HasSubstr("Mode: verify: each copy is read back from its medium\n"));
    result.plan.mode = offload::Mode::VerifySecondRead;
    EXPECT_THAT(textOf(offloadReport(input(result, test::safe()))),
                HasSubstr("Mode: verify with a second read: "));
}

TEST(OffloadReport, NamesWhatTheSealDoesNotHold)
{
    auto result = test::goodResult();
    result.destinations[1].unsealedNames = 2;
    const auto report = offloadReport(input(result, test::safe()));
    EXPECT_THAT(std::get<Statement>(report.blocks.at(0)).text,
                HasSubstr("Not in the seal: 2 files with names that no manifest can hold"));
    EXPECT_THAT(textOf(report), HasSubstr("Not in the seal: 2 files with names that no manifest "
                                          "can hold, verified\n"));
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
    for (std::size_t file = 0; file < 500; ++file) {
        test::changeCopy(result, file, 1, [](offload::CopyEvidence& copy) {
            copy.level = offload::EvidenceLevel::None;
        });
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
    result.copies = offload::CopyTable(1, 2, {});
    result.copies.put(test::verifiedCopy(0, 0));
    result.destinations.clear();
    const auto report = offloadReport(input(result, test::notSafe()));
    EXPECT_EQ(blocksOf<Table>(report).back().rows.at(1).cells.at(3), "no copy");

    offload::OffloadResult nothing;
    EXPECT_FALSE(offloadReport(input(nothing, {})).blocks.empty());
}

TEST(OffloadReport, IsWrittenInOneStrokeForALargeCardFullOfWarnings)
{
    // Two minutes tell a quadratic algorithm from a slow machine.
    constexpr std::size_t kFiles = 100'000;
    auto result = test::goodResult(kFiles);
    offload::Verdict verdict{.safeToFormat = false, .allVerified = true, .reasons = {}};
    result.plan.card.findings.clear();
    for (std::size_t i = 0; i < kFiles; ++i) {
        const std::string sentence = "clip " + std::to_string(i) + " is missing";
        result.plan.card.findings.push_back({media::Severity::Warning, sentence, {}});
        verdict.reasons.push_back("Open warning: " + sentence);
    }
    const auto data = input(std::move(result), std::move(verdict));
    const auto start = std::chrono::steady_clock::now();
    const auto report = offloadReport(data);
    const std::string csv = offloadCsv(data);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::printf("report and CSV of 100,000 files: %.2f s\n", took.count());
    EXPECT_LT(took.count(), 120.0);
    EXPECT_EQ(std::get<Statement>(report.blocks.at(0)).text,
              "Somebody must look at the warnings below.");
    EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(csv, '\n')), 1 + 2 * kFiles);
}

} // namespace
} // namespace tailslate::report
