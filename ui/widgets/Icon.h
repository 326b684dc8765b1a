// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>
#include <QSize>
#include <QString>

namespace tailslate::ui {

/// Icon size of buttons with text: the square drawing and a gap.
inline constexpr QSize kTextIconSize{20, 14};

/// The drawing `resources/icons/<name>.svg` in the colors of the current look, whichever that is
/// when it is painted. Disabled icons are quiet. Drawn as a square at the left of the icon size;
/// kTextIconSize leaves a gap before the text of a button.
[[nodiscard]] QIcon themedIcon(const QString& name);

} // namespace tailslate::ui
