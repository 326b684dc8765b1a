// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/widgets/Theme.h"

class QApplication;

namespace tailslate::ui {

/// Gives the whole application a look: palette, fonts and style sheet. Call again to change it.
void applyLook(QApplication& application, Look look);

} // namespace tailslate::ui
