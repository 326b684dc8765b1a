// SPDX-License-Identifier: Apache-2.0
#include "pdf/PdfReport.h"

#include "support/TempDir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <QBuffer>
#include <QByteArray>
#include <QImage>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace tailslate::pdf {
namespace {

using report::Tone;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

std::string readAll(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::byte> jpeg(int width, int height)
{
    QImage image(width, height, QImage::Format_RGB32);
    image.fill(Qt::darkCyan);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "jpg");
    const auto* begin = reinterpret_cast<const std::byte*>(bytes.constData());
    return {begin, begin + bytes.size()};
}

report::Table table(std::size_t rows)
{
    report::Table table;
    table.columns = {{"File", report::Table::Align::Left, 3.0, false},
                     {"Size", report::Table::Align::Right, 1.0, false},
                     {"xxh64", report::Table::Align::Left, 1.5, true}};
    for (std::size_t i = 0; i < rows; ++i) {
        table.rows.push_back({i % 7 == 0 ? Tone::Bad : Tone::Plain,
                              {"A001R2EC/A001C" + std::to_string(i) + "_261121_R2EC.mov",
                               std::to_string(i) + ".0 GB", "44bc2cf5ad770999"}});
    }
    return table;
}

class PdfReportTest : public testing::Test {
protected:
    /// What pdftotext (poppler) reads on the pages; empty and a reason to skip without it.
    std::string textOf(const std::filesystem::path& pdf)
    {
        if (std::system("pdftotext -v > /dev/null 2>&1") != 0)
            return {};
        const auto output = dir.path() / "text";
        const std::string command =
            "pdftotext -layout '" + pdf.string() + "' '" + output.string() + "'";
        EXPECT_EQ(std::system(command.c_str()), 0);
        return readAll(output);
    }

    static std::size_t pageCount(const std::string& text)
    {
        return static_cast<std::size_t>(std::ranges::count(text, '\f'));
    }

    report::ReportDocument document()
    {
        report::ReportDocument document;
        document.title = "Offload report A001R2EC";
        document.subtitle = "MIDNIGHT SUN · 2026-11-21";
        document.footer = "Tailslate 0.1.0";
        document.blocks = {
            report::Statement{Tone::Bad, "NOT SAFE TO FORMAT", "first reason\nsecond reason"},
            report::Heading{"Card"},
            report::Facts{{{"Roll", "A001R2EC"}, {"Started", "2026-11-21 03:06:06 UTC"}}},
            report::Gallery{{{jpeg(320, 180), {"A001C001", "10:00:00:00", "00:00:04:00"}}}},
            table(3),
        };
        return document;
    }

    test::TempDir dir;
    std::filesystem::path path = dir.path() / "report.pdf";
};

TEST_F(PdfReportTest, WritesAFileThatReadersFindTheWordsIn)
{
    const auto written = writePdf(document(), path);
    ASSERT_TRUE(written) << written.error().describe();
    EXPECT_THAT(readAll(path), StartsWith("%PDF-1."));
    const std::string text = textOf(path);
    if (text.empty())
        GTEST_SKIP() << "pdftotext is not there";
    for (const char* words :
         {"Offload report A001R2EC", "MIDNIGHT SUN · 2026-11-21", "NOT SAFE TO FORMAT",
          "first reason", "second reason", "2026-11-21 03:06:06 UTC", "A001C001", "10:00:00:00",
          "A001R2EC/A001C2_261121_R2EC.mov", "44bc2cf5ad770999", "Tailslate 0.1.0", "Page 1 of 1"})
        EXPECT_THAT(text, HasSubstr(words));
    // Nothing but the report is in the folder: no temporary file was left.
    std::filesystem::remove(dir.path() / "text");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir.path()), {}), 1);
}

TEST_F(PdfReportTest, EmbedsItsFonts)
{
    ASSERT_TRUE(writePdf(document(), path));
    EXPECT_THAT(readAll(path), HasSubstr("/FontFile2"));
}

TEST_F(PdfReportTest, RepeatsTheTitlesOfALongTableAndNumbersEveryPage)
{
    auto report = document();
    report.blocks.emplace_back(table(200));
    ASSERT_TRUE(writePdf(report, path));
    const std::string text = textOf(path);
    if (text.empty())
        GTEST_SKIP() << "pdftotext is not there";
    const std::size_t pages = pageCount(text);
    ASSERT_GT(pages, 3U);
    std::size_t begin = 0;
    for (std::size_t page = 1; page <= pages; ++page) {
        const std::size_t end = text.find('\f', begin);
        const std::string words = text.substr(begin, end - begin);
        EXPECT_THAT(words,
                    HasSubstr("Page " + std::to_string(page) + " of " + std::to_string(pages)));
        EXPECT_THAT(words, AllOf(HasSubstr("File"), HasSubstr("Size"), HasSubstr("xxh64")));
        begin = end + 1;
    }
    EXPECT_THAT(text, HasSubstr("A001R2EC/A001C199_261121_R2EC.mov"));
}

