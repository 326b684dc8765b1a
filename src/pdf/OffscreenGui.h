// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

namespace tailslate::pdf {

/// What writePdf() needs in a program without windows: fonts and text layout, with no display. Make
/// one on the main thread and keep it while reports are written; at most one at a time, and none in
/// a program that has a window system.
class OffscreenGui {
public:
    /// @param argc, argv The program's own; must outlive the object.
    OffscreenGui(int& argc, char** argv);

    ~OffscreenGui();
    OffscreenGui(const OffscreenGui&) = delete;
    OffscreenGui& operator=(const OffscreenGui&) = delete;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tailslate::pdf
