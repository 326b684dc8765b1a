// SPDX-License-Identifier: Apache-2.0
#include "cli/TemplateOptions.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <optional>

namespace tailslate::cli {
namespace {

using namespace std::chrono;

/// The zone of this program, until the test ends.
class Zone {
public:
    explicit Zone(const char* name)
    {
        if (const char* const before = std::getenv("TZ"))
            m_before = before;
        set(name);
    }

    ~Zone() { set(m_before ? m_before->c_str() : nullptr); }

    Zone(const Zone&) = delete;
    Zone& operator=(const Zone&) = delete;

private:
    static void set(const char* name)
    {
        name ? ::setenv("TZ", name, 1) : ::unsetenv("TZ");
        ::tzset();
    }

    std::optional<std::string> m_before;
};

std::string refusal(const std::string& text)
{
    offload::TemplateValues values;
    const auto set = setValue(values, text);
    return set ? "set" : set.error().message;
}

TEST(LocalDay, IsTheDayOnTheWall)
{
    const TimePoint lateInLondon = sys_days{2026y / November / 21} + 23h + 30min;
    const TimePoint earlyInLondon = sys_days{2026y / November / 21} + 30min;
    {
        const Zone zone("UTC0");
        EXPECT_EQ(localDay(lateInLondon), 2026y / November / 21);
    }
    {
        const Zone zone("XXX-14"); // Fourteen hours ahead.
        EXPECT_EQ(localDay(lateInLondon), 2026y / November / 22);
    }
    {
        const Zone zone("XXX+11"); // Eleven hours behind.
        EXPECT_EQ(localDay(earlyInLondon), 2026y / November / 20);
    }
}

TEST(SetValue, SetsEveryTokenThatItSaysItKnows)
{
    offload::TemplateValues values;
    for (const char* const text : {"project=SUN", "unit=Main", "day=03", "date=2028-02-29",
                                   "camera=A", "counter=7", "operator=Kim", "custom.lens=32=mm"})
        EXPECT_TRUE(setValue(values, text)) << text;
    EXPECT_EQ(values.project, "SUN");
    EXPECT_EQ(values.unit, "Main");
    EXPECT_EQ(values.day, "03");
    EXPECT_EQ(values.date, 2028y / February / 29);
    EXPECT_EQ(values.camera, "A");
    EXPECT_EQ(values.counter, 7U);
    EXPECT_EQ(values.operatorName, "Kim");
    EXPECT_EQ(values.custom.at("lens"), "32=mm");
}

TEST(SetValue, TakesADateOnlyWhenItIsNothingElse)
{
    for (const char* const date :
         {"2026-11-21abc", "2026-11-2", "2026-1-021", "+026-11-21", "2026-+1-21", "2026/11/21",
          "26-11-21", " 2026-11-21", "2026-11-21 ", ""})
        EXPECT_NE(refusal(std::string("date=") + date).find("write the date as 2026-11-21"),
                  std::string::npos)
            << date;
    EXPECT_EQ(refusal("date=2026-02-30"), "--set date=2026-02-30: there is no such day");
}

TEST(SetValue, SaysWhereTheRollComesFromAndWhatCanBeSet)
{
    EXPECT_EQ(refusal("roll=A001"), "--set roll=A001: the name of the roll comes from the card");
    EXPECT_EQ(refusal("lens=32"), "--set lens=32: no such token; known are project, unit, day, "
                                  "date, camera, counter, operator, custom.NAME");
    EXPECT_EQ(refusal("custom.=32").substr(0, 29), "--set custom.=32: no such tok");
    EXPECT_EQ(refusal("camera"), "--set camera: write it as NAME=VALUE");
    EXPECT_EQ(refusal("=A"), "--set =A: write it as NAME=VALUE");
}

TEST(SetValue, TakesACounterOnlyWhenItIsAWholeNumber)
{
    for (const char* const counter : {"one", "1.5", "-1", "+1", "", "7 ", "99999999999999999999"})
        EXPECT_NE(refusal(std::string("counter=") + counter).find("whole number"),
                  std::string::npos)
            << counter;
}

} // namespace
} // namespace tailslate::cli