TEST_F(PdfReportTest, SetsFiveThousandRowsInSeconds)
{
    auto report = document();
    report.blocks.emplace_back(table(5000));
    const auto start = std::chrono::steady_clock::now();
    ASSERT_TRUE(writePdf(report, path));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::printf("5,000 rows: %.2f s\n", took.count());
    EXPECT_LT(took.count(), 60.0); // Sanitizers included; a quadratic layout takes far longer.
}

TEST_F(PdfReportTest, ReplacesAnEarlierReport)
{
    std::ofstream(path) << "old";
    ASSERT_TRUE(writePdf(document(), path));
    EXPECT_THAT(readAll(path), StartsWith("%PDF-1."));
}

TEST_F(PdfReportTest, SaysWhenTheFolderIsMissingAndLeavesNothing)
{
    const auto written = writePdf(document(), dir.path() / "none" / "report.pdf");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::NotFound) << written.error().describe();
    EXPECT_TRUE(std::filesystem::is_empty(dir.path()));
}

TEST_F(PdfReportTest, WritesUnderANameThatIsNotUtf8)
{
    const auto odd = dir.path() / "caf\xe9.pdf";
    ASSERT_TRUE(writePdf(document(), odd));
    EXPECT_THAT(readAll(odd), StartsWith("%PDF-1."));
}

TEST_F(PdfReportTest, SurvivesContentThatNoReportShouldHave)
{
    report::ReportDocument odd;
    odd.title = std::string(3000, 'W');
    odd.subtitle = "\xff\xfe not UTF-8 \x01\n\r\t";
    odd.footer = std::string(500, 'm');
    report::Table lonely;
    lonely.columns = {{"", report::Table::Align::Right, 0.0, true}};
    lonely.rows = {{Tone::Good, {}}, {Tone::Warning, {"a", "too many"}}};
    report::Table many;
    for (int i = 0; i < 60; ++i)
        many.columns.push_back({"column", report::Table::Align::Left, 1.0, false});
    many.rows = {{Tone::Plain, std::vector<std::string>(60, std::string(100, 'x'))}};
    report::Statement reasons{Tone::Warning, "many", {}};
    for (int i = 0; i < 300; ++i)
        reasons.text += "reason\n";
    std::vector<std::byte> cut = jpeg(640, 360);
    cut.resize(cut.size() / 2);
    odd.blocks = {report::Statement{},
                  report::Facts{{{"", ""}, {std::string(300, 'l'), std::string(100'000, '/')}}},
                  report::Facts{},
                  report::Table{},
                  lonely,
                  many,
                  reasons,
                  report::Gallery{},
                  report::Gallery{{{{}, {}},
                                   {std::vector<std::byte>(50), {"x", "y", "z", "one too many"}},
                                   {cut, {std::string(1000, 'c')}},
                                   {jpeg(1, 2000), {"narrow"}},
                                   {jpeg(2000, 1), {"flat"}}}},
                  report::Heading{"a heading with nothing below"}};
    const auto written = writePdf(odd, path);
    ASSERT_TRUE(written) << written.error().describe();
    const std::string text = textOf(path);
    if (text.empty())
        GTEST_SKIP() << "pdftotext is not there";
    EXPECT_THAT(text, HasSubstr("no picture"));
    EXPECT_THAT(text, HasSubstr("a heading with nothing below"));

    ASSERT_TRUE(writePdf({}, path));
    EXPECT_EQ(pageCount(textOf(path)), 1U);
}

TEST_F(PdfReportTest, KeepsBothEndsOfAPathThatIsTooLong)
{
    report::ReportDocument report;
    report.blocks = {report::Facts{
        {{"Read from", "/volumes/begin/" + std::string(2000, 'x') + "/the_end.mov"}}}};
    ASSERT_TRUE(writePdf(report, path));
    const std::string text = textOf(path);
    if (text.empty())
        GTEST_SKIP() << "pdftotext is not there";
    EXPECT_THAT(text,
                AllOf(HasSubstr("/volumes/begin/"), HasSubstr("the_end.mov"), HasSubstr("…")));
}

} // namespace
} // namespace tailslate::pdf
