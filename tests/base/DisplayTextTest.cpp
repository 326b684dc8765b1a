// SPDX-License-Identifier: Apache-2.0
#include "base/DisplayText.h"

#include <gtest/gtest.h>

namespace tailslate {
namespace {

TEST(DisplayText, LeavesReadableTextAlone)
{
    for (const char* text : {"", "A001C001.mov", "back\\slash",
                             "gr\xC3\xB6\xC3\x9F"
                             "e",
                             "gro\xCC\x88\xC3\x9F"
                             "e",
                             "\xE2\x82\xAC", "\xF0\x9F\x8E\xAC", "\xEF\xBF\xBD", "\xF4\x8F\xBF\xBF",
                             "\xED\x9F\xBF", "\xEE\x80\x80"}) {
        EXPECT_TRUE(isUtf8(text)) << text;
        EXPECT_EQ(displayText(std::string_view(text)), text);
        EXPECT_EQ(displayText(std::filesystem::path(text)), text);
    }
}

TEST(DisplayText, ShowsEveryByteThatIsNotUtf8)
{
    // Unicode 15, table 3-7: what no well-formed sequence may hold.
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"gr\xF6\xDF"
         "e",
         "gr\\xf6\\xdfe"},                            // Latin-1
        {"\x80", "\\x80"},                            // a continuation alone
        {"\xC3", "\\xc3"},                            // cut off
        {"\xE2\x82", "\\xe2\\x82"},                   //
        {"\xF0\x9F\x8E", "\\xf0\\x9f\\x8e"},          //
        {"\xC3(", "\\xc3("},                          // not continued
        {"\xC0\x80", "\\xc0\\x80"},                   // overlong forms
        {"\xC1\xBF", "\\xc1\\xbf"},                   //
        {"\xE0\x9F\xBF", "\\xe0\\x9f\\xbf"},          //
        {"\xF0\x8F\xBF\xBF", "\\xf0\\x8f\\xbf\\xbf"}, //
        {"\xED\xA0\x80", "\\xed\\xa0\\x80"},          // surrogate
        {"\xF4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"}, // over U+10FFFF
        {"\xF5\x80\x80\x80", "\\xf5\\x80\\x80\\x80"}, //
        {"\xFF\xFE", "\\xff\\xfe"},                   // never used
        {"\xFF\xC3\xB6\xFF", "\\xff\xC3\xB6\\xff"},   // goes on after it
    };
    for (const auto& [bytes, shown] : cases) {
        EXPECT_FALSE(isUtf8(bytes)) << shown;
        EXPECT_EQ(displayText(bytes), shown);
        EXPECT_TRUE(isUtf8(displayText(bytes)));
    }
}

TEST(DisplayText, ShowsControlCharacters)
{
    EXPECT_EQ(displayText(std::string_view("a\nb\tc\x1B[31m\x7F")), "a\\x0ab\\x09c\\x1b[31m\\x7f");
    EXPECT_EQ(displayText(std::string_view("a\0b", 3)), "a\\x00b");
    EXPECT_TRUE(isUtf8("\n"));
}

TEST(DisplayText, SaysSizesInPowersOf1000)
{
    const std::pair<std::uint64_t, std::string_view> cases[] = {
        {0, "0 B"},
        {999, "999 B"},
        {1000, "1.0 KB"},
        {1049, "1.0 KB"},
        {1050, "1.1 KB"},
        {999'949, "999.9 KB"},
        {999'950, "1.0 MB"},
        {31'700'000'000, "31.7 GB"},
        {999'999'999'999, "1.0 TB"},
        {18'446'744'073'709'551'615U, "18.4 EB"},
    };
    for (const auto& [bytes, text] : cases)
        EXPECT_EQ(displaySize(bytes), text) << bytes;
}

} // namespace
} // namespace tailslate
