// SPDX-License-Identifier: Apache-2.0
#include "offload/FolderTemplate.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <utility>

namespace tailslate::offload {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

TemplateValues allValues()
{
    TemplateValues values;
    values.project = "Night Train";
    values.unit = "Main Unit";
    values.day = "Day 03";
    values.date = 2026y / 11 / 5;
    values.camera = "A";
    values.roll = "A001R2EC";
    values.counter = 7;
    values.operatorName = "Kim";
    values.custom["lens"] = "Cooke";
    return values;
}

/// The path, or what the error says.
std::string expanded(std::string_view text, const TemplateValues& values = allValues())
{
    const auto folders = FolderTemplate::parse(text);
    if (!folders)
        return "parse: " + folders.error().message;
    const auto path = folders->expand(values);
    if (!path)
        return path.error().code == ErrorCode::InvalidArgument ? path.error().message
                                                               : "wrong code";
    return path->native();
}

/// What parsing says against a template.
std::string refusal(std::string_view text)
{
    const auto folders = FolderTemplate::parse(text);
    if (folders)
        return "accepted";
    return folders.error().code == ErrorCode::InvalidArgument ? folders.error().message
                                                              : "wrong code";
}

TEST(FolderTemplate, PutsValuesBetweenLiteralText)
{
    EXPECT_EQ(expanded("{project}/{day}/{camera}/{roll}"), "Night Train/Day 03/A/A001R2EC");
    EXPECT_EQ(expanded("{unit}/Camera {camera}_{operator}/{custom.lens}/{roll}"),
              "Main Unit/Camera A_Kim/Cooke/A001R2EC");
    EXPECT_EQ(expanded("Footage (raw)/{roll}"), "Footage (raw)/A001R2EC");
}

TEST(FolderTemplate, AppendsTheRollsFolderUnlessItIsTheLastAlready)
{
    EXPECT_EQ(expanded("{roll}"), "A001R2EC");
    EXPECT_EQ(expanded(""), "A001R2EC");
    EXPECT_EQ(expanded("{day}"), "Day 03/A001R2EC");
    EXPECT_EQ(expanded("{day}/"), "Day 03/A001R2EC");
    EXPECT_EQ(expanded("{camera}_{roll}"), "A_A001R2EC/A001R2EC");
    EXPECT_EQ(expanded("{roll}/{camera}"), "A001R2EC/A/A001R2EC");
    EXPECT_EQ(expanded("{roll}/"), "A001R2EC");
}

TEST(FolderTemplate, WritesDatesInTheirFormat)
{
    EXPECT_EQ(expanded("{date}"), "20261105/A001R2EC");
    EXPECT_EQ(expanded("{date:%Y-%m-%d}"), "2026-11-05/A001R2EC");
    EXPECT_EQ(expanded("{date:%d.%m.%y}"), "05.11.26/A001R2EC");
    EXPECT_EQ(expanded("{date:%Y}/{date:%m}"), "2026/11/A001R2EC");
    TemplateValues early = allValues();
    early.date = 2005y / 1 / 2;
    EXPECT_EQ(expanded("{date:%y%m%d}", early), "050102/A001R2EC");
}

TEST(FolderTemplate, PadsTheCounterToItsDigits)
{
    EXPECT_EQ(expanded("{counter}"), "7/A001R2EC");
    EXPECT_EQ(expanded("{counter:3}_{camera}"), "007_A/A001R2EC");
    TemplateValues values = allValues();
    values.counter = 0;
    EXPECT_EQ(expanded("{counter:2}", values), "00/A001R2EC");
    values.counter = 12'345;
    EXPECT_EQ(expanded("{counter:3}", values), "12345/A001R2EC");
}

TEST(FolderTemplate, RefusesAnUnknownTokenAndListsTheKnownOnes)
{
    const std::string known = "{project}, {unit}, {day}, {date}, {camera}, {roll}, {counter}, "
                              "{operator}, {custom.NAME}";
    for (const std::string token : {"reel", "Day", "", " day", "custom", "custom.", "custom.a b"})
        EXPECT_EQ(refusal("x/{" + token + "}"),
                  "the folder template has the unknown token {" + token + "}; known are " + known);
    EXPECT_EQ(refusal("{caf\xe9}"),
              "the folder template has the unknown token {caf\\xe9}; known are " + known);
}

TEST(FolderTemplate, RefusesBracesWithoutTheirPartner)
{
    for (const char* text : {"{day", "a{", "{day{roll}", "{{day}}", "{date:%Y/%m}"})
        EXPECT_EQ(refusal(text), "the folder template has a '{' without its '}' in the same folder")
            << text;
    for (const char* text : {"day}", "}", "{day}}"})
        EXPECT_EQ(refusal(text), "the folder template has a '}' without its '{'") << text;
}

TEST(FolderTemplate, RefusesFormatsThatATokenDoesNotTake)
{
    EXPECT_EQ(refusal("{date:%H}"),
              "the folder template has {date:%H}; a date takes %Y, %y, %m and %d");
    EXPECT_EQ(refusal("{date:%Y%}"),
              "the folder template has {date:%Y%}; a date takes %Y, %y, %m and %d");
    EXPECT_NE(refusal("{date:}").find("without a format"), std::string::npos);
    for (const std::string digits : {"", "0", "10", "x", "-1"})
        EXPECT_EQ(refusal("{counter:" + digits + "}"),
                  "the folder template has {counter:" + digits +
                      "}; a counter takes its number of digits, 1 to 9");
    EXPECT_EQ(refusal("{roll:3}"), "the folder template has {roll:3}; {roll} takes no format");
    EXPECT_EQ(refusal("{custom.lens:3}"),
              "the folder template has {custom.lens:3}; {custom.lens} takes no format");
}

TEST(FolderTemplate, RefusesToLeaveTheDestination)
{
    EXPECT_NE(refusal("/{day}").find("begins with '/'"), std::string::npos);
    EXPECT_NE(refusal("/").find("begins with '/'"), std::string::npos);
    EXPECT_NE(refusal("../{day}").find("the folder '..'"), std::string::npos);
    EXPECT_NE(refusal("{day}/../..").find("the folder '..'"), std::string::npos);
    EXPECT_NE(refusal("{day}/./x").find("the folder '.'"), std::string::npos);
    EXPECT_EQ(expanded("..{day}"), "..Day 03/A001R2EC");
}

TEST(FolderTemplate, RefusesNamesThatAreEmptyOrCannotBeSeen)
{
    EXPECT_NE(refusal("{day}//{roll}").find("two '/' in a row"), std::string::npos);
    EXPECT_NE(refusal("{day}//").find("two '/'"), std::string::npos);
    EXPECT_NE(refusal("{day}\\{roll}").find("separate folders by '/'"), std::string::npos);
    EXPECT_EQ(refusal("a\nb"), "the folder template has a control character: a\\x0ab");
}

TEST(FolderTemplate, NamesTheTokenThatHasNoValue)
{
    for (const std::string token : {"project", "unit", "day", "date", "camera", "roll", "counter",
                                    "operator", "custom.lens"}) {
        EXPECT_EQ(expanded("{" + token + "}", {}),
                  "the folder template uses {" + token + "}, which has no value");
    }
    EXPECT_EQ(expanded("{custom.gaffer}"),
              "the folder template uses {custom.gaffer}, which has no value");
    // The roll is needed even where the template does not say it.
    EXPECT_EQ(expanded("Footage", {}), "the folder template uses {roll}, which has no value");
}

TEST(FolderTemplate, NeedsNoValueForTokensThatItDoesNotUse)
{
    TemplateValues values;
    values.roll = "A001";
    EXPECT_EQ(expanded("Footage/{roll}", values), "Footage/A001");
}

TEST(FolderTemplate, NeverLetsAValueMakeAFolder)
{
    TemplateValues values = allValues();
    values.project = "a/b";
    EXPECT_EQ(expanded("{project}", values),
              "the value of {project} has a '/': a/b; a value cannot make folders");
    values.project = "/etc";
    EXPECT_NE(expanded("x{project}", values).find("has a '/'"), std::string::npos);
    values.project = "..";
    EXPECT_EQ(expanded("{project}", values),
              "the value of {project} is '..', which names no folder of its own");
    values.project = ".";
    EXPECT_EQ(expanded("{project}{project}", values),
              "the value of {project} is '.', which names no folder of its own");
    values.project = "a\x1b[2J";
    EXPECT_EQ(expanded("{project}", values),
              "the value of {project} has a control character: a\\x1b[2J");
    values.project = std::string("a\0b", 3);
    EXPECT_NE(expanded("{project}", values).find("control character"), std::string::npos);
    values = allValues();
    values.custom["lens"] = "a/b";
    EXPECT_NE(expanded("{custom.lens}", values).find("{custom.lens} has a '/'"), std::string::npos);
    EXPECT_EQ(expanded("{date:.}"), "the value of {date} is '.', which names no folder of its own");
    EXPECT_EQ(expanded(".{date:.}"),
              "the value of {date} is '.', which names no folder of its own");
}

TEST(FolderTemplate, RefusesADateThatDoesNotExist)
{
    TemplateValues values = allValues();
    values.date = 2026y / 2 / 30;
    EXPECT_EQ(expanded("{date}", values), "the value of {date} is a date that does not exist");
}

TEST(FolderTemplate, KeepsTheBytesOfARollThatIsNotUtf8)
{
    TemplateValues values;
    values.roll = "caf\xe9";
    EXPECT_EQ(expanded("Footage", values), "Footage/caf\xe9");
}

TEST(FolderTemplate, ListsTheTokensItUsesOnce)
{
    const auto folders = FolderTemplate::parse("{date:%Y}/{date:%m}_{custom.lens}/{camera}");
    ASSERT_TRUE(folders);
    EXPECT_EQ(folders->tokens(),
              (std::vector<std::string>{"date", "custom.lens", "camera", "roll"}));
}

TEST(FolderTemplate, KnowsEveryTokenThatItsHelpLists)
{
    ASSERT_EQ(knownTokens().size(), 9U);
    for (const TemplateToken& token : knownTokens()) {
        EXPECT_FALSE(token.description.empty()) << token.name;
        EXPECT_EQ(token.description.find('\n'), std::string_view::npos) << token.name;
        EXPECT_TRUE(FolderTemplate::parse(fmt::format("{{{}}}", token.name))) << token.name;
    }
}

std::vector<std::pair<std::size_t, std::size_t>>
pairsOf(const std::vector<TemplateCollision>& collisions)
{
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (const TemplateCollision& collision : collisions)
        pairs.emplace_back(collision.first, collision.second);
    return pairs;
}

using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

TEST(TemplateCollisions, AreNoneForRollsSideBySide)
{
    const std::vector<RollFolder> rolls{{"A001", "Day 1/A001"},
                                        {"A002", "Day 1/A002"},
                                        {"A00", "Day 1/A00"},
                                        {"A001", "Day 2/A001"},
                                        {"A001 B", "Day 1/A001 B"}};
    EXPECT_TRUE(findCollisions(rolls).empty());
    EXPECT_TRUE(findCollisions({}).empty());
}

TEST(TemplateCollisions, FindTwoRollsInOneFolder)
{
    const std::vector<RollFolder> rolls{{"A001 of camera A", "Day 1/A001"},
                                        {"B001", "Day 1/B001"},
                                        {"A001 of camera B", "Day 1/A001"}};
    const auto collisions = findCollisions(rolls);
    ASSERT_EQ(pairsOf(collisions), (Pairs{{0, 2}}));
    EXPECT_EQ(collisions[0].sentence,
              "rolls A001 of camera A and A001 of camera B would both go into Day 1/A001; add a "
              "token that tells them apart to the folder template, for example {camera} or "
              "{counter}");
}

TEST(TemplateCollisions, FindFoldersThatDifferOnlyInCaseOrAccentForm)
{
    const std::vector<RollFolder> rolls{{"A", "DAY 1/A001"},
                                        {"B", "Day 1/a001"},
                                        {"C", "Caf\xc3\xa9/X"},
                                        {"D", "Cafe\xcc\x81/X"},
                                        {"E", "caf\xe9/X"}};
    EXPECT_EQ(pairsOf(findCollisions(rolls)), (Pairs{{0, 1}, {2, 3}}));
}

TEST(TemplateCollisions, FindARollInsideAnother)
{
    const std::vector<RollFolder> rolls{{"A002", "a001/A/A002"}, {"A001", "A001"}};
    const auto collisions = findCollisions(rolls);
    ASSERT_EQ(pairsOf(collisions), (Pairs{{0, 1}}));
    EXPECT_EQ(collisions[0].sentence,
              "the folder of roll A002, a001/A/A002, would lie inside that of roll A001; change "
              "the folder template so that rolls lie side by side");
}

TEST(TemplateCollisions, TellEachOfSeveralRollsOnce)
{
    const std::vector<RollFolder> rolls{{"1", "A"},   {"2", "A"},     {"3", "a"},
                                        {"4", "A/B"}, {"5", "A/B/C"}, {"6", "A/D"}};
    EXPECT_EQ(pairsOf(findCollisions(rolls)), (Pairs{{0, 1}, {0, 2}, {0, 3}, {0, 5}, {3, 4}}));
}

} // namespace
} // namespace tailslate::offload
