// SPDX-License-Identifier: Apache-2.0
#include "ui/bridge/Text.h"

#include <gtest/gtest.h>

namespace tailslate::ui {
namespace {

using namespace std::chrono_literals;

TEST(Text, ShowsEveryByteOfAPath)
{
    EXPECT_EQ(pathText(std::filesystem::path("/a/b\xff.mov")).toStdString(), "/a/b\\xff.mov");
    EXPECT_EQ(pathText(std::filesystem::path("/größe")).toStdString(), "/größe");
}

TEST(Text, NamesAFolderByItsLastPart)
{
    EXPECT_EQ(folderName("/media/RAID-1").toStdString(), "RAID-1");
    EXPECT_EQ(folderName("/media/RAID-1/").toStdString(), "RAID-1");
    EXPECT_EQ(folderName("/").toStdString(), "/");
}

TEST(Text, RefusesANameThatQtCouldNotPassOn)
{
    const QString lossy = QString::fromUtf8("/a/b\xff.mov");
    ASSERT_TRUE(lossy.contains(QChar::ReplacementCharacter));
    const auto path = pathFrom(lossy);
    ASSERT_FALSE(path);
    EXPECT_EQ(path.error().code, ErrorCode::InvalidArgument);
    EXPECT_FALSE(pathFrom({}));
    EXPECT_EQ(pathFrom(QStringLiteral("/größe")).value(), std::filesystem::path("/größe"));
}

TEST(Text, SaysAnErrorAsASentence)
{
    const Error error{ErrorCode::NotFound, "no such card", "/media/A001", 0};
    const QString sentence = errorSentence(error);
    EXPECT_TRUE(sentence.startsWith(QStringLiteral("No such card"))) << sentence.toStdString();
    EXPECT_TRUE(sentence.contains(QStringLiteral("/media/A001"))) << sentence.toStdString();
    EXPECT_FALSE(sentence.contains(QStringLiteral("NOT_FOUND"))) << sentence.toStdString();
    EXPECT_TRUE(errorLogLine(error).startsWith(QStringLiteral("NOT_FOUND: no such card")));
}

TEST(Text, RoundsTimeLeftUp)
{
    EXPECT_EQ(durationText(0s).toStdString(), "0 s");
    EXPECT_EQ(durationText(59s).toStdString(), "59 s");
    EXPECT_EQ(durationText(60s).toStdString(), "1 min");
    EXPECT_EQ(durationText(61s).toStdString(), "2 min");
    EXPECT_EQ(durationText(59min).toStdString(), "59 min");
    EXPECT_EQ(durationText(80min).toStdString(), "1 h 20 min");
}

TEST(Text, SaysRatesInRoundNumbers)
{
    EXPECT_EQ(rateText(412.4e6).toStdString(), "412 MB/s");
    EXPECT_EQ(rateText(3.14e6).toStdString(), "3.1 MB/s");
    EXPECT_EQ(rateText(1.8e9).toStdString(), "1.80 GB/s");
}

TEST(Text, SaysTheDateThatThisMachineHas)
{
    const QByteArray before = qgetenv("TZ");
    const TimePoint evening = std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 23h;
    qputenv("TZ", "EAST-5"); // Five hours ahead of UTC.
    EXPECT_EQ(localDate(evening), std::chrono::year{2026} / 11 / 22);
    qputenv("TZ", "WEST5");
    EXPECT_EQ(localDate(evening), std::chrono::year{2026} / 11 / 21);
    qputenv("TZ", before);
}

} // namespace
} // namespace tailslate::ui
