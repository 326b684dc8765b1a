// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMetaType>

namespace tailslate::ui {

/// How a row stands; views show it as a shape and a color beside the row's word.
enum class Standing { Plain = 1, Waiting, Working, Good, Warning, Bad };

} // namespace tailslate::ui

Q_DECLARE_METATYPE(tailslate::ui::Standing)
