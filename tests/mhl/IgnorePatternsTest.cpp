// SPDX-License-Identifier: Apache-2.0
#include "mhl/IgnorePatterns.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tailslate::mhl {
namespace {

bool ignores(std::vector<std::string> lines, std::string_view path)
{
    const bool isFolder = path.ends_with('/');
    if (isFolder)
        path.remove_suffix(1);
    return IgnorePatterns(lines).ignores(path, isFolder);
}

struct PatternCase {
    const char* pattern;
    const char* path; ///< With a slash at the end for a folder.
    bool ignored;
};

void PrintTo(const PatternCase& one, std::ostream* out)
{
    *out << one.pattern << "  " << one.path;
}

class IgnorePattern : public testing::TestWithParam<PatternCase> {};

TEST_P(IgnorePattern, MatchesAsInGitignore)
{
    EXPECT_EQ(ignores({GetParam().pattern}, GetParam().path), GetParam().ignored);
}

// The rules and examples of git's own documentation (gitignore).
INSTANTIATE_TEST_SUITE_P(
    Documented, IgnorePattern,
    testing::Values(
        // Blank lines, comments, and what escapes them.
        PatternCase{"", "a", false}, PatternCase{"# note", "# note", false},
        PatternCase{"\\#note", "#note", true},
        PatternCase{"\\!important!.txt", "!important!.txt", true},
        // Trailing blanks are ignored unless they are quoted; leading ones count.
        PatternCase{"foo   ", "foo", true}, PatternCase{"foo\\ ", "foo ", true},
        PatternCase{"foo\\ ", "foo", false}, PatternCase{" foo", " foo", true},
        PatternCase{" foo", "foo", false}, PatternCase{"   ", " ", false},
        // No slash: at any level.
        PatternCase{"hello.*", "hello.c", true}, PatternCase{"hello.*", "a/hello.java", true},
        PatternCase{"frotz", "frotz", true}, PatternCase{"frotz", "a/frotz", true},
        PatternCase{"frotz", "a/frotz/b", true}, PatternCase{"frotz", "frotzen", false},
        // A slash at the beginning or in the middle anchors.
        PatternCase{"/hello.*", "hello.txt", true}, PatternCase{"/hello.*", "a/hello.java", false},
        PatternCase{"doc/frotz", "doc/frotz", true}, PatternCase{"doc/frotz", "a/doc/frotz", false},
        PatternCase{"/doc/frotz", "doc/frotz", true},
        PatternCase{"/doc/frotz", "a/doc/frotz", false},
        PatternCase{"foo/*", "foo/test.json", true}, PatternCase{"foo/*", "foo/bar/", true},
        PatternCase{"foo/*", "foo/bar/hello.c", true}, PatternCase{"foo/*", "foo/", false},
        // A slash at the end: folders only, at any level if there is no other.
        PatternCase{"foo/", "foo/", true}, PatternCase{"foo/", "foo", false},
        PatternCase{"foo/", "a/foo/", true}, PatternCase{"foo/", "a/foo/b", true},
        PatternCase{"doc/frotz/", "doc/frotz/", true},
        PatternCase{"doc/frotz/", "doc/frotz", false},
        PatternCase{"doc/frotz/", "a/doc/frotz/", false}, PatternCase{"frotz/", "a/frotz/", true},
        // One asterisk and the question mark keep to one name.
        PatternCase{"*.mov", "Clips/a.mov", true}, PatternCase{"/*.mov", "Clips/a.mov", false},
        PatternCase{"a/*/b", "a/x/b", true}, PatternCase{"a/*/b", "a/x/y/b", false},
        PatternCase{"a/*/b", "a/b", false}, PatternCase{"a?c", "abc", true},
        PatternCase{"/a?c", "a/c", false}, PatternCase{"a?c", "ac", false},
        PatternCase{"*", "a/b", true}, PatternCase{"a*b*c", "aXbYc", true},
        PatternCase{"a*b*c", "abX", false},
        // Two asterisks.
        PatternCase{"**/foo", "foo", true}, PatternCase{"**/foo", "a/b/foo", true},
        PatternCase{"**/foo/bar", "foo/bar", true}, PatternCase{"**/foo/bar", "x/y/foo/bar", true},
        PatternCase{"**/foo/bar", "foo/x/bar", false}, PatternCase{"**/foo", "xfoo", false},
        PatternCase{"abc/**", "abc/x", true}, PatternCase{"abc/**", "abc/x/y", true},
        PatternCase{"abc/**", "abc/", false}, PatternCase{"abc/**", "z/abc/x", false},
        PatternCase{"a/**/b", "a/b", true}, PatternCase{"a/**/b", "a/x/b", true},
        PatternCase{"a/**/b", "a/x/y/b", true}, PatternCase{"a/**/b", "a/xb", false},
        PatternCase{"a/**/b", "ab", false}, PatternCase{"a**b", "axxb", true},
        PatternCase{"/a**b", "a/x/b", false}, PatternCase{"/**", "a/b", true},
        PatternCase{"**", "a", true}, PatternCase{"**/", "a/", true},
        PatternCase{"**/", "a", false}, PatternCase{"/a/**/**/b", "a/b", true},
        PatternCase{"**/**/c", "c", true}));

INSTANTIATE_TEST_SUITE_P(
    Classes, IgnorePattern,
    testing::Values(PatternCase{"[a-c]x", "bx", true}, PatternCase{"[a-c]x", "dx", false},
                    PatternCase{"[!a-c]x", "dx", true}, PatternCase{"[^a-c]x", "bx", false},
                    PatternCase{"[]x]", "]", true}, PatternCase{"[]x]", "x", true},
                    PatternCase{"[!]]", "]", false}, PatternCase{"[a-]", "-", true},
                    PatternCase{"[-a]", "-", true}, PatternCase{"[\\]]", "]", true},
                    PatternCase{"[\\-x]", "-", true}, PatternCase{"[[:digit:]]0", "70", true},
                    PatternCase{"[[:digit:]]0", "a0", false},
                    PatternCase{"[[:upper:][:digit:]_]", "_", true},
                    PatternCase{"[[:nonsense:]]", "n", false},
                    PatternCase{"[[:space:]]", " ", true},
                    // A class that never ends matches nothing; neither does it match a slash.
                    PatternCase{"[abc", "a", false}, PatternCase{"[abc", "[abc", false},
                    PatternCase{"/a[!x]b", "a/b", false}, PatternCase{"a\\", "a\\", false},
                    PatternCase{"\\*", "*", true}, PatternCase{"\\*", "a", false},
                    PatternCase{"\\[a]", "[a]", true}, PatternCase{"[*?]", "*", true},
                    PatternCase{"[*?]", "a", false}));

INSTANTIATE_TEST_SUITE_P(Names, IgnorePattern,
                         testing::Values(
                             // One character, however many bytes it takes.
                             PatternCase{"?", "\xC3\xB6", true},
                             PatternCase{"??", "o\xCC\x88", true}, PatternCase{"?", "\xFF", true},
                             PatternCase{"[\xC3\xA4-\xC3\xBC]", "\xC3\xB6", true},
                             PatternCase{"[\xC3\xA4-\xC3\xBC]", "z", false},
                             PatternCase{"gr*e",
                                         "gr\xC3\xB6\xC3\x9F"
                                         "e",
                                         true},
                             // Composed and decomposed letters are different names.
                             PatternCase{"\xC3\xB6", "o\xCC\x88", false},
                             PatternCase{".DS_Store", "Clips/.DS_Store", true},
                             PatternCase{"ascmhl/", "A001/ascmhl/", true},
                             PatternCase{"._*", "a/._b", true},
                             PatternCase{"*.RMD", "A001.RDC/A001.RMD", true}));

TEST(IgnorePatterns, ALaterLineDecides)
{
    EXPECT_FALSE(ignores({"*.mov", "!keep.mov"}, "a/keep.mov"));
    EXPECT_TRUE(ignores({"!keep.mov", "*.mov"}, "a/keep.mov"));
    // Everything but one folder.
    const std::vector<std::string> allButOne{"/*", "!/foo", "/foo/*", "!/foo/bar"};
    EXPECT_TRUE(ignores(allButOne, "x"));
    EXPECT_FALSE(ignores(allButOne, "foo/"));
    EXPECT_TRUE(ignores(allButOne, "foo/x"));
    EXPECT_FALSE(ignores(allButOne, "foo/bar/"));
    EXPECT_FALSE(ignores(allButOne, "foo/bar/x"));
}

TEST(IgnorePatterns, NothingInAnIgnoredFolderIsIncludedAgain)
{
    EXPECT_TRUE(ignores({"tmp/", "!tmp/keep.mov"}, "tmp/keep.mov"));
    EXPECT_FALSE(ignores({"tmp/*", "!tmp/keep.mov"}, "tmp/keep.mov"));
}

TEST(IgnorePatterns, SaysWhetherAnythingWasSaidOfAPath)
{
    const std::vector<std::string> lines{"*.mov", "!keep.mov"};
    const IgnorePatterns patterns(lines);
    EXPECT_EQ(patterns.decide("a.mov", false), IgnorePatterns::Decision::Ignored);
    EXPECT_EQ(patterns.decide("keep.mov", false), IgnorePatterns::Decision::Included);
    EXPECT_EQ(patterns.decide("a.wav", false), IgnorePatterns::Decision::None);
    EXPECT_EQ(IgnorePatterns().decide("a", false), IgnorePatterns::Decision::None);
}

// With backtracking these would take longer than any test may.
TEST(IgnorePatterns, APatternMadeToBeSlowIsNot)
{
    std::string pattern;
    for (int i = 0; i < 1000; ++i)
        pattern += "*a";
    pattern += "*b";
    EXPECT_FALSE(ignores({pattern}, std::string(4000, 'a')));
    std::string folders;
    for (int i = 0; i < 400; ++i)
        folders += "**/a/";
    EXPECT_FALSE(ignores({folders + "b"}, [] {
        std::string path;
        for (int i = 0; i < 400; ++i)
            path += "a/";
        return path + "c";
    }()));
    EXPECT_FALSE(ignores({std::string(5000, '*')}, "a"));
}

// In time in proportion to pattern and path for each of them, these would take a quarter of an
// hour.
TEST(IgnorePatterns, ManyPatternsMadeToBeSlowForDeepPathsAreNot)
{
    std::string folders;
    for (int i = 0; i < 400; ++i)
        folders += "**/a/";
    std::vector<std::string> lines(200, folders);
    for (std::size_t i = 0; i < lines.size(); ++i)
        lines[i] += "b" + std::to_string(i);
    const IgnorePatterns patterns(lines);
    std::string path;
    for (int i = 0; i < 500; ++i)
        path += "a/";
    for (int file = 0; file < 2; ++file)
        EXPECT_FALSE(patterns.ignores(path + "c" + std::to_string(file), false));
    EXPECT_TRUE(patterns.ignores(path + "b7", false));
}

TEST(IgnorePatterns, OuterPatternsAreGivenToNestedHistoriesWhereTheyMeanTheSame)
{
    EXPECT_EQ(patternForNested("*.RMD", "A001"), "*.RMD");
    EXPECT_EQ(patternForNested("!tmp/", "A001"), "!tmp/");
    EXPECT_EQ(patternForNested("**/a/b", "A001"), "**/a/b");
    EXPECT_EQ(patternForNested("/A001/tmp/", "A001"), "/tmp/");
    EXPECT_EQ(patternForNested("!A001/Clips/*.mov", "A001"), "!/Clips/*.mov");
    EXPECT_EQ(patternForNested("/B001/tmp", "A001"), "");
    EXPECT_EQ(patternForNested("/A001x/tmp", "A001"), "");
    EXPECT_EQ(patternForNested("# A001", "A001"), "");
    EXPECT_EQ(patternForNested("/*/tmp/", "A001"), "/tmp/");
    EXPECT_EQ(patternForNested("day[0-9]/A??1/*.mov", "day1/A001"), "/*.mov");
    EXPECT_EQ(patternForNested("*/tmp", "day1/A001"), "");
    EXPECT_EQ(patternForNested("day1/**/tmp", "day1/A001"), "");
    EXPECT_EQ(patternForNested("[A]/tmp", "[A]"), "") << "it is of the folder A";
    EXPECT_EQ(patternForNested("\\[A]/tmp", "[A]"), "/tmp");
    EXPECT_EQ(patternForNested("[y/x]/tmp", "[y"), "");
}

TEST(IgnorePatterns, TheLineThatIgnoresIsTheLastOneThatMatches)
{
    const std::vector<std::string> lines{"# a comment", "*.RMD", "tmp/", "b.*", "!c.RMD"};
    const IgnorePatterns patterns(lines);
    EXPECT_EQ(patterns.lineThatIgnores("Clips/a.RMD", false), 1U);
    EXPECT_EQ(patterns.lineThatIgnores("tmp", true), 2U);
    EXPECT_EQ(patterns.lineThatIgnores("b.RMD", false), 3U);
    EXPECT_FALSE(patterns.lineThatIgnores("tmp", false));
    EXPECT_FALSE(patterns.lineThatIgnores("tmp/x", false)) << "the folder around it is asked for";
    EXPECT_FALSE(patterns.lineThatIgnores("c.RMD", false));
}

TEST(IgnorePatterns, EveryLineThatMatchesHasAnOppositeThatDoes)
{
    for (const std::string& line : {std::string("*.RMD"), std::string(4096, '*'),
                                    std::string("\\!x.RMD"), std::string("x.RMD  ")}) {
        const std::string name = line.starts_with('\\') ? "!x.RMD" : "x.RMD";
        const std::vector<std::string> lines{line, "!" + line};
        EXPECT_TRUE(IgnorePatterns(std::span(lines).first(1)).ignores(name, false)) << line;
        EXPECT_FALSE(IgnorePatterns(lines).ignores(name, false)) << line;
    }
}

} // namespace
} // namespace tailslate::mhl
