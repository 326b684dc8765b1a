// SPDX-License-Identifier: Apache-2.0
#include "ui/app/Settings.h"

#include "support/TempDir.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tailslate::ui {
namespace {

TEST(Settings, KeepsEveryByteOfAPathFromOneDayToTheNext)
{
    const tailslate::test::TempDir dir;
    const std::vector<Destination> destinations{
        {.folder = "/media/RAID\xff-1", .role = QStringLiteral("primary"), .enabled = true},
        {.folder = "/media/größe", .role = QStringLiteral("shuttle"), .enabled = false}};
    const RollFolderChoice folder{.folderTemplate = QStringLiteral("{day}/größe/{roll}"),
                                  .day = QStringLiteral("012"),
                                  .camera = QStringLiteral("A"),
                                  .counter = QStringLiteral("7"),
                                  .operatorName = QStringLiteral("Kim, DIT"),
                                  .custom = {{QStringLiteral("lens"), QStringLiteral("50 mm")},
                                             {QStringLiteral("show_code"), QStringLiteral("é")}}};
    {
        Settings settings(dir.path() / "settings.ini");
        settings.setDestinations(destinations);
        settings.addRecentProject("/p/\xfe.tailslate");
        settings.setAlgorithm(hash::Algorithm::Md5);
        settings.setProof(offload::Mode::VerifyLater);
        settings.setRollFolder(folder);
        settings.setLook({.blackOut = BlackOut::Deep, .contrast = Contrast::High});
    }
    const Settings again(dir.path() / "settings.ini");
    EXPECT_EQ(again.destinations(), destinations);
    EXPECT_EQ(again.recentProjects(), std::vector<std::filesystem::path>{"/p/\xfe.tailslate"});
    EXPECT_EQ(again.algorithm(), hash::Algorithm::Md5);
    EXPECT_EQ(again.proof(), offload::Mode::VerifyLater);
    EXPECT_EQ(again.rollFolder(), folder);
    EXPECT_EQ(again.look(), (Look{.blackOut = BlackOut::Deep, .contrast = Contrast::High}));
}

TEST(Settings, RemembersEightProjectsNewestFirst)
{
    const tailslate::test::TempDir dir;
    Settings settings(dir.path() / "settings.ini");
    for (int i = 0; i < 10; ++i)
        settings.addRecentProject("/p/" + std::to_string(i));
    settings.addRecentProject("/p/5");
    const auto recent = settings.recentProjects();
    ASSERT_EQ(recent.size(), 8U);
    EXPECT_EQ(recent[0], "/p/5");
    EXPECT_EQ(recent[1], "/p/9");
    EXPECT_EQ(std::count(recent.begin(), recent.end(), "/p/5"), 1);
}

TEST(Settings, TakesNothingFromADamagedFile)
{
    const tailslate::test::TempDir dir;
    {
        QSettings damaged(QString::fromStdString((dir.path() / "settings.ini").native()),
                          QSettings::IniFormat);
        damaged.setValue(QStringLiteral("destinations"), QStringLiteral("nonsense"));
        damaged.setValue(QStringLiteral("checksum"), QStringLiteral("crc8"));
        damaged.setValue(QStringLiteral("proof"), QStringLiteral("faith"));
        damaged.setValue(QStringLiteral("blackOut"), 99);
    }
    const Settings settings(dir.path() / "settings.ini");
    EXPECT_TRUE(settings.destinations().empty());
    EXPECT_EQ(settings.algorithm(), hash::Algorithm::Xxh64);
    EXPECT_EQ(settings.proof(), offload::Mode::Verify);
    EXPECT_EQ(settings.look().blackOut, BlackOut::Deep);
}

} // namespace
} // namespace tailslate::ui
