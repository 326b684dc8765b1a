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

struct Case {
    const char* pattern;
    const char* path; ///< With a slash at the end for a folder.
    bool ignored;
};

void PrintTo(const Case& one, std::ostream* out)
{
    *out << one.pattern << "  " << one.path;
}

class IgnorePattern : public testing::TestWithParam<Case> {};

TEST_P(IgnorePattern, MatchesAsInGitignore)
{
    EXPECT_EQ(ignores({GetParam().pattern}, GetParam().path), GetParam().ignored);
}

// The rules and examples of git's own documentation (gitignore).
INSTANTIATE_TEST_SUITE_P(
    Documented, IgnorePattern,
    testing::Values(
        // Blank lines, comments, and what escapes them.
        Case{"", "a", false}, Case{"# note", "# note", false}, Case{"\\#note", "#note", true},
        Case{"\\!important!.txt", "!important!.txt", true},
        // Trailing blanks are ignored unless they are quoted; leading ones count.
        Case{"foo   ", "foo", true}, Case{"foo\\ ", "foo ", true}, Case{"foo\\ ", "foo", false},
        Case{" foo", " foo", true}, Case{" foo", "foo", false}, Case{"   ", " ", false},
        // No slash: at any level.
        Case{"hello.*", "hello.c", true}, Case{"hello.*", "a/hello.java", true},
        Case{"frotz", "frotz", true}, Case{"frotz", "a/frotz", true},
        Case{"frotz", "a/frotz/b", true}, Case{"frotz", "frotzen", false},
        // A slash at the beginning or in the middle anchors.
        Case{"/hello.*", "hello.txt", true}, Case{"/hello.*", "a/hello.java", false},
        Case{"doc/frotz", "doc/frotz", true}, Case{"doc/frotz", "a/doc/frotz", false},
        Case{"/doc/frotz", "doc/frotz", true}, Case{"/doc/frotz", "a/doc/frotz", false},
        Case{"foo/*", "foo/test.json", true}, Case{"foo/*", "foo/bar/", true},
        Case{"foo/*", "foo/bar/hello.c", true}, Case{"foo/*", "foo/", false},
        // A slash at the end: folders only, at any level if there is no other.
        Case{"foo/", "foo/", true}, Case{"foo/", "foo", false}, Case{"foo/", "a/foo/", true},
        Case{"foo/", "a/foo/b", true}, Case{"doc/frotz/", "doc/frotz/", true},
        Case{"doc/frotz/", "doc/frotz", false}, Case{"doc/frotz/", "a/doc/frotz/", false},
        Case{"frotz/", "a/frotz/", true},
        // One asterisk and the question mark keep to one name.
        Case{"*.mov", "Clips/a.mov", true}, Case{"/*.mov", "Clips/a.mov", false},
        Case{"a/*/b", "a/x/b", true}, Case{"a/*/b", "a/x/y/b", false}, Case{"a/*/b", "a/b", false},
        Case{"a?c", "abc", true}, Case{"/a?c", "a/c", false}, Case{"a?c", "ac", false},
        Case{"*", "a/b", true}, Case{"a*b*c", "aXbYc", true}, Case{"a*b*c", "abX", false},
        // Two asterisks.
        Case{"**/foo", "foo", true}, Case{"**/foo", "a/b/foo", true},
        Case{"**/foo/bar", "foo/bar", true}, Case{"**/foo/bar", "x/y/foo/bar", true},
        Case{"**/foo/bar", "foo/x/bar", false}, Case{"**/foo", "xfoo", false},
        Case{"abc/**", "abc/x", true}, Case{"abc/**", "abc/x/y", true},
        Case{"abc/**", "abc/", false}, Case{"abc/**", "z/abc/x", false},
        Case{"a/**/b", "a/b", true}, Case{"a/**/b", "a/x/b", true}, Case{"a/**/b", "a/x/y/b", true},
        Case{"a/**/b", "a/xb", false}, Case{"a/**/b", "ab", false}, Case{"a**b", "axxb", true},
        Case{"/a**b", "a/x/b", false}, Case{"/**", "a/b", true}, Case{"**", "a", true},
        Case{"**/", "a/", true}, Case{"**/", "a", false}, Case{"/a/**/**/b", "a/b", true},
        Case{"**/**/c", "c", true}));

INSTANTIATE_TEST_SUITE_P(
    Classes, IgnorePattern,
    testing::Values(Case{"[a-c]x", "bx", true}, Case{"[a-c]x", "dx", false},
                    Case{"[!a-c]x", "dx", true}, Case{"[^a-c]x", "bx", false},
                    Case{"[]x]", "]", true}, Case{"[]x]", "x", true}, Case{"[!]]", "]", false},
                    Case{"[a-]", "-", true}, Case{"[-a]", "-", true}, Case{"[\\]]", "]", true},
                    Case{"[\\-x]", "-", true}, Case{"[[:digit:]]0", "70", true},
                    Case{"[[:digit:]]0", "a0", false}, Case{"[[:upper:][:digit:]_]", "_", true},
                    Case{"[[:nonsense:]]", "n", false}, Case{"[[:space:]]", " ", true},
                    // A class that never ends matches nothing; neither does it match a slash.
                    Case{"[abc", "a", false}, Case{"[abc", "[abc", false},
                    Case{"/a[!x]b", "a/b", false}, Case{"a\\", "a\\", false},
                    Case{"\\*", "*", true}, Case{"\\*", "a", false}, Case{"\\[a]", "[a]", true},
                    Case{"[*?]", "*", true}, Case{"[*?]", "a", false}));

INSTANTIATE_TEST_SUITE_P(Names, IgnorePattern,
                         testing::Values(
                             // One character, however many bytes it takes.
                             Case{"?", "\xC3\xB6", true}, Case{"??", "o\xCC\x88", true},
                             Case{"?", "\xFF", true}, Case{"[\xC3\xA4-\xC3\xBC]", "\xC3\xB6", true},
                             Case{"[\xC3\xA4-\xC3\xBC]", "z", false},
                             Case{"gr*e",
                                  "gr\xC3\xB6\xC3\x9F"
                                  "e",
                                  true},
                             // Composed and decomposed letters are different names.
                             Case{"\xC3\xB6", "o\xCC\x88", false},
                             Case{".DS_Store", "Clips/.DS_Store", true},
                             Case{"ascmhl/", "A001/ascmhl/", true}, Case{"._*", "a/._b", true},
                             Case{"*.RMD", "A001.RDC/A001.RMD", true}));

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
}

} // namespace
} // namespace tailslate::mhl
