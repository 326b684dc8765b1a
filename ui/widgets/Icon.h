// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>
#include <QString>

namespace tailslate::ui {

/// The drawing `resources/icons/<name>.svg` in the colors of the current look, whichever that is
/// when it is painted. Disabled icons are quiet.
[[nodiscard]] QIcon themedIcon(const QString& name);

} // namespace tailslate::ui
