// SPDX-License-Identifier: Apache-2.0
#include "report/OffloadReport.h"
#include "support/OffloadBuilder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace tailslate::report {
namespace {

using testing::StartsWith;

/// A strict reader of RFC 4180 section 2; throws on anything that is not.
std::vector<std::vector<std::string>> parse(const std::string& csv)
{
    std::vector<std::vector<std::string>> records{{""}};
    bool quoted = false;
    for (std::size_t i = 0; i < csv.size(); ++i) {
        std::string& field = records.back().back();
        const char c = csv[i];
        if (quoted) {
            if (c != '"')
                field += c;
            else if (i + 1 < csv.size() && csv[i + 1] == '"')
                field += csv[++i];
            else
                quoted = false;
        } else if (c == '"') {
            if (!field.empty())
                throw std::runtime_error("a quote inside a field");
            quoted = true;
        } else if (c == ',') {
            records.back().emplace_back();
        } else if (c == '\r') {
            if (++i >= csv.size() || csv[i] != '\n')
                throw std::runtime_error("a line that does not end with CRLF");
            records.push_back({""});
        } else if (c == '\n') {
            throw std::runtime_error("a bare line feed");
        } else {
            field += c;
        }
    }
    if (quoted || records.back() != std::vector<std::string>{""})
        throw std::runtime_error("no CRLF at the end");
    records.pop_back();
    return records;
}

OffloadReportInput input(offload::OffloadResult result)
{
    OffloadReportInput input;
    input.show = "MIDNIGHT SUN";
    input.unit = "2nd, \"B\"";
    input.programVersion = "0.1.0";
    input.result = std::move(result);
    return input;
}

/// The cells of a record by the title of their column.
std::map<std::string, std::string> byTitle(const std::vector<std::vector<std::string>>& records,
                                           std::size_t line)
{
    std::map<std::string, std::string> cells;
    for (std::size_t i = 0; i < records[line].size(); ++i)
        cells[records[0][i]] = records[line][i];
    return cells;
}

TEST(OffloadCsv, HoldsOneLineForEachFileAndDestination)
{
    const auto records = parse(offloadCsv(input(test::badResult())));
    ASSERT_EQ(records.size(), 1U + 3U * 2U);
    for (const auto& record : records)
        EXPECT_EQ(record.size(), records.front().size());

    auto good = byTitle(records, 3); // File 1, destination 0.
    EXPECT_EQ(good["show"], "MIDNIGHT SUN");
    EXPECT_EQ(good["unit"], "2nd, \"B\"");
    EXPECT_EQ(good["roll"], "A001R2EC");
    EXPECT_EQ(good["file"], "A001R2EC/clip1.mov");
    EXPECT_EQ(good["size_bytes"], "1001");
    EXPECT_EQ(good["modified_utc"], "2026-11-20T23:00:00.000001Z");
    EXPECT_EQ(good["destination"], "1");
    EXPECT_EQ(good["role"], "primary");
    EXPECT_EQ(good["device"], "Samsung SSD T7 (sdb)");
    EXPECT_EQ(good["evidence"], "verified");
    EXPECT_EQ(good["proof"], "Verified: read back from the disk, xxh64 equal");
    EXPECT_EQ(good["algorithm"], "xxh64");
    EXPECT_EQ(good["card_digest"], test::digest("content of file 1").toText());
    EXPECT_EQ(good["read_back_digest"], good["card_digest"]);
    EXPECT_EQ(good["read_back"], "direct");
    EXPECT_EQ(good["written"], "direct");
    EXPECT_EQ(good["error"], "");

    auto bad = byTitle(records, 4); // File 1, destination 1.
    EXPECT_EQ(bad["evidence"], "no copy");
    EXPECT_THAT(bad["error"], testing::HasSubstr("the copy differs from the card"));
    EXPECT_NE(bad["read_back_digest"], bad["card_digest"]);
    EXPECT_EQ(bad["seal"], "");
}

TEST(OffloadCsv, ShowsEveryByteOfANameThatIsNotUtf8)
{
    const auto records = parse(offloadCsv(input(test::goodResult())));
    EXPECT_EQ(byTitle(records, 1)["file"], "A001R2EC/caf\\xe9 \\xff\\x01.mov");
}

TEST(OffloadCsv, NeverLetsASpreadsheetRunACell)
{
    auto data = input(test::goodResult(1));
    data.result.plan.destinations[0].role = "@SUM(A1)";
    data.result.plan.destinations[1].role = "\tx";
    data.unit = "＝1+1";
    for (const char* start : {"=", "+", "-", "@"}) {
        data.result.plan.card.files[0].path = std::string(start) + "cmd|' /C calc'!A0,\"x\".mov";
        data.show = std::string(start) + "HYPERLINK(\"http://x\")";
        data.result.plan.card.roll = std::string(start) + "1";
        const auto records = parse(offloadCsv(data));
        for (std::size_t line = 1; line < records.size(); ++line) {
            for (const std::string& cell : records[line]) {
                for (const char* dangerous :
                     {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"})
                    EXPECT_THAT(cell, testing::Not(StartsWith(dangerous)));
            }
        }
        EXPECT_EQ(byTitle(records, 1)["roll"], "'" + std::string(start) + "1");
        EXPECT_THAT(byTitle(records, 1)["file"], StartsWith("'" + std::string(start) + "cmd"));
    }
}

TEST(OffloadCsv, SaysOfACopyToBeVerifiedLaterOnlyThatItIsCopied)
{
    const auto records = parse(offloadCsv(input(test::pendingResult())));
    ASSERT_EQ(records.size(), 1U + 3U * 2U);
    for (std::size_t line = 1; line < records.size(); ++line) {
        auto cells = byTitle(records, line);
        EXPECT_EQ(cells["evidence"], "copied, not read back");
        EXPECT_EQ(cells["proof"], "Copied, not read back: xxh64 of the card only");
        EXPECT_EQ(cells["read_back_digest"], "");
        EXPECT_EQ(cells["seal"], "");
    }
}

TEST(OffloadCsv, HasATitleLineEvenWithoutFiles)
{
    auto data = input(test::goodResult(1));
    data.result.plan.card.files.clear();
    data.result.copies = {};
    EXPECT_EQ(parse(offloadCsv(data)).size(), 1U);
}

} // namespace
} // namespace tailslate::report
