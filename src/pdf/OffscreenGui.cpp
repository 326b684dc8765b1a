// SPDX-License-Identifier: Apache-2.0
#include "pdf/OffscreenGui.h"

#include <QGuiApplication>

namespace tailslate::pdf {

struct OffscreenGui::Impl {
    Impl(int& argc, char** argv)
        : application(argc, argv)
    {
    }

    QGuiApplication application;
};

OffscreenGui::OffscreenGui(int& argc, char** argv)
{
    // Qt reads the platform from here before anything else; a display, even a broken one, must not
    // matter.
    qputenv("QT_QPA_PLATFORM", "offscreen");
    m_impl = std::make_unique<Impl>(argc, argv);
}

OffscreenGui::~OffscreenGui() = default;

} // namespace tailslate::pdf
