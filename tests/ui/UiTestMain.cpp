// SPDX-License-Identifier: Apache-2.0
#include "ui/app/Style.h"
#include "ui/widgets/Viewer.h"

#include <gtest/gtest.h>
#include <QApplication>

#include <cstdlib>

// Every test case is a process of its own, with one application object. Without a display the
// windows are made in memory; what needs OpenGL is then skipped.
int main(int argc, char** argv)
{
    testing::InitGoogleTest(&argc, argv);
    if (testing::GTEST_FLAG(list_tests))
        return RUN_ALL_TESTS();
    if (std::getenv("DISPLAY") == nullptr && std::getenv("WAYLAND_DISPLAY") == nullptr &&
        std::getenv("QT_QPA_PLATFORM") == nullptr)
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QSurfaceFormat::setDefaultFormat(tailslate::ui::Viewer::surfaceFormat());
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("tailslate"));
    tailslate::ui::applyLook(application, {});
    return RUN_ALL_TESTS();
}
