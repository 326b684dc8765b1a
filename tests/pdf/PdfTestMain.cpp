// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <QGuiApplication>

int main(int argc, char** argv)
{
    // No window system is needed to lay out text.
    qputenv("QT_QPA_PLATFORM", "offscreen");
    testing::InitGoogleTest(&argc, argv);
    const QGuiApplication application(argc, argv);
    return RUN_ALL_TESTS();
}
